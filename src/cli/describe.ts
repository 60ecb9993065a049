import type { LoadedModel, ManifestHead } from '../core/formats/modelPackage.js';
import { directionCount, outputSize, stateSize, type RnnConfig } from '../core/rnn/config.js';
import { modelParameters } from '../core/model/model.js';
import type { ModelEntry } from '../models/modelRegistry.js';
import { DEFAULT_MODEL, installed } from './modelFolders.js';

/** One line a model: id, task, language, network, size, score; a damaged one says what is wrong. */
export async function listModels(): Promise<string> {
  const entries = await installed.list();
  return `${entries.map(lineOf).join('\n')}\n`;
}

function lineOf(entry: ModelEntry): string {
  if (entry.kind === 'damaged')
    return `${entry.id}\tcannot be used: ${entry.place}: ${entry.problem.message}`;
  const { task, language, rnn, score } = entry.manifest;
  const size = `${(entry.sizeBytes / 1e6).toFixed(1)} MB`;
  const mark = entry.id === DEFAULT_MODEL ? ' (default)' : '';
  return `${entry.id}${mark}\t${task}\t${language}\t${networkLine(rnn)}\t${size}\t${score}`;
}

function networkLine(rnn: RnnConfig): string {
  return `${rnn.cell} ${rnn.layers} × ${directionCount(rnn)} × ${stateSize(rnn)}`;
}

/** Architecture, shapes and parameter counts of a model, for people. */
export function describe({ manifest, parameterCount, sizeBytes }: LoadedModel): string {
  const { rnn, vocabulary, heads } = manifest;
  const specs = modelParameters(manifest, vocabulary);
  const width = Math.max(...specs.map(({ name }) => name.length));
  const rows = specs.map(({ name, shape }) => {
    const count = shape.reduce((a, b) => a * b, 1);
    return `  ${name.padEnd(width)}  ${`(${shape.join(', ')})`.padEnd(14)} ${count.toLocaleString('en')}`;
  });
  const states = rnn.layers * directionCount(rnn);
  return [
    `${manifest.name}: ${manifest.title}`,
    `task      ${manifest.task}`,
    ...heads.map(headLine),
    `language  ${manifest.language}, tokenizer ${manifest.tokenizer}, one sequence a ${manifest.segment}`,
    `network   ${rnn.cell}, ${rnn.layers} layers, ${directionCount(rnn)} directions, ${rnn.hiddenSize} units each`,
    `shapes    x (batch, n, ${rnn.inputSize}) → output (batch, n, ${outputSize(rnn)}), ` +
      `h_n (${states}, batch, ${stateSize(rnn)})${rnn.cell === 'LSTM' ? `, c_n (${states}, batch, ${rnn.hiddenSize})` : ''}`,
    `size      ${parameterCount.toLocaleString('en')} parameters, ${(sizeBytes / 1e6).toFixed(2)} MB on disk`,
    `score     ${manifest.score}`,
    `data      ${manifest.data.name} ${manifest.data.version}, ${manifest.data.licence}`,
    'parameters',
    ...rows,
    '',
  ].join('\n');
}

/** Labels printed; a morphological analyser has a thousand. */
const LABELS_PRINTED = 60;

function headLine({ name, level, labels }: ManifestHead): string {
  const more = labels.length > LABELS_PRINTED ? ' …' : '';
  return `head      ${name}, one of ${labels.length} labels a ${level}: ${labels.slice(0, LABELS_PRINTED).join(' ')}${more}`;
}
