import type { LoadedModel, ManifestHead } from '../core/formats/modelPackage.js';
import {
  activationOf,
  directionCount,
  gateActivationOf,
  outputSize,
  resetsBefore,
  stateSize,
  type RnnConfig,
} from '../core/rnn/config.js';
import { cellEquation } from '../core/views/equation.js';
import { formatUnits } from '../core/views/format.js';
import { stateShapes } from '../core/views/unrolled.js';
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
  const units = rnn.layerUnits ? formatUnits(rnn) : stateSize(rnn);
  return `${rnn.cell} ${rnn.layers} × ${directionCount(rnn)} × ${units}`;
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
  const states = stateShapes(rnn, NaN).map(
    ({ name, shape }) =>
      `, ${name} (${shape.map((size) => (Number.isNaN(size) ? 'batch' : size)).join(', ')})`,
  );
  return [
    `${manifest.name}: ${manifest.title}`,
    `task      ${manifest.task}`,
    ...heads.map(headLine),
    `language  ${manifest.language}, tokenizer ${manifest.tokenizer}, one sequence a ${manifest.segment}`,
    `network   ${rnn.cell}, ${rnn.layers} layers, ${directionCount(rnn)} directions, ${formatUnits(rnn)} units${rnn.layerUnits ? '' : ' each'}`,
    ...variantLines(rnn),
    `shapes    x (batch, n, ${rnn.inputSize}) → output (batch, n, ${outputSize(rnn)})${states.join('')}`,
    `size      ${parameterCount.toLocaleString('en')} parameters, ${(sizeBytes / 1e6).toFixed(2)} MB on disk`,
    `score     ${manifest.score}`,
    `data      ${manifest.data.name} ${manifest.data.version}, ${manifest.data.licence}`,
    'parameters',
    ...rows,
    '',
  ].join('\n');
}

/** The equations of a cell that is not PyTorch's. */
function variantLines(rnn: RnnConfig): string[] {
  const isUsual =
    gateActivationOf(rnn) === 'sigmoid' &&
    activationOf(rnn) === (rnn.cell === 'RNN_RELU' ? 'relu' : 'tanh') &&
    !resetsBefore(rnn);
  if (isUsual) return [];
  const { lines } = cellEquation({ rnn, direction: 'forward', now: {}, before: {} });
  return lines.map(({ symbols }, k) => `${k === 0 ? 'step' : ''}`.padEnd(10) + symbols);
}

/** Labels printed; a morphological analyser has a thousand. */
const LABELS_PRINTED = 60;

function headLine({ name, level, labels }: ManifestHead): string {
  const more = labels.length > LABELS_PRINTED ? ' …' : '';
  return `head      ${name}, one of ${labels.length} labels a ${level}: ${labels.slice(0, LABELS_PRINTED).join(' ')}${more}`;
}
