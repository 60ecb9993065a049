import type { CellActivation } from '../../rnn/activations.js';
import {
  activationOf,
  gateActivationOf,
  gateCount,
  layerInputSize,
  resetsBefore,
  type CellKind,
  type RnnConfig,
} from '../../rnn/config.js';
import type { DirectionWeights } from '../../rnn/weights.js';
import { sentence } from '../../sentence.js';
import type { ExportedStack } from '../exportedNetwork.js';
import { cannotSay } from '../raise.js';
import type { Attribute, OnnxGraph } from './graph.js';

/** ONNX's order of gates in terms of PyTorch's: i, o, f, c of i, f, g, o; z, r, h of r, z, n. */
const ORDER: Readonly<Record<CellKind, readonly number[]>> = {
  RNN_TANH: [0],
  RNN_RELU: [0],
  GRU: [1, 0, 2],
  LSTM: [0, 3, 1, 2],
};

/** How ONNX calls activations of cells, with their alpha and beta; what is not here it does not have. */
const NAMES: Readonly<Partial<Record<CellActivation, readonly [name: string, ...numbers: number[]]>>> = {
  tanh: ['Tanh'],
  sigmoid: ['Sigmoid'],
  relu: ['Relu'],
  linear: ['Affine', 1, 0],
  'hard-sigmoid': ['HardSigmoid', 0.2, 0.5],
  'hard-sigmoid-6': ['HardSigmoid', 1 / 6, 0.5],
  softsign: ['Softsign'],
  softplus: ['Softplus'],
  elu: ['Elu', 1],
};

/** What the nodes of a stack give: all steps [steps, n, width], and the last h of each direction [D, n, H]. */
export interface RecurrentValues {
  readonly steps: string;
  readonly ends: string;
  readonly directions: number;
}

/**
 * Adds the layers of a stack; `x` is [steps, n, width], `lengths` the steps of each of the n (int32) or ''. Throws
 * RnnLensError for what ONNX has no words for.
 */
export function addStack(graph: OnnxGraph, stack: ExportedStack, x: string, lengths = ''): RecurrentValues {
  const { config, name } = stack;
  if (config.projSize > 0)
    throw cannotSay(
      'ONNX',
      sentence('projection of an LSTM ({0} of {1} units)', config.projSize, config.hiddenSize),
    );
  const D = config.bidirectional ? 2 : 1;
  let at: RecurrentValues = { steps: x, ends: '', directions: D };
  stack.weights.forEach((directions, layer) => {
    const own = stack.weights.length === 1 ? name : `${name}_l${layer}`;
    const inputs = [at.steps, ...weightsOf(graph, own, config, layer, directions)];
    if (!config.bias && lengths !== '') inputs.push('');
    if (lengths !== '') inputs.push(lengths);
    const type = config.cell.startsWith('RNN') ? 'RNN' : config.cell;
    const [all, ends] = graph.node(type, inputs, attributesOf(stack), [`${own}_Y`, `${own}_Y_h`]);
    at = { ends, steps: joined(graph, own, all, D, config.hiddenSize), directions: D };
  });
  return at;
}

/** [steps, D, n, H] → [steps, n, D·H] */
function joined(graph: OnnxGraph, name: string, all: string, D: number, H: number): string {
  if (D === 1) return graph.one('Squeeze', [all, graph.longs(`${name}_axis`, [1])], {}, `${name}_steps`);
  const turned = graph.one('Transpose', [all], { perm: [0, 2, 1, 3] }, `${name}_turned`);
  return graph.one('Reshape', [turned, graph.longs(`${name}_shape`, [0, 0, D * H])], {}, `${name}_steps`);
}

function attributesOf({ config, isReversed }: ExportedStack): Readonly<Record<string, Attribute>> {
  const directions = config.bidirectional ? 2 : 1;
  const own = (
    config.cell === 'LSTM' ? ['gate', 'cell', 'cell'] : config.cell === 'GRU' ? ['gate', 'cell'] : ['cell']
  ).map((which) => nameOf(which === 'gate' ? gateActivationOf(config) : activationOf(config)));
  const all = Array.from({ length: directions }, () => own).flat();
  const [alphas, betas] = [1, 2].map((place) =>
    all.flatMap((one) => (one.length > place ? [Number(one[place])] : [])),
  );
  return {
    hidden_size: config.hiddenSize,
    direction: config.bidirectional ? 'bidirectional' : isReversed ? 'reverse' : 'forward',
    activations: all.map(([name]) => name),
    ...(alphas.length > 0 && { activation_alpha: { floats: alphas } }),
    ...(betas.length > 0 && { activation_beta: { floats: betas } }),
    ...(config.cell === 'GRU' && { linear_before_reset: resetsBefore(config) ? 0 : 1 }),
  };
}

function nameOf(activation: CellActivation): readonly [name: string, ...numbers: number[]] {
  const known = NAMES[activation];
  if (known) return known;
  throw cannotSay('ONNX', sentence('activation {0} in recurrent layers', activation));
}

/** W [D, G·H, I], R [D, G·H, H] and B [D, 2·G·H] in ONNX's order of gates; their names. */
function weightsOf(
  graph: OnnxGraph,
  name: string,
  config: RnnConfig,
  layer: number,
  directions: readonly DirectionWeights[],
): string[] {
  const { hiddenSize: H, cell, bias } = config;
  const rows = gateCount(cell) * H;
  const [D, I] = [directions.length, layerInputSize(config, layer)];
  const stacked = (
    size: number,
    part: (weights: DirectionWeights) => readonly ArrayLike<number>[],
  ): Float32Array =>
    joinedFloats(directions.flatMap(part).map((values) => reordered(values, ORDER[cell], size)));
  const stored = [
    graph.floats(
      `${name}_W`,
      [D, rows, I],
      stacked(H * I, ({ W_ih }) => [W_ih]),
    ),
    graph.floats(
      `${name}_R`,
      [D, rows, H],
      stacked(H * H, ({ W_hh }) => [W_hh]),
    ),
  ];
  if (bias)
    stored.push(
      graph.floats(
        `${name}_B`,
        [D, 2 * rows],
        stacked(H, ({ b_ih, b_hh }) => [b_ih!, b_hh!]),
      ),
    );
  return stored;
}

/** Blocks of `size` numbers in another order. */
function reordered(values: ArrayLike<number>, order: readonly number[], size: number): Float32Array {
  const source = Float32Array.from(values);
  return joinedFloats(order.map((block) => source.subarray(block * size, (block + 1) * size)));
}

function joinedFloats(parts: readonly Float32Array[]): Float32Array {
  const out = new Float32Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}
