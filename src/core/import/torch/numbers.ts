import { RnnLensError } from '../../problems.js';
import type { ForeignTensor } from '../foreign.js';

/** A tensor's shape for people: `[24, 8]`. */
export function shapeText(tensor: ForeignTensor): string {
  return `[${tensor.shape.join(', ')}]`;
}

/** All numbers of a tensor that is run; RnnLensError naming it where one is NaN or infinite. */
export async function numbersOf(tensor: ForeignTensor): Promise<Float32Array> {
  const values = await tensor.values();
  const bad = values.findIndex((value) => !Number.isFinite(value));
  if (bad >= 0)
    throw new RnnLensError(
      'Tensor "{0}" cannot be run: its number {1} of {2} is {3}.',
      tensor.name,
      bad + 1,
      values.length,
      String(values[bad]),
    );
  return values;
}

/** The numbers, or null where there is no tensor. */
export async function numbersOrNull(tensor: ForeignTensor | null): Promise<Float32Array | null> {
  return tensor && numbersOf(tensor);
}
