/** What stands within a paragraph of Markdown: emphasis, code, links, tags. It is cut out, the words stay. */

import type { Prose } from './prose.js';
import { entityAt, tagAt } from './tags.js';

/** A place that is not read, or read as something else. */
interface Cut {
  readonly start: number;
  readonly end: number;
  readonly read: string;
  /** What comes next is another block. */
  readonly endsBlock?: boolean;
}

/** Emphasis that may still be closed is looked for this far back. */
const MAX_OPEN = 64;
const MAX_LINK_UTF16 = 2_048;
const PUNCTUATION = /[!-/:-@[-`{-~]/;
const LETTER = /[\p{L}\p{N}]/u;
const AUTOLINK = /<((?:[a-z][a-z\d+.-]{1,31}:|[\w.+-]+@)[^\s<>]*)>/iy;
const FOOTNOTE = /\[\^[^\]\s]{1,64}\]/y;

/** Marks at both sides of what they emphasise; those that match one another are cut from the inside out. */
interface Run {
  readonly code: number;
  /** What is left of it: `[start, end)`. */
  start: number;
  end: number;
  readonly opens: boolean;
}

/** An opening bracket that may be a link's. */
interface Bracket {
  readonly at: number;
  readonly isPicture: boolean;
}

/** The cuts of `[start, end)`, ascending and disjoint. */
function inlineCuts(text: string, start: number, end: number): Cut[] {
  return new InlineReader(text, start, end).read();
}

class InlineReader {
  private readonly cuts: Cut[] = [];
  private readonly runs: Run[] = [];
  private readonly brackets: Bracket[] = [];
  /** Runs of so many backquotes are known not to be closed. */
  private readonly unclosed = new Set<number>();

  constructor(
    private readonly text: string,
    private at: number,
    private readonly end: number,
  ) {}

  read(): Cut[] {
    const { text, end } = this;
    const from = this.at;
    while (this.at < end) {
      const step = MARKS[text.charCodeAt(this.at)];
      if (step) step(this, from);
      else this.at++;
    }
    return disjoint(this.cuts);
  }

  escape(): void {
    const { text, at } = this;
    const next = at + 1 < this.end ? text[at + 1] : '';
    const isHardBreak = next === '\n' || next === '\r';
    if (isHardBreak || PUNCTUATION.test(next)) this.cut(at, at + 1);
    this.at += isHardBreak ? 1 : 2;
  }

  /** Code is read, its backquotes are not. */
  code(): void {
    const { text, at, end } = this;
    const length = this.runLength(96);
    this.at += length;
    if (this.unclosed.has(length)) return;
    for (let k = this.at; k < end; k++) {
      if (text.charCodeAt(k) !== 96) continue;
      const first = k;
      while (k < end && text.charCodeAt(k) === 96) k++;
      if (k - first !== length) continue;
      this.cut(at, at + length);
      this.cut(first, k);
      this.at = k;
      return;
    }
    this.unclosed.add(length);
  }

  /** A run of marks around what is emphasised: closes what it can, and may open. */
  emphasis(from: number): void {
    const { text, at, end, runs } = this;
    const code = text.charCodeAt(at);
    const length = this.runLength(code);
    this.at += length;
    if (code === 126 && length !== 2) return;
    const before = at > from ? text[at - 1] : ' ';
    const after = this.at < end ? text[this.at] : ' ';
    const isWithinWord = code === 95 && LETTER.test(before) && LETTER.test(after);
    const run: Run = { code, start: at, end: this.at, opens: !/\s/.test(after) && !isWithinWord };
    if (!/\s/.test(before) && !isWithinWord) this.close(run);
    if (run.opens && run.end > run.start) runs.push(run);
    if (runs.length > MAX_OPEN) runs.shift();
  }

  private close(run: Run): void {
    for (let k = this.runs.length - 1; k >= 0 && run.end > run.start; k--) {
      const open = this.runs[k];
      if (open.code !== run.code) continue;
      const length = Math.min(open.end - open.start, run.end - run.start);
      this.cut(open.end - length, open.end);
      this.cut(run.start, run.start + length);
      open.end -= length;
      run.start += length;
      // What stands open between the two is not emphasis any more.
      this.runs.length = open.end > open.start ? k + 1 : k;
    }
  }

  bracket(): void {
    const { text, at } = this;
    FOOTNOTE.lastIndex = 0;
    const note = FOOTNOTE.exec(text.slice(at, Math.min(this.end, at + 72)));
    if (note) return this.pass(at + note[0].length);
    this.brackets.push({ at, isPicture: false });
    if (this.brackets.length > MAX_OPEN) this.brackets.shift();
    this.at++;
  }

  picture(): void {
    if (this.text[this.at + 1] !== '[') {
      this.at++;
      return;
    }
    this.brackets.push({ at: this.at, isPicture: true });
    this.at += 2;
  }

  /** A link is its text; a picture is not read. */
  closeBracket(): void {
    const { at } = this;
    const open = this.brackets.pop();
    const target = open ? this.targetEnd(at + 1) : -1;
    this.at++;
    if (!open || target < 0) return;
    this.at = target;
    if (open.isPicture) return this.cut(open.at, target);
    this.cut(open.at, open.at + 1);
    this.cut(at, target);
  }

  /** Where `(target "title")` or `[reference]` ends; -1 if there is none. */
  private targetEnd(at: number): number {
    const { text } = this;
    const most = Math.min(this.end, at + MAX_LINK_UTF16);
    const [open, close] = text[at] === '(' ? ['(', ')'] : ['[', ']'];
    if (at >= most || text[at] !== open) return -1;
    let depth = 0;
    for (let k = at; k < most; k++) {
      if (text[k] === '\\') k++;
      else if (text[k] === open) depth++;
      else if (text[k] === close && --depth === 0) return k + 1;
    }
    return -1;
  }

  /** A tag, a comment, or an address between angle brackets. */
  angle(): void {
    const { text, at, end } = this;
    if (text.startsWith('<!--', at)) {
      const close = text.slice(at, end).indexOf('-->', 4);
      return close < 0 ? void this.at++ : this.pass(at + close + 3);
    }
    AUTOLINK.lastIndex = 0;
    const link = AUTOLINK.exec(text.slice(at, Math.min(end, at + MAX_LINK_UTF16)));
    if (link) {
      this.cut(at, at + 1);
      this.at += link[0].length;
      return this.cut(this.at - 1, this.at);
    }
    const tag = tagAt(text, at, end);
    if (!tag) return void this.at++;
    this.cuts.push({ start: at, end: tag.endUtf16, read: tag.isBreak ? '\n' : '', endsBlock: tag.isBlock });
    this.at = tag.endUtf16;
  }

  entity(): void {
    const entity = entityAt(this.text, this.at, this.end);
    if (!entity) return void this.at++;
    this.cuts.push({ start: this.at, end: entity.endUtf16, read: entity.read });
    this.at = entity.endUtf16;
  }

  private pass(end: number): void {
    this.cut(this.at, end);
    this.at = end;
  }

  private cut(start: number, end: number): void {
    this.cuts.push({ start, end, read: '' });
  }

  private runLength(code: number): number {
    let k = this.at;
    while (k < this.end && this.text.charCodeAt(k) === code) k++;
    return k - this.at;
  }
}

/** What each mark begins, by its code unit. */
const MARKS: Readonly<Record<number, (reader: InlineReader, from: number) => void>> = {
  33: (reader) => reader.picture(),
  38: (reader) => reader.entity(),
  42: (reader, from) => reader.emphasis(from),
  60: (reader) => reader.angle(),
  91: (reader) => reader.bracket(),
  92: (reader) => reader.escape(),
  93: (reader) => reader.closeBracket(),
  95: (reader, from) => reader.emphasis(from),
  96: (reader) => reader.code(),
  126: (reader, from) => reader.emphasis(from),
};

/** Ascending; a cut that lies in another one (of a picture's text) goes with it. */
function disjoint(cuts: Cut[]): Cut[] {
  cuts.sort((a, b) => a.start - b.start || b.end - a.end);
  const result: Cut[] = [];
  let end = 0;
  for (const cut of cuts) {
    if (cut.start < end) continue;
    result.push(cut);
    end = cut.end;
  }
  return result;
}

/** Reads some lines as one text, less what marks it up. */
export function keepLines(
  text: string,
  prose: Prose,
  lines: readonly (readonly [number, number])[],
  blockEnd: number,
  goesOn = false,
): void {
  const start = lines[0][0];
  const cuts = inlineCuts(text, start, lines[lines.length - 1][1]);
  let k = 0;
  for (const [from, to] of lines) {
    let at = from;
    for (; k < cuts.length && cuts[k].start < to; k++) {
      if (cuts[k].end <= at) continue;
      prose.keep(at, cuts[k].start);
      if (cuts[k].start >= at) put(prose, cuts[k]);
      at = Math.max(at, cuts[k].end);
      if (cuts[k].end > to) break;
    }
    prose.keep(at, to);
  }
  if (!goesOn) prose.endBlock(blockEnd);
}

function put(prose: Prose, { start, end, read, endsBlock }: Cut): void {
  if (endsBlock) prose.endBlock(start);
  else prose.put(start, end, read);
}
