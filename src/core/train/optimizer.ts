import * as tf from '@tensorflow/tfjs';

export interface OptimizerConfig {
  readonly kind: 'adam' | 'sgd';
  readonly learningRate: number;
  /** Gradients are scaled down to this global L2 norm; null for no clipping. */
  readonly maxGradientNorm: number | null;
}

/** TensorFlow.js's optimiser with PyTorch's constants (Adam: betas 0.9 and 0.999, ε 1e-8). */
export function createOptimizer({ kind, learningRate }: OptimizerConfig): tf.Optimizer {
  return kind === 'adam' ? tf.train.adam(learningRate, 0.9, 0.999, 1e-8) : tf.train.sgd(learningRate);
}

/** Scales gradients in place to a global L2 norm of at most `maxNorm` (PyTorch `clip_grad_norm_`); returns the norm. */
export function clipGradients(gradients: tf.NamedTensorMap, maxNorm: number | null): number {
  let sum = 0;
  for (const gradient of Object.values(gradients))
    for (const value of gradient.dataSync<'float32'>()) sum += value * value;
  const norm = Math.sqrt(sum);
  const scale = maxNorm === null ? 1 : Math.min(1, maxNorm / (norm + 1e-6));
  if (scale < 1)
    for (const [name, gradient] of Object.entries(gradients)) {
      gradients[name] = tf.mul(gradient, scale);
      gradient.dispose();
    }
  return norm;
}

/** One optimisation step: loss, clipped gradients, update. Returns the loss and the norm before clipping. */
export function trainStep(
  optimizer: tf.Optimizer,
  variables: tf.Variable[],
  maxNorm: number | null,
  loss: () => tf.Scalar,
): { loss: number; gradientNorm: number } {
  const { value, grads } = tf.variableGrads(loss, variables);
  const gradientNorm = clipGradients(grads, maxNorm);
  optimizer.applyGradients(grads);
  const result = { loss: value.dataSync<'float32'>()[0], gradientNorm };
  tf.dispose([value, grads]);
  return result;
}
