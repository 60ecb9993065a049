import { addMatMulTransposed, addRowSums, addRowTransposed, addTransposedMatMul } from '../math/matrix.js';
import { float32, transpose, type Allocate, type FloatArray } from '../math/matrix.js';
import { cellOf } from './cell.js';
import {
  directionConfig,
  directionCount,
  gateCount,
  layerInputSize,
  layerOutputSize,
  outputOffset,
  resetsBefore,
  stateSize,
  type RnnConfig,
} from './config.js';
import { readingOrder, rowOf, type DirectionTrace, type Offsets } from './direction.js';
import { initialRows, type Trace } from './stack.js';
import { zeroState, type HiddenState } from './state.js';
import type { DirectionWeights, RnnWeights } from './weights.js';

/** Gradients of everything that went into a run. */
export interface RnnGradients {
  readonly weights: RnnWeights;
  /** [N, input] */
  readonly x: FloatArray;
  /** Of h_0 and c_0, shaped like them. */
  readonly initialState: HiddenState;
}

export interface BackwardOptions {
  readonly initialState?: HiddenState | undefined;
  readonly layerMasks?: readonly FloatArray[] | undefined;
  readonly allocate?: Allocate;
}

/**
 * The exact derivative of `forward` (backpropagation through time): from ∂L/∂output, [N, D·P], to the gradients
 * of weights, input and initial state. `trace` comes from `forward` with `forTraining` and the same options.
 */
export function backward(
  weights: RnnWeights,
  trace: Trace,
  dOutput: FloatArray,
  options: BackwardOptions = {},
): RnnGradients {
  const { config, offsets } = trace;
  const allocate = options.allocate ?? float32;
  const batch = offsets.length - 1;
  const initial = options.initialState ?? zeroState(config, batch, allocate);
  const dInitial = zeroState(config, batch, allocate);
  const gradients = weights.map((layer) => layer.map((w) => zerosLike(w, allocate)));
  let dOut = dOutput;
  for (let layer = config.layers - 1; layer >= 0; layer--) {
    const dIn = allocate(offsets[batch] * layerInputSize(config, layer));
    for (let direction = 0; direction < directionCount(config); direction++)
      backwardDirection({
        config: directionConfig(config, layer, direction),
        offsets,
        direction,
        weights: weights[layer][direction],
        trace: trace.layers[layer][direction],
        input: trace.inputs[layer],
        initial: initialRows(config, initial, layer, direction, batch),
        dOut,
        dOutWidth: layerOutputSize(config, layer),
        dOutOffset: outputOffset(config, layer, direction),
        stateWidths: [stateSize(config), config.hiddenSize],
        dIn,
        gradient: gradients[layer][direction],
        dInitial: initialRows(config, dInitial, layer, direction, batch),
        allocate,
      });
    const mask = layer > 0 ? options.layerMasks?.[layer - 1] : undefined;
    if (mask) for (let k = 0; k < dIn.length; k++) dIn[k] *= mask[k];
    dOut = dIn;
  }
  return { weights: gradients, x: dOut, initialState: dInitial };
}

interface InitialRows {
  readonly h0: FloatArray;
  readonly c0: FloatArray | null;
}

interface DirectionBackward {
  /** As the direction sees it. */
  readonly config: RnnConfig;
  readonly offsets: Offsets;
  readonly direction: number;
  readonly weights: DirectionWeights;
  readonly trace: DirectionTrace;
  /** [N, layer input] */
  readonly input: FloatArray;
  readonly initial: InitialRows;
  /** [N, layer output], and where the direction's numbers begin in its rows */
  readonly dOut: FloatArray;
  readonly dOutWidth: number;
  readonly dOutOffset: number;
  /** Width of the rows of `initial` and `dInitial`: h's and c's. */
  readonly stateWidths: readonly [number, number];
  /** added to, [N, layer input] */
  readonly dIn: FloatArray;
  readonly gradient: DirectionWeights;
  readonly dInitial: InitialRows;
  readonly allocate: Allocate;
}

function zerosLike(weights: DirectionWeights, allocate: Allocate): DirectionWeights {
  const zeros = <T extends FloatArray | null>(array: T): T => (array && allocate(array.length)) as T;
  const { W_ih, W_hh, b_ih, b_hh, W_hr } = weights;
  return { W_ih: zeros(W_ih), W_hh: zeros(W_hh), b_ih: zeros(b_ih), b_hh: zeros(b_hh), W_hr: zeros(W_hr) };
}

/** Steps back through every row, then takes the weights' gradients as one product over all steps. */
function backwardDirection(job: DirectionBackward): void {
  const { config, offsets, weights, gradient, allocate } = job;
  const steps = offsets[offsets.length - 1];
  const H = config.hiddenSize;
  const P = stateSize(config);
  const width = gateCount(config.cell) * H;
  const da = allocate(steps * width);
  const isReset = resetsBefore(config);
  const db = config.cell === 'GRU' && !isReset ? allocate(steps * width) : da;
  const hPrev = allocate(steps * P);
  const dh = allocate(steps * P);
  const rows = isReset ? 2 * H : width;
  const recurrent = transpose(weights.W_hh.subarray(0, rows * P), rows, P);
  for (let row = 0; row + 1 < offsets.length; row++) backwardRow(job, row, { da, db, dh, hPrev, recurrent });

  const I = job.input.length / Math.max(1, steps);
  addTransposedMatMul(gradient.W_ih, da, job.input, width, I, steps);
  if (isReset) addResetGradient(gradient.W_hh, da, hPrev, job.trace.gates!, H, steps, allocate);
  else addTransposedMatMul(gradient.W_hh, db, hPrev, width, P, steps);
  if (gradient.b_ih) addRowSums(gradient.b_ih, da, steps, width);
  if (gradient.b_hh) addRowSums(gradient.b_hh, db, steps, width);
  if (gradient.W_hr && job.trace.unprojected)
    addTransposedMatMul(gradient.W_hr, dh, job.trace.unprojected, P, H, steps);
  addMatMulTransposed(job.dIn, da, transpose(weights.W_ih, width, I), steps, I, width);
}

/** The gradient of W_hh [3·H, H] where n's rows are multiplied with r ⊙ h_{t-1}: `da` and `gates` are [N, 3·H]. */
function addResetGradient(
  gradient: FloatArray,
  da: FloatArray,
  hPrev: FloatArray,
  gates: FloatArray,
  H: number,
  steps: number,
  allocate: Allocate,
): void {
  const [gated, candidate, reset] = [allocate(steps * 2 * H), allocate(steps * H), allocate(steps * H)];
  for (let p = 0; p < steps; p++) {
    const at = 3 * H * p;
    gated.set(da.subarray(at, at + 2 * H), 2 * H * p);
    candidate.set(da.subarray(at + 2 * H, at + 3 * H), H * p);
    for (let k = 0; k < H; k++) reset[H * p + k] = gates[at + k] * hPrev[H * p + k];
  }
  addTransposedMatMul(gradient.subarray(0, 2 * H * H), gated, hPrev, 2 * H, H, steps);
  addTransposedMatMul(gradient.subarray(2 * H * H), candidate, reset, H, H, steps);
}

interface RowBuffers {
  /** [N, G·H] */
  readonly da: FloatArray;
  readonly db: FloatArray;
  /** ∂L/∂h_t with everything that comes back from later steps, [N, P] */
  readonly dh: FloatArray;
  /** h_{t-1} of every step, [N, P] */
  readonly hPrev: FloatArray;
  /** W_hhᵀ, [P, G·H], or [P, 2·H] of a GRU that resets h before the product */
  readonly recurrent: FloatArray;
}

function backwardRow(job: DirectionBackward, row: number, buffers: RowBuffers): void {
  const { config, weights, trace, initial, dInitial, allocate } = job;
  const H = config.hiddenSize;
  const P = stateSize(config);
  const width = gateCount(config.cell) * H;
  const cell = cellOf(config);
  const candidate = cell.reset && transpose(weights.W_hh.subarray(2 * H * H), H, H);
  const projection = weights.W_hr && transpose(weights.W_hr, P, H);
  const order = [...readingOrder(job.offsets, row, job.direction === 1)];
  const carry = allocate(P);
  const dc = config.cell === 'LSTM' ? allocate(H) : EMPTY;
  const dhFull = allocate(H);
  const scratch = buffers.db === buffers.da ? allocate(width) : null;
  const b = trace.bn ? allocate(width) : EMPTY;
  for (let t = order.length - 1; t >= 0; t--) {
    const p = order[t];
    const hPrev =
      t > 0 ? rowOf(trace.h, order[t - 1], P) : rowOf(initial.h0, row, job.stateWidths[0]).subarray(0, P);
    const cPrev =
      t > 0 ? rowOf(trace.c, order[t - 1], H) : rowOf(initial.c0, row, job.stateWidths[1]).subarray(0, H);
    const dh = rowOf(buffers.dh, p, P);
    for (let k = 0; k < P; k++) dh[k] = carry[k] + job.dOut[p * job.dOutWidth + job.dOutOffset + k];
    if (projection) addRowTransposed(dhFull.fill(0), dh, projection, H, P);
    const da = rowOf(buffers.da, p, width);
    const db = scratch ?? rowOf(buffers.db, p, width);
    if (trace.bn) b.set(rowOf(trace.bn, p, H), 2 * H);
    const step = { ...stepViews(trace, p, H, P, width, hPrev, cPrev), b };
    const gradient = { dh: projection ? dhFull : dh, dc, da, db, dhPrev: projection ? dhFull : carry };
    cell.backward(H, step, gradient);
    if (cell.reset && candidate) {
      addRowTransposed(dhFull.fill(0), da.subarray(2 * H), candidate, H, H);
      cell.reset.backward(H, step, gradient, dhFull);
    }
    if (projection) carry.fill(0);
    addRowTransposed(carry, db, buffers.recurrent, P, buffers.recurrent.length / P);
    rowOf(buffers.hPrev, p, P).set(hPrev);
  }
  dInitial.h0.set(carry, row * job.stateWidths[0]);
  dInitial.c0?.set(dc, row * job.stateWidths[1]);
}

const EMPTY = new Float32Array(0);

function stepViews(
  trace: DirectionTrace,
  p: number,
  H: number,
  P: number,
  width: number,
  hPrev: FloatArray,
  cPrev: FloatArray,
) {
  const h = rowOf(trace.unprojected ?? trace.h, p, trace.unprojected ? H : P);
  const [gates, c] = [rowOf(trace.gates, p, width), rowOf(trace.c, p, H)];
  return { a: EMPTY, hPrev, cPrev, gates, c, h };
}
