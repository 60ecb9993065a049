import { RnnLensError } from '../../problems.js';
import type { ForeignTensor } from '../foreign.js';
import { shapeText } from './numbers.js';

/** Tensors of one layer and direction of `nn.RNN`, `nn.GRU`, `nn.LSTM` or one of their cells. */
export interface DirectionTensors {
  readonly W_ih: ForeignTensor;
  readonly W_hh: ForeignTensor;
  readonly b_ih: ForeignTensor | null;
  readonly b_hh: ForeignTensor | null;
  readonly W_hr: ForeignTensor | null;
}

/** A recurrent module: its tensors, checked against one another. */
export interface RecurrentModule {
  /** What its tensors' names begin with: `encoder.rnn.`. */
  readonly prefix: string;
  readonly cell: 'RNN' | 'GRU' | 'LSTM';
  readonly inputSize: number;
  readonly hiddenSize: number;
  /** 0 for none. */
  readonly projSize: number;
  /** Width of a step's output, both directions. */
  readonly outputSize: number;
  /** `[layer][direction]` */
  readonly layers: readonly (readonly DirectionTensors[])[];
  /** Place of its first tensor among all. */
  readonly place: number;
}

const LETTERS = {
  weight_ih: 'W_ih',
  weight_hh: 'W_hh',
  bias_ih: 'b_ih',
  bias_hh: 'b_hh',
  weight_hr: 'W_hr',
} as const;
type Letter = (typeof LETTERS)[keyof typeof LETTERS];

/** `_l0` is not in the names of cells (`nn.LSTMCell`). `_raw` is how weight drop keeps the weight without its dropout. */
const NAME = /^(.*?)(weight_ih|weight_hh|bias_ih|bias_hh|weight_hr)(?:_l(\d{1,3})(_reverse)?)?(_raw)?$/;

interface Found {
  readonly prefix: string;
  readonly place: number;
  /** By `layer direction letter`. */
  readonly tensors: Map<string, ForeignTensor>;
  readonly isCell: boolean;
  layers: number;
  isBidirectional: boolean;
}

/** Recurrent modules among tensors, in their order, and all other tensors. */
export interface FoundRecurrent {
  /** What the modules' tensors' names begin with. */
  readonly prefixes: readonly string[];
  readonly rest: readonly ForeignTensor[];
  /** Throws RnnLensError naming the tensor where a layer, a direction or a bias is missing, or two shapes disagree. */
  modules(): RecurrentModule[];
}

export function findRecurrent(tensors: readonly ForeignTensor[]): FoundRecurrent {
  const found = new Map<string, Found>();
  const rest: ForeignTensor[] = [];
  const names = new Set(tensors.map(({ name }) => name));
  tensors.forEach((tensor, place) => {
    const match = NAME.exec(tensor.name);
    if (!match) return void rest.push(tensor);
    // Weight drop: rnn.weight_hh_l0_raw stands beside rnn.module.weight_ih_l0.
    const inner = `${match[1]}module.`;
    const isInner = match[5] !== undefined && names.has(`${inner}weight_ih_l${match[3]}`);
    note(found, tensor, place, isInner ? inner : match[1], match);
  });
  return { prefixes: [...found.keys()], rest, modules: () => [...found.values()].map(moduleOf) };
}

function note(
  found: Map<string, Found>,
  tensor: ForeignTensor,
  place: number,
  prefix: string,
  [, , word, number, reverse, raw]: RegExpExecArray,
): void {
  const layer = Number(number ?? 0);
  let module = found.get(prefix);
  if (!module) {
    module = {
      prefix,
      place,
      tensors: new Map(),
      isCell: number === undefined,
      layers: 0,
      isBidirectional: false,
    };
    found.set(prefix, module);
  }
  module.layers = Math.max(module.layers, layer + 1);
  module.isBidirectional ||= reverse !== undefined;
  const key = keyOf(layer, reverse ? 1 : 0, LETTERS[word as keyof typeof LETTERS]);
  if (raw || !module.tensors.has(key)) module.tensors.set(key, tensor);
}

const keyOf = (layer: number, direction: number, letter: Letter): string => `${layer} ${direction} ${letter}`;

/** The name a tensor that is missing would have. */
function nameOf({ prefix, isCell }: Found, layer: number, direction: number, letter: Letter): string {
  const word = Object.entries(LETTERS).find(([, of]) => of === letter)![0];
  return `${prefix}${word}${isCell ? '' : `_l${layer}`}${direction ? '_reverse' : ''}`;
}

function moduleOf(found: Found): RecurrentModule {
  const directions = found.isBidirectional ? 2 : 1;
  const layers = Array.from({ length: found.layers }, (_, layer) =>
    Array.from({ length: directions }, (_, direction) => directionOf(found, layer, direction)),
  );
  const { gates, hiddenSize, projSize } = sizesOf(layers[0][0]);
  const width = projSize || hiddenSize;
  const [, inputSize] = matrix(layers[0][0].W_ih);
  layers.forEach((of, layer) =>
    of.forEach((tensors) =>
      checkShapes(tensors, {
        rows: gates * hiddenSize,
        hiddenSize,
        projSize,
        inputSize: layer === 0 ? inputSize : directions * width,
      }),
    ),
  );
  const { prefix, place } = found;
  const cell = ({ 1: 'RNN', 3: 'GRU', 4: 'LSTM' } as const)[gates];
  return { prefix, place, cell, layers, inputSize, hiddenSize, projSize, outputSize: directions * width };
}

function directionOf(found: Found, layer: number, direction: number): DirectionTensors {
  const get = (letter: Letter): ForeignTensor | null =>
    found.tensors.get(keyOf(layer, direction, letter)) ?? null;
  const need = (letter: Letter, because: string): ForeignTensor => {
    const tensor = get(letter);
    if (tensor) return tensor;
    throw new RnnLensError(
      'Tensor "{0}" is missing: {1} is there.',
      nameOf(found, layer, direction, letter),
      because,
    );
  };
  // Whatever there is of the module calls for what is missing of it.
  const [other] = [...found.tensors.values()].map(({ name }) => `"${name}"`);
  const [W_ih, W_hh] = [need('W_ih', other), need('W_hh', other)];
  const hasBias = [...found.tensors.keys()].some((key) => key.includes(' b_'));
  const b_ih = hasBias ? need('b_ih', biasOf(found)) : null;
  const b_hh = hasBias ? need('b_hh', biasOf(found)) : null;
  const hasProjection = [...found.tensors.keys()].some((key) => key.endsWith('W_hr'));
  return { W_ih, W_hh, b_ih, b_hh, W_hr: hasProjection ? need('W_hr', other) : null };
}

function biasOf(found: Found): string {
  return `"${[...found.tensors].find(([key]) => key.includes(' b_'))![1].name}"`;
}

/** Gates by rows of W_hh for each of h: a plain cell has one, GRU three, LSTM four. */
function sizesOf({ W_hh, W_hr }: DirectionTensors): {
  gates: 1 | 3 | 4;
  hiddenSize: number;
  projSize: number;
} {
  const [rows, width] = matrix(W_hh);
  const hiddenSize = W_hr ? matrix(W_hr)[1] : width;
  const gates = rows / hiddenSize;
  if (W_hr && gates === 4) return { gates, hiddenSize, projSize: width };
  if (!W_hr && (gates === 1 || gates === 3 || gates === 4)) return { gates, hiddenSize, projSize: 0 };
  throw new RnnLensError(
    'Tensor "{0}" is {1}: its {2} rows are not 1 (RNN), 3 (GRU) or 4 (LSTM) times {3}.',
    W_hh.name,
    shapeText(W_hh),
    rows,
    hiddenSize,
  );
}

function matrix(tensor: ForeignTensor): readonly number[] {
  if (tensor.shape.length === 2 && tensor.shape.every((size) => size > 0)) return tensor.shape;
  throw new RnnLensError('Tensor "{0}" is {1}; two sizes are expected.', tensor.name, shapeText(tensor));
}

function checkShapes(
  { W_ih, W_hh, b_ih, b_hh, W_hr }: DirectionTensors,
  is: { rows: number; hiddenSize: number; projSize: number; inputSize: number },
): void {
  const width = is.projSize || is.hiddenSize;
  check(W_hh, [is.rows, width]);
  check(W_ih, [is.rows, is.inputSize]);
  if (b_ih) check(b_ih, [is.rows]);
  if (b_hh) check(b_hh, [is.rows]);
  if (W_hr) check(W_hr, [is.projSize, is.hiddenSize]);
}

/** A tensor must have the shape that the others give it. */
export function check(tensor: ForeignTensor, shape: readonly number[]): void {
  // Old cells have biases of one row.
  const is =
    shape.length === 1 && tensor.shape.length === 2 && tensor.shape[0] === 1
      ? tensor.shape.slice(1)
      : tensor.shape;
  if (is.length === shape.length && shape.every((size, k) => size === is[k])) return;
  throw new RnnLensError(
    'Tensor "{0}" is {1}, but {2} is what fits the others.',
    tensor.name,
    shapeText(tensor),
    `[${shape.join(', ')}]`,
  );
}
