/** What is told of a network in the middle of its training, beside its curve. */

/** What a language model writes. */
export interface TextSample {
  readonly temperature: number;
  /** What it goes on from: text that it has not learned from. */
  readonly prompt: string;
  readonly text: string;
}

/**
 * How far gradients reach back: the L2 norm of ∂loss/∂h of a layer, `lag` steps before the step whose loss is taken
 * alone; the geometric mean over several places of text that is not learned from. Forward direction.
 */
export interface GradientFlow {
  readonly layers: number;
  /** Lags 1 … n. */
  readonly lags: number;
  /** [layers, lags], lag 1 first; 0 where the gradient has become smaller than the numbers hold. */
  readonly norms: Float32Array;
}

/** The values of one parameter, counted. */
export interface WeightHistogram {
  /** Its name in the weights file. */
  readonly name: string;
  readonly shape: readonly number[];
  /** Bins of one width between the smallest and the largest value. */
  readonly low: number;
  readonly high: number;
  readonly counts: Uint32Array;
  readonly mean: number;
  readonly deviation: number;
}

export interface Moment {
  /** Of language models, one a temperature; empty for others. */
  readonly samples: readonly TextSample[];
  readonly gradientFlow: GradientFlow | null;
  readonly histograms: readonly WeightHistogram[];
}
