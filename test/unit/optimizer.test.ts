import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import * as tf from '@tensorflow/tfjs';
import { Random } from '../../src/core/math/random.js';
import type { FitConfig } from '../../src/core/train/fit.js';
import { learningRateAt } from '../../src/core/train/schedule.js';
import { createOptimizer, type OptimizerConfig } from '../../src/core/train/optimizer.js';

before(() => tf.setBackend('cpu'));

const STEPS = 7;
const SIZES = [5, 3];
const LEARNING_RATE = 0.1;

/** PyTorch's documentation of `torch.optim` line by line, in double precision; one number a time. */
class Documented {
  private t = 0;
  private readonly m: number[] = [];
  private readonly v: number[] = [];
  private readonly b: number[] = [];

  constructor(private readonly config: OptimizerConfig) {}

  step(parameters: number[], gradients: readonly number[]): void {
    this.t++;
    parameters.forEach((_, k) =>
      this.config.kind === 'sgd'
        ? this.sgd(parameters, k, gradients[k])
        : this.adam(parameters, k, gradients[k]),
    );
  }

  private sgd(theta: number[], k: number, gradient: number): void {
    const { weightDecay: lambda = 0, momentum: mu = 0, dampening: tau = 0, nesterov } = this.config;
    let g = gradient;
    if (lambda !== 0) g = g + lambda * theta[k];
    if (mu !== 0) {
      if (this.t > 1) this.b[k] = mu * this.b[k] + (1 - tau) * g;
      else this.b[k] = g;
      if (nesterov) g = g + mu * this.b[k];
      else g = this.b[k];
    }
    theta[k] = theta[k] - LEARNING_RATE * g;
  }

  private adam(theta: number[], k: number, gradient: number): void {
    const { kind, betas: [b1, b2] = [0.9, 0.999], epsilon = 1e-8 } = this.config;
    const lambda = this.config.weightDecay ?? (kind === 'adamw' ? 0.01 : 0);
    let g = gradient;
    if (kind === 'adamw') theta[k] = theta[k] - LEARNING_RATE * lambda * theta[k];
    else if (lambda !== 0) g = g + lambda * theta[k];
    this.m[k] = b1 * (this.m[k] ?? 0) + (1 - b1) * g;
    this.v[k] = b2 * (this.v[k] ?? 0) + (1 - b2) * g ** 2;
    const corrected = this.m[k] / (1 - b1 ** this.t);
    const spread = this.v[k] / (1 - b2 ** this.t);
    theta[k] = theta[k] - (LEARNING_RATE * corrected) / (Math.sqrt(spread) + epsilon);
  }
}

const CONFIGS: Partial<OptimizerConfig>[] = [
  { kind: 'sgd' },
  { kind: 'sgd', weightDecay: 0.1 },
  { kind: 'sgd', momentum: 0.9 },
  { kind: 'sgd', momentum: 0.9, dampening: 0.5 },
  { kind: 'sgd', momentum: 0.9, nesterov: true },
  { kind: 'sgd', momentum: 0.8, weightDecay: 0.1 },
  { kind: 'sgd', momentum: 0.8, dampening: 0.2, weightDecay: 0.3 },
  { kind: 'sgd', momentum: 0.8, nesterov: true, weightDecay: 0.3 },
  { kind: 'adam' },
  { kind: 'adam', weightDecay: 0.1 },
  { kind: 'adam', betas: [0.8, 0.9], epsilon: 0.01 },
  { kind: 'adam', betas: [0.8, 0.9], epsilon: 0.01, weightDecay: 0.5 },
  { kind: 'adamw' },
  { kind: 'adamw', weightDecay: 0 },
  { kind: 'adamw', weightDecay: 0.5 },
  { kind: 'adamw', weightDecay: 0.5, betas: [0.5, 0.9], epsilon: 0.1 },
];

const config = (part: Partial<OptimizerConfig>): OptimizerConfig => ({
  kind: 'sgd',
  learningRate: LEARNING_RATE,
  maxGradientNorm: null,
  ...part,
});

const randoms = (random: Random, length: number): Float32Array =>
  Float32Array.from({ length }, () => random.uniform(2));

/** Parameters after each step of ours; started again from its state after `restartAfter` steps. */
function trajectory(part: Partial<OptimizerConfig>, scale: number, restartAfter = STEPS): number[][] {
  const random = new Random(4);
  const variables = SIZES.map((size) => tf.variable(tf.tensor1d(randoms(random, size))));
  let optimizer = createOptimizer(config(part));
  return Array.from({ length: STEPS }, (_, step) => {
    if (step === restartAfter) {
      const state = optimizer.state();
      optimizer = createOptimizer(config(part));
      optimizer.restore(state, variables);
    }
    optimizer.update(
      variables,
      SIZES.map((size) => randoms(random, size)),
      scale,
    );
    return variables.flatMap((variable) => [...variable.dataSync()]);
  });
}

function documented(part: Partial<OptimizerConfig>, scale: number): number[][] {
  const random = new Random(4);
  const parameters = SIZES.flatMap((size) => [...randoms(random, size)]);
  const reference = new Documented(config(part));
  return Array.from({ length: STEPS }, () => {
    reference.step(
      parameters,
      SIZES.flatMap((size) => [...randoms(random, size)].map((g) => g * scale)),
    );
    return [...parameters];
  });
}

for (const part of CONFIGS)
  test(`an optimiser follows PyTorch's equations: ${JSON.stringify(part)}`, () => {
    for (const scale of [1, 0.25]) {
      const [got, expected] = [trajectory(part, scale), documented(part, scale)];
      got.forEach((numbers, step) =>
        numbers.forEach((w, k) =>
          assert.ok(Math.abs(w - expected[step][k]) < 2e-6 + 1e-5 * Math.abs(w), `step ${step + 1}, ${k}`),
        ),
      );
    }
    assert.deepEqual(trajectory(part, 1, 3), trajectory(part, 1), 'started again from its state');
  });

test('an optimiser with momentum refuses the sums of another network', () => {
  const variables = [tf.variable(tf.tensor1d([1, 2]))];
  const momentum = createOptimizer(config({ momentum: 0.9 }));
  const state = { steps: 2, moments: [new Float32Array(3)] };
  assert.throws(() => momentum.restore(state, variables), /another network/);
});

const fit: FitConfig = {
  seed: 1,
  epochs: 4,
  optimizer: config({}),
  finalLearningRateShare: 0.2,
  patience: 4,
};

const RATES: [name: string, part: Partial<FitConfig>, step: number, share: number][] = [
  ['linear: the first step', {}, 0, 1],
  ['linear: half way', {}, 20, 0.6],
  ['linear: the end', {}, 40, 0.2],
  ['cosine: the first step', { decay: 'cosine' }, 0, 1],
  ['cosine: a quarter', { decay: 'cosine' }, 10, 0.2 + 0.8 * 0.5 * (1 + Math.SQRT1_2)],
  ['cosine: half way', { decay: 'cosine' }, 20, 0.6],
  ['cosine: the end', { decay: 'cosine' }, 40, 0.2],
  ['warming up: the first step', { decay: 'cosine', warmUpSteps: 10 }, 0, 0.1],
  ['warming up: past it', { decay: 'cosine', warmUpSteps: 10 }, 20, 0.6],
  ['warming up: its last step', { warmUpSteps: 10 }, 9, 0.2 + 0.8 * (1 - 9 / 40)],
];

for (const [name, part, step, share] of RATES)
  test(`the learning rate, ${name}`, () =>
    assert.ok(Math.abs(learningRateAt({ ...fit, ...part }, step, 10) - share * LEARNING_RATE) < 1e-12));
