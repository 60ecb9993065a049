/**
 * What closes a sentence behind its stop and belongs to it: quotes, brackets, marks of emphasis, references and
 * footnotes, closing tags, emoji and emoticons (`so."[1]`, `so.**`, `so! 🎉`).
 */

import { isAsciiDigit, isAsciiLetter, isSpace } from '../characters.js';
import { emoticonLength } from '../symbols.js';

/** How far behind a stop closers are looked for, in UTF-16 code units. */
export const CLOSERS_LIMIT = 64;

// Each looks at the code units right behind the stop or the closer before; what is followed by a word opens instead.
const CLOSER =
  /^(?:["”’»«“)\]}]|'{1,2}|[*_~`]{1,3}(?![\p{L}\p{N}*_~`])|[¹²³⁰-⁹†‡™®]{1,4}|\p{M}|[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069])/u;
const REFERENCE = /^\[[\p{L}\p{N}][\p{L}\p{N} .,–-]{0,23}\](?::\s?\d{1,4}(?:[-–]\d{1,4})?)?(?=$|[\s[\p{P}])/u;
const TAG = /^<(?:\/[a-z][a-z\d]{0,15}|br ?\/?|hr ?\/?)>/i;
const EMOJI =
  /^(?:\p{Extended_Pictographic}|\p{Regional_Indicator}|\p{Emoji_Modifier}|[\u200d\ufe0f\u20e3])+/u;
const LONE_CLOSER = /^(?:\[\d{1,3}\]|[)\]])(?=$|\s)/;
const ENDS_QUOTE = /["”’'»«“)\]}*_~`]/;

/** The closers behind a stop. */
export interface Closers {
  /** Where the last of them ends (UTF-16); where the stop ends if there are none. */
  readonly end: number;
  /** Whether a quote, bracket or emphasis closes: before a small letter the sentence then goes on. */
  readonly closesQuote: boolean;
}

/** The closers behind a stop that ends at `from`; looks at no more than `CLOSERS_LIMIT` code units. */
export function closersAfter(text: string, from: number): Closers {
  if (isPlain(text, from)) return { end: from, closesQuote: false };
  const window = text.slice(from, from + CLOSERS_LIMIT);
  let at = 0;
  let closesQuote = false;
  for (;;) {
    const length = closerLength(window.slice(at));
    if (length === 0) break;
    closesQuote ||= length <= 3 && ENDS_QUOTE.test(window.slice(at, at + length));
    at += length;
  }
  return { end: from + at, closesQuote };
}

/** The common case: the text's end, white space and a letter or digit, or white space twice. */
function isPlain(text: string, from: number): boolean {
  if (from >= text.length) return true;
  if (!isSpace(text.charCodeAt(from))) return false;
  const next = text.charCodeAt(from + 1);
  return isAsciiLetter(next) || isAsciiDigit(next) || isSpace(next) || from + 1 >= text.length;
}

function closerLength(rest: string): number {
  if (rest === '') return 0;
  const code = rest.charCodeAt(0);
  if (code === 32 || code === 0xa0) return spacedCloserLength(rest);
  const attached = REFERENCE.exec(rest) ?? TAG.exec(rest) ?? emojiRun(rest);
  return attached?.[0].length ?? (CLOSER.exec(rest)?.[0].length || faceLength(rest));
}

/** Behind one space a smile, an emoji, a reference's number or a lone bracket belongs to the sentence before it. */
function spacedCloserLength(rest: string): number {
  const after = rest.slice(1);
  const length = (emojiRun(after) ?? LONE_CLOSER.exec(after))?.[0].length ?? faceLength(after);
  return length > 0 ? length + 1 : 0;
}

function emojiRun(rest: string): RegExpExecArray | null {
  const run = EMOJI.exec(rest);
  return run && /^[\d#*©®™]/.test(run[0]) ? null : run;
}

/** A smile, with white space or the window's end behind it. */
function faceLength(rest: string): number {
  const length = emoticonLength(rest);
  return length === 0 || length === rest.length || isSpace(rest.charCodeAt(length)) || rest[length] === '.'
    ? length
    : 0;
}
