/** Where the rows of the table come from: the text as it stands, or in another order. */
import { isTextOrder, type TokenOrderQuery } from '../../../src/core/views/tokenOrder.js';
import { ROW_PAGE } from '../../../src/core/views/pages.js';
import type { PanelQuestion } from '../../../src/protocol/panel.js';
import type { TableRows as RowsAnswer, TokenCertainties } from '../../../src/protocol/tokenTable.js';
import { rowIn, type RunData, type TokenRow } from '../../data/data.js';
import { lineOf } from '../../data/questions.js';

/** How sure the model is of a row. */
export interface RowCertainty {
  /** `NO_LABEL` for none. */
  readonly runnerUp: number;
  readonly runnerUpProbability: number;
  readonly entropy: number;
  readonly confidence: number;
}

/** One row with all that stands in it; what is not here yet is null. */
export interface TableRow {
  readonly token: number;
  readonly row: TokenRow | null;
  readonly certainty: RowCertainty | null;
  /** What is written in place of the token's text: the text of its segment. */
  readonly segmentText: string | null;
}

/** The rows of a table; within a look they are asked for. */
export interface RowSource {
  /** How many there are, and would be without a filter; null while that is not known. */
  readonly count: number | null;
  readonly of: number | null;
  /** Rows `[from, to)` are in sight. */
  want(from: number, to: number): void;
  /** null while it is loading. */
  at(row: number): TableRow | null;
  /** The row of a token; -1 for none, null while that is not known. */
  rowOf(token: number): number | null;
  /** What keeps rows from being shown, in one sentence. */
  problem(): string | null;
  /** How much of the text is read that the rows are of, 0 to 1; null while nothing is read. */
  readonly share: number | null;
}

const CERTAINTIES = lineOf({ method: 'certainties', params: { fromToken: 0, toToken: 0 } })!;
const CERTAINTY_PAGING = { pageSize: ROW_PAGE, margin: 8, itemSize: 1 };
const ORDERED_PAGING = { pageSize: 100, margin: 0, itemSize: 1 };

/** The rows of a table in an order. */
export function rowSource(data: RunData, query: TokenOrderQuery): RowSource {
  return isTextOrder(query) ? new TextRows(data) : new OrderedRows(data, query);
}

class TextRows implements RowSource {
  readonly share = null;

  constructor(private readonly data: RunData) {}

  get count(): number {
    return this.data.tokenCount;
  }

  get of(): number {
    return this.data.tokenCount;
  }

  want(from: number, to: number): void {
    this.data.wantRows(from, to);
    const params = { fromToken: from, toToken: to };
    this.data.cache.wantRange({ method: 'certainties', params }, CERTAINTY_PAGING);
  }

  at(token: number): TableRow | null {
    const answer = this.data.cache.at(CERTAINTIES, token) as TokenCertainties | null;
    const certainty = answer && certaintyIn(answer, token - answer.fromToken);
    return { token, row: this.data.row(token), certainty, segmentText: null };
  }

  rowOf(token: number): number {
    return token;
  }

  problem(): string | null {
    return null;
  }
}

class OrderedRows implements RowSource {
  private readonly line: string;

  constructor(
    private readonly data: RunData,
    private readonly query: TokenOrderQuery,
  ) {
    this.line = lineOf(this.question(0, 0))!;
  }

  get count(): number | null {
    return this.data.tables.get(this.line)?.count ?? null;
  }

  get of(): number | null {
    return this.data.tables.get(this.line)?.of ?? null;
  }

  want(from: number, to: number): void {
    this.data.cache.wantRange(this.question(from, Math.max(to, from + 1)), ORDERED_PAGING);
  }

  at(row: number): TableRow | null {
    const answer = this.data.cache.at(this.line, row) as RowsAnswer | null;
    if (!answer) return null;
    const at = row - answer.fromRow;
    const token = answer.tokens[at];
    return {
      token,
      row: rowIn(answer.rows, at, token),
      certainty: certaintyIn(answer.certainties, at),
      segmentText: answer.segmentTexts?.[at] ?? null,
    };
  }

  rowOf(token: number): number | null {
    const { cache } = this.data;
    return cache.want({ method: 'rowOfToken', params: { ...this.query, token } })?.row ?? null;
  }

  problem(): string | null {
    return this.data.cache.problemAt(this.line, 0);
  }

  get share(): number | null {
    return this.data.cache.shareOf(this.line);
  }

  private question(fromRow: number, toRow: number): PanelQuestion<'tableRows'> {
    return { method: 'tableRows', params: { ...this.query, fromRow, toRow } };
  }
}

function certaintyIn(answer: TokenCertainties, at: number): RowCertainty {
  return {
    runnerUp: answer.runnerUps[at],
    runnerUpProbability: answer.runnerUpProbabilities[at],
    entropy: answer.entropies[at],
    confidence: answer.confidences[at],
  };
}
