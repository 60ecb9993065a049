import { RnnLensError } from '../problems.js';
import type { SourceFile } from './files.js';
import type { ForeignVocabulary } from './foreign.js';
import { isPickle } from './pickle/interpreter.js';
import { labelNames, readPickledTables } from './pickle/vocabularies.js';
import { HEAD_BYTES } from './openForeign.js';
import { readSymbols } from './vocabulary/vocabulary.js';

/** Symbols of a file, and names of labels; either may be missing, not both. */
export interface VocabularyFile {
  readonly vocabularies: readonly ForeignVocabulary[];
  readonly labels: readonly string[] | null;
}

/** First bytes of the compressed files that joblib writes: zlib, gzip, bzip2, xz, lzma, lz4. */
const COMPRESSED = [
  [0x78],
  [0x1f, 0x8b],
  [0x42, 0x5a, 0x68],
  [0xfd, 0x37, 0x7a],
  [0x5d, 0, 0],
  [4, 0x22, 0x4d],
];

/**
 * Reads a vocabulary or labels from a pickled or joblib file, a tokenizer's JSON, JSON either way round, a text, a table
 * or the literals of a script; rejects with RnnLensError where there is none.
 */
export async function readVocabularyFile(file: SourceFile): Promise<VocabularyFile> {
  const head = await file.read(0, Math.min(HEAD_BYTES, file.sizeBytes));
  const isPacked = COMPRESSED.some((bytes) => bytes.every((byte, k) => head[k] === byte));
  if (isPacked || isPickle(head)) {
    const { vocabularies, labels } = await readPickledTables(file);
    if (vocabularies.length === 0 && !labels)
      throw new RnnLensError('"{0}" has neither a vocabulary nor labels.', file.name);
    return { vocabularies, labels: labelNames(labels) };
  }
  const found = await readSymbols(file);
  if (found.kind === 'none') throw new RnnLensError('{0}', found.reason);
  return { vocabularies: [found.vocabulary], labels: found.labels };
}
