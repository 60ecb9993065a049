// What is measured: networks, sentences and batches, the same in every contender because they come from a seed.
import { Random } from '../../src/core/math/random.js';
import { outputSize, type RnnConfig } from '../../src/core/rnn/config.js';
import { collectWeights, type RnnWeights } from '../../src/core/rnn/weights.js';

/** One thing a contender is asked to measure. */
export type Task =
  | {
      readonly kind: 'bulk';
      /** How the sentences are batched; one of what the contender offers. */
      readonly strategy: string;
      /** Share of the sentences that is run: slow contenders get fewer. */
      readonly share: number;
    }
  | { readonly kind: 'stream'; readonly hidden: number; readonly steps: number }
  | { readonly kind: 'keystroke'; readonly calls: number }
  | { readonly kind: 'training'; readonly steps: number };

export type TaskKind = Task['kind'];

/** Times of one round; each entry of `ms` is the time of `units` tokens, steps or calls. */
export interface Round {
  readonly ms: readonly number[];
  readonly units: number;
  /** Processor time of the whole round, all threads: hardly moved by what else the machine does. */
  readonly cpuMs?: number;
}

/** A task that is ready to run. */
export interface Workload {
  /** What is compared before anything is timed: outputs, or for training the losses of the first steps. */
  check(): Promise<Float32Array>;
  round(): Promise<Round>;
  close?(): Promise<void>;
}

/** A way to run recurrent networks; lives in a process of its own. */
export interface Contender {
  readonly versions: Readonly<Record<string, string>>;
  /** Ways to batch the bulk workload; the best is found by trying. */
  readonly strategies: readonly string[];
  open(task: Task): Promise<Workload>;
}

/** Rows of different lengths: x is [N, input], row r is steps `offsets[r] … offsets[r + 1] - 1`. */
export interface Rows {
  readonly x: Float32Array;
  readonly offsets: Uint32Array;
}

/** Model A: 2-layer bidirectional LSTM, input 128, hidden 128 a direction. */
export const MODEL_A: RnnConfig = {
  cell: 'LSTM',
  inputSize: 128,
  hiddenSize: 128,
  projSize: 0,
  layers: 2,
  bidirectional: true,
  bias: true,
};

/** One forward LSTM layer whose input is as wide as its state. */
export function streamModel(hidden: number): RnnConfig {
  return { ...MODEL_A, inputSize: hidden, hiddenSize: hidden, layers: 1, bidirectional: false };
}

/** Weights as PyTorch starts them: uniform in ± 1 / √hidden. */
export function weightsOf(config: RnnConfig, seed = 1): RnnWeights {
  const random = new Random(seed);
  const bound = 1 / Math.sqrt(config.hiddenSize);
  return collectWeights(config, ({ shape }) =>
    uniform(
      random,
      shape.reduce((a, b) => a * b, 1),
      bound,
    ),
  );
}

function uniform(random: Random, length: number, bound: number): Float32Array {
  return Float32Array.from({ length }, () => random.uniform(bound));
}

const SENTENCES = 2000;
/** Sentences whose outputs are compared. */
const CHECKED_SENTENCES = 60;
const CHECKED_STEPS = 200;

/** 2,000 sentences of 3 to 60 tokens, 16 on average, in the order of a document. */
export function bulkRows(): Rows {
  const random = new Random(2);
  const offsets = new Uint32Array(SENTENCES + 1);
  for (let s = 0; s < SENTENCES; s++) {
    const length = Math.round(3 - 13 * Math.log(1 - random.next()));
    offsets[s + 1] = offsets[s] + Math.min(60, length);
  }
  return { x: uniform(random, offsets[SENTENCES] * MODEL_A.inputSize, 1), offsets };
}

/** The sentences whose outputs are compared. */
export function checkedBulkRows(): Rows {
  return firstRows(bulkRows(), CHECKED_SENTENCES / SENTENCES);
}

/** The first sentences; their lengths come at random, so they are like the whole. */
export function firstRows({ x, offsets }: Rows, share: number): Rows {
  const rows = Math.max(1, Math.round((offsets.length - 1) * share));
  return { x: x.subarray(0, offsets[rows] * MODEL_A.inputSize), offsets: offsets.subarray(0, rows + 1) };
}

/** One row of `steps` steps. */
export function streamRows(hidden: number, steps: number): Rows {
  return { x: uniform(new Random(3), steps * hidden, 1), offsets: Uint32Array.of(0, steps) };
}

/** The first steps of a stream, whose outputs are compared. */
export function checkedStreamRows(hidden: number): Rows {
  return streamRows(hidden, CHECKED_STEPS);
}

/** What is run again after a keystroke: one sentence of 20 tokens. */
export function keystrokeRows(): Rows {
  return { x: uniform(new Random(4), 20 * MODEL_A.inputSize, 1), offsets: Uint32Array.of(0, 20) };
}

/** The network and batch of a training step: model A, a linear head over its output, 32 rows of 20 tokens. */
export interface TrainingSetup {
  readonly config: RnnConfig;
  readonly weights: RnnWeights;
  readonly classes: number;
  /** [classes, D·P] and [classes] */
  readonly head: { readonly weight: Float32Array; readonly bias: Float32Array };
  readonly rows: Rows;
  readonly batch: number;
  readonly length: number;
  /** Class numbers, [N] */
  readonly targets: Uint32Array;
}

export const LEARNING_RATE = 1e-3;
/** Training steps whose losses are compared. */
export const CHECKED_LOSSES = 3;

/** The same start of training in every contender. */
export function trainingSetup(): TrainingSetup {
  const random = new Random(5);
  const [batch, length, classes] = [32, 20, 17];
  const width = outputSize(MODEL_A);
  const bound = 1 / Math.sqrt(width);
  return {
    config: MODEL_A,
    weights: weightsOf(MODEL_A, 6),
    classes,
    head: { weight: uniform(random, classes * width, bound), bias: uniform(random, classes, bound) },
    rows: {
      x: uniform(random, batch * length * MODEL_A.inputSize, 1),
      offsets: Uint32Array.from({ length: batch + 1 }, (_, row) => row * length),
    },
    batch,
    length,
    targets: Uint32Array.from({ length: batch * length }, () => Math.floor(random.next() * classes)),
  };
}

/** Rows that are run together, by number. */
export type Batch = readonly number[];

/** Rows sorted by length in batches of `size`; with `equalLengths` no batch has rows of different lengths. */
export function batchesOf(offsets: Uint32Array, size: number, equalLengths = false): Batch[] {
  const length = (row: number): number => offsets[row + 1] - offsets[row];
  const rows = Array.from({ length: offsets.length - 1 }, (_, row) => row);
  rows.sort((a, b) => length(a) - length(b) || a - b);
  const batches: number[][] = [];
  for (const row of rows) {
    const last = batches.at(-1);
    const fits = last && last.length < size && (!equalLengths || length(last[0]) === length(row));
    if (fits) last.push(row);
    else batches.push([row]);
  }
  return batches;
}

/** Every so many of the batches: short and long ones in the proportions of the whole. */
export function shareOf<T>(batches: readonly T[], share: number): T[] {
  const count = Math.max(1, Math.round(batches.length * share));
  return Array.from({ length: count }, (_, k) => batches[Math.floor(((k + 0.5) * batches.length) / count)]);
}

/** x of some rows as [T, B, width], zeros behind the end of a row. */
export function paddedInput({ x, offsets }: Rows, batch: Batch, width: number): Float32Array {
  const steps = longest(offsets, batch);
  const out = new Float32Array(steps * batch.length * width);
  batch.forEach((row, b) => {
    for (let t = 0; t < offsets[row + 1] - offsets[row]; t++) {
      const from = (offsets[row] + t) * width;
      out.set(x.subarray(from, from + width), (t * batch.length + b) * width);
    }
  });
  return out;
}

/** Steps of the longest of some rows. */
export function longest(offsets: Uint32Array, batch: Batch): number {
  return Math.max(...batch.map((row) => offsets[row + 1] - offsets[row]));
}

/** Tokens of some batches. */
export function tokensIn(offsets: Uint32Array, batches: readonly Batch[]): number {
  return batches.flat().reduce((sum, row) => sum + offsets[row + 1] - offsets[row], 0);
}

/** How long some work takes, ms. */
export async function timed(work: () => unknown): Promise<number> {
  const started = performance.now();
  await work();
  return performance.now() - started;
}

/** A shorter round would be a measurement of how a process wakes up after another one has run. */
const ROUND_MS = 300;

/** Times of runs one after the other, ms: as many as it takes to fill a round, at least one. */
export async function timedRuns(work: () => unknown): Promise<number[]> {
  const ms: number[] = [];
  for (let all = 0; all < ROUND_MS; all += ms.at(-1)!) ms.push(await timed(work));
  return ms;
}

/** Times of several calls one by one. */
export async function timedCalls(calls: number, work: () => unknown): Promise<Round> {
  const ms: number[] = [];
  for (let k = 0; k < calls; k++) ms.push(await timed(work));
  return { ms, units: 1 };
}
