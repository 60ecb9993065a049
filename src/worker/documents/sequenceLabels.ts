import type { FloatArray } from '../../core/math/matrix.js';
import type { ClassRow } from '../../protocol/engine.js';
import type { LabelledRange } from './engineDocument.js';
import type { TokenSayings } from './sayings.js';

/** What a model says along a sequence, from its outputs or from states that are run again. */
export interface SequenceLabels {
  /** Labels of tokens [from, to). RangeError as `SequenceRun.window`. */
  labels(from: number, to: number): LabelledRange;
  /** The labels that the outputs of `steps` steps from `fromStep` on decide, [steps, output size]. */
  decidedBy(fromStep: number, output: FloatArray, steps: number): LabelledRange;
  /** All classes of one head at a token; RangeError for a head that is not there. */
  classes(token: number, head: number): ClassRow;
  /** What is shown beside the labels of tokens [from, to), one text each. */
  details(from: number, to: number): readonly string[];
  /** All that is said of tokens [from, to). */
  sayings(from: number, to: number): TokenSayings;
}
