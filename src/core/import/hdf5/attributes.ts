import { RnnLensError } from '../../problems.js';
import { type HdfBytes, HdfReader, hdfText } from './bytes.js';
import { elementCount, numberReader, readDataspace, readDatatype, type HdfType } from './datatype.js';
import { readDense } from './dense.js';
import { GlobalHeap } from './globalHeap.js';
import type { HdfValue } from './hdf5.js';
import { MESSAGE, readObjectHeader, type HdfMessage } from './objectHeader.js';

/** All text of the attributes of one object: the configuration of a large network has a megabyte. */
const MAX_TEXT_BYTES = 64 * 2 ** 20;

const ATTRIBUTES = { orderBytes: 2, idAt: 0 };

/** Attributes of an object by name. */
export async function readAttributes(
  bytes: HdfBytes,
  messages: readonly HdfMessage[],
  what: string,
): Promise<ReadonlyMap<string, HdfValue>> {
  const values = new Map<string, HdfValue>();
  const heap = new GlobalHeap(bytes, MAX_TEXT_BYTES);
  for (const { kind, bytes: data, isShared } of messages) {
    const reader = new HdfReader(data, bytes, `An attribute of ${what}`);
    const readers =
      kind === MESSAGE.attribute && !isShared
        ? [reader]
        : kind === MESSAGE.attributeInfo
          ? await readDense(reader, ATTRIBUTES)
          : [];
    for (const one of readers) values.set(...(await readAttribute(one, heap)));
  }
  return values;
}

async function readAttribute(reader: HdfReader, heap: GlobalHeap): Promise<[string, HdfValue]> {
  const version = reader.number(1);
  const flags = reader.number(1);
  if (version < 1 || version > 3)
    throw new RnnLensError('{0}: {1} cannot be read. The file is damaged.', ...reader.place());
  const sizes = [reader.number(2), reader.number(2), reader.number(2)];
  if (version === 3) reader.skip(1);
  const padded = (size: number): number => (version === 1 ? Math.ceil(size / 8) * 8 : size);
  const [name, type, space] = sizes.map((size) => reader.take(Math.min(padded(size), reader.left)));
  const part = (bytes: Uint8Array): HdfReader => new HdfReader(bytes, reader.of, reader.what);
  const datatype = version > 1 && flags & 1 ? await sharedDatatype(part(type)) : readDatatype(part(type));
  const shape = readDataspace(part(space));
  const value = shape === null ? null : await valueOf(datatype, shape, reader, heap);
  return [hdfText(name), value];
}

/** A datatype that has a name of its own in the file: the attribute says where. */
async function sharedDatatype(reader: HdfReader): Promise<HdfType> {
  const version = reader.number(1);
  reader.skip(version === 1 ? 7 : 1);
  const messages = await readObjectHeader(reader.of, reader.address(), reader.what);
  const found = messages.find(({ kind }) => kind === MESSAGE.datatype);
  if (!found) throw new RnnLensError('{0}: {1} has no type. The file is damaged.', ...reader.place());
  return readDatatype(new HdfReader(found.bytes, reader.of, reader.what));
}

async function valueOf(
  type: HdfType,
  shape: readonly number[],
  reader: HdfReader,
  heap: GlobalHeap,
): Promise<HdfValue> {
  const count = elementCount(shape, reader.place());
  // An element of no bytes could be promised any number of times.
  if (count > 0 && type.size === 0) return null;
  const data = reader.take(count * type.size);
  const isScalar = shape.length === 0;
  const element = (k: number): Uint8Array => data.subarray(k * type.size, (k + 1) * type.size);
  if (type.kind === 'text' || (type.kind === 'reference' && type.isText)) {
    const texts: string[] = [];
    for (let k = 0; k < count; k++)
      texts.push(hdfText(type.kind === 'text' ? element(k) : await heap.object(element(k), reader.what)));
    return isScalar ? texts[0] : texts;
  }
  const read = numberReader(type);
  if (!read) return null;
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  const numbers = Array.from({ length: count }, (_, k) => read(view, k * type.size));
  return isScalar ? numbers[0] : numbers;
}
