import { RnnLensError } from '../problems.js';
import type { Embedding } from '../tokens/embedding.js';
import { toFloat32, type TensorEntry, type TensorToWrite } from './safetensors.js';

/** Name of the tensor with the scales of an 8-bit matrix. */
export function scaleName(name: string): string {
  return `${name}.scale`;
}

/** A matrix [rows, columns] as 8-bit numbers and one scale a row: value = number · scale. */
export function quantise(
  name: string,
  shape: readonly number[],
  values: Float32Array,
): Record<string, TensorToWrite> {
  const [rows, columns] = shape;
  const numbers = new Float32Array(values.length);
  const scales = new Float32Array(rows);
  for (let row = 0; row < rows; row++) {
    let largest = 0;
    for (let k = row * columns; k < (row + 1) * columns; k++)
      largest = Math.max(largest, Math.abs(values[k]));
    const scale = (scales[row] = largest / 127);
    if (scale === 0) continue;
    for (let k = row * columns; k < (row + 1) * columns; k++) numbers[k] = Math.round(values[k] / scale);
  }
  return {
    [name]: { shape, values: numbers, dtype: 'I8' },
    [scaleName(name)]: { shape: [rows], values: scales },
  };
}

/** A matrix in 8 bits: value [row, column] = number · factor of the row. */
interface QuantisedMatrix {
  readonly numbers: Int8Array;
  readonly factors: Float32Array;
  readonly columns: number;
}

function matrixOf(entry: TensorEntry, scales: TensorEntry | undefined): QuantisedMatrix {
  const rows = entry.shape[0] ?? 0;
  if (scales?.shape.join() !== String(rows))
    throw new RnnLensError(
      'Tensor "{0}" has 8-bit numbers, but no scale for each of its {1} rows.',
      entry.name,
      rows,
    );
  const { buffer, byteOffset, length } = entry.bytes;
  const factors = toFloat32(scales);
  // No 8-bit number can then give a product that is not finite.
  if (!factors.every((factor) => Number.isFinite(Math.fround(factor * 128))))
    throw new RnnLensError('Tensor "{0}" holds numbers that are not finite.', entry.name);
  return { numbers: new Int8Array(buffer, byteOffset, length), factors, columns: length / Math.max(1, rows) };
}

/**
 * The matrix an 8-bit tensor and its scales stand for; throws RnnLensError if the scales do not fit or are not
 * finite.
 */
export function dequantise(entry: TensorEntry, scales: TensorEntry | undefined): Float32Array {
  const { numbers, factors, columns } = matrixOf(entry, scales);
  // Straight from the bytes, row by row: models are loaded where people wait.
  const values = new Float32Array(numbers.length);
  factors.forEach((factor, row) => {
    for (let k = row * columns; k < (row + 1) * columns; k++) values[k] = numbers[k] * factor;
  });
  return values;
}

/** The embedding an 8-bit tensor and its scales stand for; throws as `dequantise`. Few of its rows are ever read. */
export function quantisedEmbedding(entry: TensorEntry, scales: TensorEntry | undefined): Embedding {
  const { numbers: all, factors, columns } = matrixOf(entry, scales);
  // A copy, so that the rest of the file is not kept.
  const numbers = all.slice();
  return {
    width: columns,
    copyRow(id, out, at) {
      for (let k = 0; k < columns; k++) out[at + k] = numbers[id * columns + k] * factors[id];
    },
  };
}
