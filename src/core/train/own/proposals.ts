import { numberWidths, type NumberLoss, type NumberWidths } from '../../data/numbers.js';
import { guessLines, guessTable } from '../../data/own/ownTable.js';
import { looksLikeColumns } from '../../data/own/ownTags.js';
import type { OwnData } from '../../data/own/ownData.js';

/** What a network could learn from a file. */
export interface Proposal {
  readonly task: 'language-model' | 'classification' | 'tagging' | 'states';
  readonly own: OwnData;
  /** Of a table: what its columns are called. */
  readonly names?: readonly string[];
  /** Rows with a label. */
  readonly rows?: number;
  /** Of lines of numbers: how many are read, and how many states there are to be. */
  readonly widths?: NumberWidths;
  /** Of the same: which steps are compared; all of them by default. */
  readonly loss?: NumberLoss;
}

/** Characters of a text that are scored after every epoch: enough to tell, and quickly. */
const HELD_OUT_CHARACTERS = 20_000;
const HELD_OUT = 0.1;

/** What a network could learn from a text, the likeliest first: there is always a language model. */
export function proposalsFor(text: string, file: string): Proposal[] {
  const heldOut = Math.max(0.001, Math.min(HELD_OUT, HELD_OUT_CHARACTERS / Math.max(1, text.length)));
  const model: Proposal = { task: 'language-model', own: { kind: 'text', heldOut } };
  return [...labelled(text, file), model];
}

function labelled(text: string, file: string): Proposal[] {
  const widths = numberWidths(text);
  if (widths) return [{ task: 'states', own: { kind: 'numbers', heldOut: HELD_OUT }, widths }];
  if (looksLikeConllu(text)) return [{ task: 'tagging', own: { kind: 'conllu', heldOut: HELD_OUT } }];
  const lines = text.includes('__label__') ? guessLines(text) : null;
  if (lines) return [classifier({ kind: 'lines', heldOut: HELD_OUT, labels: lines.labels }, lines.rows)];
  if (text.includes('\n\n') && looksLikeColumns(text))
    return [{ task: 'tagging', own: { kind: 'columns', heldOut: HELD_OUT } }];
  const table = guessTable(text, file);
  if (!table) return [];
  const { columns, labels, names, rows } = table;
  return [{ ...classifier({ kind: 'table', heldOut: HELD_OUT, columns, labels }, rows), names }];
}

function classifier(own: OwnData, rows: number): Proposal {
  return { task: 'classification', own, rows };
}

function looksLikeConllu(text: string): boolean {
  const lines = text
    .slice(0, 20_000)
    .split(/\r\n|\r|\n/)
    .filter((line) => line !== '' && !line.startsWith('#'));
  const rows = lines.filter((line) => /^[\d.-]+\t/.test(line) && line.split('\t').length === 10);
  return rows.length > 0 && rows.length >= 0.8 * (lines.length - 1);
}
