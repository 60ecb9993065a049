import type { SegmentedText } from './segmented.js';

/** The last index whose value is ≤ `value` in an ascending array; -1 if all are larger. */
export function lastAtMost(ascending: ArrayLike<number>, value: number): number {
  let low = 0;
  let high = ascending.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (ascending[middle] <= value) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

/** Cuts segments [from, to) into ranges of at least `minimumTokens` tokens (but for the last). */
export function segmentGroups(
  { segmentOffsets }: SegmentedText,
  from: number,
  to: number,
  minimumTokens: number,
): [number, number][] {
  const groups: [number, number][] = [];
  let start = from;
  for (let s = from; s < to; s++)
    if (segmentOffsets[s + 1] - segmentOffsets[start] >= minimumTokens || s === to - 1) {
      groups.push([start, s + 1]);
      start = s + 1;
    }
  return groups;
}

/** Forms of the tokens of segments [from, to), and where each segment starts among them. */
export function segmentTokens(
  text: string,
  { starts, ends, segmentOffsets }: SegmentedText,
  from: number,
  to: number,
): { tokens: string[]; offsets: Uint32Array } {
  const first = segmentOffsets[from];
  const tokens: string[] = [];
  for (let t = first; t < segmentOffsets[to]; t++) tokens.push(text.slice(starts[t], ends[t]));
  return { tokens, offsets: segmentOffsets.slice(from, to + 1).map((offset) => offset - first) };
}
