import { RnnLensError } from '../../problems.js';
import { readDelimited, type DelimitedRow } from './delimited.js';
import type { OwnData, Piece } from './ownData.js';

/** Which cells of a row are text and label, and what stands between cells. */
export interface LabelledColumns {
  readonly separator: ',' | ';' | '\t';
  /** The first row names the columns. */
  readonly header: boolean;
  /** Numbers of the columns, from 0. */
  readonly text: number;
  readonly label: number;
}

/** `__label__x text` or `x<TAB>text`. */
const LABELLED_LINE = /^(?:__label__(\S+)[ \t]+|([^\t]+)\t)(.*)$/;

/** Rows of a labelled table as lines `text<TAB>label`; throws RnnLensError naming the line of a broken one. */
export function tableOf({ kind, columns, labels }: OwnData, text: string, file: string): Piece[] {
  const rows =
    kind === 'lines' ? labelledLines(text, file) : labelledRows(text, columns ?? TWO_COLUMNS, file);
  const known = labels && new Set(labels);
  return rows.map(({ line, value, label }) => {
    if (known && !known.has(label))
      throw new RnnLensError(
        '{0}, line {1}: the label "{2}" is not one of those of the recipe ({3}).',
        file,
        line,
        label,
        labels.join(', '),
      );
    return { text: `${value.replace(/[\t\r\n]+/g, ' ')}\t${label}\n`, label };
  });
}

const TWO_COLUMNS: LabelledColumns = { separator: '\t', header: false, text: 0, label: 1 };

interface LabelledRow {
  readonly line: number;
  readonly value: string;
  readonly label: string;
}

function labelledLines(text: string, file: string): LabelledRow[] {
  return text.split(/\r\n|\r|\n/).flatMap((whole, k): LabelledRow[] => {
    if (whole.trim() === '') return [];
    const found = LABELLED_LINE.exec(whole);
    if (!found)
      throw new RnnLensError(
        '{0}, line {1} does not begin with a label: lines are "label, tab, text" or "__label__x text".',
        file,
        k + 1,
      );
    return [{ line: k + 1, value: found[3], label: (found[1] ?? found[2]).trim() }];
  });
}

function labelledRows(text: string, columns: LabelledColumns, file: string): LabelledRow[] {
  const rows = readDelimited(text, columns.separator, file).slice(columns.header ? 1 : 0);
  const needed = Math.max(columns.text, columns.label) + 1;
  return rows.map((row) => {
    if (row.cells.length < needed)
      throw new RnnLensError(
        '{0}, line {1} has {2} cells, and text and label are in the first {3}.',
        file,
        row.line,
        row.cells.length,
        needed,
      );
    const label = row.cells[columns.label].trim();
    if (label === '') throw new RnnLensError('{0}, line {1} has no label.', file, row.line);
    return { line: row.line, value: row.cells[columns.text], label };
  });
}

/** A table as a person would describe it. */
export interface TableGuess {
  readonly columns: LabelledColumns;
  readonly names: readonly string[];
  /** Labels that occur, the most frequent first. */
  readonly labels: readonly string[];
  readonly rows: number;
}

/** More values than these are hardly labels. */
const MOST_LABELS = 100;

/**
 * How a table is likely meant: the separator that gives most rows as many cells as the first, the label in the column with
 * the fewest values, the text in the one with the longest; a header where no other row has the first row's label. null
 * where nothing looks like a labelled table.
 */
export function guessTable(text: string, file: string): TableGuess | null {
  for (const separator of ['\t', ',', ';'] as const) {
    let rows: DelimitedRow[];
    try {
      rows = readDelimited(text, separator, file);
    } catch {
      continue;
    }
    const width = rows[0]?.cells.length ?? 0;
    const regular = rows.filter(({ cells }) => cells.length === width).length;
    if (width < 2 || rows.length < 2 || regular < 0.8 * rows.length) continue;
    const guess = guessColumns(rows, width, separator);
    if (guess) return guess;
  }
  return null;
}

function guessColumns(
  rows: readonly DelimitedRow[],
  width: number,
  separator: LabelledColumns['separator'],
): TableGuess | null {
  const below = rows.slice(1);
  const columns = Array.from({ length: width }, (_, k) => {
    const cells = below.map(({ cells: all }) => (all[k] ?? '').trim());
    const length = cells.reduce((sum, cell) => sum + cell.length, 0) / Math.max(1, cells.length);
    return { k, values: new Set(cells), length };
  });
  const [textColumn] = [...columns].sort((a, b) => b.length - a.length);
  const [labelColumn] = columns
    .filter(({ k, values }) => k !== textColumn.k && values.size > 1 && values.size <= MOST_LABELS)
    .sort((a, b) => a.values.size - b.values.size || b.k - a.k);
  if (!labelColumn) return null;
  const first = (rows[0].cells[labelColumn.k] ?? '').trim();
  const header = !labelColumn.values.has(first);
  const names = rows[0].cells.map((name, k) => (header ? name.trim() : String(k + 1)));
  const layout = { separator, header, text: textColumn.k, label: labelColumn.k };
  return { columns: layout, names, ...labelsIn(header ? below : rows, labelColumn.k) };
}

/** Values of a column, the most frequent first. */
export function labelsIn(
  rows: readonly DelimitedRow[],
  column: number,
): { readonly labels: readonly string[]; readonly rows: number } {
  const counts = new Map<string, number>();
  for (const { cells } of rows) {
    const label = (cells[column] ?? '').trim();
    if (label !== '') counts.set(label, (counts.get(label) ?? 0) + 1);
  }
  const labels = [...counts].sort(([, a], [, b]) => b - a).map(([label]) => label);
  return { labels, rows: rows.length };
}

/** Labels of lines that begin with one, the most frequent first; null where most lines do not. */
export function guessLines(
  text: string,
): { readonly labels: readonly string[]; readonly rows: number } | null {
  const lines = text.split(/\r\n|\r|\n/).filter((line) => line.trim() !== '');
  const found = lines.flatMap((line) => LABELLED_LINE.exec(line) ?? []);
  const rows = lines.flatMap((line, k): DelimitedRow[] => {
    const match = LABELLED_LINE.exec(line);
    return match ? [{ line: k + 1, cells: [(match[1] ?? match[2]).trim()] }] : [];
  });
  if (found.length === 0 || rows.length < 0.8 * lines.length) return null;
  const { labels } = labelsIn(rows, 0);
  return labels.length > 1 && labels.length <= MOST_LABELS ? { labels, rows: rows.length } : null;
}
