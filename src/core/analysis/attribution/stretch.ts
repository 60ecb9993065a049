import { linear } from '../../heads/softmax.js';
import { readout, type Readout } from '../../heads/readout.js';
import type { FloatArray } from '../../math/matrix.js';
import { hasMoreAround } from '../../model/model.js';
import type { Pipeline, PipelineRun } from '../../pipeline.js';
import { outputSize } from '../../rnn/config.js';
import { rowOf } from '../../rnn/direction.js';
import { joinRowStates } from '../../rnn/rowStates.js';
import type { HiddenState } from '../../rnn/state.js';
import type { StepLayout } from '../../tokens/steps.js';

/** Tokens that are run as one sequence. */
export interface Stretch {
  readonly tokens: readonly string[];
  /** The state before the first of them, (layers·directions, 1, hidden); zero if it is left out. */
  readonly initialState?: HiddenState | undefined;
}

/** How far around a token attribution looks in a sequence of a whole document. */
const TOKENS_BACK = 64;
const TOKENS_AHEAD = 16;

/** The tokens of a document of one sequence among which one is looked at: the state before them is where a run begins. */
export function windowAround(
  token: number,
  tokenCount: number,
): { readonly fromToken: number; readonly toToken: number } {
  return {
    fromToken: Math.max(0, token - TOKENS_BACK),
    toToken: Math.min(tokenCount, token + TOKENS_AHEAD + 1),
  };
}

/** Steps that are run side by side: a piece of work between two looks at who waits. */
export const STEPS_AT_ONCE = 1024;

/** The kernels take so many rows together: a row left over would cost nearly as much as all of them. */
const ROWS_TOGETHER = 6;

/** How many variants of a sequence of `steps` are run side by side. */
export function variantsAtOnce(steps: number): number {
  const most = Math.max(1, Math.floor(STEPS_AT_ONCE / Math.max(1, steps)));
  return most > ROWS_TOGETHER ? most - (most % ROWS_TOGETHER) : most;
}

/** Offsets of `count` sequences of one length, [count + 1]. */
export function equalOffsets(count: number, length: number): Uint32Array {
  return Uint32Array.from({ length: count + 1 }, (_, k) => k * length);
}

/** The state before a stretch for `count` copies of it; nothing for zero. */
export function statesOf(
  pipeline: Pipeline,
  { initialState }: Stretch,
  count: number,
): HiddenState | undefined {
  const { rnn } = pipeline.model.architecture;
  return (
    initialState &&
    joinRowStates(
      rnn,
      Array.from({ length: count }, () => initialState),
    )
  );
}

/** What a head says of some rows of the run of a stretch, [rows, classes], before the temperature. */
export function logitsOfRun(
  pipeline: Pipeline,
  stretch: Stretch,
  { trace: { output }, layout }: PipelineRun,
  head: number,
  rows: readonly number[],
): FloatArray {
  if (!hasMoreAround(pipeline.model.architecture))
    return logitsOf(pipeline, head, { output, layout }, () => rows).logits;
  return wholeLogits(pipeline, stretch, Uint32Array.of(0, stretch.tokens.length), head, rows);
}

/**
 * The same of sequences of one length, `tokens` one behind another, that all begin with the stretch's state: through
 * whatever stands around the recurrent layers, [sequences · rows, classes].
 */
export function wholeLogits(
  pipeline: Pipeline,
  stretch: Stretch,
  offsets: Uint32Array,
  head: number,
  rows: readonly number[],
): FloatArray {
  const sequences = offsets.length - 1;
  const all = pipeline.logits(stretch.tokens, offsets, head, statesOf(pipeline, stretch, sequences));
  const classes = pipeline.model.architecture.heads[head].labels.length;
  const each = all.length / (sequences * classes);
  const kept = new Float32Array(sequences * rows.length * classes);
  for (let k = 0; k < sequences; k++)
    rows.forEach((row, r) => kept.set(rowOf(all, k * each + row, classes), (k * rows.length + r) * classes));
  return kept;
}

/** What a head says of some rows, and how to take a gradient of what it reads back to the output. */
export interface HeadRows {
  /** [sequences · rows, classes], before the temperature */
  readonly logits: FloatArray;
  readonly read: Readout;
  /** Which of the rows the head reads they are, [sequences · rows]. */
  readonly places: Uint32Array;
}

/**
 * What a head says of some rows (steps, tokens or segments, by its level) of each of some sequences of one length;
 * `rows` counts within a sequence.
 */
export function logitsOf(
  { model, engine }: Pipeline,
  head: number,
  { output, layout }: { readonly output: FloatArray; readonly layout: StepLayout },
  rows: (sequence: number) => readonly number[],
): HeadRows {
  const { rnn, heads } = model.architecture;
  const read = readout(heads[head], rnn, output, layout);
  const sequences = layout.offsets.length - 1;
  const each = read.rows / sequences;
  const places = Uint32Array.from(
    Array.from({ length: sequences }, (_, k) => rows(k).map((row) => k * each + row)).flat(),
  );
  const width = outputSize(rnn);
  const values = new Float32Array(places.length * width);
  places.forEach((place, k) => values.set(rowOf(read.values, place, width), k * width));
  return { logits: linear(model.heads[head], values, places.length, engine), read, places };
}
