/**
 * Korean sentences and eojeols, after the conventions of the UD Korean Kaist treebank, with exact UTF-16 offsets
 * into the text as written (decomposed syllables included). It keeps to the locality, the lookahead and the limits
 * of `english.ts`: `LOOKAHEAD_UTF16`, `MAX_SEGMENT_TOKENS`, `MAX_SEGMENT_UTF16` and `MAX_TOKEN_UTF16` hold here too.
 */

import { type SegmentRules, StreamingSegmenter, segmentBy } from '../english/english.js';
import { KoreanSegmentEnds } from './sentences.js';
import { scanKoreanUnit } from './tokens.js';
import type { SegmentedText } from '../segmented.js';

/** The rules of Korean, for `segmentBy` and `StreamingSegmenter`. */
export const KOREAN: SegmentRules = {
  scanUnit: scanKoreanUnit,
  createEnds: () => new KoreanSegmentEnds(),
};

/** The tokens and sentences of a whole Korean text; never fails, white space alone gives no segment. */
export function segmentKorean(text: string): SegmentedText {
  return segmentBy(KOREAN, text);
}

/** A segmenter for a Korean text that arrives in chunks. */
export function streamKorean(): StreamingSegmenter {
  return new StreamingSegmenter(KOREAN);
}
