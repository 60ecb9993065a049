import type { CellKind } from '../../rnn/config.js';
import type { OwnFiles } from '../../data/own/ownData.js';
import { dominantScript } from '../../text/script.js';
import type { FitConfig } from '../fit.js';
import type { InputRecipe, NetworkRecipe, RecipeData, TrainingRecipe } from '../recipe.js';
import type { Proposal } from './proposals.js';

/** What people choose of a network. */
export interface NetworkChoice {
  readonly cell: CellKind;
  readonly layers: number;
  readonly hiddenSize: number;
  readonly bidirectional: boolean;
}

/** Everything that is chosen; the rest follows from the text. */
export interface OwnChoice extends NetworkChoice {
  readonly name: string;
  readonly title: string;
  readonly proposal: Proposal;
  readonly files: OwnFiles;
  /** All that is learned from. */
  readonly text: string;
  readonly seed: number;
}

/** Networks that learn something worth looking at within minutes. */
export function defaultNetwork(task: Proposal['task']): NetworkChoice {
  if (task === 'states') return { cell: 'RNN_TANH', layers: 1, hiddenSize: 2, bidirectional: false };
  return task === 'language-model'
    ? { cell: 'GRU', layers: 1, hiddenSize: 128, bidirectional: false }
    : { cell: 'LSTM', layers: 1, hiddenSize: 64, bidirectional: true };
}

/** A recipe with good defaults, to be trained until `withinTime` or people say how long. */
export function ownRecipe(choice: OwnChoice): TrainingRecipe {
  const { name, title, proposal, files, text, seed } = choice;
  const isModel = proposal.task === 'language-model';
  const isNumbers = proposal.task === 'states';
  const script = dominantScript(text);
  const language = { hangul: 'ko', latin: 'en' }[script ?? 'latin'];
  return {
    name,
    title,
    task: proposal.task,
    language: isModel || isNumbers ? '' : language,
    tokenizer: isNumbers ? 'lines' : isModel ? 'characters' : script === 'hangul' ? 'korean' : 'english',
    segment: isModel || isNumbers ? 'document' : proposal.task === 'tagging' ? 'sentence' : 'line',
    data: {
      name: files.train.replace(/^.*\//, ''),
      version: '',
      licence: 'that of the text',
      attribution: 'own data',
      ...dataOf(proposal, files),
    },
    terms: 'The model was trained in the editor on somebody’s own text and can repeat pieces of it.',
    labelDescriptions: {},
    network: networkOf(choice, isModel || script === 'hangul'),
    minimumCounts: { words: 1, characters: 1, pairs: 1 },
    batch: isModel ? streamsFor(text.length) : { segments: 16 },
    dropout: isNumbers
      ? { input: 0, layer: 0, output: 0, symbol: 0 }
      : isModel
        ? { input: 0, layer: 0, output: 0, symbol: 0.1 }
        : { input: 0.3, layer: 0.3, output: 0.3, symbol: 0.5 },
    fit: isNumbers ? numbersFit(seed) : fitOf(isModel, seed),
    // Twelve numbers that people compare digit by digit.
    precision: isNumbers ? 'F32' : 'F16',
  };
}

function dataOf({ task, own, loss = 'all' }: Proposal, { train, more, development }: OwnFiles): RecipeData {
  const files = { train, development, own, ...(more && more.length > 0 && { more }) };
  if (task === 'language-model') return { format: 'text', ...files };
  if (task === 'states') return { format: 'numbers', loss, ...files };
  // Two columns say nothing of whose tags they are.
  const heads = own.kind === 'columns' ? { headNames: ['tag'] } : {};
  if (task === 'tagging') return { format: 'conllu', columns: ['upos'], ...heads, ...files };
  const labels = Object.fromEntries((own.labels ?? []).map((label) => [label, label]));
  return {
    format: 'table',
    textColumn: 'text',
    labelColumn: 'label',
    heads: [{ name: 'class', labels }],
    treebankBrackets: false,
    ...files,
  };
}

function networkOf(
  { cell, layers, hiddenSize, bidirectional, proposal }: OwnChoice,
  byCharacter: boolean,
): NetworkRecipe {
  if (proposal.widths) {
    const { inputs: size, targets } = proposal.widths;
    return { input: { kind: 'vectors', size }, cell, layers, hiddenSize: targets, bidirectional: false };
  }
  const characters: InputRecipe = {
    kind: 'characters',
    characterSize: 48,
    pairSize: 0,
    separated: proposal.task !== 'language-model',
  };
  const words: InputRecipe = {
    kind: 'words',
    wordSize: 64,
    characterSize: 24,
    characterHiddenSize: 32,
    lowerCase: proposal.task === 'classification',
  };
  const input = byCharacter ? characters : words;
  const pooling = proposal.task === 'classification' ? ({ pooling: 'max' } as const) : {};
  return { input, cell, layers, hiddenSize, bidirectional, ...pooling };
}

/** A short text has few streams, so that each is still long. */
function streamsFor(length: number): { readonly streams: number; readonly steps: number } {
  const streams = Math.max(4, Math.min(32, Math.round(length / 4_000)));
  return { streams, steps: length / streams > 4_000 ? 128 : 64 };
}

/** Small networks on numbers learn fast, and to the last digit only if the steps become small. */
function numbersFit(seed: number): FitConfig {
  return {
    seed,
    epochs: 30,
    optimizer: { kind: 'adam', learningRate: 0.02, maxGradientNorm: 1 },
    finalLearningRateShare: 0.001,
    decay: 'cosine',
    patience: 30,
  };
}

function fitOf(isModel: boolean, seed: number): FitConfig {
  return {
    seed,
    epochs: 20,
    optimizer: { kind: 'adam', learningRate: isModel ? 0.004 : 0.003, maxGradientNorm: isModel ? 1 : 5 },
    finalLearningRateShare: 0.05,
    decay: 'cosine',
    patience: isModel ? 20 : 8,
  };
}
