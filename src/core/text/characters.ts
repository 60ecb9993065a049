/** Character classes the tokenizer shares; every function looks at one code unit or at a short window only. */

const LINE_FEED = 10;
const CARRIAGE_RETURN = 13;

/** Whether the UTF-16 code unit is white space in the sense of the regular expression `\s` (BOM and NBSP included). */
export function isSpace(code: number): boolean {
  if (code < 128) return code === 32 || (code >= 9 && code <= 13);
  if (code === 0xa0 || code === 0xfeff || code === 0x1680 || code === 0x3000) return true;
  return (
    code >= 0x2000 &&
    (code <= 0x200a || code === 0x2028 || code === 0x2029 || code === 0x202f || code === 0x205f)
  );
}

const MAX_HIDDEN_RUN = 8;

/** Whether invisible characters alone (zero-width spaces, directions) stand at `at` before white space or the end. */
export function isHiddenGap(text: string, at: number): boolean {
  if (text.charCodeAt(at) < 0xad) return false;
  const stop = Math.min(text.length, at + MAX_HIDDEN_RUN);
  let end = at;
  while (end < stop && isHidden(text.charCodeAt(end))) end += 1;
  return end > at && (end >= text.length || isSpace(text.charCodeAt(end)));
}

function isHidden(code: number): boolean {
  if (code < 0x200b) return code === 0xad;
  return code <= 0x200f || (code >= 0x202a && code <= 0x202e) || (code >= 0x2060 && code <= 0x2069);
}

/** Whether the UTF-16 code unit is an ASCII letter. */
export function isAsciiLetter(code: number): boolean {
  return (code >= 97 && code <= 122) || (code >= 65 && code <= 90);
}

/** Whether the UTF-16 code unit is an ASCII digit. */
export function isAsciiDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}

/** Moves a cut one code unit back where it would divide a surrogate pair. */
export function outsideSurrogatePair(text: string, cut: number): number {
  const low = text.charCodeAt(cut);
  const high = text.charCodeAt(cut - 1);
  const divides = low >= 0xdc00 && low <= 0xdfff && high >= 0xd800 && high <= 0xdbff;
  return divides ? cut - 1 : cut;
}

/** White space as seen from the end of a token, never looked at beyond a bound. */
export interface Gap {
  /** First code unit after the white space (or the place where looking stopped). */
  readonly end: number;
  /** Line ends in it: LF, CRLF, a lone CR and U+2028/2029 each count once. */
  readonly lineBreaks: number;
  /** Whether the bound was reached before the white space ended. */
  readonly overlong: boolean;
}

/** Measures the white space that begins at `start` (UTF-16), looking at no more than `limit` code units. */
export function measureGap(text: string, start: number, limit: number): Gap {
  const stop = Math.min(text.length, start + limit);
  let at = start;
  let lineBreaks = 0;
  while (at < stop) {
    const code = text.charCodeAt(at);
    if (!isSpace(code) && !isHiddenGap(text, at)) break;
    const isPairEnd = code === LINE_FEED && at > start && text.charCodeAt(at - 1) === CARRIAGE_RETURN;
    if (isLineBreak(code) && !isPairEnd) lineBreaks += 1;
    at += 1;
  }
  return { end: at, lineBreaks, overlong: at === start + limit };
}

function isLineBreak(code: number): boolean {
  return code === LINE_FEED || code === CARRIAGE_RETURN || code === 0x2028 || code === 0x2029;
}

/** Class of a letter of a script that writes words as runs (Latin, Cyrillic, Hangul, Thai, ...). */
export const LETTER = 1;
/** Class of a decimal digit or other number character. */
export const NUMBER = 2;
/** Class of what stays with the character before it: combining marks, joiners, variation selectors. */
export const MARK = 3;
/** Class of a Han character: each is a token, as word boundaries are not written. */
export const HAN = 4;
/** Class of Hiragana and Katakana: a run of them is a token. */
export const KANA = 5;
/** Class of pictographs (emoji), regional indicators included. */
export const PICTOGRAPH = 6;
/** Class of everything else: punctuation, symbols, white space, controls, lone surrogates. */
const OTHER = 7;

const CACHED_CODE_POINTS = 0x20000;
const classCache = new Uint8Array(CACHED_CODE_POINTS);

/** The character class of a code point (one of the constants above); cached, so cheap on long texts. */
export function classOf(codePoint: number): number {
  if (codePoint >= CACHED_CODE_POINTS) return findClass(codePoint);
  let known = classCache[codePoint];
  if (known === 0) {
    known = findClass(codePoint);
    classCache[codePoint] = known;
  }
  return known;
}

function findClass(codePoint: number): number {
  const character = String.fromCodePoint(codePoint);
  if (/\p{M}|[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069]|[\u{e0020}-\u{e007f}]/u.test(character))
    return MARK;
  if (/\p{Script=Han}/u.test(character)) return HAN;
  if (/[\p{Script=Hiragana}\p{Script=Katakana}\u30fc\uff70]/u.test(character)) return KANA;
  if (/\p{L}/u.test(character)) return LETTER;
  if (/\p{N}/u.test(character)) return NUMBER;
  const isPictograph = /[\p{Extended_Pictographic}\p{Regional_Indicator}\p{Emoji_Modifier}]/u.test(character);
  return isPictograph ? PICTOGRAPH : OTHER;
}

/** The code point at a UTF-16 offset, or -1 at the end of the text. */
export function codePointAt(text: string, at: number): number {
  return text.codePointAt(at) ?? -1;
}

/** UTF-16 length of a code point. */
export function lengthOf(codePoint: number): number {
  return codePoint > 0xffff ? 2 : 1;
}
