import * as tf from '@tensorflow/tfjs';
import { RnnLensError } from '../problems.js';
import { values } from './ops.js';

export interface OptimizerConfig {
  readonly kind: 'adam' | 'sgd';
  readonly learningRate: number;
  /** Gradients are scaled down to this global L2 norm; null for no clipping. */
  readonly maxGradientNorm: number | null;
}

/** What an optimiser remembers between steps; with the variables, enough to go on. */
export interface OptimizerState {
  readonly steps: number;
  /** Adam: first moments of all variables in their order, then second moments; SGD: none. */
  readonly moments: readonly Float32Array[];
}

/** Changes variables by their gradients. */
export interface Optimizer {
  learningRate: number;
  /** One update of all variables; gradients [as the variables] are multiplied by `scale` first. */
  update(variables: readonly tf.Variable[], gradients: readonly Float32Array[], scale: number): void;
  state(): OptimizerState;
  /** Goes on from a state; throws RnnLensError if it is of other variables. */
  restore(state: OptimizerState, variables: readonly tf.Variable[]): void;
}

/** An optimiser with PyTorch's equations and constants (Adam: betas 0.9 and 0.999, ε 1e-8). */
export function createOptimizer({ kind, learningRate }: OptimizerConfig): Optimizer {
  return kind === 'adam' ? new Adam(learningRate) : new Sgd(learningRate);
}

class Sgd implements Optimizer {
  private steps = 0;

  constructor(public learningRate: number) {}

  update(variables: readonly tf.Variable[], gradients: readonly Float32Array[], scale: number): void {
    this.steps++;
    variables.forEach((variable, k) => {
      const rate = this.learningRate * scale;
      const gradient = gradients[k];
      assign(
        variable,
        values(variable).map((w, j) => w - rate * gradient[j]),
      );
    });
  }

  state(): OptimizerState {
    return { steps: this.steps, moments: [] };
  }

  restore({ steps }: OptimizerState): void {
    this.steps = steps;
  }
}

const BETA1 = 0.9;
const BETA2 = 0.999;
const EPSILON = 1e-8;

/** Adam (Kingma and Ba 2015) in one pass over each variable; TensorFlow.js's takes some ten. */
class Adam implements Optimizer {
  private steps = 0;
  private first: Float32Array[] = [];
  private second: Float32Array[] = [];

  constructor(public learningRate: number) {}

  update(variables: readonly tf.Variable[], gradients: readonly Float32Array[], scale: number): void {
    this.steps++;
    const rate = this.learningRate / (1 - BETA1 ** this.steps);
    const correction = 1 / Math.sqrt(1 - BETA2 ** this.steps);
    variables.forEach((variable, k) => {
      const gradient = gradients[k];
      const m = (this.first[k] ??= new Float32Array(variable.size));
      const v = (this.second[k] ??= new Float32Array(variable.size));
      const w = values(variable).slice();
      for (let j = 0; j < w.length; j++) {
        const g = gradient[j] * scale;
        m[j] = BETA1 * m[j] + (1 - BETA1) * g;
        v[j] = BETA2 * v[j] + (1 - BETA2) * g * g;
        w[j] -= (rate * m[j]) / (Math.sqrt(v[j]) * correction + EPSILON);
      }
      assign(variable, w);
    });
  }

  state(): OptimizerState {
    return { steps: this.steps, moments: [...this.first, ...this.second].map((values) => values.slice()) };
  }

  restore({ steps, moments }: OptimizerState, variables: readonly tf.Variable[]): void {
    const sizes = [...variables, ...variables].map(({ size }) => size);
    if (steps > 0 && moments.map(({ length }) => length).join() !== sizes.join())
      throw new RnnLensError('The checkpoint has moments of another network.');
    this.steps = steps;
    this.first = moments.slice(0, variables.length).map((values) => values.slice());
    this.second = moments.slice(variables.length).map((values) => values.slice());
  }
}

function assign(variable: tf.Variable, numbers: Float32Array): void {
  const tensor = tf.tensor(numbers, variable.shape);
  variable.assign(tensor);
  tensor.dispose();
}

/** The global L2 norm of gradients. */
export function gradientNorm(gradients: readonly Float32Array[]): number {
  let sum = 0;
  for (const gradient of gradients)
    for (let j = 0; j < gradient.length; j++) sum += gradient[j] * gradient[j];
  return Math.sqrt(sum);
}

/** The factor that brings gradients to a norm of at most `maxNorm` (PyTorch `clip_grad_norm_`). */
function clipFactor(norm: number, maxNorm: number | null): number {
  return maxNorm === null ? 1 : Math.min(1, maxNorm / (norm + 1e-6));
}

/** One optimisation step: loss, clipped gradients, update. Returns the loss and the norm before clipping. */
export function trainStep(
  optimizer: Optimizer,
  variables: tf.Variable[],
  maxNorm: number | null,
  loss: () => tf.Scalar,
): { loss: number; gradientNorm: number } {
  const { value, grads } = tf.variableGrads(loss, variables);
  const gradients = variables.map(({ name }) => values(grads[name]));
  const norm = gradientNorm(gradients);
  optimizer.update(variables, gradients, clipFactor(norm, maxNorm));
  const result = { loss: value.dataSync<'float32'>()[0], gradientNorm: norm };
  tf.dispose([value, grads]);
  return result;
}
