/**
 * A document that is read without its markup, and edited: after each edit it is read as if the whole new text had been
 * read, and only the stretches around the edit are read anew (more where it opens or closes something).
 */

import { MARKUP_LOOKAHEAD_UTF16, type Markup } from '../../text/markup/markup.js';
import { STRETCH_WINDOW_UTF16, stretchAt, type Stretch } from '../../text/markup/stretch.js';
import type { WayBack } from '../../text/projection.js';
import { lastAtMost } from '../../text/ranges.js';
import { ascending, EditedText, type ContentChange } from '../editedText.js';
import { ReadDifference } from './readDifference.js';

/** Code units of an edited text that are read at once. */
const WINDOW_UTF16 = 1 << 16;
/** Stretches read between two turns. */
const STRETCHES_PER_TURN = 128;

/** One place where an edit changed what is read, or where that is in the document; offsets of the text after it. */
export interface ReadEdit {
  /** What replaces what, in offsets of what was read before all edits; null if the same is read. */
  readonly change: ContentChange | null;
  /** The place in what is read, and in the document. */
  readonly read: readonly [start: number, end: number];
  readonly document: readonly [start: number, end: number];
  /** How much longer what is read, and the document, became there. */
  readonly readGrowth: number;
  readonly documentGrowth: number;
}

/** Stretches that an edit replaces. */
interface Reread {
  readonly from: number;
  readonly to: number;
  readonly stretches: readonly Stretch[];
}

/** What is read of a document, with the way back. */
export class MarkedText implements WayBack {
  /** Where each stretch begins in the document and in what is read, then their lengths. */
  private documentStarts = new Uint32Array(1);
  private readStarts = new Uint32Array(1);
  private leftOut = 0;
  private last = 0;

  private constructor(
    private readonly markup: Markup,
    private stretches: readonly Stretch[],
  ) {
    this.measure();
  }

  /** Reads a text at once. */
  static of(markup: Markup, text: string): MarkedText {
    return new MarkedText(markup, [...stretchesOf(markup, text)]);
  }

  /** As `of`, giving way from time to time; rejects when `turn` does. */
  static async build(markup: Markup, text: string, turn: () => Promise<void>): Promise<MarkedText> {
    const stretches: Stretch[] = [];
    for (const stretch of stretchesOf(markup, text)) {
      stretches.push(stretch);
      if (stretches.length % STRETCHES_PER_TURN === 0) await turn();
    }
    return new MarkedText(markup, stretches);
  }

  /** The text as it is now: edits of either are not the other's. */
  copy(): MarkedText {
    return new MarkedText(this.markup, this.stretches);
  }

  /** What is read, all of it. */
  get read(): string {
    return this.stretches.map(({ read }) => read).join('');
  }

  /** Code units of the document that are not read. */
  get leftOutUtf16(): number {
    return this.leftOut;
  }

  toDocument(offset: number): number {
    const k = this.stretchOfRead(offset);
    if (k < 0) return this.documentStarts[this.stretches.length];
    return this.documentStarts[k] + this.stretches[k].startOf(offset - this.readStarts[k]);
  }

  endInDocument(offset: number): number {
    if (offset === 0) return this.toDocument(0);
    const k = this.stretchOfRead(offset - 1);
    if (k < 0) return this.documentStarts[this.stretches.length];
    return this.documentStarts[k] + this.stretches[k].endOf(offset - 1 - this.readStarts[k]);
  }

  toRead(offset: number): number {
    const k = Math.min(this.stretches.length - 1, lastAtMost(this.documentStarts, offset));
    if (k < 0) return 0;
    return this.readStarts[k] + this.stretches[k].readBefore(offset - this.documentStarts[k]);
  }

  /** Code units of the document in a range of it that are not read. */
  leftOutIn(start: number, end: number): number {
    const [from, to] = [this.toRead(start), this.toRead(end)];
    let kept = 0;
    for (let at = from; at < to; at++) kept += Number(this.endInDocument(at + 1) - this.toDocument(at) === 1);
    return Math.max(0, end - start - kept);
  }

  /**
   * Follows changes of the document, given in any order in offsets of the text before all of them; what they did is
   * told in ascending order. RangeError, with nothing changed, where changes overlap or leave the text.
   */
  edit(changes: readonly ContentChange[]): ReadEdit[] {
    const length = this.documentStarts[this.stretches.length];
    const sorted = ascending(changes, length);
    const edited = new EditedText((start, end) => this.text(start, end), length, sorted);
    const reread: Reread[] = [];
    for (let change = 0; change < sorted.length;) {
      const { next, ...region } = this.reread(edited, change, reread.at(-1)?.to ?? 0);
      reread.push(region);
      change = next;
    }
    const edits = this.differences(reread);
    this.replace(reread);
    return edits;
  }

  /** Reads from before a change on, until a stretch begins where one began before, in the same state. */
  private reread(edited: EditedText, change: number, done: number): Reread & { readonly next: number } {
    const { startUtf16 } = edited.changes[change];
    const before = lastAtMost(this.documentStarts, startUtf16 - MARKUP_LOOKAHEAD_UTF16 - 1);
    const from = Math.max(done, before, 0);
    const stretches: Stretch[] = [];
    let at = this.documentStarts[from] + edited.shiftAfter(change - 1);
    let state = from < this.stretches.length ? this.stretches[from].state : this.endState;
    let [next, to] = [change, from];
    /** The old stretch that begins at a place of the new text where all is as it was; -1 if none does. */
    const met = (place: number, open: string): number => {
      while (next < edited.changes.length && edited.starts[next] < place + MARKUP_LOOKAHEAD_UTF16) next++;
      if (next === change || edited.ends[next - 1] > place) return -1;
      const old = place - edited.shiftAfter(next - 1);
      const k = lastAtMost(this.documentStarts, old);
      if (this.documentStarts[k] !== old || k >= this.stretches.length) return -1;
      return this.stretches[k].state === open ? k : -1;
    };
    to = this.stretches.length;
    let [window, windowStart] = ['', at];
    while (at < edited.length) {
      if (
        at + STRETCH_WINDOW_UTF16 > windowStart + window.length &&
        windowStart + window.length < edited.length
      )
        [window, windowStart] = [edited.read(at, at + WINDOW_UTF16), at];
      const origin = windowStart;
      const isMet = (end: number, open: string): boolean => met(origin + end, open) >= 0;
      const stretch = stretchAt(this.markup, window, at - origin, state, isMet);
      stretches.push(stretch);
      at += stretch.text.length;
      state = stretch.endState;
      const old = met(at, state);
      if (old < 0) continue;
      to = old;
      break;
    }
    if (at >= edited.length) next = edited.changes.length;
    return { from, to, stretches, next };
  }

  private get endState(): string {
    return this.stretches.at(-1)?.endState ?? this.markup.initial;
  }

  private text(start: number, end: number): string {
    const parts: string[] = [];
    for (let k = Math.max(0, lastAtMost(this.documentStarts, start)); k < this.stretches.length; k++) {
      const origin = this.documentStarts[k];
      if (origin >= end) break;
      parts.push(this.stretches[k].text.slice(Math.max(0, start - origin), end - origin));
    }
    return parts.join('');
  }

  private differences(reread: readonly Reread[]): ReadEdit[] {
    const edits: ReadEdit[] = [];
    let [readShift, documentShift] = [0, 0];
    for (const { from, to, stretches } of reread) {
      const difference = new ReadDifference(this.stretches.slice(from, to), stretches);
      const edit = difference.edit(
        { read: this.readStarts[from], document: this.documentStarts[from] },
        { read: readShift, document: documentShift },
      );
      if (!edit) continue;
      edits.push(edit);
      readShift += edit.readGrowth;
      documentShift += edit.documentGrowth;
    }
    return edits;
  }

  private replace(reread: readonly Reread[]): void {
    const stretches: Stretch[] = [];
    let done = 0;
    for (const { from, to, stretches: fresh } of reread) {
      for (let k = done; k < from; k++) stretches.push(this.stretches[k]);
      for (const stretch of fresh) stretches.push(stretch);
      done = to;
    }
    for (let k = done; k < this.stretches.length; k++) stretches.push(this.stretches[k]);
    this.stretches = stretches;
    this.measure();
  }

  private measure(): void {
    const count = this.stretches.length;
    this.documentStarts = new Uint32Array(count + 1);
    this.readStarts = new Uint32Array(count + 1);
    this.leftOut = 0;
    this.stretches.forEach(({ text, read, keptUtf16 }, k) => {
      this.documentStarts[k + 1] = this.documentStarts[k] + text.length;
      this.readStarts[k + 1] = this.readStarts[k] + read.length;
      this.leftOut += text.length - keptUtf16;
    });
    this.last = 0;
  }

  /** The stretch a code unit of what is read is of; -1 behind the last one. Offsets often come in order. */
  private stretchOfRead(offset: number): number {
    const { readStarts, last } = this;
    if (offset >= readStarts[this.stretches.length]) return -1;
    if (readStarts[last] <= offset && offset < readStarts[last + 1]) return last;
    return (this.last = lastAtMost(readStarts, offset));
  }
}

function* stretchesOf(markup: Markup, text: string): Generator<Stretch> {
  let state = markup.initial;
  for (let at = 0; at < text.length;) {
    const stretch = stretchAt(markup, text, at, state);
    yield stretch;
    at += stretch.text.length;
    state = stretch.endState;
  }
}
