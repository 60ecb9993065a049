import { RnnLensError } from '../../problems.js';
import type { SourceFiles } from '../files.js';
import type { ForeignFile, ForeignVocabulary } from '../foreign.js';
import { openHdf5 } from '../hdf5/hdf5.js';
import { Archive } from './archive.js';
import { factsOf } from './facts.js';
import { readGraph, type KerasGraph } from './graph.js';
import { isObject, parseJson, textOf } from './json.js';
import { readLegacyWeights } from './legacyWeights.js';
import { readNumberedWeights } from './numberedWeights.js';
import { recogniseGraph } from './recognise.js';
import { vectorizationVocabulary } from './textVectorization.js';
import { dialectOf } from './versions.js';
import { NO_WEIGHTS, type KerasWeights } from './weights.js';

const MAX_TEXT_BYTES = 32 * 2 ** 20;
const WEIGHTS = 'model.weights.h5';

/** A `.keras` archive: configuration, versions and weights. */
export async function readKerasArchive({ main }: SourceFiles): Promise<ForeignFile> {
  const archive = await Archive.open(main);
  const config = await archive.text('config.json', MAX_TEXT_BYTES);
  if (config === null)
    throw new RnnLensError('{0} is a zip archive without a config.json: no Keras model.', main.name);
  const metadata = parseJson(
    (await archive.text('metadata.json', MAX_TEXT_BYTES)) ?? '{}',
    `${main.name}: metadata.json`,
  );
  const version = isObject(metadata) ? textOf(metadata, 'keras_version') : undefined;
  const model = parseJson(config, `${main.name}: config.json`);
  const weights = await weightsOf(archive, main.name);
  const { recognised, graph } = recogniseGraph(
    { file: main.name, weights, missing: [] },
    dialectOf(version ?? '3'),
    () => readGraph(model, main.name),
  );
  return {
    format: `Keras${version ? ` ${version}` : ''} (.keras)`,
    tensors: weights.tensors,
    facts: factsOf(
      { keras: version, saved: isObject(metadata) ? textOf(metadata, 'date_saved') : undefined },
      graph,
    ),
    vocabularies: graph ? await vocabulariesOf(graph, archive, main.name) : [],
    labels: null,
    recognised,
  };
}

async function weightsOf(archive: Archive, file: string): Promise<KerasWeights> {
  const member = await archive.member(WEIGHTS);
  if (!member) throw new RnnLensError('{0} has no {1}: the weights are missing.', file, WEIGHTS);
  const root = await openHdf5(member);
  const weights = (await readNumberedWeights(root)) ?? (await readLegacyWeights(root, file));
  return weights ?? NO_WEIGHTS;
}

/** Vocabularies of layers that read text themselves, from the settings or from the archive's own files. */
async function vocabulariesOf(
  graph: KerasGraph,
  archive: Archive,
  file: string,
): Promise<ForeignVocabulary[]> {
  const found: ForeignVocabulary[] = [];
  for (const layer of graph.layers.filter(({ className }) => className === 'TextVectorization')) {
    const own = layer.config['vocabulary'];
    const name = archive.names.find(
      (member) => /(^|\/)vocabulary\.txt$/.test(member) && member.includes(layer.place),
    );
    const text = name === undefined ? null : await archive.text(name, MAX_TEXT_BYTES);
    const words = Array.isArray(own) ? own : text === null ? [] : text.replace(/\n$/, '').split('\n');
    const vocabulary = vectorizationVocabulary(layer, words, file);
    if (vocabulary) found.push(vocabulary);
  }
  return found;
}
