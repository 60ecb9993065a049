import type { Script } from '../core/text/script.js';
import type { RunUnit } from '../protocol/engine.js';
import type { ModelDescription } from '../protocol/model.js';
import type { LiveText } from './liveText.js';

/** How tagging a document ended, errors apart. */
export type TagOutcome = 'tagged' | 'empty' | 'cancelled';

/** How a model is run on a text. */
export interface RunSettings {
  /** UTF-16 offsets of what people see: run first. */
  readonly visible: readonly [number, number];
  /** Of classifiers, and `selection` of all; the model's own if it is left out. */
  readonly unit?: RunUnit | undefined;
  /** With `selection`: the only text that is run, UTF-16 offsets. */
  readonly range?: readonly [number, number] | undefined;
  /** The document's language, where it is to be read without its markup. */
  readonly languageId?: string | undefined;
  /** The only script that is read, of a document in several. */
  readonly script?: Script | undefined;
  /** A saved state to start from. */
  readonly initialState?: Uint8Array | undefined;
}

/** What is tagged, with what, and how. */
export interface TagRequest {
  readonly document: LiveText;
  modelName(): Promise<string>;
  /** The model was chosen for this document. */
  readonly byHand?: boolean | undefined;
  /** Asked when the run starts, after the model is loaded; throws a sentence if the model cannot be run so. */
  settings(model: ModelDescription): RunSettings;
  /** What else the document is tagged with, where other models read other parts of it. */
  others?(): Promise<readonly TagRequest[]>;
  readonly signal: AbortSignal;
}
