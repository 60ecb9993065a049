import type { FloatArray } from '../math/matrix.js';
import type { SurfaceLabels } from '../text/surface.js';
import type { CrfScores } from './crf.js';
import type { LabelTransitions } from './transitions.js';

/**
 * What a head gives one label to: a step, a token (it reads the forward h at its last step and the backward h at
 * its first), or a whole segment (many-to-one).
 */
export const HEAD_LEVELS = ['step', 'token', 'segment'] as const;
export type HeadLevel = (typeof HEAD_LEVELS)[number];

/** What a segment's head reads: the last states, or the largest or the mean output of each unit. */
export const POOLINGS = ['last', 'max', 'mean'] as const;
export type Pooling = (typeof POOLINGS)[number];

/**
 * What makes probabilities of a head's logits: one label of all (`softmax`), or each by itself (`sigmoid`); `given`
 * where the body of the network has made them already.
 */
export const ACTIVATIONS = ['softmax', 'sigmoid', 'given'] as const;
export type Activation = (typeof ACTIVATIONS)[number];

/** A linear head and what makes probabilities of it. */
export interface HeadConfig {
  readonly name: string;
  readonly level: HeadLevel;
  /** Heads of segments only; `last` for all others. */
  readonly pooling: Pooling;
  readonly labels: readonly string[];
  /** `softmax` where it is left out; `sigmoid` where labels do not exclude one another. */
  readonly activation?: Activation;
  /** Of a sigmoid head: from which probability on each label is on, [classes]; 0.5 for all if left out. */
  readonly thresholds?: readonly number[];
  /** The label of rows of which there is nothing to say: they are not marked in a text. */
  readonly background?: string;
  /** Logits are divided by it, so that probabilities are shares that come true; 1 if left out. */
  readonly temperature?: number;
  /** What follows what inside a token, or, of a head of tokens, inside a segment: decided together then. */
  readonly transitions?: LabelTransitions | undefined;
  /** The labels of a segment's tokens are decided together by scores that were learned with the network. */
  readonly crf?: CrfScores | undefined;
  /** Tokens whose form alone decides: their labels, and of the head of edits the tag of their one morpheme. */
  readonly surface?: SurfaceLabels | undefined;
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
  /**
   * The label of each row that is shown where there is room for one, [R]: see `shownLabels`; where the head has
   * transitions, those of the most probable sequences.
   */
  readonly labels: Uint16Array;
  /** [R, classes]; rows sum to 1 unless the head is a sigmoid one; with transitions given the whole sequence. */
  readonly probabilities: FloatArray;
  /** Where a head of steps has transitions: probability of each token's sequence of labels as a whole, [tokens] */
  readonly sequenceProbabilities?: Float32Array;
}
