import type { Direction, Quantity } from '../rnn/config.js';
import { HDF5_HEADER_BYTES, hdf5Header } from './hdf5File.js';
import { NPY_HEADER_BYTES, npyHeader } from './npy.js';

/** Files of one float32 array; the name's ending says which. */
export const ARRAY_FORMATS = ['npy', 'safetensors', 'hdf5'] as const;
export type ArrayFormat = (typeof ARRAY_FORMATS)[number];

/** What an array is of: one quantity of one layer and direction of a network. */
export interface ArrayPlace {
  readonly layer: number;
  readonly direction: Direction;
  readonly quantity: Quantity;
  /** Numbers a step. */
  readonly units: number;
}

/** PyTorch's name of the sequence. */
export function arrayName({ quantity, layer, direction }: Omit<ArrayPlace, 'units'>): string {
  return `${quantity}_l${layer}${direction === 'backward' ? '_reverse' : ''}`;
}

/** Bytes before the array's numbers, whatever its shape: the header can be written last. */
export const ARRAY_HEADER_BYTES: Readonly<Record<ArrayFormat, number>> = {
  npy: NPY_HEADER_BYTES,
  safetensors: 256,
  hdf5: HDF5_HEADER_BYTES,
};

/** Header of a file with one little-endian float32 array in C order; `name` (short) is that of the tensor or dataset. */
export function arrayHeader(format: ArrayFormat, name: string, shape: readonly number[]): Uint8Array {
  switch (format) {
    case 'npy':
      return npyHeader(shape);
    case 'safetensors':
      return tensorHeader(name, shape, ARRAY_HEADER_BYTES.safetensors);
    case 'hdf5':
      return hdf5Header(name, shape);
  }
}

function tensorHeader(name: string, shape: readonly number[], length: number): Uint8Array {
  const bytes = 4 * shape.reduce((a, b) => a * b, 1);
  const json = JSON.stringify({ [name]: { dtype: 'F32', shape, data_offsets: [0, bytes] } });
  const header = new Uint8Array(length).fill(0x20);
  new DataView(header.buffer).setBigUint64(0, BigInt(length - 8), true);
  header.set(new TextEncoder().encode(json), 8);
  return header;
}
