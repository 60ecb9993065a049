import type { Reading } from '../../core/session/reading.js';
import { segmentGroups } from '../../core/text/ranges.js';
import { StreamingSegmenter, type SegmentedBlock, type SegmentRules } from '../../core/text/segmenter.js';
import { readText, type TextOptions } from '../decoding.js';
import type { MarkedInput } from '../../core/text/markup/markedInput.js';

/** Tokens run at a time: enough to fill the input projection, little enough to stream. */
const TOKENS_PER_RUN = 1024;

/** Some whole segments of an input, and where they lie in it. */
export interface TextPart {
  /** What is read, from the first token to the last. */
  readonly text: string;
  /** UTF-16 offsets of the tokens in `text`, [N] each. */
  readonly starts: Uint32Array;
  readonly ends: Uint32Array;
  /** The same in the whole input as it is written. */
  readonly fileStarts: Uint32Array;
  readonly fileEnds: Uint32Array;
  /** 1 where white space (or, behind a segment, anything that is not read) is behind a token, [N] */
  readonly gaps: Uint8Array;
  /** [S + 1] */
  readonly offsets: Uint32Array;
}

export interface ReadOptions extends TextOptions {
  /** Words that were left out are added to it, once all was read. */
  readonly leftOut?: { words: number };
}

/** The segments of a text of any length by some rules, a few at a time. */
export async function* readSegments(
  file: string,
  rules: SegmentRules,
  marked: MarkedInput | null = null,
  options: ReadOptions = {},
): AsyncGenerator<TextPart> {
  const segmenter = new StreamingSegmenter(rules);
  for await (const chunk of readText(file, options)) {
    const block = segmenter.push(marked?.push(chunk) ?? chunk);
    if (block) yield* partsOf(block, marked);
  }
  const rest = marked ? segmenter.push(marked.end()) : null;
  if (rest) yield* partsOf(rest, marked);
  const last = segmenter.end();
  if (last) yield* partsOf(last, marked);
  if (options.leftOut) options.leftOut.words += segmenter.wordsLeftOut;
}

/** A part, and whether nothing comes behind it. */
export interface PlacedPart {
  readonly part: TextPart;
  readonly isLast: boolean;
}

/** The same with `gaps` that know what is behind the last token of a part, too: each part waits for the one behind it. */
export async function* readParts(
  file: string,
  { rules }: Reading,
  marked: MarkedInput | null,
  options: ReadOptions,
): AsyncGenerator<PlacedPart> {
  let waiting: TextPart | null = null;
  for await (const part of readSegments(file, rules, marked, options)) {
    if (waiting) yield { part: withLastGap(waiting, part.fileStarts[0]), isLast: false };
    waiting = part;
  }
  if (waiting) yield { part: withLastGap(waiting, Infinity), isLast: true };
}

function withLastGap(part: TextPart, next: number): TextPart {
  const last = part.gaps.length - 1;
  part.gaps[last] = Number(next > part.fileEnds[last]);
  return part;
}

function* partsOf(block: SegmentedBlock, marked: MarkedInput | null): Generator<TextPart> {
  const { segmentOffsets } = block.segmented;
  for (const [from, to] of segmentGroups(block.segmented, 0, segmentOffsets.length - 1, TOKENS_PER_RUN))
    yield partOf(block, from, to, marked);
}

/** Segments [from, to) of a block. */
function partOf(
  { text, offsetUtf16, segmented }: SegmentedBlock,
  from: number,
  to: number,
  marked: MarkedInput | null,
): TextPart {
  const { segmentOffsets } = segmented;
  const [first, end] = [segmentOffsets[from], segmentOffsets[to]];
  const [starts, ends] = [segmented.starts.slice(first, end), segmented.ends.slice(first, end)];
  const origin = starts[0];
  const inRead = (offsets: Uint32Array) => offsets.map((offset) => offset + offsetUtf16);
  const [fileStarts, fileEnds] = marked
    ? [marked.toFile(inRead(starts), 'start'), marked.toFile(inRead(ends), 'end')]
    : [inRead(starts), inRead(ends)];
  marked?.forget(ends[ends.length - 1] + offsetUtf16);
  const gaps = new Uint8Array(starts.length);
  for (let t = 0; t + 1 < starts.length; t++) gaps[t] = Number(starts[t + 1] > ends[t]);
  const offsets = segmentOffsets.slice(from, to + 1).map((offset) => offset - first);
  // Between two segments there may be what is not read.
  for (const next of offsets.subarray(1, -1)) gaps[next - 1] = Number(fileStarts[next] > fileEnds[next - 1]);
  const piece = text.slice(origin, ends[ends.length - 1]);
  for (let t = 0; t < starts.length; t++) {
    starts[t] -= origin;
    ends[t] -= origin;
  }
  return { text: piece, starts, ends, fileStarts, fileEnds, gaps, offsets };
}
