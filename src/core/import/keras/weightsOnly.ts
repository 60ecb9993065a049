import { sentence } from '../../sentence.js';
import type { ForeignTensor, ImportAnswers, ImportQuestion } from '../foreign.js';
import type { KerasDialect } from './activations.js';
import { readGraph, snakeCase, type KerasGraph } from './graph.js';
import type { JsonObject } from './json.js';
import { layerClasses } from './layers.js';
import type { LegacyWeights } from './legacyWeights.js';
import type { KerasNetwork } from './recognise.js';
import { refuse } from './refusal.js';
import { lastPart } from './weights.js';

/** What is guessed of a layer by its name and the shapes of its weights. */
interface Guess {
  readonly name: string;
  readonly className: string;
  readonly tensors: readonly ForeignTensor[];
}

/** Classes by the names that Keras gives layers by itself: `lstm_1`, `simple_rnn`. */
function classOf(name: string): string | undefined {
  const own = name.replace(/_\d+$/, '');
  if (own === 'input' || own === 'input_layer') return 'InputLayer';
  return layerClasses().find((className) => snakeCase(className) === own);
}

const CELLS: Readonly<Record<number, string>> = { 1: 'SimpleRNN', 3: 'GRU', 4: 'LSTM' };

/** Class of a recurrent layer by its recurrent kernel [H, G·H]. */
function cellOf(tensors: readonly ForeignTensor[]): { className: string; units: number } | undefined {
  const recurrent = tensors.find(({ name }) => lastPart(name) === 'recurrent_kernel') ?? tensors.at(1);
  const [units, gates] = recurrent?.shape.length === 2 ? recurrent.shape : [0, 0];
  const className = units > 0 ? CELLS[gates / units] : undefined;
  return className === undefined ? undefined : { className, units };
}

/** Class of a layer whose name says nothing. */
function classByShapes(tensors: readonly ForeignTensor[]): string | undefined {
  const names = tensors.map(({ name }) => lastPart(name));
  if (names.includes('embeddings')) return 'Embedding';
  if (names.includes('recurrent_kernel'))
    return tensors.length > 3 ? 'Bidirectional' : cellOf(tensors)?.className;
  if (names.includes('moving_mean')) return 'BatchNormalization';
  if (names[0] === 'kernel') return tensors[0].shape.length === 3 ? 'Conv1D' : 'Dense';
  return undefined;
}

/** A network of which only weights are there: layers in a chain, what the weights do not say asked for. */
export function guessNetwork(weights: LegacyWeights, dialect: KerasDialect, file: string): KerasNetwork {
  const guesses = weights.layerNames.map((name): Guess => {
    const tensors = weights.byLayer.get(name) ?? [];
    return { name, tensors, className: classOf(name) ?? classByShapes(tensors) ?? '?' };
  });
  const denses = guesses.filter(({ className }) => className === 'Dense');
  const isOld = dialect.major < 3 && dialect.gates === 'hard-sigmoid';
  return {
    file,
    weights,
    missing: [],
    questions: [
      ...(denses.length > 1 ? [HIDDEN] : []),
      ...(denses.length > 0 ? [answerQuestion(denses.at(-1)!)] : []),
      ...(followsDense(guesses) ? [STEPS] : []),
      ...(guesses.some(({ tensors }) => ['LSTM', 'GRU'].includes(cellOf(tensors)?.className ?? ''))
        ? [gatesQuestion(isOld)]
        : []),
    ],
    graph: (answers) => chain(guesses, answers, file),
    dialect: (answers) => ({ ...dialect, gates: gatesOf(answers, isOld) }),
  };
}

const HIDDEN: ImportQuestion = {
  id: 'hidden',
  text: sentence('The file has weights only. Which activation do the Dense layers before the last one have?'),
  options: ['relu', 'tanh', 'linear', 'sigmoid'].map((value) => ({ value, title: sentence('{0}', value) })),
  isNeeded: true,
};

const STEPS: ImportQuestion = {
  id: 'steps',
  text: sentence('The file has weights only. Does the network answer once for a text, or at each step?'),
  options: [
    { value: 'last', title: sentence('Once, after the last step') },
    { value: 'each', title: sentence('At each step') },
  ],
  isNeeded: true,
};

function answerQuestion({ tensors }: Guess): ImportQuestion {
  const isOne = tensors[0]?.shape.at(-1) === 1;
  const values = isOne ? ['sigmoid', 'linear'] : ['softmax', 'sigmoid', 'linear'];
  return {
    id: 'answer',
    text: sentence('The file has weights only. Which activation does the last layer have?'),
    options: values.map((value) => ({ value, title: sentence('{0}', value) })),
    isNeeded: true,
  };
}

function gatesQuestion(isOld: boolean): ImportQuestion {
  const values = isOld ? ['hard_sigmoid', 'sigmoid'] : ['sigmoid', 'hard_sigmoid'];
  return {
    id: 'gates',
    text: sentence('The file has weights only. Which activation do the gates have?'),
    options: values.map((value) => ({
      value,
      title: sentence('{0}', value),
      ...(value === 'hard_sigmoid' && { detail: sentence('what Keras before 2.3 takes by itself') }),
    })),
    isNeeded: isOld,
  };
}

function gatesOf(answers: ImportAnswers, isOld: boolean): KerasDialect['gates'] {
  const answer = answers['gates'] ?? (isOld ? 'hard_sigmoid' : 'sigmoid');
  return answer === 'hard_sigmoid' ? 'hard-sigmoid' : 'sigmoid';
}

const RECURRENT = ['SimpleRNN', 'LSTM', 'GRU', 'Bidirectional', 'CuDNNLSTM', 'CuDNNGRU'];
/** Layers behind which it matters as little as before them. */
const TRANSPARENT = ['Dropout', 'SpatialDropout1D', 'BatchNormalization', 'Activation'];

/** Whether a Dense layer comes right after the last recurrent one: then it may be done at each step. */
function followsDense(guesses: readonly Guess[]): boolean {
  const last = guesses.findLastIndex(({ className }) => RECURRENT.includes(className));
  return last >= 0 && next(guesses, last)?.className === 'Dense';
}

function next(guesses: readonly Guess[], k: number): Guess | undefined {
  return guesses.slice(k + 1).find(({ className }) => !TRANSPARENT.includes(className));
}

function chain(guesses: readonly Guess[], answers: ImportAnswers, file: string): KerasGraph {
  if (guesses.some(({ className }) => className === '?'))
    refuse(
      sentence(
        'The file has weights only, and nothing says what its layers are ({0}). Put the model’s JSON (model.to_json()) beside it.',
        guesses
          .map(({ name }) => name)
          .slice(0, 12)
          .join(', '),
      ),
    );
  const inner = guesses.filter(({ className }) => className !== 'InputLayer');
  const lastDense = inner.findLastIndex(({ className }) => className === 'Dense');
  const lastRecurrent = inner.findLastIndex(({ className }) => RECURRENT.includes(className));
  const layers = inner.map((guess, k) => {
    const follower = next(inner, k)?.className;
    const isSequence =
      k < lastRecurrent || (follower !== undefined && follower !== 'Dense') || answers['steps'] === 'each';
    const activation =
      k === lastDense
        ? (answers['answer'] ?? (guess.tensors[0]?.shape.at(-1) === 1 ? 'sigmoid' : 'softmax'))
        : (answers['hidden'] ?? 'relu');
    return { class_name: guess.className, config: settings(guess, isSequence, activation) };
  });
  const input = { class_name: 'InputLayer', config: { name: 'input', batch_input_shape: [null, null] } };
  return readGraph(
    { class_name: 'Sequential', config: { name: 'network', layers: [input, ...layers] } },
    file,
  );
}

function settings({ name, className, tensors }: Guess, isSequence: boolean, activation: string): JsonObject {
  const shared = { name, use_bias: tensors.length % 3 !== 2 || className === 'Dense' };
  const cell = cellOf(tensors);
  const recurrent = { units: cell?.units, return_sequences: isSequence };
  if (className === 'Bidirectional')
    return {
      name,
      merge_mode: 'concat',
      layer: { class_name: cell?.className ?? '?', config: { ...recurrent, use_bias: tensors.length !== 4 } },
    };
  if (RECURRENT.includes(className)) return { ...shared, ...recurrent };
  if (className === 'Dense' || className === 'TimeDistributed')
    return className === 'Dense'
      ? { name, activation, use_bias: tensors.length > 1 }
      : { name, layer: { class_name: 'Dense', config: { activation, use_bias: tensors.length > 1 } } };
  if (className === 'Activation') return { name, activation };
  if (className === 'Conv1D') return { ...shared, padding: 'same', activation: 'relu' };
  return { name };
}
