import { words } from '../formats/conllu.js';
import { readConllu } from '../formats/conlluReader.js';
import { RnnLensError } from '../problems.js';
import { segmentText, type Tokenizer } from '../text/segmentation.js';
import type { Example } from './example.js';
import type { NegationData } from './negationExamples.js';
import { readTable } from './table.js';

/** Words with labels of some columns, one head a column. */
export interface ConlluData {
  readonly format: 'conllu';
  readonly columns: readonly ('upos' | 'xpos')[];
  /** What their heads are called, where it is not what CoNLL-U calls the columns. */
  readonly headNames?: readonly string[];
}

/** What one head learns from the label column. */
export interface TableHead {
  readonly name: string;
  /** Names of the labels by what the column says; other rows teach this head nothing. */
  readonly labels: Readonly<Record<string, string>>;
  /** The same for the development split, if its column says other things. */
  readonly developmentLabels?: Readonly<Record<string, string>>;
}

/** Texts with a label each. */
export interface TableData {
  readonly format: 'table';
  readonly textColumn: string;
  readonly labelColumn: string;
  readonly heads: readonly TableHead[];
  /** Generated texts that are learned from besides. */
  readonly negation?: NegationData;
  /** Which share of the texts of the file an epoch draws, beside all generated ones; all of them if absent. */
  readonly share?: number;
  /** The text writes brackets as the Penn Treebank does (`-lrb-`). */
  readonly treebankBrackets: boolean;
}

/** Sentences of a CoNLL-U text, those without words left out; throws RnnLensError if there are none. */
export function conlluExamples(text: string, { columns }: ConlluData, file: string): Example[] {
  const sentences = readConllu(text).document.sentences.map((sentence): Example => {
    const rows = words(sentence);
    return {
      tokens: rows.map((row) => row.form),
      labels: columns.map((column) => rows.map((row) => row[column])),
    };
  });
  const examples = sentences.filter(({ tokens }) => tokens.length > 0);
  if (examples.length === 0)
    throw new RnnLensError('{0} has no words to evaluate on or learn from: is it CoNLL-U?', file);
  return examples;
}

const BRACKETS: Readonly<Record<string, string>> = {
  '-lrb-': '(',
  '-rrb-': ')',
  '-lsb-': '[',
  '-rsb-': ']',
  '-lcb-': '{',
  '-rcb-': '}',
};

/**
 * Texts of a table that have a label, cut as the model cuts what it reads; throws RnnLensError naming the file and
 * what is missing.
 */
export function tableExamples(
  table: string,
  data: TableData,
  tokenizer: Tokenizer,
  part: { readonly file: string; readonly isDevelopment: boolean },
): Example[] {
  const rows = readTable(table, [data.textColumn, data.labelColumn], part.file);
  const examples = rows.flatMap(([text, value]): Example[] => {
    const labels = data.heads.map(({ labels, developmentLabels }) => [
      ((part.isDevelopment ? developmentLabels : undefined) ?? labels)[value] ?? null,
    ]);
    if (labels.every(([label]) => label === null)) return [];
    return [{ tokens: tokensOf(data.treebankBrackets ? withBrackets(text) : text, tokenizer), labels }];
  });
  if (examples.length === 0) throw new RnnLensError('{0} has no rows with a label that is known.', part.file);
  return examples;
}

function withBrackets(text: string): string {
  return text.replace(/-[lr][rsc]b-/gi, (name) => BRACKETS[name.toLowerCase()] ?? name);
}

/** All tokens of a text as one segment. */
export function tokensOf(text: string, tokenizer: Tokenizer): string[] {
  const { starts, ends } = segmentText(text, tokenizer, 'document');
  return Array.from(starts, (start, t) => text.slice(start, ends[t]));
}
