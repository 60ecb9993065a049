import { fill, type Sentence, type SentencePart, type SentenceValue } from './sentence.js';

/**
 * A file or request that cannot be used. `text` is one sentence for a person, with the place; it is a key too, by which
 * whoever shows the error finds it in another language: what varies goes into `values`, as `{0}`, `{1}` …
 */
export class RnnLensError extends Error {
  readonly sentence: Sentence;

  constructor(text: string, ...values: readonly SentencePart[]) {
    super(fill(text, values));
    this.name = 'RnnLensError';
    this.sentence = { text, values };
  }
}

/** Whether an error is one of these, also one that another script of the program has thrown. */
export function isRnnLensError(error: unknown): error is RnnLensError {
  return error instanceof Error && error.name === 'RnnLensError';
}

/** What can happen to a text on its way into a network. */
export const PROBLEM_CODES = [
  'segmentsCut',
  'tokensCut',
  'symbolsUnknown',
  'wordsUnknown',
  'wordsLeftOut',
  'surrogatesLone',
  'numbersUnreadable',
  'numbersLeftOut',
  'markupLeftOut',
  'scriptLeftOut',
] as const;
export type ProblemCode = (typeof PROBLEM_CODES)[number];

/** What of a text is not read as it is written, and how often; `values` are what is more to say, such as a limit. */
export interface Problem {
  readonly code: ProblemCode;
  readonly count: number;
  readonly values: readonly SentenceValue[];
}

/** How often each problem occurs, in the order of `PROBLEM_CODES`. */
export type ProblemCounts = Uint32Array;

/** No problem so far. */
export function noProblems(): ProblemCounts {
  return new Uint32Array(PROBLEM_CODES.length);
}
