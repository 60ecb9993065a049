/**
 * Scores from raw text by the rule of the CoNLL 2018 shared task: the text of a treebank is cut and tagged by the model
 * alone, words and sentences count where their characters are those of the treebank's, and a tag counts if its word does.
 */
import { isComment, rows, words, type ConlluSentence } from '../formats/conllu.js';
import { readConllu } from '../formats/conlluReader.js';
import { tokenColumns, type TokenColumns } from '../morphology/tokenColumns.js';
import type { Pipeline } from '../pipeline.js';
import { segmentGroups, segmentTokens } from '../text/ranges.js';
import { segmentText, type Tokenizer } from '../text/segmentation.js';

/** F1, in [0, 1]; null for a column that the model does not fill. */
export interface RawTextScores {
  readonly words: number;
  readonly sentences: number;
  readonly upos: number | null;
  readonly xpos: number | null;
  /** Of Korean the morphemes. */
  readonly lemma: number | null;
}

const COLUMNS = ['upos', 'xpos', 'lemma'] as const;

/** What a word is called, by column. */
type Tags = Readonly<Record<(typeof COLUMNS)[number], string>>;

/** A text with its words and sentences by their characters, `start:end` in UTF-16 code units. */
interface RawText {
  readonly text: string;
  readonly words: ReadonlyMap<string, Partial<Tags>>;
  readonly sentences: ReadonlySet<string>;
}

interface PlacedWord {
  readonly start: number;
  readonly end: number;
  readonly tags: Tags;
}

/** Words run together, so many tokens at least. */
const TOKENS_PER_RUN = 2_048;

/** Cuts and tags the text of a CoNLL-U treebank, and compares that with the treebank. */
export function scoreRawText(pipeline: Pipeline, tokenizer: Tokenizer, conllu: string): RawTextScores {
  const gold = goldText(readConllu(conllu).document.sentences);
  const found = readText(pipeline, tokenizer, gold.text);
  const f1 = (hits: number, total: number): number => (total > 0 ? (2 * hits) / total : 0);
  const total = gold.words.size + found.words.size;
  const both = [...found.words].flatMap(([place, tags]) => {
    const wanted = gold.words.get(place);
    return wanted ? [{ tags, wanted }] : [];
  });
  const right = (column: keyof Tags): number | null =>
    [...found.words.values()].every((tags) => tags[column] === undefined)
      ? null
      : f1(both.filter(({ tags, wanted }) => tags[column] === wanted[column]).length, total);
  const sentences = [...found.sentences].filter((place) => gold.sentences.has(place)).length;
  return {
    words: f1(both.length, total),
    sentences: f1(sentences, gold.sentences.size + found.sentences.size),
    upos: right('upos'),
    xpos: right('xpos'),
    lemma: right('lemma'),
  };
}

/** The text of a treebank: sentences of a paragraph with a space between them, paragraphs with a blank line. */
function goldText(all: readonly ConlluSentence[]): RawText {
  const [tags, sentences] = [new Map<string, Tags>(), new Set<string>()];
  let text = '';
  for (const sentence of all) {
    const { text: own, words: placed } = goldSentence(sentence);
    if (placed.length === 0) continue;
    if (text !== '') text += startsParagraph(sentence) ? '\n\n' : ' ';
    const at = text.length;
    for (const { start, end, tags: of } of placed) tags.set(`${at + start}:${at + end}`, of);
    sentences.add(`${at + placed[0].start}:${at + placed[placed.length - 1].end}`);
    text += own;
  }
  return { text, words: tags, sentences };
}

function startsParagraph({ lines }: ConlluSentence): boolean {
  return lines.some((line) => isComment(line) && /^#\s*new(?:par|doc)\b/.test(line));
}

/** A sentence as its rows say it is written; words of a contraction lie where their letters are in it. */
function goldSentence(sentence: ConlluSentence): { readonly text: string; readonly words: PlacedWord[] } {
  const tagsOf = new Map(words(sentence).map(({ id, upos, xpos, lemma }) => [id, { upos, xpos, lemma }]));
  const forms = new Map(words(sentence).map(({ id, form }) => [id, form]));
  const placed: PlacedWord[] = [];
  let [text, last] = ['', 0];
  for (const { columns } of rows(sentence)) {
    const [id, form] = columns;
    const range = /^(\d+)(?:-(\d+))?$/.exec(id);
    const first = Number(range?.[1]);
    if (!range || first <= last) continue;
    last = Number(range[2] ?? first);
    const parts = Array.from({ length: last - first + 1 }, (_, k) => forms.get(first + k) ?? '');
    // What is not its words put together counts as a whole, by the first of them.
    const pieces = parts.join('') === form ? parts : [form];
    pieces.forEach((piece, k) => {
      const tags = tagsOf.get(first + k);
      if (tags) placed.push({ start: text.length, end: text.length + piece.length, tags });
      text += piece;
    });
    if (!/(?:^|\|)SpaceAfter=No(?:\||$)/.test(columns[9] ?? '')) text += ' ';
  }
  return { text: text.trimEnd(), words: placed };
}

/** A text as the model reads it. */
function readText(pipeline: Pipeline, tokenizer: Tokenizer, text: string): RawText {
  const segmented = segmentText(text, tokenizer, 'sentence');
  const { starts, ends, segmentOffsets } = segmented;
  const tags = new Map<string, Partial<Tags>>();
  const count = segmentOffsets.length - 1;
  for (const [from, to] of segmentGroups(segmented, 0, count, TOKENS_PER_RUN)) {
    const { tokens, offsets } = segmentTokens(text, segmented, from, to);
    const run = pipeline.run(tokens, offsets, { outputOnly: true });
    const columns = tokenColumns(pipeline.model, tokens, offsets, run);
    tokens.forEach((_, k) => {
      const token = segmentOffsets[from] + k;
      tags.set(`${starts[token]}:${ends[token]}`, tagsAt(columns, k));
    });
  }
  const sentences = Array.from({ length: count }, (_, s) => {
    return `${starts[segmentOffsets[s]]}:${ends[segmentOffsets[s + 1] - 1]}`;
  });
  return { text, words: tags, sentences: new Set(sentences) };
}

function tagsAt(columns: TokenColumns, token: number): Partial<Tags> {
  const known = COLUMNS.flatMap((column) => {
    const values = columns[column];
    return values ? [[column, values[token]] as const] : [];
  });
  return Object.fromEntries(known);
}
