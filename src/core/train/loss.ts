import * as tf from '@tensorflow/tfjs';
import { linear, softmaxRows } from '../heads/softmax.js';
import { addRowSums } from '../math/matrix.js';
import { referenceEngine, type RecurrentEngine } from '../rnn/engine.js';
import { NO_SET, NO_TARGET, type Targets } from './examples.js';
import { values } from './ops.js';

export type Reduction = 'sum' | 'mean';

/** A linear head's parameters as tensors: weight [classes, in], bias [classes]. */
export interface HeadTensors {
  readonly weight: tf.Tensor2D;
  readonly bias: tf.Tensor1D;
}

/** A loss and ∂loss/∂logits of the same size; the gradient may lie in the logits' own memory. */
interface LogitLoss {
  readonly loss: number;
  readonly dLogits: Float32Array;
}

/**
 * Cross-entropy of a linear head on x [N, in] in nats: softmax against class numbers [N], or sigmoid against 0 and 1
 * for every label [N, classes] (summed over the labels). It is summed or averaged over the rows that have a target. One
 * operation, since logits of large vocabularies are too slow as a chain of them.
 */
export function headLoss(
  x: tf.Tensor2D,
  { weight, bias }: HeadTensors,
  targets: Targets,
  reduction: Reduction,
  engine: RecurrentEngine = referenceEngine,
): tf.Scalar {
  const [classes, width] = weight.shape;
  const rows = x.shape[0];
  const share = reduction === 'mean' ? 1 / Math.max(1, countedRows(targets, rows)) : 1;
  const op = tf.customGrad((...args: (tf.Tensor | tf.GradSaveFunc)[]) => {
    const [input, w, b] = (args.slice(0, 3) as tf.Tensor[]).map(values);
    const logits = linear({ weight: w, bias: b }, input, rows, engine) as Float32Array;
    const { loss, dLogits } =
      targets instanceof Uint8Array ? sigmoidLoss(logits, targets) : softmaxLoss(logits, targets, classes);
    return {
      value: tf.scalar(loss * share),
      gradFunc: (dLoss: tf.Tensor) => {
        const factor = share * values(dLoss)[0];
        for (let k = 0; k < dLogits.length; k++) dLogits[k] *= factor;
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

function countedRows(targets: Targets, rows: number): number {
  if (targets instanceof Uint8Array) {
    const classes = targets.length / Math.max(1, rows);
    return Array.from({ length: rows }, (_, row) => targets[row * classes]).filter((one) => one !== NO_SET)
      .length;
  }
  return targets.reduce((count, target) => count + (target === NO_TARGET ? 0 : 1), 0);
}

/** The smallest probability a float32 holds: a class thought impossible costs 103 nats, not infinitely many. */
const SMALLEST = 1.4e-45;

/** ∂L/∂logits = p - 1 at the target, p elsewhere, and 0 in rows without a target; overwrites the logits. */
function softmaxLoss(logits: Float32Array, targets: Uint32Array, classes: number): LogitLoss {
  const dLogits = softmaxRows(logits, classes);
  let loss = 0;
  for (let row = 0; row < targets.length; row++) {
    const at = row * classes;
    if (targets[row] === NO_TARGET) dLogits.fill(0, at, at + classes);
    else {
      loss -= Math.log(Math.max(dLogits[at + targets[row]], SMALLEST));
      dLogits[at + targets[row]] -= 1;
    }
  }
  return { loss, dLogits };
}

/** ∂L/∂logits = p - target, and 0 in rows without targets; overwrites the logits. -ln p is taken of the logit itself, so that it stays exact. */
function sigmoidLoss(logits: Float32Array, targets: Uint8Array): LogitLoss {
  let loss = 0;
  for (let k = 0; k < logits.length; k++) {
    const z = logits[k];
    if (targets[k] === NO_SET) {
      logits[k] = 0;
      continue;
    }
    loss += Math.max(z, 0) - z * targets[k] + Math.log1p(Math.exp(-Math.abs(z)));
    logits[k] = 1 / (1 + Math.exp(-z)) - targets[k];
  }
  return { loss, dLogits: logits };
}
