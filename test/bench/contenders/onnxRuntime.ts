// ONNX Runtime, native (onnxruntime-node) or WebAssembly (onnxruntime-web), on the same weights.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { availableParallelism } from 'node:os';
import path from 'node:path';
import { directionCount, type RnnConfig } from '../../../src/core/rnn/config.js';
import { onnxModel } from '../onnxModel.js';
import {
  batchesOf,
  bulkRows,
  checkedBulkRows,
  checkedStreamRows,
  keystrokeRows,
  longest,
  MODEL_A,
  paddedInput,
  shareOf,
  streamModel,
  streamRows,
  timedRuns,
  timedCalls,
  tokensIn,
  weightsOf,
  type Batch,
  type Contender,
  type Rows,
  type Task,
  type Workload,
} from '../workloads.js';

interface OrtTensor {
  readonly data: Float32Array;
}
type Feeds = Readonly<Record<string, OrtTensor>>;
interface OrtSession {
  run(feeds: Feeds): Promise<Readonly<Record<string, OrtTensor>>>;
  release(): Promise<void>;
}
interface SessionOptions {
  readonly intraOpNumThreads: number;
  readonly interOpNumThreads: number;
}
/** The part of both packages that is used here. */
interface Ort {
  readonly env: { readonly wasm: { numThreads?: number } };
  readonly InferenceSession: { create(model: Uint8Array, options: SessionOptions): Promise<OrtSession> };
  readonly Tensor: new (
    type: 'float32' | 'int32',
    data: Float32Array | Int32Array,
    dims: readonly number[],
  ) => OrtTensor;
}

const SIZES = [1, 16, 32, 64];

/** One of the two packages, installed in `folder`. */
export function onnxRuntimeContender(
  folder: string,
  name: 'onnxruntime-node' | 'onnxruntime-web',
  threads: 'one' | 'all',
): Contender {
  const require = createRequire(`${folder}/`);
  const ort = require(name) as Ort;
  ort.env.wasm.numThreads = 1;
  // Read as a file: onnxruntime-web does not export it.
  const manifest = readFileSync(path.join(folder, name, 'package.json'), 'utf8');
  const { version } = JSON.parse(manifest) as { version: string };
  const strategies =
    threads === 'one' ? ways(1, 1) : [...ways(availableParallelism(), 1), ...ways(1, availableParallelism())];
  return {
    versions: { [name]: version },
    strategies: strategies.map(({ title }) => title),
    open: (task) => openTask(ort, task, strategies),
  };
}

/** A way to run many sentences. */
interface Strategy {
  readonly title: string;
  readonly batch: number;
  readonly threads: number;
  /** Sessions that run at the same time. */
  readonly sessions: number;
}

function ways(threads: number, sessions: number): Strategy[] {
  const on = sessions > 1 ? `, ${sessions} sessions` : threads > 1 ? `, ${threads} threads` : '';
  return SIZES.map((batch) => ({
    title: `${batch === 1 ? 'one by one' : `sorted batches of ${batch}`}${on}`,
    batch,
    threads,
    sessions,
  }));
}

function create(ort: Ort, config: RnnConfig, threads: number): Promise<OrtSession> {
  return ort.InferenceSession.create(onnxModel(config, weightsOf(config)), {
    intraOpNumThreads: threads,
    interOpNumThreads: 1,
  });
}

async function openTask(ort: Ort, task: Task, strategies: readonly Strategy[]): Promise<Workload> {
  switch (task.kind) {
    case 'bulk':
      return openBulk(
        ort,
        strategies.find(({ title }) => title === task.strategy)!,
        task.share,
      );
    case 'stream':
      return openSingle(ort, streamModel(task.hidden), checkedStreamRows(task.hidden), async (run) => {
        const feeds = run.feeds(streamRows(task.hidden, task.steps));
        return async () => ({ ms: await timedRuns(() => run.session.run(feeds)), units: task.steps });
      });
    case 'keystroke':
      return openSingle(ort, MODEL_A, keystrokeRows(), async (run) => {
        const feeds = run.feeds(keystrokeRows());
        return () => timedCalls(task.calls, () => run.session.run(feeds));
      });
    case 'training':
      throw new Error('ONNX Runtime does not train here.');
  }
}

/** One row at a time. */
async function openSingle(
  ort: Ort,
  config: RnnConfig,
  checked: Rows,
  prepare: (run: { session: OrtSession; feeds(rows: Rows): Feeds }) => Promise<Workload['round']>,
): Promise<Workload> {
  const session = await create(ort, config, 1);
  const feeds = (rows: Rows): Feeds => feedsOf(ort, rows, [0], config.inputSize);
  return {
    check: async () => unpad(config, checked, [[0]], [(await session.run(feeds(checked))).y.data]),
    round: await prepare({ session, feeds }),
    close: () => session.release(),
  };
}

/** Padding is done before the clock starts, and outputs stay in the runtime's own order. */
async function openBulk(ort: Ort, strategy: Strategy, share: number): Promise<Workload> {
  const sessions = await Promise.all(
    Array.from({ length: strategy.sessions }, () => create(ort, MODEL_A, strategy.threads)),
  );
  const rows = bulkRows();
  const batches = shareOf(batchesOf(rows.offsets, strategy.batch), share);
  const prepared = batches.map((batch) => feedsOf(ort, rows, batch, MODEL_A.inputSize));
  const units = tokensIn(rows.offsets, batches);
  return {
    async check() {
      const checked = checkedBulkRows();
      const some = batchesOf(checked.offsets, strategy.batch);
      const outputs = await runAll(
        sessions,
        some.map((batch) => feedsOf(ort, checked, batch, MODEL_A.inputSize)),
      );
      return unpad(MODEL_A, checked, some, outputs);
    },
    round: async () => ({ ms: await timedRuns(() => runAll(sessions, prepared)), units }),
    async close() {
      for (const session of sessions) await session.release();
    },
  };
}

/** Runs all batches, the longest first, each on the next free session. */
async function runAll(sessions: readonly OrtSession[], all: readonly Feeds[]): Promise<Float32Array[]> {
  const outputs: Float32Array[] = [];
  let next = all.length;
  await Promise.all(
    sessions.map(async (session) => {
      while (next > 0) {
        const mine = --next;
        outputs[mine] = (await session.run(all[mine])).y.data;
      }
    }),
  );
  return outputs;
}

function feedsOf(ort: Ort, rows: Rows, batch: Batch, width: number): Feeds {
  const { offsets } = rows;
  const lengths = Int32Array.from(batch, (row) => offsets[row + 1] - offsets[row]);
  const shape = [longest(offsets, batch), batch.length, width];
  return {
    x: new ort.Tensor('float32', paddedInput(rows, batch, width), shape),
    lengths: new ort.Tensor('int32', lengths, [batch.length]),
  };
}

/** Outputs [T, D, B, H] of all batches as [N, D·H]. */
function unpad(
  config: RnnConfig,
  { offsets }: Rows,
  batches: readonly Batch[],
  outputs: readonly Float32Array[],
): Float32Array {
  const H = config.hiddenSize;
  const D = directionCount(config);
  const out = new Float32Array(offsets.at(-1)! * D * H);
  batches.forEach((batch, k) =>
    batch.forEach((row, b) => {
      for (let t = 0; t < offsets[row + 1] - offsets[row]; t++)
        for (let d = 0; d < D; d++) {
          const from = ((t * D + d) * batch.length + b) * H;
          out.set(outputs[k].subarray(from, from + H), ((offsets[row] + t) * D + d) * H);
        }
    }),
  );
  return out;
}
