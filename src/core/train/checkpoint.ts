import * as tf from '@tensorflow/tfjs';
import { readSafetensors, toFloat32, writeSafetensors, type TensorToWrite } from '../formats/safetensors.js';
import { RnnLensError } from '../problem.js';
import type { EpochReport, FitProgress } from './fit.js';

/** A training run between two epochs: enough to go on as if it had never stopped. */
export interface Checkpoint {
  readonly progress: FitProgress;
  readonly curve: readonly EpochReport[];
  /** Parameters as they are now, and at the best epoch. */
  readonly current: ReadonlyMap<string, Float32Array>;
  readonly best: ReadonlyMap<string, Float32Array>;
  /** The optimiser's own weights, in its order. */
  readonly optimizer: readonly Float32Array[];
}

/** The checkpoint as a .safetensors file; `fingerprint` says which recipe it belongs to. */
export function encodeCheckpoint(checkpoint: Checkpoint, fingerprint: string): Uint8Array {
  const tensors: Record<string, TensorToWrite> = {};
  const add = (name: string, values: Float32Array) => (tensors[name] = { shape: [values.length], values });
  checkpoint.current.forEach((values, name) => add(`current.${name}`, values));
  checkpoint.best.forEach((values, name) => add(`best.${name}`, values));
  checkpoint.optimizer.forEach((values, k) => add(`optimizer.${k}`, values));
  return writeSafetensors(tensors, {
    progress: JSON.stringify(checkpoint.progress),
    curve: JSON.stringify(checkpoint.curve),
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
    optimizer: group('optimizer.').map(([, values]) => values),
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
      throw new RnnLensError(`The checkpoint does not fit parameter "${name}".`);
    variable.assign(tf.tensor(values, variable.shape));
  }
}

/** The optimiser's own weights (step count and moments). */
export async function optimizerValues(optimizer: tf.Optimizer): Promise<Float32Array[]> {
  const weights = await optimizer.getWeights();
  return weights.map(({ tensor }) => Float32Array.from(tensor.dataSync()));
}

/** Sets the optimiser's own weights; the moments have the shapes of `variables`, in their order, twice. */
export async function restoreOptimizer(
  optimizer: tf.Optimizer,
  saved: readonly Float32Array[],
  variables: readonly tf.Variable[],
): Promise<void> {
  const [iterations, ...moments] = saved;
  const tensors = moments.map((values, k) => {
    const variable = variables[k % variables.length];
    return { name: variable.name, tensor: tf.tensor(values, variable.shape) };
  });
  await optimizer.setWeights([{ name: 'iter', tensor: tf.scalar(iterations[0], 'int32') }, ...tensors]);
  restoreBetaPowers(optimizer, iterations[0]);
}

/**
 * TensorFlow.js restores Adam's β^t with one power, but counts it up by products of float32 while training: the
 * last bit differs, and with it every later weight. Here it is counted up again.
 */
function restoreBetaPowers(optimizer: tf.Optimizer, steps: number): void {
  const adam = optimizer as unknown as Partial<Record<'accBeta1' | 'accBeta2', tf.Variable>> & {
    beta1: number;
    beta2: number;
  };
  const power = (beta: number): number => {
    let product = Math.fround(beta);
    for (let step = 0; step < steps; step++) product = Math.fround(product * Math.fround(beta));
    return product;
  };
  adam.accBeta1?.assign(tf.scalar(power(adam.beta1)));
  adam.accBeta2?.assign(tf.scalar(power(adam.beta2)));
}
