import { scoreGradient, type ScoreKind } from '../../heads/scores.js';
import type { FloatArray } from '../../math/matrix.js';
import type { Pipeline } from '../../pipeline.js';
import { RnnLensError } from '../../problems.js';
import { outputSize } from '../../rnn/config.js';
import { rowOf } from '../../rnn/direction.js';
import type { StepLayout } from '../../tokens/steps.js';
import { equalOffsets, logitsOf, statesOf, variantsAtOnce, type Stretch } from './stretch.js';

/** A label of one of the rows that a head reads. */
export interface Target {
  readonly row: number;
  readonly label: number;
}

/** Whose scores are followed back. */
export interface GradientQuestion {
  readonly head: number;
  readonly kind: ScoreKind;
  readonly targets: readonly Target[];
}

/** What a pass backwards keeps of a step is much more than what a run keeps. */
const MOST_STEPS = 8192;

/**
 * Gradient × input through time, in bits: for each target, by how much its score would change with the vectors of each
 * token of the stretch if they grew by their own length, in a straight line. Σ over a token's steps of x · ∂score/∂x,
 * [tokens] a target, some targets a piece. What stands between two tokens is no one's.
 */
export function* gradientTimesInput(
  pipeline: Pipeline,
  stretch: Stretch,
  { head, kind, targets }: GradientQuestion,
): Generator<Float64Array[]> {
  const { offsets } = pipeline.read(stretch.tokens, Uint32Array.of(0, stretch.tokens.length)).layout;
  if (offsets[1] > MOST_STEPS)
    throw new RnnLensError(
      'A sequence of more than {0} steps is too long to follow a gradient back.',
      MOST_STEPS,
    );
  const atOnce = variantsAtOnce(offsets[1]);
  for (let first = 0; first < targets.length; first += atOnce)
    yield ofTargets(pipeline, stretch, head, kind, targets.slice(first, first + atOnce));
}

/** One copy of the stretch for each target, so that all are followed back together. */
function ofTargets(
  pipeline: Pipeline,
  stretch: Stretch,
  head: number,
  kind: ScoreKind,
  targets: readonly Target[],
): Float64Array[] {
  const { model, engine } = pipeline;
  const { rnn, heads } = model.architecture;
  const count = targets.length;
  const copies = Array.from({ length: count }, () => stretch.tokens).flat();
  const { x, layout } = pipeline.read(copies, equalOffsets(count, stretch.tokens.length));
  const initialState = statesOf(pipeline, stretch, count);
  const options = { initialState, forTraining: true };
  const trace = engine.forward(rnn, model.weights, x, layout.offsets, options);
  const said = logitsOf(pipeline, head, { output: trace.output, layout }, (k) => [targets[k].row]);
  const classes = heads[head].labels.length;
  const width = outputSize(rnn);
  const dValues = new Float32Array(said.read.rows * width);
  targets.forEach(({ label }, k) => {
    const dLogits = scoreGradient(heads[head], kind, rowOf(said.logits, k, classes), label);
    addProduct(rowOf(dValues, said.places[k], width), dLogits, model.heads[head].weight);
  });
  const dOutput = said.read.backward(dValues);
  const dx = engine.backward(model.weights, trace, dOutput, { initialState }).x;
  return sumsByToken(x, dx, layout, rnn.inputSize, count);
}

/** out [n] += a [m] · b [m, n] */
function addProduct(out: FloatArray, a: Float64Array, b: FloatArray): void {
  a.forEach((factor, row) => {
    for (let k = 0; k < out.length; k++) out[k] += factor * b[row * out.length + k];
  });
}

/** Σ x · dx over the steps of each token, [tokens] for each copy. */
function sumsByToken(
  x: FloatArray,
  dx: FloatArray,
  { tokenStarts, tokenEnds }: StepLayout,
  width: number,
  copies: number,
): Float64Array[] {
  const tokens = tokenStarts.length / copies;
  return Array.from({ length: copies }, (_, copy) =>
    Float64Array.from({ length: tokens }, (_, t) => {
      const [from, to] = [tokenStarts, tokenEnds].map((list) => list[copy * tokens + t] * width);
      let sum = 0;
      for (let k = from; k < to; k++) sum += x[k] * dx[k];
      return sum;
    }),
  );
}
