import type { Quantity, RnnConfig } from '../rnn/config.js';

/** How a quantity is coloured: its kind and the magnitude at the end of the scale. */
export interface Scale {
  /** `diverging`: [-limit, limit] around a neutral middle; `sequential`: [0, limit]. */
  readonly kind: 'diverging' | 'sequential';
  readonly limit: number;
  /** False where the quantity has no bound: then `limit` is the largest magnitude seen, and can grow. */
  readonly fixed: boolean;
}

/** Steps of every look-up table; odd, so that a diverging one has an exact middle. */
export const LUT_STEPS = 257;

const SIGMOID_GATES: readonly Quantity[] = ['i', 'f', 'o', 'r', 'z'];

/** True if the cell's equations bound the quantity (as it is shown) to [-1, 1] or [0, 1]. */
function isBounded(config: RnnConfig, quantity: Quantity): boolean {
  if (quantity !== 'h') return true;
  return config.cell !== 'RNN_RELU' && config.projSize === 0;
}

/** The scale of a quantity; `largestSeen` is used only where the equations give no bound. */
export function scaleOf(config: RnnConfig, quantity: Quantity, largestSeen: number): Scale {
  const rectified = quantity === 'h' && config.cell === 'RNN_RELU';
  const kind = rectified || SIGMOID_GATES.includes(quantity) ? 'sequential' : 'diverging';
  const fixed = isBounded(config, quantity);
  return { kind, limit: fixed ? 1 : Math.max(largestSeen, Number.EPSILON), fixed };
}

/** The number that is drawn for a raw value: c is unbounded and shown as tanh(c), the rest as it is. */
export function shownValue(quantity: Quantity, raw: number): number {
  return quantity === 'c' ? Math.tanh(raw) : raw;
}

/** What is drawn, in words: `tanh(c)` for c, else the quantity's letter. */
export function shownName(quantity: Quantity): string {
  return quantity === 'c' ? 'tanh(c)' : quantity;
}

/** Position of a shown value between the lower end (0) and the upper end (1) of its scale, clamped. */
export function scaleShare(scale: Scale, shown: number): number {
  const share = scale.kind === 'diverging' ? (shown / scale.limit + 1) / 2 : shown / scale.limit;
  return Math.min(1, Math.max(0, share));
}

/** Index into a look-up table of `LUT_STEPS` entries; values beyond the ends take the end's colour. */
export function lutIndex(scale: Scale, shown: number): number {
  return Math.round(scaleShare(scale, shown) * (LUT_STEPS - 1));
}
