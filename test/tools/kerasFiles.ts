// Layers models of TensorFlow.js as files of every kind that Keras writes.
import * as tf from '@tensorflow/tfjs';
import { zipSync } from 'fflate';
import { textBytes } from './importFiles.js';
import { writeHdf5, type ArrayToWrite, type GroupToWrite } from './hdf5Writer.js';

interface Spec {
  readonly name: string;
  readonly shape: number[];
  readonly values: Float32Array;
}

export interface SavedModel {
  /** `{ class_name, config }` */
  readonly config: Readonly<Record<string, unknown>>;
  readonly specs: readonly Spec[];
}

/** What TensorFlow.js saves of a model. */
export async function savedModel(model: tf.LayersModel): Promise<SavedModel> {
  let saved: tf.io.ModelArtifacts | undefined;
  await model.save(
    tf.io.withSaveHandler(async (artifacts) => {
      saved = artifacts;
      return { modelArtifactsInfo: { dateSaved: new Date(0), modelTopologyType: 'JSON' } };
    }),
  );
  const data = saved!.weightData as ArrayBuffer;
  let at = 0;
  const specs = saved!.weightSpecs!.map(({ name, shape }) => {
    const size = shape.reduce((a, b) => a * b, 1);
    const values = new Float32Array(data.slice(at, at + 4 * size));
    at += 4 * size;
    return { name, shape, values };
  });
  const topology = saved!.modelTopology as { class_name: string; config: unknown };
  return { config: { class_name: topology.class_name, config: topology.config }, specs };
}

/** `model.json` and its weights, in as many files of one group. */
export function tfjsFiles({ config, specs }: SavedModel, shards = 1): Record<string, Uint8Array> {
  const bytes = new Uint8Array(specs.reduce((sum, { values }) => sum + values.byteLength, 0));
  let at = 0;
  for (const { values } of specs) {
    bytes.set(new Uint8Array(values.buffer), at);
    at += values.byteLength;
  }
  const size = Math.ceil(bytes.length / shards);
  const paths = Array.from({ length: shards }, (_, k) => `group1-shard${k + 1}of${shards}.bin`);
  const weights = specs.map(({ name, shape }) => ({ name, shape, dtype: 'float32' }));
  const json = {
    format: 'layers-model',
    modelTopology: { keras_version: 'tfjs-layers 4.22.0', model_config: config },
    weightsManifest: [{ paths, weights }],
  };
  return Object.fromEntries([
    ['model.json', textBytes(JSON.stringify(json))],
    ...paths.map((path, k) => [path, bytes.slice(k * size, (k + 1) * size)]),
  ]) as Record<string, Uint8Array>;
}

/** A group for each layer, named by the first part of its weights' names. */
function legacyGroup({ specs }: SavedModel, version: string, layers: readonly string[]): GroupToWrite {
  const groups = layers.map((layer) => {
    const own = specs.filter(({ name }) => name.split('/')[0] === layer);
    const children = Object.fromEntries(
      own.map(({ name, ...array }): [string, ArrayToWrite] => [`${name}:0`, array]),
    );
    return [layer, { attributes: { weight_names: own.map(({ name }) => `${name}:0`) }, children }] as const;
  });
  return {
    attributes: { layer_names: layers, backend: 'tensorflow', keras_version: version },
    children: Object.fromEntries(groups),
  };
}

/** Names of the layers that have weights, in order. */
function weightedLayers({ specs }: SavedModel): string[] {
  return [...new Set(specs.map(({ name }) => name.split('/')[0]))];
}

/** A whole model as Keras 2 saves it. */
export function wholeHdf5(model: SavedModel, version = '2.2.4'): Promise<Uint8Array> {
  return writeHdf5({
    attributes: { model_config: JSON.stringify(model.config), keras_version: version, backend: 'tensorflow' },
    children: {
      model_weights: legacyGroup(model, version, weightedLayers(model)),
      optimizer_weights: { children: { 'iterations:0': { shape: [1], values: [1] } } },
    },
  });
}

/** Weights alone. */
export function weightsHdf5(model: SavedModel, version = '2.2.4'): Promise<Uint8Array> {
  return writeHdf5(legacyGroup(model, version, weightedLayers(model)));
}

/** A `.keras` archive; `places` says where each layer's weights go (`layers/lstm_1/cell`). */
export async function kerasArchive(
  model: SavedModel,
  places: Readonly<Record<string, string>>,
  {
    version = '2.15.0',
    more = {},
  }: { readonly version?: string; readonly more?: Readonly<Record<string, Uint8Array>> } = {},
): Promise<Uint8Array> {
  const counts = new Map<string, number>();
  const arrays = model.specs.map(({ name, ...array }): [string, ArrayToWrite] => {
    const place = Object.entries(places).find(([part]) => name.includes(part))![1];
    const k = counts.get(place) ?? 0;
    counts.set(place, k + 1);
    return [`${place}/vars/${k}`, array];
  });
  const children = { ...Object.fromEntries(arrays), 'optimizer/vars/0': { shape: [1], values: [7] } };
  return zipSync(
    {
      'metadata.json': textBytes(
        JSON.stringify({ keras_version: version, date_saved: '2026-11-28@12:00:00' }),
      ),
      'config.json': textBytes(JSON.stringify({ module: 'keras', ...model.config })),
      'model.weights.h5': await writeHdf5({ children }),
      ...more,
    },
    { level: 0 },
  );
}

/** Every weight by a seeded generator, so that a test gives the same numbers each time. */
export function seedWeights(model: tf.LayersModel, seed: number): void {
  let state = seed >>> 0 || 1;
  const next = (): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 31 - 1;
  };
  const weights = model.weights.map((weight) => {
    const size = weight.shape.reduce((a, b) => (a ?? 1) * (b ?? 1), 1)!;
    const isVariance = weight.originalName.includes('variance');
    const values = Float32Array.from({ length: size }, () => (isVariance ? 0.5 + Math.abs(next()) : next()));
    return tf.tensor(values, weight.shape as number[]);
  });
  model.setWeights(weights);
  weights.forEach((weight) => weight.dispose());
}
