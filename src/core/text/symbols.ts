/** Tokens that are not words: punctuation runs, emoticons, emoji, quotes, ASCII art. */

import {
  LETTER,
  MARK,
  NUMBER,
  PICTOGRAPH,
  classOf,
  codePointAt,
  isAsciiDigit,
  isAsciiLetter,
  lengthOf,
} from './characters.js';
import { dotNameLength } from './names.js';

/** Words that begin with an apostrophe of their own (`'em`). */
const APOSTROPHE_WORDS = new Set('em cause til till bout tis twas n round cuz'.split(' '));

// Eyes, nose and mouth; what is an operator as well (`=3`, `:=`, `x<3.5`) is a face only where it stands alone.
const FACES = [
  String.raw`>?[:;=][-'o^]?(?:\){1,8}|\({1,8}|D{1,8}|[Pp]{1,8}|[Oo]{1,8}|\]{1,8})(?![\p{L}\p{N}])`,
  String.raw`[:;]'?[-o^]?[/\\|*]{1,2}(?![/\\|*=\p{L}\p{N}])`,
  String.raw`=-?[/\\](?=$|[\s.,!?])`,
  String.raw`[:;]-?3(?=$|\s|[.,!?](?!\d))`,
  String.raw`<[/\\]?3{1,8}(?=$|\s|[.,!?)](?!\d))`,
  String.raw`\((?:-?:|'?;|-;)(?![)\w:;-])`,
  String.raw`(?:\^[_.-]?\^|[oO]_[oO]|-_-|¯\\_\(ツ\)_\/¯)(?![\p{L}\p{N}])`,
];
const EMOTICON = new RegExp(`^(?:${FACES.join('|')})`, 'u');
const OPERATOR = /^(?:::|:=|=:|=~|;{2,8}|<=(?![=<>])|>=(?![=<>])|[+\-*/%&|]=(?=[\s\w])|!==?(?=[\s\w"'])|&&)/;
const STOPS = /^[.!?…‼⁇⁈⁉。！？．｡]{1,1024}/;
const ART = /^(?:[-=*~_+|<>{}#^]{3,1024}|`{3,1024})/;
const ARROW =
  /^(?:<?[-=]{1,2}>|<[-=]{1,2}(?![-=\w])|>{2}|<{2}|--|''|``|’’|‘‘|‘’|,,|\*\*|__|==|~~|\$\$|%%|\+\+|\|\||\/{2,8}|\\{2,8})/;
const CLITIC = /^['’`´′＇](?:s|ll|re|ve|d|m|nt|t)(?![\p{L}\p{N}\p{M}_])/iu;
const YEAR = /^['’]\d{2}s?(?![\p{L}\p{N}\p{M}_])/u;
const HANDLE = /^[@#][\p{L}_][\p{L}\p{N}\p{M}_]{0,139}/u;
const DIALLING_CODE = /^\+\d{1,3}(?!\d)/;

const REGIONAL_A = 0x1f1e6;
const REGIONAL_Z = 0x1f1ff;
const JOINER = 0x200d;
const MAX_EMOJI_PARTS = 16;

/** Whether a token is an emoticon such as `:-)`; the token's own text is looked at, nothing around it. */
export function isEmoticon(token: string): boolean {
  return token.length > 1 && token.length < 16 && EMOTICON.exec(token)?.[0].length === token.length;
}

/** Length (UTF-16) of the emoticon a window begins with, else 0. */
export function emoticonLength(window: string): number {
  return EMOTICON.exec(window.slice(0, 16))?.[0].length ?? 0;
}

/** Length (UTF-16) of the symbol token a non-empty window begins with; at least one code point. */
export function symbolLength(window: string): number {
  const first = codePointAt(window, 0);
  if (classOf(first) === PICTOGRAPH && first > 0xff) return emojiLength(window);
  const special = first < 128 ? asciiSymbolLength(window, first) : 0;
  if (special > 0) return special;
  const run = STOPS.exec(window) ?? ARROW.exec(window) ?? quoteWord(window);
  return run ? run[0].length : lengthOf(first);
}

function asciiSymbolLength(window: string, first: number): number {
  const second = window.charCodeAt(1);
  switch (String.fromCharCode(first)) {
    case '.':
      return dotLength(window, second);
    case '@':
    case '#':
      if (window[0] === '#' && window[1] === '#') return ART.exec(window)?.[0].length ?? 2;
      return HANDLE.exec(window)?.[0].length ?? 1;
    case '+':
      if (second === 61) return OPERATOR.exec(window)?.[0].length ?? 1;
      return DIALLING_CODE.exec(window)?.[0].length ?? ART.exec(window)?.[0].length ?? 0;
    case '"':
    case ',':
      return second === first && first === 44 ? 0 : 1;
    default:
      return (
        ART.exec(window)?.[0].length ?? (emoticonLength(window) || (OPERATOR.exec(window)?.[0].length ?? 0))
      );
  }
}

/** `.5` is a number, `.gitignore` a name, everything else a run of stops. */
function dotLength(window: string, second: number): number {
  if (isAsciiDigit(second)) return /^\.\d{1,1000}/.exec(window)?.[0].length ?? 1;
  return isAsciiLetter(second) ? dotNameLength(window) || 1 : 0;
}

/** A quote mark that is part of a word: `'72`, a detached `'s`, `'em`. */
function quoteWord(window: string): RegExpExecArray | null {
  const head = window.slice(0, 12);
  if (!/^['’`´′＇]/.test(head)) return null;
  if (/^['’]n['’](?![\p{L}\p{N}])/iu.test(head)) return /^.n./i.exec(head);
  const word = /^['’](\p{L}{1,5})(?![\p{L}\p{N}\p{M}_'’])/u.exec(head);
  if (word && APOSTROPHE_WORDS.has((word[1] ?? '').toLowerCase())) return word;
  return YEAR.exec(head) ?? CLITIC.exec(head);
}

/** A flag, a keycap's base, or pictographs joined by zero-width joiners, modifiers and selectors included. */
function emojiLength(window: string): number {
  const first = codePointAt(window, 0);
  if (isRegional(first)) return isRegional(codePointAt(window, 2)) ? 4 : 2;
  let at = lengthOf(first);
  for (let part = 0; part < MAX_EMOJI_PARTS; part += 1) {
    at += emojiTail(window, at);
    const next = codePointAt(window, at);
    const isJoined = window.charCodeAt(at - 1) === JOINER && next >= 0 && classOf(next) === PICTOGRAPH;
    if (!isJoined) break;
    at += lengthOf(next);
  }
  return at;
}

/** Length of the skin tone, selectors and joiner after a pictograph. */
function emojiTail(window: string, start: number): number {
  let at = start;
  const stop = Math.min(window.length, start + 32);
  while (at < stop) {
    const next = codePointAt(window, at);
    const isTone = next >= 0x1f3fb && next <= 0x1f3ff;
    if (!isTone && classOf(next) !== MARK) break;
    at += lengthOf(next);
    if (next === JOINER) break;
  }
  return at - start;
}

function isRegional(codePoint: number): boolean {
  return codePoint >= REGIONAL_A && codePoint <= REGIONAL_Z;
}

/** Whether a code point can be inside a word. */
export function isWordCodePoint(codePoint: number): boolean {
  if (codePoint < 128) return isAsciiLetter(codePoint) || isAsciiDigit(codePoint) || codePoint === 95;
  const kind = classOf(codePoint);
  return kind === LETTER || kind === NUMBER || kind === MARK;
}
