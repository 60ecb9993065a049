import { RnnLensError } from '../../problems.js';

/** A row of a table: its cells, and the line (from 1) that it begins in. */
export interface DelimitedRow {
  readonly line: number;
  readonly cells: readonly string[];
}

/**
 * Rows of a table whose cells are separated by a comma, semicolon or tab; empty lines are none. With commas and semicolons
 * a cell in double quotes may hold separators, line ends and (doubled) quotes, as RFC 4180 says; between tabs quotes mean
 * nothing, since texts are full of lone ones. Throws RnnLensError naming file and line where a quote is not closed.
 */
export function readDelimited(text: string, separator: string, file: string): DelimitedRow[] {
  const body = text.replace(/^\uFEFF/, '');
  if (separator === '\t') return tabRows(body);
  return new DelimitedReader(body, separator, file).rows();
}

function tabRows(text: string): DelimitedRow[] {
  return text
    .split(/\r\n|\r|\n/)
    .map((line, k) => ({ line: k + 1, cells: line.split('\t') }))
    .filter(({ cells }) => cells.length > 1 || cells[0] !== '');
}

class DelimitedReader {
  private at = 0;
  private line = 1;

  constructor(
    private readonly text: string,
    private readonly separator: string,
    private readonly file: string,
  ) {}

  rows(): DelimitedRow[] {
    const rows: DelimitedRow[] = [];
    while (this.at < this.text.length) {
      const row = this.row();
      if (row.cells.length > 1 || row.cells[0] !== '') rows.push(row);
    }
    return rows;
  }

  private row(): DelimitedRow {
    const { line } = this;
    const cells: string[] = [];
    for (;;) {
      cells.push(this.text[this.at] === '"' ? this.quoted() : this.plain());
      const end = this.text[this.at];
      this.at++;
      if (end === this.separator) continue;
      if (end === '\r' && this.text[this.at] === '\n') this.at++;
      if (end !== undefined) this.line++;
      return { line, cells };
    }
  }

  private plain(): string {
    const from = this.at;
    while (this.at < this.text.length && !this.isEnd(this.text[this.at])) this.at++;
    return this.text.slice(from, this.at);
  }

  private isEnd(character: string): boolean {
    return character === this.separator || character === '\n' || character === '\r';
  }

  private quoted(): string {
    const { line } = this;
    let cell = '';
    for (this.at++; ;) {
      const close = this.text.indexOf('"', this.at);
      if (close < 0)
        throw new RnnLensError(
          '{0}, line {1}: a cell begins with a quote that nothing closes.',
          this.file,
          line,
        );
      const part = this.text.slice(this.at, close);
      this.line += part.split(/\r\n|\r|\n/).length - 1;
      cell += part;
      this.at = close + 1;
      if (this.text[this.at] !== '"') return cell + this.plain();
      cell += '"';
      this.at++;
    }
  }
}
