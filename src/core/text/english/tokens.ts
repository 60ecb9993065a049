/**
 * The tokenizer's step: from a place in the text where a token begins to the ends of the next few tokens. It never
 * looks left of that place and at most `LOOKAHEAD_UTF16` code units right of it.
 */

import {
  HAN,
  KANA,
  MARK,
  classOf,
  codePointAt,
  isAsciiDigit,
  isAsciiLetter,
  isSpace,
  lengthOf,
  outsideSurrogatePair,
} from '../characters.js';
import { MAX_TOKEN_UTF16 } from '../limits.js';
import { fileEndingLength } from '../names.js';
import { emoticonLength, isWordCodePoint, symbolLength } from '../symbols.js';
import { BANG_NAMES } from './abbreviations.js';
import { nameLength, pathLength, urlLength } from './addresses.js';
import { closingMarkLength, openingMarkLength } from './emphasis.js';
import { CURRENCY_LETTERS, HYPHEN_PREFIXES } from './lexicon.js';
import { decadeLength, numberLength, unitLength } from './numbers.js';
import { stopBelongsToWord } from './stops.js';
import { pushWord, withApostrophes, wordRunEnd } from './words.js';

const WINDOW = MAX_TOKEN_UTF16 + 64;
const UNDERSCORE = 95;
const FULL_STOP = 46;
const COLON = 58;
const SLASH = 47;

const codesOf = (signs: string): ReadonlySet<number> => new Set([...signs].map((sign) => sign.charCodeAt(0)));
const LONE_SYMBOLS = codesOf('(-/[]&%{}|~*;');
/** What a word goes on with that is a name, an address or a version. */
const NAME_SIGNS = codesOf('.:@-+%~/');
const CLOSERS = codesOf('")]}');
const ATTACHED_SIGNS = codesOf('./:;=<');
const NUMBER_GOES_ON = /[\p{L}\p{N}\p{M}_\-./:;=<,@%+~'’`°\u00ad\u200b-\u200f\ud800-\udfff]/u;
const ACRONYM =
  /^(?:Ph|Ed|Sc|LL|Litt|\p{L})\.(?:(?:Sc|Phil|Ed|Eng|Tech|Com|Litt|\p{L})\.){0,8}(?:(?<=\.)(?=\d)|(?:Sc|Phil|\p{L})?(?![\p{L}\p{N}\p{M}_]))/u;
const SLASH_WORD = /^(?:w\/(?:(?:o|out|in)(?![\p{L}\p{N}]))?|(?:[lia]\/[csc]|n\/a)(?![\p{L}\p{N}/]))/iu;
const ASCII = /^[\0-\x7f]*$/;
const WWW = /^www\d?$/i;
const VERSION_REST =
  /^(?:\.\d{1,16}){1,8}(?:\.[x*](?![\w]))?(?:-?(?:alpha|beta|rc|dev|pre)[.\d]{0,8}\d|-(?:alpha|beta|rc|dev|pre))?(?![\w])/i;
const VERSION_ANY = /^\.x(?![\w])/;

/**
 * Appends the ends (UTF-16, ascending, contiguous) of the tokens of the unit that begins at `start`, which must be
 * a code unit that is not white space. A unit is one token, or the parts of a contraction or amount.
 */
export function scanUnit(text: string, start: number, ends: number[]): void {
  const before = ends.length;
  scan(text, start, ends);
  const last = ends[ends.length - 1];
  const limit = Math.min(text.length, start + MAX_TOKEN_UTF16);
  const reached = Math.min(withMarks(text, last, limit), limit);
  const end = ends.length > before + 1 && reached === last ? last : outsideSurrogatePair(text, reached);
  // What would begin beyond the limit is left to the next unit.
  while (ends.length > before + 1 && ends[ends.length - 2] >= end) ends.pop();
  ends[ends.length - 1] = end;
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
  if (isAsciiLetter(code) || code === UNDERSCORE) return scanWord(text, start, ends);
  if (code === 36) return scanAmount(text, start, ends);
  const next = text.charCodeAt(start + 1);
  if (next === SLASH || code === SLASH || (code === FULL_STOP && next === FULL_STOP)) {
    const path = pathLength(text.slice(start, start + WINDOW));
    if (path > 0) return void ends.push(start + path);
  }
  if (isLoneSymbol(code, next)) {
    ends.push(start + 1);
    if (CLOSERS.has(code)) pushAttached(text, start + 1, 0, ends);
    return;
  }
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
  if (unit > 0) {
    const end = start + length + unit;
    const isStop =
      text.charCodeAt(end) === FULL_STOP && stopBelongsToWord(text, text.slice(start + length, end), end);
    ends.push(start + length, isStop ? end + 1 : end);
    return isStop ? undefined : pushAttached(text, end, unit, ends);
  }
  const end = runEnd(text, start + length, isWordCodePoint);
  const decade = decadeLength(window, end - start);
  ends.push(end + decade);
  pushAttached(text, end + decade, end - start, ends);
}

function scanWord(text: string, start: number, ends: number[]): void {
  if (text.charCodeAt(start) === UNDERSCORE) {
    const mark = openingMarkLength(text, start);
    if (mark > 0) return void ends.push(start + mark);
  }
  let end = runEnd(text, start, isWordCodePoint);
  end -= closingMarkLength(text, start, end);
  const next = text.charCodeAt(end);
  // The common case: a word that white space or the text's end follows needs no rule but the contractions'.
  if (end >= text.length || isSpace(next) || next === 44) return pushWord(text, start, end, ends);
  if (NAME_SIGNS.has(next)) {
    const special = specialLength(text, start, end);
    if (special > 0) return void ends.push(start + special);
  }
  if (next === FULL_STOP && stopBelongsToWord(text, text.slice(start, end), end))
    return void ends.push(end + 1);
  if (next === 33 && isBangName(text, start, end)) return void ends.push(end + 1);
  let joined = joinedEnd(text, start, end);
  if (joined < 0) return void ends.push(-joined);
  if (joined > end) joined -= closingMarkLength(text, start, joined);
  pushWord(text, start, joined, ends);
  pushAttached(text, joined, joined - start, ends);
}

/**
 * Appends the end of the sign that stands right behind a word, a number or a closing mark (`wordLength` is 0), if it
 * would read otherwise by itself: `left.doc` typed without a space, `and/or/not`, `x=3`, `{"a":3}`.
 */
function pushAttached(text: string, end: number, wordLength: number, ends: number[]): void {
  const code = text.charCodeAt(end);
  if (!ATTACHED_SIGNS.has(code)) return;
  const next = text.charCodeAt(end + 1);
  if (code === FULL_STOP || code === SLASH) {
    if (wordLength > 0 && (isAsciiLetter(next) || isAsciiDigit(next))) ends.push(end + 1);
    return;
  }
  const face = emoticonLength(text.slice(end, end + 16));
  if (face > 0 && isOperator(text, end, face, wordLength)) ends.push(end + 1);
}

/** Whether what looks like an emoticon behind a word is the word's operator: `a:3`, `x=D`, but `ok:D`, `thanks=)`. */
function isOperator(text: string, at: number, face: number, wordLength: number): boolean {
  const mouth = text.charCodeAt(at + face - 1);
  if (isAsciiDigit(mouth)) return true;
  const isRound = mouth === 40 || mouth === 41;
  if (text[at] === '=') return !isRound || wordLength < 3;
  return isAsciiLetter(mouth) ? wordLength < 2 : !isRound && mouth !== 93;
}

/** `Yahoo!`: the mark is the name's, unless a sentence begins behind it. */
function isBangName(text: string, start: number, end: number): boolean {
  if (end - start > 8 || !BANG_NAMES.has(text.slice(start, end))) return false;
  return stopBelongsToWord(text, 'Inc', end);
}

/** URLs, addresses, names with dots, versions and acronyms that begin with a letter; 0 if none. */
function specialLength(text: string, start: number, wordEnd: number): number {
  const next = text.charCodeAt(wordEnd);
  const after = text.charCodeAt(wordEnd + 1);
  // Before white space there is an abbreviation's stop at most.
  if (next !== FULL_STOP && isSpace(after)) return 0;
  const window = text.slice(start, start + WINDOW);
  const length = wordEnd - start;
  if (next === COLON) return after === 92 && length === 1 ? pathLength(window) : urlLength(window);
  if (next !== FULL_STOP) return nameLength(window);
  if (isSpace(after)) return acronymLength(text, start, window);
  return dottedLength(window, length) || acronymLength(text, start, window);
}

/** Length of a URL, name or version that goes on behind the full stop at `length`, else 0. */
function dottedLength(window: string, length: number): number {
  const url = length <= 4 && WWW.test(window.slice(0, length)) ? urlLength(window) : 0;
  const name = url || nameLength(window);
  if (name > 0) return name;
  const rest = window.slice(length, length + 64);
  if (isAsciiDigit(window.charCodeAt(length - 1))) {
    const version = (VERSION_REST.exec(rest) ?? VERSION_ANY.exec(rest))?.[0] ?? '';
    return version === '' ? 0 : length + version.length;
  }
  const ending = fileEndingLength(rest);
  return ending > 0 && !ASCII.test(window.slice(0, length)) ? length + ending : 0;
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
    // `mid-to-late` is one word.
    const from = text.startsWith('-to-', wordEnd) && word.length === 3 ? wordEnd + 4 : wordEnd + 1;
    return withApostrophes(text, start, wordRunEnd(text, start, from));
  }
  if (next === '&' && goesOn && word.length <= 3) {
    const end = wordRunEnd(text, start, wordEnd + 1);
    if (end - wordEnd <= 4) return withApostrophes(text, start, end);
  }
  if (next === '*' && goesOn) return wordRunEnd(text, start, wordEnd + 1);
  if (next === '/') {
    const slash = SLASH_WORD.exec(text.slice(start, start + 12));
    if (slash) return -(start + slash[0].length);
  }
  if (next === '$' && CURRENCY_LETTERS.has(word.toLowerCase())) return -(wordEnd + 1);
  if (next === '+' && /^c$/i.test(word) && text[wordEnd + 1] === '+') return -(wordEnd + 2);
  if (next === '#' && /^[cf]$/i.test(word) && !goesOn) return -(wordEnd + 1);
  return withApostrophes(text, start, wordEnd);
}
