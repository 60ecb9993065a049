import type { ModelDescription, PanelRun, RunSummary, RunUnit, TokenRows } from '../protocol/contracts.js';
import {
  addChanges,
  firstIndex,
  shiftRange,
  shiftTokens,
  tokenAt,
  type EditMap,
  type TextChange,
} from './shiftTokens.js';

/** A labelled token or segment where it is in the current text. */
export interface Mark {
  /** The token; of a segment its first one. */
  readonly token: number;
  /** Index into the model's labels. */
  readonly label: number;
  readonly probability: number;
  /** UTF-16 offsets in the current text. */
  readonly start: number;
  readonly end: number;
}

/** What is run: a text, as it was at one moment, and how. */
export interface RunSource {
  /** The engine's name for this run; a new one for every run, so that late results of old runs are known. */
  readonly documentId: number;
  readonly documentName: string;
  readonly documentUri: string;
  /** VS Code's version of the text that is run. */
  readonly version: number;
  readonly text: string;
  readonly model: ModelDescription;
  /** What is one sequence. */
  readonly unit: RunUnit;
  /** The only text that is run, UTF-16 offsets; null for all of it. */
  readonly range: readonly [number, number] | null;
  /** It did not start from zero but from a saved state. */
  readonly continued: boolean;
}

/** Rows of the token table, but for what only the engine can say. */
export type OwnRows = Omit<TokenRows, 'details'>;

/** Rows answered at once: with texts of usual length well below the message limit of 1 MB. */
export const MAX_ROWS = 5_000;

/** Characters of a token's text in a row; longer ones are cut, so that one monster token cannot fill a message. */
export const MAX_TOKEN_TEXT = 200;

const NONE = new Uint32Array(0);

/**
 * One run of a model over one version of a document, filled while the engine works. It keeps the text it ran on
 * and the edits since: everything is asked in today's offsets and answered only for tokens no edit touched. Labels
 * are of tokens or (classifiers) of segments; these are its rows.
 */
export class Run {
  starts: Uint32Array = NONE;
  ends: Uint32Array = NONE;
  summary: RunSummary | null = null;
  readonly level: 'token' | 'segment';
  /** By row. */
  private labels = new Uint16Array(0);
  /** By row; NaN where nothing is known, and for the first symbol of a language model. */
  private probabilities = new Float32Array(0);
  /** By row: 1 once the engine said something of it. */
  private labelled = new Uint8Array(0);
  private labelledCount = 0;
  /** First token of each segment, then T. */
  private segmentOffsets: Uint32Array = Uint32Array.of(0);
  private edits: EditMap = [];
  private lineStarts: Uint32Array | null = null;
  private surprisal: number | null = null;

  constructor(readonly source: RunSource) {
    this.level = source.model.task === 'classification' ? 'segment' : 'token';
  }

  get documentId(): number {
    return this.source.documentId;
  }

  get model(): ModelDescription {
    return this.source.model;
  }

  get version(): number {
    return this.source.version;
  }

  get tokenCount(): number {
    return this.starts.length;
  }

  get segmentCount(): number {
    return this.segmentOffsets.length - 1;
  }

  /** What the network reads; 0 while that is not known. */
  get stepCount(): number {
    if (this.summary) return this.summary.stepCount;
    const { input, tokenizer } = this.model;
    return input !== 'characters' || tokenizer === 'characters' ? this.tokenCount : 0;
  }

  /** Tokens or segments that get labels. */
  get rowCount(): number {
    return this.level === 'token' ? this.tokenCount : this.segmentCount;
  }

  /** Rows labelled so far; a model without heads labels nothing, and everything is there at once. */
  get taggedCount(): number {
    return this.model.task === 'states' ? this.rowCount : this.labelledCount;
  }

  /** The document was edited since: shifted marks are right about their words, but not about the new text. */
  get stale(): boolean {
    return this.edits.length > 0;
  }

  /** Every row is labelled and the engine is done. */
  get complete(): boolean {
    return this.summary !== null && this.taggedCount === this.rowCount;
  }

  /** Takes over where the tokens are; `segmentOffsets` are the first tokens of the segments, then the count. */
  segmented(starts: Uint32Array, ends: Uint32Array, segmentOffsets: Uint32Array): void {
    this.starts = starts;
    this.ends = ends;
    this.segmentOffsets = segmentOffsets;
    this.labels = new Uint16Array(this.rowCount);
    this.probabilities = new Float32Array(this.rowCount).fill(NaN);
    this.labelled = new Uint8Array(this.rowCount);
    this.labelledCount = 0;
  }

  /** Takes over the labels of rows `from …`; a range may come twice. */
  tagged(from: number, labels: Uint16Array, probabilities: Float32Array): void {
    for (let i = 0; i < labels.length; i++) if (this.labelled[from + i] === 0) this.labelledCount++;
    this.labelled.fill(1, from, from + labels.length);
    this.labels.set(labels, from);
    this.probabilities.set(probabilities, from);
    this.surprisal = null;
  }

  /** The document changed; see `addChanges` for the order. */
  edited(changes: readonly TextChange[]): void {
    this.edits = addChanges(this.edits, changes);
  }

  /** Labelled tokens in `[from, to)` of the current text that no edit touched; of classifiers with their segment's. */
  marksIn(from: number, to: number): Mark[] {
    const marks: Mark[] = [];
    for (const { token, start, end } of shiftTokens(this.edits, this.starts, this.ends, from, to))
      if (this.isTagged(token)) marks.push({ token, ...this.labelOf(token), start, end });
    return marks;
  }

  /** Labelled segments with a token in `[from, to)` of the current text; none that an edit touched. */
  segmentMarksIn(from: number, to: number): Mark[] {
    const marks: Mark[] = [];
    let last = -1;
    for (const { token } of shiftTokens(this.edits, this.starts, this.ends, from, to)) {
      const segment = this.segmentOf(token);
      if (segment === last) continue;
      last = segment;
      const range = this.rangeOfSegment(segment);
      if (!range || !this.isTagged(token)) continue;
      const [start, end] = range;
      marks.push({ token: this.segmentOffsets[segment], ...this.labelOf(token), start, end });
    }
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

  /** Whether the engine said something of a token (of a classifier: of its segment). */
  isTagged(token: number): boolean {
    return this.labelled[this.rowOf(token)] === 1;
  }

  /** Label and probability of a token, or (classifiers) of its segment. */
  labelOf(token: number): { readonly label: number; readonly probability: number } {
    const row = this.rowOf(token);
    return { label: this.labels[row], probability: this.probabilities[row] };
  }

  /** The segment a token is in. */
  segmentOf(token: number): number {
    return firstIndex(this.segmentOffsets.length, (i) => this.segmentOffsets[i] > token) - 1;
  }

  /** The token as it was when the model read it. */
  textOf(token: number): string {
    return this.source.text.slice(this.starts[token], this.ends[token]);
  }

  /** The segment as it was when the model read it, from its first to its last token. */
  textOfSegment(segment: number): string {
    const [first, end] = [this.segmentOffsets[segment], this.segmentOffsets[segment + 1]];
    return this.source.text.slice(this.starts[first], this.ends[end - 1]);
  }

  /** Of a language model that is done: the mean of -log2 p over its symbols, in bits; else null. */
  get bitsPerSymbol(): number | null {
    if (this.model.task !== 'language-model' || !this.complete) return null;
    this.surprisal ??= meanBits(this.probabilities);
    return Number.isNaN(this.surprisal) ? null : this.surprisal;
  }

  /** Rows of the token table, of the text that was run; at most `MAX_ROWS`, and only those that exist. */
  rows(fromToken: number, toToken: number): OwnRows {
    const from = Math.min(Math.max(0, Math.trunc(fromToken)), this.tokenCount);
    const to = Math.max(from, Math.min(Math.trunc(toToken), this.tokenCount, from + MAX_ROWS));
    const texts: string[] = [];
    const count = to - from;
    const [lines, columns] = [new Uint32Array(count), new Uint32Array(count)];
    const [labels, probabilities] = [new Uint16Array(count), new Float32Array(count)];
    for (let k = 0; k < count; k++) {
      texts.push(this.textOf(from + k).slice(0, MAX_TOKEN_TEXT));
      [lines[k], columns[k]] = this.positionOf(this.starts[from + k]);
      const { label, probability } = this.labelOf(from + k);
      labels[k] = label;
      probabilities[k] = probability;
    }
    const segmentStarts = this.segmentFlags(from, to);
    return { fromToken: from, texts, lines, columns, labels, probabilities, segmentStarts };
  }

  /** What the panel is told of the run. */
  describe(): PanelRun {
    const { documentId, documentName, documentUri, version, model } = this.source;
    return {
      runId: documentId,
      documentName,
      documentUri,
      version,
      model,
      stale: this.stale,
      tokenCount: this.tokenCount,
      stepCount: this.stepCount,
      segmentCount: this.segmentCount,
      shapes: this.summary?.shapes ?? null,
      level: this.level,
      taggedCount: this.taggedCount,
      elapsedMs: this.summary?.elapsedMs ?? 0,
    };
  }

  private rowOf(token: number): number {
    return this.level === 'token' ? token : this.segmentOf(token);
  }

  private rangeOfSegment(segment: number): readonly [number, number] | null {
    const [first, end] = [this.segmentOffsets[segment], this.segmentOffsets[segment + 1]];
    return shiftRange(this.edits, this.starts[first], this.ends[end - 1]);
  }

  private segmentFlags(from: number, to: number): Uint8Array {
    const flags = new Uint8Array(to - from);
    const offsets = this.segmentOffsets;
    for (let s = firstIndex(this.segmentCount, (i) => offsets[i] >= from); s < this.segmentCount; s++) {
      if (offsets[s] >= to) break;
      flags[offsets[s] - from] = 1;
    }
    return flags;
  }

  /** 1-based line and column in the text that was run. */
  private positionOf(offset: number): readonly [number, number] {
    this.lineStarts ??= findLineStarts(this.source.text);
    const starts = this.lineStarts;
    const line = firstIndex(starts.length, (i) => starts[i] > offset);
    return [line, offset - starts[line - 1] + 1];
  }
}

/** The mean of -log2 p over those that are known. */
function meanBits(probabilities: Float32Array): number {
  let [bits, count] = [0, 0];
  for (const probability of probabilities)
    if (!Number.isNaN(probability)) {
      bits -= Math.log2(Math.max(probability, Number.MIN_VALUE));
      count++;
    }
  return bits / count;
}

/** VS Code joins lines with one kind of line break in a document; both kinds end with a line feed. */
function findLineStarts(text: string): Uint32Array {
  const starts = [0];
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return Uint32Array.from(starts);
}
