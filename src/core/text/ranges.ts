import type { SegmentedText } from './segmented.js';

/** The last index whose value is ≤ `value` in an ascending array; -1 if all are larger. */
export function lastAtMost(ascending: Uint32Array, value: number): number {
  let low = 0;
  let high = ascending.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (ascending[middle] <= value) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

/** Number of the segment that holds token `token`. */
export function segmentOfToken({ segmentOffsets }: SegmentedText, token: number): number {
  return lastAtMost(segmentOffsets, token);
}

/** Segments [from, to) that hold the tokens [fromToken, toToken). */
export function segmentsOfTokens(text: SegmentedText, fromToken: number, toToken: number): [number, number] {
  if (toToken <= fromToken) return [0, 0];
  return [segmentOfToken(text, fromToken), segmentOfToken(text, toToken - 1) + 1];
}

/** Segments [from, to) with a token that touches the UTF-16 range [start, end). */
export function segmentsOfSpan(text: SegmentedText, start: number, end: number): [number, number] {
  if (text.starts.length === 0) return [0, 0];
  const first = Math.max(0, lastAtMost(text.starts, start));
  const last = Math.max(first, lastAtMost(text.starts, Math.max(start, end - 1)));
  return segmentsOfTokens(text, first, last + 1);
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

/** Tokens of the longest segment; 0 for no text. */
export function longestSegment({ segmentOffsets }: SegmentedText): number {
  let longest = 0;
  for (let s = 1; s < segmentOffsets.length; s++)
    longest = Math.max(longest, segmentOffsets[s] - segmentOffsets[s - 1]);
  return longest;
}

/** Puts parts of one text, each with offsets of its own, together again. */
export function joinSegmented(
  parts: readonly { readonly offsetUtf16: number; readonly segmented: SegmentedText }[],
): SegmentedText {
  const tokens = parts.reduce((n, part) => n + part.segmented.starts.length, 0);
  const segments = parts.reduce((n, part) => n + part.segmented.segmentOffsets.length - 1, 0);
  const [starts, ends] = [new Uint32Array(tokens), new Uint32Array(tokens)];
  const segmentOffsets = new Uint32Array(segments + 1);
  let token = 0;
  let segment = 0;
  for (const { offsetUtf16, segmented } of parts) {
    segmented.starts.forEach((start, t) => (starts[token + t] = start + offsetUtf16));
    segmented.ends.forEach((end, t) => (ends[token + t] = end + offsetUtf16));
    segmented.segmentOffsets.forEach((offset, s) => (segmentOffsets[segment + s] = offset + token));
    token += segmented.starts.length;
    segment += segmented.segmentOffsets.length - 1;
  }
  return { starts, ends, segmentOffsets };
}
