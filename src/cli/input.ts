import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { stdout } from 'node:process';
import { once } from 'node:events';
import type { Pipeline, PipelineRun, RunOptions } from '../core/pipeline.js';
import type { HiddenState } from '../core/rnn/state.js';
import { fill } from '../core/sentence.js';
import type { Reading } from '../core/session/reading.js';
import { ProblemTally, ReadingProblems } from '../core/session/readingProblems.js';
import { problemSentence } from './problems.js';
import { segmentGroups, segmentTokens } from '../core/text/ranges.js';
import type { SegmentedText } from '../core/text/segmented.js';
import { StreamingSegmenter, type SegmentRules } from '../core/text/segmenter.js';
import { RnnLensError, type Problem } from '../core/problems.js';
import { about } from './failure.js';
import type { MarkedInput } from './markedInput.js';

/** Tokens run at a time: enough to fill the input projection, little enough to stream. */
const TOKENS_PER_RUN = 1024;

/** Some whole segments of the input, and where they lie in it. */
export interface TextPart {
  readonly tokens: readonly string[];
  /** UTF-16 offsets in the whole input, [N] each. */
  readonly starts: Uint32Array;
  readonly ends: Uint32Array;
  /** 1 where white space is read behind a token of the part, [N] */
  readonly gaps: Uint8Array;
  /** [S + 1] */
  readonly offsets: Uint32Array;
  /** The text of each segment, from its first token to its last. */
  readonly segmentTexts: readonly string[];
}

/**
 * The decoded text of a file, or of standard input for `-`, piece by piece; bad UTF-8 becomes U+FFFD. A byte-order mark
 * is no part of a text, but `keepsMark` keeps it for a file that is written back as it was.
 */
export async function* readText(file: string, keepsMark = false): AsyncGenerator<string> {
  const decoder = new TextDecoder('utf-8', { ignoreBOM: keepsMark });
  // Node reads a folder as an empty stream.
  if (file === '-' && fstatSync(0).isDirectory()) throw new RnnLensError('Standard input is a folder.');
  for await (const bytes of file === '-' ? process.stdin : chunksOf(file))
    yield decoder.decode(bytes as Uint8Array, { stream: true });
  yield decoder.decode();
}

/** The bytes of a file, piece by piece; a stream would be slower by the time it takes Node to load streams. */
function* chunksOf(file: string): Generator<Uint8Array> {
  const descriptor = openSync(file, 'r');
  try {
    const chunk = new Uint8Array(1 << 18);
    for (let length = 1; length > 0;) {
      length = about(file, () => readSync(descriptor, chunk));
      yield chunk.subarray(0, length);
    }
  } finally {
    closeSync(descriptor);
  }
}

/** The segments of a text of any length by some rules, a few at a time; offsets are those of what is read. */
export async function* readSegments(
  file: string,
  rules: SegmentRules,
  marked: MarkedInput | null = null,
): AsyncGenerator<TextPart> {
  const segmenter = new StreamingSegmenter(rules);
  for await (const chunk of readText(file)) {
    const part = segmenter.push(marked?.push(chunk) ?? chunk);
    if (part) yield* partsOf(part);
  }
  const rest = marked ? segmenter.push(marked.end()) : null;
  if (rest) yield* partsOf(rest);
  const last = segmenter.end();
  if (last) yield* partsOf(last);
}

/**
 * Runs a text of any length through a model, a few segments at a time; a stream's state is carried from part to part.
 * What of the text is not read as it is written is said on standard error, at the end.
 */
export async function* runText(
  file: string,
  pipeline: Pipeline,
  reading: Reading,
  options: Pick<RunOptions, 'withoutHeads' | 'outputOnly'> = {},
  marked: MarkedInput | null = null,
): AsyncGenerator<{ readonly part: TextPart; readonly run: PipelineRun }> {
  const { rules, isStream } = reading;
  const tally = new ProblemTally(new ReadingProblems(pipeline.model, reading));
  let last: ReturnType<typeof cutsOf>[number] | undefined;
  let initialState: HiddenState | undefined;
  for await (const part of readSegments(file, rules, marked)) {
    const cuts = cutsOf(part);
    for (const cut of cuts) tally.add(cut);
    last = cuts.at(-1);
    const pieces = isStream ? Uint32Array.of(0, part.tokens.length) : part.offsets;
    const run = pipeline.run(part.tokens, pieces, { ...options, initialState });
    if (isStream) initialState = run.trace.hiddenState;
    yield { part: marked ? inFile(part, marked) : part, run };
  }
  const leftOut = marked?.leftOut ?? 0;
  const markup: Problem[] = leftOut > 0 ? [{ code: 'markupLeftOut', count: leftOut, values: [] }] : [];
  for (const problem of [...tally.list(last), ...markup]) {
    const { text, values } = problemSentence(problem);
    process.stderr.write(`${file}: ${fill(text, values)}\n`);
  }
}

function inFile(part: TextPart, marked: MarkedInput): TextPart {
  const [starts, ends] = [marked.toFile(part.starts, 'start'), marked.toFile(part.ends, 'end')];
  marked.forget(part.ends[part.ends.length - 1]);
  return { ...part, starts, ends };
}

/** The segments of a part, and where their tokens are in their texts. */
function cutsOf({ segmentTexts, starts, ends, offsets }: TextPart) {
  return segmentTexts.map((text, s) => {
    const [from, to] = [offsets[s], offsets[s + 1]];
    const origin = starts[from];
    const within = (places: Uint32Array) => places.subarray(from, to).map((place) => place - origin);
    return { text, starts: within(starts), ends: within(ends) };
  });
}

function* partsOf(whole: {
  text: string;
  offsetUtf16: number;
  segmented: SegmentedText;
}): Generator<TextPart> {
  const { text, offsetUtf16, segmented } = whole;
  const { starts, ends, segmentOffsets } = segmented;
  for (const [from, to] of segmentGroups(segmented, 0, segmentOffsets.length - 1, TOKENS_PER_RUN)) {
    const { tokens, offsets } = segmentTokens(text, segmented, from, to);
    const range = [segmentOffsets[from], segmentOffsets[to]] as const;
    yield {
      tokens,
      gaps: Uint8Array.from(tokens, (_, k) => Number(starts[range[0] + k + 1] > ends[range[0] + k])),
      offsets,
      starts: starts.slice(...range).map((start) => start + offsetUtf16),
      ends: ends.slice(...range).map((end) => end + offsetUtf16),
      segmentTexts: Array.from({ length: to - from }, (_, s) =>
        text.slice(starts[segmentOffsets[from + s]], ends[segmentOffsets[from + s + 1] - 1]),
      ),
    };
  }
}

/** Writes to standard output, waiting where the reader is slower. */
export async function print(text: string): Promise<void> {
  if (!stdout.write(text)) await once(stdout, 'drain');
}
