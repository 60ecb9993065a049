/** English sentences and tokens, after the conventions of the UD English EWT treebank. */

import { LOOKAHEAD_UTF16, SENTENCE_LIMITS } from '../limits.js';
import type { SegmentRules } from '../segmenter.js';
import { SegmentProgress } from './sentences.js';
import { scanUnit } from './tokens.js';

/** The rules of English sentences. */
export const ENGLISH: SegmentRules = {
  scanUnit,
  createEnds: () => new SegmentProgress(),
  endsWithLine: false,
  readsSpace: false,
  lookaheadUtf16: LOOKAHEAD_UTF16,
  limits: SENTENCE_LIMITS,
};
