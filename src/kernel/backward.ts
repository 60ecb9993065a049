import { directionCount, gateCount, layerInputSize, outputSize, stateSize } from '../core/rnn/config.js';
import type { RnnConfig } from '../core/rnn/config.js';
import type { BackwardOptions, RnnGradients } from '../core/rnn/backward.js';
import { initialRows, type Trace } from '../core/rnn/stack.js';
import { zeroState, type HiddenState } from '../core/rnn/state.js';
import type { DirectionWeights, RnnWeights } from '../core/rnn/weights.js';
import { CELL_NUMBER, padded, writeJob, type Job } from './job.js';
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
    const mark = memory.mark;
    const gradient = backwardDirection(run, { weights: w, layer, direction, dOut: dOutAt, input, dIn });
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
  /** Addresses: [n, D·P], panels of [n, I], [n, padded I]. */
  readonly dOut: number;
  readonly input: number;
  readonly dIn: number;
}

function backwardDirection(run: Run, job: DirectionJob): DirectionWeights {
  const { memory, config, dInitial, sorted, n } = run;
  const { weights, layer, direction } = job;
  const H = config.hiddenSize;
  const P = stateSize(config);
  const fields = stepGradients(run, job);
  const to = initialRows(config, dInitial, layer, direction, run.trace.offsets.length - 1);
  const carried = memory.f32(fields.dHState!, sorted.rows.length * padded(P));
  scatterRows(carried, padded(P), P, sorted.rows, to.h0 as Float32Array);
  const carriedC = memory.f32(fields.dCState!, sorted.rows.length * padded(H));
  if (to.c0) scatterRows(carriedC, padded(H), H, sorted.rows, to.c0 as Float32Array);
  const I = layerInputSize(config, layer);
  const width = gateCount(config.cell) * padded(H);
  const wIhT = packGatesTransposed(memory, config, weights.W_ih as Float32Array, I);
  const { dA, dB, dH, hBefore } = fields as Required<Job>;
  multiply(memory, { x: dA, rows: n, K: width, panels: wIhT, width: padded(I), init: null, out: job.dIn });
  const hPanels = packPaddedColumns(memory, hBefore, P, n);
  const ofGates = (matrix: number, panels: number, columns: number): Float32Array =>
    withoutGatePadding(config, productOverSteps(memory, matrix, width, panels, columns, n), columns);
  const bias = (matrix: number): Float32Array =>
    withoutGatePadding(config, sumOverSteps(memory, matrix, width, n), 1);
  return {
    W_ih: ofGates(dA, job.input, I),
    W_hh: ofGates(dB, hPanels, P),
    b_ih: weights.b_ih && bias(dA),
    b_hh: weights.b_hh && bias(dB),
    W_hr: weights.W_hr && projectionGradient(run, fields.unprojected!, dH),
  };
}

/** Steps back through all rows; the fields of the answer hold the gradients of every step's sums. */
function stepGradients(run: Run, { weights, layer, direction, dOut }: DirectionJob): Job {
  const { memory, config, trace, sorted, initial, n } = run;
  const { cell, hiddenSize: H } = config;
  const P = stateSize(config);
  const width = gateCount(cell) * padded(H);
  const rows = sorted.rows.length;
  const start = initialRows(config, initial, layer, direction, trace.offsets.length - 1);
  const { h, c, gates, bn, unprojected } = trace.layers[layer][direction];
  const copied = (array: typeof c): number => (array ? memory.copy(array as Float32Array) : 0);
  const dA = memory.reserve(n * width);
  const job: Job = {
    cell: CELL_NUMBER[cell],
    rows,
    lengths: memory.copy(sorted.lengths),
    firsts: memory.copy(firstPositions(sorted, trace.offsets, 0, direction === 1)),
    stride: direction === 1 ? -1 : 1,
    hidden: H,
    state: P,
    hOut: copied(h),
    hStep: 4 * P,
    h0: gatherRows(memory, start.h0 as Float32Array, sorted.rows, P, P),
    c0: start.c0 ? gatherRows(memory, start.c0 as Float32Array, sorted.rows, H, padded(H)) : 0,
    cOut: copied(c),
    gates: copied(gates),
    bN: copied(bn),
    unprojected: copied(unprojected),
    wHr: weights.W_hr ? ZEROS : 0,
    wHhT: packGatesTransposed(memory, config, weights.W_hh as Float32Array, P),
    wHrT: weights.W_hr ? packColumns(memory, weights.W_hr as Float32Array, H, P) : 0,
    scratch: memory.reserve(MOST_ROWS * (width + ENTRY)),
    zeros: ZEROS,
    dOut: dOut + 4 * direction * P,
    dOutStep: 4 * outputSize(config),
    dA,
    dB: cell === 'GRU' ? memory.reserve(n * width) : dA,
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

/** matrix[n, width]ᵀ · panels [n, columns] → [width, columns]. */
function productOverSteps(
  memory: KernelMemory,
  matrix: number,
  width: number,
  panels: number,
  columns: number,
  n: number,
): Float32Array {
  const mark = memory.mark;
  const wide = padded(columns);
  const blocks = memory.reserve(n * width);
  const out = memory.reserve(width * wide);
  memory.kernels.packBlocks(matrix, 4 * width, width, n, blocks);
  memory.kernels.multiplyBlocks(blocks, width / 4, n, panels, wide / 8, ZEROS, out, 4 * wide);
  memory.release(mark);
  return unpadded(memory, out, width, columns);
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
function withoutGatePadding(
  { cell, hiddenSize: H }: RnnConfig,
  values: Float32Array,
  columns: number,
): Float32Array {
  const Hp = padded(H);
  if (Hp === H) return values;
  const G = gateCount(cell);
  const out = new Float32Array(G * H * columns);
  for (let g = 0; g < G; g++)
    out.set(values.subarray(g * Hp * columns, (g * Hp + H) * columns), g * H * columns);
  return out;
}

/** dh[n, P]ᵀ · h before projection [n, H] → [P, H] */
function projectionGradient({ memory, config, n }: Run, unprojected: number, dH: number): Float32Array {
  const { hiddenSize: H } = config;
  const P = stateSize(config);
  const panels = memory.reserve(n * padded(H));
  memory.kernels.packPanels(unprojected, H, n, 4, 4 * H, panels, 32 * n);
  const padRows = productOverSteps(memory, dH, padded(P), panels, H, n);
  return padRows.slice(0, P * H);
}
