import { fromBfloat16, fromFloat16 } from './float16.js';

/** Reads the number at a byte of a view; multi-byte numbers are little-endian. */
type ReadNumber = (view: DataView, at: number) => number;

interface ElementType {
  readonly bits: number;
  /** What the type is, for people; only of types that no single number of ours stands for. */
  readonly unreadable?: string;
  readonly read?: ReadNumber;
}

/** Every element type of the .safetensors format; those without `read` are known by their size only. */
const TYPES = {
  F64: { bits: 64, read: (view, at) => view.getFloat64(at, true) },
  F32: { bits: 32, read: (view, at) => view.getFloat32(at, true) },
  F16: { bits: 16, read: (view, at) => fromFloat16(view.getUint16(at, true)) },
  BF16: { bits: 16, read: (view, at) => fromBfloat16(view.getUint16(at, true)) },
  I64: { bits: 64, read: (view, at) => Number(view.getBigInt64(at, true)) },
  U64: { bits: 64, read: (view, at) => Number(view.getBigUint64(at, true)) },
  I32: { bits: 32, read: (view, at) => view.getInt32(at, true) },
  U32: { bits: 32, read: (view, at) => view.getUint32(at, true) },
  I16: { bits: 16, read: (view, at) => view.getInt16(at, true) },
  U16: { bits: 16, read: (view, at) => view.getUint16(at, true) },
  I8: { bits: 8, read: (view, at) => view.getInt8(at) },
  U8: { bits: 8, read: (view, at) => view.getUint8(at) },
  BOOL: { bits: 8, read: (view, at) => view.getUint8(at) },
  C64: { bits: 64, unreadable: 'complex numbers' },
  F8_E4M3: { bits: 8, unreadable: '8-bit floating point' },
  F8_E5M2: { bits: 8, unreadable: '8-bit floating point' },
  F8_E8M0: { bits: 8, unreadable: '8-bit powers of two' },
  F8_E4M3FNUZ: { bits: 8, unreadable: '8-bit floating point' },
  F8_E5M2FNUZ: { bits: 8, unreadable: '8-bit floating point' },
  F6_E2M3: { bits: 6, unreadable: '6-bit floating point' },
  F6_E3M2: { bits: 6, unreadable: '6-bit floating point' },
  F4: { bits: 4, unreadable: '4-bit floating point' },
} as const satisfies Record<string, ElementType>;

/** Element types of a .safetensors file under the format's names. */
export type DType = keyof typeof TYPES;

const typeOf = (dtype: DType): ElementType => TYPES[dtype];

/** Whether the format has an element type of this name. */
export function isElementType(name: unknown): name is DType {
  return typeof name === 'string' && Object.hasOwn(TYPES, name);
}

/** Bits of one element; a tensor of smaller ones than a byte fills whole bytes. */
export function elementBits(dtype: DType): number {
  return typeOf(dtype).bits;
}

/** How an element type's numbers are read, or in words what it holds instead of numbers that can be read. */
export function elementReader(dtype: DType): ReadNumber | string {
  const { read, unreadable = '' } = typeOf(dtype);
  return read ?? unreadable;
}
