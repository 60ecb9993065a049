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
import { closersAfter } from './closers.js';
import { LABEL_HEAD, beginsLabel, isListNumber, labelAfter } from './labels.js';
import { startsLower, startsUpper } from './stops.js';

const MAX_TITLE_UTF16 = 60;
const LINE_HEAD = 16;
const UNDERSCORE = 95;
const STOP_RUN = /^[.!?…‼⁇⁈⁉。！？]+[\p{M}\u200b-\u200f\u202a-\u202e\u2060-\u2069]*$/u;
const DOTS = /^(?:[.…]{2,}|…)$/;
const ITEM_HEAD =
  /^(?:[-*+•·–—‣⁃▪◦o]\s|\d{1,3}[.)]\s|\(?[a-zA-Z\d]{1,2}\)\s|#{1,6}\s|>|\||```|~~~|[-=*_]{3})/;
/** Lines that are a segment whatever follows: headings, and what opens or closes a block of code. */
const LONE_LINE = /^(?:#{1,6}\s|`{3}|~{3})/;

/** How much before a stop says whether a sentence was typed on without a space, in UTF-16 code units. */
const RUN_TOGETHER = 24;
const SMALL_WORD = /(?:(?:^|[\s"'“‘(])(?:\p{Ll}[\p{Ll}'’-]*|\d+)|[)\]"”])\.$/u;
const NEXT_WORD = /^(?:\p{Lu}\p{Ll}|[IA][\s'’])/u;

type Ending = 'none' | 'stop' | 'dots' | 'smile';

/** What the tokens of one segment so far say about its end; it begins anew with each segment. */
export class SegmentProgress implements SegmentEnds {
  private isEmpty = true;
  private ending: Ending = 'none';
  /** Where the closers behind the last stop end; 0 if it has none. */
  private closersEnd = 0;
  /** Whether a quote, bracket or emphasis is among them. */
  private closed = false;
  private start = 0;
  private lineStart = 0;
  /** What the next item of the list would begin with that the segment is an item of; empty if it is none. */
  private nextLabel = '';

  /** Takes the next token in and says whether the segment ends after it; looks at most `GAP_LIMIT` + 32 right. */
  endsAfter(text: string, start: number, end: number): boolean {
    if (this.isEmpty) this.begin(text, start);
    this.note(text, start, end);
    if (end < this.closersEnd) return false;
    if (this.nextLabel === '' && this.ending === 'none' && isShortGap(text, end)) return false;
    const gap = measureGap(text, end, GAP_LIMIT);
    const ends = this.decide(text, end, gap);
    if (gap.lineBreaks > 0) this.lineStart = gap.end;
    return ends;
  }

  /** Makes the object as new, for the next segment. */
  reset(): void {
    this.isEmpty = true;
    this.ending = 'none';
    this.closed = false;
    this.closersEnd = 0;
  }

  /** The text's first `by` code units have gone. */
  shift(by: number): void {
    this.lineStart -= by;
    this.start -= by;
    this.closersEnd -= by;
  }

  private begin(text: string, start: number): void {
    this.isEmpty = false;
    this.start = start;
    this.lineStart = start;
    this.nextLabel = labelAfter(text.slice(start, start + LABEL_HEAD));
  }

  private note(text: string, start: number, end: number): void {
    if (end <= this.closersEnd) return;
    const first = text.charCodeAt(start);
    const length = end - start;
    // The common cases: words, and marks that are no stop.
    if (
      (isAsciiLetter(first) && (length < 2 || text.charCodeAt(start + 1) !== UNDERSCORE)) ||
      (length === 1 && !isStop(first))
    ) {
      this.ending = 'none';
      return;
    }
    const token = text.slice(start, Math.min(end, start + LINE_HEAD));
    if (isStop(first) && STOP_RUN.test(token)) this.noteStop(text, start, end);
    else this.ending = isEmoticon(token) ? 'smile' : 'none';
  }

  private noteStop(text: string, start: number, end: number): void {
    const isAfterStop = (this.ending === 'stop' || this.ending === 'dots') && !this.closed;
    // Stops with spaces between them (`. . .`) are an ellipsis too.
    this.ending = isAfterStop || DOTS.test(text.slice(start, end)) ? 'dots' : 'stop';
    if (isListNumber(text, this.start, start)) this.ending = 'none';
    const closers = closersAfter(text, end);
    this.closersEnd = closers.end > end ? closers.end : 0;
    this.closed = closers.closesQuote;
  }

  private decide(text: string, end: number, gap: Gap): boolean {
    if (gap.overlong || gap.lineBreaks > 1) return true;
    if (gap.end >= text.length) return false;
    if (this.endsByStop(text, end, gap)) return true;
    if (this.nextLabel !== '' && beginsLabel(text, gap.end, this.nextLabel)) return true;
    return gap.lineBreaks === 1 && this.endsByLine(text, end, gap);
  }

  private endsByStop(text: string, end: number, gap: Gap): boolean {
    if (this.ending === 'none') return false;
    const isAttached = gap.end === end;
    const next = text[gap.end];
    if (this.ending === 'smile') return !isAttached && startsUpper(text, gap.end);
    if (isAttached) return this.endsAttached(text, end);
    if (next === ')' || next === ']' || next === ',' || next === ';') return false;
    const chunk = nextChunk(text, gap.end);
    if (isEmoticon(chunk.replace(/[.,]$/, '')) || STOP_RUN.test(chunk)) return false;
    if (this.ending === 'dots') return startsUpper(text, gap.end);
    return !(this.closed && startsLower(text, gap.end));
  }

  /** No white space after the stop: `Really?Yes`, `here.)Then` and `of tea.Then` are two sentences, `React.Dom` is not. */
  private endsAttached(text: string, end: number): boolean {
    if (!startsUpper(text, end)) return false;
    const last = text[end - 1];
    if (this.closed || this.closersEnd === end || last === '!' || last === '?' || last === '。') return true;
    const word = text.slice(Math.max(this.start, end - RUN_TOGETHER), end);
    return SMALL_WORD.test(word) && NEXT_WORD.test(text.slice(end, end + 2));
  }

  private endsByLine(text: string, end: number, gap: Gap): boolean {
    const nextLine = text.slice(gap.end, gap.end + LINE_HEAD);
    if (ITEM_HEAD.test(nextLine) || text[end - 1] === ':') return true;
    const line = text.slice(this.lineStart, Math.min(end, this.lineStart + MAX_TITLE_UTF16 + 1));
    if (LONE_LINE.test(line)) return true;
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
