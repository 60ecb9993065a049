import type { FloatArray } from '../../math/matrix.js';
import type { HeadConfig } from '../../heads/head.js';
import { bodyPlaces, headParameter, operationWidths, type Architecture } from '../../model/model.js';
import { RnnLensError } from '../../problems.js';
import { outputSize, type RnnConfig } from '../../rnn/config.js';
import type { ImportedLayer, ImportedNetwork } from '../network.js';
import { GraphWalk, isOutput, type Lowered, type LookUp } from './graph.js';
import { stackOf } from './recurrentStack.js';

/** A linear head and what it reads, as the file's own outputs are numbered. */
export interface LoweredHead {
  readonly level: HeadConfig['level'];
  readonly activation: 'softmax' | 'sigmoid' | 'given';
  /** [outputs, in] */
  readonly weight: FloatArray;
  /** [outputs] */
  readonly bias: FloatArray;
  readonly outputs: number;
  /** Labels are decided together: scores of what follows what, [outputs, outputs], of the first and the last. */
  readonly crf: {
    readonly follows: FloatArray;
    readonly starts: FloatArray | null;
    readonly ends: FloatArray | null;
  } | null;
}

/** An imported network in the house's terms; what depends on symbols and labels is still as the file numbers it. */
export interface LoweredNetwork {
  readonly lookUp: LookUp;
  readonly architecture: Pick<Architecture, 'rnn' | 'stem' | 'body'>;
  /** Of stack, stem and body, by name. */
  readonly parameters: ReadonlyMap<string, Float32Array>;
  /** Null where the network has states only. */
  readonly head: LoweredHead | null;
}

/** What was lowered last of some layers, for as long as somebody keeps them. */
const known = new WeakMap<
  ImportedNetwork['layers'],
  { readonly output: number; readonly lowered: LoweredNetwork }
>();

/**
 * Turns an imported network into one of the house, once for the same layers; throws RnnLensError naming the layer that
 * does not fit.
 */
export function lowerNetwork(network: ImportedNetwork): LoweredNetwork {
  const { layers, output } = network;
  const done = known.get(layers);
  if (done?.output === output) return done.lowered;
  const lowered = loweredLayers(network);
  known.set(layers, { output, lowered });
  return lowered;
}

function loweredLayers(network: ImportedNetwork): LoweredNetwork {
  const walk = new GraphWalk(network);
  const answer = finalLayers(network);
  const read = walk.valueOf(answer.reads);
  const { lookUp, stack } = walk;
  if (!lookUp) throw new RnnLensError('The network reads no ids of symbols, so it cannot be run on a text.');
  if (stack.length === 0)
    throw new RnnLensError('The network has no recurrent layer that the answer depends on.');
  const place = readOf(walk, read, network.layers[answer.reads]);
  const { rnn, parameters } = stackOf(stack, widthOfStem(walk, lookUp));
  const stem = walk.operations.stem;
  const body = place.isBody ? walk.operations.body : [];
  const all = new Map([...walk.operations.parameters, ...parameters]);
  const architecture = { rnn, ...(stem.length > 0 && { stem }), ...(body.length > 0 && { body }) };
  if (answer.isStates)
    return { lookUp, architecture: { rnn, ...(stem.length > 0 && { stem }) }, parameters: all, head: null };
  const width = answer.dense ? answer.dense.weight.length / answer.dense.outputs : widthOf(walk, rnn, lookUp);
  return { lookUp, architecture, parameters: all, head: headOf(answer, place.level, width) };
}

interface Answer {
  /** The layer that the head reads. */
  readonly reads: number;
  readonly dense: (ImportedLayer['operation'] & { readonly kind: 'dense' }) | null;
  readonly activation: LoweredHead['activation'];
  readonly crf: LoweredHead['crf'];
  /** Nothing stands behind the recurrent layers. */
  readonly isStates: boolean;
}

/** The end of the network: an activation that makes probabilities, and the linear layer before it. */
function finalLayers({ layers, output }: ImportedNetwork): Answer {
  let at = output;
  let crf: LoweredHead['crf'] = null;
  let activation: Answer['activation'] | null = null;
  const step = (): void => void (at = layers[at].inputs[0]);
  const last = layers[at].operation;
  if (last.kind === 'crf') {
    crf = last;
    step();
  }
  const next = layers[at].operation;
  if (next.kind === 'activation' && (next.activation === 'softmax' || next.activation === 'sigmoid')) {
    activation = next.activation;
    step();
  }
  const { operation } = layers[at];
  const dense = operation.kind === 'dense' ? operation : null;
  const isOne = dense?.outputs === 1;
  const isStates = !dense && activation === null && operation.kind === 'recurrent';
  return {
    reads: dense ? layers[at].inputs[0] : at,
    dense,
    // Logits of one output are of a yes or no.
    activation: activation ?? (isShare(operation) ? 'given' : isOne ? 'sigmoid' : 'softmax'),
    crf,
    isStates,
  };
}

/** Whether probabilities are made by what is an operation of the body. */
function isShare(operation: ImportedLayer['operation']): boolean {
  return operation.kind === 'activation' && operation.activation === 'relu-share';
}

/** What the head reads, and of what it gives labels: the body is needed where it is not the stack's own output. */
function readOf(
  walk: GraphWalk,
  read: Lowered,
  layer: ImportedLayer,
): { readonly level: HeadConfig['level']; readonly isBody: boolean } {
  const { stack } = walk;
  const { body } = walk.operations;
  if (
    body.length === 0 &&
    read.kind === 'steps' &&
    !read.map &&
    !read.isTurned &&
    isOutput(stack, read.layer)
  )
    return { level: 'step', isBody: false };
  if (body.length === 0 && read.kind === 'last' && isOutput(stack, read.layer))
    return { level: 'segment', isBody: false };
  const name = walk.bodyName(read, layer);
  const isPooled = read.kind === 'last' || (read.kind === 'body' && read.isPooled);
  // The heads read what the last operation gives.
  if (walk.operations.body.at(-1)?.name !== name)
    walk.operations.body.push({ kind: 'activation', activation: 'linear', name: 'read', inputs: [name] });
  return { level: isPooled ? 'segment' : 'step', isBody: true };
}

function widthOfStem(walk: GraphWalk, lookUp: LookUp): number {
  const [first] = walk.stack;
  const { W_ih } = first.parts[0].weights;
  const { cell, hiddenSize } = first.operation;
  const gates = { RNN_TANH: 1, RNN_RELU: 1, GRU: 3, LSTM: 4 }[cell];
  const width = W_ih.length / (gates * hiddenSize);
  if (walk.operations.stem.length === 0 && width !== lookUp.width)
    throw new RnnLensError(
      'The layer "{0}" reads {1} numbers a step, the table of vectors gives {2}.',
      first.name,
      width,
      lookUp.width,
    );
  return width;
}

/** Width of what the last operation of a body gives, or of the network's output. */
function widthOf(walk: GraphWalk, rnn: RnnConfig, { width }: LookUp): number {
  const last = walk.operations.body.at(-1);
  if (!last) return outputSize(rnn);
  const input = { kind: 'symbols', symbolSize: width, lowerCase: false } as const;
  return operationWidths(walk.operations.body, bodyPlaces({ input, rnn })).get(last.name) ?? 0;
}

/** A yes or no is two classes: the logit of "no" is 0, so softmax gives what the sigmoid gave. */
function headOf({ dense, activation, crf }: Answer, level: LoweredHead['level'], width: number): LoweredHead {
  const outputs = dense?.outputs ?? width;
  const weight = dense?.weight ?? identity(width);
  const bias = dense?.bias ?? new Float32Array(outputs);
  if (outputs > 1 || activation !== 'sigmoid') return { level, activation, weight, bias, outputs, crf };
  const both = new Float32Array(2 * width);
  both.set(weight, width);
  return { level, activation: 'softmax', weight: both, bias: Float32Array.of(0, bias[0]), outputs: 2, crf };
}

function identity(width: number): Float32Array {
  const weight = new Float32Array(width * width);
  for (let k = 0; k < width; k++) weight[k * width + k] = 1;
  return weight;
}

/** Name of the parameters of the one head that imported networks have. */
export const IMPORTED_HEAD = {
  name: 'answer',
  weight: headParameter('answer', 'weight'),
  bias: headParameter('answer', 'bias'),
} as const;
