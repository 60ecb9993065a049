import type { FloatArray } from '../math/matrix.js';

/** One place where tokens were replaced; deltas are ascending, each counts after the ones before it. */
export interface TokenDelta {
  readonly fromToken: number;
  readonly removedTokens: number;
  readonly insertedTokens: number;
}

/** For each token of the second run the same token of the first, -1 for a new one: `[tokens after]`. */
export type Alignment = Int32Array;

/** No token of the first run. */
export const NEW_TOKEN = -1;

/** Tokens of two runs that are the same from the beginning and from the end on; keys decide what is the same. */
export function alignByEnds<K>(before: ArrayLike<K>, after: ArrayLike<K>): Alignment {
  const shorter = Math.min(before.length, after.length);
  let prefix = 0;
  while (prefix < shorter && before[prefix] === after[prefix]) prefix++;
  let suffix = 0;
  while (suffix < shorter - prefix && before[before.length - 1 - suffix] === after[after.length - 1 - suffix])
    suffix++;
  const alignment = new Int32Array(after.length).fill(NEW_TOKEN);
  for (let t = 0; t < prefix; t++) alignment[t] = t;
  for (let k = 1; k <= suffix; k++) alignment[after.length - k] = before.length - k;
  return alignment;
}

/** The alignment before any edit: every token is itself. */
export function identityAlignment(tokens: number): Alignment {
  return Int32Array.from({ length: tokens }, (_, t) => t);
}

/**
 * An alignment after one more edit. A token of a replaced place is aligned where as many were inserted as removed,
 * and else new; give `isSame` to look closer at the ends of each place.
 */
export function alignOverEdit(
  alignment: Alignment,
  deltas: readonly TokenDelta[],
  isSame?: (removedToken: number, insertedToken: number) => boolean,
): Alignment {
  let result = alignment;
  for (const { fromToken, removedTokens, insertedTokens } of deltas) {
    const next = new Int32Array(result.length - removedTokens + insertedTokens).fill(NEW_TOKEN);
    next.set(result.subarray(0, fromToken));
    next.set(result.subarray(fromToken + removedTokens), fromToken + insertedTokens);
    const removed = result.subarray(fromToken, fromToken + removedTokens);
    const same = (k: number, l: number): boolean =>
      isSame ? isSame(fromToken + k, fromToken + l) : removedTokens === insertedTokens;
    let k = 0;
    const shorter = Math.min(removedTokens, insertedTokens);
    for (; k < shorter && same(k, k); k++) next[fromToken + k] = removed[k];
    for (let b = 1; b <= shorter - k && same(removedTokens - b, insertedTokens - b); b++)
      next[fromToken + insertedTokens - b] = removed[removedTokens - b];
    result = next;
  }
  return result;
}

/** Values [tokens, width] of one run from token `fromToken` on. */
export interface TokenValues {
  readonly fromToken: number;
  readonly width: number;
  readonly values: FloatArray;
}

/** The second run less the first, over the tokens of the second run's values. */
export interface ValueDiff {
  readonly fromToken: number;
  readonly width: number;
  /** [n, width]; NaN where the first run does not have the token or its values were not given. */
  readonly delta: Float32Array;
  /** The largest |delta| of each token, [n]; NaN as above. */
  readonly largest: Float32Array;
  /** The largest |delta| of each unit or class over all tokens, [width]; 0 if none could be compared. */
  readonly largestByUnit: Float32Array;
  /** The first token that both runs have and whose largest |delta| is over the tolerance; -1 if there is none. */
  readonly firstDiverging: number;
}

/**
 * Differences per token and unit (or class) of two runs. `tolerance` is what still counts as the same: 0 for
 * states that are exact. RangeError for values of different widths.
 */
export function diffValues(
  before: TokenValues,
  after: TokenValues,
  alignment: Alignment,
  tolerance = 0,
): ValueDiff {
  const { width, fromToken } = after;
  if (before.width !== width)
    throw new RangeError(`Values of ${before.width} and ${width} units cannot be compared.`);
  const n = after.values.length / width;
  const delta = new Float32Array(n * width).fill(NaN);
  const largest = new Float32Array(n).fill(NaN);
  const largestByUnit = new Float32Array(width);
  const known = before.values.length / width;
  let firstDiverging = -1;
  for (let t = 0; t < n; t++) {
    const old = alignment[fromToken + t] - before.fromToken;
    if (alignment[fromToken + t] === NEW_TOKEN || !(old >= 0 && old < known)) continue;
    let worst = 0;
    for (let unit = 0; unit < width; unit++) {
      const d = after.values[t * width + unit] - before.values[old * width + unit];
      delta[t * width + unit] = d;
      worst = Math.max(worst, Math.abs(d));
      largestByUnit[unit] = Math.max(largestByUnit[unit], Math.abs(d));
    }
    largest[t] = worst;
    if (firstDiverging < 0 && !(worst <= tolerance)) firstDiverging = fromToken + t;
  }
  return { fromToken, width, delta, largest, largestByUnit, firstDiverging };
}

/** A token whose most probable class is another one than before. */
export interface ChangedLabel {
  readonly token: number;
  readonly before: number;
  readonly after: number;
}

/** Tokens both runs have whose class differs; labels [tokens] of the whole runs. */
export function changedLabels(
  before: ArrayLike<number>,
  after: ArrayLike<number>,
  alignment: Alignment,
): ChangedLabel[] {
  const changed: ChangedLabel[] = [];
  alignment.forEach((old, token) => {
    if (old !== NEW_TOKEN && before[old] !== after[token])
      changed.push({ token, before: before[old], after: after[token] });
  });
  return changed;
}
