import { isRnnLensError, RnnLensError } from '../problems.js';
import type { SourceFiles } from './files.js';
import type { ForeignFile, ForeignReader } from './foreign.js';
import { notModel } from './notModels.js';

/** Bytes at the beginning of a file that tell its format. */
export const HEAD_BYTES = 4096;

/**
 * Reads a model file of another framework by the first reader that knows what it begins with; rejects with RnnLensError
 * where none does or the file is not what it says.
 */
export async function openForeign(
  files: SourceFiles,
  readers: readonly ForeignReader[],
): Promise<ForeignFile> {
  const { main } = files;
  const head = await main.read(0, Math.min(HEAD_BYTES, main.sizeBytes));
  const reader = readers.find((one) => one.sniff(head, main.name));
  if (!reader) throw new RnnLensError('{0}', notModel(head, main.name, main.sizeBytes));
  const named = <T>(work: () => Promise<T>): Promise<T> => namingFile(main.name, work);
  const file = await named(() => reader.read(files));
  const { recognised } = file;
  if (recognised.kind === 'refused') return file;
  return {
    ...file,
    recognised: { ...recognised, network: (answers) => named(() => recognised.network(answers)) },
  };
}

/** What is wrong with a file names it: there may be others that are read with it. */
async function namingFile<T>(name: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!isRnnLensError(error) || error.message.includes(name)) throw error;
    throw new RnnLensError('{0}: {1}', name, error.sentence);
  }
}
