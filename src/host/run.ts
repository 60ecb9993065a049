import type { ModelDescription, PanelRun, RunSummary, TokenRows } from '../protocol/contracts.js';
import {
  addChanges,
  firstIndex,
  shiftRange,
  shiftTokens,
  tokenAt,
  type EditMap,
  type TextChange,
} from './shiftTokens.js';

/** A tagged token where it is in the current text. */
export interface Mark {
  readonly token: number;
  /** Index into the model's labels. */
  readonly label: number;
  /** UTF-16 offsets in the current text. */
  readonly start: number;
  readonly end: number;
}

/** Rows answered at once: with texts of usual length well below the message limit of 1 MB. */
export const MAX_ROWS = 5_000;

/** Characters of a token's text in a row; longer ones are cut, so that one monster token cannot fill a message. */
const MAX_TOKEN_TEXT = 200;

const NONE = new Uint32Array(0);

/**
 * One run of a model over one version of a document, filled while the engine works. It keeps the text it ran on
 * and the edits since: everything is asked in today's offsets and answered only for tokens no edit touched.
 */
export class Run {
  starts: Uint32Array = NONE;
  ends: Uint32Array = NONE;
  labels = new Uint16Array(0);
  /** NaN where the token is not tagged yet. */
  probabilities = new Float32Array(0);
  taggedCount = 0;
  summary: RunSummary | null = null;
  private segmentStarts: Uint32Array = NONE;
  private edits: EditMap = [];
  private lineStarts: Uint32Array | null = null;

  constructor(
    /** The engine's name for this run; a new one for every run, so that late results of old runs are known. */
    readonly documentId: number,
    readonly documentName: string,
    readonly documentUri: string,
    /** VS Code's version of the text that is run. */
    readonly version: number,
    readonly text: string,
    readonly model: ModelDescription,
  ) {}

  get tokenCount(): number {
    return this.starts.length;
  }

  /** The document was edited since: shifted marks are right about their words, but not about the new text. */
  get stale(): boolean {
    return this.edits.length > 0;
  }

  /** Every token is tagged and the engine is done. */
  get complete(): boolean {
    return this.summary !== null && this.taggedCount === this.tokenCount;
  }

  /** Takes over where the tokens are; `segmentOffsets` are the first tokens of the segments, then the count. */
  segmented(starts: Uint32Array, ends: Uint32Array, segmentOffsets: Uint32Array): void {
    this.starts = starts;
    this.ends = ends;
    this.segmentStarts = segmentOffsets.subarray(0, Math.max(0, segmentOffsets.length - 1));
    this.labels = new Uint16Array(starts.length);
    this.probabilities = new Float32Array(starts.length).fill(NaN);
    this.taggedCount = 0;
  }

  /** Takes over the tags of tokens `fromToken …`; a range may come twice. */
  tagged(fromToken: number, labels: Uint16Array, probabilities: Float32Array): void {
    for (let i = 0; i < labels.length; i++)
      if (Number.isNaN(this.probabilities[fromToken + i])) this.taggedCount++;
    this.labels.set(labels, fromToken);
    this.probabilities.set(probabilities, fromToken);
  }

  /** The document changed; see `addChanges` for the order. */
  edited(changes: readonly TextChange[]): void {
    this.edits = addChanges(this.edits, changes);
  }

  /** Tagged tokens in `[from, to)` of the current text that no edit touched. */
  marksIn(from: number, to: number): Mark[] {
    const marks: Mark[] = [];
    for (const { token, start, end } of shiftTokens(this.edits, this.starts, this.ends, from, to))
      if (this.isTagged(token)) marks.push({ token, label: this.labels[token], start, end });
    return marks;
  }

  /** The token at an offset of the current text, or null. */
  tokenAt(offset: number): number | null {
    return tokenAt(this.edits, this.starts, this.ends, offset);
  }

  /** Where a token is now, or null if an edit touched it. */
  rangeOf(token: number): readonly [number, number] | null {
    if (token < 0 || token >= this.tokenCount) return null;
    return shiftRange(this.edits, this.starts[token], this.ends[token]);
  }

  isTagged(token: number): boolean {
    return !Number.isNaN(this.probabilities[token]);
  }

  /** The token as it was when the model read it. */
  textOf(token: number): string {
    return this.text.slice(this.starts[token], this.ends[token]);
  }

  /** Rows of the token table, of the text that was run; at most `MAX_ROWS`, and only those that exist. */
  rows(fromToken: number, toToken: number): TokenRows {
    const from = Math.min(Math.max(0, Math.trunc(fromToken)), this.tokenCount);
    const to = Math.max(from, Math.min(Math.trunc(toToken), this.tokenCount, from + MAX_ROWS));
    const texts: string[] = [];
    const lines = new Uint32Array(to - from);
    const columns = new Uint32Array(to - from);
    for (let token = from; token < to; token++) {
      texts.push(this.textOf(token).slice(0, MAX_TOKEN_TEXT));
      const [line, column] = this.positionOf(this.starts[token]);
      lines[token - from] = line;
      columns[token - from] = column;
    }
    return {
      fromToken: from,
      texts,
      lines,
      columns,
      labels: this.labels.slice(from, to),
      probabilities: this.probabilities.slice(from, to),
      segmentStarts: this.segmentFlags(from, to),
    };
  }

  /** What the panel is told of the run. */
  describe(): PanelRun {
    return {
      runId: this.documentId,
      documentName: this.documentName,
      documentUri: this.documentUri,
      version: this.version,
      stale: this.stale,
      model: this.model,
      tokenCount: this.tokenCount,
      segmentCount: this.summary?.segmentCount ?? this.segmentStarts.length,
      shapes: this.summary?.shapes ?? null,
      taggedCount: this.taggedCount,
      elapsedMs: this.summary?.elapsedMs ?? 0,
    };
  }

  private segmentFlags(from: number, to: number): Uint8Array {
    const flags = new Uint8Array(to - from);
    let segment = firstIndex(this.segmentStarts.length, (i) => this.segmentStarts[i] >= from);
    for (; segment < this.segmentStarts.length && this.segmentStarts[segment] < to; segment++)
      flags[this.segmentStarts[segment] - from] = 1;
    return flags;
  }

  /** 1-based line and column in the text that was run. */
  private positionOf(offset: number): readonly [number, number] {
    this.lineStarts ??= findLineStarts(this.text);
    const starts = this.lineStarts;
    const line = firstIndex(starts.length, (i) => starts[i] > offset);
    return [line, offset - starts[line - 1] + 1];
  }
}

/** VS Code joins lines with one kind of line break in a document; both kinds end with a line feed. */
function findLineStarts(text: string): Uint32Array {
  const starts = [0];
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return Uint32Array.from(starts);
}
