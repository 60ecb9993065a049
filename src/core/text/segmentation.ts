/** The one way in for text: how each tokenizer and unit cuts it, for the editor, the command line and training. */

import { ENGLISH } from './english/english.js';
import { KOREAN } from './korean/korean.js';
import { SEQUENCE_LIMITS, type SegmentLimits } from './limits.js';
import { CHARACTERS, LINES, SYLLABLES, WHITESPACE, endless } from './lines.js';
import type { SegmentedText } from './segmented.js';
import { segmentBy, type SegmentRules } from './segmenter.js';
import { separatedWords, type WordSeparation } from './separatedWords.js';

/** How text is cut into tokens. */
export const TOKENIZERS = ['english', 'korean', 'whitespace', 'syllables', 'characters', 'lines'] as const;
export type Tokenizer = (typeof TOKENIZERS)[number];

/** What is run as one sequence. */
export const SEGMENT_UNITS = ['sentence', 'line', 'document'] as const;
export type SegmentUnit = (typeof SEGMENT_UNITS)[number];

/** The rules by sentences; where a tokenizer knows none, a line is one. */
const SENTENCES: Record<Tokenizer, SegmentRules> = {
  english: ENGLISH,
  korean: KOREAN,
  whitespace: WHITESPACE,
  syllables: SYLLABLES,
  characters: CHARACTERS,
  lines: LINES,
};

/**
 * How text is cut for a model; `separation` is what is between words and what is a word, of the tokenizer `whitespace`,
 * where it is not just white space.
 */
export function segmentRules(
  tokenizer: Tokenizer,
  unit: SegmentUnit,
  separation?: WordSeparation,
): SegmentRules {
  const rules = separation ? separatedWords(separation) : SENTENCES[tokenizer];
  if (unit === 'sentence') return rules;
  const limits: SegmentLimits = { ...SEQUENCE_LIMITS, tokenUtf16: rules.limits.tokenUtf16 };
  if (unit === 'document') return { ...rules, createEnds: endless, endsWithLine: false, limits };
  // Where white space is read, a line's end is a token, and the last of its segment.
  return rules.readsSpace ? rules : { ...rules, createEnds: endless, endsWithLine: true, limits };
}

/** Cuts a text into tokens and segments; never fails, a text without tokens has no segment. */
export function segmentText(text: string, tokenizer: Tokenizer, unit: SegmentUnit): SegmentedText {
  return segmentBy(segmentRules(tokenizer, unit), text);
}
