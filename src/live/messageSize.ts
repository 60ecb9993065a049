import { quantitySize, type RnnConfig } from '../core/rnn/config.js';
import { MOST_SYMBOL_CHARACTERS, mostRows, mostStateSteps } from '../core/views/pages.js';
import type { StateQuery, StateWindow } from '../protocol/engine.js';
import type { TokenRows } from '../protocol/panel.js';
import type { PointQuery } from '../protocol/trajectory.js';

/** Two of a place in the plane, and what is said of it in bytes. */
const POINT_NUMBERS = 3;

/** The query for as many of its steps as one message holds and the run of `stepCount` steps (0: not known) has. */
export function fittingQuery(query: StateQuery, rnn: RnnConfig, stepCount: number): StateQuery {
  const most = mostStateSteps(quantitySize(rnn, query.quantity, query));
  return { ...query, toStep: Math.min(query.toStep, query.fromStep + most, stepCount || query.toStep) };
}

/** The query for as many of its steps as one message holds and the run of `stepCount` steps (0: not known) has. */
export function fittingPoints(query: PointQuery, stepCount: number): PointQuery {
  const most = mostStateSteps(POINT_NUMBERS);
  return { ...query, toStep: Math.min(query.toStep, query.fromStep + most, stepCount || query.toStep) };
}

/** The window with symbols that a message has room for. */
export function withShortSymbols<W extends Pick<StateWindow, 'symbols'>>(window: W): W {
  const symbols = window.symbols.map((symbol) => symbol.slice(0, MOST_SYMBOL_CHARACTERS));
  return { ...window, symbols };
}

/** As many of the first rows as one message holds. */
export function fittingRows(rows: TokenRows): TokenRows {
  const count = mostRows(rows.texts, rows.details);
  if (count === rows.texts.length) return rows;
  return {
    fromToken: rows.fromToken,
    texts: rows.texts.slice(0, count),
    lines: rows.lines.slice(0, count),
    columns: rows.columns.slice(0, count),
    labels: rows.labels.slice(0, count),
    probabilities: rows.probabilities.slice(0, count),
    details: rows.details.slice(0, count),
    unknown: rows.unknown.slice(0, count),
    segmentStarts: rows.segmentStarts.slice(0, count),
  };
}
