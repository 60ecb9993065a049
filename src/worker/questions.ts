import { rankUnits } from '../core/analysis/rankSelection.js';
import { writeStateFile } from '../core/formats/stateFile.js';
import { MarkedText } from '../core/session/markup/markedText.js';
import type {
  ComparedDocuments,
  EngineClientContract,
  EngineContract,
  TextRange,
} from '../protocol/engine.js';
import type { Handlers, Rpc } from '../protocol/rpc.js';
import { Along } from './along.js';
import { packAlignment, type Comparison } from './comparisons.js';
import { firstDifference, stateDifference } from './differences.js';
import { counterpartLines, counterparts, kinship, networkComparison } from './networks.js';
import { statesOf, statesRead } from './documents/engineDocument.js';
import type { Job, Jobs } from './jobs.js';
import { headDifferences } from './headDifferences.js';
import { stepTraceOf } from './documents/stepTrace.js';
import { goldLoss } from './goldLoss.js';
import type { OpenDocuments } from './openDocuments.js';
import { unitAblation } from './ablation.js';
import { tokenAttribution } from './attribution.js';
import { documentScale, unitValues } from './unitQueries.js';
import { Planes } from './trajectory.js';
import { certaintiesOf, pickedTokens, TokenOrders, unknownForms } from './tokenTable.js';
import { ColourScaleOf } from './scaledStates.js';
import { orderInside, unitOrder } from './unitOrder.js';
import { unitLines, unitMatches, unitScales, unitTags } from './unitWalks.js';

type Answers<K extends keyof EngineContract['requests']> = Pick<Handlers<EngineContract>['requests'], K>;

/** Questions about a few tokens or steps: answered at once. */
export function shortQuestions(
  documents: OpenDocuments,
): Answers<
  'classProbabilities' | 'segmentProbabilities' | 'details' | 'states' | 'stepsOfToken' | 'stepTrace'
> {
  return {
    classProbabilities: ({ documentId, token, head = 0 }) =>
      documents.document(documentId).classProbabilities(token, head),
    segmentProbabilities: ({ documentId, segment, head = 0 }) =>
      documents.document(documentId).segmentProbabilities(segment, head),
    details: ({ documentId, fromToken, toToken }) => {
      const { document, projection } = documents.open(documentId);
      const texts = document.details(fromToken, toToken);
      const read = texts.map((_, k) => document.texts.text(fromToken + k));
      const unknown = unknownForms(document, read);
      return { texts, forms: projection instanceof MarkedText ? read : null, unknown };
    },
    states: ({ documentId, query }) => statesOf(documents.document(documentId), query),
    stepsOfToken: ({ documentId, token }) => documents.document(documentId).stepsOfToken(token),
    stepTrace: ({ documentId, query }) => stepTraceOf(documents.document(documentId), query),
  };
}

/** Questions about how two documents differ. */
export function comparingQuestions(
  documents: OpenDocuments,
  jobs: Jobs,
): Answers<'pin' | 'alignment' | 'firstDifference' | 'stateDifference' | 'headDifferences'> {
  const { comparisons } = documents;
  /** Two whole texts are aligned in turns, once; from then on edits keep that up. */
  const aligned = async (compared: ComparedDocuments, signal: AbortSignal): Promise<Comparison> => {
    const isCurrent = documents.watch(compared.beforeId, compared.afterId);
    await comparisons.align(compared, jobs.begin([signal], { isCurrent }));
    return comparisons.of(compared);
  };
  return {
    pin: ({ documentId, pinnedId }) => {
      documents.pin(documentId, pinnedId);
      return null;
    },
    alignment: async (compared, signal) => packAlignment((await aligned(compared, signal)).alignment),
    stateDifference: async ({ query, ...compared }, signal) =>
      stateDifference(await aligned(compared, signal), query),
    headDifferences: async (compared, signal) => {
      const isCurrent = documents.watch(compared.beforeId, compared.afterId);
      return headDifferences(await aligned(compared, signal), jobs.begin([signal], { isCurrent }));
    },
    firstDifference: async ({ place, ...compared }, signal, tell) => {
      const comparison = await aligned(compared, signal);
      const isCurrent = documents.watch(compared.beforeId, compared.afterId);
      return firstDifference(comparison, place, jobs.begin([signal], { tell, isCurrent }));
    },
  };
}

/** Questions about two documents of different networks. */
export function networkQuestions(
  documents: OpenDocuments,
  jobs: Jobs,
): Answers<'kinship' | 'compareNetworks' | 'counterparts' | 'counterpartLines'> {
  const both = ({ beforeId, afterId }: ComparedDocuments) =>
    [documents.open(beforeId), documents.open(afterId)] as const;
  const begin = (
    { beforeId, afterId }: ComparedDocuments,
    signal: AbortSignal,
    tell?: (share: number) => void,
  ): Job => jobs.begin([signal], { tell, isCurrent: documents.watch(beforeId, afterId) });
  return {
    kinship: (compared) => kinship(both(compared)),
    compareNetworks: (compared, signal, tell) =>
      networkComparison(both(compared), begin(compared, signal, tell)),
    counterparts: ({ place, ...compared }, signal, tell) =>
      counterparts(both(compared), place, begin(compared, signal, tell)),
    counterpartLines: (asked, signal) => counterpartLines(both(asked), asked, begin(asked, signal)),
  };
}

/** Questions that may walk a whole document: they give way to short ones, and end when the text is edited. */
export function unitQuestions(
  documents: OpenDocuments,
  jobs: Jobs,
): Answers<
  | 'attribution'
  | 'ablation'
  | 'unitValues'
  | 'unitScale'
  | 'rankUnits'
  | 'unitLines'
  | 'unitScales'
  | 'unitOrder'
  | 'colourScales'
  | 'scaledStates'
  | 'unitMatches'
  | 'unitTags'
  | 'goldLoss'
  | 'along'
  | 'plane'
  | 'points'
> {
  const begin = (documentId: number, signal: AbortSignal, tell?: (share: number) => void): Job =>
    jobs.begin([signal], { tell, isCurrent: documents.watch(documentId) });
  const along = new Along();
  const planes = new Planes();
  const scales = new ColourScaleOf();
  const read = (documentId: number, ranges: readonly TextRange[]): TextRange[] =>
    ranges.map(([start, end]) => [documents.readAt(documentId, start), documents.readAt(documentId, end)]);
  const walk = (documentId: number, signal: AbortSignal, tell?: (share: number) => void) => ({
    ...begin(documentId, signal, tell),
    isOfNow: documents.watch(documentId),
  });
  return {
    attribution: ({ documentId, ...asked }, signal, tell) =>
      tokenAttribution(documents.document(documentId), asked, begin(documentId, signal, tell)),
    ablation: ({ documentId, ...asked }, signal, tell) =>
      unitAblation(documents.document(documentId), asked, begin(documentId, signal, tell)),
    unitValues: ({ documentId, place, fromToken, toToken, scale }, signal) =>
      unitValues(
        documents.document(documentId),
        place,
        [fromToken, toToken],
        begin(documentId, signal),
        scale,
      ),
    along: ({ documentId, query }, signal, tell) =>
      along.tokens(documents.document(documentId), query, begin(documentId, signal, tell)),
    plane: ({ documentId, query }, signal, tell) =>
      planes.plane(documents.document(documentId), query, walk(documentId, signal, tell)),
    points: ({ documentId, query }, signal) =>
      planes.points(documents.document(documentId), query, walk(documentId, signal)),
    unitOrder: ({ documentId, place, inside }, signal, tell) => {
      const [document, job] = [documents.document(documentId), begin(documentId, signal, tell)];
      return inside
        ? orderInside(document, place, read(documentId, [inside]), job)
        : unitOrder(document, place, job);
    },
    colourScales: ({ documentId, place }, signal, tell) =>
      scales.told(documents.document(documentId), place, begin(documentId, signal, tell)),
    scaledStates: ({ documentId, query }, signal) =>
      scales.window(documents.document(documentId), query, begin(documentId, signal)),
    unitScales: ({ documentId, place }, signal, tell) =>
      unitScales(documents.document(documentId), place, begin(documentId, signal, tell)),
    unitLines: ({ documentId, places, columns }, signal, tell) =>
      unitLines(documents.document(documentId), places, columns, begin(documentId, signal, tell)),
    unitMatches: ({ documentId, query }, signal, tell) =>
      unitMatches(documents.document(documentId), query, begin(documentId, signal, tell)),
    unitTags: ({ documentId, place, ...tags }, signal) =>
      unitTags(documents.document(documentId), place, tags, begin(documentId, signal)),
    goldLoss: ({ documentId, ...asked }, signal, tell) =>
      goldLoss(documents.document(documentId), asked, begin(documentId, signal, tell)),
    unitScale: ({ documentId, place }, signal, tell) =>
      documentScale(documents.document(documentId), place, begin(documentId, signal, tell)),
    rankUnits: ({ documentId, chosen, others }, signal, tell) => {
      const selected = { chosen: read(documentId, chosen), others: read(documentId, others) };
      return rankUnits(statesRead(documents.document(documentId)), selected, begin(documentId, signal, tell));
    },
  };
}

/** The table of a document's tokens in any order. */
export function tableQuestions(
  documents: OpenDocuments,
  jobs: Jobs,
): Answers<'certainties' | 'tokenOrder' | 'rowOfToken' | 'pickedTokens'> {
  const orders = new TokenOrders();
  const begin = (documentId: number, signal: AbortSignal, tell: (share: number) => void) => {
    const { document, model } = documents.open(documentId);
    const isCurrent = documents.watch(documentId);
    const read = { document, task: model.manifest.task, isCurrent };
    return { read, job: jobs.begin([signal], { tell, isCurrent }) };
  };
  return {
    certainties: ({ documentId, fromToken, toToken }) =>
      certaintiesOf(documents.document(documentId), fromToken, toToken),
    tokenOrder: ({ documentId, range }, signal, tell) => {
      const { read, job } = begin(documentId, signal, tell);
      return orders.order(read, range, job);
    },
    rowOfToken: async ({ documentId, query, token }, signal, tell) => {
      const { read, job } = begin(documentId, signal, tell);
      return (await orders.rows(read, query, job)).indexOf(token);
    },
    pickedTokens: ({ documentId, tokens }) => pickedTokens(documents.open(documentId), tokens),
  };
}

/** What a language model is asked to write, and the state it would go on from. */
export function writingQuestions(
  documents: OpenDocuments,
  jobs: Jobs,
  host: () => Pick<Rpc<EngineContract, EngineClientContract>, 'emit'>,
): Answers<'generate' | 'saveState'> {
  /** Runs a document up to an offset, where that is not done yet. */
  const reach = async (documentId: number, offsetUtf16: number, signal: AbortSignal) => {
    const document = documents.sequence(documentId);
    const { turn } = jobs.begin([signal], { isCurrent: documents.watch(documentId) });
    while (!document.runTowards(offsetUtf16)) await turn();
    return document;
  };
  return {
    generate: async ({ documentId, generationId, offsetUtf16, settings }, signal) => {
      const offset = documents.readAt(documentId, offsetUtf16);
      const document = await reach(documentId, offset, signal);
      // What is written does not depend on what becomes of the text from here on.
      const { turn } = jobs.begin([signal]);
      let text = '';
      for (const piece of document.generate(offset, settings)) {
        text += piece;
        host().emit('generated', { generationId, text: piece });
        await turn();
      }
      return { text };
    },
    saveState: async ({ documentId, offsetUtf16 }, signal) => {
      const offset = documents.readAt(documentId, offsetUtf16);
      const document = await reach(documentId, offset, signal);
      const { rnn } = document.pipeline.model.architecture;
      const { name } = documents.open(documentId).model.manifest;
      return writeStateFile(rnn, document.stateAt(offset), name);
    },
  };
}
