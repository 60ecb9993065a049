import * as tf from '@tensorflow/tfjs';
import { readSafetensors, toFloat32, writeSafetensors, type TensorToWrite } from '../formats/safetensors.js';
import { RnnLensError } from '../problems.js';
import type { EpochReport, FitProgress } from './fit.js';
import type { OptimizerState } from './optimizer.js';

/** A training run between two epochs: enough to go on as if it had never stopped. */
export interface Checkpoint {
  readonly progress: FitProgress;
  readonly curve: readonly EpochReport[];
  /** Parameters as they are now, and at the best epoch. */
  readonly current: ReadonlyMap<string, Float32Array>;
  readonly best: ReadonlyMap<string, Float32Array>;
  readonly optimizer: OptimizerState;
}

/** The checkpoint as a .safetensors file; `fingerprint` says which recipe it belongs to. */
export function encodeCheckpoint(checkpoint: Checkpoint, fingerprint: string): Uint8Array {
  const tensors: Record<string, TensorToWrite> = {};
  const add = (name: string, values: Float32Array) => (tensors[name] = { shape: [values.length], values });
  checkpoint.current.forEach((values, name) => add(`current.${name}`, values));
  checkpoint.best.forEach((values, name) => add(`best.${name}`, values));
  checkpoint.optimizer.moments.forEach((values, k) => add(`optimizer.${k}`, values));
  return writeSafetensors(tensors, {
    progress: JSON.stringify(checkpoint.progress),
    curve: JSON.stringify(checkpoint.curve),
    optimizerSteps: String(checkpoint.optimizer.steps),
    fingerprint,
  });
}

/** Reads a checkpoint; throws RnnLensError if it is damaged or of another recipe. */
export function decodeCheckpoint(file: Uint8Array, fingerprint: string): Checkpoint {
  const { tensors, metadata } = readSafetensors(file);
  if (metadata['fingerprint'] !== fingerprint)
    throw new RnnLensError('The checkpoint belongs to another recipe.');
  const group = (prefix: string): [string, Float32Array][] =>
    [...tensors.values()]
      .filter(({ name }) => name.startsWith(prefix))
      .map((entry) => [entry.name.slice(prefix.length), toFloat32(entry)]);
  return {
    progress: JSON.parse(metadata['progress'] ?? 'null') as FitProgress,
    curve: JSON.parse(metadata['curve'] ?? '[]') as EpochReport[],
    current: new Map(group('current.')),
    best: new Map(group('best.')),
    optimizer: {
      steps: Number(metadata['optimizerSteps']),
      moments: group('optimizer.').map(([, values]) => values),
    },
  };
}

/** Copies of variables' values by name. */
export function valuesOf(variables: ReadonlyMap<string, tf.Variable>): Map<string, Float32Array> {
  return new Map([...variables].map(([name, variable]) => [name, variable.dataSync<'float32'>().slice()]));
}

/** Sets variables to saved values. */
export function restoreVariables(
  variables: ReadonlyMap<string, tf.Variable>,
  saved: ReadonlyMap<string, Float32Array>,
): void {
  for (const [name, variable] of variables) {
    const values = saved.get(name);
    if (values?.length !== variable.size)
      throw new RnnLensError('The checkpoint does not fit parameter "{0}".', name);
    const tensor = tf.tensor(values, variable.shape);
    variable.assign(tensor);
    tensor.dispose();
  }
}
