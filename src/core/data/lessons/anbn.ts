import { Random } from '../../math/random.js';

/** The longest run of `a` that networks learn from. */
export const LONGEST_LEARNED = 12;

/**
 * Strings aⁿbⁿ, one a line, n drawn evenly from 1 … `longest`: whoever has read aⁿb knows all that follows up to the line's
 * end, if it has counted (Gers and Schmidhuber 2001; Weiss, Goldberg and Yahav 2018).
 */
export function anbn(lines: number, seed: number, longest = LONGEST_LEARNED): string {
  const random = new Random(seed);
  const line = (): string => anbnLine(1 + Math.floor(random.next() * longest));
  return Array.from({ length: lines }, line).join('');
}

/** aⁿbⁿ and the line's end. */
export function anbnLine(n: number): string {
  return `${'a'.repeat(n)}${'b'.repeat(n)}\n`;
}
