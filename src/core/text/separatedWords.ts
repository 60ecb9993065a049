import { isSpace, outsideSurrogatePair } from './characters.js';
import { MAX_TOKEN_UTF16 } from './limits.js';
import { WHITESPACE } from './lines.js';
import type { SegmentRules } from './segmenter.js';

/** What is between words, and which of them are read. */
export interface WordSeparation {
  /** Characters (UTF-16 code units) that are between words, as white space is. */
  readonly separators: string;
  /** Whether a word is a token; the others are read over. All are if it is left out. */
  readonly isKnown?: (word: string) => boolean;
}

/**
 * Words are what separators and white space are between; one sequence a line. What is no word for the network is no
 * token: the framework it comes from leaves it out, too.
 */
export function separatedWords({ separators, isKnown }: WordSeparation): SegmentRules {
  const stops = new Set([...Array(separators.length).keys()].map((k) => separators.charCodeAt(k)));
  const isBetween = (code: number): boolean => isSpace(code) || stops.has(code);
  const endOf = (text: string, start: number): number => {
    const most = Math.min(text.length, start + MAX_TOKEN_UTF16);
    let end = start + 1;
    while (end < most && !isBetween(text.charCodeAt(end))) end++;
    return end < text.length ? outsideSurrogatePair(text, end) : end;
  };
  return {
    ...WHITESPACE,
    scanUnit: (text, start, ends) => void ends.push(endOf(text, start)),
    readsOver: (text, start) => {
      if (stops.has(text.charCodeAt(start))) return 1;
      if (!isKnown) return 0;
      const end = endOf(text, start);
      return isKnown(text.slice(start, end)) ? 0 : end - start;
    },
    leavesOut: (text, start) => !isBetween(text.charCodeAt(start)),
  };
}
