import { withColumn, words, writeSentence, type ConlluSentence } from '../core/formats/conllu.js';
import { ConlluReader } from '../core/formats/conlluReader.js';
import { writeTaggedSentence } from '../core/formats/conlluWriter.js';
import type { ModelManifest } from '../core/formats/manifest.js';
import { tokenColumns } from '../core/morphology/tokenColumns.js';
import { Pipeline, type PipelineRun } from '../core/pipeline.js';
import { RnnLensError } from '../core/problems.js';
import { readingOf, type Reading } from '../core/session/reading.js';
import { engineFor } from './eightBit.js';
import { print, readText, runText, type TextPart } from './input.js';
import { markedInput, type MarkupChoice } from './markedInput.js';
import { withTagSet } from '../core/formats/modelPackage.js';
import { loadModel } from './modelFolders.js';

export const FORMATS = ['conllu', 'tsv', 'json'] as const;
export type Format = (typeof FORMATS)[number];

/** One tagged token of the input. */
interface Token {
  readonly text: string;
  /** UTF-16 offsets in the input. */
  readonly start: number;
  readonly end: number;
  readonly tag: string;
  /** The treebank's own tag, if the model gives one. */
  readonly xpos?: string;
  /** The morphemes, if the model finds them. */
  readonly lemma?: string;
  readonly probability: number;
}

interface Sentence {
  readonly number: number;
  readonly text: string;
  readonly tokens: readonly Token[];
  /** 1 where white space is read behind a token. */
  readonly gaps: Uint8Array;
}

/** What tags: a model by name or folder, and whether in the 8-bit mode. */
export interface TaggerChoice {
  readonly model: string;
  readonly eightBit: boolean;
  /** Of running text. */
  readonly markup: MarkupChoice;
}

/** A model that labels tokens, and how it cuts text. */
async function taggerOf(
  choice: TaggerChoice,
): Promise<{ pipeline: Pipeline; reading: Reading; manifest: ModelManifest }> {
  const { model, manifest } = withTagSet(await loadModel(choice.model));
  const { task, tokenizer } = manifest;
  if (task !== 'tagging' || (tokenizer !== 'english' && tokenizer !== 'korean'))
    throw new RnnLensError(
      '"{0}" is no tagger of English or Korean words (its task is {1}).',
      manifest.name,
      task,
    );
  return {
    pipeline: new Pipeline(model, engineFor(choice.eightBit)),
    reading: readingOf(manifest),
    manifest,
  };
}

/** Tags running text and prints it as CoNLL-U, as tab-separated values or as a JSON array of sentences. */
export async function tagText(file: string, choice: TaggerChoice, format: Format): Promise<void> {
  const { pipeline, reading, manifest } = await taggerOf(choice);
  const marked = markedInput(file, choice.markup, manifest);
  const write = WRITERS[format];
  await print(write.head);
  let number = 0;
  // The last sentence waits for the next one, which may begin right behind it.
  let waiting: Sentence[] = [];
  for await (const { part, run } of runText(file, pipeline, reading, {}, marked)) {
    const sentences = sentencesOf(pipeline, part, run, number);
    number += sentences.length;
    const known = [...waiting, ...sentences];
    waiting = known.splice(-1);
    await print(known.map((sentence, k) => write.sentence(sentence, known[k + 1] ?? waiting[0])).join(''));
  }
  await print(waiting.map((sentence) => write.sentence(sentence)).join('') + write.tail);
}

/** Tags the words of a CoNLL-U file: prints the file with the predicted tags in the UPOS column. */
export async function tagConllu(file: string, choice: TaggerChoice): Promise<void> {
  const { pipeline } = await taggerOf(choice);
  for await (const sentence of readSentences(file)) await print(writeSentence(retag(pipeline, sentence)));
}

/** The sentences of a CoNLL-U file one by one. */
async function* readSentences(file: string): AsyncGenerator<ConlluSentence> {
  const reader = new ConlluReader();
  for await (const chunk of readText(file, true)) yield* reader.push(chunk);
  yield* reader.end();
  for (const { line, message } of reader.problems) process.stderr.write(`${file}:${line}: ${message}\n`);
}

function retag(pipeline: Pipeline, sentence: ConlluSentence): ConlluSentence {
  const forms = words(sentence).map(({ form }) => form);
  if (forms.length === 0) return sentence;
  const offsets = Uint32Array.of(0, forms.length);
  const { upos, xpos, lemma } = tokenColumns(pipeline.model, forms, offsets, pipeline.run(forms, offsets));
  const fill = (filled: ConlluSentence, name: 'upos' | 'xpos' | 'lemma', column?: readonly string[]) =>
    column ? withColumn(filled, name, column) : filled;
  return fill(fill(fill(sentence, 'upos', upos), 'xpos', xpos), 'lemma', lemma);
}

/** The sentences of a part with what the model says of them. */
function sentencesOf(pipeline: Pipeline, part: TextPart, run: PipelineRun, firstNumber: number): Sentence[] {
  const [{ labels, probabilities }] = run.heads;
  const { heads } = pipeline.model.architecture;
  const classes = heads[0].labels.length;
  const { xpos, lemma } = tokenColumns(pipeline.model, part.tokens, part.offsets, run);
  const token = (t: number): Token => ({
    text: part.tokens[t],
    start: part.starts[t],
    end: part.ends[t],
    tag: heads[0].labels[labels[t]],
    ...(xpos && { xpos: xpos[t] }),
    ...(lemma && { lemma: lemma[t] }),
    probability: probabilities[t * classes + labels[t]],
  });
  return part.segmentTexts.map((text, s) => ({
    number: firstNumber + s + 1,
    text,
    gaps: part.gaps.subarray(part.offsets[s], part.offsets[s + 1]),
    tokens: Array.from({ length: part.offsets[s + 1] - part.offsets[s] }, (_, k) =>
      token(part.offsets[s] + k),
    ),
  }));
}

interface Writer {
  readonly head: string;
  readonly tail: string;
  /** `next` is the sentence behind it, if there is one. */
  sentence(sentence: Sentence, next?: Sentence): string;
}

const WRITERS: Record<Format, Writer> = {
  conllu: { head: '', tail: '', sentence: conlluOf },
  tsv: {
    head: 'token\ttag\tprobability\tstart\tend\n',
    tail: '',
    sentence: ({ tokens }) =>
      `${tokens.map((t) => `${t.text}\t${t.tag}\t${t.probability.toFixed(6)}\t${t.start}\t${t.end}\n`).join('')}\n`,
  },
  json: {
    head: '[',
    tail: '\n]\n',
    sentence: ({ number, text, tokens }) => `${number > 1 ? ',' : ''}\n${JSON.stringify({ text, tokens })}`,
  },
};

function conlluOf({ number, text, tokens, gaps }: Sentence, next?: Sentence): string {
  const following = next ? [...tokens, ...next.tokens.slice(0, 1)] : tokens;
  return writeTaggedSentence({
    sentId: String(number),
    text,
    tokens: tokens.map((token, k) => ({
      form: token.text,
      upos: token.tag,
      ...(token.xpos !== undefined && { xpos: token.xpos }),
      ...(token.lemma !== undefined && { lemma: token.lemma }),
      spaceAfter:
        k + 1 < tokens.length
          ? gaps[k] === 1
          : k + 1 >= following.length || following[k + 1].start > token.end,
      rangeUtf16: [token.start, token.end],
    })),
  });
}
