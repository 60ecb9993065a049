import type { FloatArray } from '../../math/matrix.js';
import { hasMoreAround } from '../../model/model.js';
import type { Pipeline, PipelineRun, StepInputs } from '../../pipeline.js';
import { outputSize } from '../../rnn/config.js';
import { joinRowStates, stateAfter } from '../../rnn/rowStates.js';
import { zeroState } from '../../rnn/state.js';
import { hiddenForm } from '../../tokens/hidden.js';
import type { StepLayout } from '../../tokens/steps.js';
import { outputWhereRead, type ReadSteps } from './lastLayer.js';
import { equalOffsets, logitsOf, statesOf, variantsAtOnce, wholeLogits, type Stretch } from './stretch.js';

/** What is asked of a stretch whose tokens are hidden one at a time. */
export interface HidingQuestion {
  readonly head: number;
  /** Rows that the head reads of the stretch (steps, tokens or its one segment): what is said of them. */
  readonly rows: readonly number[];
  /** Tokens that are hidden, each by itself: [from, to). */
  readonly hidden: readonly [fromToken: number, toToken: number];
}

/** What a head says of some rows while a token is hidden. */
export interface HidingPiece {
  /** The first of the tokens that are hidden here, one after the other. */
  readonly from: number;
  readonly count: number;
  /** [count, rows, classes], before the temperature */
  readonly logits: FloatArray;
}

/** A stretch as it is; under a network that reads forward with the whole trace, because runs go on from its states. */
export function runStretch(pipeline: Pipeline, { tokens, initialState }: Stretch): PipelineRun {
  const { bidirectional: outputOnly } = pipeline.model.architecture.rnn;
  return pipeline.run(tokens, Uint32Array.of(0, tokens.length), { initialState, outputOnly });
}

/**
 * Hides the tokens of a stretch one at a time (`hiddenForm`) and runs it again, some variants side by side a piece: bit
 * for bit what runs of the changed tokens give. `base` is the run of the stretch as it is: a network that reads forward
 * goes on from its states, because what stands before a hidden token is what it was.
 */
export function* hideEach(
  pipeline: Pipeline,
  stretch: Stretch,
  base: PipelineRun,
  { head, rows, hidden: [from, to] }: HidingQuestion,
): Generator<HidingPiece> {
  const atOnce = variantsAtOnce(base.layout.offsets[1]);
  for (let first = from; first < to; first += atOnce) {
    const count = Math.min(atOnce, to - first);
    const variants = hiddenVariants(pipeline, stretch, first, count);
    const offsets = equalOffsets(count, stretch.tokens.length);
    if (hasMoreAround(pipeline.model.architecture)) {
      yield {
        from: first,
        count,
        logits: wholeLogits(pipeline, { ...stretch, tokens: variants }, offsets, head, rows),
      };
      continue;
    }
    const read = pipeline.read(variants, offsets);
    const { bidirectional } = pipeline.model.architecture.rnn;
    const output = bidirectional
      ? runBothWays(pipeline, stretch, read, readSteps(pipeline, stretch, base, head, rows))
      : runRests(pipeline, stretch, base, { read, first, count });
    const { logits } = logitsOf(pipeline, head, { output, layout: read.layout }, () => rows);
    yield { from: first, count, logits };
  }
}

/** The tokens of a stretch with one of them hidden, for `count` tokens from `first` on, one variant behind another. */
function hiddenVariants(pipeline: Pipeline, { tokens }: Stretch, first: number, count: number): string[] {
  const { input } = pipeline.model.architecture;
  return Array.from({ length: count }, (_, k) => {
    const variant = [...tokens];
    variant[first + k] = hiddenForm(input, tokens[first + k]);
    return variant;
  }).flat();
}

/** Which steps decide some rows of a head, of a network that reads both ways from zero; null where all of them do. */
function readSteps(
  { model: { architecture } }: Pipeline,
  { initialState }: Stretch,
  { layout: { tokenStarts, tokenEnds } }: PipelineRun,
  head: number,
  rows: readonly number[],
): ReadSteps | null {
  const { level } = architecture.heads[head];
  if (initialState || level === 'segment') return null;
  const [first, last] = [Math.min(...rows), Math.max(...rows)];
  return level === 'step'
    ? { forwardTo: last + 1, backwardFrom: first }
    : { forwardTo: tokenEnds[last], backwardFrom: tokenStarts[first] };
}

/** Runs each variant from its beginning, because both ways what is hidden is felt everywhere: as far as it is read. */
function runBothWays(
  pipeline: Pipeline,
  stretch: Stretch,
  read: StepInputs,
  where: ReadSteps | null,
): FloatArray {
  if (where) return outputWhereRead(pipeline, read, where);
  const { x, rows, layout } = read;
  const { architecture, weights } = pipeline.model;
  const initialState = statesOf(pipeline, stretch, layout.offsets.length - 1);
  // Nearly all steps of the variants read the same.
  const inputRows = rows && { ...rows, source: null };
  const options = { initialState, outputOnly: true, inputRows };
  return pipeline.engine.forward(architecture.rnn, weights, x, layout.offsets, options).output;
}

/** Variants that are to be run. */
interface Variants {
  readonly read: StepInputs;
  readonly first: number;
  readonly count: number;
}

/** Runs each variant from the hidden token on; before it the output is that of the stretch as it is. */
function runRests(
  pipeline: Pipeline,
  stretch: Stretch,
  base: PipelineRun,
  { read, first, count }: Variants,
): FloatArray {
  const { architecture, weights } = pipeline.model;
  const { rnn } = architecture;
  const steps = base.layout.offsets[1];
  const starts = Array.from({ length: count }, (_, k) => base.layout.tokenStarts[first + k]);
  const rests = restsOf(read, steps, starts, rnn.inputSize);
  const states = starts.map((start) =>
    start > 0 ? stateAfter(base.trace, start - 1) : (stretch.initialState ?? zeroState(rnn, 1)),
  );
  const initialState = joinRowStates(rnn, states);
  const options = { initialState, outputOnly: true, inputRows: rests.rows };
  const trace = pipeline.engine.forward(rnn, weights, rests.x, rests.offsets, options);
  const width = outputSize(rnn);
  const output = new Float32Array(count * steps * width);
  starts.forEach((start, k) => {
    output.set(base.trace.output.subarray(0, start * width), k * steps * width);
    const rest = trace.output.subarray(rests.offsets[k] * width, rests.offsets[k + 1] * width);
    output.set(rest, (k * steps + start) * width);
  });
  return output;
}

/** The steps from `starts[k]` on of variant `k`, one variant behind another. */
function restsOf(
  { x, rows }: StepInputs,
  steps: number,
  starts: readonly number[],
  width: number,
): Pick<StepInputs, 'x' | 'rows'> & Pick<StepLayout, 'offsets'> {
  const offsets = new Uint32Array(starts.length + 1);
  starts.forEach((start, k) => (offsets[k + 1] = offsets[k] + steps - start));
  const kept = new Float32Array(offsets[starts.length] * width);
  const ids = new Uint32Array(offsets[starts.length]);
  starts.forEach((start, k) => {
    const [from, to] = [k * steps + start, (k + 1) * steps];
    kept.set(x.subarray(from * width, to * width), offsets[k] * width);
    if (rows) ids.set(rows.ids.subarray(from, to), offsets[k]);
  });
  return { x: kept, offsets, rows: rows && { ...rows, source: null, ids } };
}
