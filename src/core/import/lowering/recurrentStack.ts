import { RnnLensError } from '../../problems.js';
import { CELL_ACTIVATIONS, type CellActivation } from '../../rnn/activations.js';
import { gateCount, type RnnConfig } from '../../rnn/config.js';
import type { DirectionWeights } from '../../rnn/weights.js';
import type { ImportedActivation, ImportedRecurrent } from '../network.js';
import { affineOf, affineTimes, type AffineMap } from './affine.js';

/** One direction of an imported layer, in the direction it reads the text. */
export interface PlacedDirection {
  /** 0 reads the text forward, 1 backward. */
  readonly direction: 0 | 1;
  readonly weights: DirectionWeights;
}

/** A recurrent layer of the stack, and how it reads the one before it. */
export interface StackLayer {
  readonly name: string;
  readonly operation: ImportedRecurrent;
  /** In the order in which the file has them. */
  readonly parts: readonly PlacedDirection[];
  /** From what the layer before it gives (forward, then backward) to what this one reads; of the first layer null. */
  readonly reads: AffineMap | null;
}

/** Width of h of a layer's direction. */
export function widthOf({ hiddenSize, projSize }: ImportedRecurrent): number {
  return projSize > 0 ? projSize : hiddenSize;
}

/** Places a layer's directions: one that reads what was turned round reads the text the other way. */
export function placeDirections(operation: ImportedRecurrent, isTurned: boolean): readonly PlacedDirection[] {
  return operation.directions.map((weights, k) => ({
    weights,
    direction: ((k === 1) !== operation.isReversed) !== isTurned ? 1 : 0,
  }));
}

/** From forward and backward h of a layer, side by side, to what it gives: its parts put together as its merge says. */
export function mergeMap({ name, operation, parts }: Omit<StackLayer, 'reads'>): AffineMap {
  const width = widthOf(operation);
  const inputs = width * parts.length;
  const startOf = ({ direction }: PlacedDirection): number =>
    parts.length > 1 && direction === 1 ? width : 0;
  const { merge } = operation;
  if (merge === 'multiply')
    throw new RnnLensError(
      'The layer "{0}" multiplies its two directions, and another recurrent layer reads that: it can be shown, not run.',
      name,
    );
  if (merge === 'none' || merge === 'concat') {
    const map = new Float32Array(inputs * inputs);
    parts.forEach((part, k) => {
      for (let unit = 0; unit < width; unit++) map[(k * width + unit) * inputs + startOf(part) + unit] = 1;
    });
    return affineOf(map, null, inputs, inputs);
  }
  const map = new Float32Array(width * inputs);
  const share = merge === 'average' ? 0.5 : 1;
  for (const part of parts)
    for (let unit = 0; unit < width; unit++) map[unit * inputs + startOf(part) + unit] = share;
  return affineOf(map, null, width, inputs);
}

/** The stack as one network of the house: its shape, and its parameters by name. Throws RnnLensError where it is none. */
export function stackOf(
  layers: readonly StackLayer[],
  inputSize: number,
): { readonly rnn: RnnConfig; readonly parameters: ReadonlyMap<string, Float32Array> } {
  const [first] = layers;
  const bidirectional = layers.some(({ parts }) => parts.some(({ direction }) => direction === 1));
  const bias = layers.some(
    ({ parts, reads }) => reads?.shift || parts.some(({ weights }) => weights.b_ih ?? weights.b_hh),
  );
  const parameters = new Map<string, Float32Array>();
  layers.forEach((layer, k) => {
    checkAlike(first, layer);
    for (const { direction, weights } of layer.parts)
      addParameters(parameters, `_l${k}${direction === 1 ? '_reverse' : ''}`, weights, layer, bias);
  });
  const { cell, projSize, resetAfter, gateActivation, activation } = first.operation;
  const units = layers.map(({ operation, parts }) =>
    (bidirectional ? [0, 1] : [0]).map((direction) =>
      parts.some((part) => part.direction === direction) ? operation.hiddenSize : 0,
    ),
  );
  const hiddenSize = Math.max(...units.flat());
  const isEven = units.flat().every((count) => count === hiddenSize);
  const own = cellActivation(activation, first);
  const isPlain = cell === 'RNN_TANH' || cell === 'RNN_RELU';
  const rnn: RnnConfig = {
    cell,
    inputSize,
    hiddenSize,
    projSize,
    layers: layers.length,
    bidirectional,
    bias,
    ...(own !== (cell === 'RNN_RELU' ? 'relu' : 'tanh') && { activation: own }),
    ...(!isPlain &&
      gateActivation !== 'sigmoid' && { gateActivation: cellActivation(gateActivation, first) }),
    ...(cell === 'GRU' && !resetAfter && { resetAfter: false }),
    ...(!isEven && { layerUnits: units }),
  };
  return { rnn, parameters };
}

function addParameters(
  parameters: Map<string, Float32Array>,
  suffix: string,
  { W_ih, W_hh, b_ih, b_hh, W_hr }: DirectionWeights,
  { operation, reads }: StackLayer,
  bias: boolean,
): void {
  const rows = gateCount(operation.cell) * operation.hiddenSize;
  const own = affineOf(W_ih, b_ih, rows, W_ih.length / rows);
  const read = reads ? affineTimes(own, reads) : own;
  const set = (name: string, values: ArrayLike<number>): unknown =>
    parameters.set(`rnn.${name}${suffix}`, Float32Array.from(values));
  set('weight_ih', read.weight);
  set('weight_hh', W_hh);
  if (bias) set('bias_ih', read.shift ?? new Float32Array(rows));
  if (bias) set('bias_hh', b_hh ?? new Float32Array(rows));
  if (W_hr) set('weight_hr', W_hr);
}

/** A stack is of one kind of cell. */
function checkAlike(first: StackLayer, other: StackLayer): void {
  const kindOf = ({ operation }: StackLayer): string => {
    const { cell, resetAfter, gateActivation, activation } = operation;
    const gates = cell === 'GRU' || cell === 'LSTM' ? `, gates ${gateActivation}` : '';
    return `${cell}, ${activation}${gates}${cell === 'GRU' && !resetAfter ? ', reset before' : ''}`;
  };
  if (kindOf(first) !== kindOf(other))
    throw new RnnLensError(
      'The layers "{0}" ({1}) and "{2}" ({3}) are different cells: they can be shown, not run as one stack.',
      first.name,
      kindOf(first),
      other.name,
      kindOf(other),
    );
  if (first.operation.projSize !== other.operation.projSize)
    throw new RnnLensError(
      'The layers "{0}" and "{1}" are projected to {2} and {3} numbers: they can be shown, not run as one stack.',
      first.name,
      other.name,
      first.operation.projSize,
      other.operation.projSize,
    );
}

function cellActivation(activation: ImportedActivation, { name }: StackLayer): CellActivation {
  const known = CELL_ACTIVATIONS.find((one) => one === activation);
  if (known) return known;
  throw new RnnLensError(
    'The layer "{0}" has the activation {1}, which recurrent layers cannot be run with.',
    name,
    activation,
  );
}
