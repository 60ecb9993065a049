import {
  addMatMulTransposed,
  addRowTransposed,
  addToRows,
  type Allocate,
  type FloatArray,
} from '../math/matrix.js';
import { cellOf } from './cell.js';
import { gateCount, resetsBefore, stateSize, type RnnConfig } from './config.js';
import type { DirectionWeights } from './weights.js';

/**
 * Sequences of different lengths without padding: row `b` is steps `offsets[b] … offsets[b + 1] - 1` of arrays
 * whose first dimension is N, the number of all steps.
 */
export type Offsets = Uint32Array;

/** What one layer and direction computed at every step. */
export interface DirectionTrace {
  /** [N, P] */
  readonly h: FloatArray;
  /** [N, H], LSTM only */
  readonly c: FloatArray | null;
  /** [N, G·H] in PyTorch's gate order; null for the plain cells */
  readonly gates: FloatArray | null;
  /** b_n = W_hn h_{t-1} + b_hn of a GRU that resets it, of every step, [N, H]; kept for the backward pass only */
  readonly bn: FloatArray | null;
  /** h before the projection, [N, H]; kept for the backward pass of a projected LSTM only */
  readonly unprojected: FloatArray | null;
}

/** One layer and direction: its parameters and the order in which it reads a row. */
export interface DirectionRun {
  /** As the direction sees it, see `directionConfig`. */
  readonly config: RnnConfig;
  readonly weights: DirectionWeights;
  /** Reads each row from its end, as the backward direction does. */
  readonly reverse: boolean;
  readonly offsets: Offsets;
  /** Initial states of the rows, [B, P] and [B, H] of the widest layer */
  readonly h0: FloatArray;
  readonly c0: FloatArray | null;
  readonly stateWidths: readonly [number, number];
}

/** Positions of one row in reading order. */
export function* readingOrder(offsets: Offsets, row: number, reverse: boolean): Generator<number> {
  const [first, end] = [offsets[row], offsets[row + 1]];
  if (reverse) for (let p = end - 1; p >= first; p--) yield p;
  else for (let p = first; p < end; p++) yield p;
}

/** a = W_ih x + b_ih of all steps at once, [N, G·H]. */
export function projectInput(
  weights: DirectionWeights,
  x: FloatArray,
  steps: number,
  inputSize: number,
  allocate: Allocate,
): FloatArray {
  const width = weights.W_ih.length / inputSize;
  const a = allocate(steps * width);
  addMatMulTransposed(a, x, weights.W_ih, steps, width, inputSize);
  if (weights.b_ih) addToRows(a, weights.b_ih, steps, width);
  return a;
}

/** Arrays for a direction's trace of `steps` steps; `forTraining` also keeps what the backward pass needs. */
export function allocateTrace(
  config: RnnConfig,
  steps: number,
  forTraining: boolean,
  allocate: Allocate,
): DirectionTrace {
  const H = config.hiddenSize;
  const G = gateCount(config.cell);
  return {
    h: allocate(steps * stateSize(config)),
    c: config.cell === 'LSTM' ? allocate(steps * H) : null,
    gates: G > 1 ? allocate(steps * G * H) : null,
    bn: forTraining && config.cell === 'GRU' && !resetsBefore(config) ? allocate(steps * H) : null,
    unprojected: forTraining && config.projSize > 0 ? allocate(steps * H) : null,
  };
}

/** The `width` numbers of row `p`, as a view; empty where the array is absent. */
export function rowOf(array: FloatArray | null, p: number, width: number): FloatArray {
  return array ? array.subarray(p * width, (p + 1) * width) : EMPTY;
}
const EMPTY = new Float32Array(0);

/** Runs every row through one layer and direction, filling `trace` from the input projections `a`. */
export function runDirection(
  run: DirectionRun,
  a: FloatArray,
  trace: DirectionTrace,
  allocate: Allocate,
): void {
  const rows = run.offsets.length - 1;
  for (let row = 0; row < rows; row++) runRow(run, row, a, trace, allocate);
}

function runRow(
  { config, weights, reverse, offsets, h0, c0, stateWidths }: DirectionRun,
  row: number,
  a: FloatArray,
  trace: DirectionTrace,
  allocate: Allocate,
): void {
  const H = config.hiddenSize;
  const P = stateSize(config);
  const width = gateCount(config.cell) * H;
  const cell = cellOf(config);
  const b = allocate(width);
  // h before a projection; of a GRU that has none, h after a reset.
  const unprojected = allocate(H);
  let hPrev = rowOf(h0, row, stateWidths[0]).subarray(0, P);
  let cPrev = rowOf(c0, row, stateWidths[1]).subarray(0, H);
  for (const p of readingOrder(offsets, row, reverse)) {
    recur(b, weights, hPrev, cell.reset ? 2 * H : width, P);
    const h = rowOf(trace.h, p, P);
    const c = rowOf(trace.c, p, H);
    const hFull = weights.W_hr ? (trace.unprojected ? rowOf(trace.unprojected, p, H) : unprojected) : h;
    const step = { a: rowOf(a, p, width), b, hPrev, cPrev, gates: rowOf(trace.gates, p, width), c, h: hFull };
    if (cell.reset) {
      cell.reset.forward(H, step, unprojected);
      addRowTransposed(b.subarray(2 * H), unprojected, weights.W_hh.subarray(2 * H * H), H, H);
    }
    cell.forward(H, step);
    trace.bn?.set(b.subarray(2 * H), p * H);
    if (weights.W_hr) addRowTransposed(h, hFull, weights.W_hr, P, H);
    hPrev = h;
    cPrev = c;
  }
}

/** b = W_hh h_{t-1} + b_hh of one step; what is not in the first `rows` rows has only its bias. */
function recur(b: FloatArray, weights: DirectionWeights, hPrev: FloatArray, rows: number, P: number): void {
  if (weights.b_hh) b.set(weights.b_hh);
  else b.fill(0);
  addRowTransposed(b, hPrev, weights.W_hh, rows, P);
}
