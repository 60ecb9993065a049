/** What trying imports on files with expected values needs: ids as symbols, and every answer to what a file leaves open. */
import type { ForeignVocabulary, ImportAnswers, Recognised } from '../../src/core/import/foreign.js';
import { fill, type Sentence } from '../../src/core/sentence.js';

/** Code points that no text has stand for ids. */
export const FIRST_ID = 0xf0000;

export const symbolOfId = (id: number): string => String.fromCodePoint(FIRST_ID + id);

/** A vocabulary of so many ids. */
export function vocabularyOfIds(rows: number): ForeignVocabulary {
  return {
    place: 'ids',
    ids: new Map(Array.from({ length: rows }, (_, id) => [symbolOfId(id), id])),
    unit: 'characters',
    tokenizer: null,
  };
}

/** All answers together, the likeliest first; no more than can be tried. */
export function combinations({ questions }: Recognised): ImportAnswers[] {
  let all: Record<string, string>[] = [{}];
  for (const { id, options } of questions)
    all = options.flatMap(({ value }) => all.map((answers) => ({ ...answers, [id]: value })));
  return all.slice(0, 64);
}

/** Answers as they are given on the command line. */
export function answersText(answers: ImportAnswers): string {
  const given = Object.entries(answers).map(([id, value]) => `${id}=${value}`);
  return given.join(' ') || 'no question';
}

/** The largest difference; infinite where there are other numbers of values, or one is none. */
export function distance(a: ArrayLike<number>, b: ArrayLike<number>): number {
  if (a.length !== b.length) return Infinity;
  let most = 0;
  for (let k = 0; k < a.length; k++) {
    const own = Math.abs(a[k] - b[k]);
    if (!(own <= Infinity)) return Infinity;
    most = Math.max(most, own);
  }
  return most;
}

export function said({ text, values }: Sentence): string {
  return fill(text, values);
}
