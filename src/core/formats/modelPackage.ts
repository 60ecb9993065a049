import {
  assembleModel,
  EMBEDDING,
  modelParameters,
  parameterCount,
  type Architecture,
  type Model,
} from '../model/model.js';
import { headsOfTagSet } from '../model/tagSets.js';
import type { ModelSymbols } from '../tokens/vocabulary.js';
import { RnnLensError } from '../problems.js';
import type { ParameterSpec } from '../rnn/weights.js';
import { embeddingOf, type Embedding } from '../tokens/embedding.js';
import { architectureOf, MODEL_FILES, readManifest, type ModelManifest } from './manifest.js';
import { dequantise, isScaled, quantise, quantisedEmbedding, scaleName } from './quantised.js';
import { readSafetensors, toFloat32, writeSafetensors } from './safetensors.js';
import type { TensorEntry, TensorToWrite } from './safetensors.js';

export * from './manifest.js';

/** A model read from its folder. */
export interface LoadedModel {
  readonly manifest: ModelManifest;
  readonly model: Model;
  readonly parameterCount: number;
  readonly sizeBytes: number;
}

/** Puts a model together from its two files; throws RnnLensError naming the file and what is wrong with it. */
export function readModel(manifestJson: string, weights: Uint8Array): LoadedModel {
  return readWeights(readManifest(manifestJson), weights);
}

/** The model of a manifest that was read; throws RnnLensError naming the weights file and what is wrong with it. */
export function readWeights(manifest: ModelManifest, weights: Uint8Array): LoadedModel {
  const architecture = architectureOf(manifest);
  const specs = modelParameters(architecture, manifest.vocabulary);
  try {
    const { tensors } = readSafetensors(weights);
    const entries = new Map(specs.map((spec) => [spec.name, entryOf(tensors, spec)]));
    const scales = (name: string): TensorEntry | undefined => tensors.get(scaleName(name));
    const find = (name: string): Float32Array => valuesOf(entries.get(name)!, scales(name));
    const findEmbedding = (name: string, width: number): Embedding => {
      const entry = entries.get(name)!;
      return isScaled(entry) ? quantisedEmbedding(entry, scales(name)) : embeddingOf(find(name), width);
    };
    const model = assembleModel(architecture, manifest.vocabulary, find, findEmbedding);
    const sizes = {
      parameterCount: parameterCount(architecture, manifest.vocabulary),
      sizeBytes: weights.length,
    };
    return { manifest, model, ...sizes };
  } catch (error) {
    if (error instanceof RnnLensError)
      throw new RnnLensError('{0}: {1}', MODEL_FILES.weights, error.sentence);
    throw error;
  }
}

/**
 * A model as a tagger with one of its tag sets alone: the first one's if no name is given, all of it where it has none.
 * Throws RnnLensError if there is no tag set of this name.
 */
export function withTagSet(loaded: LoadedModel, name?: string): LoadedModel {
  const { manifest, model } = loaded;
  const chosen = headsOfTagSet(manifest.heads, manifest.tagSets, name);
  const own = { ...manifest, heads: chosen.map(({ head }) => head) };
  const heads = chosen.map(({ place }) => model.heads[place]);
  return { ...loaded, manifest: own, model: { ...model, architecture: architectureOf(own), heads } };
}

/** As `withTagSet`, with the first tag set where a model has none of this name. */
export function inTagSet(loaded: LoadedModel, name: string | undefined): LoadedModel {
  const isThere = loaded.manifest.tagSets?.some((set) => set.name === name);
  return withTagSet(loaded, isThere ? name : undefined);
}

/** A manifest and the numbers of all its parameters by name; throws as `readWeights`. */
export function readParameters(
  manifestJson: string,
  weights: Uint8Array,
): { readonly manifest: ModelManifest; readonly parameters: ReadonlyMap<string, Float32Array> } {
  const manifest = readManifest(manifestJson);
  const { tensors } = readSafetensors(weights);
  const specs = modelParameters(architectureOf(manifest), manifest.vocabulary);
  const parameters = specs.map((spec) => {
    const entry = entryOf(tensors, spec);
    return [spec.name, valuesOf(entry, tensors.get(scaleName(spec.name)))] as const;
  });
  return { manifest, parameters: new Map(parameters) };
}

/** The tensor of a parameter; throws RnnLensError where it is missing or has another shape. */
function entryOf(tensors: ReadonlyMap<string, TensorEntry>, { name, shape }: ParameterSpec): TensorEntry {
  const entry = tensors.get(name);
  if (!entry) throw new RnnLensError('Tensor "{0}" is missing.', name);
  if (entry.shape.join() !== shape.join())
    throw new RnnLensError(
      'Tensor "{0}" is [{1}], model.json says [{2}].',
      name,
      entry.shape.join(', '),
      shape.join(', '),
    );
  return entry;
}

function valuesOf(entry: TensorEntry, scales: TensorEntry | undefined): Float32Array {
  if (isScaled(entry)) return dequantise(entry, scales);
  const values = toFloat32(entry);
  if (!allFinite(values))
    throw new RnnLensError('Tensor "{0}" holds numbers that are not finite.', entry.name);
  return values;
}

/** Whether all numbers are finite; a product with 0 is 0 for those and NaN for all others, and sums keep a NaN. */
function allFinite(values: Float32Array): boolean {
  let sum = 0;
  for (let k = 0; k < values.length; k++) sum += values[k] * 0;
  return sum === 0;
}

/** How weights are stored: single or half precision, or matrices in 8 bits with one scale a row. */
export const PRECISIONS = ['F32', 'F16', 'I8'] as const;
export type Precision = (typeof PRECISIONS)[number];

/** How the numbers of a network are stored, and those of its large tables (of words, of pairs) where that is smaller. */
export interface StoredPrecision {
  readonly precision: Precision;
  readonly tablePrecision?: 'F4' | undefined;
}

/** The weights file of a model: parameters by name. */
export function writeWeights(
  architecture: Architecture,
  symbols: ModelSymbols,
  find: (name: string) => Float32Array,
  { precision, tablePrecision }: StoredPrecision = { precision: 'F16' },
): Uint8Array {
  const tensors: Record<string, TensorToWrite> = {};
  const matrices = precision === 'I8' ? precision : null;
  for (const { name, shape } of modelParameters(architecture, symbols)) {
    const isTable = name === EMBEDDING.words || name === EMBEDDING.pairs;
    const scaled = isTable && tablePrecision ? tablePrecision : matrices;
    if (scaled && shape.length === 2) Object.assign(tensors, quantise(name, shape, find(name), scaled));
    else tensors[name] = { shape, values: find(name), dtype: precision === 'F32' ? 'F32' : 'F16' };
  }
  return writeSafetensors(tensors, { format: 'pt' });
}
