import { RnnLensError } from '../../problems.js';
import { readAttributes } from './attributes.js';
import { type HdfBytes, HdfReader, UNDEFINED_ADDRESS } from './bytes.js';
import { readChunks, type ChunkedLayout } from './chunks.js';
import {
  elementCount,
  numberReader,
  readDataspace,
  readDatatype,
  typeName,
  type HdfType,
} from './datatype.js';
import { readFilters } from './filters.js';
import type { HdfDataset } from './hdf5.js';
import { MESSAGE, type HdfMessage } from './objectHeader.js';

/** Where the numbers of a dataset are. */
type Layout =
  | { readonly kind: 'here'; readonly bytes: Uint8Array }
  | { readonly kind: 'whole'; readonly address: number }
  | ChunkedLayout;

/** The dataset with these messages; its size is checked when its numbers are read. */
export function openDataset(bytes: HdfBytes, messages: readonly HdfMessage[], path: string): HdfDataset {
  const what = `"${path}"`;
  const find = (kind: number): HdfReader | null => {
    const found = messages.find((message) => message.kind === kind && !message.isShared);
    return found ? new HdfReader(found.bytes, bytes, what) : null;
  };
  const [type, space, layout] = [MESSAGE.datatype, MESSAGE.dataspace, MESSAGE.layout].map(find);
  if (!type || !space || !layout)
    throw new RnnLensError('{0}: dataset {1} has no shape or no type of its own.', bytes.file.name, what);
  const datatype = readDatatype(type);
  const shape = readDataspace(space) ?? [0];
  return {
    kind: 'dataset',
    path,
    shape,
    dtype: typeName(datatype),
    attributes: () => readAttributes(bytes, messages, what),
    part: async (start, end) => {
      const of = readLayout(find(MESSAGE.layout) ?? layout);
      if (of.kind !== 'whole' || of.address === UNDEFINED_ADDRESS || !numberReader(datatype)) return null;
      const count = end - start;
      const address = of.address + start * datatype.size;
      return decode(await bytes.data(address, count * datatype.size, what), datatype, count);
    },
    values: async () => {
      const count = elementCount(shape, [bytes.file.name, what]);
      if (!numberReader(datatype))
        throw new RnnLensError('{0}: {1} holds {2}, not numbers.', bytes.file.name, what, typeName(datatype));
      const filters = find(MESSAGE.filters);
      const data = await bytesOf(
        readLayout(find(MESSAGE.layout) ?? layout),
        count * datatype.size,
        async (chunked) =>
          readChunks(bytes, chunked, {
            shape,
            elementBytes: datatype.size,
            filters: filters && readFilters(filters),
            what,
          }),
      );
      return decode(
        data instanceof Uint8Array ? data : await bytes.data(data.address, count * datatype.size, what),
        datatype,
        count,
      );
    },
  };

  async function bytesOf(
    of: Layout,
    length: number,
    chunks: (layout: ChunkedLayout) => Promise<Uint8Array>,
  ): Promise<Uint8Array | { readonly address: number }> {
    if (length === 0) return new Uint8Array(0);
    if (of.kind === 'chunked') return chunks(of);
    if (of.kind === 'whole') {
      if (of.address === UNDEFINED_ADDRESS)
        throw new RnnLensError('{0}: dataset {1} was never written.', bytes.file.name, what);
      return of;
    }
    if (of.bytes.length < length)
      throw new RnnLensError(
        '{0}: {1} needs {2} bytes for [{3}] but has {4}.',
        bytes.file.name,
        what,
        length,
        shape.join(', '),
        of.bytes.length,
      );
    return of.bytes.subarray(0, length);
  }
}

function decode(data: Uint8Array, type: HdfType, count: number): Float32Array {
  const out = new Float32Array(count);
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  const read = numberReader(type)!;
  for (let k = 0; k < count; k++) out[k] = read(view, k * type.size);
  return out;
}

function readLayout(reader: HdfReader): Layout {
  const version = reader.number(1);
  if (version === 1 || version === 2) return readOldLayout(reader);
  const kind = version >= 3 && version <= 5 ? reader.number(1) : -1;
  if (kind === 0) return { kind: 'here', bytes: reader.take(reader.number(2)) };
  if (kind === 1) return { kind: 'whole', address: reader.address() };
  if (kind !== 2 || version !== 3)
    throw new RnnLensError(
      '{0}: {1} is stored in a way that cannot be read ({2}). Save the file again without libver="latest".',
      ...reader.place(),
      `layout ${version}.${kind}`,
    );
  const rank = reader.number(1);
  const address = reader.address();
  return { kind: 'chunked', address, chunk: Array.from({ length: rank - 1 }, () => reader.number(4)) };
}

function readOldLayout(reader: HdfReader): Layout {
  const rank = reader.number(1);
  const kind = reader.number(1);
  reader.skip(5);
  if (kind === 1) return { kind: 'whole', address: reader.address() };
  const address = kind === 2 ? reader.address() : 0;
  const sizes = Array.from({ length: rank }, () => reader.number(4));
  if (kind === 2) return { kind: 'chunked', address, chunk: sizes.slice(0, -1) };
  return { kind: 'here', bytes: reader.take(reader.number(4)) };
}
