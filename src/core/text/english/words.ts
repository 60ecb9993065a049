/** Words: where one ends over its apostrophes, and the parts of a contraction. */

import { NUMBER, classOf, codePointAt, lengthOf } from '../characters.js';
import { MAX_TOKEN_UTF16 } from '../limits.js';
import { isWordCodePoint } from '../symbols.js';
import { AFTER_ITS_VERB, BARE_CONTRACTIONS, DROPPED_ENDS, ENDS_IN_IN } from './lexicon.js';
import { peekWord } from './stops.js';

// The typewriter's, the quote, the grave and acute accent, the prime, the full-width and the letter apostrophe.
const APOSTROPHES = "['’`´′＇ʼ]";
const APOSTROPHE = new RegExp(APOSTROPHES);
const CLITIC_TAIL = new RegExp(`${APOSTROPHES}(?:s|ll|re|ve|d|m)$`, 'i');
const NEGATION_TAIL = new RegExp(`n${APOSTROPHES}t$`, 'i');
const GRAVE = 96;
const GRAVE_CLITIC = /^`(?:s|ll|re|ve|d|m|t)(?![\p{L}\p{N}\p{M}_`])/iu;

/** End of the run of word characters at `from`, within the longest token from `start`. */
export function wordRunEnd(text: string, start: number, from: number): number {
  const stop = Math.min(text.length, from + MAX_TOKEN_UTF16);
  let at = from;
  while (at < stop) {
    const codePoint = codePointAt(text, at);
    if (!isWordCodePoint(codePoint)) break;
    at += lengthOf(codePoint);
  }
  return Math.min(at, start + MAX_TOKEN_UTF16);
}

/** End of a word over the apostrophes inside it, and one behind it that stands for letters (`doin'`, `ol'`). */
export function withApostrophes(text: string, start: number, wordEnd: number): number {
  let end = wordEnd;
  while (end - start < MAX_TOKEN_UTF16 && isApostrophe(text.charCodeAt(end))) {
    const next = codePointAt(text, end + 1);
    if (next < 0 || !isWordCodePoint(next)) return isDropped(text, start, end) ? end + 1 : end;
    if (classOf(next) === NUMBER || (next < 128 && next >= 48 && next <= 57)) break;
    // A grave accent is a mark of code as well.
    if (text.charCodeAt(end) === GRAVE && !GRAVE_CLITIC.test(text.slice(end, end + 5))) break;
    end = wordRunEnd(text, start, end + 1);
  }
  return end;
}

function isApostrophe(code: number): boolean {
  return (
    code === 39 || code === 0x2019 || code === GRAVE || code === 0x2032 || code === 0xb4 || code === 0xff07
  );
}

/** Whether the apostrophe at `end` stands for what a word has lost. */
function isDropped(text: string, start: number, end: number): boolean {
  const code = text.charCodeAt(end);
  if (end - start > 12 || (code !== 39 && code !== 0x2019)) return false;
  const word = text.slice(start, end).toLowerCase();
  if (DROPPED_ENDS.has(word)) return true;
  return word.length > 3 && word.endsWith('in') && !ENDS_IN_IN.test(word);
}

/** Appends a word's end, and the ends of its parts if it is a contraction. */
export function pushWord(text: string, start: number, end: number, ends: number[]): void {
  const length = end - start;
  if (length > 1 && length <= 64) {
    const word = text.slice(start, end);
    const clitic = cliticStart(word);
    if (clitic > 0) {
      // What is before the clitic can be a contraction itself: `can't've`.
      pushWord(text, start, start + clitic, ends);
      return void ends.push(end);
    }
    if (length <= 8) pushBareCuts(text, start, word, ends);
  }
  ends.push(end);
}

function cliticStart(word: string): number {
  if (!APOSTROPHE.test(word)) return 0;
  if (NEGATION_TAIL.test(word)) return word.length - 3;
  const clitic = CLITIC_TAIL.exec(word);
  return clitic ? clitic.index : 0;
}

/** The inner cuts of a contraction typed without its apostrophe. */
function pushBareCuts(text: string, start: number, word: string, ends: number[]): void {
  const lower = word.toLowerCase();
  const cuts = BARE_CONTRACTIONS.get(lower);
  // `IM` and `UR` in capitals are as likely something else.
  const isShortCapitals = word.length === 2 && word === word.toUpperCase();
  if (cuts && !isShortCapitals) for (const cut of cuts) ends.push(start + cut);
  if (lower !== 'its') return;
  const next = start + word.length + 1;
  if (AFTER_ITS_VERB.has(peekWord(text, next).toLowerCase())) ends.push(start + 2);
}
