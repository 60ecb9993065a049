import type { DirectionWeights } from '../../../rnn/weights.js';
import { RnnLensError } from '../../../problems.js';
import { transpose } from '../../../math/matrix.js';
import { numbersOf, shapeText } from '../numbers.js';
import { columnsOf } from '../tutorial.js';
import type { CellMatrix, CellTensors, GateLetter, GateTensors } from './roles.js';

/** What a hand-written cell is, as far as shapes and names tell. */
export interface CellKindFound {
  readonly cell: 'RNN' | 'GRU' | 'LSTM';
  readonly hiddenSize: number;
  readonly inputSize: number;
  /** All gates in one matrix: their order is not known. */
  readonly isStacked: boolean;
  /** One matrix reads cat(x, h) or cat(h, x). */
  readonly isJoined: boolean;
  /** Some matrices are parameters: which side is the input is not known. */
  readonly isLayoutOpen: boolean;
  /** What shapes say of it: x @ W rather than W @ x. */
  readonly isInOut: boolean;
}

/** What the user has decided. */
export interface CellChoices {
  readonly layout: 'in-out' | 'out-in';
  /** Letters in the order of the stacked matrix. */
  readonly order: string;
  readonly joined: 'x-h' | 'h-x';
  /** h = z n + (1 - z) h instead of PyTorch's. */
  readonly takesNew: boolean;
}

const PYTORCH_ORDER = { RNN: ['all'], GRU: ['r', 'z', 'n'], LSTM: ['i', 'f', 'g', 'o'] } as const;

/** The kind of a cell; null where its gates are of none. */
export function kindOf({ gates }: CellTensors): CellKindFound | null {
  const letters = new Set(gates.keys());
  const all = gates.get('all');
  if (all && letters.size === 1) return stackedKind(all);
  for (const cell of ['LSTM', 'GRU'] as const) {
    if (!PYTORCH_ORDER[cell].every((letter) => letters.has(letter))) continue;
    const gate = gates.get(PYTORCH_ORDER[cell][0])!;
    return sized(cell, gate, 1, false);
  }
  return null;
}

function stackedKind(gate: GateTensors): CellKindFound | null {
  const [first, second] = (gate.h ?? gate.both)!.tensor.shape;
  const ratio = gate.h ? Math.max(first, second) / Math.min(first, second) : 1;
  const cell = ({ 1: 'RNN', 3: 'GRU', 4: 'LSTM' } as const)[ratio];
  return cell ? sized(cell, gate, ratio, ratio > 1) : null;
}

function sized(
  cell: CellKindFound['cell'],
  gate: GateTensors,
  ratio: number,
  isStacked: boolean,
): CellKindFound | null {
  const matrices = [gate.x, gate.h, gate.both].filter((matrix) => matrix !== null);
  const isLayoutOpen = matrices.some(({ isLinear }) => !isLinear);
  if (gate.both) {
    const [a, b] = gate.both.tensor.shape;
    const hiddenSize = Math.min(a, b);
    const inputSize = Math.abs(a - b);
    const isInOut = !gate.both.isLinear && a > b;
    return inputSize > 0
      ? { cell, hiddenSize, inputSize, isStacked, isJoined: true, isLayoutOpen, isInOut }
      : null;
  }
  const hiddenSize = Math.min(...gate.h!.tensor.shape);
  const rows = hiddenSize * ratio;
  const [a, b] = gate.x!.tensor.shape;
  if (a !== rows && b !== rows) return null;
  const isInOut = !gate.x!.isLinear && b === rows;
  return { cell, hiddenSize, inputSize: isInOut ? a : b, isStacked, isJoined: false, isLayoutOpen, isInOut };
}

/** The weights in PyTorch's order. */
export async function cellWeights(
  { gates }: CellTensors,
  kind: CellKindFound,
  choices: CellChoices,
): Promise<DirectionWeights> {
  const { cell, hiddenSize: H, inputSize: I, isStacked } = kind;
  const order = PYTORCH_ORDER[cell];
  const W_ih = new Float32Array(order.length * H * I);
  const W_hh = new Float32Array(order.length * H * H);
  const b_ih = new Float32Array(order.length * H);
  for (const [k, letter] of order.entries()) {
    const from = isStacked ? choices.order.indexOf(letter) : 0;
    const gate = gates.get(isStacked ? 'all' : (letter as GateLetter))!;
    const { x, h, b } = await gateOf(gate, kind, choices, isStacked ? order.length : 1);
    // PyTorch's z says how much stays.
    const sign = letter === 'z' && choices.takesNew ? -1 : 1;
    const part = (values: Float32Array, size: number): Float32Array =>
      values.slice(from * H * size, (from + 1) * H * size).map((value) => sign * value);
    W_ih.set(part(x, I), k * H * I);
    W_hh.set(part(h, H), k * H * H);
    b_ih.set(part(b, 1), k * H);
  }
  return { W_ih, W_hh, b_ih, b_hh: new Float32Array(order.length * H), W_hr: null };
}

async function gateOf(
  gate: GateTensors,
  { hiddenSize: H, inputSize: I }: CellKindFound,
  choices: CellChoices,
  count: number,
): Promise<{ x: Float32Array; h: Float32Array; b: Float32Array }> {
  const b = new Float32Array(count * H);
  for (const bias of gate.biases) {
    const values = await numbersOf(bias);
    if (values.length !== b.length) throw misfit(bias, [b.length]);
    values.forEach((value, k) => (b[k] += value));
  }
  if (!gate.both)
    return {
      x: await oriented(gate.x!, count * H, I, choices),
      h: await oriented(gate.h!, count * H, H, choices),
      b,
    };
  const joined = await oriented(gate.both, count * H, I + H, choices);
  const isXFirst = choices.joined === 'x-h';
  const first = isXFirst ? I : H;
  const [left, right] = [columnsOf(joined, I + H, 0, first), columnsOf(joined, I + H, first, I + H)];
  return isXFirst ? { x: left, h: right, b } : { x: right, h: left, b };
}

/** [outputs, inputs], whichever way it is stored. */
async function oriented(
  { tensor, isLinear }: CellMatrix,
  outputs: number,
  inputs: number,
  { layout }: CellChoices,
): Promise<Float32Array> {
  const isInOut = !isLinear && layout === 'in-out';
  const expected = isInOut ? [inputs, outputs] : [outputs, inputs];
  if (tensor.shape[0] !== expected[0] || tensor.shape[1] !== expected[1]) throw misfit(tensor, expected);
  const values = await numbersOf(tensor);
  return isInOut ? (transpose(values, inputs, outputs) as Float32Array) : values;
}

function misfit(tensor: CellMatrix['tensor'], expected: readonly number[]): RnnLensError {
  return new RnnLensError(
    'Tensor "{0}" is {1}, but the answers given want {2}.',
    tensor.name,
    shapeText(tensor),
    `[${expected.join(', ')}]`,
  );
}

/** A head's weight as [outputs, inputs]. */
export async function headWeight(
  matrix: CellMatrix,
  inputs: number,
  choices: CellChoices,
): Promise<{ weight: Float32Array; outputs: number }> {
  const isInOut = !matrix.isLinear && choices.layout === 'in-out';
  const outputs = matrix.tensor.shape[isInOut ? 1 : 0];
  return { weight: await oriented(matrix, outputs, inputs, choices), outputs };
}
