import { readModel } from '../core/formats/modelPackage.js';
import { Pipeline, type PipelineRun } from '../core/pipeline.js';
import type { RecurrentEngine } from '../core/rnn/engine.js';
import { segmentTokens } from '../core/text/ranges.js';
import type { SegmentedText } from '../core/text/segmented.js';
import type { Contract } from '../protocol/engine.js';
import { Rpc, type Port } from '../protocol/rpc.js';

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
  readonly name: string;
  readonly manifest: string;
  readonly weights: Uint8Array;
}

/** What a helper of the engine answers. */
export interface RunnerContract extends Contract {
  readonly requests: {
    loadModel: { params: ModelFiles; result: null };
    run: { params: { modelName: string; group: SegmentGroup }; result: TokenLabels };
  };
  readonly events: Record<never, never>;
}

/** A side that only asks. */
interface Nothing extends Contract {
  readonly requests: Record<never, never>;
  readonly events: Record<never, never>;
}

/** Runs a group: what every runner does, here or in a helper. */
export function runGroup(pipeline: Pipeline, group: SegmentGroup): TokenLabels {
  const { tokens, offsets } = segmentTokens(group.text, group, 0, group.segmentOffsets.length - 1);
  return tokenLabels(pipeline.run(tokens, offsets, { outputOnly: true }));
}

/** Labels of the head that is shown, and their probabilities. */
export function tokenLabels({ heads: [head] }: PipelineRun): TokenLabels {
  const classes = head.probabilities.length / Math.max(1, head.labels.length);
  const probabilities = Float32Array.from(head.labels, (label, t) => head.probabilities[t * classes + label]);
  return { labels: head.labels, probabilities };
}

/** The buffers of a result, to be transferred and not copied. */
export function buffersOf({ labels, probabilities }: TokenLabels): ArrayBuffer[] {
  return [labels.buffer as ArrayBuffer, probabilities.buffer as ArrayBuffer];
}

/** A helper of the engine: answers groups behind a port, in a worker of its own. */
export function serveGroups(port: Port, engine: RecurrentEngine): void {
  const pipelines = new Map<string, Pipeline>();
  new Rpc<RunnerContract, Nothing>(
    port,
    {
      requests: {
        loadModel: ({ name, manifest, weights }) => {
          pipelines.set(name, new Pipeline(readModel(manifest, weights).model, engine));
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

/** The engine's end of a helper. */
export class Helper {
  private readonly rpc: Rpc<Nothing, RunnerContract>;
  private readonly models = new Map<string, Promise<null>>();

  constructor(port: Port) {
    this.rpc = new Rpc(port, { requests: {}, events: {} });
  }

  /** Runs a group; the model is sent first if the helper has not got it. */
  async run(model: ModelFiles, group: SegmentGroup): Promise<TokenLabels> {
    const { name } = model;
    if (!this.models.has(name)) this.models.set(name, this.rpc.call('loadModel', { ...model }));
    await this.models.get(name);
    const transfer = [group.starts, group.ends, group.segmentOffsets].map((a) => a.buffer as ArrayBuffer);
    return this.rpc.call('run', { modelName: name, group }, { transfer });
  }

  /** The model was loaded anew with other contents. */
  forgetModel(name: string): void {
    this.models.delete(name);
  }

  /** Rejects everything that waits: the helper is gone. */
  close(reason: string): void {
    this.rpc.close(reason);
  }
}
