/** Whether a full stop belongs to the word before it (an abbreviation) or is a token of its own. */

import { LETTER, classOf, codePointAt, isAsciiDigit, measureGap } from '../characters.js';
import {
  AMBIGUOUS_ABBREVIATIONS,
  CALENDAR_ABBREVIATIONS,
  CALENDAR_WORDS,
  COMMON_ABBREVIATIONS,
  SENTENCE_STARTERS,
  TITLE_ABBREVIATIONS,
} from './lexicon.js';
import { GAP_LIMIT } from '../limits.js';

const PEEK_LIMIT = 32;

/** The word that begins at `start`, at most 32 code units of it; empty if no letter is there. */
export function peekWord(text: string, start: number): string {
  const stop = Math.min(text.length, start + PEEK_LIMIT);
  let at = start;
  while (at < stop && classOf(text.charCodeAt(at)) === LETTER) at += 1;
  return text.slice(start, at);
}

/** Whether the text goes on with a capital letter at `at`. */
export function startsUpper(text: string, at: number): boolean {
  const codePoint = codePointAt(text, at);
  if (codePoint < 128) return codePoint >= 65 && codePoint <= 90;
  return classOf(codePoint) === LETTER && /\p{Lu}/u.test(String.fromCodePoint(codePoint));
}

/** Whether the text goes on with a small letter at `at`. */
export function startsLower(text: string, at: number): boolean {
  const codePoint = codePointAt(text, at);
  if (codePoint < 128) return codePoint >= 97 && codePoint <= 122;
  return classOf(codePoint) === LETTER && /\p{Ll}/u.test(String.fromCodePoint(codePoint));
}

/**
 * Whether the stop at `dot` belongs to `word`. At the end of a sentence the treebank gives even an abbreviation's
 * stop a token of its own, so this looks over at most 256 code units of white space to the next word.
 */
export function stopBelongsToWord(text: string, word: string, dot: number): boolean {
  const kind = kindOf(word);
  if (kind === 'word') return false;
  const after = dot + 1;
  const gap = measureGap(text, after, GAP_LIMIT);
  if (gap.overlong || gap.lineBreaks > 1 || gap.end >= text.length) return false;
  if (gap.end === after) return belongsBefore(text, after, kind);
  if (kind === 'title') return true;
  if (kind === 'numbered') return isAsciiDigit(text.charCodeAt(gap.end));
  const startsSentence =
    startsUpper(text, gap.end) && SENTENCE_STARTERS.has(peekWord(text, gap.end).toLowerCase());
  if (kind === 'ambiguous' || kind === 'initial') return isNameOrNumber(text, gap.end) && !startsSentence;
  if (word.toLowerCase() === 'etc') return !startsUpper(text, gap.end);
  return !startsSentence;
}

type StopKind = 'word' | 'title' | 'common' | 'ambiguous' | 'numbered' | 'initial';

function kindOf(word: string): StopKind {
  const lower = word.toLowerCase();
  if (/^(?:\p{L}|Ph)(?:\.\p{L})+$/u.test(word))
    return ['e.g', 'i.e', 'p.s'].includes(lower) ? 'title' : 'common';
  if (/^\p{Lu}$/u.test(word)) return 'initial';
  if (word.length > 6) return 'word';
  if (TITLE_ABBREVIATIONS.has(lower)) return 'title';
  if (COMMON_ABBREVIATIONS.has(lower)) return 'common';
  if (CALENDAR_ABBREVIATIONS.has(lower)) return calendarKind(word, lower);
  return AMBIGUOUS_ABBREVIATIONS.has(lower) ? 'ambiguous' : 'word';
}

/** Days and months are spelt with a capital; `dec. 5` is what is typed in a hurry, `He sat.` is no day. */
function calendarKind(word: string, lower: string): StopKind {
  if (word !== lower) return 'common';
  return CALENDAR_WORDS.has(lower) ? 'word' : 'numbered';
}

/** What stands directly after the stop: `etc.)` and `Inc.,` keep it, `etc...` is an ellipsis. */
function belongsBefore(text: string, after: number, kind: StopKind): boolean {
  const next = text.charCodeAt(after);
  if (next === 46 || next === 0x2026) return false;
  if (kind === 'numbered') return isAsciiDigit(next);
  if (kind === 'ambiguous' || kind === 'initial') return isAsciiDigit(next) || startsUpper(text, after);
  return true;
}

function isNameOrNumber(text: string, at: number): boolean {
  return isAsciiDigit(text.charCodeAt(at)) || startsUpper(text, at);
}
