/** Rows of the table of tokens as tab-separated text, of any number of rows. */
import { tokenTsv } from '../core/report/tokenTsv.js';
import type { OrderedRange } from '../protocol/tokenTable.js';
import type { CallOptions } from '../protocol/rpc.js';
import type { EngineClient } from './engineClient.js';
import { tableRows } from './tableRows.js';
import type { Run } from './run.js';

/** Rows that are written at once: the thread is free again after each. */
const ROWS_AT_ONCE = 500;

/** What a table is written with. */
export interface TableText {
  readonly text: string;
  /** Without the line of names. */
  readonly rows: number;
}

/** Rows of a run, all from the first one on if `toRow` is left out. Rejects as the engine does. */
export async function tableText(
  engine: Pick<EngineClient, 'call'>,
  run: Run,
  { toRow = Infinity, ...range }: Omit<OrderedRange, 'toRow'> & { readonly toRow?: number | undefined },
  options: CallOptions<number> = {},
): Promise<TableText> {
  const { head, line } = tokenTsv(run.model);
  const parts = [head];
  let at = range.fromRow;
  for (let end = toRow; at < end;) {
    const asked = { ...range, fromRow: at, toRow: Math.min(end, at + ROWS_AT_ONCE) };
    const { tokens, rows, certainties, segmentTexts, count } = await tableRows(engine, run, asked, options);
    tokens.forEach((_, k) =>
      parts.push(
        line({
          text: segmentTexts?.[k] ?? rows.texts[k],
          line: rows.lines[k],
          column: rows.columns[k],
          label: rows.labels[k],
          probability: rows.probabilities[k],
          runnerUp: certainties.runnerUps[k],
          runnerUpProbability: certainties.runnerUpProbabilities[k],
          entropy: certainties.entropies[k],
          confidence: certainties.confidences[k],
          details: rows.details[k],
          unknown: rows.unknown[k],
        }),
      ),
    );
    at += tokens.length;
    end = tokens.length === 0 ? at : Math.min(end, count);
  }
  return { text: parts.join(''), rows: at - range.fromRow };
}
