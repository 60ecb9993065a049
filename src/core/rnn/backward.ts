import { addMatMulTransposed, addRowSums, addRowTransposed, addTransposedMatMul } from '../math/matrix.js';
import { float32, transpose, type Allocate, type FloatArray } from '../math/matrix.js';
import { CELLS } from './cell.js';
import { directionCount, gateCount, layerInputSize, stateSize, type RnnConfig } from './config.js';
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
        config,
        offsets,
        direction,
        weights: weights[layer][direction],
        trace: trace.layers[layer][direction],
        input: trace.inputs[layer],
        initial: initialRows(config, initial, layer, direction, batch),
        dOut,
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
  readonly config: RnnConfig;
  readonly offsets: Offsets;
  readonly direction: number;
  readonly weights: DirectionWeights;
  readonly trace: DirectionTrace;
  /** [N, layer input] */
  readonly input: FloatArray;
  readonly initial: InitialRows;
  /** [N, D·P] */
  readonly dOut: FloatArray;
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
  const db = config.cell === 'GRU' ? allocate(steps * width) : da;
  const hPrev = allocate(steps * P);
  const dh = allocate(steps * P);
  const recurrent = transpose(weights.W_hh, width, P);
  for (let row = 0; row + 1 < offsets.length; row++) backwardRow(job, row, { da, db, dh, hPrev, recurrent });

  const I = job.input.length / Math.max(1, steps);
  addTransposedMatMul(gradient.W_ih, da, job.input, width, I, steps);
  addTransposedMatMul(gradient.W_hh, db, hPrev, width, P, steps);
  if (gradient.b_ih) addRowSums(gradient.b_ih, da, steps, width);
  if (gradient.b_hh) addRowSums(gradient.b_hh, db, steps, width);
  if (gradient.W_hr && job.trace.unprojected)
    addTransposedMatMul(gradient.W_hr, dh, job.trace.unprojected, P, H, steps);
  addMatMulTransposed(job.dIn, da, transpose(weights.W_ih, width, I), steps, I, width);
}

interface RowBuffers {
  /** [N, G·H] */
  readonly da: FloatArray;
  readonly db: FloatArray;
  /** ∂L/∂h_t with everything that comes back from later steps, [N, P] */
  readonly dh: FloatArray;
  /** h_{t-1} of every step, [N, P] */
  readonly hPrev: FloatArray;
  /** W_hhᵀ, [P, G·H] */
  readonly recurrent: FloatArray;
}

function backwardRow(job: DirectionBackward, row: number, buffers: RowBuffers): void {
  const { config, weights, trace, initial, dInitial, allocate } = job;
  const H = config.hiddenSize;
  const P = stateSize(config);
  const width = gateCount(config.cell) * H;
  const D = directionCount(config);
  const projection = weights.W_hr && transpose(weights.W_hr, P, H);
  const order = [...readingOrder(job.offsets, row, job.direction === 1)];
  const carry = allocate(P);
  const dc = config.cell === 'LSTM' ? allocate(H) : EMPTY;
  const dhFull = allocate(H);
  const scratch = buffers.db === buffers.da ? allocate(width) : null;
  const b = trace.bn ? allocate(width) : EMPTY;
  for (let t = order.length - 1; t >= 0; t--) {
    const p = order[t];
    const hPrev = t > 0 ? rowOf(trace.h, order[t - 1], P) : rowOf(initial.h0, row, P);
    const cPrev = t > 0 ? rowOf(trace.c, order[t - 1], H) : rowOf(initial.c0, row, H);
    const dh = rowOf(buffers.dh, p, P);
    for (let k = 0; k < P; k++) dh[k] = carry[k] + job.dOut[(p * D + job.direction) * P + k];
    if (projection) addRowTransposed(dhFull.fill(0), dh, projection, H, P);
    const da = rowOf(buffers.da, p, width);
    const db = scratch ?? rowOf(buffers.db, p, width);
    if (trace.bn) b.set(rowOf(trace.bn, p, H), 2 * H);
    CELLS[config.cell].backward(
      H,
      { ...stepViews(trace, p, H, P, width, hPrev, cPrev), b },
      {
        dh: projection ? dhFull : dh,
        dc,
        da,
        db,
        dhPrev: projection ? dhFull : carry,
      },
    );
    if (projection) carry.fill(0);
    addRowTransposed(carry, db, buffers.recurrent, P, width);
    rowOf(buffers.hPrev, p, P).set(hPrev);
  }
  dInitial.h0.set(carry, row * P);
  dInitial.c0?.set(dc, row * H);
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
