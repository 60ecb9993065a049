import type { FloatArray } from '../math/matrix.js';
import { ACTIVATION, CELL_ACTIVATIONS, type CellActivation } from '../rnn/activations.js';

/**
 * Activations of layers beside the recurrent ones. `hard-sigmoid` is clip(0.2 x + 0.5, 0, 1), `hard-sigmoid-6`
 * relu6(x + 3) / 6; `softmax` is over the numbers of a row, `relu-share` what each has of the sum of those above zero.
 */
const FUNCTIONS = {
  ...(Object.fromEntries(CELL_ACTIVATIONS.map((name) => [name, ACTIVATION[name].of])) as Record<
    CellActivation,
    (x: number) => number
  >),
  gelu: (x: number) => 0.5 * x * (1 + erf(x / Math.SQRT2)),
  swish: (x: number) => x / (1 + Math.exp(-x)),
  exponential: Math.exp,
} as const;

export type ActivationName = keyof typeof FUNCTIONS | 'leaky-relu' | 'softmax' | 'relu-share';

/** All names of activations. */
export const ACTIVATION_NAMES: readonly ActivationName[] = [
  ...(Object.keys(FUNCTIONS) as (keyof typeof FUNCTIONS)[]),
  'leaky-relu',
  'softmax',
  'relu-share',
];

/** An activation of rows [N, width], in a new array; `slope` is that of `leaky-relu` below zero. */
export function activate(
  name: ActivationName,
  values: FloatArray,
  width: number,
  slope = 0.01,
): Float32Array {
  if (name === 'softmax') return softmax(Float32Array.from(values), width);
  if (name === 'relu-share') return shares(Float32Array.from(values, FUNCTIONS.relu), width);
  const of = name === 'leaky-relu' ? (x: number) => (x > 0 ? x : slope * x) : FUNCTIONS[name];
  return Float32Array.from(values, of);
}

/** Softmax of each row, in place. */
function softmax(values: Float32Array, width: number): Float32Array {
  for (let at = 0; at < values.length; at += width) {
    let [most, sum] = [-Infinity, 0];
    for (let k = at; k < at + width; k++) most = Math.max(most, values[k]);
    for (let k = at; k < at + width; k++) sum += values[k] = Math.exp(values[k] - most);
    for (let k = at; k < at + width; k++) values[k] /= sum;
  }
  return values;
}

/** Each number's part of its row's sum, in place; even ones where nothing is above zero. */
function shares(values: Float32Array, width: number): Float32Array {
  for (let at = 0; at < values.length; at += width) {
    const row = values.subarray(at, at + width);
    const sum = row.reduce((a, b) => a + b, 0);
    row.forEach((value, k) => (row[k] = sum > 0 ? value / sum : 1 / width));
  }
  return values;
}

/** The error function to double precision, by its series; beyond 6 it is ±1. */
function erf(x: number): number {
  if (Math.abs(x) > 6) return Math.sign(x);
  let [term, total] = [x, x];
  for (let n = 1; Math.abs(term) > 1e-18 && n < 250; n++) {
    term *= (-x * x) / n;
    total += term / (2 * n + 1);
  }
  return (2 / Math.sqrt(Math.PI)) * total;
}
