import type { InputConfig } from './input.js';
import { symbolsOfToken } from './steps.js';
import type { Vocabularies } from './vocabulary.js';
import { charactersOf, normaliseWord } from './words.js';

/** What of a token is not in a network's vocabulary: nothing, the word (it goes by its characters), or characters. */
export const UNKNOWN = { nothing: 0, word: 1, characters: 2 } as const;
export type Unknown = (typeof UNKNOWN)[keyof typeof UNKNOWN];

/** What of a token's form a network does not know; a known word is known, whatever its characters. */
export function unknownOf(input: InputConfig, { words, characters }: Vocabularies, form: string): Unknown {
  if (input.kind === 'vectors') return UNKNOWN.nothing;
  const isStrange = (symbols: readonly string[]): boolean =>
    symbols.some((symbol) => characters.id(symbol) === 0);
  if (input.kind === 'characters')
    return isStrange(symbolsOfToken(form)) ? UNKNOWN.characters : UNKNOWN.nothing;
  if (input.kind === 'symbols')
    return words.id(input.lowerCase ? form.toLowerCase() : form) > 0 ? UNKNOWN.nothing : UNKNOWN.word;
  if (words.id(normaliseWord(form)) > 0) return UNKNOWN.nothing;
  return isStrange(charactersOf(input.lowerCase ? form.toLowerCase() : form))
    ? UNKNOWN.characters
    : UNKNOWN.word;
}
