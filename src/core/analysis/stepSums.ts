/** One step of one layer and direction, sum by sum: how the readable reference comes to gates, c and h. */
import type { FloatArray } from '../math/matrix.js';
import { cellOf } from '../rnn/cell.js';
import {
  GATE_ORDER,
  gateCount,
  layerInputSize,
  stateSize,
  stateUnits,
  unitsOf,
  type Direction,
  type GateName,
  type RnnConfig,
} from '../rnn/config.js';
import { rowOf } from '../rnn/direction.js';
import { initialRows, type Trace } from '../rnn/stack.js';
import { zeroState, type HiddenState } from '../rnn/state.js';
import type { DirectionWeights } from '../rnn/weights.js';

/** What the equations of a step read besides the parameters. */
export interface StepInputs {
  /** The input of the layer, [I] */
  readonly x: FloatArray;
  /** h of the step that was read before, [P] */
  readonly hBefore: FloatArray;
  /** c of the step that was read before, [H]; empty unless LSTM */
  readonly cBefore: FloatArray;
}

/** One product of a sum: a weight times an input or a state. */
export interface Product {
  /** `x`: of W_ih x; `h`: of W_hh h. */
  readonly of: 'x' | 'h';
  /** Which number of x or h. */
  readonly index: number;
  readonly weight: number;
  readonly value: number;
  readonly product: number;
}

/** How one gate of one unit (of a plain cell: the unit itself) comes about. */
export interface GateSum {
  /** null for a plain cell. */
  readonly gate: GateName | null;
  /** The unit's row of W_ih x and of W_hh h. */
  readonly inputSum: number;
  readonly stateSum: number;
  /** 0 in a network without bias. */
  readonly inputBias: number;
  readonly stateBias: number;
  /** What the activation is taken of; in GRU's n the state's part was multiplied by r, unless h was before. */
  readonly sum: number;
  readonly value: number;
  /** Products of both sums: all in their order where there are few, else the largest first. */
  readonly products: readonly Product[];
}

/** One unit at one step. */
export interface UnitSums {
  readonly unit: number;
  /** In PyTorch's order; one entry for a plain cell. */
  readonly gates: readonly GateSum[];
  /** The unit's own state before the step; h is null where an LSTM projects it, c unless LSTM. */
  readonly hBefore: number | null;
  readonly cBefore: number | null;
  readonly c: number | null;
  /** Before a projection. */
  readonly h: number;
}

/** Products of a sum that are told where there are many. */
export const MOST_PRODUCTS = 8;

/** A layer whose x and h have at most so many numbers, and units, is written out as matrices. */
export const SMALL_WIDTH = 8;

/** Whether a layer is small enough for its matrices to be read. */
export function isSmallLayer(config: RnnConfig, layer: number): boolean {
  return (
    layerInputSize(config, layer) <= SMALL_WIDTH &&
    stateSize(config) <= SMALL_WIDTH &&
    config.hiddenSize <= SMALL_WIDTH
  );
}

/**
 * The sums of one unit, 0 … H - 1, with the same order of sums and the same rounding to single precision as the
 * reference: gates, c and h are the reference's bit for bit where the inputs are. `reset` is r ⊙ h where n is of that.
 */
export function unitSums(
  config: RnnConfig,
  weights: DirectionWeights,
  { x, hBefore, cBefore }: StepInputs,
  unit: number,
  reset: FloatArray | null = resetState(config, weights, { x, hBefore, cBefore }),
): UnitSums {
  const { cell } = config;
  const { W_ih, W_hh, b_ih, b_hh } = weights;
  const G = gateCount(cell);
  const H = W_ih.length / x.length / G;
  const a = new Float32Array(G);
  const b = new Float32Array(G);
  const rows = Array.from({ length: G }, (_, g) => {
    const row = g * H + unit;
    const read = reset && g === 2 ? reset : hBefore;
    const inputSum = dot(W_ih, row, x);
    const stateSum = dot(W_hh, row, read);
    const [inputBias, stateBias] = [b_ih?.[row] ?? 0, b_hh?.[row] ?? 0];
    a[g] = Math.fround(inputSum) + inputBias;
    b[g] = stateBias + stateSum;
    const products = [...productsOf('x', W_ih, row, x), ...productsOf('h', W_hh, row, read)];
    return { inputSum, stateSum, inputBias, stateBias, products: shownProducts(products) };
  });
  // With an LSTM that projects, h before the step is not the unit's; no cell but GRU reads it there.
  const hOwn = hBefore.length === H ? hBefore[unit] : null;
  const own = { hPrev: Float32Array.of(hOwn ?? 0), cPrev: cBefore.subarray(unit, unit + 1) };
  const [gates, c, h] = [new Float32Array(G), new Float32Array(1), new Float32Array(1)];
  cellOf(config).forward(1, { a, b, ...own, gates, c, h });
  const isLstm = cell === 'LSTM';
  return {
    unit,
    gates: rows.map((row, g) => ({
      gate: GATE_ORDER[cell][g] ?? null,
      ...row,
      sum: a[g] + (cell === 'GRU' && !reset && g === 2 ? gates[0] : 1) * b[g],
      value: G > 1 ? gates[g] : h[0],
    })),
    hBefore: hOwn,
    cBefore: isLstm ? cBefore[unit] : null,
    c: isLstm ? c[0] : null,
    h: h[0],
  };
}

/** Row `row` of W times a vector, summed in ascending order in double precision. */
function dot(W: FloatArray, row: number, vector: FloatArray): number {
  const from = row * vector.length;
  let sum = 0;
  for (let k = 0; k < vector.length; k++) sum += vector[k] * W[from + k];
  return sum;
}

function productsOf(of: Product['of'], W: FloatArray, row: number, vector: FloatArray): Product[] {
  return Array.from(vector, (value, index) => {
    const weight = W[row * vector.length + index];
    return { of, index, weight, value, product: weight * value };
  });
}

function shownProducts(products: readonly Product[]): readonly Product[] {
  if (products.length <= 2 * SMALL_WIDTH) return products;
  const largest = [...products].sort((p, q) => Math.abs(q.product) - Math.abs(p.product));
  return largest.slice(0, MOST_PRODUCTS);
}

/**
 * What a step of a run read: `p` counts over all rows of the trace. In the backward direction the step that was read
 * before is the one behind it. Views of the trace; RangeError for a step that is not there.
 */
export function stepInputs(
  trace: Trace,
  p: number,
  { layer, direction }: { readonly layer: number; readonly direction: Direction },
  initialState?: HiddenState,
): StepInputs & { readonly isFirst: boolean } {
  const { config, offsets, inputs, layers } = trace;
  const row = offsets.findLastIndex((first) => first <= p);
  if (row < 0 || row + 1 >= offsets.length) throw new RangeError(`There is no step ${p}.`);
  const d = direction === 'backward' ? 1 : 0;
  const before = d === 1 ? p + 1 : p - 1;
  const isFirst = before < offsets[row] || before >= offsets[row + 1];
  const [P, H] = [stateUnits(config, layer, d), unitsOf(config, layer, d)];
  const states = initialRows(
    config,
    initialState ?? zeroState(config, offsets.length - 1),
    layer,
    d,
    offsets.length - 1,
  );
  const { h, c } = isFirst ? { h: states.h0, c: states.c0 } : layers[layer][d];
  const at = isFirst ? row : before;
  const [hWidth, cWidth] = isFirst ? [stateSize(config), config.hiddenSize] : [P, H];
  return {
    x: rowOf(inputs[layer], p, layerInputSize(config, layer)),
    hBefore: rowOf(h, at, hWidth).subarray(0, P),
    cBefore: rowOf(c, at, cWidth).subarray(0, H),
    isFirst,
  };
}

/** The parameters of a layer and direction with what a step read, where all of it can be read as matrices. */
export interface StepMatrices {
  /** [G·H, I] and [G·H, P], in PyTorch's gate order */
  readonly W_ih: Float32Array;
  readonly W_hh: Float32Array;
  /** [G·H]; null without bias */
  readonly b_ih: Float32Array | null;
  readonly b_hh: Float32Array | null;
  readonly x: Float32Array;
  readonly hBefore: Float32Array;
}

/** One step of a layer and direction: of a small one all units and the matrices, else one unit. */
export interface StepSums {
  readonly units: readonly UnitSums[];
  readonly matrices: StepMatrices | null;
}

/** r ⊙ h before the step, [H], of a GRU that resets h before the product; else null. */
function resetState(
  config: RnnConfig,
  { W_ih, W_hh, b_ih, b_hh }: DirectionWeights,
  { x, hBefore }: StepInputs,
): FloatArray | null {
  const { reset } = cellOf(config);
  if (!reset) return null;
  const H = hBefore.length;
  const sums = (W: FloatArray, vector: FloatArray, bias: FloatArray | null): Float32Array =>
    Float32Array.from({ length: H }, (_, row) => Math.fround(dot(W, row, vector)) + (bias?.[row] ?? 0));
  const b = Float32Array.from({ length: H }, (_, row) => (b_hh?.[row] ?? 0) + dot(W_hh, row, hBefore));
  const none = new Float32Array(0);
  const out = new Float32Array(H);
  const step = { a: sums(W_ih, x, b_ih), b, hPrev: hBefore, cPrev: none, gates: none, c: none, h: none };
  reset.forward(H, step, out);
  return out;
}

/** The sums of a step of a layer's direction; RangeError for a unit that is not there. */
export function stepSums(
  config: RnnConfig,
  layer: number,
  weights: DirectionWeights,
  read: StepInputs,
  unit: number,
): StepSums {
  const H = weights.W_ih.length / read.x.length / gateCount(config.cell);
  if (!(Number.isInteger(unit) && unit >= 0 && unit < H))
    throw new RangeError(`There is no unit ${unit}: the layer has ${H}.`);
  const reset = resetState(config, weights, read);
  const of = (k: number): UnitSums => unitSums(config, weights, read, k, reset);
  if (!isSmallLayer(config, layer)) return { units: [of(unit)], matrices: null };
  const { W_ih, W_hh, b_ih, b_hh } = weights;
  const own = (array: FloatArray): Float32Array => Float32Array.from(array);
  return {
    units: Array.from({ length: H }, (_, k) => of(k)),
    matrices: {
      W_ih: own(W_ih),
      W_hh: own(W_hh),
      b_ih: b_ih && own(b_ih),
      b_hh: b_hh && own(b_hh),
      x: own(read.x),
      hBefore: own(read.hBefore),
    },
  };
}
