/**
 * The tokenizer's step: from a place in the text where a token begins to the ends of the next few tokens. It never
 * looks left of that place and at most `LOOKAHEAD_UTF16` code units right of it.
 */

import {
  HAN,
  KANA,
  MARK,
  NUMBER,
  classOf,
  codePointAt,
  isAsciiDigit,
  isAsciiLetter,
  isSpace,
  lengthOf,
  outsideSurrogatePair,
} from '../characters.js';
import { MAX_TOKEN_UTF16 } from '../limits.js';
import { AFTER_ITS_VERB, BARE_CONTRACTIONS, CURRENCY_LETTERS, HYPHEN_PREFIXES } from './lexicon.js';
import { decadeLength, numberLength, unitLength } from './numbers.js';
import { peekWord, stopBelongsToWord } from './stops.js';
import { NAME_ENDINGS, isWordCodePoint, symbolLength } from '../symbols.js';

const WINDOW = MAX_TOKEN_UTF16 + 64;

const URL = /^(?:[a-z]{3,6}:\/\/|www\d?\.|mailto:)[^\s<>"“”]{1,1100}/i;
const URL_START = /^(?:https?:|ftp:|file:|www|mailto|ymsgr)/i;
const URL_TAIL = /(?:['’)\].,;:!?*]|&gt;)+$/;
const EMAIL = /^[\w.+%~-]{1,63}@[A-Za-z\d_-]{1,63}(?:\.[A-Za-z\d-]{1,63}){0,8}/;
const HOST_OR_FILE = /^[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}/;
const MAX_NAME_PART = 63;
const NO_CODES: ReadonlySet<number> = new Set();
// Full stop, plus, per cent, tilde.
const MAIL_CODES: ReadonlySet<number> = new Set([46, 43, 37, 126]);
const NUMBER_GOES_ON = /[\p{L}\p{N}\p{M}_\-./:,@%+~'’`\u00ad\u200c\u200d\ud800-\udfff]/u;
const LONE_SYMBOLS: ReadonlySet<number> = new Set([...'(-/[]&%{}|~*;'].map((symbol) => symbol.charCodeAt(0)));
const PATH = /^\/[^\s<>"“”]{0,900}/;
const ACRONYM = /^(?:Ph|\p{L})\.(?:\p{L}\.){0,8}\p{L}?(?![\p{L}\p{N}\p{M}_])/u;
const CLITIC_TAIL = /['’`](?:s|ll|re|ve|d|m)$/i;
const NEGATION_TAIL = /n['’`]t$/i;
const SLASH_WORD = /^(?:w\/(?:(?:o|out|in)(?![\p{L}\p{N}]))?|(?:[lia]\/[csc]|n\/a)(?![\p{L}\p{N}/]))/iu;

/**
 * Appends the ends (UTF-16, ascending, contiguous) of the tokens of the unit that begins at `start`, which must be
 * a code unit that is not white space. A unit is one token, or the parts of a contraction or amount.
 */
export function scanUnit(text: string, start: number, ends: number[]): void {
  const before = ends.length;
  scan(text, start, ends);
  const last = ends[ends.length - 1];
  const limit = Math.min(text.length, start + MAX_TOKEN_UTF16);
  let end = withMarks(text, last, limit);
  if (end > limit) end = limit;
  if (ends.length === before + 1 || end !== last) ends[ends.length - 1] = outsideSurrogatePair(text, end);
}

function withMarks(text: string, start: number, limit: number): number {
  let at = start;
  while (at < limit) {
    const code = text.charCodeAt(at);
    if (code < 128 || isSpace(code)) break;
    const codePoint = codePointAt(text, at);
    if (classOf(codePoint) !== MARK) break;
    at += lengthOf(codePoint);
  }
  return at;
}

function scan(text: string, start: number, ends: number[]): void {
  const code = text.charCodeAt(start);
  if (isAsciiDigit(code)) return scanNumber(text, start, ends, false);
  if (isAsciiLetter(code) || code === 95) return scanWord(text, start, ends);
  if (code === 36) return scanAmount(text, start, ends);
  if (isLoneSymbol(code, text.charCodeAt(start + 1))) return void ends.push(start + 1);
  const codePoint = codePointAt(text, start);
  if (code >= 128) {
    const kind = classOf(codePoint);
    if (kind === HAN) return void ends.push(start + lengthOf(codePoint));
    if (kind === KANA) return void ends.push(runEnd(text, start, (c) => classOf(c) === KANA));
    if (isWordCodePoint(codePoint)) return scanWord(text, start, ends);
  }
  ends.push(start + symbolLength(text.slice(start, start + WINDOW)));
}

/** The quick decision for the frequent symbols that are a token by themselves, before a letter or white space. */
function isLoneSymbol(code: number, next: number): boolean {
  if (code === 34 || code === 41) return true;
  if (code === 44) return next !== 44;
  // `;D` is an emoticon.
  const isPlain = isSpace(next) || isAsciiDigit(next) || (isAsciiLetter(next) && code !== 59);
  return isPlain && LONE_SYMBOLS.has(code);
}

function runEnd(text: string, start: number, belongs: (codePoint: number) => boolean): number {
  const stop = Math.min(text.length, start + MAX_TOKEN_UTF16);
  let at = start;
  while (at < stop) {
    const codePoint = codePointAt(text, at);
    if (!belongs(codePoint)) break;
    at += lengthOf(codePoint);
  }
  return at;
}

/** `$` and the number after it: two tokens, and a third for the unit (`$3M`). */
function scanAmount(text: string, start: number, ends: number[]): void {
  if (!isAsciiDigit(text.charCodeAt(start + 1))) {
    ends.push(start + symbolLength(text.slice(start, start + WINDOW)));
    return;
  }
  ends.push(start + 1);
  scanNumber(text, start + 1, ends, true);
}

function scanNumber(text: string, start: number, ends: number[], isAmount: boolean): void {
  const digitsEnd = runEnd(text, start, isAsciiDigit);
  if (!NUMBER_GOES_ON.test(text[digitsEnd] ?? ' ')) return void ends.push(digitsEnd);
  const window = text.slice(start, start + WINDOW);
  const name = nameLength(window);
  if (name > 0) return void ends.push(start + name);
  const length = numberLength(window);
  const unit = unitLength(window, length, isAmount);
  if (unit > 0) return void ends.push(start + length, start + length + unit);
  const end = runEnd(text, start + length, isWordCodePoint);
  const decade = decadeLength(window, end - start);
  ends.push(end + decade);
}

/** Where a run of letters, digits, `_`, `-` and of the code units in `others` ends, from `from` on. */
function nameRunEnd(window: string, from: number, others: ReadonlySet<number>): number {
  const stop = Math.min(window.length, MAX_NAME_PART + 1);
  let at = from;
  while (at < stop) {
    const code = window.charCodeAt(at);
    const isInside = isAsciiLetter(code) || isAsciiDigit(code) || code === 95 || code === 45;
    if (!isInside && !others.has(code)) break;
    at += 1;
  }
  return at;
}

/** Length of the e-mail address, host or file name a window begins with, else 0. */
function nameLength(window: string): number {
  // What must follow is looked for first: the expressions alone would go back and forth on long runs.
  const partEnd = nameRunEnd(window, 0, NO_CODES);
  const after = window.charCodeAt(partEnd);
  if (after !== 64 && !MAIL_CODES.has(after)) return 0;
  const email = window[nameRunEnd(window, partEnd, MAIL_CODES)] === '@' ? EMAIL.exec(window) : null;
  if (email) return email[0].length;
  if (after !== 46) return 0;
  const name = HOST_OR_FILE.exec(window)?.[0] ?? '';
  if (name === '') return 0;
  const parts = name.split('.');
  const ending = parts[parts.length - 1];
  const isOneCase = ending === ending.toLowerCase() || ending === ending.toUpperCase();
  const isKnown = NAME_ENDINGS.has(ending.toLowerCase()) && isOneCase;
  const isGroup =
    parts.length > 2 && name === name.toLowerCase() && parts.every((part) => /^[a-z][a-z-]+$/.test(part));
  if (!isKnown && !isGroup) return 0;
  const path = PATH.exec(window.slice(name.length))?.[0] ?? '';
  return name.length + path.replace(URL_TAIL, '').length;
}

function scanWord(text: string, start: number, ends: number[]): void {
  const end = runEnd(text, start, isWordCodePoint);
  const next = text.charCodeAt(end);
  // The common case: a word that white space or the text's end follows needs no rule but the contractions'.
  if (end >= text.length || isSpace(next) || next === 44) return pushWord(text, start, end, ends);
  if (
    next === 46 ||
    next === 58 ||
    next === 64 ||
    next === 45 ||
    next === 43 ||
    next === 37 ||
    next === 126
  ) {
    const special = specialLength(text, start, end);
    if (special > 0) return void ends.push(start + special);
  }
  if (next === 46) {
    const isStop = stopBelongsToWord(text, text.slice(start, end), end);
    return isStop ? void ends.push(end + 1) : pushWord(text, start, end, ends);
  }
  const joined = joinedEnd(text, start, end);
  if (joined < 0) return void ends.push(-joined);
  pushWord(text, start, joined, ends);
}

/** URLs, addresses, names with dots, acronyms and emoticons that begin with a letter; 0 if none. */
function specialLength(text: string, start: number, wordEnd: number): number {
  const window = text.slice(start, start + WINDOW);
  if (wordEnd - start >= 3 && URL_START.test(window.slice(0, 8))) {
    const url = URL.exec(window);
    if (url) return url[0].replace(URL_TAIL, '').length;
  }
  const next = window[wordEnd - start];
  if (next === ':') return 0;
  return nameLength(window) || (next === '.' ? acronymLength(text, start, window) : 0);
}

function acronymLength(text: string, start: number, window: string): number {
  const acronym = ACRONYM.exec(window.slice(0, 24))?.[0] ?? '';
  if (acronym.length < 3) return 0;
  if (!acronym.endsWith('.')) return acronym.length;
  const word = acronym.slice(0, -1);
  return stopBelongsToWord(text, word, start + word.length) ? acronym.length : word.length;
}

/**
 * Goes on over apostrophes inside a word, a prefix's hyphen, `AT&T`, `f*ed`, `w/o`, `US$`. A negative result is
 * the negated end of a token that must not be split further.
 */
function joinedEnd(text: string, start: number, wordEnd: number): number {
  const word = text.slice(start, Math.min(wordEnd, start + 16));
  const next = text[wordEnd];
  const after = codePointAt(text, wordEnd + 1);
  const goesOn = after >= 0 && isWordCodePoint(after);
  if (next === '-' && goesOn && HYPHEN_PREFIXES.has(word.toLowerCase())) {
    return withApostrophes(text, start, runFrom(text, start, wordEnd + 1));
  }
  if (next === '&' && goesOn && word.length <= 3) {
    const end = runFrom(text, start, wordEnd + 1);
    if (end - wordEnd <= 4) return withApostrophes(text, start, end);
  }
  if (next === '*' && goesOn) return runFrom(text, start, wordEnd + 1);
  if (next === '/') {
    const slash = SLASH_WORD.exec(text.slice(start, start + 12));
    if (slash) return -(start + slash[0].length);
  }
  if (next === '$' && CURRENCY_LETTERS.has(word.toLowerCase())) return -(wordEnd + 1);
  if (next === '+' && /^c$/i.test(word) && text[wordEnd + 1] === '+') return -(wordEnd + 2);
  if (next === '#' && /^[cf]$/i.test(word) && !goesOn) return -(wordEnd + 1);
  return withApostrophes(text, start, wordEnd);
}

/** End of the word run at `from`, within the longest token from `start`. */
function runFrom(text: string, start: number, from: number): number {
  return Math.min(runEnd(text, from, isWordCodePoint), start + MAX_TOKEN_UTF16);
}

function withApostrophes(text: string, start: number, wordEnd: number): number {
  let end = wordEnd;
  while (end - start < MAX_TOKEN_UTF16) {
    const code = text.charCodeAt(end);
    if (code !== 39 && code !== 0x2019 && code !== 96) break;
    const next = codePointAt(text, end + 1);
    if (next < 0 || !isWordCodePoint(next) || classOf(next) === NUMBER) break;
    end = runFrom(text, start, end + 1);
  }
  return end;
}

/** Appends a word's end, and the ends of its parts if it is a contraction. */
function pushWord(text: string, start: number, end: number, ends: number[]): void {
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
  if (!/['’`]/.test(word)) return 0;
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
