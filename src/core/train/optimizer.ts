import * as tf from '@tensorflow/tfjs';
import { RnnLensError } from '../problems.js';
import { values } from './ops.js';

/** An optimiser with PyTorch's names, equations and defaults (`torch.optim`: Adam, AdamW, SGD). */
export interface OptimizerConfig {
  /** `adam` adds the weight decay to the gradient (L2), `adamw` shrinks the weights by it (decoupled). */
  readonly kind: 'adam' | 'adamw' | 'sgd';
  readonly learningRate: number;
  /** Gradients are scaled down to this global L2 norm; null for no clipping. */
  readonly maxGradientNorm: number | null;
  /** Default 0, of `adamw` 0.01. */
  readonly weightDecay?: number | undefined;
  /** Of `adam` and `adamw`; default [0.9, 0.999]. */
  readonly betas?: readonly [number, number] | undefined;
  /** Of `adam` and `adamw`: is added to the root of the corrected second moment; default 1e-8. */
  readonly epsilon?: number | undefined;
  /** Of `sgd`; default 0. The first step's gradient goes into its sum whole, later ones less `dampening`. */
  readonly momentum?: number | undefined;
  readonly dampening?: number | undefined;
  readonly nesterov?: boolean | undefined;
}

/** What an optimiser remembers between steps; with the variables, enough to go on. */
export interface OptimizerState {
  readonly steps: number;
  /** Adam: first moments of all variables in their order, then second moments; SGD: sums of gradients with momentum. */
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

/** An optimiser before its first step. */
export function createOptimizer(config: OptimizerConfig): Optimizer {
  return config.kind === 'sgd' ? new Sgd(config) : new Adam(config);
}

/** Stochastic gradient descent, with momentum and L2 weight decay if asked for. */
class Sgd implements Optimizer {
  learningRate: number;
  private steps = 0;
  private sums: Float32Array[] = [];

  constructor(private readonly config: OptimizerConfig) {
    this.learningRate = config.learningRate;
  }

  update(variables: readonly tf.Variable[], gradients: readonly Float32Array[], scale: number): void {
    this.steps++;
    const { weightDecay = 0, momentum = 0, dampening = 0, nesterov = false } = this.config;
    const rate = this.learningRate;
    variables.forEach((variable, k) => {
      const gradient = gradients[k];
      const w = values(variable).slice();
      const isFirst = !this.sums[k];
      const sum = momentum === 0 ? null : (this.sums[k] ??= new Float32Array(w.length));
      for (let j = 0; j < w.length; j++) {
        const g = gradient[j] * scale + weightDecay * w[j];
        if (sum) sum[j] = isFirst ? g : momentum * sum[j] + (1 - dampening) * g;
        const direction = !sum ? g : nesterov ? g + momentum * sum[j] : sum[j];
        w[j] -= rate * direction;
      }
      assign(variable, w);
    });
  }

  state(): OptimizerState {
    return { steps: this.steps, moments: this.sums.map((values) => values.slice()) };
  }

  restore(state: OptimizerState, variables: readonly tf.Variable[]): void {
    this.sums = momentsFor(this.config.momentum ? variables : [], state);
    this.steps = state.steps;
  }
}

/** Adam (Kingma and Ba 2015) in one pass over each variable; TensorFlow.js's takes some ten. */
class Adam implements Optimizer {
  learningRate: number;
  private steps = 0;
  private first: Float32Array[] = [];
  private second: Float32Array[] = [];

  constructor(private readonly config: OptimizerConfig) {
    this.learningRate = config.learningRate;
  }

  update(variables: readonly tf.Variable[], gradients: readonly Float32Array[], scale: number): void {
    this.steps++;
    const { kind, betas: [beta1, beta2] = [0.9, 0.999], epsilon = 1e-8 } = this.config;
    const { weightDecay = kind === 'adamw' ? 0.01 : 0 } = this.config;
    const rate = this.learningRate / (1 - beta1 ** this.steps);
    const correction = 1 / Math.sqrt(1 - beta2 ** this.steps);
    const [l2, kept] = kind === 'adamw' ? [0, 1 - this.learningRate * weightDecay] : [weightDecay, 1];
    variables.forEach((variable, k) => {
      const gradient = gradients[k];
      const m = (this.first[k] ??= new Float32Array(variable.size));
      const v = (this.second[k] ??= new Float32Array(variable.size));
      const w = values(variable).slice();
      for (let j = 0; j < w.length; j++) {
        const g = gradient[j] * scale + l2 * w[j];
        m[j] = beta1 * m[j] + (1 - beta1) * g;
        v[j] = beta2 * v[j] + (1 - beta2) * g * g;
        w[j] = w[j] * kept - (rate * m[j]) / (Math.sqrt(v[j]) * correction + epsilon);
      }
      assign(variable, w);
    });
  }

  state(): OptimizerState {
    return { steps: this.steps, moments: [...this.first, ...this.second].map((values) => values.slice()) };
  }

  restore(state: OptimizerState, variables: readonly tf.Variable[]): void {
    const moments = momentsFor([...variables, ...variables], state);
    this.steps = state.steps;
    this.first = moments.slice(0, variables.length);
    this.second = moments.slice(variables.length);
  }
}

/** Copies of a state's moments, one a variable; throws RnnLensError if they are of others. */
function momentsFor(variables: readonly tf.Variable[], { steps, moments }: OptimizerState): Float32Array[] {
  const expected = steps > 0 ? variables.map(({ size }) => size) : [];
  if (moments.map(({ length }) => length).join() !== expected.join())
    throw new RnnLensError('The checkpoint has moments of another network.');
  return moments.map((values) => values.slice());
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
  // A head that the batch says nothing of has no part in its loss.
  const gradients = variables.map(({ name, size }) => {
    const gradient = grads[name] as tf.Tensor | undefined;
    return gradient ? values(gradient) : new Float32Array(size);
  });
  const norm = gradientNorm(gradients);
  optimizer.update(variables, gradients, clipFactor(norm, maxNorm));
  const result = { loss: value.dataSync<'float32'>()[0], gradientNorm: norm };
  tf.dispose([value, grads]);
  return result;
}
