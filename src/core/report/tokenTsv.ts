/** The table of tokens as tab-separated text. */
import { UNKNOWN } from '../tokens/unknown.js';
import { EDITS_HEAD } from '../morphology/labelSet.js';
import type { Task } from '../model/model.js';
import { NO_LABEL } from '../views/certainty.js';
import { surprisalBits } from '../views/probabilities.js';

/** What a table is of. */
export interface TsvModel {
  readonly task: Task;
  readonly labels: readonly string[];
  readonly heads: readonly { readonly name: string }[];
}

/** One row; NaN for numbers that are not known. */
export interface TsvRow {
  readonly text: string;
  /** 1-based. */
  readonly line: number;
  readonly column: number;
  readonly label: number;
  readonly probability: number;
  readonly runnerUp: number;
  readonly runnerUpProbability: number;
  readonly entropy: number;
  readonly confidence: number;
  readonly details: string;
  readonly unknown: number;
}

/** A column: its name, and what it says of a row. */
interface TsvColumn {
  readonly name: string;
  of(row: TsvRow): string;
}

const ESCAPES: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t', '\\': '\\\\' };

/** A text as it stands in a column: white space of one line, and alone what a programming language writes. */
export function tsvText(text: string): string {
  return ESCAPES[text] ?? text.replace(/[\t\n\r]+/g, ' ');
}

/** A number with as many decimals as the command line writes; nothing for one that is not known. */
export function tsvNumber(value: number): string {
  return Number.isNaN(value) ? '' : value.toFixed(6);
}

function columnsOf({ task, labels, heads }: TsvModel): readonly TsvColumn[] {
  const isWriter = task === 'language-model';
  const name = (label: number): string => (label === NO_LABEL ? '' : tsvText(labels[label] ?? ''));
  const own: TsvColumn[] = isWriter
    ? [
        { name: 'expected', of: ({ label, probability }) => (Number.isNaN(probability) ? '' : name(label)) },
        { name: 'probability', of: ({ probability }) => tsvNumber(probability) },
        { name: 'bits', of: ({ probability }) => tsvNumber(surprisalBits(probability)) },
      ]
    : [
        {
          name: task === 'classification' ? 'class' : 'tag',
          of: ({ label, probability }) => (Number.isNaN(probability) ? '' : name(label)),
        },
        { name: 'probability', of: ({ probability }) => tsvNumber(probability) },
      ];
  const isAnalysed = heads.some((head) => head.name === EDITS_HEAD);
  const details: TsvColumn[] = isAnalysed
    ? [
        { name: 'morphemes', of: ({ details: text }) => tsvText(text) },
        { name: 'morphemes:probability', of: ({ confidence }) => tsvNumber(confidence) },
      ]
    : heads.length > 1
      ? [{ name: 'details', of: ({ details: text }) => tsvText(text) }]
      : [];
  const text = task === 'classification' ? 'text' : isWriter ? 'character' : 'token';
  return [
    { name: text, of: (row) => tsvText(row.text) },
    ...own,
    { name: 'runner-up', of: ({ runnerUp }) => name(runnerUp) },
    { name: 'runner-up:probability', of: ({ runnerUpProbability }) => tsvNumber(runnerUpProbability) },
    { name: 'entropy', of: ({ entropy }) => tsvNumber(entropy) },
    ...details,
    {
      name: 'unknown',
      of: ({ unknown }) =>
        unknown === UNKNOWN.nothing ? '' : unknown === UNKNOWN.word ? 'word' : 'characters',
    },
    { name: 'line', of: ({ line }) => String(line) },
    { name: 'column', of: ({ column }) => String(column) },
  ];
}

/** What writes a model's table: the line of names, and a line for each row. */
export function tokenTsv(model: TsvModel): { readonly head: string; line(row: TsvRow): string } {
  const columns = columnsOf(model);
  return {
    head: `${columns.map(({ name }) => name).join('\t')}\n`,
    line: (row) => `${columns.map(({ of }) => of(row)).join('\t')}\n`,
  };
}
