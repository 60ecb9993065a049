import type { ActivationName } from '../../operations/activations.js';
import type { Operation } from '../../operations/operation.js';
import type { ExportedOperation } from '../exportedNetwork.js';
import type { OnnxGraph } from './graph.js';

type Exported = Extract<ExportedOperation, { readonly kind: 'operation' }>;

/** Adds an operation beside the recurrent layers; values are [n, steps, width], pooled ones [n, width]. */
export function addOperation(
  graph: OnnxGraph,
  name: string,
  exported: Exported,
  inputs: readonly string[],
): string {
  const { operation, width, find } = exported;
  const [x] = inputs;
  switch (operation.kind) {
    case 'dense':
      return dense(graph, name, x, {
        weight: find('weight'),
        bias: operation.bias ? find('bias') : null,
        ...{ inputs: width, outputs: operation.outputs },
      });
    case 'activation':
      return activation(graph, name, operation.activation, x, operation.slope);
    case 'scale': {
      const scaled = graph.one(
        'Mul',
        [x, graph.floats(`${name}_scale`, [width], find('scale'))],
        {},
        `${name}_scaled`,
      );
      return graph.one('Add', [scaled, graph.floats(`${name}_shift`, [width], find('shift'))], {}, name);
    }
    case 'convolution':
      return convolution(graph, name, x, operation, exported);
    case 'merge':
      return merge(graph, name, operation.how, inputs);
    case 'pool':
      return pool(graph, name, operation.how, x);
    case 'flatten':
      return graph.one('Reshape', [x, graph.longs(`${name}_shape`, [0, operation.steps * width])], {}, name);
    case 'attention':
      return attention(graph, name, x, find('weight'), find('bias'));
  }
}

/** A linear layer of each step or text; the weight [outputs, inputs] is turned. */
export function dense(
  graph: OnnxGraph,
  name: string,
  x: string,
  of: {
    readonly weight: Float32Array;
    readonly bias: Float32Array | null;
    readonly inputs: number;
    readonly outputs: number;
  },
): string {
  const { weight, bias, inputs, outputs } = of;
  const turned = new Float32Array(weight.length);
  for (let row = 0; row < outputs; row++)
    for (let k = 0; k < inputs; k++) turned[k * outputs + row] = weight[row * inputs + k];
  const stored = graph.floats(`${name}_weight`, [inputs, outputs], turned);
  const product = graph.one('MatMul', [x, stored], {}, bias ? `${name}_product` : name);
  return bias
    ? graph.one('Add', [product, graph.floats(`${name}_bias`, [outputs], bias)], {}, name)
    : product;
}

const PLAIN: Readonly<Partial<Record<ActivationName, string>>> = {
  linear: 'Identity',
  tanh: 'Tanh',
  sigmoid: 'Sigmoid',
  relu: 'Relu',
  softsign: 'Softsign',
  softplus: 'Softplus',
  elu: 'Elu',
  selu: 'Selu',
  exponential: 'Exp',
};

function activation(graph: OnnxGraph, name: string, which: ActivationName, x: string, slope = 0.01): string {
  const plain = PLAIN[which];
  if (plain) return graph.one(plain, [x], {}, name);
  if (which === 'softmax') return graph.one('Softmax', [x], { axis: -1 }, name);
  if (which === 'leaky-relu') return graph.one('LeakyRelu', [x], { alpha: { float: slope } }, name);
  if (which === 'hard-sigmoid' || which === 'hard-sigmoid-6') {
    const alpha = which === 'hard-sigmoid' ? 0.2 : 1 / 6;
    return graph.one('HardSigmoid', [x], { alpha: { float: alpha }, beta: { float: 0.5 } }, name);
  }
  if (which === 'swish')
    return graph.one('Mul', [x, graph.one('Sigmoid', [x], {}, `${name}_gate`)], {}, name);
  return which === 'gelu' ? gelu(graph, name, x) : shares(graph, name, x);
}

/** x / 2 · (1 + erf(x / √2)) */
function gelu(graph: OnnxGraph, name: string, x: string): string {
  const number = (own: string, value: number): string =>
    graph.floats(`${name}_${own}`, [], Float32Array.of(value));
  const erf = graph.one(
    'Erf',
    [graph.one('Div', [x, number('root', Math.SQRT2)], {}, `${name}_in`)],
    {},
    `${name}_erf`,
  );
  const half = graph.one('Mul', [x, number('half', 0.5)], {}, `${name}_halved`);
  return graph.one('Mul', [half, graph.one('Add', [erf, number('one', 1)], {}, `${name}_plus`)], {}, name);
}

/** What each number has of the sum of those above zero; even shares where there are none. */
function shares(graph: OnnxGraph, name: string, x: string): string {
  const kept = graph.one('Relu', [x], {}, `${name}_kept`);
  const total = graph.one(
    'ReduceSum',
    [kept, graph.longs(`${name}_axis`, [-1])],
    { keepdims: 1 },
    `${name}_total`,
  );
  const zero = graph.floats(`${name}_zero`, [], Float32Array.of(0));
  const isSome = graph.one('Greater', [total, zero], {}, `${name}_some`);
  const ones = graph.one('Exp', [graph.one('Mul', [kept, zero], {}, `${name}_none`)], {}, `${name}_ones`);
  const shown = graph.one('Where', [isSome, kept, ones], {}, `${name}_parts`);
  const sum = graph.one(
    'ReduceSum',
    [shown, graph.longs(`${name}_axis`, [-1])],
    { keepdims: 1 },
    `${name}_sum`,
  );
  return graph.one('Div', [shown, sum], {}, name);
}

function convolution(
  graph: OnnxGraph,
  name: string,
  x: string,
  operation: Operation & { readonly kind: 'convolution' },
  { width, find }: Exported,
): string {
  const { outputs, size, dilation, padding, bias } = operation;
  const reach = (size - 1) * dilation;
  const before = padding === 'causal' ? reach : Math.floor(reach / 2);
  const turned = graph.one('Transpose', [x], { perm: [0, 2, 1] }, `${name}_channels`);
  const stored = [graph.floats(`${name}_weight`, [outputs, width, size], find('weight'))];
  if (bias) stored.push(graph.floats(`${name}_bias`, [outputs], find('bias')));
  const attributes = {
    kernel_shape: [size],
    dilations: [dilation],
    strides: [1],
    pads: [before, reach - before],
  };
  const convolved = graph.one('Conv', [turned, ...stored], attributes, `${name}_conv`);
  return graph.one('Transpose', [convolved], { perm: [0, 2, 1] }, name);
}

function merge(
  graph: OnnxGraph,
  name: string,
  how: 'concat' | 'add' | 'multiply' | 'average' | 'maximum',
  inputs: readonly string[],
): string {
  if (how === 'concat') return graph.one('Concat', inputs, { axis: -1 }, name);
  if (how === 'maximum') return graph.one('Max', inputs, {}, name);
  const type = how === 'multiply' ? 'Mul' : 'Add';
  const all = inputs.reduce((sum, input, k) => graph.one(type, [sum, input], {}, `${name}_${k}`));
  if (how !== 'average') return all;
  return graph.one(
    'Mul',
    [all, graph.floats(`${name}_share`, [], Float32Array.of(1 / inputs.length))],
    {},
    name,
  );
}

/** Over the steps, the second size. */
export function pool(
  graph: OnnxGraph,
  name: string,
  how: 'max' | 'mean' | 'first' | 'last',
  x: string,
): string {
  if (how === 'max') return graph.one('ReduceMax', [x], { axes: [1], keepdims: 0 }, name);
  if (how === 'mean') return graph.one('ReduceMean', [x], { axes: [1], keepdims: 0 }, name);
  return graph.one(
    'Gather',
    [x, graph.longs(`${name}_step`, [how === 'last' ? -1 : 0], [])],
    { axis: 1 },
    name,
  );
}

/** The mean of the steps weighted by softmax over them of w · x + b. */
function attention(
  graph: OnnxGraph,
  name: string,
  x: string,
  weight: Float32Array,
  bias: Float32Array,
): string {
  const scores = dense(graph, `${name}_scores`, x, { weight, bias, inputs: weight.length, outputs: 1 });
  const weights = graph.one('Softmax', [scores], { axis: 1 }, `${name}_weights`);
  const weighted = graph.one('Mul', [x, weights], {}, `${name}_weighted`);
  return graph.one('ReduceSum', [weighted, graph.longs(`${name}_axis`, [1])], { keepdims: 0 }, name);
}
