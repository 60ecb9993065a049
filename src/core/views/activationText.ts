/** The functions of cells as equations write them. */
import { SELU, type CellActivation } from '../rnn/activations.js';
import { formatValue } from './format.js';

interface ActivationText {
  /** As in an equation; none for what leaves a number as it is. */
  readonly symbol: string;
  /** What it is, for those whose name does not say so; null for the others. */
  readonly definition: string | null;
  /** What it was taken of where it has a value. */
  argument(value: number): string;
}

const TEXT: Record<CellActivation, ActivationText> = {
  tanh: {
    symbol: 'tanh',
    definition: null,
    argument: (y) => within(y, [-1, 1], Math.atanh(y), ['< −7', '> 7']),
  },
  sigmoid: {
    symbol: 'σ',
    definition: null,
    argument: (y) => within(y, [0, 1], Math.log(y / (1 - y)), ['< −14', '> 14']),
  },
  relu: { symbol: 'ReLU', definition: null, argument: (y) => (y === 0 ? '≤ 0' : formatValue(y)) },
  linear: { symbol: '', definition: null, argument: formatValue },
  'hard-sigmoid': {
    symbol: 'hardσ',
    definition: 'hardσ(x) = max(0, min(1, 0.2·x + 0.5))',
    argument: (y) => within(y, [0, 1], 5 * y - 2.5, ['≤ −2.5', '≥ 2.5']),
  },
  'hard-sigmoid-6': {
    symbol: 'hardσ',
    definition: 'hardσ(x) = max(0, min(1, x/6 + 0.5))',
    argument: (y) => within(y, [0, 1], 6 * y - 3, ['≤ −3', '≥ 3']),
  },
  softsign: {
    symbol: 'softsign',
    definition: 'softsign(x) = x / (1 + |x|)',
    argument: (y) => within(y, [-1, 1], y / (1 - Math.abs(y)), ['< −10⁶', '> 10⁶']),
  },
  softplus: {
    symbol: 'softplus',
    definition: 'softplus(x) = log(1 + eˣ)',
    argument: (y) => (y > 1e-6 ? formatValue(y + Math.log(-Math.expm1(-y))) : '< −14'),
  },
  elu: {
    symbol: 'ELU',
    definition: 'ELU(x) = max(0, x) + min(0, eˣ − 1)',
    argument: (y) => (y > -1 + 1e-6 ? formatValue(y > 0 ? y : Math.log1p(y)) : '< −14'),
  },
  selu: {
    symbol: 'SELU',
    definition: 'SELU(x) = 1.0507·max(0, x) + 1.7581·min(0, eˣ − 1)',
    argument: (y) => {
      const below = y / (SELU.scale * SELU.alpha);
      if (y > 0) return formatValue(y / SELU.scale);
      return below > -1 + 1e-6 ? formatValue(Math.log1p(below)) : '< −14';
    },
  },
};

/** How near the end of its range a value is saturated: single precision no longer knows what it was taken of. */
const SATURATED = 1e-6;

function within(
  value: number,
  [least, most]: readonly [number, number],
  argument: number,
  [below, above]: readonly [string, string],
): string {
  if (Number.isNaN(value)) return '…';
  if (value <= least + SATURATED) return below;
  return value >= most - SATURATED ? above : formatValue(argument);
}

/** A function as equations call it: `tanh`, `σ`, `ReLU`; the empty string for none. */
export function activationName(activation: CellActivation): string {
  return TEXT[activation].symbol;
}

/** What a function is where its name does not say so: `hardσ(x) = max(0, min(1, 0.2·x + 0.5))`; else null. */
export function activationDefinition(activation: CellActivation): string | null {
  return TEXT[activation].definition;
}

/** What a function was taken of where it has a value; where it is saturated, how far out that was. */
export function argumentText(activation: CellActivation, value: number): string {
  return Number.isNaN(value) ? '…' : TEXT[activation].argument(value);
}

/** A function of something, written out. */
export function applied(activation: CellActivation, text: string): string {
  const { symbol } = TEXT[activation];
  return symbol === '' ? text : `${symbol}(${text})`;
}
