import { writeSync } from 'node:fs';
import { Worker } from 'node:worker_threads';
import { DIED, SIGNAL, type ThreadData, type WatchData } from './threadJobs.js';

/**
 * Starts the threads that run jobs and tells who waits for one when it ends: that one is blocked while it waits, and
 * hears of nothing but the shared counters.
 */
export function watchThreads({ threads, script, started }: WatchData): void {
  for (const { port, signal } of threads) {
    const workerData: ThreadData = { port, signal };
    const worker = new Worker(new URL(script), { workerData, transferList: [port] });
    worker.on('error', (error) => writeSync(2, `${error.stack ?? error.message}\n`));
    worker.on('exit', () => tellOutcome(signal, DIED));
  }
  Atomics.store(started, 0, 1);
}

/** Sets what `SIGNAL.done` of a thread says, and wakes who waits for it. */
export function tellOutcome(signal: Int32Array, outcome: number): void {
  Atomics.store(signal, SIGNAL.done, outcome);
  Atomics.notify(signal, SIGNAL.done);
}
