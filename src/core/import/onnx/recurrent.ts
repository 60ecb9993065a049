import type { FloatArray } from '../../math/matrix.js';
import { RnnLensError } from '../../problems.js';
import type { CellKind } from '../../rnn/config.js';
import type { DirectionWeights } from '../../rnn/weights.js';
import { sentence, type Sentence } from '../../sentence.js';
import type { ImportedActivation, ImportedRecurrent } from '../network.js';
import type { OnnxNode } from './model.js';
import { Unfollowed } from './unfollowed.js';

export type RecurrentKind = 'RNN' | 'GRU' | 'LSTM';

/** What a node RNN, GRU or LSTM says of itself, checked against the shapes of its weights. */
export interface RecurrentSettings {
  readonly kind: RecurrentKind;
  readonly hiddenSize: number;
  readonly inputSize: number;
  readonly direction: 'forward' | 'reverse' | 'bidirectional';
  /** The batch comes first. */
  readonly isBatchFirst: boolean;
  readonly resetAfter: boolean;
  /** Of each direction: of the gates, and of the candidate and the output. */
  readonly activations: readonly (readonly [gates: ImportedActivation, other: ImportedActivation])[];
}

const GATES: Readonly<Record<RecurrentKind, number>> = { RNN: 1, GRU: 3, LSTM: 4 };
/** Where the blocks of PyTorch's order stand in ONNX's: i, o, f, c and z, r, h. */
const BLOCKS: Readonly<Record<RecurrentKind, readonly number[]>> = {
  RNN: [0],
  GRU: [1, 0, 2],
  LSTM: [0, 2, 3, 1],
};
const DEFAULTS: Readonly<Record<RecurrentKind, readonly string[]>> = {
  RNN: ['Tanh'],
  GRU: ['Sigmoid', 'Tanh'],
  LSTM: ['Sigmoid', 'Tanh', 'Tanh'],
};

export function isRecurrent(type: string): type is RecurrentKind {
  return type === 'RNN' || type === 'GRU' || type === 'LSTM';
}

/** Throws Unfollowed for a variant that cannot be run, RnnLensError where shapes do not fit one another. */
export function recurrentSettings(
  node: OnnxNode & { readonly type: RecurrentKind },
  shapes: {
    readonly W: readonly number[];
    readonly R: readonly number[];
    readonly B: readonly number[] | null;
  },
): RecurrentSettings {
  const { type: kind, attributes } = node;
  const direction = attributes.get('direction')?.text ?? 'forward';
  if (direction !== 'forward' && direction !== 'reverse' && direction !== 'bidirectional')
    throw new RnnLensError('Node {0} has the direction "{1}", which is none.', nameOf(node), direction);
  const D = direction === 'bidirectional' ? 2 : 1;
  const H = attributes.get('hidden_size')?.integer ?? shapes.R.at(-1) ?? 0;
  const G = GATES[kind];
  const I = shapes.W.at(-1) ?? 0;
  const fits = (letter: string, shape: readonly number[], wanted: readonly number[]): void => {
    if (shape.length !== wanted.length || shape.some((n, k) => n !== wanted[k]))
      throw new RnnLensError(
        'The weights {0} of node {1} are [{2}]; with {3} units they must be [{4}].',
        letter,
        nameOf(node),
        shape.join(', '),
        H,
        wanted.join(', '),
      );
  };
  if (H < 1 || I < 1) throw new RnnLensError('Node {0} has no units.', nameOf(node));
  fits(named(node, 1, 'W'), shapes.W, [D, G * H, I]);
  fits(named(node, 2, 'R'), shapes.R, [D, G * H, H]);
  if (shapes.B) fits(named(node, 3, 'B'), shapes.B, [D, 2 * G * H]);
  refuseVariants(node);
  return {
    kind,
    hiddenSize: H,
    inputSize: I,
    direction,
    isBatchFirst: attributes.get('layout')?.integer === 1,
    resetAfter: kind !== 'GRU' || attributes.get('linear_before_reset')?.integer === 1,
    activations: activationsOf(node, D),
  };
}

function named(node: OnnxNode, input: number, letter: string): string {
  const name = node.inputs[input] ?? '';
  return name === letter ? letter : `${letter} ("${name}")`;
}

function nameOf({ name, type, outputs }: OnnxNode): string {
  return `${type} "${name === '' ? (outputs.find((output) => output !== '') ?? '') : name}"`;
}

function refuseVariants(node: OnnxNode): void {
  const { attributes } = node;
  const clip = attributes.get('clip')?.float ?? 0;
  if (clip !== 0)
    throw new Unfollowed(
      sentence('{0} cuts its sums off at ±{1} (clip), which cannot be run.', nameOf(node), rounded(clip)),
    );
  if (attributes.get('input_forget')?.integer === 1)
    throw new Unfollowed(
      sentence(
        '{0} has one gate for input and forgetting (input_forget), which cannot be run.',
        nameOf(node),
      ),
    );
}

export function peepholes(node: OnnxNode): Unfollowed {
  return new Unfollowed(sentence('{0} has peepholes (weights P), which cannot be run.', nameOf(node)));
}

function rounded(value: number): number {
  return Number(value.toPrecision(6));
}

function activationsOf(
  node: OnnxNode & { readonly type: RecurrentKind },
  D: number,
): RecurrentSettings['activations'] {
  const { attributes, type } = node;
  const defaults = DEFAULTS[type];
  const given = attributes.get('activations')?.texts ?? [];
  const names = given.length > 0 ? given : Array.from({ length: D }, () => defaults).flat();
  if (names.length !== D * defaults.length)
    throw new RnnLensError(
      'Node {0} has {1} activations; it needs {2}.',
      nameOf(node),
      names.length,
      D * defaults.length,
    );
  const alphas = [...(attributes.get('activation_alpha')?.floats ?? [])];
  const betas = [...(attributes.get('activation_beta')?.floats ?? [])];
  const all = names.map((name) => activationOf(name, alphas, betas, node));
  return Array.from({ length: D }, (_, d) => {
    const mine = all.slice(d * defaults.length, (d + 1) * defaults.length);
    if (type === 'LSTM' && mine[1] !== mine[2])
      throw new Unfollowed(
        sentence(
          '{0} has {1} for what it takes in and {2} for what it puts out; only one for both can be run.',
          nameOf(node),
          mine[1],
          mine[2],
        ),
      );
    return [mine[0], mine[type === 'RNN' ? 0 : 1]] as const;
  });
}

/** Activations without a number to set, in lower case. */
const PLAIN: Readonly<Record<string, ImportedActivation>> = {
  sigmoid: 'sigmoid',
  tanh: 'tanh',
  relu: 'relu',
  softsign: 'softsign',
  softplus: 'softplus',
};
/** Those with, and the numbers with which they are the activation. */
const SET: Readonly<Record<string, readonly (readonly [number, number, ImportedActivation])[]>> = {
  hardsigmoid: [
    [0.2, 0.5, 'hard-sigmoid'],
    [1 / 6, 0.5, 'hard-sigmoid-6'],
  ],
  elu: [[1, 0, 'elu']],
  leakyrelu: [[0.01, 0, 'leaky-relu']],
  affine: [[1, 0, 'linear']],
  thresholdedrelu: [],
  scaledtanh: [[1, 1, 'tanh']],
};
const HAS_BETA = new Set(['hardsigmoid', 'affine', 'scaledtanh']);

function activationOf(name: string, alphas: number[], betas: number[], node: OnnxNode): ImportedActivation {
  const key = name.toLowerCase();
  if (Object.hasOwn(PLAIN, key)) return PLAIN[key];
  if (Object.hasOwn(SET, key)) {
    const candidates = SET[key];
    const alpha = alphas.shift() ?? candidates[0]?.[0] ?? 1;
    const beta = HAS_BETA.has(key) ? (betas.shift() ?? candidates[0]?.[1] ?? 0) : 0;
    const found = candidates.find(([a, b]) => Math.abs(a - alpha) < 1e-6 && Math.abs(b - beta) < 1e-6);
    if (found) return found[2];
    throw new Unfollowed(
      sentence(
        '{0} has the activation {1} with alpha {2} and beta {3}, which cannot be run.',
        nameOf(node),
        name,
        rounded(alpha),
        rounded(beta),
      ),
    );
  }
  throw new Unfollowed(sentence('{0} has the activation {1}, which cannot be run.', nameOf(node), name));
}

/** The weights of a node: W [D, G·H, I], R [D, G·H, H], B [D, 2·G·H] or null, states [D, batch, H] of one text. */
export interface RecurrentWeights {
  readonly W: FloatArray;
  readonly R: FloatArray;
  readonly B: FloatArray | null;
  readonly initialH: FloatArray | null;
  readonly initialC: FloatArray | null;
}

/**
 * A node as a layer in PyTorch's conventions: gates i, o, f, c → i, f, g, o and z, r, h → r, z, n. `directions` picks
 * some of its directions: those of one activation.
 */
export function recurrentLayer(
  settings: RecurrentSettings,
  weights: RecurrentWeights,
  directions: readonly number[],
  returns: 'sequence' | 'last',
): ImportedRecurrent {
  const { kind, hiddenSize: H, direction } = settings;
  const [gateActivation, activation] = settings.activations[directions[0]];
  return {
    kind: 'recurrent',
    cell: cellOf(kind, activation),
    hiddenSize: H,
    projSize: 0,
    resetAfter: settings.resetAfter,
    gateActivation,
    activation,
    directions: directions.map((d) => directionWeights(settings, weights, d)),
    merge: directions.length === 2 ? 'concat' : 'none',
    isReversed: direction === 'reverse' || (directions.length === 1 && directions[0] === 1),
    isOutputReversed: false,
    returns,
    initial: initialOf(settings, weights, directions),
  };
}

function cellOf(kind: RecurrentKind, activation: ImportedActivation): CellKind {
  if (kind !== 'RNN') return kind;
  return activation === 'relu' ? 'RNN_RELU' : 'RNN_TANH';
}

function directionWeights(
  { kind, hiddenSize: H, inputSize: I }: RecurrentSettings,
  { W, R, B }: RecurrentWeights,
  d: number,
): DirectionWeights {
  const G = GATES[kind];
  const blocks = (array: FloatArray, from: number, size: number): Float32Array => {
    const out = new Float32Array(G * size);
    BLOCKS[kind].forEach((block, k) =>
      out.set(array.subarray(from + block * size, from + (block + 1) * size), k * size),
    );
    return out;
  };
  return {
    W_ih: blocks(W, d * G * H * I, H * I),
    W_hh: blocks(R, d * G * H * H, H * H),
    b_ih: B && blocks(B, d * 2 * G * H, H),
    b_hh: B && blocks(B, (d * 2 + 1) * G * H, H),
    W_hr: null,
  };
}

function initialOf(
  { kind, hiddenSize: H }: RecurrentSettings,
  { initialH, initialC }: RecurrentWeights,
  directions: readonly number[],
): ImportedRecurrent['initial'] {
  const isZero = (array: FloatArray | null): boolean => !array || array.every((value) => value === 0);
  if (isZero(initialH) && isZero(initialC)) return null;
  const part = (array: FloatArray | null, d: number): FloatArray =>
    array ? array.slice(d * H, (d + 1) * H) : new Float32Array(H);
  return directions.map((d) => ({
    h: part(initialH, d),
    c: kind === 'LSTM' ? part(initialC, d) : null,
  }));
}

/** What was converted, for people. */
export function conversionNote(kind: RecurrentKind, name: string): Sentence | null {
  if (kind === 'LSTM')
    return sentence(
      'The gates of "{0}" were put from ONNX\'s order into another: i, o, f, c → i, f, g, o.',
      name,
    );
  if (kind === 'GRU')
    return sentence('The gates of "{0}" were put from ONNX\'s order into another: z, r, h → r, z, n.', name);
  return null;
}
