/**
 * Korean sentences and eojeols, after the conventions of the UD Korean Kaist treebank, with exact UTF-16 offsets
 * into the text as written (decomposed syllables included).
 */

import { LOOKAHEAD_UTF16, SENTENCE_LIMITS } from '../limits.js';
import type { SegmentRules } from '../segmenter.js';
import { KoreanSegmentEnds } from './sentences.js';
import { scanKoreanUnit } from './tokens.js';

/** The rules of Korean sentences. */
export const KOREAN: SegmentRules = {
  scanUnit: scanKoreanUnit,
  createEnds: () => new KoreanSegmentEnds(),
  endsWithLine: false,
  readsSpace: false,
  lookaheadUtf16: LOOKAHEAD_UTF16,
  limits: SENTENCE_LIMITS,
};
