import { sentence } from '../../sentence.js';
import type { ImportedActivation } from '../network.js';
import { isObject, textOf } from './json.js';
import { refuse } from './refusal.js';

export interface KerasActivation {
  readonly activation: ImportedActivation;
  /** Of a leaky ReLU. */
  readonly slope?: number;
}

/** What differs between versions of Keras that wrote the same words. */
export interface KerasDialect {
  /** 1, 2 or 3. */
  readonly major: number;
  /** relu6(x + 3) / 6 since Keras 3, clip(0.2 x + 0.5, 0, 1) before it and in TensorFlow.js. */
  readonly hardSigmoid: 'hard-sigmoid' | 'hard-sigmoid-6';
  /** Of gates, where a layer's settings do not name it. */
  readonly gates: ImportedActivation;
}

const NAMES: Readonly<Record<string, ImportedActivation>> = {
  linear: 'linear',
  tanh: 'tanh',
  sigmoid: 'sigmoid',
  relu: 'relu',
  softmax: 'softmax',
  softsign: 'softsign',
  softplus: 'softplus',
  elu: 'elu',
  selu: 'selu',
  gelu: 'gelu',
  swish: 'swish',
  silu: 'swish',
  exponential: 'exponential',
  relushare: 'relu-share',
};

/** An activation by its name or by an object that has one; refuses others, naming the layer. */
export function activationOf(value: unknown, layer: string, dialect: KerasDialect): KerasActivation {
  if (value === undefined || value === null) return { activation: 'linear' };
  const name = isObject(value) ? nameIn(value) : typeof value === 'string' ? value : JSON.stringify(value);
  const plain = name.replace(/^.*>/, '').replaceAll('_', '').toLowerCase();
  if (plain === 'hardsigmoid') return { activation: dialect.hardSigmoid };
  if (plain === 'leakyrelu') return { activation: 'leaky-relu', slope: dialect.major >= 3 ? 0.2 : 0.3 };
  const known = Object.hasOwn(NAMES, plain) ? NAMES[plain] : undefined;
  return known
    ? { activation: known }
    : refuse(sentence('Layer "{0}" has the activation {1}, which is not known.', layer, name.slice(0, 60)));
}

function nameIn(value: Readonly<Record<string, unknown>>): string {
  const config = value['config'];
  if (typeof config === 'string') return config;
  const inner = isObject(config) ? textOf(config, 'activation', 'name') : undefined;
  const className = textOf(value, 'class_name') ?? '?';
  return className === 'function' || className === 'Activation' ? (inner ?? className) : className;
}
