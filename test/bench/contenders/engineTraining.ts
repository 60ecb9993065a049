// A training step of RNN Lens: the project's own recurrent operation, loss and optimiser.
import * as tf from '@tensorflow/tfjs';
import type { RecurrentEngine } from '../../../src/core/rnn/engine.js';
import { parameterSpecs } from '../../../src/core/rnn/weights.js';
import { headLoss } from '../../../src/core/train/loss.js';
import { recurrent } from '../../../src/core/train/ops.js';
import { createOptimizer, trainStep, type Optimizer } from '../../../src/core/train/optimizer.js';
import { CHECKED_LOSSES, LEARNING_RATE, timed, trainingSetup, type Workload } from '../workloads.js';

/** Model A with a linear head, trained by Adam on one batch. */
export function openTraining(engine: RecurrentEngine, steps: number): Workload {
  const trainer = new Trainer(engine);
  return {
    async check() {
      await tf.setBackend('cpu');
      trainer.restart();
      return Float32Array.from({ length: CHECKED_LOSSES }, () => trainer.step());
    },
    async round() {
      const ms = await timed(() => {
        for (let k = 0; k < steps; k++) trainer.step();
      });
      return { ms: [ms], units: steps };
    },
  };
}

class Trainer {
  private readonly setup = trainingSetup();
  private parameters = new Map<string, tf.Variable>();
  private head: { weight: tf.Variable<tf.Rank.R2>; bias: tf.Variable<tf.Rank.R1> } | undefined;
  private x: tf.Tensor2D | undefined;
  private optimizer = adam();

  constructor(private readonly engine: RecurrentEngine) {}

  /** Back to the same untrained network. */
  restart(): void {
    const { config, weights, classes, head, rows } = this.setup;
    const values = weights.flat().flatMap((w) => [w.W_ih, w.W_hh, w.b_ih!, w.b_hh!] as Float32Array[]);
    this.optimizer = adam();
    this.parameters = new Map(
      parameterSpecs(config).map(({ name, shape }, k) => [
        name,
        tf.variable(tf.tensor(values[k].slice(), [...shape])),
      ]),
    );
    this.head = {
      weight: tf.variable(tf.tensor2d(head.weight.slice(), [classes, head.weight.length / classes])),
      bias: tf.variable(tf.tensor1d(head.bias.slice())),
    };
    this.x = tf.tensor2d(rows.x, [rows.x.length / config.inputSize, config.inputSize]);
  }

  /** One step; the loss before it. */
  step(): number {
    const { config, rows, targets } = this.setup;
    const { weight, bias } = this.head!;
    const variables = [...this.parameters.values(), weight, bias];
    return trainStep(this.optimizer, variables, null, () => {
      const { offsets } = rows;
      const output = recurrent(config, this.parameters, this.x!, { offsets, engine: this.engine });
      return headLoss(output, { weight, bias }, targets, 'mean', this.engine);
    }).loss;
  }
}

function adam(): Optimizer {
  return createOptimizer({ kind: 'adam', learningRate: LEARNING_RATE, maxGradientNorm: null });
}
