import type { DType } from '../../formats/elementTypes.js';
import { itemsOf, PickleGlobal, PicklePersistent, wholeNumber, type PickleValue } from '../pickle/values.js';

/** What a reference to a storage says of it. */
export interface StorageReference {
  readonly key: string;
  /** PyTorch's name: `FloatStorage`, `float8_e5m2`. */
  readonly dtype: string;
  /** Elements it is said to have; bytes where it is untyped. */
  readonly count: number;
  /** Elements before it in the storage of that key, which it is a view of. */
  readonly offset: number;
}

/** The numbers beside the pickle. */
export interface Storages {
  /** Where a storage is, for people, and how many bytes there are; null where there is none. */
  find(key: string): { readonly place: string; readonly sizeBytes: number } | null;
  read(key: string, start: number, end: number): Promise<Uint8Array>;
}

const STORAGE_TYPES: Readonly<Record<string, DType>> = {
  FloatStorage: 'F32',
  DoubleStorage: 'F64',
  HalfStorage: 'F16',
  BFloat16Storage: 'BF16',
  LongStorage: 'I64',
  IntStorage: 'I32',
  ShortStorage: 'I16',
  CharStorage: 'I8',
  ByteStorage: 'U8',
  BoolStorage: 'BOOL',
  UntypedStorage: 'U8',
  ComplexFloatStorage: 'C64',
  float32: 'F32',
  float64: 'F64',
  float16: 'F16',
  bfloat16: 'BF16',
  int64: 'I64',
  int32: 'I32',
  int16: 'I16',
  int8: 'I8',
  uint8: 'U8',
  uint16: 'U16',
  uint32: 'U32',
  uint64: 'U64',
  bool: 'BOOL',
  float8_e4m3fn: 'F8_E4M3',
  float8_e5m2: 'F8_E5M2',
};

/** The element type of a storage or dtype by PyTorch's name; null for what is not known (quantised ones). */
export function elementTypeOf(name: string): DType | null {
  return Object.hasOwn(STORAGE_TYPES, name) ? STORAGE_TYPES[name] : null;
}

/** What a persistent id says, if it is a storage's: `('storage', class, key, location, count, view?)`. */
export function storageReference(value: PickleValue | undefined): StorageReference | null {
  const parts = value instanceof PicklePersistent ? itemsOf(value.id) : null;
  if (parts?.[0] !== 'storage') return null;
  const [, type, key, , count, view] = parts;
  if (!(type instanceof PickleGlobal) || (typeof key !== 'string' && typeof key !== 'number')) return null;
  const offset = wholeNumber(itemsOf(view)?.[1]) ?? 0;
  return {
    key: String(key),
    dtype: type.name,
    count: typeof count === 'bigint' ? Number(count) : (wholeNumber(count) ?? -1),
    offset,
  };
}

/** No numbers at all: a pickle that is alone. */
export const NO_STORAGES: Storages = {
  find: () => null,
  read: () => Promise.resolve(new Uint8Array()),
};
