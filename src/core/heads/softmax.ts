import type { FloatArray } from '../math/matrix.js';
import type { LinearHead } from './head.js';
import { referenceEngine, type RecurrentEngine } from '../rnn/engine.js';

/** logits = x Wᵀ + b, [N, classes], for x [N, in]. */
export function linear(
  head: LinearHead,
  x: FloatArray,
  rows: number,
  engine: RecurrentEngine = referenceEngine,
): FloatArray {
  const classes = head.bias.length;
  return engine.matMulTransposed(x, head.weight, rows, classes, head.weight.length / classes, head.bias);
}

/** Softmax of each row of `logits` [N, classes], in place; each row sums to 1. */
export function softmaxRows<T extends FloatArray>(logits: T, classes: number): T {
  for (let at = 0; at < logits.length; at += classes) {
    let max = -Infinity;
    for (let k = at; k < at + classes; k++) if (logits[k] > max) max = logits[k];
    let sum = 0;
    for (let k = at; k < at + classes; k++) sum += logits[k] = Math.exp(logits[k] - max);
    for (let k = at; k < at + classes; k++) logits[k] /= sum;
  }
  return logits;
}

/** The logistic function of each of `logits`, in place: labels that do not exclude one another. */
export function sigmoidRows<T extends FloatArray>(logits: T): T {
  for (let k = 0; k < logits.length; k++) logits[k] = 1 / (1 + Math.exp(-logits[k]));
  return logits;
}

/** The index of the largest value in each row of `values` [N, classes]; the first of equals. */
export function argmaxRows(values: FloatArray, classes: number): Uint16Array {
  const best = new Uint16Array(values.length / classes);
  for (let row = 0; row < best.length; row++)
    for (let k = 1; k < classes; k++)
      if (values[row * classes + k] > values[row * classes + best[row]]) best[row] = k;
  return best;
}
