import { inTagSet, readModel } from '../core/formats/modelPackage.js';
import { Pipeline, type PipelineRun } from '../core/pipeline.js';
import type { RecurrentEngine } from '../core/rnn/engine.js';
import { segmentTokens } from '../core/text/ranges.js';
import type { SegmentedText } from '../core/text/segmented.js';
import type { Contract } from '../protocol/engine.js';
import { Rpc, type Port, type WorkerPort } from '../protocol/rpc.js';

/** Some segments by themselves: offsets count from the start of `text`. */
export interface SegmentGroup extends SegmentedText {
  readonly text: string;
}

/** What is kept of a run: the label of each token (or segment, of a classifier), and how probable it is. */
export interface TokenLabels {
  readonly labels: Uint16Array;
  readonly probabilities: Float32Array;
}

/** A model as it is sent from worker to worker. */
export interface ModelFiles {
  /** Another one for every model that was loaded. */
  readonly name: string;
  readonly manifest: string;
  readonly weights: Uint8Array;
  /** See `loadModel` of the engine's protocol. */
  readonly tagSet?: string | undefined;
}

/** What a helper of the engine answers. */
export interface HelperContract extends Contract {
  readonly requests: {
    loadModel: { params: ModelFiles; result: null };
    forgetModel: { params: { name: string }; result: null };
    run: { params: { modelName: string; group: SegmentGroup }; result: TokenLabels };
  };
  readonly events: Record<never, never>;
}

/** A side that only asks. */
interface Nothing extends Contract {
  readonly requests: Record<never, never>;
  readonly events: Record<never, never>;
}

/** Runs a group: what the engine does and what its helpers do. */
export function runGroup(pipeline: Pipeline, group: SegmentGroup): TokenLabels {
  const { tokens, offsets } = segmentTokens(group.text, group, 0, group.segmentOffsets.length - 1);
  return tokenLabels(pipeline.run(tokens, offsets, { outputOnly: true }));
}

/** Labels of the head that is shown, and their probabilities: the run's own stay with it. */
export function tokenLabels({ heads: [head] }: PipelineRun): TokenLabels {
  const classes = head.probabilities.length / Math.max(1, head.labels.length);
  const probabilities = Float32Array.from(head.labels, (label, t) => head.probabilities[t * classes + label]);
  return { labels: head.labels.slice(), probabilities };
}

/** The buffers of a result, to be transferred and not copied. */
export function buffersOf({ labels, probabilities }: TokenLabels): ArrayBuffer[] {
  return [labels.buffer as ArrayBuffer, probabilities.buffer as ArrayBuffer];
}

/** A helper of the engine: answers groups behind a port, in a worker of its own. */
export function serveGroups(port: Port, engine: RecurrentEngine): void {
  const pipelines = new Map<string, Pipeline>();
  new Rpc<HelperContract, Nothing>(
    port,
    {
      requests: {
        loadModel: ({ name, manifest, weights, tagSet }) => {
          pipelines.set(name, new Pipeline(inTagSet(readModel(manifest, weights), tagSet).model, engine));
          return null;
        },
        forgetModel: ({ name }) => {
          pipelines.delete(name);
          return null;
        },
        run: ({ modelName, group }) => {
          const pipeline = pipelines.get(modelName);
          if (!pipeline) throw new Error(`The model "${modelName}" is not loaded.`);
          return runGroup(pipeline, group);
        },
      },
      events: {},
    },
    { transferables: (value) => (value ? buffersOf(value as TokenLabels) : []) },
  );
}

/** Models a helper keeps: the ones used longest ago make room. */
const MOST_MODELS = 6;

/** The engine's end of a helper. */
export class Helper {
  private readonly rpc: Rpc<Nothing, HelperContract>;
  /** By name, the ones used last at the end. */
  private readonly models = new Map<string, Promise<null>>();
  /** How many questions have no answer, those of cancelled work included, and when the last word came. */
  private unanswered = 0;
  private lastWord = 0;
  /** It has done a group; to have taken a model is no work yet. */
  hasAnswered = false;

  /** `now` is a clock, in ms. */
  constructor(
    private readonly port: WorkerPort,
    private readonly now: () => number,
  ) {
    this.rpc = new Rpc(port, { requests: {}, events: {} });
  }

  /** It was asked something at this time of its clock or before, and has said nothing since. */
  isSilentSince(time: number): boolean {
    return this.unanswered > 0 && this.lastWord <= time;
  }

  /** Runs a group; the model is sent first if the helper has not got it. Rejects when it ends, or `signal` aborts. */
  async run(model: ModelFiles, group: SegmentGroup, signal?: AbortSignal): Promise<TokenLabels> {
    const { name } = model;
    const loading = this.models.get(name) ?? this.load(model);
    this.models.delete(name);
    this.models.set(name, loading);
    this.makeRoom();
    await unlessAborted(loading, signal);
    const transfer = [group.starts, group.ends, group.segmentOffsets].map((a) => a.buffer as ArrayBuffer);
    const running = this.heard(this.rpc.call('run', { modelName: name, group }, { transfer }));
    return unlessAborted(this.done(running), signal);
  }

  /** Ends the helper and rejects everything that waits. */
  close(reason: string): void {
    this.rpc.close(reason);
    this.port.stop();
  }

  private load(model: ModelFiles): Promise<null> {
    const loading = this.heard(this.rpc.call('loadModel', { ...model }));
    // A failed attempt must not be the answer for ever.
    loading.catch(() => this.models.delete(model.name));
    return loading;
  }

  private async done(running: Promise<TokenLabels>): Promise<TokenLabels> {
    const labels = await running;
    this.hasAnswered = true;
    return labels;
  }

  private makeRoom(): void {
    const [oldest] = this.models.keys();
    if (this.models.size <= MOST_MODELS || oldest === undefined) return;
    this.models.delete(oldest);
    this.heard(this.rpc.call('forgetModel', { name: oldest })).catch(() => undefined);
  }

  private async heard<T>(answer: Promise<T>): Promise<T> {
    if (this.unanswered++ === 0) this.lastWord = this.now();
    try {
      return await answer;
    } finally {
      this.unanswered--;
      this.lastWord = this.now();
    }
  }
}

/** The answer, unless the signal aborts before it: a helper works on one thing after the other and cannot be stopped. */
function unlessAborted<T>(answer: Promise<T>, signal?: AbortSignal): Promise<T> {
  if (!signal) return answer;
  return new Promise((resolve, reject) => {
    const abort = (): void => reject(new Error('Cancelled.'));
    if (signal.aborted) abort();
    signal.addEventListener('abort', abort, { once: true });
    const over = (): void => signal.removeEventListener('abort', abort);
    answer.then(resolve, reject).finally(over);
  });
}
