import type { EditedPlace, ModelDescription, RunSummary, RunUnit } from '../protocol/engine.js';
import type { PanelRun, TokenRows } from '../protocol/panel.js';
import { FixedText, type RunText } from './runText.js';
import {
  addChanges,
  coveringRange,
  firstIndex,
  shiftRange,
  shiftTokens,
  tokenAt,
  type EditMap,
  type ShiftedToken,
  type TextChange,
} from './editMap.js';
import { meanBits, TokenMirror } from './tokenMirror.js';

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
  /** The model was chosen for this document; settings do not change that. */
  readonly byHand?: boolean | undefined;
}

/** Rows of the token table, but for what only the engine can say. */
export type OwnRows = Omit<TokenRows, 'details'>;

/** Rows answered at once: with texts of usual length well below the message limit of 1 MB. */
export const MAX_ROWS = 5_000;

/** Characters of a token's text in a row; longer ones are cut, so that one monster token cannot fill a message. */
export const MAX_TOKEN_TEXT = 200;

/** Smaller changes of a probability are rounding noise: nobody sees them. */
const SEEN_CHANGE = 0.0005;

/** A change that was sent to the engine. */
interface SentChange {
  readonly version: number;
  readonly changes: readonly TextChange[];
}

/**
 * One run of a model over a document, filled while the engine works. It knows the text the engine read last and
 * the edits since: everything is asked in today's offsets and answered only for tokens no edit touched. Labels are
 * of tokens or (classifiers) of segments; these are its rows.
 */
export class Run {
  summary: RunSummary | null = null;
  /** The settings name another model or unit by now. */
  outdated = false;
  readonly source: Omit<RunSource, 'text'>;
  private readonly mirror: TokenMirror;
  /** The text as the engine read it, until it follows an edit; what is read then is in the document. */
  private fixed: FixedText | null;
  /** Edits that the engine was told of and has not answered, the oldest first. */
  private sent: readonly SentChange[] = [];
  /** All edits since the engine's text. */
  private edits: EditMap = [];
  private engineVersion: number;
  private changes = 0;
  private surprisal: number | null = null;
  private provisional = false;

  constructor(
    { text, ...source }: RunSource,
    private readonly current: RunText | null = null,
  ) {
    this.source = source;
    this.fixed = new FixedText(text);
    this.engineVersion = source.version;
    this.mirror = new TokenMirror(source.model.task === 'classification' ? 'segment' : 'token');
  }

  /** The run as it is now, of a document of its own that is not edited; `text` is what it is of. */
  copy(documentId: number, text: string): Run {
    const { starts, ends, segmentOffsets, labels, probabilities } = this.mirror;
    const run = new Run({ ...this.source, documentId, text, version: this.version });
    run.segmented(starts.slice(), ends.slice(), segmentOffsets.slice());
    run.tagged(0, labels, probabilities);
    run.summary = this.summary;
    return run;
  }

  get level(): 'token' | 'segment' {
    return this.mirror.level;
  }

  /** By token, in the text the engine read last. */
  get starts(): Uint32Array {
    return this.mirror.starts;
  }

  get ends(): Uint32Array {
    return this.mirror.ends;
  }

  get documentId(): number {
    return this.source.documentId;
  }

  get model(): ModelDescription {
    return this.source.model;
  }

  /** VS Code's version of the text that the engine read last. */
  get version(): number {
    return this.engineVersion;
  }

  /** Another number whenever tokens, labels or states of what was known before are others. */
  get revision(): number {
    return this.changes;
  }

  get tokenCount(): number {
    return this.mirror.tokenCount;
  }

  get segmentCount(): number {
    return this.mirror.segmentCount;
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
    return this.model.task === 'states' ? this.rowCount : this.mirror.labelledCount;
  }

  /** The document was edited since: shifted marks are right about their words, but not about the new text. */
  get stale(): boolean {
    return this.outdated || this.edits.length > 0;
  }

  /** Every row is labelled and the engine is done. */
  get complete(): boolean {
    return this.summary !== null && this.taggedCount === this.rowCount;
  }

  /** Takes over where the tokens are; `segmentOffsets` are the first tokens of the segments, then the count. */
  segmented(starts: Uint32Array, ends: Uint32Array, segmentOffsets: Uint32Array): void {
    this.mirror.segmented(starts, ends, segmentOffsets);
  }

  /** Takes over the labels of rows `from …`; a range may come twice. */
  tagged(from: number, labels: Uint16Array, probabilities: Float32Array): void {
    if (this.differs(from, labels, probabilities)) this.changes++;
    this.mirror.tagged(from, labels, probabilities);
    this.surprisal = null;
  }

  /** The document changed, and the engine is not told; see `addChanges` for the order. */
  edited(changes: readonly TextChange[]): void {
    this.edits = addChanges(this.edits, changes);
  }

  /** The document changed, and the engine is told: `followed` comes for every such call, in their order. */
  editSent(version: number, changes: readonly TextChange[]): void {
    this.sent = [...this.sent, { version, changes }];
    this.edits = addChanges(this.edits, changes);
  }

  /** Edits were taken over: the text is another one than that of the run's beginning. */
  get hasFollowed(): boolean {
    return this.version !== this.source.version;
  }

  /** How many edits the engine was told of and has not taken over yet. */
  get unanswered(): number {
    return this.sent.length;
  }

  /** The engine took the oldest edit over that it was told of: these are the places that changed. */
  followed(places: readonly EditedPlace[]): void {
    const [first, ...rest] = this.sent;
    if (!first) throw new Error('The engine followed an edit that it was not told of.');
    this.fixed = null;
    this.mirror.edited(places);
    this.engineVersion = first.version;
    this.sent = rest;
    // One long sequence is run exactly only after it was run on from the edit; segments are never anything but exact.
    this.provisional = this.model.task === 'language-model';
    this.edits = rest.reduce<EditMap>((map, { changes }) => addChanges(map, changes), []);
    this.surprisal = null;
    this.changes++;
  }

  /** The engine has run all that an edit changed. */
  finished(summary: RunSummary): void {
    // Steps are counted only now, and states of a whole document were provisional until now.
    const isOther = this.summary?.stepCount !== summary.stepCount || this.model.task === 'language-model';
    this.summary = summary;
    this.provisional = false;
    if (isOther) this.changes++;
  }

  /** Labelled tokens in `[from, to)` of the current text that no edit touched; of classifiers with their segment's. */
  marksIn(from: number, to: number): Mark[] {
    const marks: Mark[] = [];
    for (const { token, start, end } of this.tokensIn(from, to))
      if (this.isTagged(token)) marks.push({ token, ...this.labelOf(token), start, end });
    return marks;
  }

  /** Labelled segments with a token in `[from, to)` of the current text; none that an edit touched. */
  segmentMarksIn(from: number, to: number): Mark[] {
    const marks: Mark[] = [];
    let last = -1;
    for (const { token } of this.tokensIn(from, to)) {
      const segment = this.segmentOf(token);
      if (segment === last) continue;
      last = segment;
      const range = this.rangeOfSegment(segment);
      if (!range || !this.isTagged(token)) continue;
      const [start, end] = range;
      marks.push({ token: this.mirror.segmentOffsets[segment], ...this.labelOf(token), start, end });
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
    return this.mirror.labelled[this.rowOf(token)] === 1;
  }

  /** Label and probability of a token, or (classifiers) of its segment. */
  labelOf(token: number): { readonly label: number; readonly probability: number } {
    const row = this.rowOf(token);
    return { label: this.mirror.labels[row], probability: this.mirror.probabilities[row] };
  }

  /** The segment a token is in. */
  segmentOf(token: number): number {
    const { segmentOffsets } = this.mirror;
    return firstIndex(segmentOffsets.length, (i) => segmentOffsets[i] > token) - 1;
  }

  /** The tokens at least partly in `[from, to)` of the current text that no edit touched, ascending. */
  tokensIn(from: number, to: number): ShiftedToken[] {
    return shiftTokens(this.edits, this.starts, this.ends, from, to);
  }

  /** The token as it was when the model read it; once edits are followed, what stands in its place. */
  textOf(token: number): string {
    return this.read(this.starts[token], this.ends[token]);
  }

  /** The segment as `textOf`, from its first to its last token. */
  textOfSegment(segment: number): string {
    const { segmentOffsets } = this.mirror;
    return this.read(this.starts[segmentOffsets[segment]], this.ends[segmentOffsets[segment + 1] - 1]);
  }

  /** Of a language model that is done: the mean of -log2 p over its symbols, in bits; else null. */
  get bitsPerSymbol(): number | null {
    if (this.model.task !== 'language-model' || !this.complete) return null;
    this.surprisal ??= meanBits(this.mirror.probabilities);
    return Number.isNaN(this.surprisal) ? null : this.surprisal;
  }

  /** Rows of the token table, of the text the engine read last; at most `MAX_ROWS`, and only those that exist. */
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
    const { documentId, documentName, documentUri, model } = this.source;
    return {
      runId: documentId,
      documentName,
      documentUri,
      version: this.version,
      revision: this.revision,
      model,
      stale: this.stale,
      tokenCount: this.tokenCount,
      stepCount: this.stepCount,
      segmentCount: this.segmentCount,
      shapes: this.summary?.shapes ?? null,
      level: this.level,
      taggedCount: this.taggedCount,
      provisional: this.provisional,
      elapsedMs: this.summary?.elapsedMs ?? 0,
    };
  }

  private rowOf(token: number): number {
    return this.level === 'token' ? token : this.segmentOf(token);
  }

  /** Whether what was told of rows before is visibly different now. */
  private differs(from: number, labels: Uint16Array, probabilities: Float32Array): boolean {
    const known = this.mirror;
    for (let k = 0; k < labels.length; k++) {
      if (known.labelled[from + k] !== 1) continue;
      const change = Math.abs(known.probabilities[from + k] - probabilities[k]);
      if (known.labels[from + k] !== labels[k] || change > SEEN_CHANGE) return true;
    }
    return false;
  }

  private rangeOfSegment(segment: number): readonly [number, number] | null {
    const { segmentOffsets } = this.mirror;
    const [first, end] = [segmentOffsets[segment], segmentOffsets[segment + 1]];
    return shiftRange(this.edits, this.starts[first], this.ends[end - 1]);
  }

  private segmentFlags(from: number, to: number): Uint8Array {
    const flags = new Uint8Array(to - from);
    const offsets = this.mirror.segmentOffsets;
    for (let s = firstIndex(this.segmentCount, (i) => offsets[i] >= from); s < this.segmentCount; s++) {
      if (offsets[s] >= to) break;
      flags[offsets[s] - from] = 1;
    }
    return flags;
  }

  /** What stands at `[start, end)` of the text the engine read last. */
  private read(start: number, end: number): string {
    if (this.fixed) return this.fixed.read(start, end);
    return this.current?.read(...coveringRange(this.edits, start, end)) ?? '';
  }

  /** 1-based line and column of an offset in the text the engine read last. */
  private positionOf(offset: number): readonly [number, number] {
    if (this.fixed) return this.fixed.positionOf(offset);
    return this.current?.positionOf(coveringRange(this.edits, offset, offset)[0]) ?? [1, 1];
  }
}
