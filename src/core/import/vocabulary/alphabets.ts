import { RnnLensError } from '../../problems.js';
import { sentence, type Sentence } from '../../sentence.js';
import type { ForeignVocabulary } from '../foreign.js';

/** An alphabet that many models have and no file names. */
export interface Alphabet {
  readonly id: string;
  readonly title: Sentence;
  /** Symbols in the order of their ids. */
  readonly symbols: readonly string[];
  /** Whether one more id follows them, for the end of a text. */
  readonly hasEnd: boolean;
}

const LOWER = 'abcdefghijklmnopqrstuvwxyz';
const UPPER = LOWER.toUpperCase();
const DIGITS = '0123456789';
const PUNCTUATION = '!"#$%&\'()*+,-./:;<=>?@[\\]^_`{|}~';

/** Python's `string.printable`. */
const PRINTABLE = `${DIGITS}${LOWER}${UPPER}${PUNCTUATION} \t\n\r\x0b\x0c`;

function bytes(count: number): string[] {
  return Array.from({ length: count }, (_, byte) => String.fromCharCode(byte));
}

const range = (from: number, to: number): string =>
  Array.from({ length: to - from + 1 }, (_, k) => String.fromCharCode(from + k)).join('');

const ALL: readonly { readonly id: string; readonly title: Sentence; readonly symbols: readonly string[] }[] =
  [
    {
      id: 'printable',
      title: sentence("Python's string.printable: digits, letters, punctuation, spaces"),
      symbols: [...PRINTABLE],
    },
    {
      id: 'names',
      title: sentence('ASCII letters and " .,;\'", as in the tutorial about names'),
      symbols: [...LOWER, ...UPPER, ...` .,;'`],
    },
    {
      id: 'names-dash',
      title: sentence('ASCII letters and " .,;\'-", as in the tutorial about making up names'),
      symbols: [...LOWER, ...UPPER, ...` .,;'-`],
    },
    {
      id: 'names-blank',
      title: sentence('ASCII letters and " .,;\'_", as in the newer tutorial about names'),
      symbols: [...LOWER, ...UPPER, ...` .,;'_`],
    },
    { id: 'lower', title: sentence('The small letters a to z'), symbols: [...LOWER] },
    { id: 'space-lower', title: sentence('A space and the small letters a to z'), symbols: [' ', ...LOWER] },
    { id: 'lower-space', title: sentence('The small letters a to z and a space'), symbols: [...LOWER, ' '] },
    {
      id: 'dot-lower',
      title: sentence('A full stop and the small letters a to z, as in makemore'),
      symbols: ['.', ...LOWER],
    },
    {
      id: 'newline-lower',
      title: sentence('A line break and the small letters a to z'),
      symbols: ['\n', ...LOWER],
    },
    { id: 'letters', title: sentence('ASCII letters, small before capital'), symbols: [...LOWER, ...UPPER] },
    {
      id: 'letters-upper',
      title: sentence('ASCII letters, capital before small'),
      symbols: [...UPPER, ...LOWER],
    },
    {
      id: 'lower-digits',
      title: sentence('The small letters a to z and the digits'),
      symbols: [...LOWER, ...DIGITS],
    },
    { id: 'digits', title: sentence('The digits 0 to 9'), symbols: [...DIGITS] },
    {
      id: 'alphanumeric',
      title: sentence('ASCII letters and digits'),
      symbols: [...LOWER, ...UPPER, ...DIGITS],
    },
    { id: 'ascii-visible', title: sentence('ASCII from the space to "~"'), symbols: [...range(32, 126)] },
    {
      id: 'zhang',
      title: sentence('The 70 characters of character-level CNNs'),
      symbols: [...`${LOWER}${DIGITS}-,;.!?:'"/\\|_@#$%^&*~\`+-=<>()[]{}\n`],
    },
    {
      id: 'shakespeare',
      title: sentence('The 65 characters of "tiny Shakespeare", sorted'),
      symbols: [...`\n !$&',-.3:;?${UPPER}${LOWER}`],
    },
    { id: 'ascii', title: sentence('ASCII by its codes'), symbols: bytes(128) },
    { id: 'bytes', title: sentence('Bytes by their values'), symbols: bytes(256) },
  ];

/** Alphabets that fit as many ids: as they are, with an end behind them, or after an id that is padding. */
export function alphabetsOfSize(count: number): readonly (Alphabet & { readonly firstId: number })[] {
  const fits: (Alphabet & { readonly firstId: number })[] = [];
  for (const one of ALL) {
    const size = one.symbols.length;
    if (size === count) fits.push({ ...one, hasEnd: false, firstId: 0 });
    if (size + 1 !== count) continue;
    fits.push({ ...one, hasEnd: true, firstId: 0 });
    fits.push({ ...one, hasEnd: false, firstId: 1 });
  }
  // What fits as it is stands before what fits with an id more.
  return fits.sort((a, b) => b.symbols.length - a.symbols.length);
}

/** An alphabet of as many ids as a vocabulary; RnnLensError where there is none of this id and size. */
export function alphabetVocabulary(id: string, count: number): ForeignVocabulary {
  const all = alphabetsOfSize(count);
  const found = all.find((one) => one.id === id);
  if (!found)
    throw new RnnLensError(
      'There is no alphabet "{0}" of {1} symbols; there are: {2}.',
      id,
      count,
      all.map((one) => one.id).join(', ') || 'none',
    );
  const ids = new Map(found.symbols.map((symbol, k) => [symbol, found.firstId + k]));
  return { place: id, ids, unit: 'characters', tokenizer: null };
}

/** How `imdb.load_data` of Keras makes ids: ranks of words and three more before them. */
export const IMDB_RULE = { padding: 0, start: 1, unknown: 2, shift: 3 } as const;

/** The ids `imdb.load_data` gives, of the ranks in its word index. */
export function imdbIds(wordIndex: ReadonlyMap<string, number>): Map<string, number> {
  return new Map([...wordIndex].map(([word, rank]) => [word, rank + IMDB_RULE.shift]));
}

/** Whether a table of ranks is the word index of IMDB's reviews: its most frequent words are these. */
export function isImdbIndex(ids: ReadonlyMap<string, number>): boolean {
  return ids.get('the') === 1 && ids.get('and') === 2 && ids.get('a') === 3 && ids.get('br') === 7;
}
