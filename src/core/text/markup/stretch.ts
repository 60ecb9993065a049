/** A document's text in stretches of whole blocks, each with what is read of it and the way back. */

import { lastAtMost } from '../ranges.js';
import { MARKUP_LOOKAHEAD_UTF16, type Markup } from './markup.js';
import { Prose, type ProsePiece } from './prose.js';

/** A stretch ends with the block that makes it this long, in UTF-16 code units. */
const STRETCH_UTF16 = 2_048;

/** How much text behind a stretch's start what is in it can depend on. */
export const STRETCH_WINDOW_UTF16 = STRETCH_UTF16 + MARKUP_LOOKAHEAD_UTF16;

/** Some whole blocks; offsets count from the stretch's start. */
export class Stretch {
  /** What is read of it. */
  readonly read: string;
  /** Code units of the document that are read. */
  readonly keptUtf16: number;
  /** Where each piece begins in what is read, then its length. */
  private readonly reads: Uint32Array;
  private readonly starts: Uint32Array;
  private readonly ends: Uint32Array;

  constructor(
    readonly text: string,
    /** Of the markup, where the stretch begins and where it ends. */
    readonly state: string,
    readonly endState: string,
    pieces: readonly ProsePiece[],
  ) {
    this.read = pieces.map(({ read }) => read).join('');
    this.reads = new Uint32Array(pieces.length + 1);
    this.starts = Uint32Array.from(pieces, ({ start }) => start);
    this.ends = Uint32Array.from(pieces, ({ end }) => end);
    let kept = 0;
    pieces.forEach(({ read, start, end, isReplaced }, k) => {
      this.reads[k + 1] = this.reads[k] + read.length;
      if (!isReplaced) kept += end - start;
    });
    this.keptUtf16 = kept;
  }

  /** Where what is read as a code unit begins in the document; an offset below that of what is read. */
  startOf(offset: number): number {
    const k = lastAtMost(this.reads, offset);
    return this.isCopied(k) ? this.starts[k] + offset - this.reads[k] : this.starts[k];
  }

  /** Where what is read as a code unit ends in the document. */
  endOf(offset: number): number {
    const k = lastAtMost(this.reads, offset);
    return this.isCopied(k) ? this.starts[k] + offset - this.reads[k] + 1 : this.ends[k];
  }

  /** Writes where each code unit of what is read begins and ends, counted from what is at `origin`. */
  place(origin: number, starts: Uint32Array, ends: Uint32Array): void {
    for (let k = 0; k < this.starts.length; k++) {
      const isCopied = this.isCopied(k);
      for (let at = this.reads[k]; at < this.reads[k + 1]; at++) {
        starts[at] = origin + this.starts[k] + (isCopied ? at - this.reads[k] : 0);
        ends[at] = isCopied ? starts[at] + 1 : origin + this.ends[k];
      }
    }
  }

  /** How much of what is read stands before an offset. */
  readBefore(offset: number): number {
    const k = lastAtMost(this.starts, offset);
    if (k < 0) return 0;
    const within = offset - this.starts[k];
    return this.isCopied(k) ? Math.min(this.reads[k] + within, this.reads[k + 1]) : this.reads[k];
  }

  /** Whether another stretch has the same text and is read the same. */
  equals(other: Stretch): boolean {
    return (
      this.text === other.text &&
      this.state === other.state &&
      this.endState === other.endState &&
      this.read === other.read &&
      this.starts.length === other.starts.length &&
      this.starts.every((start, k) => start === other.starts[k] && this.ends[k] === other.ends[k])
    );
  }

  private isCopied(piece: number): boolean {
    return this.ends[piece] - this.starts[piece] === this.reads[piece + 1] - this.reads[piece];
  }
}

/**
 * The stretch that begins at `start`. The text must go on to its end or `STRETCH_WINDOW_UTF16` beyond; a stretch ends
 * early where `stops` says so of a block's end and the state there.
 */
export function stretchAt(
  markup: Markup,
  text: string,
  start: number,
  state: string,
  stops: (end: number, state: string) => boolean = () => false,
): Stretch {
  const prose = new Prose(text);
  let [at, now] = [start, state];
  do {
    prose.begin();
    const { endUtf16, state: next } = markup.block(text, at, now, prose);
    at = Math.min(text.length, Math.max(at + 1, endUtf16));
    now = next;
  } while (at < text.length && at - start < STRETCH_UTF16 && !stops(at, now));
  const pieces = prose
    .take()
    .map((piece) => ({ ...piece, start: piece.start - start, end: piece.end - start }));
  return new Stretch(text.slice(start, at), state, now, pieces);
}
