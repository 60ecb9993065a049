/**
 * What is lost when a unit is switched off: its h is held at 0 at every step, so that nobody reads it, neither the layer
 * itself at the next step nor the layers above nor a head. The same as a network whose weights from that unit are 0.
 */
import { checkNothingAround } from '../model/model.js';
import { scoreBits } from '../heads/scores.js';
import type { FloatArray } from '../math/matrix.js';
import type { Pipeline, PipelineRun } from '../pipeline.js';
import {
  directionCount,
  layerInputSize,
  layerOutputSize,
  outputOffset,
  quantitySize,
  stateSize,
  stateUnits,
  type Direction,
  type RnnConfig,
} from '../rnn/config.js';
import { rowOf } from '../rnn/direction.js';
import { directionOf, layersOf } from '../rnn/parts.js';
import { initialRows } from '../rnn/stack.js';
import { zeroState, type HiddenState } from '../rnn/state.js';
import type { StepLayout } from '../tokens/steps.js';
import { predictionsOf } from './attribution/attribute.js';
import { equalOffsets, logitsOf, type Stretch } from './attribution/stretch.js';

/** Which units are switched off, each by itself, and whose predictions are looked at. */
export interface AblationQuestion {
  readonly layer: number;
  readonly direction: Direction;
  /** Of h. */
  readonly units: readonly number[];
  readonly head: number;
  /** A language model: the prediction at a token is what was expected before it. */
  readonly isExpectation: boolean;
}

/** What is lost without each of some units, at n predictions. */
export interface Ablation {
  /** Their tokens in the stretch, [n]; of a head of segments its last. */
  readonly tokens: Uint32Array;
  /** Bits that the label that is shown (of a language model the symbol that came) is less probable, [units, n]. */
  readonly lost: Float32Array;
  /** 1 where another label is the most probable one, [units, n]. */
  readonly changed: Uint8Array;
}

/** Steps of all variants that are kept at a time. */
const STEPS_AT_ONCE = 8192;

/** Switches units off over a stretch; yields the share that is done after each piece of work. RangeError for a head or unit that is not there. */
export function* ablate(
  pipeline: Pipeline,
  stretch: Stretch,
  question: AblationQuestion,
): Generator<number, Ablation> {
  const { model } = pipeline;
  checkNothingAround(model.architecture);
  const { rnn, heads } = model.architecture;
  const { units, head, isExpectation } = question;
  const config = heads[head];
  if (!config) throw new RangeError(`This model has no head ${head}.`);
  const there = quantitySize(rnn, 'h', question);
  if (!units.every((unit) => unit >= 0 && unit < there))
    throw new RangeError(`This layer has units 0 to ${there - 1}.`);
  const n = stretch.tokens.length;
  const base = pipeline.run(stretch.tokens, Uint32Array.of(0, n), { initialState: stretch.initialState });
  const asked = { token: Math.max(0, n - 1), head, label: null, isExpectation, withPairs: true };
  const predictions = predictionsOf(pipeline, stretch, base, asked, [0, n]);
  const [count, classes] = [predictions.rows.length, config.labels.length];
  const intact = logitsOf(
    pipeline,
    head,
    { output: base.trace.output, layout: base.layout },
    () => predictions.rows,
  );
  const scores = predictions.labels.map((label, k) =>
    scoreBits(config, 'probability', rowOf(intact.logits, k, classes), label),
  );
  const best = predictions.rows.map((_, k) => largest(rowOf(intact.logits, k, classes)));
  const lost = new Float32Array(units.length * count);
  const changed = new Uint8Array(units.length * count);
  const steps = base.layout.offsets[1];
  const atOnce = Math.max(6, Math.floor(STEPS_AT_ONCE / Math.max(1, steps)));
  for (let from = 0; from < units.length && count > 0; from += atOnce) {
    const some = units.slice(from, from + atOnce);
    const work = runWithout(pipeline, stretch, base, { ...question, units: some });
    let next = work.next();
    for (; !next.done; next = work.next()) yield (from + next.value * some.length) / units.length;
    const layout = repeated(base.layout, some.length);
    const { logits } = logitsOf(pipeline, head, { output: next.value, layout }, () => predictions.rows);
    for (let k = 0; k < some.length * count; k++) {
      const said = rowOf(logits, k, classes);
      const at = from * count + k;
      lost[at] = scores[k % count] - scoreBits(config, 'probability', said, predictions.labels[k % count]);
      changed[at] = Number(largest(said) !== best[k % count]);
    }
  }
  return { tokens: Uint32Array.from(predictions.tokens), lost, changed };
}

/** Units in the order of what is lost without them, the most first. */
export interface RankedByLoss {
  /** As places in the units that were asked about, [units]. */
  readonly units: Uint32Array;
  /** The mean over the predictions, [units]. */
  readonly bits: Float32Array;
  /** Predictions whose most probable label is another one, [units]. */
  readonly changed: Uint32Array;
}

/** The units of an ablation by what is lost on the whole at its predictions. */
export function rankedByLoss(
  { lost, changed }: Pick<Ablation, 'lost' | 'changed'>,
  predictions: number,
): RankedByLoss {
  const count = predictions > 0 ? lost.length / predictions : 0;
  const rows = Array.from({ length: count }, (_, unit) => {
    let [sum, others] = [0, 0];
    for (let k = unit * predictions; k < (unit + 1) * predictions; k++) {
      sum += lost[k];
      others += changed[k];
    }
    return { unit, bits: sum / predictions, others };
  }).sort((a, b) => b.bits - a.bits || a.unit - b.unit);
  return {
    units: Uint32Array.from(rows, ({ unit }) => unit),
    bits: Float32Array.from(rows, ({ bits }) => bits),
    changed: Uint32Array.from(rows, ({ others }) => others),
  };
}

/** The output of the network over a stretch without each of some units, [units · steps, D·P]; yields the share that is done. */
function* runWithout(
  pipeline: Pipeline,
  { initialState }: Stretch,
  { trace }: PipelineRun,
  { layer, direction, units }: Pick<AblationQuestion, 'layer' | 'direction' | 'units'>,
): Generator<number, FloatArray> {
  const { architecture, weights } = pipeline.model;
  const { rnn } = architecture;
  const [steps, width] = [trace.offsets[1], layerOutputSize(rnn, layer)];
  const d = direction === 'backward' ? 1 : 0;
  const held = heldLayer(pipeline, trace, initialState, { layer, d, units });
  const output = new Float32Array(units.length * steps * width);
  // What the other direction of the layer says does not change.
  trace.layers[layer].forEach(({ h }, other) => {
    if (other === d) return;
    const [P, at] = [stateUnits(rnn, layer, other), outputOffset(rnn, layer, other)];
    for (let k = 0; k < units.length * steps; k++) output.set(rowOf(h, k % steps, P), k * width + at);
  });
  const [P, at] = [stateUnits(rnn, layer, d), outputOffset(rnn, layer, d)];
  for (let next = held.next(); !next.done; next = held.next()) {
    const { step, h } = next.value;
    units.forEach((_, k) => output.set(rowOf(h, k, P), (k * steps + step) * width + at));
    yield next.value.share;
  }
  if (layer === rnn.layers - 1) return output;
  const above = layersOf(rnn, weights, layer + 1, rnn.layers);
  const options = {
    initialState: initialState && statesAbove(rnn, initialState, layer, units.length),
    outputOnly: true,
  };
  const offsets = equalOffsets(units.length, steps);
  return pipeline.engine.forward(above.config, above.weights, output, offsets, options).output;
}

/** One layer and direction of the network, a step of all variants at a time; h is [units, P] with each variant's unit at 0. */
function* heldLayer(
  { engine, model }: Pipeline,
  trace: PipelineRun['trace'],
  initialState: HiddenState | undefined,
  { layer, d, units }: { readonly layer: number; readonly d: number; readonly units: readonly number[] },
): Generator<{ readonly step: number; readonly h: FloatArray; readonly share: number }> {
  const { rnn } = model.architecture;
  const width = layerInputSize(rnn, layer);
  const { config: one, weights } = directionOf(rnn, model.weights, layer, d);
  const [steps, P, B] = [trace.offsets[1], stateSize(one), units.length];
  const x = new Float32Array(B * width);
  const offsets = Uint32Array.from({ length: B + 1 }, (_, k) => k);
  // All variants read the same at a step.
  const inputRows = { source: null, size: 1, ids: new Uint32Array(B) };
  let state = startOf(one, B, initialState && initialRows(rnn, initialState, layer, d, 1));
  for (let k = 0; k < steps; k++) {
    units.forEach((unit, row) => (state.h[row * P + unit] = 0));
    const step = d === 1 ? steps - 1 - k : k;
    for (let row = 0; row < B; row++) x.set(rowOf(trace.inputs[layer], step, width), row * width);
    const run = engine.forward(one, weights, x, offsets, {
      initialState: state,
      outputOnly: true,
      inputRows,
    });
    const { h, c } = run.hiddenState;
    state = { h: Float32Array.from(h), c: c && Float32Array.from(c) };
    units.forEach((unit, row) => (state.h[row * P + unit] = 0));
    yield { step, h: state.h, share: (k + 1) / steps };
  }
}

/** The state of `batch` variants from that of the one they come from. */
function startOf(
  one: RnnConfig,
  batch: number,
  from: { readonly h0: FloatArray; readonly c0: FloatArray | null } | undefined,
): HiddenState {
  const state = zeroState(one, batch);
  for (let row = 0; row < batch && from; row++) {
    // Of a layer that is not the widest, only what it has.
    const [P, H] = [stateSize(one), one.hiddenSize];
    state.h.set(from.h0.subarray(0, P), row * P);
    if (from.c0) state.c?.set(from.c0.subarray(0, H), row * H);
  }
  return state;
}

/** The state of the layers above one, `batch` times. */
function statesAbove(rnn: RnnConfig, { h, c }: HiddenState, layer: number, batch: number): HiddenState {
  const first = (layer + 1) * directionCount(rnn);
  const count = rnn.layers * directionCount(rnn) - first;
  const copies = (from: FloatArray, width: number): Float32Array => {
    const out = new Float32Array(count * batch * width);
    for (let k = 0; k < count * batch; k++)
      out.set(rowOf(from, first + Math.floor(k / batch), width), k * width);
    return out;
  };
  return { h: copies(h, stateSize(rnn)), c: c && copies(c, rnn.hiddenSize) };
}

function repeated({ offsets, tokenStarts, tokenEnds }: StepLayout, count: number): StepLayout {
  const steps = offsets[1];
  const all = (of: Uint32Array): Uint32Array =>
    Uint32Array.from(
      { length: of.length * count },
      (_, k) => of[k % of.length] + steps * Math.floor(k / of.length),
    );
  return { offsets: equalOffsets(count, steps), tokenStarts: all(tokenStarts), tokenEnds: all(tokenEnds) };
}

function largest(values: FloatArray): number {
  let best = 0;
  for (let k = 1; k < values.length; k++) if (values[k] > values[best]) best = k;
  return best;
}
