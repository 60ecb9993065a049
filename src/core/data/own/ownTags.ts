import { RnnLensError } from '../../problems.js';
import type { Piece } from './ownData.js';

/** The sentences of a CoNLL-U text as they stand; what is broken in one is named by the line. */
export function conlluSentences(text: string, file: string): Piece[] {
  return blocks(text).map(({ line, lines }) => {
    lines.forEach((row, k) => {
      const cells = row.split('\t').length;
      if (!row.startsWith('#') && cells !== 10)
        throw new RnnLensError(
          '{0}, line {1} has {2} columns, and CoNLL-U has 10, with tabs between them.',
          file,
          line + k,
          cells,
        );
    });
    return { text: `${lines.join('\n')}\n\n`, label: null };
  });
}

/** Sentences of a word and its tag a line as CoNLL-U: the tag stands in the column UPOS. */
export function conlluOfColumns(text: string, file: string): Piece[] {
  return blocks(text).map(({ line, lines }) => {
    const rows = lines.map((row, k) => {
      const cells = row.trim().split(row.includes('\t') ? '\t' : /[ ]+/);
      if (cells.length < 2 || cells[0] === '' || cells[1] === '')
        throw new RnnLensError('{0}, line {1} is not a word and its tag: "{2}".', file, line + k, row.trim());
      return `${k + 1}\t${cells[0]}\t_\t${cells[1]}\t_\t_\t0\t_\t_\t_\n`;
    });
    return { text: `${rows.join('')}\n`, label: null };
  });
}

/** Whether a text looks like words with tags: two columns in nearly all of its lines. */
export function looksLikeColumns(text: string): boolean {
  const lines = text.split(/\r\n|\r|\n/, 400).filter((line) => line.trim() !== '');
  const two = lines.filter((line) => line.trim().split(/\t|[ ]+/).length === 2).length;
  return lines.length >= 2 && two >= 0.9 * lines.length;
}

interface Block {
  /** Of its first line, from 1. */
  readonly line: number;
  readonly lines: readonly string[];
}

/** Stretches of lines between empty ones. */
function blocks(text: string): Block[] {
  const found: { line: number; lines: string[] }[] = [];
  let open: { line: number; lines: string[] } | null = null;
  text
    .replace(/^\uFEFF/, '')
    .split(/\r\n|\r|\n/)
    .forEach((line, k) => {
      if (line.trim() === '') return void (open = null);
      if (!open) found.push((open = { line: k + 1, lines: [] }));
      open.lines.push(line);
    });
  return found;
}
