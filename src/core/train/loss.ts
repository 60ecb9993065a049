import * as tf from '@tensorflow/tfjs';

export type Reduction = 'sum' | 'mean';

/** Softmax cross-entropy of logits [N, classes] against class numbers [N], in nats; summed or averaged over N. */
export function crossEntropy(logits: tf.Tensor2D, targets: Uint32Array, reduction: Reduction): tf.Scalar {
  const classes = logits.shape[1];
  const oneHot = new Float32Array(targets.length * classes);
  targets.forEach((target, k) => (oneHot[k * classes + target] = 1));
  const total = tf.neg(tf.sum(tf.mul(tf.logSoftmax(logits), tf.tensor2d(oneHot, [targets.length, classes]))));
  return (reduction === 'mean' ? tf.div(total, Math.max(1, targets.length)) : total) as tf.Scalar;
}

/** logits = x Wᵀ + b for x [N, in], W [classes, in], b [classes]: PyTorch's `nn.Linear`. */
export function linear(x: tf.Tensor2D, weight: tf.Tensor2D, bias: tf.Tensor1D): tf.Tensor2D {
  return tf.add(tf.matMul(x, weight, false, true), bias);
}
