import type { FloatArray } from '../math/matrix.js';
import { RnnLensError } from '../problems.js';
import { decodeFloat16, fromBfloat16, fromFloat16, toFloat16 } from './float16.js';

/** Element types of a .safetensors file that can be read as numbers. */
export type DType = 'F64' | 'F32' | 'F16' | 'BF16' | 'I64' | 'I32' | 'I16' | 'I8' | 'U8' | 'BOOL';

const ITEM_BYTES: Record<DType, number> = {
  F64: 8,
  F32: 4,
  F16: 2,
  BF16: 2,
  I64: 8,
  I32: 4,
  I16: 2,
  I8: 1,
  U8: 1,
  BOOL: 1,
};

/** One tensor, still in the file's bytes. */
export interface TensorEntry {
  readonly name: string;
  readonly dtype: DType;
  readonly shape: readonly number[];
  readonly bytes: Uint8Array;
}

/** A parsed .safetensors file. */
export interface SafetensorsFile {
  readonly tensors: ReadonlyMap<string, TensorEntry>;
  readonly metadata: Readonly<Record<string, string>>;
}

const MAX_HEADER_BYTES = 100_000_000;

/**
 * Reads a .safetensors container without copying the data. Throws RnnLensError naming the tensor or the byte
 * where the file is not what it says. Format: github.com/huggingface/safetensors.
 */
export function readSafetensors(file: Uint8Array): SafetensorsFile {
  const header = readHeader(file);
  const data = file.subarray(header.end);
  const tensors = new Map<string, TensorEntry>();
  let metadata: Record<string, string> = {};
  for (const [name, value] of Object.entries(header.json)) {
    if (name === '__metadata__') metadata = value as Record<string, string>;
    else tensors.set(name, readEntry(name, value, data));
  }
  checkCoverage(tensors, data);
  return { tensors, metadata };
}

function readHeader(file: Uint8Array): { json: Record<string, unknown>; end: number } {
  if (file.length < 8)
    throw new RnnLensError(`The file ends after ${file.length} bytes; a header length of 8 is expected.`);
  const length = new DataView(file.buffer, file.byteOffset).getBigUint64(0, true);
  if (length > BigInt(Math.min(MAX_HEADER_BYTES, file.length - 8)))
    throw new RnnLensError(
      `The header is said to have ${length} bytes; the file has ${file.length - 8} more.`,
    );
  const end = 8 + Number(length);
  let json: unknown;
  try {
    json = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(file.subarray(8, end)));
  } catch {
    throw new RnnLensError(`The header (bytes 8 to ${end}) is not JSON.`);
  }
  if (typeof json !== 'object' || json === null || Array.isArray(json))
    throw new RnnLensError('The header is not a JSON object.');
  return { json: json as Record<string, unknown>, end };
}

function isIndex(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}

function readEntry(name: string, value: unknown, data: Uint8Array): TensorEntry {
  const { dtype, shape, data_offsets: span } = (value ?? {}) as Record<string, unknown>;
  if (typeof dtype !== 'string' || !Object.hasOwn(ITEM_BYTES, dtype))
    throw new RnnLensError(
      `Tensor "${name}" has the element type ${JSON.stringify(dtype)}, which cannot be read.`,
    );
  if (!Array.isArray(shape) || !shape.every(isIndex))
    throw new RnnLensError(`Tensor "${name}" has no valid shape.`);
  if (!Array.isArray(span) || span.length !== 2 || !span.every(isIndex) || span[0] > span[1])
    throw new RnnLensError(`Tensor "${name}" has no valid data offsets.`);
  const [begin, end] = span as number[];
  if (end > data.length)
    throw new RnnLensError(`Tensor "${name}" ends at byte ${end} of ${data.length}: the file is cut off.`);
  const size = shape.reduce((product: number, n: number) => product * n, ITEM_BYTES[dtype as DType]);
  if (size !== end - begin)
    throw new RnnLensError(
      `Tensor "${name}" needs ${size} bytes for [${shape.join(', ')}] but has ${end - begin}.`,
    );
  return { name, dtype: dtype as DType, shape, bytes: data.subarray(begin, end) };
}

/** Tensors must follow each other without overlap or hole, to the last byte. */
function checkCoverage(tensors: ReadonlyMap<string, TensorEntry>, data: Uint8Array): void {
  let at = 0;
  const start = (entry: TensorEntry): number => entry.bytes.byteOffset - data.byteOffset;
  const sorted = [...tensors.values()].sort((x, y) => start(x) - start(y) || x.bytes.length - y.bytes.length);
  for (const entry of sorted) {
    if (start(entry) < at) throw new RnnLensError(`Tensor "${entry.name}" overlaps the one before it.`);
    if (start(entry) > at) throw new RnnLensError(`Bytes ${at} to ${start(entry)} belong to no tensor.`);
    at = start(entry) + entry.bytes.length;
  }
  if (at !== data.length) throw new RnnLensError(`${data.length - at} bytes after the last tensor.`);
}

const READERS: Record<DType, (view: DataView, at: number) => number> = {
  F64: (view, at) => view.getFloat64(at, true),
  F32: (view, at) => view.getFloat32(at, true),
  F16: (view, at) => fromFloat16(view.getUint16(at, true)),
  BF16: (view, at) => fromBfloat16(view.getUint16(at, true)),
  I64: (view, at) => Number(view.getBigInt64(at, true)),
  I32: (view, at) => view.getInt32(at, true),
  I16: (view, at) => view.getInt16(at, true),
  I8: (view, at) => view.getInt8(at),
  U8: (view, at) => view.getUint8(at),
  BOOL: (view, at) => view.getUint8(at),
};

function readInto<T extends FloatArray>(entry: TensorEntry, out: T): T {
  const view = new DataView(entry.bytes.buffer, entry.bytes.byteOffset, entry.bytes.length);
  const read = READERS[entry.dtype];
  const step = ITEM_BYTES[entry.dtype];
  for (let k = 0; k < out.length; k++) out[k] = read(view, k * step);
  return out;
}

function elements(entry: TensorEntry): number {
  return entry.bytes.length / ITEM_BYTES[entry.dtype];
}

/** A tensor's values rounded to float32, row-major. */
export function toFloat32(entry: TensorEntry): Float32Array {
  const out = new Float32Array(elements(entry));
  // Models are stored in half precision, and loading one should not be felt.
  if (entry.dtype === 'F16') decodeFloat16(entry.bytes, out);
  else readInto(entry, out);
  return out;
}

/** A tensor's values as float64, row-major; integers beyond 2^53 lose precision. */
export function toFloat64(entry: TensorEntry): Float64Array {
  return readInto(entry, new Float64Array(elements(entry)));
}

/** A tensor to write: values of any precision, stored as F32 or F16; I8 takes whole numbers from -128 to 127. */
export interface TensorToWrite {
  readonly shape: readonly number[];
  readonly values: FloatArray;
  readonly dtype?: 'F32' | 'F16' | 'I8';
}

/** Bytes of a .safetensors file with the tensors in the given order, and string metadata. */
export function writeSafetensors(
  tensors: Readonly<Record<string, TensorToWrite>>,
  metadata: Readonly<Record<string, string>> = {},
): Uint8Array {
  const header: Record<string, unknown> = Object.keys(metadata).length ? { __metadata__: metadata } : {};
  let size = 0;
  for (const [name, { shape, values, dtype = 'F32' }] of Object.entries(tensors)) {
    const end = size + values.length * ITEM_BYTES[dtype];
    header[name] = { dtype, shape, data_offsets: [size, end] };
    size = end;
  }
  const json = new TextEncoder().encode(JSON.stringify(header));
  const headerLength = Math.ceil(json.length / 8) * 8;
  const file = new Uint8Array(8 + headerLength + size);
  const view = new DataView(file.buffer);
  view.setBigUint64(0, BigInt(headerLength), true);
  file.set(json, 8);
  file.fill(0x20, 8 + json.length, 8 + headerLength);
  let at = 8 + headerLength;
  for (const { values, dtype = 'F32' } of Object.values(tensors))
    for (const value of values) {
      if (dtype === 'F32') view.setFloat32(at, value, true);
      else if (dtype === 'I8') view.setInt8(at, value);
      else view.setUint16(at, toFloat16(value), true);
      at += ITEM_BYTES[dtype];
    }
  return file;
}
