/** Whether a full stop belongs to the word before it (an abbreviation) or is a token of its own. */

import { LETTER, classOf, codePointAt, isAsciiDigit, measureGap } from '../characters.js';
import { GAP_LIMIT } from '../limits.js';
import { stopKindOf, type StopKind } from './abbreviations.js';
import { SENTENCE_STARTERS } from './lexicon.js';

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

// What a name can go on with after an initial.
const PARTICLES: ReadonlySet<string> = new Set(
  'de van von der den du la le di da del al bin ibn ten ter y and or'.split(' '),
);
const LABEL =
  /^(?:[#\d]|[ivxlc]{1,6}(?![\p{L}\p{N}])|[A-HJ-Z](?![\p{L}\p{N}’'])|[IVXLC]{2,6}(?![\p{L}\p{N}]))/u;

/**
 * Whether the stop at `dot` belongs to `word`. At the end of a sentence the treebank gives even an abbreviation's
 * stop a token of its own, so this looks over at most 256 code units of white space to the next word.
 */
export function stopBelongsToWord(text: string, word: string, dot: number): boolean {
  const kind = stopKindOf(word);
  if (kind === 'word') return false;
  const after = dot + 1;
  const gap = measureGap(text, after, GAP_LIMIT);
  if (gap.overlong || gap.lineBreaks > 1 || gap.end >= text.length) return false;
  if (gap.end === after) return belongsBefore(text, after, kind);
  if (kind === 'common' && word.toLowerCase() === 'etc') return !startsUpper(text, gap.end);
  return goesOn(text, gap.end, kind);
}

/** Whether what begins at `at`, after white space, is in the same sentence as an abbreviation of a kind. */
function goesOn(text: string, at: number, kind: StopKind): boolean {
  if (kind === 'title') return true;
  if (kind === 'small') return !startsUpper(text, at);
  if (kind === 'numbered' || kind === 'reference') {
    if (LABEL.test(text.slice(at, at + 8))) return true;
    if (kind === 'numbered') return false;
  }
  const isUpper = startsUpper(text, at);
  if (isUpper) return !SENTENCE_STARTERS.has(peekWord(text, at).toLowerCase());
  return kind !== 'initial' || isAsciiDigit(text.charCodeAt(at)) || PARTICLES.has(peekWord(text, at));
}

/** What stands directly after the stop: `etc.)` and `Inc.,` keep it, `etc...` is an ellipsis. */
function belongsBefore(text: string, after: number, kind: StopKind): boolean {
  const next = text.charCodeAt(after);
  if (next === 46) return kind !== 'initial' && kind !== 'numbered' && endsAfterStop(text, after + 1);
  if (next === 0x2026) return false;
  if (kind === 'numbered' || kind === 'initial') return isAsciiDigit(next) || startsUpper(text, after);
  return true;
}

/** One more stop and no more: `Acme Inc..` */
function endsAfterStop(text: string, at: number): boolean {
  return at >= text.length || measureGap(text, at, 1).end > at;
}
