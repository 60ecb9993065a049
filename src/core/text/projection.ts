import type { SegmentedText } from './segmented.js';
import { lastAtMost } from './ranges.js';

/** UTF-16 offsets in a document, `[start, end)`. */
export type KeptRange = readonly [startUtf16: number, endUtf16: number];

/** From what is read of a document back to it; all offsets are in UTF-16 code units. */
export interface WayBack {
  /** Where a code unit of what is read is in the document; that behind the last for the end of what is read. */
  toDocument(offset: number): number;
  /** Where what ends at an offset of what is read ends in the document: behind its last code unit. */
  endInDocument(offset: number): number;
  /** How much of what is read lies before an offset of the document. */
  toRead(offset: number): number;
}

/** Tokens of what is read, where they are in the document. */
export function tokensInDocument(
  way: WayBack,
  { starts, ends, segmentOffsets }: SegmentedText,
): SegmentedText {
  return {
    starts: starts.map((start) => way.toDocument(start)),
    ends: ends.map((end) => way.endInDocument(end)),
    segmentOffsets,
  };
}

/** A part of what is read, from an offset of it on. */
export function partOf(way: WayBack, from: number): WayBack {
  return {
    toDocument: (offset) => way.toDocument(offset + from),
    endInDocument: (offset) => (offset === 0 ? way.toDocument(from) : way.endInDocument(offset + from)),
    toRead: (offset) => Math.max(0, way.toRead(offset) - from),
  };
}

/**
 * What a network reads of a document: some ranges of it, one after the other, with the way back. A selection is one
 * range; a column or a cell are others.
 */
export class Projection implements WayBack {
  /** Where each range begins in the document, and in what is read (then its length). */
  private readonly starts: Uint32Array;
  private readonly origins: Uint32Array;

  /** RangeError unless the ranges are ascending and disjoint. Empty ones are left out. */
  constructor(ranges: readonly KeptRange[]) {
    const kept = ranges.filter(([start, end]) => start !== end);
    this.starts = Uint32Array.from(kept, ([start]) => start);
    this.origins = new Uint32Array(kept.length + 1);
    let last = 0;
    kept.forEach(([start, end], k) => {
      if (!(start >= last && end > start))
        throw new RangeError(`The range ${start} to ${end} is not behind the one before it.`);
      this.origins[k + 1] = this.origins[k] + end - start;
      last = end;
    });
  }

  /** Length of what is read. */
  get lengthUtf16(): number {
    return this.origins[this.starts.length];
  }

  /** What is read of a document's text. */
  read(text: string): string {
    return Array.from(this.starts, (start, k) => text.slice(start, start + this.widthOf(k))).join('');
  }

  toDocument(offset: number): number {
    if (this.starts.length === 0) return 0;
    const k = Math.min(this.starts.length - 1, lastAtMost(this.origins, offset));
    return this.starts[k] + offset - this.origins[k];
  }

  endInDocument(offset: number): number {
    return offset === 0 ? this.toDocument(0) : this.toDocument(offset - 1) + 1;
  }

  toRead(offset: number): number {
    const k = lastAtMost(this.starts, offset);
    return k < 0 ? 0 : this.origins[k] + Math.min(offset - this.starts[k], this.widthOf(k));
  }

  private widthOf(range: number): number {
    return this.origins[range + 1] - this.origins[range];
  }
}
