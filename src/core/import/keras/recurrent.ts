import type { CellKind } from '../../rnn/config.js';
import { RnnLensError } from '../../problems.js';
import { sentence, type Sentence } from '../../sentence.js';
import type { ForeignTensor } from '../foreign.js';
import type { ImportedRecurrent, Merge } from '../network.js';
import { activationOf } from './activations.js';
import { readDirection, type BiasKind, type KerasDirection } from './gates.js';
import type { KerasLayer } from './graph.js';
import { countOf, flagOf, isObject, settingOf, textOf, type JsonObject } from './json.js';
import { onlyInput, sequenceInto, type Plan, type Planned } from './plan.js';
import { refuse } from './refusal.js';

/** Recurrent layers by class; plain cells are told apart by their activation. */
const CELLS: Readonly<Record<string, CellKind>> = {
  SimpleRNN: 'RNN_TANH',
  LSTM: 'LSTM',
  GRU: 'GRU',
  CuDNNLSTM: 'LSTM',
  CuDNNGRU: 'GRU',
  SimpleRNNCell: 'RNN_TANH',
  LSTMCell: 'LSTM',
  GRUCell: 'GRU',
};

/** Class and settings of a recurrent layer; one that is made of a cell (`RNN(LSTMCell(64))`) counts as that. */
function unwrapped(className: string, config: JsonObject): { className: string; config: JsonObject } {
  const { cell } = config;
  const inner = isObject(cell) ? cell['config'] : undefined;
  if (className !== 'RNN' || !isObject(cell) || !isObject(inner)) return { className, config };
  return { className: textOf(cell, 'class_name') ?? '?', config: { ...inner, ...config } };
}

/** Whether a layer is recurrent, also as what another one wraps. */
export function isRecurrent({
  className,
  config,
}: {
  readonly className: string;
  readonly config: JsonObject;
}): boolean {
  const { layer } = config;
  if ((className === 'Bidirectional' || className === 'TimeDistributed') && isObject(layer))
    return isRecurrent({
      className: textOf(layer, 'class_name')?.replace(/^.*>/, '') ?? '',
      config: isObject(layer['config']) && className === 'Bidirectional' ? layer['config'] : {},
    });
  return Object.hasOwn(CELLS, unwrapped(className, config).className);
}

/** A recurrent layer that reads in one direction. */
export function planRecurrent(layer: KerasLayer, inputs: readonly Planned[], plan: Plan): Planned {
  const one = { ...unwrapped(layer.className, layer.config), tensors: plan.weights.of(layer) };
  return plannedLayer(layer, onlyInput(layer, inputs), plan, {
    parts: [one],
    merge: 'none',
    isReversed: flagOf(one.config, 'go_backwards'),
  });
}

const MERGES: Readonly<Record<string, Merge>> = {
  concat: 'concat',
  sum: 'sum',
  ave: 'average',
  mul: 'multiply',
};

/** A layer that reads in both directions. */
export function planBidirectional(layer: KerasLayer, inputs: readonly Planned[], plan: Plan): Planned {
  const { layer: forward, backward_layer: backward } = layer.config;
  const mode = layer.config['merge_mode'];
  const merge = Object.hasOwn(MERGES, String(mode ?? 'concat'))
    ? MERGES[String(mode ?? 'concat')]
    : undefined;
  if (mode === null || merge === undefined)
    refuse(
      sentence('Layer "{0}" does not merge its two directions (merge_mode {1}).', layer.id, String(mode)),
    );
  const of = (wrapped: unknown): { className: string; config: JsonObject } => {
    const config = isObject(wrapped) ? wrapped['config'] : undefined;
    if (!isObject(wrapped) || !isObject(config))
      throw new RnnLensError('Layer "{0}" does not say what it wraps.', layer.id);
    return unwrapped(textOf(wrapped, 'class_name')?.replace(/^.*>/, '') ?? '?', config);
  };
  const [first, second] = [of(forward), of(isObject(backward) ? backward : forward)];
  if (flagOf(first.config, 'go_backwards'))
    refuse(sentence('Layer "{0}" wraps a layer that reads backwards itself.', layer.id));
  const [own, other] = split(plan.weights.of(layer));
  return plannedLayer(layer, onlyInput(layer, inputs), plan, {
    parts: [
      { ...first, tensors: own },
      { ...second, tensors: other },
    ],
    merge: merge!,
    isReversed: false,
  });
}

/** Tensors of the forward direction and of the backward one. */
function split(tensors: readonly ForeignTensor[]): [readonly ForeignTensor[], readonly ForeignTensor[]] {
  const isBackward = ({ name }: ForeignTensor): boolean => /(^|\/)backward_/.test(name);
  const [own, other] = [tensors.filter((tensor) => !isBackward(tensor)), tensors.filter(isBackward)];
  if (own.length === other.length) return [own, other];
  return [tensors.slice(0, tensors.length / 2), tensors.slice(tensors.length / 2)];
}

interface Part {
  readonly className: string;
  readonly config: JsonObject;
  readonly tensors: readonly ForeignTensor[];
}

interface Directed {
  readonly parts: readonly Part[];
  readonly merge: Merge;
  readonly isReversed: boolean;
}

function plannedLayer(
  layer: KerasLayer,
  input: Planned,
  plan: Plan,
  { parts, merge, isReversed }: Directed,
): Planned {
  const flow = sequenceInto(layer, input);
  const [{ className, config }] = parts;
  const { cell, gateActivation, activation } = cellOf(layer, className, config, plan);
  const directions = parts.map((part) => {
    const isSame = part.className === className;
    if (!isSame)
      refuse(
        sentence('Layer "{0}" has directions of two kinds ({1}, {2}).', layer.id, className, part.className),
      );
    return readDirection(layer, part.tensors, {
      cell,
      inputWidth: flow.width,
      units: countOf(part.config, 'units', 'output_dim'),
      hasBias: part.config['use_bias'] !== false,
      isCudnn: part.className.startsWith('CuDNN'),
    });
  });
  checkPair(layer, directions);
  const [{ hiddenSize, bias }] = directions;
  const isSequence = flagOf(config, 'return_sequences');
  const resetAfter =
    bias === 'none' ? flagOf(config, 'reset_after', className === 'CuDNNGRU') : bias !== 'one';
  const at = plan.add(layer.id, [input], async (): Promise<ImportedRecurrent> => ({
    kind: 'recurrent',
    cell,
    hiddenSize,
    projSize: 0,
    resetAfter: cell !== 'GRU' || resetAfter,
    gateActivation,
    activation,
    directions: await Promise.all(directions.map((direction) => direction.weights())),
    merge,
    isReversed,
    isOutputReversed: isReversed && isSequence,
    returns: isSequence ? 'sequence' : 'last',
    initial: null,
  }));
  plan.notes.push(noteOf(layer, cell, bias, resetAfter));
  const width = hiddenSize * (merge === 'concat' ? 2 : 1);
  return {
    at,
    flow: isSequence ? { kind: 'sequence', width, steps: flow.steps } : { kind: 'vector', width },
  };
}

function checkPair(layer: KerasLayer, directions: readonly KerasDirection[]): void {
  const sizes = directions.map(({ hiddenSize }) => hiddenSize);
  if (new Set(sizes).size > 1)
    throw new RnnLensError('Layer "{0}": its directions have {1} units.', layer.id, sizes.join(' and '));
}

/** Kind and activations of a cell; a plain one that takes a ReLU is a kind of its own. */
function cellOf(
  layer: KerasLayer,
  className: string,
  config: JsonObject,
  { dialect }: Plan,
): Pick<ImportedRecurrent, 'cell' | 'gateActivation' | 'activation'> {
  if (!Object.hasOwn(CELLS, className))
    refuse(sentence('Layer "{0}" ({1}) is no recurrent layer that can be run.', layer.id, className));
  const isCudnn = className.startsWith('CuDNN');
  const { activation, slope } = activationOf(
    isCudnn ? 'tanh' : (config['activation'] ?? 'tanh'),
    layer.id,
    dialect,
  );
  const gates = settingOf(config, 'recurrent_activation', 'inner_activation');
  const { activation: gateActivation } =
    isCudnn || gates === undefined
      ? { activation: isCudnn ? ('sigmoid' as const) : dialect.gates }
      : activationOf(gates, layer.id, dialect);
  if (slope !== undefined)
    refuse(sentence('Layer "{0}" has the activation {1}, which is not known.', layer.id, 'LeakyReLU'));
  const cell = CELLS[className];
  return {
    cell: cell === 'RNN_TANH' && activation === 'relu' ? 'RNN_RELU' : cell,
    gateActivation,
    activation,
  };
}

const BIASES: Readonly<Record<BiasKind, Sentence>> = {
  none: sentence('no bias'),
  one: sentence('one bias'),
  two: sentence('two biases'),
  cudnn: sentence('two biases and matrices in CuDNN’s order'),
};

/** What was converted, for people. */
function noteOf({ id }: KerasLayer, cell: CellKind, bias: BiasKind, resetAfter: boolean): Sentence {
  const biases = BIASES[bias];
  if (cell === 'LSTM')
    return sentence(
      '{0}: gates {1} → {2}, matrices transposed, {3}.',
      id,
      'i, f, c, o',
      'i, f, g, o',
      biases,
    );
  if (cell === 'GRU')
    return sentence(
      '{0}: gates {1} → {2}, matrices transposed, {3}, reset gate {4} the product.',
      id,
      'z, r, h',
      'r, z, n',
      biases,
      resetAfter ? sentence('after') : sentence('before'),
    );
  return sentence('{0}: matrices transposed, {1}.', id, biases);
}
