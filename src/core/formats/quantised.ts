import { RnnLensError } from '../problems.js';
import type { Embedding } from '../tokens/embedding.js';
import { fromFloat4, LARGEST_FLOAT4, toFloat4 } from './float4.js';
import { toFloat32, type TensorEntry, type TensorToWrite } from './safetensors.js';

/** Element types that stand for numbers only with a scale for each row of the matrix. */
export const SCALED_TYPES = ['I8', 'F4'] as const;
export type ScaledType = (typeof SCALED_TYPES)[number];

/** Whether a tensor's numbers need the scales of its rows. */
export function isScaled({ dtype }: Pick<TensorEntry, 'dtype'>): boolean {
  return SCALED_TYPES.some((type) => type === dtype);
}

/** Name of the tensor with the scales of a matrix of small numbers. */
export function scaleName(name: string): string {
  return `${name}.scale`;
}

/** A matrix [rows, columns] as 8-bit integers or 4-bit floats and one scale a row: value = number · scale. */
export function quantise(
  name: string,
  shape: readonly number[],
  values: Float32Array,
  dtype: ScaledType = 'I8',
): Record<string, TensorToWrite> {
  const [rows, columns] = shape;
  const numbers = new Float32Array(values.length);
  const scales = new Float32Array(rows);
  const write = dtype === 'I8' ? writeIntegers : writeFloats;
  for (let row = 0; row < rows; row++) {
    const span = [row * columns, (row + 1) * columns] as const;
    scales[row] = write(values.subarray(...span), numbers.subarray(...span));
  }
  return {
    [name]: { shape, values: numbers, dtype },
    [scaleName(name)]: { shape: [rows], values: scales },
  };
}

/** Writes a row as 8-bit integers and returns its scale. */
function writeIntegers(row: Float32Array, out: Float32Array): number {
  const scale = Math.fround(largestOf(row) / 127);
  if (scale > 0) row.forEach((value, k) => (out[k] = Math.round(value / scale)));
  return scale;
}

/** Shares of the scale that fits a row's largest number: cutting that one off may bring the others nearer. */
const SCALE_SHARES = [1, 0.92, 0.85, 0.78, 0.71, 0.64];

/** Writes a row as 4-bit floats and returns its scale: the one of some with the least squared error. */
function writeFloats(row: Float32Array, out: Float32Array): number {
  const most = largestOf(row) / LARGEST_FLOAT4;
  let [best, least] = [0, Infinity];
  for (const share of most > 0 ? SCALE_SHARES : []) {
    const scale = Math.fround(most * share);
    let error = 0;
    for (const value of row) error += (fromFloat4(toFloat4(value / scale)) * scale - value) ** 2;
    if (error < least) [best, least] = [scale, error];
  }
  if (best > 0) row.forEach((value, k) => (out[k] = fromFloat4(toFloat4(value / best))));
  return best;
}

function largestOf(row: Float32Array): number {
  return row.reduce((largest, value) => Math.max(largest, Math.abs(value)), 0);
}

/** A matrix of small numbers: value [row, column] = number · factor of the row. */
interface QuantisedMatrix {
  /** The number at an index of the matrix. */
  readonly number: (index: number) => number;
  readonly count: number;
  readonly factors: Float32Array;
  readonly columns: number;
}

function matrixOf(entry: TensorEntry, bytes: Uint8Array, scales: TensorEntry | undefined): QuantisedMatrix {
  const rows = entry.shape[0] ?? 0;
  if (scales?.shape.join() !== String(rows))
    throw new RnnLensError(
      'Tensor "{0}" has numbers that need scales, but no scale for each of its {1} rows.',
      entry.name,
      rows,
    );
  const factors = toFloat32(scales);
  // No number of these types can then give a product that is not finite.
  if (!factors.every((factor) => Number.isFinite(Math.fround(factor * 128))))
    throw new RnnLensError('Tensor "{0}" holds numbers that are not finite.', entry.name);
  const count = entry.shape.reduce((product, n) => product * n, 1);
  const { buffer, byteOffset, length } = bytes;
  const integers = new Int8Array(buffer, byteOffset, length);
  const number =
    entry.dtype === 'I8'
      ? (index: number) => integers[index]
      : (index: number) => FLOATS[(bytes[index >> 1] >> (4 * (index & 1))) & 15];
  return { number, count, factors, columns: count / Math.max(1, rows) };
}

/** 4-bit floats by their bits. */
const FLOATS = Float32Array.from({ length: 16 }, (_, bits) => fromFloat4(bits));

/**
 * The matrix that a tensor of small numbers and its scales stand for; throws RnnLensError if the scales do not fit or
 * are not finite.
 */
export function dequantise(entry: TensorEntry, scales: TensorEntry | undefined): Float32Array {
  const { number, count, factors, columns } = matrixOf(entry, entry.bytes, scales);
  // Straight from the bytes, row by row: models are loaded where people wait.
  const values = new Float32Array(count);
  factors.forEach((factor, row) => {
    for (let k = row * columns; k < (row + 1) * columns; k++) values[k] = number(k) * factor;
  });
  return values;
}

/** The embedding that such a tensor and its scales stand for; throws as `dequantise`. Few of its rows are ever read. */
export function quantisedEmbedding(entry: TensorEntry, scales: TensorEntry | undefined): Embedding {
  // A copy, so that the rest of the file is not kept.
  const { number, factors, columns } = matrixOf(entry, entry.bytes.slice(), scales);
  return {
    width: columns,
    copyRow(id, out, at) {
      for (let k = 0; k < columns; k++) out[at + k] = number(id * columns + k) * factors[id];
    },
  };
}
