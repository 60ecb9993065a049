import { RnnLensError } from '../../problems.js';
import type { SourceFile, SourceFiles } from '../files.js';
import type { ForeignFile, ForeignReader } from '../foreign.js';
import { HDF5_SIGNATURE } from '../hdf5/hdf5.js';
import { readHdf5File } from './hdf5File.js';
import { readKerasArchive } from './kerasFile.js';
import { readModelJson } from './modelJson.js';

const startsWith = (bytes: Uint8Array, signature: readonly number[], at = 0): boolean =>
  signature.every((byte, k) => bytes[at + k] === byte);

/** What a `.keras` file begins with; the zip files of PyTorch may hold such a file inside. */
const MEMBER = /^(metadata\.json|config\.json|model\.weights\.h5|assets\/.*)$/;

/** Name of the first file in a zip archive. */
function firstMember(text: string): string {
  const length = text.length < 30 ? 0 : text.charCodeAt(26) + 256 * text.charCodeAt(27);
  return text.slice(30, 30 + length);
}

/** Where a file of this family says what it is. */
function kindOf(head: Uint8Array): 'hdf5' | 'archive' | 'json' | null {
  if ([0, 512, 1024, 2048].some((at) => startsWith(head, HDF5_SIGNATURE, at))) return 'hdf5';
  const text = new TextDecoder('latin1').decode(head);
  const isArchive = text.startsWith('PK\x03\x04') && MEMBER.test(firstMember(text));
  if (isArchive) return 'archive';
  const isModel = /"(modelTopology|weightsManifest|keras_version|model_config)"|"(layers|graph)-model"/.test(
    text,
  );
  const isConfig = /\\?"class_name\\?":\s*\\?"(Sequential|Functional|Model)\\?"/.test(text);
  return /^(\xef\xbb\xbf)?\s*["{]/.test(text) && (isModel || isConfig) ? 'json' : null;
}

async function headOf(file: SourceFile): Promise<Uint8Array> {
  return file.read(0, Math.min(4096, file.sizeBytes));
}

/** Keras in all its files: HDF5, `.keras` archives, and the `model.json` of TensorFlow.js. */
export const KERAS_READER: ForeignReader = {
  format: 'Keras',
  sniff: (head) => kindOf(head) !== null,
  async read(files: SourceFiles): Promise<ForeignFile> {
    const { main } = files;
    switch (kindOf(await headOf(main))) {
      case 'hdf5':
        return readHdf5File(files);
      case 'archive':
        return readKerasArchive(files);
      case 'json':
        return readModelJson(files);
      case null:
        throw new RnnLensError(
          '{0} is not a Keras file: it has {1} bytes and begins as none of them does.',
          main.name,
          main.sizeBytes,
        );
    }
  },
};
