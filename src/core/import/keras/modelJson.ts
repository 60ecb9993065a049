import { RnnLensError } from '../../problems.js';
import { sentence } from '../../sentence.js';
import type { SourceFiles } from '../files.js';
import type { ForeignFile } from '../foreign.js';
import { factsOf } from './facts.js';
import { isNetworkConfig, readGraph } from './graph.js';
import { weightsBeside } from './hdf5File.js';
import { isObject, parseJson, textOf, type JsonObject } from './json.js';
import { recogniseGraph } from './recognise.js';
import { refuse } from './refusal.js';
import { readTfjsWeights, type TfjsWeights } from './tfjsWeights.js';
import { dialectOf } from './versions.js';
import { NO_WEIGHTS } from './weights.js';

const MAX_JSON_BYTES = 32 * 2 ** 20;

/** A `model.json`: TensorFlow.js with its weights beside it, or a Keras configuration. */
export async function readModelJson(files: SourceFiles): Promise<ForeignFile> {
  const { main } = files;
  if (main.sizeBytes > MAX_JSON_BYTES)
    throw new RnnLensError(
      '{0} has {1} bytes; at most {2} are read.',
      main.name,
      main.sizeBytes,
      MAX_JSON_BYTES,
    );
  const text = new TextDecoder().decode(await main.read(0, main.sizeBytes));
  const value = parseJson(text, main.name);
  if (!isObject(value)) throw new RnnLensError('{0} is no model: its JSON is not an object.', main.name);
  return isNetworkConfig(value) || value['class_name'] !== undefined
    ? readConfiguration(value, files)
    : readTfjs(value, files);
}

async function readTfjs(value: JsonObject, files: SourceFiles): Promise<ForeignFile> {
  const file = files.main.name;
  const isGraphModel = value['format'] === 'graph-model' || isGraph(value['modelTopology']);
  const manifest = value['weightsManifest'];
  const weights: TfjsWeights =
    manifest === undefined && isGraphModel
      ? { ...NO_WEIGHTS, missing: [] }
      : await readTfjsWeights(manifest, files);
  const topology = value['modelTopology'];
  const inner = isObject(topology) ? (topology['model_config'] ?? topology) : undefined;
  const version = isObject(topology) ? textOf(topology, 'keras_version') : undefined;
  const { recognised, graph } = recogniseGraph(
    { file, weights, missing: weights.missing },
    dialectOf(version),
    () => {
      if (isGraphModel)
        refuse(
          sentence(
            '{0} is a TensorFlow.js graph model, whose layers are taken apart into operations. Convert the Keras model to a layers model (tensorflowjs_converter --input_format=keras), or import the Keras file itself.',
            file,
          ),
        );
      return readGraph(typeof inner === 'string' ? parseJson(inner, file) : inner, file);
    },
  );
  const [made, converted] = [textOf(value, 'generatedBy'), textOf(value, 'convertedBy')];
  return {
    format: isGraphModel ? 'TensorFlow.js graph model' : 'TensorFlow.js layers model',
    tensors: weights.tensors,
    facts: factsOf({ keras: version, made, converted }, graph),
    vocabularies: [],
    labels: null,
    recognised,
  };
}

/** Operations instead of layers, whatever the file calls itself. */
function isGraph(topology: unknown): boolean {
  return isObject(topology) && Array.isArray(topology['node']);
}

async function readConfiguration(model: JsonObject, files: SourceFiles): Promise<ForeignFile> {
  const file = files.main.name;
  const weights = isNetworkConfig(model) ? await weightsBeside(files, model) : null;
  const version = textOf(model, 'keras_version');
  const { recognised, graph } = recogniseGraph(
    { file, weights: weights ?? NO_WEIGHTS, missing: [] },
    dialectOf(version),
    () => {
      const read = readGraph(model, file);
      if (!weights)
        refuse(sentence('{0} describes a network, but its weights (.h5) are not beside it.', file));
      return read;
    },
  );
  return {
    format: `Keras${version ? ` ${version}` : ''} (JSON)`,
    tensors: weights?.tensors ?? [],
    facts: factsOf({ keras: version, backend: textOf(model, 'backend') }, graph),
    vocabularies: [],
    labels: null,
    recognised,
  };
}
