import { addMatMulTransposed, addToRows, transpose, type FloatArray } from '../math/matrix.js';
import { backward, type BackwardOptions, type RnnGradients } from './backward.js';
import type { RnnConfig } from './config.js';
import type { Offsets } from './direction.js';
import { forward, type ForwardOptions, type Trace } from './stack.js';
import type { RnnWeights } from './weights.js';

/** Who does the arithmetic: the readable reference below, or the WebAssembly kernels. */
export interface RecurrentEngine {
  readonly name: string;
  /** As `forward` of the reference: x [N, input] → everything the stacked network computed. */
  forward(
    config: RnnConfig,
    weights: RnnWeights,
    x: FloatArray,
    offsets: Offsets,
    options?: ForwardOptions,
  ): Trace;
  /** As `backward` of the reference: ∂L/∂output [N, D·P] → all gradients. */
  backward(weights: RnnWeights, trace: Trace, dOutput: FloatArray, options?: BackwardOptions): RnnGradients;
  /** a[m, k] · b[n, k]ᵀ (+ bias[n]) → [m, n] */
  matMulTransposed(
    a: FloatArray,
    b: FloatArray,
    m: number,
    n: number,
    k: number,
    bias?: FloatArray | null,
  ): FloatArray;
  /** a[m, k] · b[k, n] → [m, n] */
  matMul(a: FloatArray, b: FloatArray, m: number, n: number, k: number): FloatArray;
  /** a[k, m]ᵀ · b[k, n] → [m, n] */
  transposedMatMul(a: FloatArray, b: FloatArray, m: number, n: number, k: number): FloatArray;
}

/** The equations as in the paper, in JavaScript: the truth that every other engine is tested against. */
export const referenceEngine: RecurrentEngine = {
  name: 'reference',
  forward,
  backward,
  matMulTransposed(a, b, m, n, k, bias = null) {
    const out = new Float32Array(m * n);
    addMatMulTransposed(out, a, b, m, n, k);
    if (bias) addToRows(out, bias, m, n);
    return out;
  },
  matMul(a, b, m, n, k) {
    const out = new Float32Array(m * n);
    addMatMulTransposed(out, a, transpose(b, k, n), m, n, k);
    return out;
  },
  transposedMatMul(a, b, m, n, k) {
    const out = new Float32Array(m * n);
    addMatMulTransposed(out, transpose(a, k, m), transpose(b, k, n), m, n, k);
    return out;
  },
};
