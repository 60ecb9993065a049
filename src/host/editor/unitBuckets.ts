import { SCALE_ENDS, type Rgb } from '../../core/views/colors.js';

/** Steps of each sign that have a colour; with the uncoloured one around 0 there are 15. */
const STEPS = 7;

/** Opacity of the strongest colour: text on it keeps its contrast. */
const MOST_OPAQUE = 0.62;

/** A range of the text whose tokens are on one step of the scale. */
export interface ColouredRange {
  /** -7 … 7 without 0. */
  readonly bucket: number;
  readonly start: number;
  readonly end: number;
}

/** The steps that have a colour, from -7 to 7. */
export const BUCKETS: readonly number[] = Array.from({ length: 2 * STEPS + 1 }, (_, k) => k - STEPS).filter(
  (bucket) => bucket !== 0,
);

/** The step of a value in [-1, 1] on the symmetric scale, -7 … 7; 0 for no number. Larger values are on the last step. */
export function bucketOf(value: number): number {
  // Rounded away from 0 on both sides, where Math.round goes upwards.
  return Math.sign(value) * Math.round(Math.min(1, Math.abs(value)) * STEPS) || 0;
}

/** The background of a step, `#rrggbbaa`: orange below 0 and blue above, as in the panel, stronger further away. */
export function bucketColour(bucket: number, theme: 'light' | 'dark'): string {
  const { negative, positive } = SCALE_ENDS[theme];
  const opacity = Math.round((Math.abs(bucket) / STEPS) * MOST_OPAQUE * 255);
  return hex([...(bucket < 0 ? negative : positive), opacity]);
}

function hex(bytes: readonly [...Rgb, number]): string {
  return `#${bytes.map((byte) => byte.toString(16).padStart(2, '0')).join('')}`;
}

/** A token with its place in the current text. */
interface PlacedToken {
  readonly token: number;
  readonly start: number;
  readonly end: number;
}

/**
 * Ranges to colour: `values[k]` is of token `firstToken + k`; tokens without a value have no colour. Neighbours on one
 * step are one range, with the blanks between them.
 */
export function colouredRanges(
  tokens: readonly PlacedToken[],
  firstToken: number,
  values: Float32Array,
): ColouredRange[] {
  const ranges: { bucket: number; start: number; end: number }[] = [];
  let previous = -1;
  for (const { token, start, end } of tokens) {
    const bucket = bucketOf(values[token - firstToken] ?? 0);
    const last = ranges.at(-1);
    if (last && last.bucket === bucket && previous === token - 1) last.end = end;
    else ranges.push({ bucket, start, end });
    previous = token;
  }
  return ranges.filter(({ bucket }) => bucket !== 0);
}
