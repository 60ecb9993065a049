import { diffValues, NO_ROW } from '../core/analysis/stateDiff.js';
import { alignedWith } from '../core/analysis/tokenAlignment.js';
import { RnnLensError } from '../core/problems.js';
import { quantitySize } from '../core/rnn/config.js';
import { shownValue } from '../core/views/scales.js';
import { NO_TOKEN, STEP_MARK } from '../protocol/engine.js';
import type { DifferenceWindow, StatePlace, StateQuery } from '../protocol/engine.js';
import type { Comparison } from './comparisons.js';
import type { Job } from './jobs.js';
import { checkPlace, statesOf } from './documents/engineDocument.js';

/** Steps compared at a time while the first difference is looked for. */
const STEPS_AT_ONCE = 256;

/** Steps of the first document that are not needed are run with their neighbours if they are this few. */
const MOST_BETWEEN = 64;

/** Larger differences are seen; what may lie behind an edit in a long sequence is smaller (`settling.ts`). */
const TOLERANCE = 1e-4;

/** Which step of the first document a step is. */
interface StepPair {
  /** `NO_ROW` for none. */
  readonly before: number;
  readonly mark: number;
  /** It stands between two tokens. */
  readonly between: boolean;
}

/**
 * Shown values of a range of steps less those of the same steps of the first document. Steps of a token are aligned
 * with it where it has as many there. RangeError for steps, a place or widths that do not fit.
 */
export function stateDifference(comparison: Comparison, query: StateQuery): DifferenceWindow {
  checkWidths(comparison, query);
  const window = statesOf(comparison.after, query);
  const pairs = pairSteps(comparison, query.fromStep, window.tokens);
  const { rows, alignment, found } = rowsBefore(comparison, query, pairs);
  const { units, values } = window;
  const shown = values.map((raw) => shownValue(query.quantity, raw));
  const { delta } = diffValues({ width: units, values: rows }, { width: units, values: shown }, alignment);
  const marks = Uint8Array.from(pairs, ({ mark }, row) => (found[row] ? mark : STEP_MARK.new));
  return { ...window, values: delta, marks };
}

/**
 * The first token of the second document that is new, replaced, or has other values at a place; -1 if there is none.
 * Only what can differ is run: sequences with a change, and of those that run forward only what comes after it.
 */
export async function firstDifference(
  comparison: Comparison,
  place: StatePlace,
  job: Pick<Job, 'turn' | 'done'>,
): Promise<number> {
  checkWidths(comparison, place);
  let isFirst = true;
  const turn = async (): Promise<void> => {
    // The first piece is answered at once: after an edit the difference often is there.
    if (!isFirst) await job.turn();
    isFirst = false;
  };
  for (const range of suspects(comparison)) {
    const token = await firstIn(comparison, place, range, { turn, done: job.done });
    if (token >= 0) return token;
  }
  return -1;
}

function checkWidths({ before, after }: Comparison, place: StatePlace): void {
  const [old, now] = [before, after].map(({ pipeline }) => pipeline.model.architecture.rnn);
  checkPlace(now, place);
  checkPlace(old, place);
  if (quantitySize(old, place.quantity, place) !== quantitySize(now, place.quantity, place))
    throw new RnnLensError('These models have different numbers of units: their states cannot be compared.');
}

/** Tokens that can have other states than the same ones of the first document, ascending. */
export function* suspects(comparison: Comparison): Generator<readonly [number, number]> {
  const { before, after, alignment } = comparison;
  const count = after.tokenCount;
  if (count === 0) return;
  if (before.pipeline !== after.pipeline) return yield [0, count];
  const isForward = !after.pipeline.model.architecture.rnn.bidirectional;
  let done = 0;
  for (const at of [0, ...alignment.flatMap(({ after, length }) => [after, after + length])]) {
    if (isSameEnd(comparison, at)) continue;
    // A sequence that lost its end, and the one that begins there.
    for (const token of [Math.max(0, at - 1), Math.min(count - 1, at)]) {
      const [from, to] = after.sequenceOf(token);
      const start = Math.max(done, isForward ? Math.max(from, Math.min(at, token)) : from);
      if (start < to) yield [start, to];
      done = Math.max(done, to);
    }
  }
}

/** Both texts begin or end at this token of the second. */
function isSameEnd({ before, after, alignment }: Comparison, at: number): boolean {
  const [first] = alignment;
  const last = alignment[alignment.length - 1];
  if (!first || !last) return false;
  if (at === 0) return first.before === 0 && first.after === 0 && !first.replaced;
  const isEnd = at === after.tokenCount && last.after + last.length === at && !last.replaced;
  return isEnd && last.before + last.length === before.tokenCount;
}

async function firstIn(
  comparison: Comparison,
  place: StatePlace,
  [fromToken, toToken]: readonly [number, number],
  { turn, done }: Pick<Job, 'turn' | 'done'>,
): Promise<number> {
  const { after } = comparison;
  const { fromStep } = after.stepsOfToken(fromToken);
  const { toStep } = after.stepsOfToken(toToken - 1);
  for (let at = fromStep; at < toStep; at += STEPS_AT_ONCE) {
    await turn();
    done(at / after.stepCount);
    const query = { ...place, fromStep: at, toStep: Math.min(toStep, at + STEPS_AT_ONCE) };
    const { tokens, marks, values, units } = stateDifference(comparison, query);
    for (let row = 0; row < tokens.length; row++) {
      if (tokens[row] === NO_TOKEN) continue;
      const own = values.subarray(row * units, (row + 1) * units);
      if (marks[row] !== STEP_MARK.same || own.some((d) => !(Math.abs(d) <= TOLERANCE))) return tokens[row];
    }
  }
  return -1;
}

/** For each step from `fromStep` on, whose tokens these are, the step of the first document. */
function pairSteps(
  { before, after, alignment }: Comparison,
  fromStep: number,
  tokens: Uint32Array,
): StepPair[] {
  const pairOf = (token: number): { first: number; steps: number; from: number; mark: number } | null => {
    const old = alignedWith(alignment, token);
    if (!old) return null;
    const now = after.stepsOfToken(token);
    const then = before.stepsOfToken(old.token);
    const steps = now.toStep - now.fromStep;
    if (then.toStep - then.fromStep !== steps) return null;
    const mark = old.replaced ? STEP_MARK.replaced : STEP_MARK.same;
    return { first: now.fromStep, from: then.fromStep, steps, mark };
  };
  let token = tokens.find((own) => own !== NO_TOKEN) ?? NO_TOKEN;
  let pair = token === NO_TOKEN ? null : pairOf(token);
  return Array.from(tokens, (own, row) => {
    // A step between two tokens belongs to the one before it, or the one behind it where a range begins.
    if (own !== NO_TOKEN && own !== token) [token, pair] = [own, pairOf(own)];
    const between = own === NO_TOKEN;
    if (!pair) return { before: NO_ROW, mark: STEP_MARK.new, between };
    const step = pair.from + fromStep + row - pair.first;
    return { before: step, mark: between ? STEP_MARK.same : pair.mark, between };
  });
}

/** Shown values of the steps that are needed of the first document, and which row is which. */
function rowsBefore(
  { before, after }: Comparison,
  query: StateQuery,
  pairs: readonly StepPair[],
): { rows: Float32Array; alignment: Int32Array; found: Uint8Array } {
  const units = quantitySize(after.pipeline.model.architecture.rnn, query.quantity, query);
  const rows = new Float32Array(pairs.length * units);
  const alignment = new Int32Array(pairs.length).fill(NO_ROW);
  const found = new Uint8Array(pairs.length);
  for (const [fromRow, toRow] of runsOf(pairs)) {
    const fromStep = pairs[fromRow].before;
    const toStep = Math.min(before.stepCount, pairs[toRow - 1].before + 1);
    const { values, tokens } = statesOf(before, { ...query, fromStep, toStep });
    for (let row = fromRow; row < toRow; row++) {
      const { before: step, between } = pairs[row];
      if (step === NO_ROW || step >= toStep || between !== (tokens[step - fromStep] === NO_TOKEN)) continue;
      const at = (step - fromStep) * units;
      for (let unit = 0; unit < units; unit++)
        rows[row * units + unit] = shownValue(query.quantity, values[at + unit]);
      alignment[row] = row;
      found[row] = 1;
    }
  }
  return { rows, alignment, found };
}

/** Ranges of rows, `[from, to)`, whose steps of the first document are near one another; both ends have one. */
function runsOf(pairs: readonly StepPair[]): (readonly [number, number])[] {
  const runs: [number, number][] = [];
  let last = NO_ROW;
  pairs.forEach(({ before }, row) => {
    if (before < 0) return;
    const run = runs.at(-1);
    if (run && before > last && before - last <= MOST_BETWEEN) run[1] = row + 1;
    else runs.push([row, row + 1]);
    last = before;
  });
  return runs;
}
