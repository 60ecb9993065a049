import type { SourceFile } from '../files.js';
import { HdfBytes } from './bytes.js';
import { openGroup } from './group.js';
import { rootHeader } from './superblock.js';

/** What an attribute holds: text, or numbers, one or a list of them; null for kinds of values that Keras never writes. */
export type HdfValue = string | number | readonly string[] | readonly number[] | null;

/** An array of an HDF5 file; its numbers are read when they are asked for. */
export interface HdfDataset {
  readonly kind: 'dataset';
  /** From the root, without a slash before it. */
  readonly path: string;
  readonly shape: readonly number[];
  /** `float32`, `int64`, `string`, `opaque`. */
  readonly dtype: string;
  attributes(): Promise<ReadonlyMap<string, HdfValue>>;
  /** All numbers, row-major, in single precision; rejects with RnnLensError where they are no numbers or cut off. */
  values(): Promise<Float32Array>;
  /** Numbers `start` to `end` (not included) without reading the others; null where they are not in a row. */
  part(start: number, end: number): Promise<Float32Array | null>;
}

export interface HdfGroup {
  readonly kind: 'group';
  readonly path: string;
  attributes(): Promise<ReadonlyMap<string, HdfValue>>;
  /** What lies in it, by name, in the file's order. Links to other files and broken soft links are left out. */
  children(): Promise<ReadonlyMap<string, HdfGroup | HdfDataset>>;
}

/**
 * Opens an HDF5 file by its beginning; parts are read when they are asked for. All methods reject with RnnLensError
 * where the file is not what it says: each length is checked against the file before memory is taken, and a file that
 * refers to itself ends.
 */
export async function openHdf5(file: SourceFile): Promise<HdfGroup> {
  const bytes = new HdfBytes(file);
  return openGroup(bytes, await rootHeader(bytes), '');
}

/** Bytes that all HDF5 files begin with (or have at 512, 1024, …). */
export const HDF5_SIGNATURE: readonly number[] = [0x89, 0x48, 0x44, 0x46, 0x0d, 0x0a, 0x1a, 0x0a];
