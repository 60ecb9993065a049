/** What of a text a reader may doubt: the same for marks, for the way from one to the next, and for what is said. */
import type { Task } from '../model/model.js';
import { surprisalBits } from './probabilities.js';

/** A label less probable than this is marked as unsure. */
export const UNSURE_BELOW = 0.9;

/** A symbol that costs so many bits or more is marked as surprising: it had one chance in 32. */
export const SURPRISING_BITS = 5;

/** Steps of the shading of surprises; the last one stands for all that is larger. */
export const SHADES = 5;

/** Whether a reader is warned of a token; `probability` of its label, or (language models) of itself. */
export function isDoubtful(task: Task, probability: number): boolean {
  if (Number.isNaN(probability)) return false;
  return task === 'language-model'
    ? surprisalBits(probability) >= SURPRISING_BITS
    : probability < UNSURE_BELOW;
}

/** The shade of a symbol, 0 (expected) … `SHADES`; two bits each. */
export function surpriseShade(probability: number): number {
  const bits = surprisalBits(probability);
  return Number.isNaN(bits) ? 0 : Math.min(SHADES, Math.floor(bits / 2));
}

/** A morpheme of a token's details `form/tag + form/tag`; the tag is empty where none is told. */
export interface Morpheme {
  readonly form: string;
  readonly tag: string;
}

/** The morphemes that details list. */
export function morphemesOf(details: string): Morpheme[] {
  if (details === '') return [];
  return details.split(' + ').map((part) => {
    const at = part.lastIndexOf('/');
    return at > 0 ? { form: part.slice(0, at), tag: part.slice(at + 1) } : { form: part, tag: '' };
  });
}
