import type { Offsets } from '../rnn/direction.js';
import type { Vocabulary } from './vocabulary.js';

/** Code points of a longer word that the character network reads: this many from each end. */
const HALF_WORD = 16;

/** Composed, with straight quotes: editors make curly ones of what treebanks mostly write straight. */
function plain(form: string): string {
  return form
    .normalize('NFC')
    .replace(/[\u2018\u2019\u02bc]/g, "'")
    .replace(/[\u201c\u201d]/g, '"');
}

/** The form under which a word is looked up: composed, straight quotes, lower case, every digit 0. */
export function normaliseWord(form: string): string {
  return plain(form)
    .toLowerCase()
    .replace(/\p{Nd}/gu, '0');
}

/** The characters the character network reads; the middle of very long words is left out. */
export function charactersOf(form: string): string[] {
  const all = [...plain(form)];
  return all.length <= 2 * HALF_WORD ? all : [...all.slice(0, HALF_WORD), ...all.slice(-HALF_WORD)];
}

/** Ids of T tokens: a word id each, and the characters of each distinct form once. */
export interface EncodedWords {
  /** [T] */
  readonly words: Uint32Array;
  /** Which distinct form each token is, [T]. */
  readonly forms: Uint32Array;
  /** Character ids of all distinct forms one after the other. */
  readonly characters: Uint32Array;
  /** First character of each distinct form, [forms + 1]. */
  readonly characterOffsets: Offsets;
}

/** Looks up words and characters; equal forms share their characters, since their states are the same. */
export function encodeWords(
  tokens: readonly string[],
  words: Vocabulary,
  characters: Vocabulary,
): EncodedWords {
  const distinct = new Map<string, number>();
  const forms = Uint32Array.from(tokens, (form) => {
    if (!distinct.has(form)) distinct.set(form, distinct.size);
    return distinct.get(form)!;
  });
  const wordIds = [...distinct.keys()].map((form) => words.id(normaliseWord(form)));
  const characterIds = [...distinct.keys()].map((form) => charactersOf(form).map((ch) => characters.id(ch)));
  const characterOffsets = new Uint32Array(distinct.size + 1);
  characterIds.forEach((ids, k) => (characterOffsets[k + 1] = characterOffsets[k] + ids.length));
  return {
    words: forms.map((form) => wordIds[form]),
    forms,
    characters: Uint32Array.from(characterIds.flat()),
    characterOffsets,
  };
}
