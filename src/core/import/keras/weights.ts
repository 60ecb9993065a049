import { RnnLensError } from '../../problems.js';
import type { ForeignTensor } from '../foreign.js';
import type { KerasLayer } from './graph.js';

/** Where a network's weights come from, whatever kind of file. */
export interface KerasWeights {
  readonly tensors: readonly ForeignTensor[];
  /** The tensors of a layer in Keras' order; none where it has none. */
  of(layer: KerasLayer): readonly ForeignTensor[];
  /** Throws RnnLensError where the files are too short for all tensors: what does not fit a layer is said before it. */
  checkSizes?(): void;
}

/** Of a file that has none. */
export const NO_WEIGHTS: KerasWeights = { tensors: [], of: () => [] };

/** What a layer's tensors are for, in Keras' order. */
export type Role =
  | 'kernel'
  | 'recurrent_kernel'
  | 'bias'
  | 'embeddings'
  | 'gamma'
  | 'beta'
  | 'moving_mean'
  | 'moving_variance'
  | 'attention_W';

/** The last part of a tensor's name: `lstm_1/lstm_cell/kernel:0` → `kernel`. */
export function lastPart(name: string): string {
  return name.replace(/:\d+$/, '').replace(/^.*\//, '');
}

/**
 * Tensors of a layer by what they are for: by their names where these say it, by their order else. Throws
 * RnnLensError naming the layer where one is missing or there are more.
 */
export function byRole<R extends Role>(
  layer: KerasLayer,
  tensors: readonly ForeignTensor[],
  roles: readonly R[],
): Readonly<Record<R, ForeignTensor>> {
  const named = new Map(tensors.map((tensor) => [lastPart(tensor.name), tensor]));
  const areNamed = roles.every((role) => named.has(role));
  if (!areNamed && tensors.length !== roles.length)
    throw new RnnLensError(
      'Layer "{0}" should have the weights {1} and has {2}.',
      layer.id,
      roles.join(', '),
      tensors.length === 0 ? 'none' : tensors.map(({ name }) => name).join(', '),
    );
  return Object.fromEntries(
    roles.map((role, k) => [role, areNamed ? named.get(role)! : tensors[k]]),
  ) as Record<R, ForeignTensor>;
}

/** Throws RnnLensError naming layer, tensor and both shapes where a tensor has another shape. */
export function checkShape(layer: KerasLayer, tensor: ForeignTensor, ...shape: readonly number[]): void {
  if (tensor.shape.length !== shape.length || tensor.shape.some((n, axis) => n !== shape[axis]))
    throw new RnnLensError(
      'Layer "{0}": "{1}" should have the shape [{2}] and has [{3}].',
      layer.id,
      tensor.name,
      shape.join(', '),
      tensor.shape.join(', '),
    );
}

/** A matrix [rows, columns] as [columns, rows]. */
export function transposed(values: Float32Array, rows: number, columns: number): Float32Array {
  const out = new Float32Array(values.length);
  for (let i = 0; i < rows; i++)
    for (let j = 0; j < columns; j++) out[j * rows + i] = values[i * columns + j];
  return out;
}
