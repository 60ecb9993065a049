import { mainLabels, readModel, type LoadedModel } from '../core/formats/modelPackage.js';
import { Pipeline } from '../core/pipeline.js';
import type { RecurrentEngine } from '../core/rnn/engine.js';
import { StreamingSegmenter } from '../core/text/english.js';
import { joinSegmented, segmentGroups, segmentsOfSpan } from '../core/text/ranges.js';
import type { SegmentedText } from '../core/text/segmented.js';
import type {
  EngineClientContract,
  EngineContract,
  ModelDescription,
  RunSummary,
} from '../protocol/contracts.js';
import { Rpc, type Port } from '../protocol/rpc.js';
import { deal } from './dealing.js';
import { EngineDocument } from './document.js';
import { buffersOf, groupOf, Helper, runGroup, type SegmentGroup, type TokenLabels } from './runner.js';

/** Tokens run between two looks at the message queue: a fraction of a second, so that cancelling is prompt. */
const TOKENS_PER_TURN = 256;
/** Groups of a document from which on helpers are worth their start. */
const GROUPS_FOR_HELPERS = 40;
/** Groups a helper has at once: one to work on, one to begin with while the result of the first travels. */
const GROUPS_AHEAD = 2;
/** Code units segmented between two looks at the message queue. */
const CHUNK_UTF16 = 1 << 18;

type RequestOf<K extends keyof EngineContract['requests']> = EngineContract['requests'][K]['params'];
type RunParams = RequestOf<'run'>;

/** Lets messages that arrived in the meantime be handled: a cancellation, a question about another document. */
async function nextTurn(yieldTurn: YieldTurn, signal: AbortSignal): Promise<void> {
  await yieldTurn();
  if (signal.aborted) throw new Error('Cancelled.');
}

/**
 * Resolves once waiting messages were handled. The platform gives it: Node never reads a port between timers that
 * are due, which is where two runs with `setTimeout` would keep it for ever.
 */
export type YieldTurn = () => Promise<void>;

/** What an engine is given by the platform it runs on. */
export interface EnginePlatform {
  readonly yieldTurn: YieldTurn;
  /** Who does the arithmetic. */
  readonly arithmetic: RecurrentEngine;
  /** Starts a helper in a worker of its own; none on a machine with one core. */
  readonly helpers: readonly (() => Port)[];
}

/** What a person is told of a model. */
export function describeModel({ manifest, parameterCount, sizeBytes }: LoadedModel): ModelDescription {
  const { name, title, task, language, rnn, score } = manifest;
  const { labels, labelDescriptions } = mainLabels(manifest);
  return { name, title, task, language, rnn, labels, labelDescriptions, score, parameterCount, sizeBytes };
}

/** Runs models on documents behind a port; one engine a worker. */
export class Engine {
  private readonly pipelines = new Map<string, Pipeline>();
  private readonly files = new Map<string, RequestOf<'loadModel'>>();
  private helpers: readonly Helper[] | null = null;
  private readonly documents = new Map<number, EngineDocument>();
  private readonly rpc: Rpc<EngineContract, EngineClientContract>;

  constructor(
    port: Port,
    private readonly platform: EnginePlatform,
  ) {
    this.rpc = new Rpc(port, {
      requests: {
        loadModel: (files) => this.loadModel(files),
        run: (params, signal) => this.run(params, signal),
        classProbabilities: ({ documentId, token }) => this.document(documentId).classProbabilities(token),
        states: ({ documentId, query }) => this.document(documentId).states(query),
        closeDocument: ({ documentId }) => {
          this.documents.delete(documentId);
          return null;
        },
      },
      events: {},
    });
  }

  private loadModel(files: RequestOf<'loadModel'>): ModelDescription {
    const model = readModel(files.manifest, files.weights);
    const { name } = model.manifest;
    this.pipelines.set(name, new Pipeline(model.model, this.platform.arithmetic));
    this.files.set(name, { ...files, name });
    for (const helper of this.helpers ?? []) helper.forgetModel(name);
    return describeModel(model);
  }

  private document(id: number): EngineDocument {
    const document = this.documents.get(id);
    if (!document) throw new Error('This document was not tagged yet: tag it first.');
    return document;
  }

  private emitSegmented(documentId: number, segmented: SegmentedText): void {
    const starts = segmented.starts.slice();
    const ends = segmented.ends.slice();
    const segmentOffsets = segmented.segmentOffsets.slice();
    const transfer = [starts.buffer, ends.buffer, segmentOffsets.buffer];
    this.rpc.emit('segmented', { documentId, starts, ends, segmentOffsets }, transfer);
  }

  private async run(params: RunParams, signal: AbortSignal): Promise<RunSummary> {
    const pipeline = this.pipelines.get(params.modelName);
    if (!pipeline) throw new Error(`The model "${params.modelName}" is not loaded.`);
    const started = performance.now();
    const segmented = await segment(params.text, () => nextTurn(this.platform.yieldTurn, signal));
    const document = new EngineDocument(params.text, segmented, pipeline);
    this.documents.set(params.documentId, document);
    this.emitSegmented(params.documentId, segmented);
    await this.runGroups(params, pipeline, segmented, signal);
    return {
      tokenCount: document.tokenCount,
      segmentCount: document.segmentCount,
      shapes: document.shapes(),
      elapsedMs: performance.now() - started,
    };
  }

  /** Runs all segments, those in sight first, and tells the results as they come. */
  private async runGroups(
    { documentId, modelName, text, visible }: RunParams,
    pipeline: Pipeline,
    segmented: SegmentedText,
    signal: AbortSignal,
  ): Promise<void> {
    const ranges = visibleFirst(segmented, visible);
    const own = async (group: SegmentGroup): Promise<TokenLabels> => {
      await nextTurn(this.platform.yieldTurn, signal);
      return runGroup(pipeline, group);
    };
    const model = this.files.get(modelName)!;
    const helpers = ranges.length < GROUPS_FOR_HELPERS ? [] : this.startedHelpers();
    const theirs = helpers.flatMap((helper) =>
      Array.from({ length: GROUPS_AHEAD }, () => async (group: SegmentGroup) => {
        if (signal.aborted) throw new Error('Cancelled.');
        return helper.run(model, group);
      }),
    );
    type Range = readonly [number, number];
    const onRange =
      (run: (group: SegmentGroup) => Promise<TokenLabels>) =>
      ([from, to]: Range) =>
        run(groupOf(text, segmented, from, to));
    await deal<Range, TokenLabels>(ranges, [own, ...theirs].map(onRange), ([from], result) => {
      if (signal.aborted) return;
      const fromToken = segmented.segmentOffsets[from];
      this.rpc.emit('tagged', { documentId, fromToken, ...result }, buffersOf(result));
    });
  }

  private startedHelpers(): readonly Helper[] {
    this.helpers ??= this.platform.helpers.map((start) => new Helper(start()));
    return this.helpers;
  }
}

async function segment(text: string, turn: () => Promise<void>): Promise<SegmentedText> {
  const segmenter = new StreamingSegmenter();
  const parts: { offsetUtf16: number; segmented: SegmentedText }[] = [];
  for (let at = 0; at < text.length; at += CHUNK_UTF16) {
    const part = segmenter.push(text.slice(at, at + CHUNK_UTF16));
    if (part) parts.push(part);
    await turn();
  }
  const last = segmenter.end();
  if (last) parts.push(last);
  return joinSegmented(parts);
}

/** Groups of segments, those of the visible text before all others. */
function visibleFirst(text: SegmentedText, [start, end]: readonly [number, number]): [number, number][] {
  const [from, to] = segmentsOfSpan(text, start, end);
  return [
    ...segmentGroups(text, from, to, TOKENS_PER_TURN),
    ...segmentGroups(text, 0, from, TOKENS_PER_TURN),
    ...segmentGroups(text, to, text.segmentOffsets.length - 1, TOKENS_PER_TURN),
  ];
}
