/** Positions `[from, to)`. */
export type PositionRange = readonly [from: number, to: number];

/** Values that fall on one of so many levels between the smallest and the largest count as equal. */
const LEAST_LEVELS = 4096;
const LEVELS_EACH = 8;
const MOST_LEVELS = 16_384;

/** Each value's level between the smallest and the largest one, [n]; what is no number is on the lowest. */
export interface Levels {
  readonly of: Uint16Array;
  readonly count: number;
}

/** The levels of one unit's values over a text. */
export function levelsOf(values: Float32Array): Levels {
  const n = values.length;
  let [low, high] = [Infinity, -Infinity];
  for (let k = 0; k < n; k++) {
    const value = values[k];
    if (value < low) low = value;
    if (value > high) high = value;
  }
  const of = new Uint16Array(n);
  const count = Math.min(MOST_LEVELS, Math.max(LEAST_LEVELS, LEVELS_EACH * n));
  const each = (count - 1) / (high - low);
  // Not so if all are one, if the range is endless, or below the smallest number.
  if (each > 0 && Number.isFinite(each)) for (let k = 0; k < n; k++) of[k] = (values[k] - low) * each + 0.5;
  return { of, count };
}

/** The area under the ROC curve of some stretches, as `RankSums.area`: all that is asked once. */
export function areaOf(levels: Levels, stretches: readonly PositionRange[]): number {
  const ranks = ranksOf(levels, []);
  let [inside, sum] = [0, 0];
  for (const [from, to] of stretches) {
    inside += to - from;
    for (let k = from; k < to; k++) sum += ranks[levels.of[k]];
  }
  return areaFrom(sum, inside, levels.of.length);
}

/**
 * The ranks of one unit's values over a text, summed up: the area under the ROC curve of any stretches of it costs two
 * reads a stretch, which is what makes hundreds of shuffled stretches cheap. Positions of tidy stretches may be cut out:
 * those behind them move up (`afterCutting`).
 */
export class RankSums {
  /** Sum of the ranks before a position, `[n + 1]`. */
  private readonly sums: Float64Array;

  constructor(levels: Levels, gone: readonly PositionRange[] = []) {
    const ranks = ranksOf(levels, gone);
    const { of } = levels;
    const left = of.length - gone.reduce((sum, [from, to]) => sum + to - from, 0);
    const sums = (this.sums = new Float64Array(left + 1));
    let [at, written, sum] = [0, 0, 0];
    for (const [from, to] of [...gone, [of.length, of.length] as const]) {
      for (let k = at; k < from; k++) sums[++written] = sum += ranks[of[k]];
      at = to;
    }
  }

  /**
   * The chance that the unit is higher at a position inside the stretches than at one outside, ties counted half; 0.5
   * where all or none are inside. Stretches lie in the text and do not overlap; moved by `shift` positions they go on
   * at its beginning.
   */
  area(stretches: readonly PositionRange[], shift = 0): number {
    const { sums } = this;
    const n = sums.length - 1;
    let [inside, sum] = [0, 0];
    for (const [start, end] of stretches) {
      inside += end - start;
      let [from, to] = [start + shift, end + shift];
      if (from >= n) [from, to] = [from - n, to - n];
      sum += to <= n ? sums[to] - sums[from] : sums[n] - sums[from] + sums[to - n];
    }
    return areaFrom(sum, inside, n);
  }
}

/** From the sum of the ranks of `inside` positions out of `n`. */
function areaFrom(sum: number, inside: number, n: number): number {
  const pairs = inside * (n - inside);
  return pairs > 0 ? (sum - (inside * (inside + 1)) / 2) / pairs : 0.5;
}

/** The rank of each level, from 1: the mean of those of the values on it, without those that are cut out. */
function ranksOf({ of, count }: Levels, gone: readonly PositionRange[]): Float64Array {
  const counts = new Uint32Array(count);
  for (let k = 0; k < of.length; k++) counts[of[k]]++;
  for (const [from, to] of gone) for (let k = from; k < to; k++) counts[of[k]]--;
  const ranks = new Float64Array(count);
  let below = 0;
  for (let level = 0; level < count; level++) {
    ranks[level] = below + (counts[level] + 1) / 2;
    below += counts[level];
  }
  return ranks;
}

/** Stretches in ascending order inside `[0, n)`, those that touch or overlap as one, without empty ones. */
export function tidyStretches(stretches: readonly PositionRange[], n: number): PositionRange[] {
  const tidy: [number, number][] = [];
  for (const [start, end] of [...stretches].sort((a, b) => a[0] - b[0])) {
    const [from, to] = [Math.max(0, start), Math.min(n, end)];
    if (from >= to) continue;
    const last = tidy.at(-1);
    if (last && from <= last[1]) last[1] = Math.max(last[1], to);
    else tidy.push([from, to]);
  }
  return tidy;
}

/** Where stretches are once the positions of other ones, `gone`, are cut out. Both are tidy and do not overlap. */
export function afterCutting(
  stretches: readonly PositionRange[],
  gone: readonly PositionRange[],
): PositionRange[] {
  return stretches.map(([from, to]) => {
    const before = gone.reduce((sum, [start, end]) => sum + (end <= from ? end - start : 0), 0);
    return [from - before, to - before];
  });
}
