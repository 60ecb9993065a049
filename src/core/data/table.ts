import { RnnLensError } from '../problems.js';

/**
 * Two columns of a tab-separated table with a header line, row by row. Quotes mean nothing: corpora are full of
 * lone ones. Throws RnnLensError naming the file and the missing column.
 */
export function readTable(table: string, columns: readonly string[], file: string): string[][] {
  const [header = '', ...lines] = table.split(/\r?\n/);
  const names = header.replace(/^\uFEFF/, '').split('\t');
  const places = columns.map((column) => {
    const place = names.indexOf(column);
    if (place >= 0) return place;
    throw new RnnLensError(
      '{0} has no column "{1}": its first line names {2}.',
      file,
      column,
      names.join(', '),
    );
  });
  return lines
    .filter((line) => line !== '')
    .map((line) => {
      const cells = line.split('\t');
      return places.map((place) => cells[place] ?? '');
    });
}
