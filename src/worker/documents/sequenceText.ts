import type { Problem } from '../../core/problems.js';
import type { ContentChange } from '../../core/session/editedText.js';
import type { SequenceNetwork } from '../../core/session/stream/sequenceNetwork.js';
import type { SegmentedText } from '../../core/text/segmented.js';
import type { EditedPlace } from '../../protocol/engine.js';

/** What an edit did to a sequence: steps `[from, from + removed)` are replaced by `ids`. */
export interface SequenceEdit {
  readonly place: EditedPlace;
  readonly from: number;
  readonly removed: number;
  readonly ids: Uint32Array;
}

/** A text, what the network reads at each of its steps, and the network that reads it. */
export interface ReadSequence {
  readonly text: SequenceText;
  readonly ids: Uint32Array;
  readonly network: SequenceNetwork;
}

/** The text of a document that is one sequence; each token is a step. */
export interface SequenceText {
  readonly count: number;
  /** A token's text; empty for one that is not there. */
  textOf(token: number): string;
  /** The last token that ends at or before an offset; -1 if none does. */
  lastEndingBy(offsetUtf16: number): number;
  /** Where all tokens are, as one segment. */
  flat(): SegmentedText;
  /** Follows changes; each edit counts after the ones before it. RangeError for changes that cannot be. */
  edit(changes: readonly ContentChange[]): SequenceEdit[];
  /** What of the text is not read as it is written. */
  problems(): Problem[];
  /** The text as it is now: edits of either are not the other's. */
  copy(): SequenceText;
}

/** One segment comes into being with its first token, and goes with its last. */
export function segmentChange(before: number, after: number): { removed: number; inserted: number } {
  return { removed: Number(before > 0 && after === 0), inserted: Number(before === 0 && after > 0) };
}
