import { withoutDrift } from '../analysis/drift.js';
import type { Quantity } from '../rnn/config.js';
import { shownValue } from './scales.js';

/** How one unit's values over a text become colours: shares of a symmetric scale, -1 to 1. */
export interface UnitScale {
  /** The value in the middle of the scale, and how far its ends are from it; null: the quantity's own fixed scale. */
  readonly own: { readonly middle: number; readonly half: number } | null;
  /** Positions on each side whose mean is taken from a value first; 0: it stays as it is. */
  readonly around: number;
}

/** The scale on which a value is shown as it is (c as tanh c). */
export const FIXED_SCALE: UnitScale = { own: null, around: 0 };

/** Shares of a text's values that lie below the scale's lower and above its upper end. */
const BEYOND = 0.005;

/** Between these shares of the values lies what is mostly seen. */
const MOSTLY = [0.1, 0.9] as const;

/** A step of the coloured scale: 15 of them from -1 to 1. Values that are mostly within one cannot be told apart. */
const STEP = 1 / 7;

/** A share of the variance that is drift: more, and the colours tell early from late. */
const MOSTLY_DRIFT = 0.5;

/** Values on each side that count as drift, for colours. */
const AROUND = 512;

/**
 * The scale of one unit of a quantity that its equations do not bound (h of a ReLU network), from all its raw values [n]:
 * 0 is in the middle, and hardly any value lies beyond the ends. The fixed one where all are 0.
 */
export function unboundedScale(values: Float32Array): UnitScale {
  const sorted = values.map(Math.abs).sort();
  const half = sorted.length > 0 ? quantile(sorted, 1 - BEYOND) || sorted[sorted.length - 1] : 0;
  return half > 0 ? { own: { middle: 0, half }, around: 0 } : FIXED_SCALE;
}

/**
 * The scale of one unit over a text, from all its raw values [n]. Of what is bounded only c has a scale of its own, and only where tanh(c)
 * saturates (most of the text would have one colour): then its ends are the quantiles of this text, and what is mostly
 * drift is coloured without it. h and gates, and c that tanh shows, keep the fixed scale: their colours mean the same
 * in every text. `keepsDrift`: it is coloured with its drift all the same. `every`: the values are those of every so many-th
 * position.
 */
export function unitScale(
  quantity: Quantity,
  values: Float32Array,
  keepsDrift = false,
  every = 1,
): UnitScale {
  if (quantity !== 'c' || values.length === 0) return FIXED_SCALE;
  const sorted = values.slice().sort();
  const [low, high] = MOSTLY.map((share) => shownValue(quantity, quantile(sorted, share)));
  if (!(high - low < STEP)) return FIXED_SCALE;
  if (keepsDrift) return { own: ownScale(sorted), around: 0 };
  const flat = withoutDrift(values, Math.max(1, Math.round(AROUND / every)));
  const isDrift = variance(flat) < (1 - MOSTLY_DRIFT) * variance(values);
  return isDrift ? { own: ownScale(flat.sort()), around: AROUND } : { own: ownScale(sorted), around: 0 };
}

function ownScale(sorted: Float32Array): UnitScale['own'] {
  const [low, high] = [quantile(sorted, BEYOND), quantile(sorted, 1 - BEYOND)];
  return high > low ? { middle: (low + high) / 2, half: (high - low) / 2 } : null;
}

/**
 * Raw values [n] as shares of the scale, -1 to 1 (not cut off). `from` of them at the beginning are only there for the
 * drift of those behind them, and `to` is where those end.
 */
export function onUnitScale(
  { own, around }: UnitScale,
  quantity: Quantity,
  values: Float32Array,
  from = 0,
  to = values.length,
): Float32Array {
  if (!own) return values.slice(from, to).map((value) => shownValue(quantity, value));
  const shown = around > 0 ? withoutDrift(values, around) : values;
  return shown.slice(from, to).map((value) => (value - own.middle) / own.half);
}

/** The value below which this share of ascending values lies. */
function quantile(sorted: Float32Array, share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))];
}

function variance(values: Float32Array): number {
  let [sum, squares] = [0, 0];
  for (const value of values) {
    sum += value;
    squares += value * value;
  }
  const mean = sum / values.length;
  return squares / values.length - mean * mean;
}

/** Scales of all units of a quantity, middle and half of each, [units, 2]; NaN where it is the fixed one. */
export type UnitScales = Float32Array;

/** The value of a unit as a share of its scale; of a fixed one as it is shown everywhere. `scales` is null if all are. */
export function sharesOf(
  quantity: Quantity,
  scales: UnitScales | null,
): (raw: number, unit: number) => number {
  if (!scales) return (raw) => shownValue(quantity, raw);
  return (raw, unit) => {
    const half = scales[2 * unit + 1];
    return half > 0 ? (raw - scales[2 * unit]) / half : shownValue(quantity, raw);
  };
}
