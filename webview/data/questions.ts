/** Names for questions: the keys of what is cached, and the ranges that are asked for in pages. */
import type { AnswerTo, PanelQuestion, QuestionName } from '../../src/protocol/panel.js';

/** Items `[from, to)` of something long: tokens or steps. */
export interface ItemRange {
  readonly from: number;
  readonly to: number;
}

/** Questions about a range, with the names of its two ends. */
const RANGES = {
  rows: ['fromToken', 'toToken'],
  along: ['fromToken', 'toToken'],
  certainties: ['fromToken', 'toToken'],
  tableRows: ['fromRow', 'toRow'],
  states: ['fromStep', 'toStep'],
  scaledStates: ['fromStep', 'toStep'],
  points: ['fromStep', 'toStep'],
  differenceStates: ['fromStep', 'toStep'],
} as const;

/** The name of a question about a range. */
export type RangeName = keyof typeof RANGES;

/** The same for two questions if and only if they ask the same. */
export function keyOf({ method, params }: PanelQuestion): string {
  return JSON.stringify([method, ...Object.entries(params).sort(([a], [b]) => (a < b ? -1 : 1))]);
}

/** What a question asks a range of (all rows, the states of one place), as a key; null if it asks for no range. */
export function lineOf(question: PanelQuestion): string | null {
  return isRanged(question.method) ? keyOf(withRange(question, { from: 0, to: 0 })) : null;
}

/** The range a question asks for; null if it asks for none. */
export function rangeOf({ method, params }: PanelQuestion): ItemRange | null {
  if (!isRanged(method)) return null;
  const [from, to] = RANGES[method];
  const numbers = params as unknown as Readonly<Record<string, number>>;
  return { from: numbers[from], to: numbers[to] };
}

/** The same question about another range. */
export function withRange(question: PanelQuestion, { from, to }: ItemRange): PanelQuestion {
  if (!isRanged(question.method)) return question;
  const [first, end] = RANGES[question.method];
  return { ...question, params: { ...question.params, [first]: from, [end]: to } } as PanelQuestion;
}

/** The range an answer covers, which may be less than was asked for. */
export function answeredRange(question: PanelQuestion, answer: AnswerTo<QuestionName>): ItemRange | null {
  const asked = rangeOf(question);
  if (!asked) return null;
  if ('fromRow' in answer) return { from: answer.fromRow, to: answer.fromRow + answer.tokens.length };
  const items = 'entropies' in answer ? answer.entropies : 'texts' in answer ? answer.texts : null;
  if (items && 'fromToken' in answer) return { from: answer.fromToken, to: answer.fromToken + items.length };
  if ('fromStep' in answer) return { from: answer.fromStep, to: answer.toStep };
  return asked;
}

function isRanged(method: QuestionName): method is RangeName {
  return method in RANGES;
}
