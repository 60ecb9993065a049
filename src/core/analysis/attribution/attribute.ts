/**
 * Attribution: which tokens of a stretch drive one prediction. By hiding each of them once, or by gradient × input. What
 * is scored is what the network itself says of a label, before labels are decided together or by rule.
 */
import type { HeadConfig } from '../../heads/head.js';
import { scoreBits, type ScoreKind } from '../../heads/scores.js';
import { rowOf } from '../../rnn/direction.js';
import type { FloatArray } from '../../math/matrix.js';
import { checkNothingAround, hasMoreAround } from '../../model/model.js';
import type { Pipeline, PipelineRun } from '../../pipeline.js';
import { RnnLensError } from '../../problems.js';
import { surfaceLabel } from '../../text/surface.js';
import type { AttributionMethod } from './method.js';
import { gradientTimesInput } from './gradient.js';
import { hideEach, runStretch } from './hiding.js';
import { logitsOfRun, type Stretch } from './stretch.js';

/** Whose prediction, by what, and how. */
export interface AttributionQuestion {
  /** The token whose prediction is asked about, counted in the stretch; of a head of segments any of them. */
  readonly token: number;
  readonly head: number;
  /** The label that is scored; null for the one that is predicted, or of a language model the symbol that came. */
  readonly label: number | null;
  readonly method: AttributionMethod;
  /** Every prediction by every token. */
  readonly withPairs: boolean;
  /** A language model: the prediction at a token is what was expected before it. */
  readonly isExpectation: boolean;
}

/** All pairs: what each token does to the prediction at each. */
export interface AttributionPairs {
  /** The label that is scored at each token, [n] */
  readonly labels: Uint16Array;
  /** Bits, `[n, n]`: row token, column prediction; NaN where nothing is known. */
  readonly values: Float32Array;
}

/** What drives a prediction, over n tokens of a stretch. */
export interface Attribution {
  /** The first of the n tokens in the stretch, and how many that has. */
  readonly from: number;
  readonly all: number;
  readonly label: number;
  /** The label that is shown of it: predicted, or of a language model the symbol that came. */
  readonly shown: number;
  /** The form of the token decides that, by rule, whatever the network says. */
  readonly isByRule: boolean;
  readonly kind: ScoreKind;
  /** Of the label, with nothing changed, in bits. */
  readonly score: number;
  /** Of all labels, as the network itself says it, [classes] */
  readonly probabilities: Float32Array;
  /** Bits, [n]: above 0 where a token speaks for the label. */
  readonly values: Float32Array;
  /** Whether there are pairs: not of heads of segments. */
  readonly isPaired: boolean;
  /** null where they were not asked for, or are none. */
  readonly pairs: AttributionPairs | null;
}

/** Tokens that are looked at, at most, and steps that are run for hiding them; more in a stretch longer than these. */
export const MOST_TOKENS = 160;
const MOST_STEPS = 32_768;
const FEWEST_TOKENS = 24;

/** The tokens around one that are looked at: all of a stretch, or those that are nearest in a long one. */
export function lookedAt(tokens: number, steps: number, token: number): readonly [from: number, to: number] {
  const most = Math.min(MOST_TOKENS, Math.max(FEWEST_TOKENS, Math.floor(MOST_STEPS / Math.max(1, steps))));
  const from = Math.max(0, Math.min(tokens - most, token - Math.floor(most / 2)));
  return [from, Math.min(tokens, from + most)];
}

/** Predictions of a stretch: the rows of the head that are looked at, and what is scored of each. */
export interface Predictions {
  /** The token of each, counted from the first that is looked at. */
  readonly tokens: readonly number[];
  readonly rows: readonly number[];
  readonly labels: readonly number[];
  /** Which of them is asked about. */
  readonly asked: number;
  /** Tokens of the stretch from here on stand later than all of them. */
  readonly end: number;
}

/** Answers a question about a stretch; yields the share that is done after each piece of work. RangeError for a token or head that is not there. */
export function* attribute(
  pipeline: Pipeline,
  stretch: Stretch,
  question: AttributionQuestion,
): Generator<number, Attribution> {
  const { token, head, method, isExpectation } = question;
  // Whatever a network is made of, it can be run with a token hidden; slopes are of recurrent layers and heads alone.
  if (method !== 'hide') checkNothingAround(pipeline.model.architecture);
  const config = pipeline.model.architecture.heads[head];
  check(stretch, question, config);
  const base = runStretch(pipeline, stretch);
  const range = lookedAt(stretch.tokens.length, base.layout.offsets[1], token);
  const predictions = predictionsOf(pipeline, stretch, base, question, range);
  const kind: ScoreKind = isExpectation ? 'probability' : 'odds';
  const logits = logitsOfRun(pipeline, stretch, base, head, predictions.rows);
  const scores = predictions.labels.map((label, k) =>
    scoreBits(config, kind, rowOf(logits, k, config.labels.length), label),
  );
  const work = { pipeline, stretch, base, head, kind, range, predictions, scores };
  const pairs = yield* method === 'hide' ? byHiding(work) : byGradient(work);
  const { asked } = predictions;
  const own = rowOf(logits, asked, config.labels.length);
  const n = range[1] - range[0];
  const column = (k: number): Float32Array =>
    Float32Array.from({ length: n }, (_, t) => pairs[t * scores.length + k]);
  const shown = shownLabel(pipeline, stretch, base, question, token);
  return {
    from: range[0],
    all: stretch.tokens.length,
    label: predictions.labels[asked],
    shown,
    isByRule: !isExpectation && surfaceLabel(config.surface, stretch.tokens[token]) !== null,
    kind,
    score: scores[asked],
    probabilities: Float32Array.from(own, (_, label) => 2 ** scoreBits(config, 'probability', own, label)),
    values: column(asked),
    isPaired: config.level !== 'segment',
    pairs: question.withPairs && config.level !== 'segment' ? allPairs(predictions, pairs, n) : null,
  };
}

function check(
  { tokens }: Stretch,
  { token, head, label, isExpectation }: AttributionQuestion,
  config: HeadConfig | undefined,
): void {
  if (!config) throw new RangeError(`This model has no head ${head}.`);
  if (label !== null && !(label >= 0 && label < config.labels.length))
    throw new RangeError(`The head ${config.name} has no label ${label}.`);
  if (!(token >= 0 && token < tokens.length)) throw new RangeError(`There is no token ${token}.`);
  if (isExpectation && token === 0)
    throw new RnnLensError('Nothing was read before the first character: nothing led to it.');
}

/** The predictions that are looked at: all of the range with pairs, else the one that is asked about. */
export function predictionsOf(
  pipeline: Pipeline,
  stretch: Stretch,
  base: PipelineRun,
  question: Omit<AttributionQuestion, 'method'>,
  [from, to]: readonly [number, number],
): Predictions {
  const { tokens } = stretch;
  const { token, head, label, withPairs, isExpectation } = question;
  const { level } = pipeline.model.architecture.heads[head];
  const isOne = level === 'segment' || !withPairs;
  const all = isOne ? [token] : Array.from({ length: to - from }, (_, k) => from + k);
  // What a language model expects of a token it says at the one before.
  const before = Number(isExpectation);
  const predicted = all.filter((t) => t >= before);
  const row = (t: number): number => {
    if (level === 'segment') return 0;
    const read = t - before;
    return level === 'step' ? base.layout.tokenEnds[read] - 1 : read;
  };
  return {
    tokens: predicted.map((t) => t - from),
    rows: predicted.map(row),
    labels: predicted.map((t) =>
      t === token && label !== null ? label : shownLabel(pipeline, stretch, base, question, t),
    ),
    asked: predicted.indexOf(token),
    end: level === 'segment' ? tokens.length : Math.max(...predicted) + 1 - before,
  };
}

/** The label that is shown at a token. */
function shownLabel(
  { model }: Pipeline,
  { tokens }: Stretch,
  { heads, layout }: PipelineRun,
  { head, isExpectation }: Pick<AttributionQuestion, 'head' | 'isExpectation'>,
  token: number,
): number {
  if (isExpectation) return model.vocabularies.characters.id(tokens[token]);
  const { level } = model.architecture.heads[head];
  if (level === 'segment') return heads[head].labels[0];
  return heads[head].labels[level === 'step' ? layout.tokenEnds[token] - 1 : token];
}

interface Work {
  readonly pipeline: Pipeline;
  readonly stretch: Stretch;
  readonly base: PipelineRun;
  readonly head: number;
  readonly kind: ScoreKind;
  readonly range: readonly [number, number];
  readonly predictions: Predictions;
  readonly scores: readonly number[];
}

/** Bits that each prediction loses without each token, [tokens, predictions]. */
function* byHiding(work: Work): Generator<number, FloatArray> {
  const { pipeline, stretch, base, head, kind, range, predictions, scores } = work;
  const { architecture } = pipeline.model;
  const config = architecture.heads[head];
  const [classes, count] = [config.labels.length, scores.length];
  const [from, to] = range;
  // Under a network that reads forward, what stands later than all predictions changes none of them; a convolution looks ahead.
  const seesAll = architecture.rnn.bidirectional || hasMoreAround(architecture);
  const end = seesAll ? to : Math.min(to, predictions.end);
  const lost = new Float32Array((to - from) * count);
  const asked = { head, rows: predictions.rows, hidden: [from, end] as const };
  for (const piece of hideEach(pipeline, stretch, base, asked)) {
    for (let k = 0; k < piece.count; k++)
      scores.forEach((score, p) => {
        const logits = rowOf(piece.logits, k * count + p, classes);
        const left = scoreBits(config, kind, logits, predictions.labels[p]);
        lost[(piece.from - from + k) * count + p] = score - left;
      });
    yield (piece.from + piece.count - from) / (end - from);
  }
  return lost;
}

/** Gradient × input of each token for each prediction, [tokens, predictions]. */
function* byGradient({
  pipeline,
  stretch,
  head,
  kind,
  range,
  predictions,
}: Work): Generator<number, FloatArray> {
  const { rows, labels } = predictions;
  const targets = rows.map((row, p) => ({ row, label: labels[p] }));
  const [from, to] = range;
  const all = new Float32Array((to - from) * targets.length);
  let p = 0;
  for (const piece of gradientTimesInput(pipeline, stretch, { head, kind, targets })) {
    for (const values of piece) {
      for (let t = from; t < to; t++) all[(t - from) * targets.length + p] = values[t];
      p++;
    }
    yield p / targets.length;
  }
  return all;
}

/** [tokens, predictions] as [n, n]: where there is no prediction nothing is known. */
function allPairs({ tokens, labels }: Predictions, pairs: FloatArray, n: number): AttributionPairs {
  const values = new Float32Array(n * n).fill(NaN);
  const ofTokens = new Uint16Array(n);
  tokens.forEach((t, p) => {
    ofTokens[t] = labels[p];
    for (let k = 0; k < n; k++) values[k * n + t] = pairs[k * tokens.length + p];
  });
  return { labels: ofTokens, values };
}
