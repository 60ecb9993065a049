/** Answers to the panel's questions about units over the whole text. */
import { likeStretches } from '../core/analysis/likeStretches.js';
import type { PanelMatches, PanelRanking, WholeTextQuestions } from '../protocol/panel.js';
import type { EngineClient } from './engineClient.js';
import type { Run } from './run.js';
import { walkTokens } from './walkTokens.js';

type Asked<K extends keyof WholeTextQuestions> = WholeTextQuestions[K]['params'];
type Engine = Pick<EngineClient, 'call'>;

/** Units of a ranking that the panel lists, and the columns of their lines. */
const MOST_UNITS = 40;
const COLUMNS = 90;

/** Matches that are listed, and how much of their text. */
const MOST_MATCHES = 100;
const MOST_TEXT = 60;

/** Units ranked for a stretch of tokens, by what stands between the same signs where that is so. */
export async function panelRanking(
  engine: Engine,
  run: Run,
  { fromToken, toToken }: Asked<'rankUnits'>,
  signal: AbortSignal,
): Promise<PanelRanking> {
  const { documentId, tokens } = run;
  const chosen = tokens.offsetsBetween(fromToken, toToken);
  const like = likeStretches(tokens.wholeText(), chosen);
  const ranges = like?.others ?? [];
  const others = Uint32Array.from(
    ranges.flatMap(([from, to]) => [tokens.firstFrom(from), tokens.firstFrom(to)]),
  );
  const params = { documentId, chosen: [chosen], others: ranges };
  const { units: all, ...ranking } = await engine.call('rankUnits', params, { signal });
  const units = all.slice(0, MOST_UNITS);
  const places = units.map(({ layer, direction, quantity, unit }) => ({ layer, direction, quantity, unit }));
  const lines = await engine.call('unitLines', { documentId, places, columns: COLUMNS }, { signal });
  const alike = like && `${like.open}…${like.close}`;
  return { ...ranking, units, compared: all.length, others, alike, lines, columns: COLUMNS };
}

/** Where units are on together, with what stands there. */
export async function panelMatches(
  engine: Engine,
  { documentId, tokens }: Run,
  query: Asked<'unitMatches'>,
  signal: AbortSignal,
): Promise<PanelMatches> {
  const params = { documentId, query: { ...query, most: MOST_MATCHES } };
  const { matches, count } = await engine.call('unitMatches', params, { signal });
  const rows = Array.from({ length: matches.length / 3 }, (_, k) => {
    const [fromToken, toToken, units] = matches.subarray(3 * k, 3 * k + 3);
    const text = tokens.textBetween(fromToken, toToken).slice(0, MOST_TEXT);
    return { fromToken, toToken, units, text, line: tokens.positionOf(fromToken)[0] };
  });
  return { matches: rows, count };
}

/** The units of a place in an order: by how high they are at some tokens where these are given. */
export async function panelOrder(
  engine: Engine,
  { documentId, tokens }: Run,
  { inside, ...place }: Asked<'unitOrder'>,
  signal: AbortSignal,
): Promise<WholeTextQuestions['unitOrder']['result']> {
  const range = inside && tokens.offsetsBetween(...inside);
  const params = { documentId, place, ...(range && { inside: range }) };
  return { units: await engine.call('unitOrder', params, { signal }) };
}

/** How a unit goes together with the labels of all tokens. */
export async function panelTags(
  engine: Engine,
  run: Run,
  place: Asked<'unitTags'>,
  signal: AbortSignal,
): Promise<WholeTextQuestions['unitTags']['result']> {
  const { documentId, tokens } = run;
  const labels = new Uint16Array(run.tokenCount);
  await walkTokens(run, (token) => (labels[token] = tokens.labelOf(token).label), signal);
  // Of a classifier all words of a text have one label: a control labels texts.
  const alike = run.level === 'segment' ? 'segments' : 'words';
  return { relations: await engine.call('unitTags', { documentId, place, labels, alike }, { signal }) };
}
