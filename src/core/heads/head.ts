import type { FloatArray } from '../math/matrix.js';

/**
 * What a head gives one label to: a step, a token (it reads the forward h at its last step and the backward h at
 * its first), or a whole segment (many-to-one).
 */
export const HEAD_LEVELS = ['step', 'token', 'segment'] as const;
export type HeadLevel = (typeof HEAD_LEVELS)[number];

/** What a segment's head reads: the last states, or the largest or the mean output of each unit. */
export const POOLINGS = ['last', 'max', 'mean'] as const;
export type Pooling = (typeof POOLINGS)[number];

/** A linear head with softmax. */
export interface HeadConfig {
  readonly name: string;
  readonly level: HeadLevel;
  /** Heads of segments only; `last` for all others. */
  readonly pooling: Pooling;
  readonly labels: readonly string[];
}

/** Weights of a head: PyTorch's `nn.Linear`. */
export interface LinearHead {
  /** [classes, in] */
  readonly weight: FloatArray;
  /** [classes] */
  readonly bias: FloatArray;
}

/** What one head says about R rows: steps, tokens or segments, by its level. */
export interface HeadOutput {
  readonly name: string;
  /** Most probable label of each row, [R] */
  readonly labels: Uint16Array;
  /** [R, classes], rows sum to 1 */
  readonly probabilities: FloatArray;
}
