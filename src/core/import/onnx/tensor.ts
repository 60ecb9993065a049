import { decodeFloat16, fromBfloat16, fromFloat16 } from '../../formats/float16.js';
import { RnnLensError } from '../../problems.js';
import type { SourceFile, SourceFiles } from '../files.js';
import { fieldsIn, textOf, varintsIn, type Field } from './wire.js';

type Numbers = Float32Array | Float64Array;

/** How numbers of an element type are stored: `typed` is the field of the message that holds them if raw_data doesn't. */
interface ElementType {
  readonly name: string;
  readonly bytes: number;
  readonly typed?: number;
  readonly isInteger?: boolean;
  /** From raw bytes; a type without cannot be read. */
  readonly read?: (view: DataView, at: number) => number;
  /** From the integer of a typed field, where it is not the number itself. */
  readonly fromInteger?: (bits: number) => number;
}

const FLOATS = 4;
const INTS = 5;
const LONGS = 7;
const RAW = 9;
const DOUBLES = 10;
const UNSIGNED = 11;

/** Element types by their numbers in the format. */
const TYPES: Readonly<Record<number, ElementType>> = {
  1: { name: 'float', bytes: 4, typed: FLOATS, read: (view, at) => view.getFloat32(at, true) },
  2: { name: 'uint8', bytes: 1, typed: INTS, isInteger: true, read: (view, at) => view.getUint8(at) },
  3: { name: 'int8', bytes: 1, typed: INTS, isInteger: true, read: (view, at) => view.getInt8(at) },
  4: { name: 'uint16', bytes: 2, typed: INTS, isInteger: true, read: (view, at) => view.getUint16(at, true) },
  5: { name: 'int16', bytes: 2, typed: INTS, isInteger: true, read: (view, at) => view.getInt16(at, true) },
  6: { name: 'int32', bytes: 4, typed: INTS, isInteger: true, read: (view, at) => view.getInt32(at, true) },
  7: {
    name: 'int64',
    bytes: 8,
    typed: LONGS,
    isInteger: true,
    read: (view, at) => Number(view.getBigInt64(at, true)),
  },
  8: { name: 'string', bytes: 0 },
  9: { name: 'bool', bytes: 1, typed: INTS, isInteger: true, read: (view, at) => view.getUint8(at) },
  10: {
    name: 'float16',
    bytes: 2,
    typed: INTS,
    read: (view, at) => fromFloat16(view.getUint16(at, true)),
    fromInteger: fromFloat16,
  },
  11: { name: 'double', bytes: 8, typed: DOUBLES, read: (view, at) => view.getFloat64(at, true) },
  12: {
    name: 'uint32',
    bytes: 4,
    typed: UNSIGNED,
    isInteger: true,
    read: (view, at) => view.getUint32(at, true),
  },
  13: {
    name: 'uint64',
    bytes: 8,
    typed: UNSIGNED,
    isInteger: true,
    read: (view, at) => Number(view.getBigUint64(at, true)),
    fromInteger: (value) => (value < 0 ? value + 2 ** 64 : value),
  },
  14: { name: 'complex64', bytes: 8 },
  15: { name: 'complex128', bytes: 16 },
  16: {
    name: 'bfloat16',
    bytes: 2,
    typed: INTS,
    read: (view, at) => fromBfloat16(view.getUint16(at, true)),
    fromInteger: fromBfloat16,
  },
  17: { name: 'float8e4m3fn', bytes: 1 },
  18: { name: 'float8e4m3fnuz', bytes: 1 },
  19: { name: 'float8e5m2', bytes: 1 },
  20: { name: 'float8e5m2fnuz', bytes: 1 },
};

/** The name of an element type: `float`, `int64`; `type 40` for one that is not known. */
export function elementTypeName(type: number): string {
  return TYPES[type]?.name ?? `type ${type}`;
}

/** Whether numbers of this type are counts or ids. */
export function isIntegerType(type: number): boolean {
  return TYPES[type]?.isInteger ?? false;
}

/** Where numbers lie in a file. */
interface Range {
  readonly start: number;
  readonly end: number;
}

/** A TensorProto: its numbers stay in the file until they are asked for. */
export interface OnnxTensor {
  readonly name: string;
  readonly shape: readonly number[];
  readonly type: number;
  readonly elements: number;
  /** File of its numbers; null until external data was found. */
  readonly external: ReadonlyMap<string, string> | null;
  readonly raw: Range | null;
  /** The typed field in order: packed ones where they lie, others as they are. */
  readonly typed: readonly (Range | number)[];
}

/** Reads what a TensorProto says of itself. Throws RnnLensError naming the tensor where its shape is impossible. */
export function tensorFrom(fields: readonly Field[]): OnnxTensor {
  const of = (number: number): Field[] => fields.filter((field) => field.number === number);
  const name = of(8).map(textOf).at(-1) ?? '';
  const shape = of(1).flatMap((field) =>
    field.wire === 2 ? varintsIn(field.bytes ?? new Uint8Array(), field.start) : [field.value],
  );
  const type = of(2).at(-1)?.value ?? 0;
  const typed = of(TYPES[type]?.typed ?? -1);
  const raw = of(RAW).at(-1);
  const location = of(14).at(-1)?.value === 1;
  if (shape.length > 64)
    throw new RnnLensError('Tensor "{0}" has {1} dimensions, which cannot be.', name, shape.length);
  if (!shape.every((size) => Number.isSafeInteger(size) && size >= 0))
    throw new RnnLensError('Tensor "{0}" has no valid shape: [{1}].', name, shape.join(', '));
  return {
    name,
    shape,
    type,
    elements: shape.reduce((a, b) => a * b, 1),
    external: location ? new Map(of(13).map(entryOf)) : null,
    raw: raw ? { start: raw.start, end: raw.end } : null,
    typed: typed.map(typedValue),
  };
}

/** A StringStringEntryProto. */
export function entryOf({ bytes, start }: Field): [string, string] {
  const entry = fieldsIn(bytes ?? new Uint8Array(), start);
  const text = (number: number): string =>
    entry
      .filter((f) => f.number === number)
      .map(textOf)
      .at(-1) ?? '';
  return [text(1), text(2)];
}

/** Where packed values lie; values that are not packed come one a field. */
function typedValue({ wire, value, start, end, bytes }: Field): Range | number {
  if (wire === 2) return { start, end };
  if (wire === 0 || !bytes) return value;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  return wire === 5 ? view.getFloat32(0, true) : view.getFloat64(0, true);
}

interface Located {
  readonly load: () => Promise<Numbers>;
  readonly part?: (start: number, end: number) => Promise<Numbers>;
  readonly missing: RnnLensError | null;
}

/**
 * The numbers of a tensor in row-major order, in single precision (whole numbers and doubles as doubles). Where they
 * lie is checked at once; what is rejected later is a file that changed.
 */
export async function locate(tensor: OnnxTensor, files: SourceFiles): Promise<Located> {
  const type = TYPES[tensor.type];
  if (!type?.read) return { load: () => Promise.reject(unreadable(tensor)), missing: null };
  if (tensor.external) return locateExternal(tensor, tensor.external, type, files);
  if (tensor.raw) {
    checkLength(tensor, type, tensor.raw.end - tensor.raw.start);
    return inARow(files.main, tensor.raw.start, tensor, type);
  }
  const one = isFixed(type) ? type.bytes : 1;
  let bytes = 0;
  for (const part of tensor.typed) bytes += typeof part === 'number' ? one : part.end - part.start;
  if (isFixed(type)) checkLength(tensor, type, bytes);
  // A varint has a byte at least: what is promised cannot be more than that.
  else if (bytes < tensor.elements) throw tooFew(tensor, bytes);
  return { load: () => loadTyped(files.main, tensor, type), missing: null };
}

/** Whether values of the typed field have the size of raw ones; others are varints. */
function isFixed({ typed }: ElementType): boolean {
  return typed === FLOATS || typed === DOUBLES;
}

function unreadable({ name, type }: OnnxTensor): RnnLensError {
  return new RnnLensError(
    'Tensor "{0}" has the element type {1}, which cannot be read.',
    name,
    elementTypeName(type),
  );
}

function tooFew({ name, elements, shape }: OnnxTensor, count: number): RnnLensError {
  return new RnnLensError(
    'Tensor "{0}" has {1} numbers; [{2}] needs {3}.',
    name,
    count,
    shape.join(', '),
    elements,
  );
}

function checkLength({ name, elements, shape }: OnnxTensor, type: ElementType, bytes: number): void {
  if (bytes !== elements * type.bytes)
    throw new RnnLensError(
      'Tensor "{0}" has {1} bytes of numbers; [{2}] of {3} needs {4}.',
      name,
      bytes,
      shape.join(', '),
      type.name,
      elements * type.bytes,
    );
}

async function locateExternal(
  tensor: OnnxTensor,
  entries: ReadonlyMap<string, string>,
  type: ElementType,
  files: SourceFiles,
): Promise<Located> {
  const location = entries.get('location') ?? '';
  const isOutside = /^[/\\]|[:\\\0]/.test(location) || location.split('/').includes('..') || location === '';
  if (isOutside)
    return notThere(
      new RnnLensError(
        'The numbers of tensor "{0}" are said to be in "{1}", which is not in the folder of the file: nothing is read from there.',
        tensor.name,
        location,
      ),
    );
  const file = await files.beside(location.replace(/^(\.\/)+/, ''));
  if (!file)
    return notThere(
      new RnnLensError(
        'The numbers of tensor "{0}" are in "{1}", which is missing: put it beside {2}.',
        tensor.name,
        location,
        files.main.name,
      ),
    );
  const start = Number(entries.get('offset') ?? 0);
  const length = entries.has('length') ? Number(entries.get('length')) : tensor.elements * type.bytes;
  const isRange = [start, length].every((n) => Number.isSafeInteger(n) && n >= 0);
  if (!isRange || start + length > file.sizeBytes)
    throw new RnnLensError(
      'The numbers of tensor "{0}" should end at byte {1} of "{2}", which has {3}.',
      tensor.name,
      start + length,
      location,
      file.sizeBytes,
    );
  checkLength(tensor, type, length);
  return inARow(file, start, tensor, type);
}

/** Numbers one after the other from a byte of a file on. */
function inARow(file: SourceFile, start: number, tensor: OnnxTensor, type: ElementType): Located {
  const part = (from: number, to: number): Promise<Numbers> => {
    const some = { ...tensor, elements: to - from };
    return loadRaw(file, start + from * type.bytes, start + to * type.bytes, some, type);
  };
  return { load: () => part(0, tensor.elements), part, missing: null };
}

function notThere(missing: RnnLensError): Located {
  return { load: () => Promise.reject(missing), missing };
}

function numbersFor({ elements, type }: OnnxTensor): Numbers {
  return TYPES[type].isInteger || TYPES[type].typed === DOUBLES
    ? new Float64Array(elements)
    : new Float32Array(elements);
}

/** So many bytes are read at a time: beside the numbers themselves little is in memory. */
const CHUNK = 1 << 22;

async function loadRaw(
  file: SourceFile,
  start: number,
  end: number,
  tensor: OnnxTensor,
  type: ElementType,
): Promise<Numbers> {
  const out = numbersFor(tensor);
  for (let at = start, k = 0; at < end; at += CHUNK) {
    const bytes = await file.read(at, Math.min(end, at + CHUNK));
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    const count = bytes.length / type.bytes;
    if (type.name === 'float16') decodeFloat16(bytes, out.subarray(k, k + count) as Float32Array);
    else for (let j = 0; j < count; j++) out[k + j] = type.read!(view, j * type.bytes);
    k += count;
  }
  return out;
}

async function loadTyped(file: SourceFile, tensor: OnnxTensor, type: ElementType): Promise<Numbers> {
  const out = numbersFor(tensor);
  const of = type.fromInteger ?? ((value: number) => value);
  let k = 0;
  for (const part of tensor.typed) {
    const values =
      typeof part === 'number' ? [part] : valuesIn(await file.read(part.start, part.end), part.start, type);
    if (k + values.length > tensor.elements) throw tooFew(tensor, k + values.length);
    for (const value of values) out[k++] = of(value);
  }
  if (k !== tensor.elements) throw tooFew(tensor, k);
  return out;
}

/** Packed values of a typed field. */
function valuesIn(bytes: Uint8Array, base: number, type: ElementType): ArrayLike<number> & Iterable<number> {
  if (!isFixed(type)) return varintsIn(bytes, base);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  return Float64Array.from({ length: bytes.length / type.bytes }, (_, k) => type.read!(view, k * type.bytes));
}
