import { sentence, type Sentence } from '../../sentence.js';
import type { SourceFile, SourceFiles } from '../files.js';
import type { ForeignFile, Recognised, Refused } from '../foreign.js';
import { openHdf5, type HdfGroup, type HdfValue } from '../hdf5/hdf5.js';
import type { KerasDialect } from './activations.js';
import { factsOf } from './facts.js';
import { isNetworkConfig, readGraph, type KerasGraph } from './graph.js';
import { isObject, parseJson, type JsonObject } from './json.js';
import { knownModel } from './known.js';
import { readLegacyWeights, tensorOf, type LegacyWeights } from './legacyWeights.js';
import { readNumberedWeights } from './numberedWeights.js';
import { recognise, recogniseGraph } from './recognise.js';
import { refuse } from './refusal.js';
import { dialectOf } from './versions.js';
import { NO_WEIGHTS, type KerasWeights } from './weights.js';
import { guessNetwork } from './weightsOnly.js';

/** Text of JSON files beside a model; a configuration has at most some megabytes. */
const MAX_JSON_BYTES = 16 * 2 ** 20;
const MAX_JSON_FILES = 24;

const textIn = (value: HdfValue | undefined): string | undefined =>
  typeof value === 'string' ? value : undefined;

/** A whole model, or weights with or without their configuration beside them. */
export async function readHdf5File(files: SourceFiles): Promise<ForeignFile> {
  const file = files.main.name;
  const root = await openHdf5(files.main);
  const attributes = await root.attributes();
  const weightGroup = (await root.children()).get('model_weights');
  const group = weightGroup?.kind === 'group' ? weightGroup : root;
  const inner = group === root ? attributes : await group.attributes();
  const version = textIn(attributes.get('keras_version')) ?? textIn(inner.get('keras_version'));
  const dialect = dialectOf(version);
  const legacy = await readLegacyWeights(group, file);
  const weights = legacy ?? (await readNumberedWeights(root));
  const text = textIn(attributes.get('model_config'));
  const config = text === undefined ? undefined : parseJson(text, file);
  const model = config ?? (weights ? await configBeside(files, legacy) : undefined);
  const shown = weights ?? { tensors: await allTensors(root), of: () => [] };
  const { recognised, graph } = await recognisedOf({ files, file, dialect, weights, legacy, model });
  return {
    format: `Keras${version ? ` ${version}` : ''} (HDF5${config === undefined ? ', weights only' : ''})`,
    tensors: shown.tensors,
    facts: factsOf({ keras: version, backend: textIn(inner.get('backend')) }, graph),
    vocabularies: [],
    labels: null,
    recognised,
  };
}

interface Found {
  readonly files: SourceFiles;
  readonly file: string;
  readonly dialect: KerasDialect;
  readonly weights: KerasWeights | null;
  readonly legacy: LegacyWeights | null;
  readonly model: unknown;
}

/** What runs of the file, and the layers that it names. */
async function recognisedOf(
  found: Found,
): Promise<{ recognised: Recognised | Refused; graph: KerasGraph | null }> {
  const { file, dialect, weights, legacy, model, files } = found;
  const refused = (reason: Sentence): { recognised: Refused; graph: null } => ({
    recognised: { kind: 'refused', reason },
    graph: null,
  });
  if (model !== undefined)
    return recogniseGraph({ file, weights: weights ?? NO_WEIGHTS, missing: [] }, dialect, () => {
      const graph = readGraph(model, file);
      if (!weights) refuse(sentence('{0} has a network but none of its weights.', file));
      return graph;
    });
  if (legacy) {
    const settings = await settingsBeside(files);
    return recogniseKnown(legacy, dialect, file, settings);
  }
  return refused(
    weights
      ? sentence(
          '{0} has weights without the order of their layers. Put the model’s config.json beside it, or save the whole model (.keras).',
          file,
        )
      : sentence('{0} is an HDF5 file, but not one that Keras has written: it has no list of layers.', file),
  );
}

function recogniseKnown(
  legacy: LegacyWeights,
  dialect: KerasDialect,
  file: string,
  settings: JsonObject,
): { recognised: Recognised | Refused; graph: KerasGraph | null } {
  const model = knownModel(legacy, settings);
  if (model)
    return recogniseGraph({ file, weights: legacy, missing: [] }, dialect, () => readGraph(model, file));
  return { recognised: recognise(guessNetwork(legacy, dialect, file)), graph: null };
}

/** JSON files beside the model, smallest surprises first: those that are named as configurations. */
async function jsonBeside({ names, beside }: SourceFiles): Promise<unknown[]> {
  const wanted = names.filter((name) => /\.json$/i.test(name));
  wanted.sort((a, b) => Number(/config|model|arch/i.test(b)) - Number(/config|model|arch/i.test(a)));
  const values: unknown[] = [];
  for (const name of wanted.slice(0, MAX_JSON_FILES)) {
    const file = await beside(name);
    if (file && file.sizeBytes <= MAX_JSON_BYTES) {
      const value = parsed(await textOfFile(file), name);
      if (value !== undefined) values.push(value);
    }
  }
  return values;
}

/** What is no JSON is no configuration either. */
function parsed(text: string, name: string): unknown {
  try {
    return parseJson(text, name);
  } catch {
    return undefined;
  }
}

async function textOfFile(file: SourceFile): Promise<string> {
  return new TextDecoder().decode(await file.read(0, file.sizeBytes));
}

/** The configuration of a network beside its weights: one that has the layers that the weights are of. */
async function configBeside(
  files: SourceFiles,
  legacy: LegacyWeights | null,
): Promise<JsonObject | undefined> {
  for (const value of await jsonBeside(files)) {
    const model =
      isObject(value) && !isNetworkConfig(value) ? (value['model_config'] ?? value['modelTopology']) : value;
    if (!isNetworkConfig(model)) continue;
    const text = JSON.stringify(model);
    if (!legacy || legacy.layerNames.every((name) => text.includes(JSON.stringify(name)))) return model;
  }
  return undefined;
}

/** Settings of textgenrnn and the like, beside their weights. */
async function settingsBeside(files: SourceFiles): Promise<JsonObject> {
  for (const value of await jsonBeside(files)) if (isObject(value) && 'max_length' in value) return value;
  return {};
}

/** Weights that a configuration has beside it: the first HDF5 file whose layers are the configuration's. */
export async function weightsBeside(files: SourceFiles, model: JsonObject): Promise<KerasWeights | null> {
  const text = JSON.stringify(model);
  for (const name of files.names
    .filter((name) => /\.(h5|hdf5|keras)$/i.test(name))
    .slice(0, MAX_JSON_FILES)) {
    const file = await files.beside(name);
    const weights = file && (await weightsIn(file));
    if (!weights) continue;
    const names = 'layerNames' in weights ? (weights as LegacyWeights).layerNames : [];
    if (names.every((layer) => text.includes(JSON.stringify(layer)))) return weights;
  }
  return null;
}

/** Null for files that are not what they seem: they were not chosen. */
async function weightsIn(file: SourceFile): Promise<KerasWeights | null> {
  try {
    const root = await openHdf5(file);
    const group = (await root.children()).get('model_weights');
    const legacy = await readLegacyWeights(group?.kind === 'group' ? group : root, file.name);
    return legacy ?? (await readNumberedWeights(root));
  } catch {
    return null;
  }
}

const MAX_TENSORS = 5_000;

/** All arrays of a file that Keras has not written. */
async function allTensors(root: HdfGroup): Promise<KerasWeights['tensors']> {
  const groups = [root];
  const tensors = [];
  for (let group = groups.pop(); group; group = groups.pop())
    for (const child of (await group.children()).values()) {
      if (tensors.length >= MAX_TENSORS) return tensors;
      if (child.kind === 'group') groups.push(child);
      else tensors.push(await tensorOf(child, child.path));
    }
  return tensors;
}
