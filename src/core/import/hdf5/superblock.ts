import { RnnLensError } from '../../problems.js';
import type { HdfBytes } from './bytes.js';

/** Where the signature can be: a program may have put bytes of its own before it. */
const PLACES = [0, 512, 1024, 2048, 4096, 8192];

/** Address of the root group's header; sets the sizes of the file's numbers. */
export async function rootHeader(bytes: HdfBytes): Promise<number> {
  for (const place of PLACES) {
    if (bytes.file.sizeBytes < place + 48) break;
    const reader = await bytes.at(place, 9, 'The superblock');
    const [first, ...rest] = reader.take(8);
    if (first === 0x89 && String.fromCharCode(...rest) === 'HDF\r\n\x1a\n')
      return readSuperblock(bytes, place, reader.number(1));
  }
  throw new RnnLensError(
    '{0} is no HDF5 file, or its beginning is cut off ({1} bytes).',
    bytes.file.name,
    bytes.file.sizeBytes,
  );
}

async function readSuperblock(bytes: HdfBytes, place: number, version: number): Promise<number> {
  if (version > 3)
    throw new RnnLensError('{0}: HDF5 with superblock {1} is not known.', bytes.file.name, version);
  const sizes = await bytes.at(place + (version < 2 ? 13 : 9), 2, 'The superblock');
  setSizes(bytes, sizes.number(1), sizes.number(1));
  const start = place + (version === 0 ? 24 : version === 1 ? 28 : 12);
  const reader = await bytes.at(
    start,
    4 * bytes.offsetSize + (version < 2 ? 2 * bytes.offsetSize : 0),
    'The superblock',
  );
  const base = reader.address();
  if (base !== place && base !== 0)
    throw new RnnLensError(
      '{0}: the superblock gives {1} as its place. The file is damaged.',
      bytes.file.name,
      base,
    );
  reader.address();
  const end = reader.address();
  if (version < 2) {
    reader.address();
    reader.address();
  }
  const root = reader.address();
  if (base + end > bytes.file.sizeBytes && end > bytes.file.sizeBytes)
    throw new RnnLensError(
      '{0} is cut off: it says that it has {1} bytes, and has {2}.',
      bytes.file.name,
      end,
      bytes.file.sizeBytes,
    );
  bytes.base = base;
  return root;
}

function setSizes(bytes: HdfBytes, offsetSize: number, lengthSize: number): void {
  for (const size of [offsetSize, lengthSize])
    if (![2, 4, 8].includes(size))
      throw new RnnLensError('{0}: HDF5 numbers of {1} bytes are not known.', bytes.file.name, size);
  bytes.offsetSize = offsetSize;
  bytes.lengthSize = lengthSize;
}
