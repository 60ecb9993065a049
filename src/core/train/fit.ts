import type * as tf from '@tensorflow/tfjs';
import { Random } from '../math/random.js';
import { createOptimizer, trainStep, type Optimizer, type OptimizerConfig } from './optimizer.js';
import { learningRateAt, type LearningRateDecay } from './schedule.js';

/** How long and in what steps to train. */
export interface FitConfig {
  readonly seed: number;
  readonly epochs: number;
  readonly optimizer: OptimizerConfig;
  /** The learning rate falls to this share of itself at the end of the last epoch. */
  readonly finalLearningRateShare: number;
  /** How it falls: in a straight line (the default) or along half a cosine. */
  readonly decay?: LearningRateDecay | undefined;
  /** Over so many first steps it grows from near 0 to what it would be; default 0. */
  readonly warmUpSteps?: number | undefined;
  /** Stop when the score has not got better for this many epochs. */
  readonly patience: number;
}

/** What is trained: its variables, the loss of a batch, and a score on development data. */
export interface Trainable<Batch> {
  readonly variables: tf.Variable[];
  /** Accuracy is better when higher, nats a character are when lower. */
  readonly better: 'higher' | 'lower';
  /** Batches of one epoch, in an order drawn from `random`. */
  batches(random: Random): readonly Batch[];
  loss(batch: Batch, random: Random): tf.Scalar;
  score(): number;
}

/** One point of the training curve. */
export interface EpochReport {
  readonly epoch: number;
  /** Mean loss over the epoch's batches, in nats. */
  readonly loss: number;
  readonly score: number;
  readonly isBest: boolean;
  /** Wall-clock time of the epoch with its scoring, where whoever trains has a clock. */
  readonly seconds?: number;
}

/** Where a run stands between two epochs; with the variables and the optimiser's own weights it can go on. */
export interface FitProgress {
  readonly epochsDone: number;
  /** null before the first epoch. */
  readonly bestScore: number | null;
  readonly epochsSinceBest: number;
}

export const NOTHING_DONE: FitProgress = { epochsDone: 0, bestScore: null, epochsSinceBest: 0 };

/** Called while training; `step` counts within the epoch. */
export interface FitObserver {
  onStep?(epoch: number, step: number, steps: number, loss: number): void;
  /** After each epoch, with what is needed to go on from there. */
  onEpoch(report: EpochReport, progress: FitProgress): Promise<void>;
}

/**
 * Trains until the epochs are over or the score stops getting better. Every epoch draws from its own stream of random
 * numbers, so a run that was interrupted and continued is the run that was not.
 */
export async function fit<Batch>(
  task: Trainable<Batch>,
  config: FitConfig,
  observer: FitObserver,
  from: FitProgress = NOTHING_DONE,
  optimizer: Optimizer = createOptimizer(config.optimizer),
): Promise<FitProgress> {
  let progress = from;
  while (progress.epochsDone < config.epochs && progress.epochsSinceBest < config.patience) {
    const epoch = progress.epochsDone;
    const loss = trainEpoch(task, config, epoch, optimizer, observer);
    const score = task.score();
    const isBest = isBetter(task.better, score, progress.bestScore);
    progress = {
      epochsDone: epoch + 1,
      bestScore: isBest ? score : progress.bestScore,
      epochsSinceBest: isBest ? 0 : progress.epochsSinceBest + 1,
    };
    await observer.onEpoch({ epoch, loss, score, isBest }, progress);
  }
  return progress;
}

function isBetter(better: 'higher' | 'lower', score: number, best: number | null): boolean {
  return best === null || (better === 'higher' ? score > best : score < best);
}

/** The mean loss of one pass over the training data. */
function trainEpoch<Batch>(
  task: Trainable<Batch>,
  config: FitConfig,
  epoch: number,
  optimizer: Optimizer,
  observer: FitObserver,
): number {
  const random = new Random(config.seed + 7919 * (epoch + 1));
  const batches = task.batches(random);
  let total = 0;
  batches.forEach((batch, step) => {
    optimizer.learningRate = learningRateAt(config, epoch * batches.length + step, batches.length);
    const { loss } = trainStep(optimizer, task.variables, config.optimizer.maxGradientNorm, () =>
      task.loss(batch, random),
    );
    total += loss;
    observer.onStep?.(epoch, step, batches.length, loss);
  });
  return total / Math.max(1, batches.length);
}
