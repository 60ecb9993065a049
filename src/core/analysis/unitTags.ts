/**
 * How one unit goes together with each tag (or class) of a text, and what the same numbers are by chance: where the tags
 * are moved along the text, and where words keep one tag each, but any (control tasks: Hewitt and Liang, Designing and
 * Interpreting Probes with Control Tasks, 2019). A unit that knows words, and not what they are, beats the first and not
 * the second.
 */
import { Random } from '../math/random.js';

/** Bins of a unit's values for mutual information, each with as many tokens. */
const BINS = 8;

/** Shuffles for chance, and as many control labellings. */
export const TAG_SHUFFLES = 99;

/** How strongly a unit goes together with a tag. */
export interface TagStrength {
  /** Pearson's r of the unit with having the tag (0 or 1): point-biserial. */
  readonly r: number;
  /** Chance that the unit is higher at a token with the tag than at one without. */
  readonly auc: number;
  /** Bits that the unit's value, in eight bins, tells of having the tag. */
  readonly bits: number;
}

/** One tag. */
export interface TagRelation extends TagStrength {
  readonly label: number;
  readonly tokens: number;
  /** What |r|, |AUC − 0.5| + 0.5 and the bits of this tag reach in 95 of 100 control labellings that have it. */
  readonly control: TagStrength;
  /** What |AUC − 0.5| + 0.5 of this tag must exceed so that no tag does in 95 of 100 shuffles of the tags. */
  readonly chance: number;
  /** The same in 95 of 100 control labellings. */
  readonly controlChance: number;
  /** Beyond both. */
  readonly isBeyond: boolean;
}

/** Tags of tokens, and which tokens are of one kind. */
export interface Labelling {
  /** [n] */
  readonly labels: Uint16Array;
  /** What a control labelling labels alike, by token: the number of the word it is, or of the segment it is in, [n]. */
  readonly kinds: Uint32Array;
}

/**
 * All tags that some but not all tokens have, those first that the unit tells best. `values` are by token, [n]; tokens
 * without a value (NaN) are left out. Chance keeps the order of the tags and moves them around the text together, so that
 * what stands beside one another stays so. A control labelling draws a tag for each kind, as often as tokens have it.
 */
export function relateToTags(values: Float32Array, labelling: Labelling, seed = 1): TagRelation[] {
  const work = relatingToTags(values, labelling, seed);
  let next = work.next();
  while (!next.done) next = work.next();
  return next.value;
}

/** The same, giving way after each walk over the tokens. */
export function* relatingToTags(
  values: Float32Array,
  labelling: Labelling,
  seed = 1,
): Generator<void, TagRelation[]> {
  const known = [...values.keys()].filter((k) => !Number.isNaN(values[k]));
  const kept = Float32Array.from(known, (k) => values[k]);
  const tags = Uint16Array.from(known, (k) => labelling.labels[k]);
  const kinds = Uint32Array.from(known, (k) => labelling.kinds[k]);
  const n = kept.length;
  const unit = unitOf(kept);
  const strengths = strengthsOf(unit, tags);
  const counts = countsOf(tags);
  const random = new Random(seed);
  const shuffles: Map<number, number>[] = [];
  const controls: Map<number, TagStrength>[] = [];
  for (let k = 0; k < TAG_SHUFFLES; k++) {
    yield;
    shuffles.push(areasBy(tags, unit.ranks, counts, Math.floor(random.next() * n)));
  }
  for (let k = 0; k < TAG_SHUFFLES; k++) {
    yield;
    controls.push(strengthsOf(unit, controlTags(tags, kinds, random)));
  }
  const areas = controls.map((control) => new Map([...control].map(([label, { auc }]) => [label, auc])));
  const chances = boundsOf(shuffles, counts, n);
  const controlChances = boundsOf(areas, counts, n);
  return [...strengths]
    .map(([label, strength]) => {
      const [chance, controlChance] = [chances.get(label)!, controlChances.get(label)!];
      const isBeyond = strengthOf(strength.auc) > Math.max(chance, controlChance);
      const control = controlOf(controls, label);
      return {
        ...{ label, tokens: counts.get(label)!, ...strength },
        control,
        chance,
        controlChance,
        isBeyond,
      };
    })
    .sort((a, b) => Math.abs(b.auc - 0.5) - Math.abs(a.auc - 0.5) || a.label - b.label);
}

/**
 * What the area of each tag must exceed so that in 95 of 100 draws no tag exceeds its own: areas are counted in their
 * tag's own spread (Westfall and Young), since those of a tag of two tokens are far from 0.5 by themselves, and would
 * set a bound that a tag of hundreds never reaches.
 */
function boundsOf(
  draws: readonly ReadonlyMap<number, number>[],
  counts: ReadonlyMap<number, number>,
  n: number,
): Map<number, number> {
  const spreads = new Map(
    [...counts].map(([label, tokens]) => {
      const squares = draws.flatMap((draw) => draw.get(label) ?? []).map((auc) => (auc - 0.5) ** 2);
      const mean = squares.reduce((sum, one) => sum + one, 0) / Math.max(1, squares.length);
      // At least that of as many tokens that have nothing to do with one another.
      return [label, Math.sqrt(Math.max(mean, (n + 1) / (12 * tokens * Math.max(1, n - tokens))))];
    }),
  );
  const most = draws.map((draw) =>
    Math.max(0, ...[...draw].map(([label, auc]) => Math.abs(auc - 0.5) / spreads.get(label)!)),
  );
  const bound = mostly(most, 0);
  return new Map([...spreads].map(([label, spread]) => [label, Math.min(1, 0.5 + bound * spread)]));
}

/** Numbers of kinds for texts, [n]: equal texts are of one kind. */
export function kindsOf(texts: Iterable<string>): Uint32Array {
  const known = new Map<string, number>();
  const kinds: number[] = [];
  for (const text of texts) {
    const kind = known.get(text) ?? known.size;
    known.set(text, kind);
    kinds.push(kind);
  }
  return Uint32Array.from(kinds);
}

function strengthOf(auc: number): number {
  return Math.max(auc, 1 - auc);
}

/** What is not exceeded in 95 of 100; for none what no unit is below. */
function mostly(values: readonly number[], least = 0.5): number {
  if (values.length === 0) return least;
  const sorted = Float64Array.from(values).sort();
  return sorted[Math.min(sorted.length, Math.ceil((sorted.length + 1) * 0.95)) - 1];
}

/** One unit's values as all statistics want them. */
interface UnitValues {
  readonly values: Float32Array;
  readonly ranks: Float64Array;
  readonly bins: Uint8Array;
  readonly mean: number;
  readonly spread: number;
}

function unitOf(values: Float32Array): UnitValues {
  const n = values.length;
  const ranks = midranks(values);
  const bins = Uint8Array.from(ranks, (rank) => Math.min(BINS - 1, Math.floor(((rank - 0.5) * BINS) / n)));
  const mean = values.reduce((sum, value) => sum + value, 0) / n;
  const squares = values.reduce((sum, value) => sum + value * value, 0);
  return { values, ranks, bins, mean, spread: Math.sqrt(Math.max(0, squares / n - mean * mean)) };
}

/** A tag for each kind, drawn as often as tokens have it; by token, [n]. */
function controlTags(tags: Uint16Array, kinds: Uint32Array, random: Random): Uint16Array {
  const count = kinds.reduce((most, kind) => Math.max(most, kind), -1) + 1;
  const drawn = Uint16Array.from({ length: count }, () => tags[Math.floor(random.next() * tags.length)]);
  return Uint16Array.from(kinds, (kind) => drawn[kind]);
}

function controlOf(controls: readonly ReadonlyMap<number, TagStrength>[], label: number): TagStrength {
  const having = controls.flatMap((control) => control.get(label) ?? []);
  return {
    r: mostly(
      having.map(({ r }) => Math.abs(r)),
      0,
    ),
    auc: mostly(having.map(({ auc }) => strengthOf(auc))),
    bits: mostly(
      having.map(({ bits }) => bits),
      0,
    ),
  };
}

function countsOf(tags: Uint16Array): Map<number, number> {
  const counts = new Map<number, number>();
  for (const tag of tags) counts.set(tag, (counts.get(tag) ?? 0) + 1);
  return counts;
}

/** All numbers of each tag that some but not all tokens have: one walk, whatever the number of tags. */
function strengthsOf(
  { values, ranks, bins, mean, spread }: UnitValues,
  tags: Uint16Array,
): Map<number, TagStrength> {
  const n = values.length;
  const size = tags.reduce((most, tag) => Math.max(most, tag), 0) + 1;
  const [tokens, sums, rankSums] = [new Float64Array(size), new Float64Array(size), new Float64Array(size)];
  const joint = new Float64Array(size * BINS);
  const all = new Float64Array(BINS);
  for (let k = 0; k < n; k++) {
    const tag = tags[k];
    tokens[tag]++;
    sums[tag] += values[k];
    rankSums[tag] += ranks[k];
    joint[tag * BINS + bins[k]]++;
    all[bins[k]]++;
  }
  const found = new Map<number, TagStrength>();
  for (let tag = 0; tag < size; tag++) {
    const inside = tokens[tag];
    if (inside === 0 || inside === n) continue;
    const share = inside / n;
    const scale = spread * Math.sqrt(share * (1 - share));
    found.set(tag, {
      r: scale > 0 ? (sums[tag] / n - share * mean) / scale : 0,
      auc: areaOf(rankSums[tag], inside, n),
      bits: bitsOf(joint.subarray(tag * BINS, (tag + 1) * BINS), all, inside, n),
    });
  }
  return found;
}

/** Bits that a bin tells of having a tag, from how many tokens with it and how many at all are in each. */
function bitsOf(withTag: Float64Array, all: Float64Array, inside: number, n: number): number {
  const share = inside / n;
  let bits = 0;
  for (let bin = 0; bin < BINS; bin++)
    for (const [count, of] of [
      [withTag[bin], share],
      [all[bin] - withTag[bin], 1 - share],
    ])
      if (count > 0) bits += (count / n) * Math.log2(count / (all[bin] * of));
  return Math.max(0, bits);
}

function areaOf(rankSum: number, inside: number, n: number): number {
  return inside === n ? 0.5 : (rankSum - (inside * (inside + 1)) / 2) / (inside * (n - inside));
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
  return new Map([...counts].map(([tag, inside]) => [tag, areaOf(sums[tag], inside, n)]));
}
