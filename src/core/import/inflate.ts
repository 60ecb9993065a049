import { Decompress, Inflate } from 'fflate';

/** What is unpacked at a time. */
const PIECE_BYTES = 1 << 14;

/**
 * Unpacks deflated bytes piece by piece, so that no more than `mostBytes` is ever there: what a file promises of its
 * size is not believed. `wrapped` is what begins with a header of zlib or gzip.
 */
export function inflateWithin(
  packed: Uint8Array,
  mostBytes: number,
  format: 'raw' | 'wrapped',
): Uint8Array | 'too large' | 'damaged' {
  const pieces: Uint8Array[] = [];
  let length = 0;
  const take = (piece: Uint8Array): void => {
    length += piece.length;
    pieces.push(piece);
  };
  const inflate = format === 'raw' ? new Inflate(take) : new Decompress(take);
  try {
    for (let at = 0; at < packed.length && length <= mostBytes; at += PIECE_BYTES)
      inflate.push(packed.subarray(at, at + PIECE_BYTES), at + PIECE_BYTES >= packed.length);
  } catch {
    return 'damaged';
  }
  return length > mostBytes ? 'too large' : joined(pieces, length);
}

function joined(pieces: readonly Uint8Array[], length: number): Uint8Array {
  const out = new Uint8Array(length);
  let at = 0;
  for (const piece of pieces) {
    out.set(piece, at);
    at += piece.length;
  }
  return out;
}
