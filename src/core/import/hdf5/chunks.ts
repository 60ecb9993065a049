import { RnnLensError } from '../../problems.js';
import { treeChildren } from './btree.js';
import { HdfReader, UNDEFINED_ADDRESS, type HdfBytes } from './bytes.js';
import { unfilter, type HdfFilter } from './filters.js';

/** Numbers in pieces of one shape, found by a tree. */
export interface ChunkedLayout {
  readonly kind: 'chunked';
  readonly address: number;
  readonly chunk: readonly number[];
}

/** What is read by pieces. */
export interface ChunkedDataset {
  readonly shape: readonly number[];
  readonly elementBytes: number;
  readonly filters: readonly HdfFilter[] | null;
  /** Names it in messages. */
  readonly what: string;
}

/** Deflate makes bytes at most about so many times fewer. */
const MAX_RATIO = 1032;

/** All numbers of a dataset in pieces, row-major; every piece must be there. */
export async function readChunks(
  bytes: HdfBytes,
  { address, chunk }: ChunkedLayout,
  of: ChunkedDataset,
): Promise<Uint8Array> {
  const { shape, elementBytes, what } = of;
  const fail = (): never => {
    throw new RnnLensError(
      '{0}: the pieces of {1} do not fit its shape [{2}].',
      bytes.file.name,
      what,
      shape.join(', '),
    );
  };
  const pieceBytes = chunk.reduce((a, b) => a * b, elementBytes);
  const total = shape.reduce((a, b) => a * b, elementBytes);
  const limit = (of.filters?.includes('deflate') ? MAX_RATIO : 1) * bytes.file.sizeBytes;
  if (chunk.length !== shape.length || !chunk.every((n) => n > 0) || total > limit || pieceBytes > limit)
    fail();
  if (address === UNDEFINED_ADDRESS) fail();
  const keyBytes = 8 + 8 * (shape.length + 1);
  const children = await treeChildren(bytes, address, { kind: 1, keyBytes, what });
  const needed = shape.reduce((count, n, axis) => count * Math.ceil(n / chunk[axis]), 1);
  if (children.length !== needed) fail();
  const out = new Uint8Array(total);
  const places = new Set<string>();
  for (const { key, address: at } of children) {
    const reader = new HdfReader(key, bytes, what);
    const [size, mask] = [reader.number(4), reader.number(4)];
    const start = shape.map(() => reader.number(8));
    const isOutside = start.some((from, axis) => from >= shape[axis] || from % chunk[axis] !== 0);
    if (isOutside || places.size === places.add(start.join()).size) fail();
    const stored = await bytes.data(at, size, what);
    if (size * MAX_RATIO < pieceBytes) fail();
    const piece = unfilter(stored, of.filters ?? [], { mask, size: pieceBytes, elementBytes });
    if (!piece) fail();
    else place(out, piece, { start, chunk, shape, elementBytes });
  }
  return out;
}

/** Copies a piece to where it belongs, a row of the last axis at a time; what is beyond the shape is left out. */
function place(
  out: Uint8Array,
  piece: Uint8Array,
  {
    start,
    chunk,
    shape,
    elementBytes,
  }: {
    readonly start: readonly number[];
    readonly chunk: readonly number[];
    readonly shape: readonly number[];
    readonly elementBytes: number;
  },
): void {
  const last = shape.length - 1;
  if (last < 0) {
    out.set(piece);
    return;
  }
  const rowBytes = Math.min(chunk[last], shape[last] - start[last]) * elementBytes;
  const copy = (axis: number, from: number, to: number): void => {
    if (axis === last) {
      const at = from * chunk[last] * elementBytes;
      out.set(piece.subarray(at, at + rowBytes), (to * shape[last] + start[last]) * elementBytes);
      return;
    }
    for (let k = 0; k < Math.min(chunk[axis], shape[axis] - start[axis]); k++)
      copy(axis + 1, from * chunk[axis] + k, to * shape[axis] + start[axis] + k);
  };
  copy(0, 0, 0);
}
