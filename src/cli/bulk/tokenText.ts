import { columnValue, oneLine } from '../../core/formats/conllu.js';
import type { HeadOutput } from '../../core/heads/head.js';
import type { Model } from '../../core/model/model.js';
import { tokenColumns, type TokenColumns } from '../../core/morphology/tokenColumns.js';
import type { PipelineRun } from '../../core/pipeline.js';
import { tokenCertainty } from './certainty.js';
import type { Format } from './formats.js';
import type { TextPart } from './textParts.js';
import { commentsOf, said, verdictsOf, type Verdict } from './verdicts.js';

/** Some tagged segments, and how they are to be written. */
export interface TaggedPart {
  readonly part: TextPart;
  readonly tokens: readonly string[];
  readonly run: PipelineRun;
  /** Number of the first segment in its input, from 0. */
  readonly firstSegment: number;
  /** The name of the input where several are written behind one another. */
  readonly document: string | null;
  readonly positions: boolean;
  /** What comes second and the entropy are written, too. */
  readonly certainty: boolean;
}

interface Columns extends TokenColumns {
  readonly tags: readonly string[];
  readonly probabilities: Float32Array;
  /** Further cells of a token; null where they are not wanted. */
  readonly certainty: ((token: number) => string[]) | null;
}

interface SegmentColumns extends Columns {
  /** Of the segment as a whole. */
  readonly verdicts: readonly Verdict[];
}

/** What a tagger says about a part, in a format. */
export function tokenText(model: Model, tagged: TaggedPart, format: Format): string {
  const columns = columnsOf(model, tagged);
  const write = { conllu: conlluOf, tsv: tsvOf, json: jsonOf, jsonl: jsonLinesOf }[format];
  let text = '';
  for (let s = 0; s + 1 < tagged.part.offsets.length; s++)
    text += write(tagged, { ...columns, verdicts: verdictsOf(model, tagged.run, s) }, s);
  return text;
}

function columnsOf(model: Model, { tokens, part, run, certainty }: TaggedPart): Columns {
  const [head] = run.heads;
  const { labels } = model.architecture.heads[0];
  return {
    ...tokenColumns(model, tokens, part.offsets, run),
    tags: Array.from(head.labels, (label) => labels[label]),
    probabilities: shownProbabilities(head),
    certainty: certainty ? tokenCertainty(model, run) : null,
  };
}

/** The probability of the label of each row that is shown, [R]. */
export function shownProbabilities({ labels, probabilities }: HeadOutput): Float32Array {
  const classes = probabilities.length / Math.max(1, labels.length);
  return Float32Array.from(labels, (label, row) => probabilities[row * classes + label]);
}

const ESCAPES: Readonly<Record<string, string>> = {
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '\\': '\\\\',
};

/** A token as it stands in a column: of those that are white space, what a programming language writes. */
export function escaped(token: string): string {
  return ESCAPES[token] ?? token;
}

/** The text of a segment, from its first token to its last. */
export function segmentText({ text, starts, ends, offsets }: TextPart, segment: number): string {
  return text.slice(starts[offsets[segment]], ends[offsets[segment + 1] - 1]);
}

/** `sent_id` of a segment: its number, with the input's name before it where there are several. */
function sentenceId({ firstSegment, document }: TaggedPart, segment: number): string {
  const number = firstSegment + segment + 1;
  return document === null ? String(number) : `${oneLine(document)}-${number}`;
}

/** Rows of CoNLL-U for the tokens of a segment, with what `columns` say; comments before them. */
export function conlluSentence(
  tagged: TaggedPart,
  columns: TokenColumns & { readonly tags?: readonly string[] },
  segment: number,
  comments = '',
): string {
  const { part, tokens, positions } = tagged;
  const { tags, xpos, lemma } = columns;
  const [from, to] = [part.offsets[segment], part.offsets[segment + 1]];
  let text = positions ? `# sent_id = ${sentenceId(tagged, segment)}\n` : '';
  text += `# text = ${oneLine(segmentText(part, segment))}\n${comments}`;
  for (let t = from; t < to; t++) {
    const range = positions ? `TokenRange=${part.fileStarts[t]}:${part.fileEnds[t]}` : '';
    const space = part.gaps[t] === 0 ? 'SpaceAfter=No' : '';
    const misc = space !== '' && range !== '' ? `${space}|${range}` : space + range || '_';
    text +=
      `${t - from + 1}\t${columnValue(tokens[t])}\t${lemma ? columnValue(lemma[t]) : '_'}\t` +
      `${tags ? columnValue(tags[t]) : '_'}\t${xpos ? columnValue(xpos[t]) : '_'}\t_\t_\t_\t_\t${misc}\n`;
  }
  return `${text}\n`;
}

function conlluOf(tagged: TaggedPart, columns: SegmentColumns, segment: number): string {
  return conlluSentence(tagged, columns, segment, columns.verdicts.map(commentsOf).join(''));
}

function tsvOf({ part, tokens, positions }: TaggedPart, columns: SegmentColumns, segment: number): string {
  const { tags, probabilities, xpos, lemma, verdicts, certainty } = columns;
  const whole = verdicts.map(({ label }) => `\t${label}`).join('');
  let text = '';
  for (let t = part.offsets[segment]; t < part.offsets[segment + 1]; t++) {
    text += `${escaped(tokens[t])}\t${tags[t]}\t${probabilities[t].toFixed(6)}`;
    if (positions) text += `\t${part.fileStarts[t]}\t${part.fileEnds[t]}`;
    if (xpos) text += `\t${xpos[t]}`;
    if (lemma) text += `\t${lemma[t]}`;
    if (certainty) text += `\t${certainty(t).join('\t')}`;
    text += `${whole}\n`;
  }
  return `${text}\n`;
}

/** Places in the input as fields of an object; none where they are not wanted. */
export function placeFields(
  tagged: TaggedPart,
  first: number,
  last: number,
): { start?: number; end?: number } {
  const { part, positions } = tagged;
  return positions ? { start: part.fileStarts[first], end: part.fileEnds[last] } : {};
}

function objectOf(tagged: TaggedPart, columns: SegmentColumns, segment: number): string {
  const { part, tokens, document } = tagged;
  const { tags, probabilities, xpos, lemma, verdicts } = columns;
  const [from, to] = [part.offsets[segment], part.offsets[segment + 1]];
  const tokenOf = (t: number) => ({
    text: tokens[t],
    ...placeFields(tagged, t, t),
    tag: tags[t],
    ...(xpos && { xpos: xpos[t] }),
    ...(lemma && { lemma: lemma[t] }),
    probability: probabilities[t],
  });
  return JSON.stringify({
    ...(document !== null && { document }),
    text: segmentText(part, segment),
    ...Object.fromEntries(verdicts.map((verdict) => [verdict.head.name, said(verdict)])),
    tokens: Array.from({ length: to - from }, (_, k) => tokenOf(from + k)),
  });
}

function jsonOf(tagged: TaggedPart, columns: SegmentColumns, segment: number): string {
  return `,\n${objectOf(tagged, columns, segment)}`;
}

function jsonLinesOf(tagged: TaggedPart, columns: SegmentColumns, segment: number): string {
  return `${objectOf(tagged, columns, segment)}\n`;
}
