import {
  directionConfig,
  directionCount,
  gateCount,
  layerInputSize,
  layerOutputSize,
  outputOffset,
  resetsBefore,
  stateSize,
  unitsOf,
  type RnnConfig,
} from '../core/rnn/config.js';
import type { BackwardOptions, RnnGradients } from '../core/rnn/backward.js';
import { initialRows, type Trace } from '../core/rnn/stack.js';
import { zeroState, type HiddenState } from '../core/rnn/state.js';
import type { DirectionWeights, RnnWeights } from '../core/rnn/weights.js';
import { cellFields, padded, writeJob, type Job } from './job.js';
import { ENTRY, MOST_ROWS, multiply, ZEROS, type KernelMemory } from './memory.js';
import { packColumns, packGatesTransposed } from './packing.js';
import { firstPositions, gatherRows, scatterRows, sortRows, type SortedRows } from './rows.js';

/** A batch on its way back through a network. */
interface Run {
  readonly memory: KernelMemory;
  readonly config: RnnConfig;
  readonly trace: Trace;
  readonly sorted: SortedRows;
  readonly initial: HiddenState;
  readonly dInitial: HiddenState;
  /** Steps of the batch. */
  readonly n: number;
}

/** `backward` of the reference, by the kernels; memory is given back to where it stood. */
export function runBackward(
  memory: KernelMemory,
  weights: RnnWeights,
  trace: Trace,
  dOutput: Float32Array,
  options: BackwardOptions,
): RnnGradients {
  const { config, offsets } = trace;
  const batch = offsets.length - 1;
  const n = offsets[batch];
  const initial = options.initialState ?? zeroState(config, batch);
  const run: Run = {
    memory,
    config,
    trace,
    sorted: sortRows(offsets, 0, batch),
    initial,
    dInitial: zeroState(config, batch),
    n,
  };
  const mark = memory.mark;
  const gradients: DirectionWeights[][] = [];
  let dOut: Float32Array = dOutput;
  for (let layer = config.layers - 1; layer >= 0; layer--) {
    const result = backwardLayer(run, weights[layer], layer, dOut);
    gradients.unshift(result.gradients);
    const mask = layer > 0 ? options.layerMasks?.[layer - 1] : undefined;
    if (mask) for (let k = 0; k < result.dIn.length; k++) result.dIn[k] *= mask[k];
    dOut = result.dIn;
    memory.release(mark);
  }
  return { weights: gradients, x: dOut, initialState: run.dInitial };
}

function backwardLayer(
  run: Run,
  weights: readonly DirectionWeights[],
  layer: number,
  dOut: Float32Array,
): { gradients: DirectionWeights[]; dIn: Float32Array } {
  const { memory, config, trace, n } = run;
  const I = layerInputSize(config, layer);
  const dOutAt = memory.copy(dOut);
  // What both directions read: x in panels for the gradient of W_ih, and room for the sum of both in dIn.
  const input = packColumns(memory, trace.inputs[layer] as Float32Array, I, n);
  const dIn = memory.zeros(n * padded(I));
  const gradients = weights.slice(0, directionCount(config)).map((w, direction) => {
    if (unitsOf(config, layer, direction) === 0) return w;
    const mark = memory.mark;
    const own = directionConfig(config, layer, direction);
    const gradient = backwardDirection(run, { weights: w, layer, direction, own, dOut: dOutAt, input, dIn });
    memory.release(mark);
    return gradient;
  });
  return { gradients, dIn: unpadded(memory, dIn, n, I) };
}

/** A dense copy [rows, width] of rows that are padded in memory. */
function unpadded(memory: KernelMemory, address: number, rows: number, width: number): Float32Array {
  const wide = padded(width);
  const source = memory.f32(address, rows * wide);
  if (wide === width) return source.slice();
  const out = new Float32Array(rows * width);
  for (let r = 0; r < rows; r++) out.set(source.subarray(r * wide, r * wide + width), r * width);
  return out;
}

interface DirectionJob {
  readonly weights: DirectionWeights;
  readonly layer: number;
  readonly direction: number;
  /** The network as the direction sees it. */
  readonly own: RnnConfig;
  /** Addresses: [n, layer output], panels of [n, I], [n, padded I]. */
  readonly dOut: number;
  readonly input: number;
  readonly dIn: number;
}

function backwardDirection(run: Run, job: DirectionJob): DirectionWeights {
  const { memory, config, dInitial, sorted, n } = run;
  const { weights, layer, direction, own } = job;
  const H = own.hiddenSize;
  const P = stateSize(own);
  const fields = stepGradients(run, job);
  const to = initialRows(config, dInitial, layer, direction, run.trace.offsets.length - 1);
  const carried = memory.f32(fields.dHState!, sorted.rows.length * padded(P));
  scatterRows(carried, padded(P), P, sorted.rows, to.h0 as Float32Array, stateSize(config));
  const carriedC = memory.f32(fields.dCState!, sorted.rows.length * padded(H));
  if (to.c0) scatterRows(carriedC, padded(H), H, sorted.rows, to.c0 as Float32Array, config.hiddenSize);
  const I = layerInputSize(config, layer);
  const width = gateCount(own.cell) * padded(H);
  const wIhT = packGatesTransposed(memory, H, weights.W_ih as Float32Array, I);
  const { dA, dB, dH, hBefore } = fields as Required<Job>;
  multiply(memory, { x: dA, rows: n, K: width, panels: wIhT, width: padded(I), init: null, out: job.dIn });
  const ofGates = (matrix: number, rows: number, panels: number, columns: number): Float32Array =>
    withoutGatePadding(H, productOverSteps(memory, matrix, width, rows, panels, columns, n), columns);
  const bias = (matrix: number): Float32Array =>
    withoutGatePadding(H, sumOverSteps(memory, matrix, width, n), 1);
  const ofStates = (matrix: number, rows: number, states: number): Float32Array =>
    ofGates(matrix, rows, packPaddedColumns(memory, states, P, n), P);
  const reset = (): Float32Array => {
    const [gated, Hp] = [2 * padded(H), padded(H)];
    const joined = new Float32Array(3 * H * H);
    joined.set(ofStates(dB, gated, hBefore));
    joined.set(ofStates(dB + 4 * gated, Hp, resetStates(run, job, hBefore)), 2 * H * H);
    return joined;
  };
  return {
    W_ih: ofGates(dA, width, job.input, I),
    W_hh: resetsBefore(own) ? reset() : ofStates(dB, width, hBefore),
    b_ih: weights.b_ih && bias(dA),
    b_hh: weights.b_hh && bias(dB),
    W_hr: weights.W_hr && projectionGradient(run, own, fields.unprojected!, dH),
  };
}

/** r ⊙ h before each step, [n, Pp] as `hBefore`: what W_hn is multiplied with where it is reset before. */
function resetStates({ memory, trace, n }: Run, { layer, direction, own }: DirectionJob, hBefore: number) {
  const H = own.hiddenSize;
  const Hp = padded(H);
  const out = memory.copy(memory.f32(hBefore, n * Hp).slice());
  const states = memory.f32(out, n * Hp);
  const gates = trace.layers[layer][direction].gates!;
  for (let p = 0; p < n; p++) for (let k = 0; k < H; k++) states[p * Hp + k] *= gates[3 * H * p + k];
  return out;
}

/** Steps back through all rows; the fields of the answer hold the gradients of every step's sums. */
function stepGradients(run: Run, { weights, layer, direction, own, dOut }: DirectionJob): Job {
  const { memory, config, trace, sorted, initial, n } = run;
  const { cell, hiddenSize: H } = own;
  const P = stateSize(own);
  const width = gateCount(cell) * padded(H);
  const rows = sorted.rows.length;
  const start = initialRows(config, initial, layer, direction, trace.offsets.length - 1);
  const { h, c, gates, bn, unprojected } = trace.layers[layer][direction];
  const copied = (array: typeof c): number => (array ? memory.copy(array as Float32Array) : 0);
  const dA = memory.reserve(n * width);
  const W_hh = weights.W_hh as Float32Array;
  const isReset = resetsBefore(own);
  const firstRows = (isReset ? 2 : gateCount(cell)) * H;
  const job: Job = {
    ...cellFields(own),
    rows,
    lengths: memory.copy(sorted.lengths),
    firsts: memory.copy(firstPositions(sorted, trace.offsets, 0, direction === 1)),
    stride: direction === 1 ? -1 : 1,
    hidden: H,
    state: P,
    hOut: copied(h),
    hStep: 4 * P,
    h0: gatherRows(memory, start.h0 as Float32Array, stateSize(config), sorted.rows, P, P),
    c0: start.c0
      ? gatherRows(memory, start.c0 as Float32Array, config.hiddenSize, sorted.rows, H, padded(H))
      : 0,
    cOut: copied(c),
    gates: copied(gates),
    bN: copied(bn),
    unprojected: copied(unprojected),
    wHr: weights.W_hr ? ZEROS : 0,
    wHhT: packGatesTransposed(memory, H, W_hh.subarray(0, firstRows * P), P),
    wHnT: isReset ? packGatesTransposed(memory, H, W_hh.subarray(firstRows * P), P) : 0,
    wHrT: weights.W_hr ? packColumns(memory, weights.W_hr as Float32Array, H, P) : 0,
    scratch: memory.reserve(MOST_ROWS * (width + ENTRY)),
    zeros: ZEROS,
    dOut: dOut + 4 * outputOffset(config, layer, direction),
    dOutStep: 4 * layerOutputSize(config, layer),
    dA,
    dB: cell === 'GRU' && !isReset ? memory.reserve(n * width) : dA,
    dH: memory.reserve(n * padded(P)),
    hBefore: memory.reserve(n * padded(P)),
    dHState: memory.zeros(rows * padded(P)),
    dCState: memory.zeros(rows * padded(H)),
  };
  if (rows > 0) memory.kernels.backward(writeJob(memory, job));
  return job;
}

/** Panels over the columns of a matrix [n, padded columns] that lies in memory. */
function packPaddedColumns(memory: KernelMemory, matrix: number, columns: number, n: number): number {
  const wide = padded(columns);
  const out = memory.reserve(n * wide);
  memory.kernels.packPanels(matrix, wide, n, 4, 4 * wide, out, 32 * n);
  return out;
}

/** matrix[n, rows]ᵀ · panels [n, columns] → [rows, columns]; rows of the matrix are `width` numbers apart. */
function productOverSteps(
  memory: KernelMemory,
  matrix: number,
  width: number,
  rows: number,
  panels: number,
  columns: number,
  n: number,
): Float32Array {
  const mark = memory.mark;
  const wide = padded(columns);
  const blocks = memory.reserve(n * rows);
  const out = memory.reserve(rows * wide);
  memory.kernels.packBlocks(matrix, 4 * width, rows, n, blocks);
  memory.kernels.multiplyBlocks(blocks, rows / 4, n, panels, wide / 8, ZEROS, out, 4 * wide);
  memory.release(mark);
  return unpadded(memory, out, rows, columns);
}

/** The sum of the rows of matrix [n, width]. */
function sumOverSteps(memory: KernelMemory, matrix: number, width: number, n: number): Float32Array {
  const mark = memory.mark;
  const out = memory.zeros(width);
  memory.kernels.addRowSums(matrix, 4 * width, n, width, out);
  memory.release(mark);
  return memory.f32(out, width).slice();
}

/** [G·Hp, columns] → [G·H, columns] */
function withoutGatePadding(H: number, values: Float32Array, columns: number): Float32Array {
  const Hp = padded(H);
  if (Hp === H) return values;
  const G = values.length / (Hp * columns);
  const out = new Float32Array(G * H * columns);
  for (let g = 0; g < G; g++)
    out.set(values.subarray(g * Hp * columns, (g * Hp + H) * columns), g * H * columns);
  return out;
}

/** dh[n, P]ᵀ · h before projection [n, H] → [P, H] */
function projectionGradient(
  { memory, n }: Run,
  config: RnnConfig,
  unprojected: number,
  dH: number,
): Float32Array {
  const { hiddenSize: H } = config;
  const P = stateSize(config);
  const panels = memory.reserve(n * padded(H));
  memory.kernels.packPanels(unprojected, H, n, 4, 4 * H, panels, 32 * n);
  const padRows = productOverSteps(memory, dH, padded(P), padded(P), panels, H, n);
  return padRows.slice(0, P * H);
}
