/** A table of a report; cells are text already. */
export interface ReportTable {
  readonly title: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** A paragraph or a table. */
export type ReportBlock = string | ReportTable;

/** `12,345` */
export function count(number: number): string {
  return number.toLocaleString('en');
}

/** `95.06` of a share in [0, 1]. */
export function percent(share: number): string {
  return (100 * share).toFixed(2);
}

/** Columns of which every cell is a number (or nothing) are set flush right. */
function isNumeric({ rows }: ReportTable, column: number): boolean {
  const cells = rows.map((row) => row[column]);
  return cells.some(Boolean) && cells.every((cell) => /^[-+]?[\d.,]*$/.test(cell));
}

function widths({ columns, rows }: ReportTable, least: number): number[] {
  return columns.map((column, k) => Math.max(least, column.length, ...rows.map((row) => row[k].length)));
}

function padded(cells: readonly string[], width: readonly number[], numeric: readonly boolean[]): string[] {
  return cells.map((cell, k) => (numeric[k] ? cell.padStart(width[k]) : cell.padEnd(width[k])));
}

/** Blocks as text for a terminal: tables with aligned columns under their titles. */
export function blocksAsText(blocks: readonly ReportBlock[]): string {
  return `${blocks.map((block) => (typeof block === 'string' ? block : tableAsText(block))).join('\n\n')}\n`;
}

function tableAsText(table: ReportTable): string {
  const numeric = table.columns.map((_, k) => isNumeric(table, k));
  const width = widths(table, 1);
  const lines = [table.columns, ...table.rows].map((row) =>
    `  ${padded(row, width, numeric).join('  ')}`.trimEnd(),
  );
  return [table.title, ...lines].join('\n');
}

/** Blocks as Markdown; cells are escaped, columns aligned in the source too. */
export function blocksAsMarkdown(blocks: readonly ReportBlock[]): string {
  return blocks.map((block) => (typeof block === 'string' ? block : titled(block))).join('\n\n');
}

function titled(table: ReportTable): string {
  return table.title === '' ? tableAsMarkdown(table) : `${table.title}\n\n${tableAsMarkdown(table)}`;
}

/** A table as Markdown without its title, laid out as Prettier would. */
export function tableAsMarkdown(table: ReportTable): string {
  const escape = (cell: string): string => cell.replace(/\\/g, '\\\\').replace(/\|/g, '\\|');
  const rows = table.rows.map((row) => row.map(escape));
  const shown = { ...table, rows };
  const width = widths(shown, 3);
  const numeric = table.columns.map((_, k) => isNumeric(table, k));
  const rule = width.map((size, k) => (numeric[k] ? `${'-'.repeat(size - 1)}:` : '-'.repeat(size)));
  const lines = [
    padded(table.columns, width, numeric),
    rule,
    ...rows.map((row) => padded(row, width, numeric)),
  ];
  return lines.map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}
