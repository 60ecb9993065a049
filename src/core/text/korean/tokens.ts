/**
 * The Korean tokenizer's step: from a place where a token begins to its end. It never looks left of that place and
 * at most `MAX_TOKEN_UTF16` + 64 code units right of it.
 *
 * A token is an eojeol (a run between white space) without the marks around it: quotes, brackets, commas and stops
 * are tokens of their own, and so is the particle after a closing mark (`'서울'이` is four). Inside an eojeol stay a
 * decimal point, thousands' commas, a hyphen, a middle dot, and the signs of times, dates and Latin names.
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
import { emoticonLength, isWordCodePoint, symbolLength } from '../symbols.js';
import { isLoneJamoCode } from './syllables.js';

const WINDOW = MAX_TOKEN_UTF16 + 64;
const SOLE_MARKS: ReadonlySet<string> = new Set([
  ...'()[]{}<>"\'`%,“”‘’«»‹›「」『』【】《》〈〉〔〕、，（）［］％°℃',
]);
// Hangul is part of an address within its path only: `naver.com에서` has a particle.
const URL =
  /^(?:(?:https?|ftp):\/\/|www\d?\.)(?:[!#-&*-;=?-Z\\\]-~]|(?<=[/=_-])[가-힣\u1100-\u11ff]+(?=[/=_&#?-]|\s|$)){1,1000}/iu;
const URL_TAIL = /[.,;:!?*\]}]+$/;
const EMAIL = /^[\w.+~-]{1,63}@[A-Za-z\d_-]{1,63}(?:\.[A-Za-z\d-]{1,63}){1,8}/;
const EMAIL_NAME_CODES: ReadonlySet<number> = new Set([...'.+~-_'].map((sign) => sign.charCodeAt(0)));
const KOREAN_EMOTICON =
  /^(?:[ㅠㅜㅡㅇㅎㅋoOTㅍ][._ㅁㅂㅅㅗ]{1,3}[ㅠㅜㅡㅇㅎoOTㅍ]|ㅡㅡ|\^{2,8})[;a]{0,4}(?![\p{L}\p{N}])/u;
const FEELING = /^[ㅋㅎㅠㅜㅡ]$/;
const ABBREVIATION = /^[A-Za-z](?:\.[A-Za-z]){1,8}$/;
const MIDDLE_DOTS = '·‧・ㆍ';
const RANGE_SIGNS = '~∼〜～';

/** Appends the end (UTF-16) of the token that begins at `start`, a code unit that is not white space. */
export function scanKoreanUnit(text: string, start: number, ends: number[]): void {
  const limit = Math.min(text.length, start + MAX_TOKEN_UTF16);
  const end = withMarks(text, Math.min(tokenEnd(text, start), limit), limit);
  ends.push(end < text.length ? outsideSurrogatePair(text, end) : end);
}

function tokenEnd(text: string, start: number): number {
  const code = text.charCodeAt(start);
  if (SOLE_MARKS.has(text[start])) return start + (code === 60 ? heartLength(text, start) : 1);
  const codePoint = codePointAt(text, start);
  if (isInWord(codePoint)) {
    const special = specialLength(text, start, code);
    return special > 0 ? start + special : wordEnd(text, start);
  }
  const window = text.slice(start, start + WINDOW);
  const emoticon = KOREAN_EMOTICON.exec(window.slice(0, 16));
  if (emoticon) return start + emoticon[0].length;
  const length = symbolLength(window);
  return start + (length === 1 && code >= 128 ? runLength(window) : length);
}

/** Length of the run of one symbol a window begins with: `★★★★`. */
function runLength(window: string): number {
  let length = 1;
  while (window[length] === window[0]) length += 1;
  return length;
}

/** `<3` is a heart, `<3>` a number in brackets. */
function heartLength(text: string, start: number): number {
  const length = emoticonLength(text.slice(start, start + 16));
  return length > 0 && text[start + length] !== '>' ? length : 1;
}

/** Addresses and emoticons that begin with a letter or digit; 0 if there is none. */
function specialLength(text: string, start: number, code: number): number {
  if (isLoneJamoCode(code) || code === 79 || code === 84 || code === 111) {
    const emoticon = KOREAN_EMOTICON.exec(text.slice(start, start + 16));
    if (emoticon) return emoticon[0].length;
  }
  if (!isAsciiLetter(code) && !isAsciiDigit(code)) return 0;
  const lower = code | 32;
  if (lower === 104 || lower === 102 || lower === 119) {
    const url = URL.exec(text.slice(start, start + WINDOW));
    if (url) return url[0].replace(URL_TAIL, '').length;
  }
  return emailLength(text, start);
}

function emailLength(text: string, start: number): number {
  // The sign is looked for first: the expression alone would go back and forth on long runs.
  let at = start;
  while (at < start + 64) {
    const code = text.charCodeAt(at);
    if (!isAsciiLetter(code) && !isAsciiDigit(code) && !EMAIL_NAME_CODES.has(code)) break;
    at += 1;
  }
  if (text[at] !== '@') return 0;
  return EMAIL.exec(text.slice(start, start + 700))?.[0].length ?? 0;
}

function isInWord(codePoint: number): boolean {
  if (isWordCodePoint(codePoint)) return true;
  const kind = codePoint < 128 ? 0 : classOf(codePoint);
  return kind === HAN || kind === KANA;
}

function wordEnd(text: string, start: number): number {
  const stop = Math.min(text.length, start + MAX_TOKEN_UTF16);
  const feelings = jamoRun(text, start);
  if (feelings > 1) return start + feelings;
  let at = start;
  while (at < stop) {
    const codePoint = codePointAt(text, at);
    if (isInWord(codePoint)) {
      if (at > start && startsFeelings(text, at)) break;
      at += lengthOf(codePoint);
      continue;
    }
    const joined = joinLength(text, start, at);
    if (joined === 0) break;
    at += joined;
  }
  return at;
}

/** Length of the run of lone jamo at `at`, looking no further than the longest token. */
function jamoRun(text: string, at: number): number {
  let length = 0;
  while (length < MAX_TOKEN_UTF16 && isLoneJamoCode(text.charCodeAt(at + length))) length += 1;
  return length;
}

/** Whether what is written without a space at `at` is laughter or tears rather than part of the word. */
function startsFeelings(text: string, at: number): boolean {
  if (!isLoneJamoCode(text.charCodeAt(at)) || isLoneJamoCode(text.charCodeAt(at - 1))) return false;
  return isLoneJamoCode(text.charCodeAt(at + 1)) || FEELING.test(text[at]);
}

/** How many code units of signs at `at` belong to the word from `start`; 0 if the word ends here. */
function joinLength(text: string, start: number, at: number): number {
  const [before, after] = [text.charCodeAt(at - 1), codePointAt(text, at + 1)];
  const sign = text[at];
  const betweenDigits = isAsciiDigit(before) && isAsciiDigit(after);
  const betweenLetters = isAsciiLetter(before) && isAsciiLetter(after);
  const goesOn = after >= 0 && isInWord(after);
  switch (sign) {
    case '.':
      return betweenDigits || betweenLetters || closesAbbreviation(text, start, at) ? 1 : 0;
    case ',':
      return betweenDigits && /^\d{3}(?!\d)/.test(text.slice(at + 1, at + 5)) ? 1 : 0;
    case ':':
    case '/':
      return betweenDigits ? 1 : 0;
    case "'":
    case '’':
    case '&':
      return betweenLetters ? 1 : 0;
    case '-':
      return goesOn && classOf(after) !== MARK ? 1 : 0;
    case '+':
    case '#':
      return at === start + 1 && isAsciiLetter(before) ? plusLength(text, at) : 0;
    default:
      if (RANGE_SIGNS.includes(sign)) return isNumberBefore(text, at) && isAsciiDigit(after) ? 1 : 0;
      return MIDDLE_DOTS.includes(sign) && goesOn ? 1 : 0;
  }
}

/** `C++`, `A+`, `C#`. */
function plusLength(text: string, at: number): number {
  return /^(?:\+{1,2}|#)(?![\w+#])/.exec(text.slice(at, at + 3))?.[0].length ?? 0;
}

function isNumberBefore(text: string, at: number): boolean {
  const before = text.charCodeAt(at - 1);
  return isAsciiDigit(before) || (before >= 128 && classOf(before) === NUMBER) || before === 0xc77c;
}

/** The last point of `B.C.` and `L.A.에서` belongs to it where the sentence goes on. */
function closesAbbreviation(text: string, start: number, at: number): boolean {
  const next = text[at + 1] === ' ' ? at + 2 : at + 1;
  if (next >= text.length || isSpace(text.charCodeAt(next))) return false;
  if (next === at + 1 && !isInWord(codePointAt(text, next))) return false;
  return ABBREVIATION.test(text.slice(Math.max(start, at - 20), at));
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
  return Math.min(at, limit);
}
