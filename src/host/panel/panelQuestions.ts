import { UNKNOWN } from '../../core/tokens/unknown.js';
import { isSigmoid } from '../../core/heads/probabilities.js';
import type { EngineClient } from '../../live/engineClient.js';
import { fittingPoints, fittingQuery, fittingRows, withShortSymbols } from '../../live/messageSize.js';
import { goldLabel, panelGoldLoss } from '../../live/goldAnswers.js';
import type { Answerers } from '../../live/panelAnswers.js';
import { doubtsOf, lossOf, MAX_TOKEN_TEXT, rowRange, rowsOf } from '../../live/rows.js';
import { tableRows } from '../../live/tableRows.js';
import { panelMatches, panelOrder, panelRanking, panelTags } from '../../live/unitAnswers.js';
import { FileSearch } from '../../live/fileMatches.js';
import type { Run } from '../../live/run.js';
import type { TokenRows } from '../../protocol/panel.js';
import type { Trainings } from '../../live/training/trainings.js';
import { unitCourseAnswer } from './panelTrainings.js';
import { otherFilesLike } from './otherFiles.js';
import type { Comparisons } from '../compare/comparison.js';

/** Who knows the answers. */
export interface QuestionServices {
  readonly engine: () => EngineClient;
  readonly comparisons: Comparisons;
  readonly trainings: Trainings;
}

/** How each question of the panel is answered: a new kind of question has its line here. */
export function answerers({ engine, comparisons, trainings }: QuestionServices): Answerers {
  const files = new FileSearch(engine);
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
    certainties: (run, { fromToken, toToken }, signal) => {
      const [from, to] = rowRange(run, fromToken, toToken);
      const params = { documentId: run.documentId, fromToken: from, toToken: to };
      return engine().call('certainties', params, { signal });
    },
    tableRows: (run, range, signal, progress) => tableRows(engine(), run, range, { signal, progress }),
    rowOfToken: async ({ documentId }, { token, ...query }, signal, progress) => ({
      row: await engine().call('rowOfToken', { documentId, query, token }, { signal, progress }),
    }),
    loss: (run) => lossOf(run),
    goldLabel: (run, { token }) => ({ label: goldLabel(run, token) }),
    goldLoss: (run, _, signal) => panelGoldLoss(engine(), run, signal),
    rankUnits: (run, asked, signal) => panelRanking(engine(), run, asked, signal),
    unitMatches: (run, asked, signal) => panelMatches(engine(), run, asked, signal),
    fileMatches: async (run, asked, signal, tell) =>
      files.search(run, asked, await otherFilesLike(uriOf(run)), { signal, tell }),
    unitTags: (run, place, signal) => panelTags(engine(), run, place, signal),
    ablation: ({ documentId }, asked, signal) =>
      engine().call('ablation', { documentId, ...asked }, { signal }),
    unitOrder: (run, asked, signal) => panelOrder(engine(), run, asked, signal),
    colourScales: ({ documentId }, place, signal) =>
      engine().call('colourScales', { documentId, place }, { signal }),
    scaledStates: async ({ documentId, model, stepCount }, asked, signal) => {
      const query = fittingQuery(asked, model.rnn, stepCount);
      return withShortSymbols(await engine().call('scaledStates', { documentId, query }, { signal }));
    },
    unitScales: async ({ documentId }, place, signal) => ({
      scales: await engine().call('unitScales', { documentId, place }, { signal }),
    }),
    unitLine: async ({ documentId }, { columns, ...place }, signal) => ({
      values: await engine().call('unitLines', { documentId, places: [place], columns }, { signal }),
    }),
    along: ({ documentId }, query, signal) => engine().call('along', { documentId, query }, { signal }),
    doubts: async (run, { columns }, signal) => ({ bits: await doubtsOf(run, columns, signal) }),
    plane: ({ documentId }, query, signal) => engine().call('plane', { documentId, query }, { signal }),
    points: async ({ documentId, stepCount }, asked, signal) => {
      const query = fittingPoints(asked, stepCount);
      return withShortSymbols(await engine().call('points', { documentId, query }, { signal }));
    },
    difference: (run, place, signal) => comparisons.difference(uriOf(run), place, signal),
    differenceStates: async (run, asked, signal) => {
      const query = fittingQuery(asked, run.model.rnn, run.stepCount);
      return withShortSymbols(await comparisons.states(uriOf(run), query, signal));
    },
    differenceClasses: (run, asked, signal) => comparisons.classes(uriOf(run), asked, signal),
    headDifferences: (run, _, signal) => comparisons.heads(uriOf(run), signal),
    networks: (run, _, signal) => comparisons.networks(uriOf(run), signal),
    counterparts: (run, place, signal) => comparisons.counterparts(uriOf(run), place, signal),
    counterpartLines: (run, asked, signal) => comparisons.counterpartLines(uriOf(run), asked, signal),
    ...unitCourseAnswer(engine, trainings),
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
