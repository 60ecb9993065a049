import { isSpace } from '../../text/characters.js';
import type { SegmentedBlock } from '../../text/segmenter.js';

/** A segment of a document that is being edited, with what was computed for it. */
export interface Segment<R> {
  /** From its first token's start to the next segment's start, or to the text's end. */
  readonly text: string;
  /** First code unit of each token, relative to the segment's start, `[T]`. */
  readonly starts: readonly number[];
  /** One past the last code unit of each token, relative to the segment's start, `[T]`. */
  readonly ends: readonly number[];
  /** What was computed; null if it is not there yet. It depends on nothing but the tokens. */
  result: R | null;
}

/** Where a segment is in a text that was just scanned, and its tokens relative to its start. */
export interface SegmentPiece {
  readonly start: number;
  readonly starts: readonly number[];
  readonly ends: readonly number[];
}

/** The segments of a scanner's block; `start` counts from where the scanner began. */
export function piecesOf({ offsetUtf16, segmented }: SegmentedBlock): SegmentPiece[] {
  const { starts, ends, segmentOffsets } = segmented;
  const pieces: SegmentPiece[] = [];
  for (let s = 0; s + 1 < segmentOffsets.length; s++) {
    const [first, end] = [segmentOffsets[s], segmentOffsets[s + 1]];
    const origin = starts[first];
    const piece = { start: offsetUtf16 + origin, starts: [] as number[], ends: [] as number[] };
    for (let t = first; t < end; t++) {
      piece.starts.push(starts[t] - origin);
      piece.ends.push(ends[t] - origin);
    }
    pieces.push(piece);
  }
  return pieces;
}

/** Segment `index` of a scanned text; `end` is where the last one ends. */
export function segmentOf<R>(
  pieces: readonly SegmentPiece[],
  index: number,
  text: string,
  end: number,
): Segment<R> {
  const { start, starts, ends } = pieces[index];
  const next = index + 1 < pieces.length ? pieces[index + 1].start : end;
  return { text: text.slice(start, next), starts, ends, result: null };
}

/** A copy that does not keep the longer text alive that it was cut out of, as engines' substrings do. */
export function detached<R>(segment: Segment<R>): Segment<R> {
  return { ...segment, text: ` ${segment.text}`.slice(1) };
}

/** Forms of the tokens of some segments, and where each segment starts among them, `[segments + 1]`. */
export function formsOf(segments: Iterable<Segment<unknown>>): { tokens: string[]; offsets: Uint32Array } {
  const tokens: string[] = [];
  const offsets = [0];
  for (const { text, starts, ends } of segments) {
    starts.forEach((start, t) => tokens.push(text.slice(start, ends[t])));
    offsets.push(tokens.length);
  }
  return { tokens, offsets: Uint32Array.from(offsets) };
}

/** Whether text and tokens are the same. The text alone does not decide: its last tokens look ahead. */
export function sameSegment<R>(a: Segment<R>, b: Segment<R>): boolean {
  return a.text === b.text && sameTokens(a, b);
}

/** Whether the tokens are at the same places of their segments. */
function sameTokens<R>(a: Segment<R>, b: Segment<R>): boolean {
  if (a.ends.length !== b.ends.length) return false;
  for (let t = 0; t < a.ends.length; t++)
    if (a.ends[t] !== b.ends[t] || a.starts[t] !== b.starts[t]) return false;
  return true;
}

/** The segment's text without the white space behind its last token. */
export function bodyOf<R>({ text, ends }: Segment<R>): string {
  return text.slice(0, ends[ends.length - 1]);
}

/** The first code unit from `from` on that is not white space; the text's length if there is none. */
export function skipSpace(text: string, from: number): number {
  let at = from;
  while (at < text.length && isSpace(text.charCodeAt(at))) at++;
  return at;
}

/** Gives segments the results of others with the same tokens. */
export class ResultPool<R> {
  private readonly byBody = new Map<string, Segment<R>>();

  /** Takes a segment in, if it has a result. */
  add(segment: Segment<R>): void {
    if (segment.result !== null) this.byBody.set(bodyOf(segment), segment);
  }

  /** Sets the result of a segment to that of an equal one, if there is one. */
  apply(segment: Segment<R>): void {
    if (this.byBody.size === 0) return;
    const known = this.byBody.get(bodyOf(segment));
    if (known && sameTokens(known, segment)) segment.result = known.result;
  }
}
