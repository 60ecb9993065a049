// RNN Lens on all cores: worker threads that take some sentences at a time.
import { once } from 'node:events';
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { outputSize } from '../../../src/core/rnn/config.js';
import {
  bulkRows,
  checkedBulkRows,
  firstRows,
  MODEL_A,
  timedRuns,
  type Contender,
  type Rows,
  type Workload,
} from '../workloads.js';
import { engineOf, type Arithmetic } from './engine.js';

/** Tokens a thread takes at a time. */
const CHUNK_TOKENS = 1024;

/** What the threads work on together: all arrays lie in shared memory. */
export interface SharedRows extends Rows {
  /** Row numbers where chunks begin, and the number of rows. */
  readonly starts: Uint32Array;
  /** One number: the chunk that is taken next. */
  readonly next: Int32Array;
  /** [N, D·P], written by the threads. */
  readonly output: Float32Array;
}

/** The bulk workload on all cores; it knows no other. */
export function enginePoolContender(arithmetic?: Arithmetic): Contender {
  return {
    versions: { module: engineOf(arithmetic).name, threads: String(availableParallelism()) },
    strategies: [`${CHUNK_TOKENS} tokens at a time to ${availableParallelism()} threads`],
    async open(task) {
      if (task.kind !== 'bulk') throw new Error(`The pool does not run ${task.kind}.`);
      return openBulk(arithmetic, task.share);
    },
  };
}

async function openBulk(arithmetic: Arithmetic | undefined, share: number): Promise<Workload> {
  const workers = Array.from(
    { length: availableParallelism() },
    () => new Worker(new URL('./engineWorker.mjs', import.meta.url), { workerData: arithmetic }),
  );
  await Promise.all(workers.map((worker) => once(worker, 'online')));
  // As other contenders get their batches, the threads get x before the clock starts.
  const [rows, checked] = [firstRows(bulkRows(), share), checkedBulkRows()].map(sharedRows);
  return {
    check: async () => (await runOn(workers, checked)).slice(),
    round: async () => ({
      ms: await timedRuns(() => runOn(workers, rows)),
      units: rows.offsets.at(-1)!,
    }),
    close: async () => {
      await Promise.all(workers.map((worker) => worker.terminate()));
    },
  };
}

/** Runs all rows; the threads take chunk after chunk. The answer is the outputs in the order of the rows, [N, D·P]. */
async function runOn(
  workers: readonly Worker[],
  rows: Rows & { starts: Uint32Array },
): Promise<Float32Array> {
  const job: SharedRows = {
    ...rows,
    next: new Int32Array(new SharedArrayBuffer(4)),
    output: new Float32Array(new SharedArrayBuffer(4 * rows.offsets.at(-1)! * outputSize(MODEL_A))),
  };
  const done = workers.map((worker) => once(worker, 'message'));
  for (const worker of workers) worker.postMessage(job);
  await Promise.all(done);
  return job.output;
}

function sharedRows({ x, offsets }: Rows): Rows & { starts: Uint32Array } {
  const shared = new Float32Array(new SharedArrayBuffer(x.byteLength));
  shared.set(x);
  return { x: shared, offsets, starts: Uint32Array.from(startsOf(offsets)) };
}

function startsOf(offsets: Uint32Array): number[] {
  const rows = offsets.length - 1;
  const starts = [0];
  for (let row = 1; row < rows; row++)
    if (offsets[row + 1] - offsets[starts.at(-1)!] > CHUNK_TOKENS) starts.push(row);
  return [...starts, rows];
}
