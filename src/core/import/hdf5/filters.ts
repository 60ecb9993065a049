import { unzlibSync } from 'fflate';
import { RnnLensError } from '../../problems.js';
import { type HdfReader, hdfText } from './bytes.js';

/** What was done to pieces before they were written, in that order. */
export type HdfFilter = 'deflate' | 'shuffle' | 'checksum';

const KNOWN: Readonly<Record<number, HdfFilter>> = { 1: 'deflate', 2: 'shuffle', 3: 'checksum' };

/** A filter message; RnnLensError naming a filter that is not known. */
export function readFilters(reader: HdfReader): HdfFilter[] {
  const version = reader.number(1);
  const count = reader.number(1);
  if (version === 1) reader.skip(6);
  return Array.from({ length: count }, () => {
    const id = reader.number(2);
    const nameBytes = version === 1 || id >= 256 ? reader.number(2) : 0;
    reader.skip(2);
    const values = reader.number(2);
    const name = hdfText(reader.take(version === 1 ? Math.ceil(nameBytes / 8) * 8 : nameBytes));
    reader.skip(4 * values + (version === 1 && values % 2 === 1 ? 4 : 0));
    if (!(id in KNOWN))
      throw new RnnLensError(
        '{0}: {1} is compressed with {2}, which cannot be read. Save the file again without compression.',
        ...reader.place(),
        name || `filter ${id}`,
      );
    return KNOWN[id];
  });
}

/** A piece as it was before the filters; `mask` has a bit for each that was left out. At most `size` bytes come out. */
export function unfilter(
  piece: Uint8Array,
  filters: readonly HdfFilter[],
  {
    mask,
    size,
    elementBytes,
  }: { readonly mask: number; readonly size: number; readonly elementBytes: number },
): Uint8Array | null {
  let bytes = piece;
  for (let k = filters.length - 1; k >= 0; k--) {
    if ((mask >> k) & 1) continue;
    if (filters[k] === 'checksum') bytes = bytes.subarray(0, Math.max(0, bytes.length - 4));
    else if (filters[k] === 'shuffle') bytes = unshuffled(bytes, elementBytes);
    else {
      const inflated = inflate(bytes, size);
      if (!inflated) return null;
      bytes = inflated;
    }
  }
  return bytes.length >= size ? bytes.subarray(0, size) : null;
}

/** Null where the bytes are not of that format or have another length. */
function inflate(bytes: Uint8Array, size: number): Uint8Array | null {
  try {
    const out = unzlibSync(bytes, { out: new Uint8Array(size) });
    return out.length === size ? out : null;
  } catch {
    return null;
  }
}

function unshuffled(bytes: Uint8Array, elementBytes: number): Uint8Array {
  const count = Math.floor(bytes.length / elementBytes);
  const out = new Uint8Array(bytes);
  for (let k = 0; k < count; k++)
    for (let b = 0; b < elementBytes; b++) out[k * elementBytes + b] = bytes[b * count + k];
  return out;
}
