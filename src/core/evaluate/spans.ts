import type { Example } from '../data/example.js';
import type { Pipeline } from '../pipeline.js';
import type { LabelScore } from './labels.js';
import { labelNames, runExamples } from './tagging.js';

/** What `evaluate` prints of spans that BIO labels make, as `conlleval` counts them: right is type, begin and end. */
export interface SpanScores {
  readonly gold: number;
  readonly predicted: number;
  readonly precision: number;
  readonly recall: number;
  readonly f1: number;
  /** Share of sentences all labels of all heads of which are right. */
  readonly sentencesExact: number;
  readonly perType: readonly LabelScore[];
}

/** A stretch of tokens [from, to) of one type. */
export interface Span {
  readonly type: string;
  readonly from: number;
  readonly to: number;
}

/** The spans of a sentence; an `I-` that goes on with nothing of its type begins one. */
export function spansOf(labels: readonly (string | null)[]): Span[] {
  const spans: { type: string; from: number; to: number }[] = [];
  labels.forEach((label, t) => {
    const [, mark, type] = /^([BI])-(.+)$/s.exec(label ?? '') ?? [];
    if (!mark) return;
    const last = spans[spans.length - 1];
    if (mark === 'I' && last?.type === type && last.to === t) last.to = t + 1;
    else spans.push({ type, from: t, to: t + 1 });
  });
  return spans;
}

/** Labels sentences and scores the spans of one head. */
export function scoreSpans(pipeline: Pipeline, examples: readonly Example[], head: number): SpanScores {
  const types = new Map<string, { right: number; gold: number; predicted: number }>();
  const of = (type: string) => {
    const counts = types.get(type) ?? { right: 0, gold: 0, predicted: 0 };
    types.set(type, counts);
    return counts;
  };
  let [sentences, exact] = [0, 0];
  runExamples(pipeline, examples, ({ labels }, predicted) => {
    const own = labelNames(pipeline, head, predicted[head]);
    const gold = spansOf(labels[head]);
    const keys = new Set(gold.map(keyOf));
    for (const { type } of gold) of(type).gold++;
    for (const span of spansOf(own)) {
      of(span.type).predicted++;
      if (keys.has(keyOf(span))) of(span.type).right++;
    }
    sentences++;
    const isExact = labels.every((rows, k) => {
      const names = labelNames(pipeline, k, predicted[k]);
      return rows.every((label, row) => label === null || label === names[row]);
    });
    if (isExact) exact++;
  });
  const all = [...types.values()].reduce(
    (sum, { right, gold, predicted }) => ({
      right: sum.right + right,
      gold: sum.gold + gold,
      predicted: sum.predicted + predicted,
    }),
    { right: 0, gold: 0, predicted: 0 },
  );
  const perType = [...types].map(([type, counts]): LabelScore => {
    return { label: type, ...shares(counts), support: counts.gold };
  });
  return {
    gold: all.gold,
    predicted: all.predicted,
    ...shares(all),
    sentencesExact: exact / Math.max(1, sentences),
    perType: perType.sort((a, b) => (a.label < b.label ? -1 : 1)),
  };
}

function keyOf({ type, from, to }: Span): string {
  return `${from} ${to} ${type}`;
}

function shares({ right, gold, predicted }: { right: number; gold: number; predicted: number }) {
  return {
    precision: right / Math.max(1, predicted),
    recall: right / Math.max(1, gold),
    f1: (2 * right) / Math.max(1, gold + predicted),
  };
}
