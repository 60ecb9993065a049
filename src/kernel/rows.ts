import type { Offsets } from '../core/rnn/direction.js';
import type { KernelMemory } from './memory.js';

/** The rows of a batch that have steps, longest first. */
export interface SortedRows {
  /** Row numbers in the batch. */
  readonly rows: Int32Array;
  readonly lengths: Int32Array;
}

/** Sorts rows [from, to) of a batch by length, without the empty ones; rows of one length keep their order. */
export function sortRows(offsets: Offsets, from: number, to: number): SortedRows {
  const length = (row: number): number => offsets[row + 1] - offsets[row];
  const rows = Array.from({ length: to - from }, (_, k) => from + k).filter((row) => length(row) > 0);
  rows.sort((a, b) => length(b) - length(a) || a - b);
  return { rows: Int32Array.from(rows), lengths: Int32Array.from(rows, length) };
}

/** Position of each row's first step in reading order, counted from `origin`. */
export function firstPositions(
  { rows }: SortedRows,
  offsets: Offsets,
  origin: number,
  reverse: boolean,
): Int32Array {
  return rows.map((row) => (reverse ? offsets[row + 1] - 1 : offsets[row]) - origin);
}

/**
 * The first `width` numbers of rows picked from `source`, which lie `step` numbers apart, each padded with zeros to
 * `paddedWidth`; the answer is an address.
 */
export function gatherRows(
  memory: KernelMemory,
  source: Float32Array,
  step: number,
  rows: Int32Array,
  width: number,
  paddedWidth: number,
): number {
  const address = memory.zeros(rows.length * paddedWidth);
  const target = memory.f32(address, rows.length * paddedWidth);
  rows.forEach((row, k) => target.set(source.subarray(row * step, row * step + width), k * paddedWidth));
  return address;
}

/** Copies rows of `width` numbers, `step` numbers apart in `source`, to rows of `target`, `targetStep` numbers apart. */
export function scatterRows(
  source: Float32Array,
  step: number,
  width: number,
  rows: Int32Array,
  target: Float32Array,
  targetStep: number,
): void {
  rows.forEach((row, k) => target.set(source.subarray(k * step, k * step + width), row * targetStep));
}
