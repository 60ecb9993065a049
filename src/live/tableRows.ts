/** Rows of the table of tokens in another order than that of the text. */
import { mostRows } from '../core/views/pages.js';
import type { OrderedRange, TableRows } from '../protocol/tokenTable.js';
import type { CallOptions } from '../protocol/rpc.js';
import type { EngineClient } from './engineClient.js';
import { MAX_ROWS, MAX_TOKEN_TEXT, rowsAt } from './rows.js';
import type { Run } from './run.js';

/** Some rows of a run, as many of the first ones as one message holds. Rejects as the engine does. */
export async function tableRows(
  engine: Pick<EngineClient, 'call'>,
  run: Run,
  range: OrderedRange,
  options: CallOptions<number>,
): Promise<TableRows> {
  const { documentId } = run;
  const toRow = Math.min(range.toRow, range.fromRow + MAX_ROWS);
  const asked = { documentId, range: { ...range, toRow } };
  const order = await engine.call('tokenOrder', asked, options);
  const picked = await engine.call(
    'pickedTokens',
    { documentId, tokens: order.tokens },
    { signal: options.signal },
  );
  const own = rowsAt(run, order.tokens);
  const cut = (text: string): string => text.slice(0, MAX_TOKEN_TEXT);
  const texts = picked.forms?.map(cut) ?? own.texts;
  const details = picked.details.map(cut);
  const segmentTexts = run.level === 'segment' ? segmentTextsOf(run, order.tokens) : null;
  const most = mostRows(segmentTexts ? texts.map((text, k) => text + segmentTexts[k]) : texts, details);
  const rows = { ...own, texts, details, unknown: picked.unknown };
  const { runnerUps, runnerUpProbabilities, entropies, confidences } = picked;
  const certainties = { fromToken: 0, runnerUps, runnerUpProbabilities, entropies, confidences };
  const whole = { ...order, fromRow: range.fromRow, rows, certainties, segmentTexts };
  return order.tokens.length <= most
    ? whole
    : tableRows(engine, run, { ...range, toRow: range.fromRow + most }, options);
}

/** The texts of the segments of tokens, cut. */
function segmentTextsOf({ tokens }: Run, of: Uint32Array): string[] {
  return Array.from(of, (token) => tokens.textOfSegment(tokens.segmentOf(token)).slice(0, MAX_TOKEN_TEXT));
}
