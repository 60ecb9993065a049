import {
  ConlluReader,
  words,
  writeSentence,
  writeTaggedSentence,
  type ConlluSentence,
} from '../core/formats/conllu.js';
import { withColumn } from '../core/formats/conllu.js';
import { labelNames } from '../core/evaluate/tagging.js';
import { Pipeline } from '../core/pipeline.js';
import { print, readSegments, readText, type TextPart } from './input.js';
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
  readonly probability: number;
}

interface Sentence {
  readonly number: number;
  readonly text: string;
  readonly tokens: readonly Token[];
}

/** Tags running text and prints it as CoNLL-U, as tab-separated values or as a JSON array of sentences. */
export async function tagText(file: string, model: string, format: Format): Promise<void> {
  const pipeline = new Pipeline(loadModel(model).model);
  const write = WRITERS[format];
  await print(write.head);
  let number = 0;
  for await (const part of readSegments(file)) {
    const sentences = tagPart(pipeline, part, number);
    await print(sentences.map(write.sentence).join(''));
    number += sentences.length;
  }
  await print(write.tail);
}

/** Tags the words of a CoNLL-U file: prints the file with the predicted tags in the UPOS column. */
export async function tagConllu(file: string, model: string): Promise<void> {
  const pipeline = new Pipeline(loadModel(model).model);
  for await (const sentence of readSentences(file)) await print(writeSentence(retag(pipeline, sentence)));
}

/** The sentences of a CoNLL-U file one by one. */
export async function* readSentences(file: string): AsyncGenerator<ConlluSentence> {
  const reader = new ConlluReader();
  for await (const chunk of readText(file)) yield* reader.push(chunk);
  yield* reader.end();
  for (const { line, message } of reader.problems) process.stderr.write(`${file}:${line}: ${message}\n`);
}

function retag(pipeline: Pipeline, sentence: ConlluSentence): ConlluSentence {
  const forms = words(sentence).map(({ form }) => form);
  if (forms.length === 0) return sentence;
  const run = pipeline.run(forms, Uint32Array.of(0, forms.length));
  return pipeline.model.architecture.heads.reduce(
    (filled, { name }, k) =>
      name === 'upos' || name === 'xpos'
        ? withColumn(filled, name, labelNames(pipeline, k, run.heads[k].labels))
        : filled,
    sentence,
  );
}

function tagPart(pipeline: Pipeline, part: TextPart, firstNumber: number): Sentence[] {
  const run = pipeline.run(part.tokens, part.offsets);
  const [{ labels, probabilities }] = run.heads;
  const { heads } = pipeline.model.architecture;
  const classes = heads[0].labels.length;
  const xposHead = heads.findIndex(({ name }) => name === 'xpos');
  const xpos = xposHead < 0 ? null : labelNames(pipeline, xposHead, run.heads[xposHead].labels);
  const token = (t: number): Token => ({
    text: part.tokens[t],
    start: part.starts[t],
    end: part.ends[t],
    tag: heads[0].labels[labels[t]],
    ...(xpos && { xpos: xpos[t] }),
    probability: probabilities[t * classes + labels[t]],
  });
  return part.segmentTexts.map((text, s) => ({
    number: firstNumber + s + 1,
    text,
    tokens: Array.from({ length: part.offsets[s + 1] - part.offsets[s] }, (_, k) =>
      token(part.offsets[s] + k),
    ),
  }));
}

interface Writer {
  readonly head: string;
  readonly tail: string;
  sentence(sentence: Sentence): string;
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

function conlluOf({ number, text, tokens }: Sentence): string {
  return writeTaggedSentence({
    sentId: String(number),
    text,
    tokens: tokens.map((token, k) => ({
      form: token.text,
      upos: token.tag,
      ...(token.xpos !== undefined && { xpos: token.xpos }),
      spaceAfter: k + 1 === tokens.length || tokens[k + 1].start > token.end,
      rangeUtf16: [token.start, token.end],
    })),
  });
}
