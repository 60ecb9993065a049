import { RnnLensError } from '../problems.js';

/** Pretrained vectors of some words, the most frequent word first. */
export interface WordVectors {
  readonly words: readonly string[];
  /** Row-major, [words, width]. */
  readonly table: Float32Array;
  readonly width: number;
}

/** Says of a word and its rank by frequency (0 is the most frequent) whether its vector is read. */
export type IsWanted = (word: string, rank: number) => boolean;

interface Row {
  readonly word: string;
  readonly rank: number;
  readonly vector: readonly number[];
}

/**
 * Reads word vectors: lines of a word and its numbers, the most frequent word first (GloVe, word2vec), or the JSON of
 * the wink-embeddings packages. Only what is wanted is decoded: such files have hundreds of megabytes. Throws
 * RnnLensError naming the file and what is wrong with it.
 */
export function readWordVectors(bytes: Uint8Array, isWanted: IsWanted, file: string): WordVectors {
  const rows = [...(bytes[0] === BRACE ? rowsOfJson(bytes, isWanted, file) : rowsOfLines(bytes, isWanted))];
  if (rows.length === 0) throw new RnnLensError('{0} has no word vectors: is it a file of them?', file);
  rows.sort((a, b) => a.rank - b.rank);
  const width = rows[0].vector.length;
  const table = new Float32Array(rows.length * width);
  rows.forEach(({ word, vector }, k) => {
    if (vector.length !== width || !vector.every(Number.isFinite))
      throw new RnnLensError('{0}: the vector of "{1}" is not {2} numbers.', file, word, width);
    table.set(vector, k * width);
  });
  return { words: rows.map(({ word }) => word), table, width };
}

const BRACE = 0x7b;
const BRACKET_OPEN = 0x5b;
const BRACKET_CLOSE = 0x5d;
const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const NEWLINE = 0x0a;
const SPACE = 0x20;

/** `word 0.1 -0.2 …` a line; a first line of two numbers (how many words, how wide) is passed over. */
function* rowsOfLines(bytes: Uint8Array, isWanted: IsWanted): Iterable<Row> {
  const decoder = new TextDecoder();
  let rank = 0;
  for (let from = 0; from < bytes.length;) {
    const newline = bytes.indexOf(NEWLINE, from);
    const end = newline < 0 ? bytes.length : newline;
    const space = bytes.indexOf(SPACE, from);
    if (space > from && space < end) {
      const word = decoder.decode(bytes.subarray(from, space));
      const isHeader = rank === 0 && from === 0 && bytes.subarray(space + 1, end).indexOf(SPACE) < 0;
      if (!isHeader && isWanted(word, rank++)) {
        const numbers = decoder
          .decode(bytes.subarray(space + 1, end))
          .trim()
          .split(' ');
        yield { word, rank: rank - 1, vector: numbers.map(Number) };
      }
    }
    from = end + 1;
  }
}

/** `"vectors": { "word": [numbers …, norm, rank], … }` of the wink-embeddings packages. */
function* rowsOfJson(bytes: Uint8Array, isWanted: IsWanted, file: string): Iterable<Row> {
  const decoder = new TextDecoder();
  const start = indexOfText(bytes, '"vectors":{');
  const dimensions = /"dimensions":(\d+)/.exec(decoder.decode(bytes.subarray(0, 1000)))?.[1];
  if (start < 0 || !dimensions)
    throw new RnnLensError('{0} is JSON, but not of a wink-embeddings package.', file);
  const width = Number(dimensions);
  for (let at = start + '"vectors":{'.length; bytes[at] === QUOTE;) {
    const keyEnd = endOfString(bytes, at);
    const open = bytes.indexOf(BRACKET_OPEN, keyEnd);
    const close = bytes.indexOf(BRACKET_CLOSE, open);
    if (open < 0 || close < 0) throw new RnnLensError('{0} ends in the middle of a vector.', file);
    const word = JSON.parse(decoder.decode(bytes.subarray(at, keyEnd))) as string;
    const rank = lastNumber(bytes, open, close);
    if (isWanted(word, rank)) {
      const numbers = decoder.decode(bytes.subarray(open + 1, close)).split(',');
      yield { word, rank, vector: numbers.slice(0, width).map(Number) };
    }
    at = close + 2;
  }
}

/** The place behind the closing quote of the JSON string at `at`. */
function endOfString(bytes: Uint8Array, at: number): number {
  let k = at + 1;
  while (k < bytes.length && bytes[k] !== QUOTE) k += bytes[k] === BACKSLASH ? 2 : 1;
  return k + 1;
}

/** The whole number before a list's closing bracket. */
function lastNumber(bytes: Uint8Array, open: number, close: number): number {
  let value = 0;
  let place = 1;
  for (let k = close - 1; k > open && bytes[k] >= 0x30 && bytes[k] <= 0x39; k--, place *= 10)
    value += (bytes[k] - 0x30) * place;
  return value;
}

/** Where an ASCII text begins in bytes, -1 if nowhere. */
function indexOfText(bytes: Uint8Array, text: string): number {
  const codes = [...text].map((character) => character.charCodeAt(0));
  for (let at = bytes.indexOf(codes[0]); at >= 0; at = bytes.indexOf(codes[0], at + 1))
    if (codes.every((code, k) => bytes[at + k] === code)) return at;
  return -1;
}
