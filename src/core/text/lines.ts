/** Tokenizers that know no language: what is between white space, whole lines, single characters. */

import { codePointAt, isSpace, lengthOf, outsideSurrogatePair } from './characters.js';
import { LOOKAHEAD_UTF16, MAX_LINE_UTF16, MAX_TOKEN_UTF16, SEQUENCE_LIMITS } from './limits.js';
import type { SegmentEnds, SegmentRules } from './segmenter.js';

const LINE_FEED = 10;
const CARRIAGE_RETURN = 13;

function isLineEnd(code: number): boolean {
  return code === LINE_FEED || code === CARRIAGE_RETURN;
}

/** Segments that tokens do not end: the text's end does, or a line's where the rules say so. */
export const endless = (): SegmentEnds => ({
  endsAfter: () => false,
  reset: () => undefined,
  shift: () => undefined,
});

/** Segments that a line's end is the last token of; a carriage return and a line feed are one. */
const lineEndTokens = (): SegmentEnds => ({
  endsAfter: (text, start) =>
    isLineEnd(text.charCodeAt(start)) &&
    !(text.charCodeAt(start) === CARRIAGE_RETURN && text.charCodeAt(start + 1) === LINE_FEED),
  reset: () => undefined,
  shift: () => undefined,
});

/** A unit is everything up to the next code unit that `stops`, as far as `limit`. */
function scanUntil(stops: (code: number) => boolean, limit: number): SegmentRules['scanUnit'] {
  return (text, start, ends) => {
    const most = Math.min(text.length, start + limit);
    let end = start + 1;
    while (end < most && !stops(text.charCodeAt(end))) end++;
    ends.push(end < text.length ? outsideSurrogatePair(text, end) : end);
  };
}

/** Words are what white space is between; one sequence a line. */
export const WHITESPACE: SegmentRules = {
  scanUnit: scanUntil(isSpace, MAX_TOKEN_UTF16),
  createEnds: endless,
  endsWithLine: true,
  readsSpace: false,
  lookaheadUtf16: LOOKAHEAD_UTF16,
  limits: SEQUENCE_LIMITS,
};

/** A token is a line, from its first letter on; one sequence a line. */
export const LINES: SegmentRules = {
  ...WHITESPACE,
  scanUnit: scanUntil(isLineEnd, MAX_LINE_UTF16),
  lookaheadUtf16: MAX_LINE_UTF16 + 2,
  limits: { ...SEQUENCE_LIMITS, tokenUtf16: MAX_LINE_UTF16 },
};

const MAX_SYLLABLE_UTF16 = 8;

/** A token is a composed character: a code point and the jamo or marks that go on with it; one sequence a line. */
export const SYLLABLES: SegmentRules = {
  ...WHITESPACE,
  scanUnit: (text, start, ends) => {
    const most = Math.min(text.length, start + MAX_SYLLABLE_UTF16);
    let end = start + lengthOf(codePointAt(text, start));
    while (end < most && goesOn(text.charCodeAt(end))) end++;
    ends.push(end);
  },
  lookaheadUtf16: MAX_SYLLABLE_UTF16 + 2,
};

/** Vowels and finals of Hangul that are written apart (NFD), and combining marks. */
function goesOn(code: number): boolean {
  return (
    (code >= 0x1160 && code <= 0x11ff) ||
    (code >= 0x300 && code <= 0x36f) ||
    (code >= 0xfe00 && code <= 0xfe0f)
  );
}

/** A token is a code point (or a lone surrogate), white space too; one sequence a line, its end included. */
export const CHARACTERS: SegmentRules = {
  ...WHITESPACE,
  scanUnit: (text, start, ends) => void ends.push(start + lengthOf(codePointAt(text, start))),
  createEnds: lineEndTokens,
  endsWithLine: false,
  readsSpace: true,
  lookaheadUtf16: 2,
};
