/**
 * The one scanner: cuts a text into tokens and segments by the rules of a tokenizer and a unit.
 *
 * The algorithm is local, which streaming and re-segmentation after an edit build on:
 *
 * - It goes left to right. Its only state is the segment it is in; at the start of a segment the state is empty.
 *   So what comes from a segment's first token on depends on the text from there on alone: cut the text off at
 *   any segment's start, and the rest has the same tokens and segments.
 * - The tokens of a unit (one token, or the parts of a contraction) that begins at `p`, and whether its rules end a
 *   segment after it, depend on the text before `p + rules.lookaheadUtf16` alone. A line's end needs no looking ahead.
 * - A segment has at most `limits.tokens` tokens and spans less than `limits.utf16` code units plus one unit; a token
 *   is at most `limits.tokenUtf16` long. Longer ones are cut between units, tokens anywhere but in a surrogate pair.
 *
 * After an edit at `e`: begin at the last segment start `s` with `s + lookaheadUtf16 <= e` (or the text's start),
 * and stop where, beyond the edit, a segment starts where one (shifted) started before. Work is linear in the text.
 */

import { isHiddenGap, isSpace } from './characters.js';
import { MAX_UNIT_TOKENS, type SegmentLimits } from './limits.js';
import { OffsetList } from './offsetList.js';
import type { SegmentedText } from './segmented.js';

/** Where the segments of a language end, decided token after token; anew after `reset`. */
export interface SegmentEnds {
  /** Takes the next token in and says whether the segment ends after it. */
  endsAfter(text: string, start: number, end: number): boolean;
  /** Makes the object as new, for the next segment. */
  reset(): void;
  /** The text's first `by` code units have gone. */
  shift(by: number): void;
}

/** How a tokenizer and a unit cut text; they keep to the locality and the limits stated at the top of this file. */
export interface SegmentRules {
  /** Appends the ends of the at most `MAX_UNIT_TOKENS` tokens of the unit that begins at `start`. */
  scanUnit(text: string, start: number, ends: number[]): void;
  createEnds(): SegmentEnds;
  /** White space between two tokens with a line's end in it ends the segment, whatever `createEnds` says. */
  readonly endsWithLine: boolean;
  /** White space is no gap between tokens: units begin at every code unit. */
  readonly readsSpace: boolean;
  /** Code units from here on that are no token, besides white space; at most `limits.tokenUtf16`, 0 where a unit begins. */
  readonly readsOver?: (text: string, start: number) => number;
  /** Whether what is read over there is a word that is left out; what is between words is not. */
  readonly leavesOut?: (text: string, start: number) => boolean;
  /** How far right of a unit's start (UTF-16 code units) its tokens and the end of a segment depend on the text. */
  readonly lookaheadUtf16: number;
  readonly limits: SegmentLimits;
}

/** Words of `[from, to)` that are left out, between two tokens (or the text's ends): there is no token there. */
export function wordsLeftOut(rules: SegmentRules, text: string, from: number, to: number): number {
  const { readsOver, leavesOut } = rules;
  if (!readsOver || !leavesOut) return 0;
  let count = 0;
  for (let at = from; at < to;) {
    const over = isSpace(text.charCodeAt(at)) ? 0 : readsOver(text, at);
    if (over > 0 && leavesOut(text, at)) count++;
    at += Math.max(1, over);
  }
  return count;
}

/** The tokens and segments of a whole text by the rules of a language. */
export function segmentBy(rules: SegmentRules, text: string): SegmentedText {
  const scanner = new Scanner(rules);
  scanner.run(text, text.length);
  scanner.endSegment();
  return scanner.take(0);
}

/** Some whole segments of a streamed text. */
export interface SegmentedBlock {
  /** The text from the first token of the block to the end of its last. */
  readonly text: string;
  /** Where `text` begins in the stream, in UTF-16 code units. */
  readonly offsetUtf16: number;
  /** Its tokens and segments, with offsets relative to `text`. */
  readonly segmented: SegmentedText;
}

/**
 * Segments a text that arrives in chunks: the blocks together have the tokens and segments `segmentBy` finds
 * in the whole text by the same rules, however it is cut. Keeps one unfinished segment and the lookahead in memory,
 * no more.
 */
export class StreamingSegmenter {
  private readonly scanner: Scanner;
  private buffer = '';
  private bufferOffset = 0;
  private pending: string[] = [];
  private pendingLength = 0;
  private readonly lookaheadUtf16: number;

  constructor(rules: SegmentRules) {
    this.scanner = new Scanner(rules);
    this.lookaheadUtf16 = rules.lookaheadUtf16;
  }

  /** Takes the next chunk (it may end inside a surrogate pair or CRLF); the segments that are certain now, if any. */
  push(chunk: string): SegmentedBlock | null {
    this.pending.push(chunk);
    this.pendingLength += chunk.length;
    // Small chunks are collected, so that joining them to the buffer stays linear in all.
    if (this.pendingLength < this.lookaheadUtf16) return null;
    this.join();
    this.scanner.run(this.buffer, this.buffer.length - this.lookaheadUtf16);
    return this.emit();
  }

  /** Words left out so far, of all texts. */
  get wordsLeftOut(): number {
    return this.scanner.wordsLeftOut;
  }

  /** The last segments, if any; afterwards the object is ready for another text. */
  end(): SegmentedBlock | null {
    this.join();
    this.scanner.run(this.buffer, this.buffer.length);
    this.scanner.endSegment();
    const block = this.emit();
    this.buffer = '';
    this.bufferOffset = 0;
    this.scanner.rewind(this.scanner.position);
    return block;
  }

  private join(): void {
    this.buffer += this.pending.join('');
    this.pending = [];
    this.pendingLength = 0;
  }

  private emit(): SegmentedBlock | null {
    const { finishedStart, finishedEnd } = this.scanner;
    const keepFrom = this.scanner.unfinishedStart;
    let block: SegmentedBlock | null = null;
    if (finishedEnd > finishedStart) {
      block = {
        text: this.buffer.slice(finishedStart, finishedEnd),
        offsetUtf16: this.bufferOffset + finishedStart,
        segmented: this.scanner.take(finishedStart),
      };
    }
    this.buffer = this.buffer.slice(keepFrom);
    this.bufferOffset += keepFrom;
    this.scanner.rewind(keepFrom);
    return block;
  }
}

/** The resumable left-to-right pass: tokens so far, the finished segments among them, the open segment. */
class Scanner {
  /** Where the pass goes on, in the text given to `run`. */
  position = 0;
  /** Words that were read over so far. */
  wordsLeftOut = 0;
  private readonly starts = new OffsetList();
  private readonly ends = new OffsetList();
  private readonly offsets = new OffsetList();
  private finishedTokens = 0;
  private readonly progress: SegmentEnds;
  private readonly unit: number[] = [];

  constructor(private readonly rules: SegmentRules) {
    this.progress = rules.createEnds();
  }

  /** Start of the first finished segment (0 if there is none). */
  get finishedStart(): number {
    return this.finishedTokens > 0 ? this.starts.at(0) : 0;
  }

  /** End of the last finished segment (0 if there is none). */
  get finishedEnd(): number {
    return this.finishedTokens > 0 ? this.ends.at(this.finishedTokens - 1) : 0;
  }

  /** Where the open segment begins, or where the pass stands if none is open. */
  get unfinishedStart(): number {
    return this.finishedTokens < this.starts.length ? this.starts.at(this.finishedTokens) : this.position;
  }

  /** Scans every unit that begins before `stop`; the text must go on to its end or the rules' lookahead beyond. */
  run(text: string, stop: number): void {
    const { readsSpace, endsWithLine, readsOver, leavesOut } = this.rules;
    while (this.position < stop) {
      const code = text.charCodeAt(this.position);
      if (readsSpace || !(isSpace(code) || isHiddenGap(text, this.position))) {
        const over = readsOver?.(text, this.position) ?? 0;
        if (over === 0) this.takeUnit(text);
        else {
          this.wordsLeftOut += Number(leavesOut?.(text, this.position) ?? false);
          this.position += over;
        }
        continue;
      }
      if (endsWithLine && (code === 10 || code === 13)) this.endSegment();
      this.position += 1;
    }
  }

  private takeUnit(text: string): void {
    const { unit } = this;
    const { limits } = this.rules;
    unit.length = 0;
    this.rules.scanUnit(text, this.position, unit);
    let ends = false;
    for (const end of unit) {
      this.starts.push(this.position);
      this.ends.push(end);
      ends = this.progress.endsAfter(text, this.position, end);
      this.position = end;
    }
    const span = this.position - this.starts.at(this.finishedTokens);
    // The cap leaves room for a unit, so that it does not depend on the unit that comes next.
    const isFull = this.starts.length - this.finishedTokens > limits.tokens - MAX_UNIT_TOKENS;
    if (ends || isFull || span >= limits.utf16) this.endSegment();
  }

  /** Closes the open segment, if there is one. */
  endSegment(): void {
    if (this.starts.length > this.finishedTokens) {
      this.offsets.push(this.finishedTokens);
      this.finishedTokens = this.starts.length;
    }
    this.progress.reset();
  }

  /** Removes the finished segments and gives them, with offsets relative to `base`. */
  take(base: number): SegmentedText {
    const count = this.finishedTokens;
    this.offsets.push(count);
    const taken: SegmentedText = {
      starts: this.starts.takeFirst(count, base),
      ends: this.ends.takeFirst(count, base),
      segmentOffsets: this.offsets.takeFirst(this.offsets.length, 0),
    };
    this.finishedTokens = 0;
    return taken;
  }

  /** The text's first `by` code units have gone: moves everything that is kept. */
  rewind(by: number): void {
    this.position -= by;
    this.starts.lowerBy(by);
    this.ends.lowerBy(by);
    this.progress.shift(by);
  }
}
