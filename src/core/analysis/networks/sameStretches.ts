/** Which tokens of two networks are the same stretch of a text, and which of them are looked at in a long one. */

/** Tokens of either network, one for one, ascending: [n] each. */
export interface TokenPairs {
  readonly before: Uint32Array;
  readonly after: Uint32Array;
}

interface Stretches {
  readonly starts: Uint32Array;
  readonly ends: Uint32Array;
}

/** Tokens that stand next to one another in a sample: what is near in a text stays near. */
const SAMPLE_BLOCK = 32;

/** The tokens that begin and end at the same offsets of the document, whoever cut it. */
export function sameStretches(before: Stretches, after: Stretches): TokenPairs {
  const pairs: [number[], number[]] = [[], []];
  let [a, b] = [0, 0];
  while (a < after.starts.length && b < before.starts.length) {
    const behind = after.starts[a] - before.starts[b];
    if (behind === 0 && after.ends[a] === before.ends[b]) {
      pairs[0].push(b);
      pairs[1].push(a);
    }
    // Whoever begins earlier goes on; where both begin together, both do.
    if (behind <= 0) a++;
    if (behind >= 0) b++;
  }
  return { before: Uint32Array.from(pairs[0]), after: Uint32Array.from(pairs[1]) };
}

/**
 * Which of `count` pairs are looked at, as ranges `[from, to)`: all if there are at most `most`, else so many in blocks
 * of 32 that lie evenly over the text.
 */
export function sampledRanges(count: number, most: number): (readonly [number, number])[] {
  const blocks = Math.floor(most / SAMPLE_BLOCK);
  if (count <= most || blocks < 2) {
    const whole = Math.min(count, most);
    return blocksOf(whole, (k) => k * SAMPLE_BLOCK, Math.ceil(whole / SAMPLE_BLOCK));
  }
  return blocksOf(count, (k) => Math.floor((k * (count - SAMPLE_BLOCK)) / (blocks - 1)), blocks);
}

function blocksOf(
  count: number,
  startOf: (block: number) => number,
  blocks: number,
): (readonly [number, number])[] {
  return Array.from({ length: blocks }, (_, k) => {
    const from = startOf(k);
    return [from, Math.min(count, from + SAMPLE_BLOCK)] as const;
  });
}
