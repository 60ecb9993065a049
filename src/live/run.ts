import type { Script } from '../core/text/script.js';
import type { EditedPlace, ModelDescription, RunSummary, RunUnit } from '../protocol/engine.js';
import type { TextChange } from './editMap.js';
import { EngineText } from './engineText.js';
import { RunTokens } from './runTokens.js';
import type { RunText } from './runText.js';
import { TokenMirror, type LabelLevel } from './tokenMirror.js';

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
  /** The language whose markup is not read, if the model reads words. */
  readonly languageId?: string | undefined;
  /** The only script that is read, of a document in several. */
  readonly script?: Script | undefined;
  /** It did not start from zero but from a saved state. */
  readonly continued: boolean;
  /** The model was chosen for this document; settings do not change that. */
  readonly byHand?: boolean | undefined;
}

/**
 * One run of a model over a document, filled while the engine works. It knows the text the engine read last and
 * the edits since. Labels are of tokens or (classifiers) of segments; these are its rows.
 */
export class Run {
  summary: RunSummary | null = null;
  /** The settings name another model or unit by now. */
  outdated = false;
  /** States may differ from a full run's by rounding noise until the engine has run all again. */
  isProvisional = false;
  readonly source: Omit<RunSource, 'text'>;
  readonly tokens: RunTokens;
  private readonly mirror: TokenMirror;
  private readonly text: EngineText;
  private changes = 0;

  constructor({ text, ...source }: RunSource, current: RunText | null = null) {
    this.source = source;
    this.text = new EngineText(text, source.version, current);
    this.mirror = new TokenMirror(source.model.task === 'classification' ? 'segment' : 'token');
    this.tokens = new RunTokens(this.mirror, this.text);
  }

  /** The run as it is now, of a document of its own that is not edited; `text` is what it is of. */
  copy(documentId: number, text: string): Run {
    const { starts, ends, segmentOffsets, labels, probabilities } = this.mirror.flat();
    const run = new Run({ ...this.source, documentId, text, version: this.version });
    run.segmented(starts, ends, segmentOffsets);
    run.tagged(0, labels, probabilities);
    run.summary = this.summary;
    return run;
  }

  get level(): LabelLevel {
    return this.mirror.level;
  }

  get documentId(): number {
    return this.source.documentId;
  }

  get model(): ModelDescription {
    return this.source.model;
  }

  /** VS Code's version of the text that the engine read last. */
  get version(): number {
    return this.text.version;
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
    return this.mirror.labels.count;
  }

  /** Rows labelled so far; a model without heads labels nothing, and everything is there at once. */
  get taggedCount(): number {
    return this.model.task === 'states' ? this.rowCount : this.mirror.labels.knownCount;
  }

  /** The document was edited since: shifted marks are right about their words, but not about the new text. */
  get stale(): boolean {
    return this.outdated || this.text.edits.length > 0;
  }

  /** Every row is labelled and the engine is done. */
  get complete(): boolean {
    return this.summary !== null && this.taggedCount === this.rowCount;
  }

  /** How many edits the engine was told of and has not taken over yet. */
  get unanswered(): number {
    return this.text.unanswered;
  }

  /** Of a language model that is done: the mean of -log2 p over its symbols, in bits; else null. */
  get bitsPerSymbol(): number | null {
    if (this.model.task !== 'language-model' || !this.complete) return null;
    const { meanBits } = this.mirror.labels;
    return Number.isNaN(meanBits) ? null : meanBits;
  }

  /** Takes over where the tokens are; `segmentOffsets` are the first tokens of the segments, then the count. */
  segmented(starts: Uint32Array, ends: Uint32Array, segmentOffsets: Uint32Array): void {
    this.mirror.segmented(starts, ends, segmentOffsets);
  }

  /** Takes over the labels of rows `from …`; a range may come twice. */
  tagged(from: number, labels: Uint16Array, probabilities: Float32Array): void {
    if (this.mirror.labels.differ(from, labels, probabilities)) this.changes++;
    this.mirror.tagged(from, labels, probabilities);
  }

  /** The document changed, and the engine is not told; see `addChanges` for the order. */
  edited(changes: readonly TextChange[]): void {
    this.text.edited(changes);
  }

  /** The document changed, and the engine is told: `followed` comes for every such call, in their order. */
  editSent(version: number, changes: readonly TextChange[]): void {
    this.text.editSent(version, changes);
  }

  /** The engine took the oldest edit over that it was told of: these are the places that changed. */
  followed(places: readonly EditedPlace[]): void {
    this.text.followed();
    this.mirror.edited(places);
    // One long sequence is run exactly only after it was run on from the edit; segments are never anything but exact.
    this.isProvisional = this.model.task === 'language-model';
    this.changes++;
  }

  /** The engine has run all that an edit changed. */
  finished(summary: RunSummary): void {
    // Steps are counted only now, and states of a whole document were provisional until now.
    const isOther = this.summary?.stepCount !== summary.stepCount || this.model.task === 'language-model';
    this.summary = summary;
    this.isProvisional = false;
    if (isOther) this.changes++;
  }
}
