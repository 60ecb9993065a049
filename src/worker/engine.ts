import { readModel, type LoadedModel } from '../core/formats/modelPackage.js';
import { TaggerPipeline } from '../core/pipeline.js';
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
import { EngineDocument } from './document.js';

/** Tokens run between two looks at the message queue: a fraction of a second, so that cancelling is prompt. */
const TOKENS_PER_TURN = 256;
/** Code units segmented between two looks at the message queue. */
const CHUNK_UTF16 = 1 << 18;

type RunParams = EngineContract['requests']['run']['params'];

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

/** What a person is told of a model. */
export function describeModel({ manifest, parameterCount, sizeBytes }: LoadedModel): ModelDescription {
  const { name, title, task, language, rnn, labels, labelDescriptions, score } = manifest;
  return { name, title, task, language, rnn, labels, labelDescriptions, score, parameterCount, sizeBytes };
}

/** Runs models on documents behind a port; one engine a worker. */
export class Engine {
  private readonly pipelines = new Map<string, TaggerPipeline>();
  private readonly documents = new Map<number, EngineDocument>();
  private readonly rpc: Rpc<EngineContract, EngineClientContract>;

  constructor(
    port: Port,
    private readonly yieldTurn: YieldTurn,
  ) {
    this.rpc = new Rpc(port, {
      requests: {
        loadModel: ({ manifest, weights }) => {
          const model = readModel(manifest, weights);
          this.pipelines.set(model.manifest.name, new TaggerPipeline(model.tagger));
          return describeModel(model);
        },
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
    const segmented = await segment(params.text, () => nextTurn(this.yieldTurn, signal));
    const document = new EngineDocument(params.text, segmented, pipeline);
    this.documents.set(params.documentId, document);
    this.emitSegmented(params.documentId, segmented);
    for (const [from, to] of visibleFirst(segmented, params.visible)) {
      await nextTurn(this.yieldTurn, signal);
      const { labels, probabilities } = document.runSegments(from, to);
      const best = bestProbabilities(labels, probabilities);
      const fromToken = segmented.segmentOffsets[from];
      const tagged = { documentId: params.documentId, fromToken, labels, probabilities: best };
      this.rpc.emit('tagged', tagged, [labels.buffer as ArrayBuffer, best.buffer as ArrayBuffer]);
    }
    return {
      tokenCount: document.tokenCount,
      segmentCount: document.segmentCount,
      shapes: document.shapes(),
      elapsedMs: performance.now() - started,
    };
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

/** The probability of each token's label, [N]. */
function bestProbabilities(labels: Uint8Array, probabilities: Float32Array): Float32Array {
  const classes = probabilities.length / Math.max(1, labels.length);
  return Float32Array.from(labels, (label, t) => probabilities[t * classes + label]);
}
