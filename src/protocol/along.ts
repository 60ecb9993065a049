/** What is asked of a model's certainty along a text, on both boundaries. */
import type { ShareDone } from './units.js';

/** Tokens `[fromToken, toToken)`, and which of the heads says it; the first one if it is left out. */
export interface AlongQuery {
  readonly fromToken: number;
  readonly toToken: number;
  readonly head?: number;
}

/** What a model says at each token of a range. */
export interface AlongTokens {
  readonly fromToken: number;
  /** Bits of the classes at each token, `[tokens]`: 0 where it is certain. */
  readonly entropies: Float32Array;
  /**
   * Of heads of segments: the classes after the segment's text up to each token, as if it ended there,
   * `[tokens, classes]`; else empty.
   */
  readonly running: Float32Array;
}

/** Stretches of a text as columns. */
export interface DoubtQuery {
  readonly columns: number;
}

/** What the engine answers. RangeError for tokens and heads that are not there. */
export type AlongRequests = {
  along: { params: { documentId: number; query: AlongQuery }; result: AlongTokens; progress: ShareDone };
};

/** What the panel asks; answered anew once an edit was followed. */
export interface AlongQuestions {
  along: { params: AlongQuery; result: AlongTokens };
  /** Bits of the least certain row of each column of the whole text: -log2 p of what is shown, or of what came. */
  doubts: { params: DoubtQuery; result: { readonly bits: Float32Array } };
}
