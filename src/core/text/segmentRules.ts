/** The rules by which each tokenizer and unit cuts a document; all keep to the locality stated in `english.ts`. */

import type { SegmentUnit, Tokenizer } from '../tokens/tokenizer.js';
import { isSpace } from './characters.js';
import {
  ENGLISH,
  MAX_SEGMENT_TOKENS,
  MAX_TOKEN_UTF16,
  type SegmentEnds,
  type SegmentRules,
} from './english/english.js';
import { KOREAN } from './korean/korean.js';

/** White space looked through for the end of a line. */
const LINE_LOOKAHEAD = 256;

/** How text is cut for a model; RangeError for `characters`, whose tokens include white space. */
export function segmentRules(tokenizer: Tokenizer, unit: SegmentUnit): SegmentRules {
  const rules = RULES[tokenizer];
  if (!rules) throw new RangeError(`The tokenizer "${tokenizer}" has no segments.`);
  if (unit === 'sentence') return rules;
  return { scanUnit: rules.scanUnit, createEnds: () => new LineEnds(unit === 'document') };
}

/** Segments that end with a line, or not at all. */
class LineEnds implements SegmentEnds {
  tokenCount = 0;

  constructor(private readonly isEndless: boolean) {}

  endsAfter(text: string, _start: number, end: number): boolean {
    this.tokenCount++;
    if (this.isEndless) return false;
    return this.tokenCount >= MAX_SEGMENT_TOKENS || lineEndsAt(text, end);
  }

  reset(): void {
    this.tokenCount = 0;
  }

  shift(): void {
    // Nothing here depends on where the text begins.
  }
}

/** Whether a line ends in the white space from `at` on. */
function lineEndsAt(text: string, at: number): boolean {
  for (let k = at; k < Math.min(text.length, at + LINE_LOOKAHEAD); k++) {
    const code = text.charCodeAt(k);
    if (code === 10 || code === 13) return true;
    if (!isSpace(code)) return false;
  }
  return false;
}

/** A unit is everything up to the next code unit that `stops`. */
function scanUntil(stops: (code: number) => boolean) {
  return (text: string, start: number, ends: number[]): void => {
    let end = start + 1;
    while (end < text.length && end - start < MAX_TOKEN_UTF16 && !stops(text.charCodeAt(end))) end++;
    ends.push(end);
  };
}

const wholeDocument = (): SegmentEnds => new LineEnds(true);

const RULES: Record<Tokenizer, SegmentRules | null> = {
  english: ENGLISH,
  korean: KOREAN,
  whitespace: { scanUnit: scanUntil(isSpace), createEnds: () => new LineEnds(false) },
  lines: { scanUnit: scanUntil((code) => code === 10 || code === 13), createEnds: wholeDocument },
  characters: null,
};
