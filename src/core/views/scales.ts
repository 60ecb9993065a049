import { isNonnegative, rangeOf } from '../rnn/activations.js';
import { activationOf, gateActivationOf, type Quantity, type RnnConfig } from '../rnn/config.js';

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

/** Those that go through the gates' function; g and n go through that of candidates. */
const GATES: readonly Quantity[] = ['i', 'f', 'o', 'r', 'z'];

/** True if the cell's equations bound the quantity (as it is shown) to [-1, 1] or [0, 1]. */
export function isBounded(config: RnnConfig, quantity: Quantity): boolean {
  const [gate, own] = [rangeOf(gateActivationOf(config)), rangeOf(activationOf(config))];
  if (quantity === 'c') return true;
  if (GATES.includes(quantity)) return gate !== null;
  if (quantity !== 'h' || config.cell.startsWith('RNN')) return own !== null;
  if (config.projSize > 0 || own === null || gate === null) return false;
  // z mixes n and h; only a share of one and the rest of the other stays between them.
  return config.cell === 'LSTM' || gate[0] === 0;
}

/** True if a quantity is never below 0, however it is shown. */
function isPositive(config: RnnConfig, quantity: Quantity): boolean {
  const [gate, own] = [gateActivationOf(config), activationOf(config)];
  if (quantity === 'c') return false;
  if (GATES.includes(quantity)) return isNonnegative(gate);
  if (quantity !== 'h' || config.cell.startsWith('RNN')) return isNonnegative(own);
  if (config.projSize > 0 || !isNonnegative(own)) return false;
  return config.cell === 'LSTM' ? isNonnegative(gate) : rangeOf(gate)?.[0] === 0;
}

/** The scale of a quantity; `largestSeen` is used only where the equations give no bound. */
export function scaleOf(config: RnnConfig, quantity: Quantity, largestSeen: number): Scale {
  const kind = isPositive(config, quantity) ? 'sequential' : 'diverging';
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
