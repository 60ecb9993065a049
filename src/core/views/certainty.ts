/** How sure a model is of a label: what comes next, and how the probabilities are spread. */
import type { HeadConfig } from '../heads/head.js';
import { isSigmoid, onLabels } from '../heads/probabilities.js';
import { entropyBits } from './probabilities.js';

/** In place of a label where there is none. */
export const NO_LABEL = 0xffff;

/** What stands beside a label and its probability. */
export interface Certainty {
  /** The most probable label besides those that are shown, the first of equal ones; `NO_LABEL` where there is none. */
  readonly runnerUp: number;
  /** NaN where there is none. */
  readonly runnerUpProbability: number;
  /** In bits, 0…log2(classes); of labels that do not exclude one another the sum over them, each on or off. */
  readonly entropy: number;
}

/** Of a row of probabilities, [classes], of which `label` is shown. */
export function certaintyOf(
  head: Pick<HeadConfig, 'activation' | 'thresholds'>,
  probabilities: Float32Array,
  label: number,
): Certainty {
  const besides = isSigmoid(head) ? onLabels(head, probabilities) : [label];
  let runnerUp = -1;
  probabilities.forEach((p, k) => {
    if (!besides.includes(k) && (runnerUp < 0 || p > probabilities[runnerUp])) runnerUp = k;
  });
  const entropy = isSigmoid(head)
    ? probabilities.reduce((sum, p) => sum + entropyBits(Float32Array.of(p, 1 - p)), 0)
    : entropyBits(probabilities);
  if (runnerUp < 0) return { runnerUp: NO_LABEL, runnerUpProbability: NaN, entropy };
  return { runnerUp, runnerUpProbability: probabilities[runnerUp], entropy };
}
