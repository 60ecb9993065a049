import type { LinearHead } from '../heads/head.js';
import { linear, softmaxRows } from '../heads/softmax.js';
import type { FloatArray } from '../math/matrix.js';
import type { Pipeline } from '../pipeline.js';
import { directionCount, outputSize, stateSize, type RnnConfig } from '../rnn/config.js';
import type { RecurrentEngine } from '../rnn/engine.js';
import type { Offsets } from '../rnn/direction.js';
import type { HiddenState } from '../rnn/state.js';
import type { GradientFlow } from './moment.js';

/**
 * Some tokens, and the class of the first head that is right after the last of them (of a tagger: for it); of a network
 * without heads the numbers that its last state is to be.
 */
export interface Stretch {
  readonly tokens: readonly string[];
  readonly target: number | Float32Array;
}

/** Steps that a gradient is followed back. */
export const FLOW_LAGS = 48;

/**
 * How far gradients reach back in a network: see `GradientFlow`. ∂loss/∂h of a step is that of the initial state of a run
 * that begins behind it, so all lags of a stretch are rows of one batch, forward and backward. null where a loss does not
 * come from the last step alone (pooled heads) or states depend on what is cut off (several layers of two directions).
 */
export function gradientFlow(pipeline: Pipeline, stretches: readonly Stretch[]): GradientFlow | null {
  const { rnn, heads, window, body } = pipeline.model.architecture;
  const isCut = rnn.bidirectional && rnn.layers > 1;
  const [head] = heads;
  if (isCut || window || body || (head?.level === 'segment' && head.pooling !== 'last')) return null;
  const followed = stretches.map((stretch) => normsOf(pipeline, stretch)).filter((norms) => norms !== null);
  if (followed.length === 0) return null;
  const lags = Math.min(...followed.map(({ length }) => length / rnn.layers));
  const norms = new Float32Array(rnn.layers * lags);
  for (let layer = 0; layer < rnn.layers; layer++)
    for (let k = 0; k < lags; k++) {
      const logs = followed.map((all) => Math.log(all[(layer * all.length) / rnn.layers + k]));
      norms[layer * lags + k] = Math.exp(logs.reduce((a, b) => a + b, 0) / logs.length);
    }
  return { layers: rnn.layers, lags, norms };
}

/** Norms [layers, lags] of one stretch, lag 1 first; null if it is of one step only. */
function normsOf(pipeline: Pipeline, { tokens, target }: Stretch): Float32Array | null {
  const { rnn } = pipeline.model.architecture;
  const { x } = pipeline.read(tokens, Uint32Array.of(0, tokens.length));
  const steps = x.length / rnn.inputSize;
  const lags = steps - 1;
  if (lags < 1) return null;
  // Row k: the state after all but the last k + 1 steps, and a run over these k + 1 steps from there.
  const before = rowsOf(
    x,
    rnn,
    Array.from({ length: lags }, (_, k) => [0, steps - 1 - k]),
  );
  const after = rowsOf(
    x,
    rnn,
    Array.from({ length: lags }, (_, k) => [steps - 1 - k, steps]),
  );
  const initialState = forwardOnly(rnn, statesAfter(pipeline, before), lags);
  const { engine, model } = pipeline;
  const options = { initialState, forTraining: true };
  const trace = engine.forward(rnn, model.weights, after.x, after.offsets, options);
  const dOutput = lossGradient(pipeline, trace.output, after.offsets, target);
  const { h } = engine.backward(model.weights, trace, dOutput, { initialState }).initialState;
  return normsByLayer(rnn, h, lags);
}

interface Rows {
  readonly x: Float32Array;
  readonly offsets: Offsets;
}

/** Stretches of steps as the rows of one batch. */
function rowsOf(x: FloatArray, { inputSize }: RnnConfig, ranges: readonly (readonly number[])[]): Rows {
  const offsets = new Uint32Array(ranges.length + 1);
  ranges.forEach(([from, to], k) => (offsets[k + 1] = offsets[k] + to - from));
  const rows = new Float32Array(offsets[ranges.length] * inputSize);
  ranges.forEach(([from, to], k) =>
    rows.set(x.subarray(from * inputSize, to * inputSize) as Float32Array, offsets[k] * inputSize),
  );
  return { x: rows, offsets };
}

function statesAfter({ engine, model }: Pipeline, { x, offsets }: Rows): HiddenState {
  return engine.forward(model.architecture.rnn, model.weights, x, offsets, { outputOnly: true }).hiddenState;
}

/** The backward direction has read nothing behind the last step. */
function forwardOnly(rnn: RnnConfig, { h, c }: HiddenState, batch: number): HiddenState {
  if (!rnn.bidirectional) return { h: h.slice(), c: c && c.slice() };
  const kept = (values: FloatArray, width: number): FloatArray => values.slice().fill(0, batch * width);
  return { h: kept(h, stateSize(rnn)), c: c && kept(c, rnn.hiddenSize) };
}

/** ∂loss/∂output of the loss at the last step of every row, 0 elsewhere: see `Stretch`. */
function lossGradient(
  { engine, model }: Pipeline,
  output: FloatArray,
  offsets: Offsets,
  target: Stretch['target'],
): Float32Array {
  const width = outputSize(model.architecture.rnn);
  const batch = offsets.length - 1;
  const last = new Float32Array(batch * width);
  const at = (row: number): number => (offsets[row + 1] - 1) * width;
  for (let row = 0; row < batch; row++)
    last.set(output.subarray(at(row), at(row) + width) as Float32Array, row * width);
  const dLast =
    typeof target === 'number'
      ? classGradient(model.heads[0], last, target, engine)
      : errorGradient(last, target);
  const dOutput = new Float32Array(output.length);
  for (let row = 0; row < batch; row++)
    dOutput.set(dLast.subarray(row * width, (row + 1) * width) as Float32Array, at(row));
  return dOutput;
}

/** Of the cross-entropy of a head on rows [batch, in]. */
function classGradient(
  head: LinearHead,
  rows: Float32Array,
  target: number,
  engine: RecurrentEngine,
): FloatArray {
  const classes = head.bias.length;
  const width = head.weight.length / classes;
  const batch = rows.length / width;
  const d = softmaxRows(linear(head, rows, batch, engine), classes);
  for (let row = 0; row < batch; row++) d[row * classes + target] -= 1;
  return engine.matMul(d, head.weight, batch, width, classes);
}

/** Of the mean squared error of rows [batch, width]. */
function errorGradient(rows: Float32Array, target: Float32Array): Float32Array {
  const width = target.length;
  return rows.map((value, k) => (2 * (value - target[k % width])) / width);
}

/** L2 norms of the forward direction's rows, [layers, batch]. */
function normsByLayer(rnn: RnnConfig, h: FloatArray, batch: number): Float32Array {
  const width = stateSize(rnn);
  const norms = new Float32Array(rnn.layers * batch);
  for (let layer = 0; layer < rnn.layers; layer++)
    for (let row = 0; row < batch; row++) {
      const from = (layer * directionCount(rnn) * batch + row) * width;
      let sum = 0;
      for (let k = from; k < from + width; k++) sum += h[k] * h[k];
      norms[layer * batch + row] = Math.sqrt(sum);
    }
  return norms;
}
