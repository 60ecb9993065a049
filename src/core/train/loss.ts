import * as tf from '@tensorflow/tfjs';
import { linear, softmaxRows } from '../heads/softmax.js';
import { addRowSums } from '../math/matrix.js';
import { referenceEngine, type RecurrentEngine } from '../rnn/engine.js';
import { NO_TARGET } from './examples.js';
import { values } from './ops.js';

export type Reduction = 'sum' | 'mean';

/** A linear head's parameters as tensors: weight [classes, in], bias [classes]. */
export interface HeadTensors {
  readonly weight: tf.Tensor2D;
  readonly bias: tf.Tensor1D;
}

/**
 * Softmax cross-entropy of a linear head on x [N, in] against class numbers [N], in nats, summed or averaged over
 * the rows that have a target: one operation, since logits of large vocabularies are too slow as a chain of them.
 */
export function headLoss(
  x: tf.Tensor2D,
  { weight, bias }: HeadTensors,
  targets: Uint32Array,
  reduction: Reduction,
  engine: RecurrentEngine = referenceEngine,
): tf.Scalar {
  const [classes, width] = weight.shape;
  const rows = targets.length;
  const counted = targets.reduce((count, target) => count + (target === NO_TARGET ? 0 : 1), 0);
  const share = reduction === 'mean' ? 1 / Math.max(1, counted) : 1;
  const op = tf.customGrad((...args: (tf.Tensor | tf.GradSaveFunc)[]) => {
    const [input, w, b] = (args.slice(0, 3) as tf.Tensor[]).map(values);
    const probabilities = softmaxRows(linear({ weight: w, bias: b }, input, rows, engine), classes);
    let total = 0;
    for (let row = 0; row < rows; row++)
      if (targets[row] !== NO_TARGET)
        total -= Math.log(Math.max(probabilities[row * classes + targets[row]], SMALLEST));
    return {
      value: tf.scalar(total * share),
      gradFunc: (dLoss: tf.Tensor) => {
        const dLogits = logitGradient(
          probabilities as Float32Array,
          targets,
          classes,
          share * values(dLoss)[0],
        );
        const dBias = new Float32Array(classes);
        addRowSums(dBias, dLogits, rows, classes);
        const dInput = engine.matMul(dLogits, w, rows, width, classes) as Float32Array;
        const dWeight = engine.transposedMatMul(dLogits, input, classes, width, rows) as Float32Array;
        return [
          tf.tensor2d(dInput, [rows, width]),
          tf.tensor2d(dWeight, [classes, width]),
          tf.tensor1d(dBias),
        ];
      },
    };
  });
  return op(x, weight, bias) as tf.Scalar;
}
/** The smallest probability a float32 holds: a class thought impossible costs 103 nats, not infinitely many. */
const SMALLEST = 1.4e-45;

/** ∂L/∂logits = (p - 1 at the target) · share, and 0 in rows without a target; overwrites the probabilities. */
function logitGradient(
  probabilities: Float32Array,
  targets: Uint32Array,
  classes: number,
  share: number,
): Float32Array {
  for (let row = 0; row < targets.length; row++) {
    const at = row * classes;
    const factor = targets[row] === NO_TARGET ? 0 : share;
    if (factor !== 0) probabilities[at + targets[row]] -= 1;
    for (let k = at; k < at + classes; k++) probabilities[k] *= factor;
  }
  return probabilities;
}
