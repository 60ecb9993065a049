/** Positions `[from, to)`. */
export type PositionRange = readonly [from: number, to: number];

/** Values that fall on one of so many levels between the smallest and the largest count as equal. */
const LEAST_LEVELS = 4096;
const LEVELS_EACH = 8;
const MOST_LEVELS = 16_384;

/** Each value's level between the smallest and the largest one, [n]; what is no number is on the lowest. */
export interface Levels {
  readonly of: Uint16Array;
  /** How many values are on each level. */
  readonly counts: Uint32Array;
}

/** Where levels lie: a value's is `(value - low) * each + 0.5`, rounded down; `each` is 0 where all are on one. */
interface Scale {
  readonly low: number;
  readonly each: number;
  readonly count: number;
}

/** The levels of one unit's values over a text, written to `of` [n]. */
export function levelsOf(values: Float32Array, of: Uint16Array = new Uint16Array(values.length)): Levels {
  const { low, each, count } = scaleOf(values);
  const counts = new Uint32Array(count);
  for (let k = 0; k < values.length; k++) {
    const level = ((values[k] - low) * each + 0.5) | 0;
    of[k] = level;
    counts[level]++;
  }
  return { of, counts };
}

/**
 * The area under the ROC curve of some stretches of a unit's values, as `RankSums.area` of their levels: all that is
 * asked once, so that no value's rank is kept. What is inside is counted by level, and each value only reads how many
 * pairs with them it loses: a read a value, where ranks take a count that waits for the one before.
 */
export function areaOf(values: Float32Array, stretches: readonly PositionRange[]): number {
  const { low, each, count } = scaleOf(values);
  const lost = new Uint32Array(count);
  let inside = 0;
  for (const [from, to] of stretches) {
    inside += to - from;
    for (let k = from; k < to; k++) lost[((values[k] - low) * each + 0.5) | 0]++;
  }
  lostPairs(lost);
  // A whole number, twice that of pairs: half ones are ties.
  let sum = 0;
  for (let k = 0; k < values.length; k++) sum += lost[((values[k] - low) * each + 0.5) | 0];
  const pairs = inside * (values.length - inside);
  // What is inside ties with itself, or one of two wins.
  return pairs > 0 ? (sum - inside * inside) / (2 * pairs) : 0.5;
}

/** Counts by level become twice how many are on higher levels, those on the same one counted half. */
function lostPairs(counts: Uint32Array): void {
  let above = 0;
  for (let level = counts.length - 1; level >= 0; level--) {
    const own = counts[level];
    counts[level] = 2 * above + own;
    above += own;
  }
}

function scaleOf(values: Float32Array): Scale {
  const [low, high] = endsOf(values);
  const count = Math.min(MOST_LEVELS, Math.max(LEAST_LEVELS, LEVELS_EACH * values.length));
  const each = (count - 1) / (high - low);
  // Not so if all are one, if the range is endless, or below the smallest number.
  return each > 0 && Number.isFinite(each) ? { low, each, count } : { low: 0, each: 0, count };
}

function endsOf(values: Float32Array): [low: number, high: number] {
  // Without branches, and two at a time: a third of the time. One value that is no number makes both ends none.
  let [low, high, lowOdd, highOdd] = [Infinity, -Infinity, Infinity, -Infinity];
  for (let k = values.length & 1 ? 1 : 0; k < values.length; k += 2) {
    low = Math.min(low, values[k]);
    high = Math.max(high, values[k]);
    lowOdd = Math.min(lowOdd, values[k + 1]);
    highOdd = Math.max(highOdd, values[k + 1]);
  }
  // Of an odd number the first one is alone.
  low = Math.min(low, lowOdd, values[0]);
  high = Math.max(high, highOdd, values[0]);
  if (!Number.isNaN(low)) return [low, high];
  [low, high] = [Infinity, -Infinity];
  for (const value of values) {
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return [low, high];
}

/**
 * The ranks of one unit's values over a text, summed up: the area under the ROC curve of any stretches of it costs two
 * reads a stretch, which is what makes hundreds of shuffled stretches cheap.
 */
export class RankSums {
  /** `sums`: of the ranks before a position, `[n + 1]`. */
  private constructor(private readonly sums: Float64Array) {}

  /** Of all positions; the sums are written to `sums` [n + 1]. */
  static of({ of, counts }: Levels, sums: Float64Array = new Float64Array(of.length + 1)): RankSums {
    const ranks = ranksOf(counts);
    let sum = 0;
    for (let k = 0; k < of.length; k++) sums[k + 1] = sum += ranks[of[k]];
    return new RankSums(sums);
  }

  /** Of the positions that are left when tidy stretches are cut out: those behind them move up (`afterCutting`). */
  static without(
    { of, counts }: Levels,
    gone: readonly PositionRange[],
    sums: Float64Array = new Float64Array(of.length + 1),
  ): RankSums {
    const left = counts.slice();
    for (const [from, to] of gone) for (let k = from; k < to; k++) left[of[k]]--;
    const ranks = ranksOf(left);
    let [at, written, sum] = [0, 0, 0];
    for (const [from, to] of [...gone, [of.length, of.length] as const]) {
      for (let k = at; k < from; k++) sums[++written] = sum += ranks[of[k]];
      at = to;
    }
    return new RankSums(sums.subarray(0, written + 1));
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

/** The rank of each level, from 1: the mean of those of the values on it. */
function ranksOf(counts: Uint32Array): Float64Array {
  const ranks = new Float64Array(counts.length);
  let below = 0;
  for (let level = 0; level < counts.length; level++) {
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
