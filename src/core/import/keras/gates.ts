import { gateCount, type CellKind } from '../../rnn/config.js';
import type { DirectionWeights } from '../../rnn/weights.js';
import { RnnLensError } from '../../problems.js';
import type { ForeignTensor } from '../foreign.js';
import type { KerasLayer } from './graph.js';
import { byRole, checkShape, lastPart } from './weights.js';

/** Keras' number of each gate in PyTorch's order: LSTM i, f, c, o is i, f, g, o; GRU z, r, h is r, z, n. */
const GATES: Readonly<Record<CellKind, readonly number[]>> = {
  RNN_TANH: [0],
  RNN_RELU: [0],
  GRU: [1, 0, 2],
  LSTM: [0, 1, 2, 3],
};

/** How a direction's biases are stored. */
export type BiasKind = 'none' | 'one' | 'two' | 'cudnn';

/** The tensors of one direction, their shapes checked. */
export interface KerasDirection {
  readonly hiddenSize: number;
  readonly bias: BiasKind;
  /** In PyTorch's conventions. */
  weights(): Promise<DirectionWeights>;
}

export interface DirectionShape {
  readonly cell: CellKind;
  readonly inputWidth: number;
  /** As the settings say. */
  readonly units: number | undefined;
  readonly hasBias: boolean;
  /** A CuDNN layer without a bias: nothing else shows its layout. */
  readonly isCudnn: boolean;
}

/** Looks at the tensors of one direction; throws RnnLensError naming the one that does not fit. */
export function readDirection(
  layer: KerasLayer,
  tensors: readonly ForeignTensor[],
  { cell, inputWidth, units, hasBias, isCudnn }: DirectionShape,
): KerasDirection {
  const all = mergedGates(layer, tensors, cell);
  const roles = hasBias
    ? (['kernel', 'recurrent_kernel', 'bias'] as const)
    : (['kernel', 'recurrent_kernel'] as const);
  const found = byRole<'kernel' | 'recurrent_kernel' | 'bias'>(layer, all, roles);
  const G = gateCount(cell);
  const H = units ?? found.recurrent_kernel.shape[0];
  checkShape(layer, found.kernel, inputWidth, G * H);
  checkShape(layer, found.recurrent_kernel, H, G * H);
  const bias = hasBias ? biasKind(layer, found.bias, cell, H) : 'none';
  const kind = bias === 'none' && isCudnn ? 'cudnn' : bias;
  return {
    hiddenSize: H,
    bias: bias === 'none' ? 'none' : kind,
    weights: async () => {
      const matrix = (values: Float32Array, width: number): Float32Array =>
        kind === 'cudnn'
          ? cudnnMatrix(values, width, H, GATES[cell])
          : matrixOf(values, width, H, GATES[cell]);
      const W_ih = matrix(await found.kernel.values(), inputWidth);
      const W_hh = matrix(await found.recurrent_kernel.values(), H);
      const [b_ih, b_hh] = hasBias ? biasesOf(await found.bias.values(), H, GATES[cell]) : [null, null];
      return { W_ih, W_hh, b_ih, b_hh, W_hr: null };
    },
  };
}

/** The length of the bias is the only sign of how the weights are stored. */
function biasKind(layer: KerasLayer, bias: ForeignTensor, cell: CellKind, H: number): BiasKind {
  const G = gateCount(cell);
  const { shape } = bias;
  if (cell === 'GRU' && shape.length === 2) {
    checkShape(layer, bias, 2, G * H);
    return 'two';
  }
  if (G > 1 && shape.length === 1 && shape[0] === 2 * G * H) return 'cudnn';
  checkShape(layer, bias, G * H);
  return 'one';
}

/** [width, G·H] by Keras' gates → [G·H, width] by PyTorch's. */
function matrixOf(kernel: Float32Array, width: number, H: number, gates: readonly number[]): Float32Array {
  const out = new Float32Array(kernel.length);
  const columns = gates.length * H;
  gates.forEach((from, gate) => {
    for (let i = 0; i < width; i++)
      for (let j = 0; j < H; j++) out[(gate * H + j) * width + i] = kernel[i * columns + from * H + j];
  });
  return out;
}

/** CuDNN's layers keep each gate's block [width, H] in the order of its transpose: its numbers in a row are [H, width]. */
function cudnnMatrix(kernel: Float32Array, width: number, H: number, gates: readonly number[]): Float32Array {
  const out = new Float32Array(kernel.length);
  const columns = gates.length * H;
  gates.forEach((from, gate) => {
    for (let k = 0; k < width * H; k++)
      out[gate * H * width + k] = kernel[Math.floor(k / H) * columns + from * H + (k % H)];
  });
  return out;
}

/** One or two biases by PyTorch's gates; where there is one, the recurrent one is zero. */
function biasesOf(values: Float32Array, H: number, gates: readonly number[]): [Float32Array, Float32Array] {
  const length = gates.length * H;
  const part = (start: number): Float32Array => {
    const out = new Float32Array(length);
    gates.forEach((from, gate) =>
      out.set(values.subarray(start + from * H, start + (from + 1) * H), gate * H),
    );
    return out;
  };
  return [part(0), values.length > length ? part(length) : new Float32Array(length)];
}

/** Gates of Keras 1 in the order of Keras 2. */
const OLD_GATES: Readonly<Record<CellKind, readonly string[]>> = {
  RNN_TANH: [],
  RNN_RELU: [],
  GRU: ['z', 'r', 'h'],
  LSTM: ['i', 'f', 'c', 'o'],
};

/** Keras 1 has a tensor for each gate (`lstm_1_W_i`): put side by side they are those of Keras 2. */
function mergedGates(
  layer: KerasLayer,
  tensors: readonly ForeignTensor[],
  cell: CellKind,
): readonly ForeignTensor[] {
  const gates = OLD_GATES[cell];
  if (gates.length === 0 || tensors.length !== 3 * gates.length) return tensors;
  const find = (letter: string, gate: string): ForeignTensor => {
    const found = tensors.find(({ name }) => lastPart(name).endsWith(`${letter}_${gate}`));
    if (!found) throw new RnnLensError('Layer "{0}" has no weights {1}_{2}.', layer.id, letter, gate);
    return found;
  };
  return ['W', 'U', 'b'].map((letter) =>
    sideBySide(
      layer,
      gates.map((gate) => find(letter, gate)),
    ),
  );
}

function sideBySide(layer: KerasLayer, parts: readonly ForeignTensor[]): ForeignTensor {
  const [first] = parts;
  for (const part of parts) checkShape(layer, part, ...first.shape);
  const width = first.shape.at(-1) ?? 0;
  const rows = first.shape.length > 1 ? first.shape[0] : 1;
  return {
    name: first.name,
    dtype: first.dtype,
    shape: [...first.shape.slice(0, -1), parts.length * width],
    values: async () => {
      const out = new Float32Array(rows * width * parts.length);
      for (const [k, part] of parts.entries()) {
        const values = await part.values();
        for (let i = 0; i < rows; i++)
          out.set(values.subarray(i * width, (i + 1) * width), (i * parts.length + k) * width);
      }
      return out;
    },
  };
}
