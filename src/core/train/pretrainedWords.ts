import { readWordVectors } from '../data/wordVectors.js';
import { RnnLensError } from '../problems.js';
import { EMBEDDING } from '../model/model.js';
import type { ModelSymbols } from '../tokens/vocabulary.js';
import { normaliseWord } from '../tokens/words.js';
import type { SymbolCounts } from './examples.js';

/** Vectors that others trained, whose file is given on the command line; the recipe says which they are. */
export interface VectorsRecipe {
  readonly name: string;
  readonly version: string;
  readonly licence: string;
  readonly attribution: string;
  /** So many of their most frequent words are in the vocabulary beside the words of the training split. */
  readonly words: number;
}

/** A file of word vectors and its name. */
export interface VectorsFile {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** Vectors that stay as they are; training adds to the first words' what it learns. */
export interface PretrainedWords {
  /** [vocabulary words + 1, width]; zero for the unknown word and for those that have none. */
  readonly table: Float32Array;
  readonly width: number;
  /** Words `1 … trained` get a vector of their own that is added, and so does the unknown word; later words share its. */
  readonly trained: number;
}

/** Words whose own vector is left out lose the pretrained one too, so often. */
const FORGOTTEN_TOO = 0.3;

/** Which rows of both tables the words of a batch get, [T] each: some are left out by chance as dropout. */
export function rowsOfWords(
  words: Uint32Array,
  { trained }: PretrainedWords,
  forget: (id: number) => boolean,
  random: { next(): number },
  isTraining: boolean,
): { own: Uint32Array; given: Uint32Array } {
  const own = new Uint32Array(words.length);
  const given = words.slice();
  words.forEach((id, t) => {
    const isLost = id > trained || forget(id);
    own[t] = isLost ? 0 : id;
    if (isLost && isTraining && random.next() < FORGOTTEN_TOO) given[t] = 0;
  });
  return { own, given };
}

/** Both tables in one, [vocabulary words + 1, width]: what a finished model reads. */
export function foldedTable({ table, width, trained }: PretrainedWords, own: Float32Array): Float32Array {
  const folded = table.slice();
  for (let k = 0; k < folded.length; k++) {
    const id = Math.floor(k / width);
    folded[k] += own[(id <= trained ? id : 0) * width + (k % width)];
  }
  return folded;
}

/** Parameters as a finished model has them. */
export function foldedParameters(
  pretrained: PretrainedWords | null,
  parameters: ReadonlyMap<string, Float32Array>,
): ReadonlyMap<string, Float32Array> {
  const own = parameters.get(EMBEDDING.words);
  if (!pretrained || !own) return parameters;
  return new Map(parameters).set(EMBEDDING.words, foldedTable(pretrained, own));
}

/**
 * Adds words that have vectors to the symbols: those that the training split has, and the most frequent. Throws
 * RnnLensError if the file is damaged or its vectors are not `width` wide.
 */
export function withPretrainedWords(
  symbols: ModelSymbols,
  counts: SymbolCounts,
  recipe: VectorsRecipe,
  width: number,
  file: VectorsFile,
): { symbols: ModelSymbols; pretrained: PretrainedWords } {
  const isWanted = (word: string, rank: number): boolean =>
    rank < recipe.words || counts.words.has(normaliseWord(word));
  const vectors = readWordVectors(file.bytes, isWanted, file.name);
  if (vectors.width !== width)
    throw new RnnLensError(
      '{0} has vectors of {1} numbers, the recipe asks for {2}.',
      file.name,
      vectors.width,
      width,
    );
  // Of forms that are looked up as one (2008 and 2009), the most frequent gives its vector.
  const rows = new Map<string, number>();
  vectors.words.forEach((word, row) => {
    const form = normaliseWord(word);
    if (!rows.has(form)) rows.set(form, row);
  });
  const known = new Set(symbols.words);
  const words = [...symbols.words, ...[...rows.keys()].filter((word) => !known.has(word))];
  const table = new Float32Array((words.length + 1) * width);
  words.forEach((word, k) => {
    const row = rows.get(word);
    if (row !== undefined) table.set(vectors.table.subarray(row * width, (row + 1) * width), (k + 1) * width);
  });
  return { symbols: { ...symbols, words }, pretrained: { table, width, trained: symbols.words.length } };
}
