/**
 * What people read of a document that is written in a markup language or a programming language. A dialect reads it
 * block by block, left to right, and is local, as the segmenter is: what a block is depends on where it begins, on the
 * state there, and on the next `LOOKAHEAD_UTF16` code units. So an edit changes a bounded stretch, but for what it
 * opens or closes (a fence, a comment).
 */

import type { Prose } from './prose.js';

/** How far right of a block's start (UTF-16 code units) what it is depends on the text. */
export const MARKUP_LOOKAHEAD_UTF16 = 16_384;

/** The longest block, in UTF-16 code units: longer ones are cut where a line ends, or anywhere in an endless line. */
export const MAX_BLOCK_UTF16 = 8_192;

/** Where a block ended, and what is open there; states are compared as texts. */
export interface BlockEnd {
  readonly endUtf16: number;
  readonly state: string;
}

/** How a markup language is read; never throws. */
export interface Markup {
  /** The state at the start of a document. */
  readonly initial: string;
  /** Reads the block that begins at `start`, before the text's end; it takes at least one code unit. */
  block(text: string, start: number, state: string, prose: Prose): BlockEnd;
}

/** How far a block that begins at `start` is looked at; whether the text ends there is seen, too. */
export function lookLimit(text: string, start: number): number {
  return Math.min(text.length, start + MARKUP_LOOKAHEAD_UTF16 - 1);
}

/** Where the line that `at` is in ends, its line break included; `limit` if it does not end before. */
export function lineEnd(text: string, at: number, limit: number): number {
  for (let k = at; k < limit; k++) {
    const code = text.charCodeAt(k);
    if (code === 10) return k + 1;
    if (code === 13) return k + 1 < limit && text.charCodeAt(k + 1) === 10 ? k + 2 : k + 1;
  }
  return limit;
}

/** Where the content of a line `[start, end)` ends: before its line break and the white space there. */
export function contentEnd(text: string, start: number, end: number): number {
  let at = end;
  while (at > start && isBlank(text.charCodeAt(at - 1))) at--;
  return at;
}

/** White space as markup languages mean it: space, tab, line breaks. */
export function isBlank(code: number): boolean {
  return code === 32 || (code >= 9 && code <= 13);
}
