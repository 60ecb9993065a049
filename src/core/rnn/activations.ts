import { sigmoid } from '../math/matrix.js';

/**
 * What cells can be built with: functions whose derivative follows from their value, so that a trace is enough to go
 * back. `hard-sigmoid` is clip(0.2 x + 0.5, 0, 1) (Keras 1 and 2, TensorFlow.js, ONNX's default), `hard-sigmoid-6`
 * is relu6(x + 3) / 6 (Keras 3).
 */
export const CELL_ACTIVATIONS = [
  'tanh',
  'sigmoid',
  'relu',
  'linear',
  'hard-sigmoid',
  'hard-sigmoid-6',
  'softsign',
  'softplus',
  'elu',
  'selu',
] as const;
export type CellActivation = (typeof CELL_ACTIVATIONS)[number];

/** A function, and its derivative where it has the value `y`; at a corner that of the flat side, as in PyTorch. */
export interface Activation {
  of(x: number): number;
  /** The gradient `d` times the derivative. */
  back(d: number, y: number): number;
}

/** Constants of SELU (Klambauer et al. 2017). */
export const SELU = { alpha: 1.6732632423543772, scale: 1.0507009873554805 } as const;

export const ACTIVATION: Record<CellActivation, Activation> = {
  tanh: { of: Math.tanh, back: (d, y) => d * (1 - y * y) },
  sigmoid: { of: sigmoid, back: (d, y) => d * y * (1 - y) },
  relu: { of: (x) => (x > 0 ? x : 0), back: (d, y) => (y > 0 ? d : 0) },
  linear: { of: (x) => x, back: (d) => d },
  'hard-sigmoid': {
    of: (x) => Math.min(1, Math.max(0, 0.2 * x + 0.5)),
    back: (d, y) => (y > 0 && y < 1 ? 0.2 * d : 0),
  },
  'hard-sigmoid-6': {
    of: (x) => Math.min(6, Math.max(0, x + 3)) / 6,
    back: (d, y) => (y > 0 && y < 1 ? d / 6 : 0),
  },
  softsign: { of: (x) => x / (1 + Math.abs(x)), back: (d, y) => d * (1 - Math.abs(y)) ** 2 },
  softplus: {
    of: (x) => Math.log1p(Math.exp(-Math.abs(x))) + Math.max(0, x),
    back: (d, y) => -d * Math.expm1(-y),
  },
  elu: { of: (x) => (x > 0 ? x : Math.expm1(x)), back: (d, y) => (y > 0 ? d : d * (y + 1)) },
  selu: {
    of: (x) => SELU.scale * (x > 0 ? x : SELU.alpha * Math.expm1(x)),
    back: (d, y) => d * (y > 0 ? SELU.scale : y + SELU.scale * SELU.alpha),
  },
};

/** The interval an activation's values are in; null where they have no bound on one side at least. */
export function rangeOf(activation: CellActivation): readonly [least: number, most: number] | null {
  if (activation === 'tanh' || activation === 'softsign') return [-1, 1];
  return activation.endsWith('sigmoid') || activation === 'hard-sigmoid-6' ? [0, 1] : null;
}

/** Whether an activation has no values below 0. */
export function isNonnegative(activation: CellActivation): boolean {
  return rangeOf(activation)?.[0] === 0 || activation === 'relu' || activation === 'softplus';
}
