/** Program text, read as the prose in it: comments, documentation, and strings that read like sentences. */

import { keepComment, keepString } from './codeProse.js';
import type { CodeSyntax, Enclosed } from './codeSyntax.js';
import {
  contentEnd,
  isBlank,
  lineEnd,
  lookLimit,
  MAX_BLOCK_UTF16,
  type BlockEnd,
  type Markup,
} from './markup.js';
import type { Prose } from './prose.js';

/** States: code; behind a line that was a comment; in the comment or string of that number. */
const [CODE, AFTER_COMMENT] = ['', '/'];

/** What comment marks are made longer by: `///`, `//!`, `##`, `--|`. */
const MARK_REST = /[/!#*;%|-]*[ \t]*/y;
/** What the lines of a block comment begin with. */
const LINE_HEAD = /[ \t]*(?:\*+(?!\/))?[ \t]*/y;
const BEFORE_PATTERN = /(?:[=(,:[!&|?{};+\-*%<>~^]|\b(?:return|typeof|case|in|of|do|else))\s*$/;
const PATTERN = /\/(?![*/])(?:[^\\/[\n\r]|\\.|\[(?:[^\]\\\n\r]|\\.)*\])+\//y;

/** One line of a program, or of what is open in it. */
class CodeLine {
  private readonly start: number;
  private readonly end: number;

  constructor(
    private readonly text: string,
    private at: number,
    private readonly syntax: CodeSyntax,
    private readonly marks: Uint8Array,
    private readonly prose: Prose,
  ) {
    this.start = at;
    this.end = lineEnd(text, at, Math.min(lookLimit(text, at), at + MAX_BLOCK_UTF16));
  }

  /** A line that begins in code. */
  code(state: string): BlockEnd {
    const start = this.skipBlank();
    const mark = start < this.end ? this.lineMark(start) : null;
    if (mark !== null) return this.lineComment(start, mark, state === AFTER_COMMENT);
    this.prose.begin(state === AFTER_COMMENT);
    this.prose.endBlock(this.at);
    return this.scan(start);
  }

  /** A line within a comment or string. */
  within(open: number): BlockEnd {
    const enclosed = this.syntax.enclosed[open];
    this.prose.begin(true);
    const close = this.closeOf(enclosed, this.at);
    const to = close < 0 ? this.end : close;
    this.readLine(enclosed, this.at, to);
    if (close < 0) {
      if (this.end >= this.text.length) this.prose.endBlock(this.end);
      return { endUtf16: this.end, state: String(open) };
    }
    this.prose.endBlock(to);
    return this.scan(to + enclosed.close.length);
  }

  /** Goes over code from a place to the line's end, and takes over what is prose in it. */
  private scan(from: number): BlockEnd {
    const { text, end, syntax, marks } = this;
    for (this.at = from; this.at < end;) {
      if (!marks[text.charCodeAt(this.at)]) {
        this.at++;
        continue;
      }
      const open = this.openAt(this.at);
      const mark = this.lineMark(this.at);
      if (open >= 0) {
        const stop = this.enclosed(open);
        if (stop) return stop;
      } else if (mark !== null) {
        this.comment(this.at + mark.length);
        this.prose.endBlock(contentEnd(text, this.at, end));
        break;
      } else if (syntax.quotes.includes(text[this.at])) this.quoted(text[this.at]);
      else this.at += this.patternLength() || 1;
    }
    return { endUtf16: Math.max(end, this.at), state: CODE };
  }

  /** A comment or string that begins here; the line's end if it goes on. */
  private enclosed(open: number): BlockEnd | null {
    const { prose, end, syntax } = this;
    const enclosed = syntax.enclosed[open];
    const from = this.at + enclosed.open.length;
    const close = this.closeOf(enclosed, from);
    prose.begin();
    this.readLine(enclosed, from, close < 0 ? end : close);
    if (close < 0) {
      if (end >= this.text.length) prose.endBlock(end);
      return { endUtf16: end, state: String(open) };
    }
    prose.endBlock(close);
    this.at = close + enclosed.close.length;
    return null;
  }

  /** A string of one line. */
  private quoted(quote: string): void {
    const { text, end } = this;
    const from = this.at + 1;
    let to = from;
    while (to < end && text[to] !== quote) to += text[to] === '\\' ? 2 : 1;
    // An apostrophe, or a digit's separator.
    if (to >= end || /[\r\n]/.test(text[to])) return void this.at++;
    this.prose.begin();
    keepString(text, this.prose, from, to, true);
    this.prose.endBlock(to);
    this.at = to + 1;
  }

  private lineComment(start: number, mark: string, goesOn: boolean): BlockEnd {
    const { text, end, prose } = this;
    prose.begin(goesOn);
    const from = start + mark.length;
    const hasText = this.comment(from);
    if (hasText) prose.keep(contentEnd(text, from, end), end);
    else prose.endBlock(start);
    if (end >= text.length) prose.endBlock(end);
    return { endUtf16: end, state: hasText ? AFTER_COMMENT : CODE };
  }

  /** Takes a line's comment over; false where nobody reads anything in it. */
  private comment(from: number): boolean {
    const { text, end } = this;
    const stop = contentEnd(text, from, end);
    MARK_REST.lastIndex = from;
    const start = Math.min(stop, from + MARK_REST.exec(text)![0].length);
    return keepComment(text, this.prose, start, stop, text.slice(from, stop));
  }

  private readLine(enclosed: Enclosed, from: number, to: number): void {
    const { text, prose } = this;
    const stop = contentEnd(text, from, to);
    if (!enclosed.isComment) keepString(text, prose, from, stop, false);
    else {
      LINE_HEAD.lastIndex = from;
      const start = Math.min(stop, from + LINE_HEAD.exec(text)![0].length);
      if (!keepComment(text, prose, start, stop, text.slice(start, stop))) return prose.endBlock(start);
    }
    prose.keep(stop, to);
  }

  private closeOf({ close, escapes }: Enclosed, from: number): number {
    const { text, end } = this;
    for (let at = from; at + close.length <= end; at++) {
      if (escapes && text[at] === '\\') at++;
      else if (text.startsWith(close, at)) return at;
    }
    return -1;
  }

  private skipBlank(): number {
    let at = this.at;
    while (at < this.end && isBlank(this.text.charCodeAt(at))) at++;
    return at;
  }

  private lineMark(at: number): string | null {
    const mark = this.syntax.lines.find((each) => this.text.startsWith(each, at));
    // In the middle of a word a number sign is none of a comment.
    const isWithin = mark === '#' && at > this.start && !isBlank(this.text.charCodeAt(at - 1));
    return mark === undefined || isWithin || this.openAt(at) >= 0 ? null : mark;
  }

  private openAt(at: number): number {
    return this.syntax.enclosed.findIndex(({ open }) => this.text.startsWith(open, at));
  }

  /** The length of a regular expression that begins here, quotes in which are no strings. */
  private patternLength(): number {
    const { text, at, syntax } = this;
    if (!syntax.hasPatterns || text[at] !== '/') return 0;
    if (!BEFORE_PATTERN.test(text.slice(Math.max(0, at - 32), at))) return 0;
    PATTERN.lastIndex = 0;
    return PATTERN.exec(text.slice(at, this.end))?.[0].length ?? 0;
  }
}

/** Which code units a comment, a string or a regular expression may begin with. */
function firstUnits({ lines, enclosed, quotes, hasPatterns }: CodeSyntax): Uint8Array {
  const marks = new Uint8Array(0x10000);
  const firsts = [...lines, ...enclosed.map(({ open }) => open), ...quotes, hasPatterns ? '/' : ''];
  for (const first of firsts) if (first !== '') marks[first.charCodeAt(0)] = 1;
  return marks;
}

/** The comments and strings of a programming language. */
export function codeOf(syntax: CodeSyntax): Markup {
  const marks = firstUnits(syntax);
  return {
    initial: CODE,
    block(text, start, state, prose) {
      const line = new CodeLine(text, start, syntax, marks, prose);
      return state === CODE || state === AFTER_COMMENT ? line.code(state) : line.within(Number(state));
    },
  };
}
