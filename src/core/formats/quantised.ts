import { RnnLensError } from '../problem.js';
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

/** The matrix an 8-bit tensor and its scales stand for; throws RnnLensError if the scales do not fit. */
export function dequantise(entry: TensorEntry, scales: TensorEntry | undefined): Float32Array {
  const rows = entry.shape[0] ?? 0;
  if (scales?.shape.join() !== String(rows))
    throw new RnnLensError(
      `Tensor "${entry.name}" has 8-bit numbers, but no scale for each of its ${rows} rows.`,
    );
  const factors = toFloat32(scales);
  // Straight from the bytes, row by row: models are loaded where people wait.
  const { buffer, byteOffset, length } = entry.bytes;
  const numbers = new Int8Array(buffer, byteOffset, length);
  const values = new Float32Array(length);
  const columns = length / Math.max(1, rows);
  for (let row = 0; row < rows; row++) {
    const factor = factors[row];
    for (let k = row * columns; k < (row + 1) * columns; k++) values[k] = numbers[k] * factor;
  }
  return values;
}
