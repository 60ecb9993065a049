import type * as tf from '@tensorflow/tfjs';
import type { Random } from '../math/random.js';
import type { Offsets } from '../rnn/direction.js';
import { masked } from './ops.js';

/** What is left out at random while training; all 0 gives the network as it is used. */
export interface Dropout {
  /** Inputs of the stacked network. */
  readonly input: number;
  /** Between its layers. */
  readonly layer: number;
  /** Its output, before the heads. */
  readonly output: number;
  /** A symbol (word, character or pair that is a step of its own) seen n times is unknown with probability s / (s + n). */
  readonly symbol: number;
  /** The same units are left out at all steps of a segment (Gal and Ghahramani 2016); where a head reads tokens or segments, not of these. */
  readonly locked?: boolean;
}

export const NO_DROPOUT: Dropout = { input: 0, layer: 0, output: 0, symbol: 0 };

/** Dropout factors, [length]: 0 with probability `rate`, else 1 / (1 - rate). */
function mask(length: number, rate: number, random: Random): Float32Array {
  const keep = 1 / (1 - rate);
  const factors = new Float32Array(length);
  for (let k = 0; k < length; k++) factors[k] = random.next() < rate ? 0 : keep;
  return factors;
}

/** Dropout factors of steps, [N, width]; with `segments` those of a segment's steps are the same. */
export function stepMask(
  steps: number,
  width: number,
  rate: number,
  random: Random,
  segments: Offsets | null,
): Float32Array {
  if (!segments) return mask(steps * width, rate, random);
  const factors = new Float32Array(steps * width);
  for (let segment = 0; segment + 1 < segments.length; segment++) {
    const row = mask(width, rate, random);
    for (let step = segments[segment]; step < segments[segment + 1]; step++) factors.set(row, step * width);
  }
  return factors;
}

/** x [N, E] with dropout; with `segments` the same at all steps of each. */
export function dropped(
  x: tf.Tensor2D,
  rate: number,
  random: Random,
  segments: Offsets | null = null,
): tf.Tensor2D {
  return rate === 0 ? x : masked(x, stepMask(x.shape[0], x.shape[1], rate, random, segments));
}
