// Trainings of the fake host: every number is a formula of the checkpoint, so that tests know it.
import type { CellKind } from '../../src/core/rnn/config.js';
import type {
  Moment,
  TrainingCourse,
  TrainingState,
  TrainingSummary,
  UnitCourse,
  UnitCourseAsked,
} from '../../src/protocol/training.js';

/** Steps of an epoch, and points of a curve in one. */
export const FAKE_STEPS = 300;
const POINTS = 20;

/** The unit that comes to know quotations, after so many checkpoints. */
export const FAKE_UNIT = 24;
export const FAKE_SINCE = 4;

/** A training as it is after some epochs. */
export function fakeSummary(change: Partial<TrainingSummary> = {}): TrainingSummary {
  const epochsDone = change.epochsDone ?? 15;
  return {
    name: 'tolstoy-small',
    title: 'LSTM with 64 units learns war-and-peace.txt',
    task: 'language-model',
    cell: 'LSTM' as CellKind,
    layers: 1,
    hiddenSize: 64,
    bidirectional: false,
    status: 'running',
    problem: null,
    epochsDone,
    epochs: 24,
    stepsDone: 120,
    stepsAnEpoch: FAKE_STEPS,
    secondsLeft: 134,
    measure: 'nats',
    best: epochsDone === 0 ? null : { score: fakeScore(epochsDone), checkpoint: epochsDone },
    patience: 4,
    checkpoints: Array.from({ length: epochsDone + 1 }, (_, k) => k),
    shown: null,
    revision: epochsDone,
    ...change,
  };
}

/** Nats of the unseen text after some epochs. */
export function fakeScore(checkpoint: number): number {
  return 1.6 + 0.9 / checkpoint;
}

/** Area of the unit at a checkpoint. */
export function fakeArea(checkpoint: number): number {
  return checkpoint < FAKE_SINCE ? 0.68 + 0.01 * checkpoint : 0.84 + 0.005 * checkpoint;
}

export const FAKE_CHANCE = 0.79;

/** What of the weights is told. */
export const FAKE_TEMPERATURES = [0.5, 0.8, 1] as const;

export function fakeTraining(state: () => TrainingState) {
  const find = (name: string): TrainingSummary => {
    const found = state().trainings.find((each) => each.name === name);
    if (!found) throw new RangeError(`There is no training ${name}.`);
    return found;
  };
  return {
    course: ({ training }: { training: string }): TrainingCourse => {
      if (training === 'broken') throw new RangeError('There is no course of broken.');
      return courseOf(find(training));
    },
    moment: ({ training, checkpoint }: { training: string; checkpoint: number }): Moment => {
      if (!find(training).checkpoints.includes(checkpoint))
        throw new RangeError('There is no such checkpoint.');
      return momentOf(find(training), checkpoint);
    },
    unitCourse: ({ training, unit, fromCheckpoint = 0 }: UnitCourseAsked): UnitCourse => {
      const checkpoints = find(training).checkpoints.filter((each) => each >= fromCheckpoint);
      const place = { layer: 0, direction: 'forward', quantity: 'h', unit: unit?.unit ?? FAKE_UNIT } as const;
      return {
        name: training,
        checkpoints: Uint32Array.from(checkpoints),
        auc: Float32Array.from(checkpoints, (each) => fakeArea(each) - (unit ? 0.02 : 0)),
        chance: Float32Array.from(checkpoints, () => FAKE_CHANCE),
        best: checkpoints.map((each) => ({
          ...{ ...place, side: 'high' as const, chosen: fakeArea(each), steady: fakeArea(each) },
          ...{ others: fakeArea(each), p: 0.005, isFind: each >= FAKE_SINCE },
        })),
        ofOthers: true,
      };
    },
  };
}

function courseOf({ name, revision, epochsDone, stepsDone, measure }: TrainingSummary): TrainingCourse {
  const span = FAKE_STEPS / POINTS;
  const count = Math.floor((epochsDone * FAKE_STEPS + stepsDone) / span);
  const steps = Uint32Array.from({ length: count }, (_, k) => (k + 1) * span);
  return {
    ...{ name, revision, steps, maxGradientNorm: 1 },
    loss: Float32Array.from(steps, (step) => 1.62 + 0.95 / (1 + step / 250) + 0.04 * Math.sin(step)),
    learningRate: Float32Array.from(
      steps,
      (step) => 0.002 * (0.5 + 0.5 * Math.cos((Math.PI * step) / (24 * FAKE_STEPS))),
    ),
    gradientNorm: Float32Array.from(
      steps,
      (step) => 0.3 + 3 / (1 + step / 90) + 0.2 * Math.abs(Math.sin(step)),
    ),
    epochs: Array.from({ length: epochsDone }, (_, epoch) => ({
      epoch,
      loss: 1.65 + 0.8 / (epoch + 1),
      ...(measure !== 'nats' && { developmentLoss: 0.2 + 1 / (epoch + 1) }),
      score: measure === 'nats' ? fakeScore(epoch + 1) : 1 - 0.5 / (epoch + 1),
      isBest: true,
      seconds: 14,
    })),
  };
}

const WORDS = [
  'I shat the who sume was and denraned ',
  'I saight fich said shouss and of the crown ',
  'I with her for the fire daught of the quite ',
];

function momentOf({ name, cell, layers, task }: TrainingSummary, checkpoint: number): Moment {
  const lags = 64;
  const rate =
    name === 'vanished' ? 0.4 : cell === 'LSTM' ? 0.97 : cell === 'GRU' ? 0.93 : checkpoint > 0 ? 0.72 : 1.06;
  const norms = Float32Array.from(
    { length: layers * lags },
    (_, k) =>
      0.02 *
      (1 + Math.floor(k / lags)) *
      (rate - (checkpoint === 0 && cell === 'LSTM' ? 0.2 : 0)) ** (k % lags),
  );
  const bell = (bins: number) =>
    Uint32Array.from({ length: bins }, (_, k) => 900 * Math.exp(-(((k - bins / 2) / (bins / 6)) ** 2)));
  const histogram = (name: string, shape: readonly number[], width: number) => ({
    ...{ name, shape, low: -width, high: width * 1.1, counts: bell(40), mean: 0.01, deviation: width / 3 },
  });
  const wide = 0.3 + 0.05 * checkpoint;
  return {
    samples:
      task === 'language-model'
        ? FAKE_TEMPERATURES.map((temperature) => ({
            ...{ temperature, prompt: '“' },
            text:
              WORDS[Math.min(2, Math.floor(checkpoint / 5))].repeat(3) +
              `(${checkpoint} at ${temperature})\nand`,
          }))
        : [],
    gradientFlow: { layers, lags, norms },
    histograms: [
      histogram('embedding.weight', [96, 32], wide),
      histogram('rnn.weight_ih_l0', [256, 32], wide * 1.5),
      histogram('rnn.weight_hh_l0', [256, 64], wide * 1.2),
      histogram('rnn.bias_ih_l0', [256], 0.4),
      histogram('head.weight', [96, 64], wide * 2),
    ],
  };
}
