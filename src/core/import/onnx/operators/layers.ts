/** Operators that are layers: products with weights, activations, pools. */
import { RnnLensError } from '../../../problems.js';
import { sentence } from '../../../sentence.js';
import type { ImportedActivation, ImportedOperation } from '../../network.js';
import { axisOf, elementsOf, type Constant } from '../constant.js';
import { isSame, size } from '../sizes.js';
import { innerSizes, widthOf, type Axis, type Flow } from '../values.js';
import {
  asFlow,
  cannot,
  inputOf,
  integerAttribute,
  layerName,
  nameOf,
  type Call,
  type Operator,
} from './call.js';
import { combined } from './numbers.js';

type Numbers = Float32Array | Float64Array;

/** Adds a layer of a node that reads a flow's columns, all of them in order. */
function layered(call: Call, flow: Flow, operation: ImportedOperation): Flow {
  const input = call.follow.columns.whole(flow, layerName(call.node));
  const { width, isSequence } = call.follow.layers[input];
  const layer = call.follow.add({
    name: layerName(call.node),
    inputs: [input],
    width,
    isSequence,
    kind: operation.kind,
    build: () => Promise.resolve(operation),
  });
  return call.follow.flowOf(layer, flow);
}

/** A number of a node as it is set, or its default. */
function numberAttribute({ node }: Call, name: string, otherwise: number): number {
  return node.attributes.get(name)?.float ?? otherwise;
}

const ACTIVATIONS: Readonly<Record<string, ImportedActivation>> = {
  Relu: 'relu',
  Tanh: 'tanh',
  Sigmoid: 'sigmoid',
  Softsign: 'softsign',
  Softplus: 'softplus',
  Selu: 'selu',
  Gelu: 'gelu',
  Exp: 'exponential',
};

export const activation: Operator = (call) => {
  const flow = asFlow(call, inputOf(call));
  const { type } = call.node;
  if (type === 'Gelu' && (call.node.attributes.get('approximate')?.text ?? 'none') !== 'none')
    throw cannot(call);
  if (Object.hasOwn(ACTIVATIONS, type))
    return [layered(call, flow, { kind: 'activation', activation: ACTIVATIONS[type] })];
  if (type === 'LeakyRelu') {
    const slope = numberAttribute(call, 'alpha', 0.01);
    return [layered(call, flow, { kind: 'activation', activation: 'leaky-relu', slope })];
  }
  const [alpha, beta] = [
    numberAttribute(call, 'alpha', type === 'Elu' ? 1 : 0.2),
    numberAttribute(call, 'beta', 0.5),
  ];
  const is = (a: number, b: number): boolean => Math.abs(alpha - a) < 1e-6 && Math.abs(beta - b) < 1e-6;
  if (type === 'Elu' && alpha === 1) return [layered(call, flow, { kind: 'activation', activation: 'elu' })];
  if (type === 'HardSigmoid' && is(0.2, 0.5))
    return [layered(call, flow, { kind: 'activation', activation: 'hard-sigmoid' })];
  if (type === 'HardSigmoid' && is(1 / 6, 0.5))
    return [layered(call, flow, { kind: 'activation', activation: 'hard-sigmoid-6' })];
  throw cannot(call);
};

/** Softmax over the columns of a step. The logarithm of it says the same: what is shown are probabilities. */
export const softmax: Operator = (call) => {
  const flow = asFlow(call, inputOf(call));
  const rank = flow.axes.length;
  const axis = axisOf(integerAttribute(call, 'axis', call.follow.opset < 13 ? 1 : -1), rank, call.node.type);
  const sizes = flow.axes.map((one) => one.size);
  const { role } = flow.axes[axis];
  // Before version 13 all axes from this one on are taken together.
  const isAll = sizes.every((one, k) => k === axis || flow.axes[k].role !== 'inner' || isSame(one, size(1)));
  const isAlone = call.follow.opset >= 13 || sizes.slice(axis + 1).every((one) => isSame(one, size(1)));
  if (role !== 'inner' || !isAll || !isAlone) throw cannot(call);
  if (call.node.type === 'LogSoftmax')
    call.follow.notes.push(
      sentence('"{0}" gives logarithms; what is shown are the probabilities.', layerName(call.node)),
    );
  return [layered(call, flow, { kind: 'activation', activation: 'softmax' })];
};

export const matMul: Operator = (call) => {
  const flow = asFlow(call, inputOf(call));
  const weight = inputOf(call, 1);
  if (weight.kind !== 'constant') throw cannot(call);
  const leading = weight.shape.slice(0, -2);
  if (weight.shape.length < 2 || leading.some((n) => n !== 1)) throw cannot(call);
  const [inputs, outputs] = weight.shape.slice(-2);
  return [dense(call, flow, { weight, inputs, outputs, isTransposed: true, factor: 1, bias: null })];
};

export const gemm: Operator = (call) => {
  const flow = asFlow(call, inputOf(call));
  const [weight, bias] = [inputOf(call, 1), call.inputs.at(2) ?? null];
  if (weight.kind !== 'constant' || weight.shape.length !== 2) throw cannot(call);
  if (integerAttribute(call, 'transA', 0) !== 0) throw cannot(call);
  const isTransposed = integerAttribute(call, 'transB', 0) === 0;
  const [inputs, outputs] = isTransposed ? weight.shape : [...weight.shape].reverse();
  if (bias && bias.kind !== 'constant') throw cannot(call);
  const factor = numberAttribute(call, 'alpha', 1);
  const beta = numberAttribute(call, 'beta', 1);
  const added = bias ? { of: bias as Constant, factor: beta } : null;
  return [dense(call, flow, { weight, inputs, outputs, isTransposed, factor, bias: added })];
};

interface Dense {
  readonly weight: Constant;
  readonly inputs: number;
  readonly outputs: number;
  /** The weight is [in, out]. */
  readonly isTransposed: boolean;
  readonly factor: number;
  readonly bias: { readonly of: Constant; readonly factor: number } | null;
}

function dense(call: Call, flow: Flow, of: Dense): Flow {
  const { follow, node } = call;
  const last = flow.axes.at(-1);
  const width = widthOf(flow);
  if (last?.role !== 'inner' || last.size.factor !== width) {
    const isVector = last !== undefined && width === 1 && isSame(last.size, size(1));
    if (!isVector) throw cannot(call);
  }
  if (width !== of.inputs)
    throw new RnnLensError(
      'Node {0} reads {1} columns; its weights are for {2}.',
      nameOf(node),
      width,
      of.inputs,
    );
  if (of.bias) checkBias(call, of.bias.of, of.outputs);
  const { layer: input, columns } = follow.columns.basis(flow, layerName(node));
  const wide = follow.layers[input].width;
  if (columns) follow.budget.take(of.outputs * wide);
  const layer = follow.add({
    name: layerName(node),
    inputs: [input],
    width: of.outputs,
    isSequence: follow.layers[input].isSequence,
    kind: 'dense',
    build: async () => ({
      kind: 'dense',
      weight: await weightOf(of, columns, wide),
      bias: of.bias && (await biasOf(of.bias.of, of.outputs, of.bias.factor)),
      outputs: of.outputs,
    }),
  });
  const axes: Axis[] = [...flow.axes.slice(0, -1), { role: 'inner', size: size(of.outputs) }];
  return { ...flow, axes, segments: [{ layer, start: 0, size: of.outputs }] };
}

/** [out, in] for columns where they stand in the layer that is read. */
async function weightOf(
  { weight, inputs, outputs, isTransposed, factor }: Dense,
  columns: readonly number[] | null,
  wide: number,
): Promise<Float32Array> {
  const values: Numbers = await weight.load();
  const out = new Float32Array(outputs * wide);
  for (let k = 0; k < inputs; k++) {
    const column = columns ? columns[k] : k;
    for (let j = 0; j < outputs; j++)
      out[j * wide + column] += factor * values[isTransposed ? k * outputs + j : j * inputs + k];
  }
  return out;
}

function checkBias(call: Call, bias: Constant, outputs: number): void {
  const count = elementsOf(bias.shape);
  if (count !== outputs && count !== 1)
    throw new RnnLensError('Node {0} has {1} outputs and a bias of {2}.', nameOf(call.node), outputs, count);
}

async function biasOf(bias: Constant, outputs: number, factor: number): Promise<Float32Array> {
  const values = await bias.load();
  return Float32Array.from({ length: outputs }, (_, k) => factor * values[values.length === 1 ? 0 : k]);
}

/** Add, Sub, Mul, Div of what reads the text: with a number for each column, or with one another. */
export const arithmetic: Operator = async (call) => {
  const [a, b] = [inputOf(call), inputOf(call, 1)];
  const both = a.kind === 'flow' || b.kind === 'flow' ? null : await combined(call);
  if (both) return [both];
  if (a.kind === 'flow' && b.kind === 'flow') return [mergedFlows(call, a, b)];
  const flow = asFlow(call, a.kind === 'constant' ? b : a);
  const other = a.kind === 'constant' ? a : b;
  if (other.kind !== 'constant') throw cannot(call);
  return [await scaled(call, flow, other, a.kind === 'constant')];
};

export function mergedFlows(call: Call, a: Flow, b: Flow): Flow {
  const how = ({ Add: 'add', Mul: 'multiply', Max: 'maximum' } as const)[
    call.node.type as 'Add' | 'Mul' | 'Max'
  ];
  const fits = a.axes.length === b.axes.length && a.axes.every((one, k) => isSame(one.size, b.axes[k].size));
  const roles = a.axes.every((one, k) => one.role === b.axes[k]?.role);
  if (!how || !fits || !roles || a.isReversed !== b.isReversed) throw cannot(call);
  const { follow } = call;
  const inputs = [
    follow.columns.whole(a, layerName(call.node)),
    follow.columns.whole(b, layerName(call.node)),
  ];
  const [first, second] = inputs.map((k) => follow.layers[k]);
  if (first.isSequence !== second.isSequence) throw cannot(call);
  const layer = follow.add({
    name: layerName(call.node),
    inputs,
    width: first.width,
    isSequence: first.isSequence,
    kind: 'merge',
    build: () => Promise.resolve({ kind: 'merge', how }),
  });
  return follow.flowOf(layer, a);
}

/** Whether a constant's numbers go along the columns only, and how many they are: one or all. */
function alongColumns(call: Call, flow: Flow, shape: readonly number[]): void {
  const width = widthOf(flow);
  const sizes = shape.filter((n) => n !== 1);
  const last = shape.at(-1) ?? 1;
  const isPlain = sizes.length === 0 || (sizes.length === 1 && sizes[0] === width && last === width);
  const isInnerLast = flow.axes.at(-1)?.role === 'inner' && innerSizes(flow.axes).at(-1) === width;
  if (!isPlain || shape.length > flow.axes.length || (sizes.length > 0 && !isInnerLast)) throw cannot(call);
}

async function scaled(call: Call, flow: Flow, other: Constant, isFirst: boolean): Promise<Flow> {
  const { type } = call.node;
  alongColumns(call, flow, other.shape);
  const width = widthOf(flow);
  if (type === 'Add') {
    const biased = withBias(call, flow, other);
    if (biased) return biased;
  }
  if ((type === 'Div' && isFirst) || !['Add', 'Sub', 'Mul', 'Div'].includes(type)) throw cannot(call);
  call.follow.budget.take(2 * width);
  const values = await biasOf(other, width, 1);
  const ones = new Float32Array(width).fill(type === 'Sub' && isFirst ? -1 : 1);
  const scale = type === 'Mul' ? values : type === 'Div' ? values.map((v) => 1 / v) : ones;
  const sign = type === 'Sub' && !isFirst ? -1 : 1;
  const shift = type === 'Add' || type === 'Sub' ? values.map((v) => sign * v) : new Float32Array(width);
  return layered(call, flow, { kind: 'scale', scale, shift });
}

/** A sum after a product of its own is the product's bias. */
function withBias({ follow, node }: Call, flow: Flow, bias: Constant): Flow | null {
  const [segment] = flow.segments;
  const plan = follow.layers[segment.layer];
  const product = node.inputs.find((name) => follow.values.get(name) === flow);
  const isOwn =
    flow.segments.length === 1 && segment.layer === follow.layers.length - 1 && plan.kind === 'dense';
  if (!isOwn || segment.size !== plan.width || product === undefined || follow.uses.get(product) !== 1)
    return null;
  follow.layers[segment.layer] = {
    ...plan,
    build: async () => {
      const operation = await plan.build();
      if (operation.kind !== 'dense') return operation;
      const added = await biasOf(bias, plan.width, 1);
      return { ...operation, bias: operation.bias ? added.map((v, k) => v + operation.bias![k]) : added };
    },
  };
  return flow;
}

export const batchNormalization: Operator = async (call) => {
  const flow = asFlow(call, inputOf(call));
  const width = widthOf(flow);
  const parts = [1, 2, 3, 4].map((k) => inputOf(call, k));
  const axis = flow.axes.at(1);
  if (axis?.role !== 'inner' || axis.size.factor !== width) throw cannot(call);
  const numbers: Numbers[] = [];
  for (const part of parts) {
    if (part.kind !== 'constant') throw cannot(call);
    if (elementsOf(part.shape) !== width)
      throw new RnnLensError(
        'Node {0} reads {1} columns; its weights are for {2}.',
        nameOf(call.node),
        width,
        elementsOf(part.shape),
      );
    numbers.push(await part.load());
  }
  const [gamma, beta, mean, variance] = numbers;
  const epsilon = numberAttribute(call, 'epsilon', 1e-5);
  const scale = Float32Array.from(gamma, (v, k) => v / Math.sqrt(variance[k] + epsilon));
  const shift = Float32Array.from(
    beta,
    (v, k) => v - (mean[k] * gamma[k]) / Math.sqrt(variance[k] + epsilon),
  );
  return [layered(call, flow, { kind: 'scale', scale, shift })];
};
