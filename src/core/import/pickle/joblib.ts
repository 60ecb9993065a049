import { RnnLensError } from '../../problems.js';
import type { SourceFile } from '../files.js';
import { inflateWithin } from '../inflate.js';
import { PickleCutOff, readPickle, type PickleHooks } from './interpreter.js';
import { arrayBytes, arrayRecord } from './numpy.js';
import { memoryFile } from './stream.js';
import type { PickleRecord } from './values.js';
import { itemsOf, wholeNumber, type PickleValue } from './values.js';

const MAX_UNPACKED_BYTES = 96 << 20;

/**
 * joblib's pickles have the numbers of an array right behind its description: raw, after as many bytes as it takes to
 * begin at a round address, or, of objects, as a pickle of their own.
 */
export const joblibHooks: PickleHooks = { built };

function built(
  record: PickleRecord,
  bytes: Uint8Array,
  at: number,
): { at: number; value: PickleValue } | null {
  if (record.path !== 'joblib.numpy_pickle.NumpyArrayWrapper') return null;
  const shape = record.get('shape') ?? null;
  const dtype = record.get('dtype') ?? null;
  const size = arrayBytes(itemsOf(shape) ?? [], dtype);
  if (size === null) throw new RnnLensError('The array at byte {0} of the pickle is of an unknown type.', at);
  if (size === 'objects') {
    const { value, end } = readPickle(bytes, at);
    return { at: end, value };
  }
  const isAligned = wholeNumber(record.get('numpy_array_alignment_bytes')) !== null;
  if (isAligned && at >= bytes.length) throw new PickleCutOff(bytes.length);
  const start = isAligned ? at + 1 + bytes[at] : at;
  if (start + size > bytes.length) throw new PickleCutOff(bytes.length);
  return { at: start + size, value: arrayRecord(shape, dtype, bytes.slice(start, start + size)) };
}

/** How compressed files begin that are not read. */
const OTHERS: readonly (readonly [string, readonly number[]])[] = [
  ['bz2', [0x42, 0x5a, 0x68]],
  ['xz', [0xfd, 0x37, 0x7a]],
  ['lzma', [0x5d, 0x00, 0x00]],
  ['lz4', [0x04, 0x22, 0x4d, 0x18]],
  ['zstd', [0x28, 0xb5, 0x2f, 0xfd]],
];

/** The file, unpacked where it is compressed by zlib or gzip; RnnLensError where it is by something else. */
export async function unpacked(file: SourceFile): Promise<SourceFile> {
  const head = await file.read(0, Math.min(8, file.sizeBytes));
  for (const [name, magic] of OTHERS)
    if (magic.every((byte, k) => head[k] === byte))
      throw new RnnLensError(
        '"{0}" is compressed by {1}: save it again without compression.',
        file.name,
        name,
      );
  const isZlib = (head[0] & 0x0f) === 8 && head[0] >> 4 <= 7 && ((head[0] << 8) | head[1]) % 31 === 0;
  const isGzip = head[0] === 0x1f && head[1] === 0x8b;
  if (!isZlib && !isGzip) return file;
  if (file.sizeBytes > MAX_UNPACKED_BYTES) throw tooLarge(file);
  return memoryFile(file.name, inflated(file, await file.read(0, file.sizeBytes)));
}

function inflated(file: SourceFile, packed: Uint8Array): Uint8Array {
  const out = inflateWithin(packed, MAX_UNPACKED_BYTES, 'wrapped');
  if (out === 'too large') throw tooLarge(file);
  if (out === 'damaged')
    throw new RnnLensError('"{0}" cannot be unpacked: its bytes are damaged.', file.name);
  return out;
}

function tooLarge({ name }: SourceFile): RnnLensError {
  return new RnnLensError(
    '"{0}" unpacks to more than {1} bytes: that is too large.',
    name,
    MAX_UNPACKED_BYTES,
  );
}
