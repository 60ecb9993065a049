import { NPY_HEADER_BYTES, npyHeader } from './npy.js';

/** Files of one float32 array; the name's ending says which. */
export const ARRAY_FORMATS = ['npy', 'safetensors'] as const;
export type ArrayFormat = (typeof ARRAY_FORMATS)[number];

/** Bytes before the array's numbers, whatever its shape: the header can be written last. */
export const ARRAY_HEADER_BYTES: Readonly<Record<ArrayFormat, number>> = {
  npy: NPY_HEADER_BYTES,
  safetensors: 256,
};

/** Header of a file with one little-endian float32 array in C order; `name` (short) is the .safetensors tensor's. */
export function arrayHeader(format: ArrayFormat, name: string, shape: readonly number[]): Uint8Array {
  return format === 'npy' ? npyHeader(shape) : tensorHeader(name, shape, ARRAY_HEADER_BYTES.safetensors);
}

function tensorHeader(name: string, shape: readonly number[], length: number): Uint8Array {
  const bytes = 4 * shape.reduce((a, b) => a * b, 1);
  const json = JSON.stringify({ [name]: { dtype: 'F32', shape, data_offsets: [0, bytes] } });
  const header = new Uint8Array(length).fill(0x20);
  new DataView(header.buffer).setBigUint64(0, BigInt(length - 8), true);
  header.set(new TextEncoder().encode(json), 8);
  return header;
}
