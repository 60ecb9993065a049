import type { AttributionMethod } from '../analysis/attribution/method.js';
import { buildLut, inkOn, type HeatmapColors, type Ink, type Rgb } from './colors.js';
import { signed } from './difference.js';
import { lutIndex, type Scale } from './scales.js';

/** Tokens of which all pairs are shown: those nearest to the one that is asked about. */
export const MOST_PAIRED = 48;

/** From how many bits on something counts as a change. */
const LEAST_BITS = 0.5;

/** The scale of a method, in bits: it does not follow the data, so that colours keep their meaning. */
export function attributionScale(method: AttributionMethod): Scale {
  return { kind: 'diverging', limit: method === 'hide' ? 5 : 1, fixed: true };
}

/** Bits with their sign, `+7.53`. */
export function formatBitsLost(bits: number): string {
  return signed(bits, 2);
}

/** The share of a scale below which nothing is shaded. */
const LEAST_SHADE = 0.02;

/** A colour, and which of black and white is read on it. */
export interface Shade {
  readonly background: string;
  readonly ink: Ink;
}

/** Colours of values on a scale; null where a value changes nothing that could be seen. */
export function shadesOf(scale: Scale, colors: HeatmapColors): (value: number) => Shade | null {
  const lut = buildLut(scale.kind, colors);
  return (value) => {
    // Nor where it is not known.
    if (!(Math.abs(value) >= LEAST_SHADE * scale.limit)) return null;
    const at = lutIndex(scale, value);
    const rgb: Rgb = [lut[4 * at], lut[4 * at + 1], lut[4 * at + 2]];
    return { background: `rgb(${rgb.join(' ')})`, ink: inkOn(rgb) };
  };
}

/** The token besides one with the largest value, whatever its sign; -1 where none is worth a word. */
export function strongest(values: ArrayLike<number>, but: number, least = LEAST_BITS): number {
  let best = -1;
  for (let t = 0; t < values.length; t++) {
    const size = Math.abs(values[t]);
    if (t !== but && size >= least && (best < 0 || size > Math.abs(values[best]))) best = t;
  }
  return best;
}

/** How many times 2^bits is, for people: `1.9`, `185`, `26,000`; two digits and no more. */
export function timesOf(bits: number): string {
  const times = Number((2 ** Math.abs(bits)).toPrecision(2));
  return times > 1e6 ? '1,000,000' : times.toLocaleString('en');
}

/** `[from, to)` of at most `most` of `count` items around one. */
export function around(count: number, item: number, most: number): readonly [from: number, to: number] {
  const from = Math.max(0, Math.min(count - most, item - Math.floor(most / 2)));
  return [from, Math.min(count, from + most)];
}
