import { sentence, type Sentence } from '../../sentence.js';
import type { Table } from './table.js';

/** A table of numbers a word, which says nothing of ids by itself. */
export interface Vectors {
  readonly words: number;
  readonly width: number;
}

/** What a text of lines has. */
export type Lines =
  | { readonly kind: 'table'; readonly table: Table; readonly isPadded: boolean }
  | { readonly kind: 'vectors'; readonly vectors: Vectors }
  | { readonly kind: 'none'; readonly reason: Sentence };

/** AllenNLP's folders: in tokens.txt 0 is padding, and the first line is 1; in labels.txt the first line is 0. */
const UNKNOWN = '@@UNKNOWN@@';
const NEWLINE = /@@NEWLINE@@/g;
/** A symbol is short: longer lines are prose. */
const LONGEST = 200;

/** More than any vocabulary has. */
export const MOST_SYMBOLS = 1 << 21;

/** Line breaks of a text, counted no further than to what is too many. */
function linesIn(text: string): number {
  let count = 0;
  for (let at = text.indexOf('\n'); at >= 0 && count <= MOST_SYMBOLS; at = text.indexOf('\n', at + 1))
    count++;
  return count;
}

/** Symbols of a text: one a line, with ids behind or before them, or a table with commas. */
export function symbolLines(text: string): Lines {
  if (linesIn(text) > MOST_SYMBOLS)
    return {
      kind: 'none',
      reason: sentence('It has more than {0} lines: too many for a vocabulary.', MOST_SYMBOLS),
    };
  const lines = text.replace(/^\uFEFF/, '').split(/\r?\n/);
  while (lines.length > 0 && lines.at(-1) === '') lines.pop();
  if (lines.length === 0) return { kind: 'none', reason: sentence('The file is empty.') };
  const vectors = vectorsOf(lines);
  if (vectors) return { kind: 'vectors', vectors };
  const withIds = csvPairs(lines) ?? idPairs(lines);
  if (withIds) return table(withIds, false);
  if (lines.some((line) => line.length > LONGEST))
    return {
      kind: 'none',
      reason: sentence('It is a text, not a list of symbols: a line has more than {0} characters.', LONGEST),
    };
  const isPadded = lines[0] === UNKNOWN;
  const first = isPadded ? 1 : 0;
  return table(
    lines.map((line, k) => [line.replace(NEWLINE, '\n'), k + first]),
    isPadded,
  );
}

function table(pairs: Table['pairs'], isPadded: boolean): Lines {
  return { kind: 'table', table: { pairs, path: '', tokenizer: null }, isPadded };
}

/** Word vectors as GloVe and word2vec write them: a word and ten numbers at least on each of the first lines. */
function vectorsOf(lines: readonly string[]): Vectors | null {
  // word2vec begins with a line of the two sizes.
  const [, ...behind] = lines[0].split(' ');
  const isHead = /^\d+ \d+$/.test(lines[0]) && lines.length > 1 && behind.length === 1;
  const rows = lines.slice(isHead ? 1 : 0, 6);
  const widths = rows.map((line) => {
    const [, ...numbers] = line.trimEnd().split(/[ \t]/);
    return numbers.length >= 10 && numbers.every((one) => one !== '' && Number.isFinite(Number(one)))
      ? numbers.length
      : 0;
  });
  if (widths.length === 0 || widths[0] === 0 || widths.some((width) => width !== widths[0])) return null;
  return { words: lines.length - (isHead ? 1 : 0), width: widths[0] };
}

/** `word id` or `id word` on every line, with tabs or spaces between. */
function idPairs(lines: readonly string[]): (readonly [string, number])[] | null {
  if (lines.length < 2 || lines.some((line) => line.length > LONGEST)) return null;
  const behind = lines.map((line) => /^(.+?)[\t ]+(\d{1,9})$/u.exec(line));
  if (behind.every((match) => match !== null))
    return plausible(behind.map((match) => [match[1], Number(match[2])]));
  const before = lines.map((line) => /^(\d{1,9})[\t ](.+)$/u.exec(line));
  if (before.every((match) => match !== null))
    return plausible(before.map((match) => [match[2], Number(match[1])]));
  return null;
}

/** Ids are each there once; what is there more often are counts, and the order of the lines is what counts. */
function plausible(pairs: (readonly [string, number])[]): (readonly [string, number])[] {
  const ids = pairs.map(([, id]) => id);
  const isIds = new Set(ids).size === ids.length && Math.max(...ids.slice(0, 1e5)) < 4 * ids.length + 64;
  return isIds ? pairs : pairs.map(([symbol], k) => [symbol, k]);
}

const WORD_COLUMN = /^(word|token|char(acter)?|symbol|label|name|text)s?$/i;
const ID_COLUMN = /^(id|index|idx|number|code)$/i;

/** Columns of a table with commas, semicolons or tabs: by its head, or two columns of which one is whole numbers. */
function csvPairs(lines: readonly string[]): (readonly [string, number])[] | null {
  for (const separator of [',', ';', '\t']) {
    const head = cellsOf(lines[0], separator);
    if (!head || head.length < 2) continue;
    const [word, id] = [
      head.findIndex((one) => WORD_COLUMN.test(one)),
      head.findIndex((one) => ID_COLUMN.test(one)),
    ];
    if (word >= 0) {
      const rows = lines.slice(1).map((line) => cellsOf(line, separator));
      if (rows.some((row) => !row || row.length !== head.length)) return null;
      return rows.map((row, k) => [row![word], id >= 0 && /^\d+$/.test(row![id]) ? Number(row![id]) : k]);
    }
    const rows = lines.map((line) => cellsOf(line, separator));
    if (rows.some((row) => row?.length !== 2)) continue;
    const column = [1, 0].find((k) => rows.every((row) => /^\d{1,9}$/.test(row![k])));
    if (column !== undefined) return plausible(rows.map((row) => [row![1 - column], Number(row![column])]));
  }
  return null;
}

/** Cells of a line, quoted ones without their quotes; null where a quote is left open. */
function cellsOf(line: string, separator: string): string[] | null {
  const cells: string[] = [];
  for (let at = 0; at <= line.length;) {
    if (line[at] === '"') {
      const match = /"((?:[^"]|"")*)"/y;
      match.lastIndex = at;
      const found = match.exec(line);
      if (!found || (match.lastIndex < line.length && line[match.lastIndex] !== separator)) return null;
      cells.push(found[1].replace(/""/g, '"'));
      at = match.lastIndex + 1;
      if (match.lastIndex === line.length) break;
      continue;
    }
    const end = line.indexOf(separator, at);
    cells.push(end < 0 ? line.slice(at) : line.slice(at, end));
    if (end < 0) break;
    at = end + 1;
  }
  return cells;
}
