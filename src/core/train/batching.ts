import type { Random } from '../math/random.js';

/** Batches whose segments are sorted by length together; more makes batches more alike, less makes them random. */
const BATCHES_SORTED = 32;

/**
 * Groups of `size` items in random order, items of similar length together: the kernels run such rows side by side.
 * Items of length 0 are left out, and all but `limit` drawn ones.
 */
export function groupsByLength(
  lengths: ArrayLike<number>,
  size: number,
  random: Random,
  limit = Infinity,
): number[][] {
  const order = random
    .permutation(lengths.length)
    .filter((k) => lengths[k] > 0)
    .slice(0, limit);
  const pool = size * BATCHES_SORTED;
  const groups: number[][] = [];
  for (let from = 0; from < order.length; from += pool) {
    const sorted = order.slice(from, from + pool).sort((a, b) => lengths[a] - lengths[b]);
    for (let k = 0; k < sorted.length; k += size) groups.push(sorted.slice(k, k + size));
  }
  return random.permutation(groups.length).map((k) => groups[k]);
}
