/** How one unit goes together with each tag (or class) of a text, and what the same numbers are by chance. */
import { Random } from '../math/random.js';

/** Bins of a unit's values for mutual information, each with as many tokens. */
const BINS = 8;

/** Shuffles for chance. */
export const TAG_SHUFFLES = 99;

/** One tag. */
export interface TagRelation {
  readonly label: number;
  readonly tokens: number;
  /** Pearson's r of the unit with having the tag (0 or 1). */
  readonly r: number;
  /** Chance that the unit is higher at a token with the tag than at one without. */
  readonly auc: number;
  /** Bits that the unit's value, in eight bins, tells of having the tag. */
  readonly bits: number;
  /** What |AUC − 0.5| + 0.5 reaches for the best of all tags in 95 of 100 shuffles of the tags. */
  readonly chance: number;
  /** Beyond that chance. */
  readonly isBeyond: boolean;
}

/**
 * All tags that some but not all tokens have, those first that the unit tells best. `values` and `labels` are by token,
 * [n]; tokens without a value (NaN) are left out. Chance keeps the order of the tags and moves them around the text
 * together, so that what stands beside one another stays so.
 */
export function relateToTags(values: Float32Array, labels: Uint16Array, seed = 1): TagRelation[] {
  const known = [...values.keys()].filter((k) => !Number.isNaN(values[k]));
  const kept = Float32Array.from(known, (k) => values[k]);
  const tags = Uint16Array.from(known, (k) => labels[k]);
  const n = kept.length;
  const counts = new Map<number, number>();
  for (const tag of tags) counts.set(tag, (counts.get(tag) ?? 0) + 1);
  const ranks = midranks(kept);
  const areas = areasBy(tags, ranks, counts, 0);
  const random = new Random(seed);
  const best = Float64Array.from({ length: TAG_SHUFFLES }, () => {
    const moved = areasBy(tags, ranks, counts, Math.floor(random.next() * n));
    return Math.max(0.5, ...[...moved.values()].map((area) => Math.max(area, 1 - area)));
  }).sort();
  const chance = best[Math.ceil((TAG_SHUFFLES + 1) * 0.95) - 1];
  return [...counts]
    .filter(([, count]) => count < n)
    .map(([label, tokens]) => {
      const auc = areas.get(label)!;
      const strength = Math.max(auc, 1 - auc);
      return {
        ...{ label, tokens, auc, chance },
        r: pointBiserial(kept, tags, label),
        bits: mutualInformation(ranks, tags, label),
        isBeyond: strength > chance,
      };
    })
    .sort((a, b) => Math.abs(b.auc - 0.5) - Math.abs(a.auc - 0.5) || a.label - b.label);
}

/** Each value's rank from 1, the mean of those of equal values. */
function midranks(values: Float32Array): Float64Array {
  const order = [...values.keys()].sort((a, b) => values[a] - values[b]);
  const ranks = new Float64Array(values.length);
  for (let k = 0; k < order.length;) {
    let end = k + 1;
    while (end < order.length && values[order[end]] === values[order[k]]) end++;
    for (let j = k; j < end; j++) ranks[order[j]] = (k + 1 + end) / 2;
    k = end;
  }
  return ranks;
}

/** The area of each tag, with the tags moved on by `shift` tokens. */
function areasBy(
  tags: Uint16Array,
  ranks: Float64Array,
  counts: ReadonlyMap<number, number>,
  shift: number,
): Map<number, number> {
  const n = tags.length;
  const sums = new Float64Array(Math.max(0, ...counts.keys()) + 1);
  for (let k = 0; k < n; k++) sums[tags[k + shift < n ? k + shift : k + shift - n]] += ranks[k];
  const area = (tag: number, inside: number): number =>
    inside === n ? 0.5 : (sums[tag] - (inside * (inside + 1)) / 2) / (inside * (n - inside));
  return new Map([...counts].map(([tag, inside]) => [tag, area(tag, inside)]));
}

function pointBiserial(values: Float32Array, tags: Uint16Array, label: number): number {
  const n = values.length;
  let [sum, squares, inside, insideSum] = [0, 0, 0, 0];
  for (let k = 0; k < n; k++) {
    sum += values[k];
    squares += values[k] * values[k];
    if (tags[k] !== label) continue;
    inside++;
    insideSum += values[k];
  }
  const share = inside / n;
  const spread = Math.sqrt(Math.max(0, squares / n - (sum / n) ** 2) * share * (1 - share));
  return spread > 0 ? (insideSum / n - share * (sum / n)) / spread : 0;
}

function mutualInformation(ranks: Float64Array, tags: Uint16Array, label: number): number {
  const n = ranks.length;
  const joint = new Float64Array(2 * BINS);
  for (let k = 0; k < n; k++) {
    const bin = Math.min(BINS - 1, Math.floor(((ranks[k] - 0.5) * BINS) / n));
    joint[2 * bin + (tags[k] === label ? 1 : 0)] += 1 / n;
  }
  const has = joint.reduce((sum, p, k) => sum + (k % 2 === 1 ? p : 0), 0);
  let bits = 0;
  joint.forEach((p, k) => {
    const bin = joint[k] + joint[k ^ 1];
    if (p > 0) bits += p * Math.log2(p / (bin * (k % 2 === 1 ? has : 1 - has)));
  });
  return Math.max(0, bits);
}
