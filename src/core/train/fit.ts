import type * as tf from '@tensorflow/tfjs';
import { Random } from '../math/random.js';
import type { Probe } from './momentOf.js';
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
  /** An epoch is at most so many batches, in another part of the data each time; all of the data by default. */
  readonly stepsAnEpoch?: number | undefined;
}

/** What is trained: its variables, the loss of a batch, and a score on development data. */
export interface Trainable<Batch> {
  readonly variables: tf.Variable[];
  /** Accuracy is better when higher, nats a character and errors are when lower. */
  readonly better: 'higher' | 'lower';
  /** Batches of one epoch, at most `most`, in an order drawn from `random`. */
  batches(random: Random, most?: number): readonly Batch[];
  loss(batch: Batch, random: Random): tf.Scalar;
  score(): number;
  /** Mean loss on development data, in nats, where the score is not that. */
  developmentLoss?(): number;
  /** What a network is looked at with in the middle of its training. */
  probe?(): Probe;
}

/** One point of the training curve. */
export interface EpochReport {
  readonly epoch: number;
  /** Mean loss over the epoch's batches, in nats. */
  readonly loss: number;
  /** Mean loss on development data, in nats, where it is another number than the score. */
  readonly developmentLoss?: number;
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

/** One step of an epoch that is done; steps and epochs count from 0. */
export interface StepReport {
  readonly epoch: number;
  readonly step: number;
  /** Of the epoch. */
  readonly steps: number;
  readonly loss: number;
  readonly learningRate: number;
  /** Before clipping. */
  readonly gradientNorm: number;
}

/** Called while training. */
export interface FitObserver {
  /** After each step; the next one waits for a promise, and what is thrown ends the training. */
  onStep?(report: StepReport): void | Promise<void>;
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
    const loss = await trainEpoch(task, config, epoch, optimizer, observer);
    const score = task.score();
    const developmentLoss = task.developmentLoss?.();
    const isBest = isBetter(task.better, score, progress.bestScore);
    progress = {
      epochsDone: epoch + 1,
      bestScore: isBest ? score : progress.bestScore,
      epochsSinceBest: isBest ? 0 : progress.epochsSinceBest + 1,
    };
    const measured = developmentLoss === undefined ? { loss } : { loss, developmentLoss };
    await observer.onEpoch({ epoch, ...measured, score, isBest }, progress);
  }
  return progress;
}

function isBetter(better: 'higher' | 'lower', score: number, best: number | null): boolean {
  return best === null || (better === 'higher' ? score > best : score < best);
}

/** The mean loss of one pass over the training data, or of `stepsAnEpoch` batches of them. */
async function trainEpoch<Batch>(
  task: Trainable<Batch>,
  config: FitConfig,
  epoch: number,
  optimizer: Optimizer,
  observer: FitObserver,
): Promise<number> {
  const random = new Random(config.seed + 7919 * (epoch + 1));
  const batches = task.batches(random, config.stepsAnEpoch);
  let total = 0;
  for (const [step, batch] of batches.entries()) {
    optimizer.learningRate = learningRateAt(config, epoch * batches.length + step, batches.length);
    const { learningRate } = optimizer;
    const { maxGradientNorm } = config.optimizer;
    const stepped = trainStep(optimizer, task.variables, maxGradientNorm, () => task.loss(batch, random));
    total += stepped.loss;
    const told = observer.onStep?.({ epoch, step, steps: batches.length, learningRate, ...stepped });
    if (told) await told;
  }
  return total / Math.max(1, batches.length);
}
