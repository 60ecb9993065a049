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
export function withoutDrift(
  values: Float32Array,
  around: number,
  out: Float32Array = new Float32Array(values.length),
): Float32Array {
  const n = values.length;
  const whole = 2 * around + 1;
  // Away from the ends the line goes through the mean.
  const share = 1 / whole;
  let sum = 0;
  for (let k = 0; k < Math.min(n, whole); k++) sum += values[k];
  for (let k = around; k < n - around; k++) {
    out[k] = values[k] - sum * share;
    // The difference first: the sum then waits for one addition only.
    if (k + around + 1 < n) sum += values[k + around + 1] - values[k - around];
  }
  const [first, last] = [Math.min(n, around), Math.max(around, n - around)];
  if (first > 0) lineAtEnd(values, out, [0, first], [0, Math.min(n, first + around)], around);
  if (last < n) lineAtEnd(values, out, [last, n], [Math.max(0, last - around), n], around);
  return out;
}

/** The same for positions [from, to) near an end; those that their lines go through are [low, high). */
function lineAtEnd(
  values: Float32Array,
  out: Float32Array,
  [from, to]: readonly [number, number],
  [low, high]: readonly [number, number],
  around: number,
): void {
  // Of the values before a position, and of each times its position, both counted from `low`.
  const sums = new Float64Array(high - low + 1);
  const moments = new Float64Array(high - low + 1);
  for (let k = 0; k < high - low; k++) {
    sums[k + 1] = sums[k] + values[low + k];
    moments[k + 1] = moments[k] + k * values[low + k];
  }
  for (let position = from; position < to; position++) {
    const k = position - low;
    const start = Math.max(0, position - around) - low;
    const end = Math.min(values.length, position + around + 1) - low;
    const count = end - start;
    const sum = sums[end] - sums[start];
    const centre = (start + end - 1) / 2;
    const slope = (moments[end] - moments[start] - centre * sum) / ((count * (count * count - 1)) / 12);
    const line = sum / count + (count > 1 ? slope * (k - centre) : 0);
    out[position] = values[position] - line;
  }
}
