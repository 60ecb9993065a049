import type { FloatArray } from '../../math/matrix.js';

/** y = weight · x + shift, `weight` row-major [outputs, inputs] in double precision while maps are put together. */
export interface AffineMap {
  readonly weight: Float64Array;
  /** [outputs], null for none */
  readonly shift: Float64Array | null;
  readonly outputs: number;
  readonly inputs: number;
}

export function affineOf(
  weight: FloatArray,
  shift: FloatArray | null,
  outputs: number,
  inputs: number,
): AffineMap {
  return { weight: Float64Array.from(weight), shift: shift && Float64Array.from(shift), outputs, inputs };
}

/** y = scale ⊙ x + shift */
export function scaleMap(scale: FloatArray, shift: FloatArray): AffineMap {
  const width = scale.length;
  const weight = new Float64Array(width * width);
  for (let k = 0; k < width; k++) weight[k * width + k] = scale[k];
  return { weight, shift: Float64Array.from(shift), outputs: width, inputs: width };
}

/** The map that does `first`, then `second`. */
export function affineTimes(second: AffineMap, first: AffineMap): AffineMap {
  const { outputs, inputs: inner } = second;
  const { inputs } = first;
  const weight = new Float64Array(outputs * inputs);
  for (let row = 0; row < outputs; row++)
    for (let k = 0; k < inner; k++) {
      const factor = second.weight[row * inner + k];
      if (factor === 0) continue;
      for (let column = 0; column < inputs; column++)
        weight[row * inputs + column] += factor * first.weight[k * inputs + column];
    }
  if (!second.shift && !first.shift) return { weight, shift: null, outputs, inputs };
  const shift = second.shift ? second.shift.slice() : new Float64Array(outputs);
  if (first.shift)
    for (let row = 0; row < outputs; row++)
      for (let k = 0; k < inner; k++) shift[row] += second.weight[row * inner + k] * first.shift[k];
  return { weight, shift, outputs, inputs };
}
