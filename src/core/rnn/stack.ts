import { float32, type Allocate, type FloatArray } from '../math/matrix.js';
import {
  directionConfig,
  directionCount,
  gateCount,
  layerInputSize,
  layerOutputSize,
  outputOffset,
  stateSize,
  stateUnits,
  unitsOf,
} from './config.js';
import { GATE_ORDER, type Direction, type Quantity, type RnnConfig } from './config.js';
import { allocateTrace, projectInput, runDirection, type DirectionTrace, type Offsets } from './direction.js';
import { zeroState, type HiddenState } from './state.js';
import type { RnnWeights } from './weights.js';

/** Everything a stacked network computed: h, c and gates of every layer, direction and step. */
export interface Trace {
  readonly config: RnnConfig;
  readonly offsets: Offsets;
  /** `[layer][direction]` */
  readonly layers: readonly (readonly DirectionTrace[])[];
  /** What each layer read, [N, layer input size]; entry 0 is x. */
  readonly inputs: readonly FloatArray[];
  /** The last layer's h at every step, both directions concatenated, [N, D·P] */
  readonly output: FloatArray;
  /** Every layer's and direction's last h and c: not the output, once there is more than one layer. */
  readonly hiddenState: HiddenState;
}

/** What the steps of a run read, by number: what was computed of a row before need not be computed again. */
export interface InputRows {
  /** Numbers mean the same in all runs with one source, whatever else is in them; null: in this run only. */
  readonly source: object | null;
  /** Numbers are below this. */
  readonly size: number;
  /** Steps with one number have the same row of x, [N]. */
  readonly ids: Uint32Array;
}

/** Settings of a run; the defaults are what inference needs. */
export interface ForwardOptions {
  readonly initialState?: HiddenState | undefined;
  /** Keeps what the backward pass needs. */
  readonly forTraining?: boolean;
  /** Only output and hidden state are wanted: `layers` and `inputs` of the trace may be empty. */
  readonly outputOnly?: boolean;
  /** Factors for the input of layers 1, 2, … ([N, layer input] each): dropout between the layers. */
  readonly layerMasks?: readonly FloatArray[] | undefined;
  readonly allocate?: Allocate;
  /** What the rows of `x` are: an engine may make use of it. */
  readonly inputRows?: InputRows | undefined;
}

/**
 * Runs a stacked, optionally bidirectional network over rows of different lengths: the forward pass of
 * `torch.nn.RNN/GRU/LSTM` on a packed batch. `x` is [N, input], rows as in `offsets` [B + 1].
 */
export function forward(
  config: RnnConfig,
  weights: RnnWeights,
  x: FloatArray,
  offsets: Offsets,
  options: ForwardOptions = {},
): Trace {
  const allocate = options.allocate ?? float32;
  const batch = offsets.length - 1;
  const steps = offsets[batch];
  const initial = options.initialState ?? zeroState(config, batch, allocate);
  const inputs = [x];
  const layers: DirectionTrace[][] = [];
  let output = x;
  for (let layer = 0; layer < config.layers; layer++) {
    const traces = weights[layer].map((directionWeights, direction) => {
      const own = directionConfig(config, layer, direction);
      const trace = allocateTrace(own, steps, options.forTraining ?? false, allocate);
      const a = projectInput(directionWeights, inputs[layer], steps, layerInputSize(config, layer), allocate);
      const { h0, c0 } = initialRows(config, initial, layer, direction, batch);
      const stateWidths = [stateSize(config), config.hiddenSize] as const;
      const reverse = direction === 1;
      const run = { config: own, weights: directionWeights, reverse, offsets, h0, c0, stateWidths };
      runDirection(run, a, trace, allocate);
      return trace;
    });
    layers.push(traces);
    output = concatenate(config, layer, traces, steps, allocate);
    const mask = options.layerMasks?.[layer];
    if (layer + 1 < config.layers) inputs.push(mask ? masked(output, mask, allocate) : output);
  }
  const hiddenState = lastStates(config, layers, offsets, initial, allocate);
  return { config, offsets, layers, inputs, output, hiddenState };
}

/**
 * Initial h [B, P] and c [B, H] of one layer and direction, as views; where it has fewer units than the widest, those
 * are the first numbers of each row.
 */
export function initialRows(
  config: RnnConfig,
  state: HiddenState,
  layer: number,
  direction: number,
  batch: number,
): { h0: FloatArray; c0: FloatArray | null } {
  const index = layer * directionCount(config) + direction;
  const view = (array: FloatArray, width: number): FloatArray =>
    array.subarray(index * batch * width, (index + 1) * batch * width);
  return { h0: view(state.h, stateSize(config)), c0: state.c && view(state.c, config.hiddenSize) };
}

/** [N, D·P] from the directions' h; with one direction its own array, not a copy. */
function concatenate(
  config: RnnConfig,
  layer: number,
  traces: DirectionTrace[],
  steps: number,
  allocate: Allocate,
): FloatArray {
  const width = layerOutputSize(config, layer);
  const whole = traces.find((_, direction) => stateUnits(config, layer, direction) === width);
  if (whole) return whole.h;
  const out = allocate(steps * width);
  traces.forEach(({ h }, direction) => {
    const P = stateUnits(config, layer, direction);
    const at = outputOffset(config, layer, direction);
    for (let p = 0; p < steps; p++) out.set(h.subarray(p * P, (p + 1) * P), p * width + at);
  });
  return out;
}

function masked(values: FloatArray, mask: FloatArray, allocate: Allocate): FloatArray {
  const out = allocate(values.length);
  for (let k = 0; k < out.length; k++) out[k] = values[k] * mask[k];
  return out;
}

/** The state after each row's last step in reading order; an empty row keeps its initial state. */
function lastStates(
  config: RnnConfig,
  layers: DirectionTrace[][],
  offsets: Offsets,
  initial: HiddenState,
  allocate: Allocate,
): HiddenState {
  const batch = offsets.length - 1;
  const state = zeroState(config, batch, allocate);
  layers.forEach((traces, layer) =>
    traces.forEach((trace, direction) => {
      const from = initialRows(config, initial, layer, direction, batch);
      const to = initialRows(config, state, layer, direction, batch);
      for (let row = 0; row < batch; row++) {
        const last = direction === 1 ? offsets[row] : offsets[row + 1] - 1;
        const empty = offsets[row] === offsets[row + 1];
        const copy = (
          target: FloatArray,
          start: FloatArray,
          sequence: FloatArray,
          units: number,
          width: number,
        ): void => {
          const source = empty ? start : sequence;
          const at = empty ? row * width : last * units;
          target.set(source.subarray(at, at + units), row * width);
        };
        const [P, H] = [stateUnits(config, layer, direction), unitsOf(config, layer, direction)];
        copy(to.h0, from.h0, trace.h, P, stateSize(config));
        if (to.c0 && from.c0 && trace.c) copy(to.c0, from.c0, trace.c, H, config.hiddenSize);
      }
    }),
  );
  return state;
}

/** One quantity of one layer and direction as a dense matrix [N, units]; h and c are views, gates are copied out. */
export function quantityOf(
  trace: Trace,
  layer: number,
  direction: Direction,
  quantity: Quantity,
): FloatArray {
  const index = direction === 'backward' ? 1 : 0;
  const source = trace.layers[layer][index];
  if (quantity === 'h') return source.h;
  if (quantity === 'c' && source.c) return source.c;
  const gate = GATE_ORDER[trace.config.cell].findIndex((name) => name === quantity);
  if (gate < 0 || !source.gates) throw new RangeError(`A ${trace.config.cell} has no quantity ${quantity}.`);
  const H = unitsOf(trace.config, layer, index);
  const width = gateCount(trace.config.cell) * H;
  const steps = trace.offsets[trace.offsets.length - 1];
  const out =
    source.gates instanceof Float64Array ? new Float64Array(steps * H) : new Float32Array(steps * H);
  for (let p = 0; p < steps; p++)
    out.set(source.gates.subarray(p * width + gate * H, p * width + (gate + 1) * H), p * H);
  return out;
}
