import { MODEL_FILES } from '../core/formats/manifest.js';
import { RnnLensError } from '../core/problems.js';
import type { StoredModel } from './modelSource.js';

/** A model in the two files of our own format, read when they are asked for. */
export interface ReadableModel {
  readonly sizeBytes: number;
  /** The text of `model.json`. */
  manifest(): Promise<string>;
  /** The bytes of `weights.safetensors`, in a buffer of their own. */
  weights(): Promise<Uint8Array<ArrayBuffer>>;
}

/** One format of models: an importer is one more row of the table. */
export interface ModelReader {
  readonly format: string;
  /** Whether files of these names may be a model of this format. */
  sniff(files: StoredModel['files']): boolean;
  /** Reads a model; throws RnnLensError naming the file that is missing or damaged. */
  read(stored: StoredModel): ReadableModel;
}

const { manifest: MANIFEST, weights: WEIGHTS } = MODEL_FILES;

/** `model.json` beside `weights.safetensors`. */
const packageReader: ModelReader = {
  format: 'RNN Lens',
  sniff: (files) => files.has(MANIFEST) || files.has(WEIGHTS),
  read: ({ files, bytes }) => {
    if (!files.has(MANIFEST)) throw new RnnLensError('{0} is missing', MANIFEST);
    const sizeBytes = files.get(WEIGHTS)?.sizeBytes;
    if (sizeBytes === undefined) throw new RnnLensError('{0} is missing', WEIGHTS);
    if (sizeBytes === 0) throw new RnnLensError('{0} is empty', WEIGHTS);
    return {
      sizeBytes,
      manifest: async () => new TextDecoder().decode(await bytes(MANIFEST)),
      weights: () => bytes(WEIGHTS),
    };
  },
};

/** The formats that can be read; the first that fits reads a model. */
export const READERS: readonly ModelReader[] = [packageReader];

/** The reader of some files; where none knows them, that of our own format says what is missing. */
export function readerOf(files: StoredModel['files'], readers: readonly ModelReader[]): ModelReader {
  return readers.find((reader) => reader.sniff(files)) ?? packageReader;
}
