import { RnnLensError } from '../../problems.js';
import { fromBfloat16, fromFloat16 } from '../../formats/float16.js';
import type { HdfReader } from './bytes.js';

/** What an element is. `text` has a fixed size, `reference` is text or a list elsewhere in the file. */
export interface HdfType {
  readonly kind: 'integer' | 'float' | 'text' | 'reference' | 'opaque' | 'other';
  /** Bytes in the file. */
  readonly size: number;
  readonly isBigEndian: boolean;
  readonly isSigned: boolean;
  /** A reference to text and not to a list. */
  readonly isText: boolean;
}

const CLASSES: Readonly<Record<number, HdfType['kind']>> = {
  0: 'integer',
  1: 'float',
  3: 'text',
  4: 'integer',
  5: 'opaque',
  9: 'reference',
};

/** A datatype message; that of an enumeration (a Boolean) is its numbers' type. */
export function readDatatype(reader: HdfReader, depth = 0): HdfType {
  const kindAndVersion = reader.number(1);
  const bits = reader.number(3);
  const size = reader.number(4);
  const number = kindAndVersion & 15;
  if (number === 8 && depth < 4) return readDatatype(reader, depth + 1);
  return {
    kind: CLASSES[number] ?? 'other',
    size,
    isBigEndian: (number === 0 || number === 1 || number === 4) && (bits & 1) !== 0,
    isSigned: (bits & 8) !== 0,
    isText: number === 9 && (bits & 15) === 1,
  };
}

/** A type's name for people. */
export function typeName({ kind, size, isSigned, isText }: HdfType): string {
  if (kind === 'integer') return `${isSigned ? '' : 'u'}int${8 * size}`;
  if (kind === 'float') return `float${8 * size}`;
  return kind === 'text' || isText ? 'string' : kind === 'opaque' ? `opaque${8 * size}` : 'other';
}

type ReadNumber = (view: DataView, at: number) => number;

/** How numbers of a type are read; null where an element is none. Opaque ones of two bytes are bfloat16. */
export function numberReader(type: HdfType): ReadNumber | null {
  const little = !type.isBigEndian;
  if (type.kind === 'opaque') return type.size === 2 ? (v, at) => fromBfloat16(v.getUint16(at, true)) : null;
  if (type.kind === 'float')
    return (
      {
        2: (v: DataView, at: number) => fromFloat16(v.getUint16(at, little)),
        4: (v: DataView, at: number) => v.getFloat32(at, little),
        8: (v: DataView, at: number) => v.getFloat64(at, little),
      }[type.size] ?? null
    );
  return type.kind === 'integer' ? integerReader(type.size, type.isSigned, little) : null;
}

function integerReader(size: number, isSigned: boolean, little: boolean): ReadNumber | null {
  switch (size) {
    case 1:
      return isSigned ? (v, at) => v.getInt8(at) : (v, at) => v.getUint8(at);
    case 2:
      return isSigned ? (v, at) => v.getInt16(at, little) : (v, at) => v.getUint16(at, little);
    case 4:
      return isSigned ? (v, at) => v.getInt32(at, little) : (v, at) => v.getUint32(at, little);
    case 8:
      return (v, at) => Number(isSigned ? v.getBigInt64(at, little) : v.getBigUint64(at, little));
    default:
      return null;
  }
}

/** Sizes along each axis; null where there is no value at all. */
export function readDataspace(reader: HdfReader): readonly number[] | null {
  const version = reader.number(1);
  const rank = reader.number(1);
  const flags = reader.number(1);
  if (version < 1 || version > 2 || rank > 32)
    throw new RnnLensError('{0}: the shape of {1} cannot be read. The file is damaged.', ...reader.place());
  if (version === 1) reader.skip(5);
  else if (reader.number(1) === 2) return null;
  void flags;
  return Array.from({ length: rank }, () => reader.length());
}

/** Elements of a shape; RnnLensError where no file could hold them. */
export function elementCount(shape: readonly number[], place: readonly [string, string]): number {
  const count = shape.reduce((a, b) => a * b, 1);
  if (!Number.isSafeInteger(count))
    throw new RnnLensError(
      '{0}: {1} is said to have the shape [{2}]. The file is damaged.',
      ...place,
      shape.join(', '),
    );
  return count;
}
