/**
 * Where an English segment ends. The rules, in order; `gap` is the white space after a token:
 *
 * 1. A gap with a blank line, or one longer than `GAP_LIMIT`, ends the segment.
 * 2. After a run of stops (`.`, `?!`, `...`), with the closing quotes, brackets and emoticons that follow it, the
 *    segment ends, unless what follows shows that it goes on: a small letter after a closing quote, after an
 *    ellipsis or on the same token, a bracket that closes, or only a list number so far (`1.`).
 *    (An abbreviation's stop is part of its token, so it is no stop here.)
 * 3. After an emoticon the segment ends before a capital.
 * 4. A single line break is only white space (text is often hard-wrapped), unless the next line begins like a list
 *    item, heading, quotation or rule, or this line ends with a colon, or begins with a heading mark, or is
 *    title-like: at most 60 code units, each longer word capitalised, and the next line begins with a capital.
 */

import { type Gap, isAsciiDigit, isAsciiLetter, isSpace, measureGap } from '../characters.js';
import { GAP_LIMIT } from '../limits.js';
import type { SegmentEnds } from '../segmenter.js';
import { isEmoticon } from '../symbols.js';
import { startsLower, startsUpper } from './stops.js';

const MAX_TITLE_UTF16 = 60;
const LINE_HEAD = 16;
const STOP_RUN = /^[.!?…‼⁇⁈⁉。！？]+$/;
const CLOSER = /^(?:["”’»)\]}*]|'{1,2}|’’|[\])}])$/;
const CLOSER_START = /["'”’»)\]}*]/;
const ITEM_HEAD = /^(?:[-*+•·–—‣▪◦o]\s|\d{1,3}[.)]\s|\(?[a-zA-Z\d]{1,2}\)\s|#{1,6}\s|>|\||```|~~~|[-=*_]{3})/;
const HEADING = /^#{1,6}\s/;
const LIST_NUMBER = /^[([]?(?:\d{1,3}|[A-Za-z]|[ivx]{1,4})$/;

type Ending = 'none' | 'stop' | 'dots' | 'smile';

/** What the tokens of one segment so far say about its end; it begins anew with each segment. */
export class SegmentProgress implements SegmentEnds {
  private tokenCount = 0;
  private ending: Ending = 'none';
  private closed = false;
  private lineStart = 0;
  private previousStart = 0;

  /** Takes the next token in and says whether the segment ends after it; looks at most `GAP_LIMIT` + 32 right. */
  endsAfter(text: string, start: number, end: number): boolean {
    if (this.tokenCount === 0) this.lineStart = start;
    this.tokenCount += 1;
    this.note(text, start, end);
    const isQuick = this.ending === 'none' && isShortGap(text, end);
    this.previousStart = start;
    if (isQuick) return false;
    const gap = measureGap(text, end, GAP_LIMIT);
    const ends = this.decide(text, end, gap);
    if (gap.lineBreaks > 0) this.lineStart = gap.end;
    return ends;
  }

  /** Makes the object as new, for the next segment. */
  reset(): void {
    this.tokenCount = 0;
    this.ending = 'none';
    this.closed = false;
  }

  /** The text's first `by` code units have gone. */
  shift(by: number): void {
    this.lineStart -= by;
    this.previousStart -= by;
  }

  private note(text: string, start: number, end: number): void {
    const isAfterStop = this.ending === 'stop' || this.ending === 'dots';
    const isPlain = end - start === 1 && !isAfterStop && !isStop(text.charCodeAt(start));
    const token = isPlain ? '' : text.slice(start, Math.min(end, start + LINE_HEAD));
    if (isPlain || (end - start > 1 && isAsciiLetter(text.charCodeAt(start + 1)))) {
      this.ending = isEmoticon(token) ? this.smiling() : 'none';
    } else if (STOP_RUN.test(token)) {
      // Stops with spaces between them (`. . .`) are an ellipsis too.
      const isDots = isAfterStop || (token.length > 1 && /^[.…]+$/.test(token)) || token === '…';
      this.ending = isDots ? 'dots' : 'stop';
      if (this.isListNumber(text, start)) this.ending = 'none';
      this.closed = false;
    } else if (isAfterStop && CLOSER.test(token)) {
      this.closed = true;
    } else if (isEmoticon(token)) {
      this.ending = this.smiling();
    } else {
      this.ending = 'none';
    }
  }

  private smiling(): Ending {
    return this.ending === 'stop' ? 'stop' : 'smile';
  }

  /** A stop that only a number or letter comes before: the segment is a list item's label so far. */
  private isListNumber(text: string, stop: number): boolean {
    if (this.tokenCount !== 2) return false;
    return LIST_NUMBER.test(text.slice(this.previousStart, Math.min(stop, this.previousStart + 6)));
  }

  private decide(text: string, end: number, gap: Gap): boolean {
    if (gap.overlong || gap.lineBreaks > 1) return true;
    if (gap.end >= text.length) return false;
    if (this.endsByStop(text, end, gap)) return true;
    return gap.lineBreaks === 1 && this.endsByLine(text, end, gap);
  }

  private endsByStop(text: string, end: number, gap: Gap): boolean {
    if (this.ending === 'none') return false;
    const isAttached = gap.end === end;
    const next = text[gap.end];
    if (this.ending === 'smile') return !isAttached && startsUpper(text, gap.end);
    if (isAttached) return this.endsAttached(text, end, next);
    if (next === ')' || next === ']' || next === ',' || next === ';') return false;
    const chunk = nextChunk(text, gap.end);
    if (isEmoticon(chunk.replace(/[.,]$/, '')) || STOP_RUN.test(chunk)) return false;
    if (this.ending === 'dots') return startsUpper(text, gap.end);
    return !(this.closed && startsLower(text, gap.end));
  }

  /** No white space after the stop: closers still belong to it; `Really?Yes` and `here.)Then` are two sentences. */
  private endsAttached(text: string, end: number, next: string): boolean {
    if (CLOSER_START.test(next)) return false;
    const last = text[end - 1];
    return startsUpper(text, end) && (last === '!' || last === '?' || last === '。' || this.closed);
  }

  private endsByLine(text: string, end: number, gap: Gap): boolean {
    const nextLine = text.slice(gap.end, gap.end + LINE_HEAD);
    if (ITEM_HEAD.test(nextLine) || text[end - 1] === ':') return true;
    const line = text.slice(this.lineStart, Math.min(end, this.lineStart + MAX_TITLE_UTF16 + 1));
    if (HEADING.test(line)) return true;
    if (line.length > MAX_TITLE_UTF16) return false;
    return (startsUpper(text, gap.end) || isAsciiDigit(nextLine.charCodeAt(0))) && isTitleLike(line);
  }
}

function isStop(code: number): boolean {
  return code === 46 || code === 33 || code === 63 || code >= 0x2026;
}

/** Whether no white space follows, or just one space: what most tokens have after them. */
function isShortGap(text: string, end: number): boolean {
  if (end + 1 >= text.length) return false;
  const next = text.charCodeAt(end);
  return !isSpace(next) || (next === 32 && !isSpace(text.charCodeAt(end + 1)));
}

function nextChunk(text: string, start: number): string {
  let at = start;
  while (at < start + LINE_HEAD && at < text.length && !isSpace(text.charCodeAt(at))) at += 1;
  return text.slice(start, at);
}

function isTitleLike(line: string): boolean {
  const words = line.match(/\p{L}[\p{L}\p{M}]*/gu) ?? [];
  return words.every((word) => word.length < 4 || !/^\p{Ll}/u.test(word));
}
