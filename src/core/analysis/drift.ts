/** Positions on each side whose mean counts as what a unit drifts to; at least this many. */
const LEAST_AROUND = 256;

/** How many times a stretch's own length lies on each side of a position whose drift is taken out. */
const TIMES_AROUND = 8;

/** How far on each side of a position to look for the drift when stretches of this length are looked at. */
export function driftWidth(longestStretch: number): number {
  return Math.max(LEAST_AROUND, TIMES_AROUND * longestStretch);
}

/**
 * Values [n] less the straight line through the positions around each, `around` on each side, fewer at the ends (away
 * from the ends that is their mean). What is slower than that is gone: c of an LSTM may climb over a whole text, and then
 * tells early from late and not one thing from another.
 */
export function withoutDrift(values: Float32Array, around: number): Float32Array {
  const n = values.length;
  // Of the values before a position, and of each times its position.
  const sums = new Float64Array(n + 1);
  const moments = new Float64Array(n + 1);
  for (let k = 0; k < n; k++) {
    sums[k + 1] = sums[k] + values[k];
    moments[k + 1] = moments[k] + k * values[k];
  }
  const out = new Float32Array(n);
  const whole = 2 * around + 1;
  for (let k = 0; k < n; k++) {
    const from = k > around ? k - around : 0;
    const to = k + around + 1 < n ? k + around + 1 : n;
    const count = to - from;
    const sum = sums[to] - sums[from];
    let line = sum / count;
    if (count !== whole) {
      const centre = (from + to - 1) / 2;
      const slope = (moments[to] - moments[from] - centre * sum) / ((count * (count * count - 1)) / 12);
      if (count > 1) line += slope * (k - centre);
    }
    out[k] = values[k] - line;
  }
  return out;
}
