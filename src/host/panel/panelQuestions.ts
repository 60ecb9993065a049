import { UNKNOWN } from '../../core/tokens/unknown.js';
import { isSigmoid } from '../../core/heads/probabilities.js';
import type { EngineClient } from '../../live/engineClient.js';
import { fittingQuery, fittingRows, withShortSymbols } from '../../live/messageSize.js';
import type { Answerers } from '../../live/panelAnswers.js';
import { lossOf, MAX_TOKEN_TEXT, rowRange, rowsOf } from '../../live/rows.js';
import { panelMatches, panelRanking, panelTags } from '../../live/unitAnswers.js';
import type { Run } from '../../live/run.js';
import type { TokenRows } from '../../protocol/panel.js';
import type { Comparisons } from '../compare/comparison.js';

/** Who knows the answers. */
export interface QuestionServices {
  readonly engine: () => EngineClient;
  readonly comparisons: Comparisons;
}

/** How each question of the panel is answered: a new kind of question has its line here. */
export function answerers({ engine, comparisons }: QuestionServices): Answerers {
  return {
    rows: (run, { fromToken, toToken }, signal) => detailedRows(engine(), run, fromToken, toToken, signal),
    classProbabilities: ({ documentId }, { token }, signal) =>
      engine().call('classProbabilities', { documentId, token }, { signal }),
    segmentProbabilities: (run, { token, head }, signal) => {
      const { documentId } = run;
      const segment = run.tokens.segmentOf(token);
      return engine().call('segmentProbabilities', { documentId, segment, head }, { signal });
    },
    stepsOfToken: ({ documentId }, { token }, signal) =>
      engine().call('stepsOfToken', { documentId, token }, { signal }),
    states: async ({ documentId, model, stepCount }, asked, signal) => {
      const query = fittingQuery(asked, model.rnn, stepCount);
      return withShortSymbols(await engine().call('states', { documentId, query }, { signal }));
    },
    attribution: async ({ documentId }, asked, signal) => {
      const answer = await engine().call('attribution', { documentId, ...asked }, { signal });
      return { ...answer, texts: answer.texts.map((text) => text.slice(0, MAX_TOKEN_TEXT)) };
    },
    stepTrace: ({ documentId }, query, signal) =>
      engine().call('stepTrace', { documentId, query }, { signal }),
    loss: (run) => lossOf(run),
    rankUnits: (run, asked, signal) => panelRanking(engine(), run, asked, signal),
    unitMatches: (run, asked, signal) => panelMatches(engine(), run, asked, signal),
    unitTags: (run, place, signal) => panelTags(engine(), run, place, signal),
    unitOrder: async ({ documentId }, place, signal) => ({
      units: await engine().call('unitOrder', { documentId, place }, { signal }),
    }),
    unitScales: async ({ documentId }, place, signal) => ({
      scales: await engine().call('unitScales', { documentId, place }, { signal }),
    }),
    unitLine: async ({ documentId }, { columns, ...place }, signal) => ({
      values: await engine().call('unitLines', { documentId, places: [place], columns }, { signal }),
    }),
    difference: (run, place, signal) => comparisons.difference(uriOf(run), place, signal),
    differenceStates: async (run, asked, signal) => {
      const query = fittingQuery(asked, run.model.rnn, run.stepCount);
      return withShortSymbols(await comparisons.states(uriOf(run), query, signal));
    },
    differenceClasses: (run, { token }, signal) => comparisons.classes(uriOf(run), token, signal),
  };
}

function uriOf({ source }: Run): string {
  return source.documentUri;
}

/** The rows the run knows, and what only the engine can say of them. */
async function detailedRows(
  engine: EngineClient,
  run: Run,
  fromToken: number,
  toToken: number,
  signal: AbortSignal,
): Promise<TokenRows> {
  // Of a classifier with one label a text there is nothing more to say, and only in markup is a word read otherwise than it stands there.
  const { task, heads } = run.model;
  const hasMore = task === 'tagging' || heads.length > 1 || heads.some(isSigmoid);
  const isAsked = hasMore || run.source.languageId !== undefined;
  const [from, to] = rowRange(run, fromToken, toToken);
  const params = { documentId: run.documentId, fromToken: from, toToken: to };
  const details = isAsked && to > from ? await engine.call('details', params, { signal }) : null;
  // What the run knows of them is taken when the answer is there: the question may have been sent along with an edit.
  const own = rowsOf(run, from, to);
  return fittingRows({
    ...own,
    texts: own.texts.map((text, k) => details?.forms?.[k]?.slice(0, MAX_TOKEN_TEXT) ?? text),
    details: own.texts.map((_, k) => (details?.texts[k] ?? '').slice(0, MAX_TOKEN_TEXT)),
    unknown: Uint8Array.from(own.texts, (_, k) => details?.unknown[k] ?? UNKNOWN.nothing),
  });
}
