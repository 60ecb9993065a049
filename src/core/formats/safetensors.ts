import type { FloatArray } from '../math/matrix.js';
import { RnnLensError } from '../problems.js';
import { sentence, type SentencePart } from '../sentence.js';
import { elementBits, elementReader, isElementType, type DType } from './elementTypes.js';
import { decodeFloat16, toFloat16 } from './float16.js';
import { toFloat4 } from './float4.js';
import { repeatedKey } from './repeatedKey.js';

export type { DType } from './elementTypes.js';

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

/** A tensor and where in the file its bytes lie. */
export interface TensorPlace {
  readonly name: string;
  readonly dtype: DType;
  readonly shape: readonly number[];
  readonly start: number;
  readonly end: number;
}

/** All that a .safetensors file says before its numbers. */
export interface SafetensorsHeader {
  readonly tensors: ReadonlyMap<string, TensorPlace>;
  readonly metadata: Readonly<Record<string, string>>;
}

const MAX_HEADER_BYTES = 100_000_000;

/**
 * Reads a .safetensors container without copying the data. Throws RnnLensError naming the tensor or the byte
 * where the file is not what it says. Format: github.com/huggingface/safetensors.
 */
export function readSafetensors(file: Uint8Array): SafetensorsFile {
  const { tensors, metadata } = readSafetensorsHeader(
    file.subarray(0, headerEnd(file, file.length)),
    file.length,
  );
  const entries = [...tensors].map(([key, { name, dtype, shape, start, end }]): [string, TensorEntry] => [
    key,
    { name, dtype, shape, bytes: file.subarray(start, end) },
  ]);
  return { tensors: new Map(entries), metadata };
}

/** Where the header of a file ends, from its first 8 bytes; RnnLensError where it cannot end there. */
export function headerEnd(first: Uint8Array, sizeBytes: number): number {
  if (sizeBytes < 8)
    throw new RnnLensError('The file ends after {0} bytes; a header length of 8 is expected.', sizeBytes);
  const length = new DataView(first.buffer, first.byteOffset).getBigUint64(0, true);
  if (length === 0n) throw new RnnLensError('The header is said to have 0 bytes: there is none.');
  if (length > BigInt(Math.min(MAX_HEADER_BYTES, sizeBytes - 8)))
    throw new RnnLensError(
      'The header is said to have {0} bytes; the file has {1} more.',
      String(length),
      sizeBytes - 8,
    );
  return 8 + Number(length);
}

/** Reads the header alone, of a file that may be large: the bytes up to `headerEnd`. Throws as `readSafetensors`. */
export function readSafetensorsHeader(head: Uint8Array, sizeBytes: number): SafetensorsHeader {
  const json = readHeader(head);
  const tensors = new Map<string, TensorPlace>();
  for (const [name, value] of Object.entries(json))
    if (name !== METADATA) tensors.set(name, readEntry(name, value, head.length, sizeBytes));
  checkCoverage(tensors, head.length, sizeBytes);
  return { tensors, metadata: readMetadata(json[METADATA] ?? {}) };
}

/** The name in the header that is no tensor's. */
const METADATA = '__metadata__';

function readHeader(head: Uint8Array): Readonly<Record<string, unknown>> {
  const { text, value } = parseHeader(head.subarray(8), head.length);
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new RnnLensError('The header is not a JSON object.');
  if (!text.startsWith('{'))
    throw new RnnLensError('The header begins with {0}; byte 8 must be "{".', shown(text[0]));
  const twice = repeatedKey(text);
  if (twice !== null) throw new RnnLensError('The header has the name "{0}" twice.', twice);
  return value as Record<string, unknown>;
}

function parseHeader(bytes: Uint8Array, end: number): { text: string; value: unknown } {
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
    return { text, value: JSON.parse(text) };
  } catch {
    throw new RnnLensError('The header (bytes 8 to {0}) is not JSON.', end);
  }
}

/** A value of the header as it stands there; "undefined" where nothing does. */
function shown(value: unknown): string {
  return String(JSON.stringify(value));
}

function readMetadata(value: unknown): Record<string, string> {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new RnnLensError('"{0}" in the header is not an object.', METADATA);
  for (const [name, text] of Object.entries(value))
    if (typeof text !== 'string')
      throw new RnnLensError(
        '"{0}" in the header\'s "{1}" is {2}, not a string.',
        name,
        METADATA,
        shown(text),
      );
  return value as Record<string, string>;
}

function isIndex(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}

function readEntry(name: string, value: unknown, from: number, sizeBytes: number): TensorPlace {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new RnnLensError(
      'Tensor "{0}" is {1} in the header: it says no element type, shape and place.',
      name,
      shown(value),
    );
  const { dtype, shape, data_offsets: span } = value as Record<string, unknown>;
  if (!isElementType(dtype))
    throw new RnnLensError(
      'Tensor "{0}" has the element type {1}, which cannot be read.',
      name,
      shown(dtype),
    );
  if (!Array.isArray(shape) || !shape.every(isIndex))
    throw new RnnLensError('Tensor "{0}" has no valid shape: {1}.', name, shown(shape));
  if (!Array.isArray(span) || span.length !== 2 || !span.every(isIndex) || span[0] > span[1])
    throw new RnnLensError('Tensor "{0}" has no valid data offsets: {1}.', name, shown(span));
  const [begin, end] = span as number[];
  if (end > sizeBytes - from)
    throw new RnnLensError(
      'Tensor "{0}" ends at byte {1} of {2}: the file is cut off.',
      name,
      end,
      sizeBytes - from,
    );
  const size = shape.reduce((product: number, n: number) => product * n, elementBits(dtype)) / 8;
  if (size !== end - begin)
    throw new RnnLensError(
      'Tensor "{0}" needs {1} bytes for [{2}] but has {3}.',
      name,
      size,
      shape.join(', '),
      end - begin,
    );
  return { name, dtype, shape, start: from + begin, end: from + end };
}

/** Tensors must follow each other without overlap or hole, to the last byte. */
function checkCoverage(tensors: ReadonlyMap<string, TensorPlace>, begin: number, sizeBytes: number): void {
  const size = sizeBytes - begin;
  const sorted = [...tensors.values()].sort((x, y) => x.start - y.start || x.end - y.end);
  let at = 0;
  let before: SentencePart = sentence('the header');
  for (const entry of sorted) {
    const from = entry.start - begin;
    if (from < at)
      throw new RnnLensError(
        'Tensor "{0}" overlaps {1}: it begins at byte {2}, before {3}.',
        entry.name,
        before,
        from,
        at,
      );
    if (from > at)
      throw new RnnLensError(
        'Bytes {0} to {1} belong to no tensor: "{2}" begins after them.',
        at,
        from,
        entry.name,
      );
    at = entry.end - begin;
    before = `"${entry.name}"`;
  }
  if (at !== size)
    throw new RnnLensError(
      '{0} bytes after the last tensor belong to none: {1} ends at byte {2} of {3}.',
      size - at,
      before,
      at,
      size,
    );
}

function readInto<T extends FloatArray>(entry: TensorEntry, out: T): T {
  const view = new DataView(entry.bytes.buffer, entry.bytes.byteOffset, entry.bytes.length);
  const read = elementReader(entry.dtype);
  if (typeof read === 'string')
    throw new RnnLensError(
      'Tensor "{0}" has the element type {1} ({2}), which cannot be read.',
      entry.name,
      entry.dtype,
      read,
    );
  const step = elementBits(entry.dtype) / 8;
  for (let k = 0; k < out.length; k++) out[k] = read(view, k * step);
  return out;
}

/** A product over the shape: smaller elements than a byte leave no other way. */
function elements({ shape }: TensorEntry): number {
  return shape.reduce((a, b) => a * b, 1);
}

/** A tensor's values rounded to float32, row-major; RnnLensError for element types that are no numbers. */
export function toFloat32(entry: TensorEntry): Float32Array {
  const out = new Float32Array(elements(entry));
  // Models are stored in half precision, and loading one should not be felt.
  if (entry.dtype === 'F16') decodeFloat16(entry.bytes, out);
  else readInto(entry, out);
  return out;
}

/** A tensor's values as float64, row-major; integers beyond 2^53 lose precision. Throws as `toFloat32`. */
export function toFloat64(entry: TensorEntry): Float64Array {
  return readInto(entry, new Float64Array(elements(entry)));
}

/** A tensor to write: values of any precision; I8 takes whole numbers from -128 to 127, F4 an even number of values. */
export interface TensorToWrite {
  readonly shape: readonly number[];
  readonly values: FloatArray;
  readonly dtype?: 'F32' | 'F16' | 'I8' | 'F4';
}

/** Bytes of a .safetensors file with the tensors in the given order, and string metadata. */
export function writeSafetensors(
  tensors: Readonly<Record<string, TensorToWrite>>,
  metadata: Readonly<Record<string, string>> = {},
): Uint8Array {
  const header: Record<string, unknown> = Object.keys(metadata).length ? { __metadata__: metadata } : {};
  let size = 0;
  for (const [name, { shape, values, dtype = 'F32' }] of Object.entries(tensors)) {
    const end = size + (values.length * elementBits(dtype)) / 8;
    header[name] = { dtype, shape, data_offsets: [size, end] };
    size = end;
  }
  const json = new TextEncoder().encode(shown(header));
  const headerLength = Math.ceil(json.length / 8) * 8;
  const file = new Uint8Array(8 + headerLength + size);
  const view = new DataView(file.buffer);
  view.setBigUint64(0, BigInt(headerLength), true);
  file.set(json, 8);
  file.fill(0x20, 8 + json.length, 8 + headerLength);
  let at = 8 + headerLength;
  for (const { values, dtype = 'F32' } of Object.values(tensors)) {
    WRITERS[dtype](view, at, values);
    at += (values.length * elementBits(dtype)) / 8;
  }
  return file;
}

type WriteNumbers = (view: DataView, at: number, values: FloatArray) => void;

const WRITERS: Readonly<Record<NonNullable<TensorToWrite['dtype']>, WriteNumbers>> = {
  F32: (view, at, values) => values.forEach((value, k) => view.setFloat32(at + 4 * k, value, true)),
  F16: (view, at, values) => values.forEach((value, k) => view.setUint16(at + 2 * k, toFloat16(value), true)),
  I8: (view, at, values) => values.forEach((value, k) => view.setInt8(at + k, value)),
  // Two a byte, the first in the lower half.
  F4(view, at, values) {
    for (let k = 0; k < values.length; k += 2)
      view.setUint8(at + k / 2, toFloat4(values[k]) | (toFloat4(values[k + 1]) << 4));
  },
};
