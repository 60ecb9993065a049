/**
 * Markdown, read as its text: CommonMark with tables, footnotes, task lists and front matter. Fences, indented code,
 * HTML comments and what headings, lists and quotations begin with are left out; a heading, a list item, a cell, a
 * paragraph are read each by itself.
 */

import { keepLines } from './inline.js';
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
import { rawEnd } from './tags.js';

/**
 * States: `top` at the document's first code unit; else a letter for what surrounds the place (`-` nothing, `l` a list)
 * and what is open there: nothing, a table, a fence (its marks), a comment, an element that is not read.
 */
const TOP = 'top';
const [TABLE, COMMENT, RAW, REST] = ['|', '<!--', '<', '…'];

const PREFIX = /^(?:[ \t]*>[ \t]?)*/;
const ITEM = /^[ \t]*(?:[-*+]|\d{1,9}[.)])(?=[ \t\r\n]|$)[ \t]*(?:\[[ xX]\][ \t]+)?/;
const HEADING = /^[ \t]{0,3}#{1,6}(?=[ \t\r\n]|$)[ \t]*/;
const HEADING_END = /(?:^|[ \t]+)#+[ \t]*$/;
const FENCE = /^[ \t]*(`{3,}(?=[^`]*$)|~{3,})/;
const RULE = /^[ \t]{0,3}(?:(?:-[ \t]*){3,}|(?:\*[ \t]*){3,}|(?:_[ \t]*){3,})$/;
const UNDERLINE = /^[ \t]{0,3}(?:=+|-+)[ \t]*$/;
const DELIMITERS = /^[ \t]*\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?[ \t]*$/;
const DEFINITION = /^[ \t]{0,3}\[[^\]^][^\]]*\]:[ \t]*\S+/;
const FOOTNOTE = /^[ \t]{0,3}\[\^[^\]\s]+\]:[ \t]*/;
const ALERT = /^[ \t]{0,3}\[!(?:NOTE|TIP|IMPORTANT|WARNING|CAUTION)\]$/i;
const COMMENT_START = /^[ \t]{0,3}<!--/;
const RAW_START = /^[ \t]{0,3}<(script|style|pre|svg|math|textarea)(?=[\s>])/i;
const INDENTED = /^(?: {4}|\t| {1,3}\t)[ \t]*\S/;
const DEEP = /^(?: {8}|\t\t)[ \t]*\S/;

/** A line, without its line break and what quotations begin with. */
interface Line {
  /** Where its content begins: behind the quotation's marks. */
  readonly start: number;
  /** Without white space at its end. */
  readonly contentEnd: number;
  /** With its line break. */
  readonly end: number;
  /** From `start` to `contentEnd`. */
  readonly content: string;
  readonly isQuoted: boolean;
}

function lineAt(text: string, at: number, limit: number): Line {
  const end = lineEnd(text, at, limit);
  const last = contentEnd(text, at, end);
  const whole = text.slice(at, last);
  const start = at + PREFIX.exec(whole)![0].length;
  return { start, contentEnd: last, end, content: text.slice(start, last), isQuoted: start > at };
}

/** One block of a document. */
class MarkdownBlock {
  private readonly limit: number;
  private readonly most: number;

  constructor(
    private readonly text: string,
    private readonly start: number,
    private readonly prose: Prose,
  ) {
    this.limit = lookLimit(text, start);
    this.most = Math.min(this.limit, start + MAX_BLOCK_UTF16);
  }

  /** A block where nothing is open. */
  read(list: string): BlockEnd {
    const line = this.line(this.start);
    const { content } = line;
    if (content === '') return { endUtf16: line.end, state: list };
    const closed = this.unread(line, list);
    if (closed) return closed;
    const isInList = list === 'l' && /^[ \t]/.test(content);
    const item = ITEM.exec(content);
    if (!item && (isInList ? DEEP : INDENTED).test(content)) return { endUtf16: line.end, state: list };
    const inner = item ? this.inside(line, item[0].length) : line;
    const state = item || isInList ? 'l' : '-';
    // What an item begins with may be a block of its own.
    const nested = item ? this.unread(inner, state) : null;
    if (nested) return nested;
    if (inner.content === '') return { endUtf16: line.end, state };
    const heading = HEADING.exec(inner.content);
    if (heading) return this.heading(this.inside(inner, heading[0].length), state);
    if (this.beginsTable(inner)) return this.table(inner, state);
    return this.paragraph(this.inside(inner, FOOTNOTE.exec(inner.content)?.[0].length ?? 0), state);
  }

  /** The rest of a paragraph that was too long. */
  rest(list: string): BlockEnd {
    this.prose.begin(true);
    const line = this.line(this.start);
    if (line.content !== '') return this.paragraph(line, list);
    this.prose.endBlock(this.start);
    return { endUtf16: line.end, state: list };
  }

  /** A row of a table, or what comes behind it. */
  row(list: string): BlockEnd {
    const line = this.line(this.start);
    if (line.content === '' || this.beginsBlock(line)) return this.read(list);
    this.cells(line);
    return { endUtf16: line.end, state: list + TABLE };
  }

  /** Lines of a fence, up to its end. */
  fence(list: string, marks: string): BlockEnd {
    for (let at = this.start; at < this.most;) {
      const line = this.line(at);
      at = line.end;
      const trimmed = line.content.trim();
      const closes = trimmed.startsWith(marks) && trimmed === marks[0].repeat(trimmed.length);
      if (closes) return { endUtf16: at, state: list };
      if (at >= this.most) return { endUtf16: at, state: list + marks };
    }
    return { endUtf16: this.most, state: list + marks };
  }

  /** What is not read, up to its closing mark. */
  closing(list: string, open: string): BlockEnd {
    const { text, start, limit } = this;
    const comment = text.slice(start, limit).indexOf('-->');
    const end =
      open === COMMENT ? (comment < 0 ? -1 : start + comment + 3) : rawEnd(text, start, limit, open.slice(1));
    return end < 0 ? { endUtf16: this.most, state: list + open } : { endUtf16: end, state: list };
  }

  /** Front matter, where a document begins with some that ends within a block's length. */
  frontMatter(): BlockEnd | null {
    const first = this.line(this.start);
    const isOpen = first.content === '---' || first.content === '+++';
    for (let at = first.end; isOpen && at < this.most;) {
      const line = this.line(at);
      at = line.end;
      if (line.content === first.content || (line.content === '...' && first.content === '---'))
        return { endUtf16: at, state: '-' };
    }
    return null;
  }

  private line(at: number): Line {
    return lineAt(this.text, at, this.limit);
  }

  private inside(line: Line, from: number): Line {
    if (from === 0) return line;
    return { ...line, start: line.start + from, content: line.content.slice(from) };
  }

  /** Fences, comments, rules, definitions, an alert's kind. */
  private unread({ start, end, content }: Line, list: string): BlockEnd | null {
    const fence = FENCE.exec(content);
    if (fence) return { endUtf16: end, state: list + fence[1] };
    const comment = COMMENT_START.exec(content);
    if (comment) return { endUtf16: start + comment[0].length, state: list + COMMENT };
    const raw = RAW_START.exec(content);
    if (raw) return { endUtf16: start + raw[0].length, state: list + RAW + raw[1].toLowerCase() };
    return RULE.test(content) || DEFINITION.test(content) || ALERT.test(content)
      ? { endUtf16: end, state: list }
      : null;
  }

  private heading(line: Line, state: string): BlockEnd {
    const closing = HEADING_END.exec(line.content);
    const stop = closing ? line.start + closing.index : line.contentEnd;
    keepLines(this.text, this.prose, [[line.start, stop]], stop);
    return { endUtf16: line.end, state };
  }

  private beginsTable(line: Line): boolean {
    if (!line.content.includes('|') || line.end >= this.limit) return false;
    const next = this.line(line.end).content;
    return next.includes('-') && DELIMITERS.test(next) && (next.includes('|') || next.includes(':'));
  }

  private table(header: Line, list: string): BlockEnd {
    this.cells(header);
    return { endUtf16: this.line(header.end).end, state: list + TABLE };
  }

  /** What is between a line's bars, cell by cell. */
  private cells({ start, contentEnd: stop }: Line): void {
    const { text } = this;
    for (let from = start; from < stop;) {
      let to = from;
      while (to < stop && text[to] !== '|') to += text[to] === '\\' ? 2 : 1;
      to = Math.min(to, stop);
      keepLines(this.text, this.prose, [trimmed(text, from, to)], to);
      from = to + 1;
    }
  }

  /** Lines up to a blank one, or one that begins another block. */
  private paragraph(first: Line, list: string): BlockEnd {
    const lines: (readonly [number, number])[] = [];
    let line = first;
    for (;;) {
      const next = line.end >= this.limit ? null : this.line(line.end);
      // Nobody sees yet how the line goes on.
      if (!next && this.limit < this.text.length) break;
      const indent = /^[ \t]*/.exec(line.content)![0].length;
      const ends = !next || next.content === '' || this.interrupts(next, line, list);
      lines.push([line.start + indent, ends ? line.contentEnd : line.end]);
      if (ends) {
        keepLines(this.text, this.prose, lines, line.contentEnd);
        const isUnderlined = next !== null && UNDERLINE.test(next.content);
        return { endUtf16: isUnderlined ? next.end : line.end, state: list };
      }
      if (line.end >= this.most) break;
      line = next;
    }
    if (lines.at(-1)?.[1] !== line.end) lines.push([line.start, line.end]);
    keepLines(this.text, this.prose, lines, line.end, true);
    return { endUtf16: line.end, state: list + REST };
  }

  /** Whether a line begins another block than the one before it, which is of a paragraph. */
  private interrupts(line: Line, before: Line, list: string): boolean {
    if (UNDERLINE.test(line.content) || (line.isQuoted && !before.isQuoted)) return true;
    // A number at a line's start may be one that was wrapped.
    if (list !== 'l' && /^[ \t]*(?!1[.)])\d/.test(line.content)) return this.beginsTable(line);
    return this.beginsBlock(line) || this.beginsTable(line);
  }

  private beginsBlock({ content }: Line): boolean {
    return (
      ITEM.test(content) ||
      HEADING.test(content) ||
      FENCE.test(content) ||
      RULE.test(content) ||
      COMMENT_START.test(content) ||
      RAW_START.test(content)
    );
  }
}

function trimmed(text: string, from: number, to: number): readonly [number, number] {
  let start = from;
  while (start < to && isBlank(text.charCodeAt(start))) start++;
  return [start, contentEnd(text, start, to)];
}

/** Markdown as GitHub, VS Code and most tools read it. */
export const MARKDOWN: Markup = {
  initial: TOP,
  block(text, start, state, prose) {
    const block = new MarkdownBlock(text, start, prose);
    prose.begin();
    if (state === TOP) return block.frontMatter() ?? block.read('-');
    const [list, open] = [state[0], state.slice(1)];
    if (open === '') return block.read(list);
    if (open === TABLE) return block.row(list);
    if (open === REST) return block.rest(list);
    return open[0] === RAW ? block.closing(list, open) : block.fence(list, open);
  },
};
