import type { HeadConfig } from './head.js';
import type { FloatArray } from '../math/matrix.js';
import { outputOffset, outputSize, type RnnConfig } from '../rnn/config.js';
import type { StepLayout } from '../tokens/steps.js';

/** Rows of the output that a head reads, and how to take a gradient back to the output. */
export interface Readout {
  /** [R, D·P] */
  readonly values: FloatArray;
  readonly rows: number;
  /** ∂L/∂values [R, D·P] → ∂L/∂output [N, D·P] */
  backward(dValues: FloatArray): FloatArray;
}

/** What a head reads from the output [N, D·P]: all steps, the ends of tokens or segments, or a pooled segment. */
export function readout(
  { level, pooling }: Pick<HeadConfig, 'level' | 'pooling'>,
  config: RnnConfig,
  output: FloatArray,
  layout: StepLayout,
): Readout {
  const { offsets, tokenStarts, tokenEnds } = layout;
  const steps = offsets[offsets.length - 1];
  if (level === 'step' || (level === 'token' && tokenStarts.length === steps))
    return { values: output, rows: steps, backward: (dValues) => dValues };
  if (level === 'token') return endsOf(config, output, tokenStarts, tokenEnds);
  if (pooling === 'max') return maxOf(outputSize(config), output, offsets);
  if (pooling === 'mean') return meanOf(outputSize(config), output, offsets);
  return endsOf(config, output, offsets.subarray(0, -1), offsets.subarray(1));
}

/** For ranges of steps, the forward h at the last step and the backward h at the first, where each has read all. */
function endsOf(config: RnnConfig, output: FloatArray, starts: Uint32Array, ends: Uint32Array): Readout {
  const width = outputSize(config);
  const split = outputOffset(config, config.layers - 1, 1);
  const parts = split < width ? [0, split, width] : [0, width];
  const rows = starts.length;
  const values = new Float32Array(rows * width);
  const places = Array.from({ length: rows }, (_, row) => [
    (ends[row] - 1) * width,
    starts[row] * width + split,
  ]);
  const copy = (from: FloatArray, to: FloatArray, isBackward: boolean): void => {
    for (let row = 0; row < rows; row++) {
      if (starts[row] === ends[row]) continue;
      for (let part = 0; part + 1 < parts.length; part++) {
        const P = parts[part + 1] - parts[part];
        const [outer, inner] = [places[row][part], row * width + parts[part]];
        if (isBackward) for (let k = 0; k < P; k++) to[outer + k] += from[inner + k];
        else to.set(from.subarray(outer, outer + P), inner);
      }
    }
  };
  copy(output, values, false);
  return {
    values,
    rows,
    backward(dValues) {
      const dOutput = new Float32Array(output.length);
      copy(dValues, dOutput, true);
      return dOutput;
    },
  };
}

/** The largest value of each unit in each segment; its gradient goes to the step it came from. */
function maxOf(width: number, output: FloatArray, offsets: Uint32Array): Readout {
  const rows = offsets.length - 1;
  const values = new Float32Array(rows * width);
  const from = new Uint32Array(rows * width);
  for (let row = 0; row < rows; row++)
    for (let k = 0; k < width; k++) {
      let best = offsets[row] * width + k;
      for (let p = offsets[row] + 1; p < offsets[row + 1]; p++)
        if (output[p * width + k] > output[best]) best = p * width + k;
      from[row * width + k] = best;
      values[row * width + k] = output[best] ?? 0;
    }
  return {
    values,
    rows,
    backward(dValues) {
      const dOutput = new Float32Array(output.length);
      from.forEach((at, k) => (dOutput[at] += dValues[k]));
      return dOutput;
    },
  };
}

/** The mean of each unit over each segment. */
function meanOf(width: number, output: FloatArray, offsets: Uint32Array): Readout {
  const rows = offsets.length - 1;
  const values = new Float32Array(rows * width);
  const forEach = (visit: (row: number, step: number, share: number) => void): void => {
    for (let row = 0; row < rows; row++)
      for (let p = offsets[row]; p < offsets[row + 1]; p++)
        visit(row, p, 1 / (offsets[row + 1] - offsets[row]));
  };
  forEach((row, p, share) => {
    for (let k = 0; k < width; k++) values[row * width + k] += share * output[p * width + k];
  });
  return {
    values,
    rows,
    backward(dValues) {
      const dOutput = new Float32Array(output.length);
      forEach((row, p, share) => {
        for (let k = 0; k < width; k++) dOutput[p * width + k] = share * dValues[row * width + k];
      });
      return dOutput;
    },
  };
}
