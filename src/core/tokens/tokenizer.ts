import { segmentEnglish } from '../text/english/english.js';
import { segmentKorean } from '../text/korean/korean.js';
import type { SegmentedText } from '../text/segmented.js';

/** How text is cut into tokens. */
export const TOKENIZERS = ['english', 'korean', 'whitespace', 'characters', 'lines'] as const;
export type Tokenizer = (typeof TOKENIZERS)[number];

/** What is run as one sequence. */
export const SEGMENT_UNITS = ['sentence', 'line', 'document'] as const;
export type SegmentUnit = (typeof SEGMENT_UNITS)[number];

type Cut = (text: string) => SegmentedText;

const CUTTERS: Record<Tokenizer, Cut> = {
  english: segmentEnglish,
  korean: segmentKorean,
  whitespace: (text) => oneSegment(text, /\S+/g),
  characters: (text) => oneSegment(text, /[^]/gu),
  lines: (text) => oneSegment(text, /[^\r\n]*\S[^\r\n]*/g),
};

/** Cuts a text into tokens and segments. Never throws. */
export function segmentText(text: string, tokenizer: Tokenizer, unit: SegmentUnit): SegmentedText {
  const cut = CUTTERS[tokenizer](text);
  if (unit === 'sentence') return cut;
  if (cut.starts.length === 0) return { ...cut, segmentOffsets: Uint32Array.of(0) };
  return unit === 'document'
    ? { ...cut, segmentOffsets: Uint32Array.of(0, cut.starts.length) }
    : byLine(text, cut);
}

function oneSegment(text: string, pattern: RegExp): SegmentedText {
  const [starts, ends]: [number[], number[]] = [[], []];
  for (const match of text.matchAll(pattern)) {
    starts.push(match.index);
    ends.push(match.index + match[0].length);
  }
  return {
    starts: Uint32Array.from(starts),
    ends: Uint32Array.from(ends),
    segmentOffsets: starts.length > 0 ? Uint32Array.of(0, starts.length) : Uint32Array.of(0),
  };
}

/** The same tokens, with a new segment wherever a line ends between (or in) two tokens. */
function byLine(text: string, { starts, ends }: SegmentedText): SegmentedText {
  const segmentOffsets = [0];
  for (let t = 1; t < starts.length; t++)
    if (/[\r\n]/.test(text.slice(starts[t - 1], starts[t]))) segmentOffsets.push(t);
  return { starts, ends, segmentOffsets: Uint32Array.from([...segmentOffsets, starts.length]) };
}
