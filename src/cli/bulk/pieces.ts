import type { ConlluSentence } from '../../core/formats/conllu.js';
import { ConlluReader } from '../../core/formats/conlluReader.js';
import type { LoadedModel } from '../../core/formats/modelPackage.js';
import { fill } from '../../core/sentence.js';
import { noProblems, PROBLEM_CODES, type Problem } from '../../core/problems.js';
import { readingOf } from '../../core/session/reading.js';
import { ReadingProblems } from '../../core/session/readingProblems.js';
import { readText, type EncodingChoice } from '../decoding.js';
import type { MarkedInput } from '../../core/text/markup/markedInput.js';
import { markedInput, type MarkupOptions } from '../markedInput.js';
import { problemSentence } from '../problems.js';
import type { Input } from './inputs.js';
import type { Piece, Pieces } from './runBulk.js';
import { readParts, type TextPart } from './textParts.js';

/** Words of CoNLL-U that are tagged at a time. */
const WORDS_PER_RUN = 1024;

/** How inputs are read. */
export interface ReadOptions {
  readonly encoding: EncodingChoice;
  readonly markup: MarkupOptions;
  /** Whether answers are told apart by the names of their inputs. */
  readonly isNamed: boolean;
}

/** Running text, a few segments a piece. */
export class TextReader {
  private readonly problems: ReadingProblems;
  private readonly reading;

  constructor(
    private readonly loaded: LoadedModel,
    private readonly options: ReadOptions,
  ) {
    this.reading = readingOf(loaded.manifest);
    this.problems = new ReadingProblems(loaded.model, this.reading);
  }

  read(input: Input, number: number): Pieces {
    const marked = markedInput(input.file, this.options.markup, this.loaded.manifest);
    /** Whether the last segment is full (nothing was cut off behind it), and words that are left out. */
    const end = { fullness: 0, words: 0 };
    return {
      pieces: this.pieces(input, number, marked, end),
      remarks: (counts) => this.remarks(input, counts, end, marked?.leftOut ?? 0),
    };
  }

  private async *pieces(
    { file, name }: Input,
    input: number,
    marked: MarkedInput | null,
    end: { fullness: number; words: number },
  ): AsyncGenerator<Piece> {
    const { encoding, isNamed } = this.options;
    const document = isNamed ? name : null;
    let firstSegment = 0;
    for await (const { part, isLast } of readParts(file, this.reading, marked, { encoding, leftOut: end })) {
      if (isLast) end.fullness = this.fullnessOf(part);
      const units = part.starts.length;
      yield { job: { kind: 'text', part, input, document, firstSegment, isLast }, units };
      firstSegment += part.offsets.length - 1;
    }
  }

  private fullnessOf({ starts, ends, offsets }: TextPart): number {
    const first = offsets[offsets.length - 2];
    return this.problems.fullness(starts.subarray(first), ends.subarray(first));
  }

  private remarks(
    { file }: Input,
    counts: readonly number[],
    end: { readonly fullness: number; readonly words: number },
    leftOut: number,
  ): string[] {
    const all = noProblems().map((_, k) => counts[k] ?? 0);
    all[PROBLEM_CODES.indexOf('segmentsCut')] -= end.fullness;
    all[PROBLEM_CODES.indexOf('wordsLeftOut')] += end.words;
    const markup: Problem[] = leftOut > 0 ? [{ code: 'markupLeftOut', count: leftOut, values: [] }] : [];
    return [...this.problems.list(all), ...markup].map((problem) => {
      const { text, values } = problemSentence(problem);
      return `${file}: ${fill(text, values)}`;
    });
  }
}

/** CoNLL-U, some sentences a piece. */
export function readConlluPieces({ file }: Input, input: number, encoding: EncodingChoice): Pieces {
  const reader = new ConlluReader();
  return {
    pieces: conlluPieces(file, input, encoding, reader),
    remarks: () => reader.problems.map(({ line, message }) => `${file}:${line}: ${message}`),
  };
}

async function* conlluPieces(
  file: string,
  input: number,
  encoding: EncodingChoice,
  reader: ConlluReader,
): AsyncGenerator<Piece> {
  let waiting: ConlluSentence[] = [];
  let units = 0;
  const take = (): Piece => {
    const piece = { job: { kind: 'conllu', input, sentences: waiting }, units } as const;
    [waiting, units] = [[], 0];
    return piece;
  };
  const add = function* (sentences: readonly ConlluSentence[]): Generator<Piece> {
    for (const sentence of sentences) {
      waiting.push(sentence);
      units += sentence.lines.length;
      if (units >= WORDS_PER_RUN) yield take();
    }
  };
  for await (const chunk of readText(file, { encoding, keepsMark: true })) yield* add(reader.push(chunk));
  yield* add(reader.end());
  if (waiting.length > 0) yield take();
}
