// RNN Lens on all cores: worker threads that are dealt some sentences at a time.
import { once } from 'node:events';
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { outputSize } from '../../../src/core/rnn/config.js';
import { availableKernels, type KernelName } from '../../../src/kernel/load.js';
import {
  bulkRows,
  checkedBulkRows,
  firstRows,
  MODEL_A,
  timed,
  type Contender,
  type Rows,
  type Workload,
} from '../workloads.js';

/** Tokens sent to a thread at a time. */
const CHUNK_TOKENS = 1024;
/** Chunks a thread has been sent: one in work, one waiting, so that it never waits for a message. */
const QUEUED = 2;

/** The bulk workload on all cores; it knows no other. */
export function enginePoolContender(module: KernelName = availableKernels()[0]): Contender {
  return {
    versions: { module, threads: String(availableParallelism()) },
    strategies: [`${CHUNK_TOKENS} tokens at a time to ${availableParallelism()} threads`],
    async open(task) {
      if (task.kind !== 'bulk') throw new Error(`The pool does not run ${task.kind}.`);
      return openBulk(module, task.share);
    },
  };
}

async function openBulk(module: KernelName, share: number): Promise<Workload> {
  const workers = Array.from(
    { length: availableParallelism() },
    () => new Worker(new URL('./engineWorker.mjs', import.meta.url), { workerData: module }),
  );
  await Promise.all(workers.map((worker) => once(worker, 'online')));
  const rows = firstRows(bulkRows(), share);
  return {
    check: () => runOn(workers, checkedBulkRows()),
    round: async () => ({ ms: [await timed(() => runOn(workers, rows))], units: rows.offsets.at(-1)! }),
    close: async () => {
      await Promise.all(workers.map((worker) => worker.terminate()));
    },
  };
}

/** Deals the rows out in chunks and puts the outputs together, [N, D·P]. */
function runOn(workers: readonly Worker[], rows: Rows): Promise<Float32Array> {
  const width = outputSize(MODEL_A);
  const chunks = chunksOf(rows);
  const out = new Float32Array(rows.offsets.at(-1)! * width);
  let next = 0;
  let missing = chunks.length;
  return new Promise((resolve, reject) => {
    const send = (worker: Worker): void => {
      if (next === chunks.length) return;
      const { x, offsets } = chunks[next];
      worker.postMessage({ chunk: next, x, offsets }, [x.buffer as ArrayBuffer]);
      next++;
    };
    for (const worker of workers) {
      worker.removeAllListeners();
      worker.on('error', reject);
      worker.on('message', ({ chunk, output }: { chunk: number; output: Float32Array }) => {
        out.set(output, chunks[chunk].start * width);
        missing--;
        if (missing === 0) resolve(out);
        send(worker);
      });
    }
    for (let k = 0; k < QUEUED; k++) for (const worker of workers) send(worker);
  });
}

/** Copies of some rows each, so that they can be handed over. */
function chunksOf({ x, offsets }: Rows): (Rows & { start: number })[] {
  const chunks: (Rows & { start: number })[] = [];
  const rows = offsets.length - 1;
  for (let from = 0, to; from < rows; from = to) {
    to = from + 1;
    while (to < rows && offsets[to + 1] - offsets[from] <= CHUNK_TOKENS) to++;
    const start = offsets[from];
    chunks.push({
      start,
      x: x.slice(start * MODEL_A.inputSize, offsets[to] * MODEL_A.inputSize),
      offsets: offsets.slice(from, to + 1).map((offset) => offset - start),
    });
  }
  return chunks;
}
