import { rankUnits } from '../core/analysis/rankSelection.js';
import { writeStateFile } from '../core/formats/stateFile.js';
import { MarkedText } from '../core/session/markup/markedText.js';
import { surfaceLabel } from '../core/text/surface.js';
import { UNKNOWN, unknownOf } from '../core/tokens/unknown.js';
import type {
  ComparedDocuments,
  EngineClientContract,
  EngineContract,
  TextRange,
} from '../protocol/engine.js';
import type { Handlers, Rpc } from '../protocol/rpc.js';
import { packAlignment, type Comparison } from './comparisons.js';
import { firstDifference, stateDifference } from './differences.js';
import { statesOf, statesRead } from './documents/engineDocument.js';
import type { Job, Jobs } from './jobs.js';
import { stepTraceOf } from './documents/stepTrace.js';
import type { OpenDocuments } from './openDocuments.js';
import { tokenAttribution } from './attribution.js';
import { documentScale, unitValues } from './unitQueries.js';
import { unitOrder } from './unitOrder.js';
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
      const { architecture, vocabularies } = document.pipeline.model;
      const unknown = Uint8Array.from(read, (form) =>
        // What a rule decides nobody needs to know.
        surfaceLabel(architecture.heads[0]?.surface, form) !== null
          ? UNKNOWN.nothing
          : unknownOf(architecture.input, vocabularies, form),
      );
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
): Answers<'pin' | 'alignment' | 'firstDifference' | 'stateDifference'> {
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
    firstDifference: async ({ place, ...compared }, signal, tell) => {
      const comparison = await aligned(compared, signal);
      const isCurrent = documents.watch(compared.beforeId, compared.afterId);
      return firstDifference(comparison, place, jobs.begin([signal], { tell, isCurrent }));
    },
  };
}

/** Questions that may walk a whole document: they give way to short ones, and end when the text is edited. */
export function unitQuestions(
  documents: OpenDocuments,
  jobs: Jobs,
): Answers<
  | 'attribution'
  | 'unitValues'
  | 'unitScale'
  | 'rankUnits'
  | 'unitLines'
  | 'unitScales'
  | 'unitOrder'
  | 'unitMatches'
  | 'unitTags'
> {
  const begin = (documentId: number, signal: AbortSignal, tell?: (share: number) => void): Job =>
    jobs.begin([signal], { tell, isCurrent: documents.watch(documentId) });
  return {
    attribution: ({ documentId, ...asked }, signal, tell) =>
      tokenAttribution(documents.document(documentId), asked, begin(documentId, signal, tell)),
    unitValues: ({ documentId, place, fromToken, toToken, scale }, signal) =>
      unitValues(
        documents.document(documentId),
        place,
        [fromToken, toToken],
        begin(documentId, signal),
        scale,
      ),
    unitOrder: ({ documentId, place }, signal, tell) =>
      unitOrder(documents.document(documentId), place, begin(documentId, signal, tell)),
    unitScales: ({ documentId, place }, signal, tell) =>
      unitScales(documents.document(documentId), place, begin(documentId, signal, tell)),
    unitLines: ({ documentId, places, columns }, signal, tell) =>
      unitLines(documents.document(documentId), places, columns, begin(documentId, signal, tell)),
    unitMatches: ({ documentId, query }, signal, tell) =>
      unitMatches(documents.document(documentId), query, begin(documentId, signal, tell)),
    unitTags: ({ documentId, place, labels }, signal) =>
      unitTags(documents.document(documentId), place, labels, begin(documentId, signal)),
    unitScale: ({ documentId, place }, signal, tell) =>
      documentScale(documents.document(documentId), place, begin(documentId, signal, tell)),
    rankUnits: ({ documentId, chosen, others }, signal, tell) => {
      const read = (ranges: readonly TextRange[]): TextRange[] =>
        ranges.map(([start, end]) => [
          documents.readAt(documentId, start),
          documents.readAt(documentId, end),
        ]);
      const selected = { chosen: read(chosen), others: read(others) };
      return rankUnits(statesRead(documents.document(documentId)), selected, begin(documentId, signal, tell));
    },
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
