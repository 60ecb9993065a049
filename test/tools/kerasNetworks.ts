// Layers and networks of TensorFlow.js for tests, and what they give.
import assert from 'node:assert/strict';
import * as tf from '@tensorflow/tfjs';
import { KERAS_READER } from '../../src/core/import/keras/reader.js';
import { memoryFolder } from './importFiles.js';
import type { ForeignFile } from '../../src/core/import/foreign.js';

export const { layers } = tf;

export type Layer = tf.layers.Layer;

const VOCABULARY = 11;

export const STEPS = 6;

export function embedding(maskZero = false): Layer {
  return layers.embedding({
    inputDim: VOCABULARY,
    outputDim: 4,
    maskZero,
    inputLength: STEPS,
    name: 'embed',
  });
}

export function chain(...all: readonly Layer[]): tf.LayersModel {
  const model = tf.sequential();
  all.forEach((layer) => model.add(layer));
  return model;
}

export const lstm = (args: Partial<Parameters<typeof layers.lstm>[0]> = {}): Layer =>
  layers.lstm({ units: 5, name: 'lstm', ...args } as Parameters<typeof layers.lstm>[0]);

export const both = (layer: Layer, mergeMode: 'concat' | 'sum' | 'mul' | 'ave'): Layer =>
  layers.bidirectional({ layer: layer as never, mergeMode, name: 'both' });

export const head = (units = 3, activation: 'softmax' | 'sigmoid' | 'linear' = 'softmax'): Layer =>
  layers.dense({ units, activation, name: 'head' });

/** Ids of a text with padding where zeros are, by seed. */
export function idsOf(seed: number, padded: 'before' | 'after'): number[] {
  const real = Array.from(
    { length: STEPS - 2 },
    (_, k) => 1 + ((seed * 7 + k * k * 3 + k) % (VOCABULARY - 1)),
  );
  return padded === 'after' ? [...real, 0, 0] : [0, 0, ...real];
}

export async function predicted(model: tf.LayersModel, ids: readonly number[]): Promise<number[]> {
  const input = tf.tensor2d([[...ids]], [1, ids.length], 'int32');
  const answer = model.predict(input) as tf.Tensor;
  const values = [...(await answer.data())];
  tf.dispose([input, answer]);
  return values;
}

export function assertClose(got: readonly number[], wanted: readonly number[], what: string): void {
  assert.equal(got.length, wanted.length, what);
  got.forEach((value, k) =>
    assert.ok(Math.abs(value - wanted[k]) < 1e-5, `${what}, number ${k}: ${value}, not ${wanted[k]}`),
  );
}

export const read = (files: Record<string, Uint8Array>): Promise<ForeignFile> =>
  KERAS_READER.read(memoryFolder(files));
