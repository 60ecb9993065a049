// Configurations of Keras networks for tests, their weights all zero.
import { KERAS_READER } from '../../src/core/import/keras/reader.js';
import { memoryFolder, textBytes } from './importFiles.js';

export type Json = Readonly<Record<string, unknown>>;

export const layer = (className: string, config: Json = {}): Json => ({
  class_name: className,
  config: { name: className.toLowerCase(), ...config },
});

export const input = (...shape: (number | null)[]): Json =>
  layer('InputLayer', { batch_input_shape: [null, ...shape] });

export const embedding = layer('Embedding', { input_dim: 10, output_dim: 4 });

export const lstm = layer('LSTM', { units: 5 });

/** The weights of `embedding` and `lstm`, whatever else a network has. */
export const WEIGHTS: Readonly<Record<string, readonly number[]>> = {
  'embedding/embeddings': [10, 4],
  'lstm/kernel': [4, 20],
  'lstm/recurrent_kernel': [5, 20],
  'lstm/bias': [20],
};

/** A TensorFlow.js model of some layers, all its weights zero. */
export function modelJson(
  config: unknown,
  weights: Readonly<Record<string, readonly number[]>> = WEIGHTS,
): Record<string, Uint8Array> {
  const entries = Object.entries(weights).map(([name, shape]) => ({ name, shape, dtype: 'float32' }));
  const size = entries.reduce((sum, { shape }) => sum + 4 * shape.reduce((a, b) => a * b, 1), 0);
  const json = {
    modelTopology: { model_config: config },
    weightsManifest: [{ paths: ['w'], weights: entries }],
  };
  return { 'model.json': textBytes(JSON.stringify(json)), w: new Uint8Array(size) };
}

export const sequential = (...layers: readonly Json[]): Json => ({
  class_name: 'Sequential',
  config: { name: 's', layers },
});

export const reading = (files: Record<string, Uint8Array>) => KERAS_READER.read(memoryFolder(files));
