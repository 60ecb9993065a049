// The other end of ThreadedEngine: one thread that watches, and those that run jobs on kernels of their own.
import { writeSync } from 'node:fs';
import { receiveMessageOnPort, workerData } from 'node:worker_threads';
import type { Trace } from '../core/rnn/stack.js';
import type { RecurrentEngine } from '../core/rnn/engine.js';
import { parametersOf, type RnnWeights } from '../core/rnn/weights.js';
import { loadEngine } from '../kernel/load.js';
import { FAILED, SIGNAL, type ThreadData, type ThreadJob, type WatchData } from './threadJobs.js';
import { tellOutcome, watchThreads } from './threadWatch.js';

/** Shards kept for a backward pass; a run that never goes back must not stay for ever. */
const MAX_KEPT = 64;

/** What the backward pass of a shard needs of its forward pass, oldest first. */
const traces = new Map<number, { trace: Trace; weights: RnnWeights }>();

const data = workerData as ThreadData | WatchData;
if ('threads' in data) watchThreads(data);
else serve(data);

/** Waits for jobs, runs them, and says when they are done. */
function serve({ port, signal }: ThreadData): void {
  const engine = loadEngine();
  for (let done = 0; ; done++) {
    // The notification of a job can come after the job was seen and done: being woken is no sign of another one.
    while (Atomics.load(signal, SIGNAL.asked) === done) Atomics.wait(signal, SIGNAL.asked, done);
    const message = receiveMessageOnPort(port)?.message as ThreadJob | undefined;
    if (!message) break;
    tellOutcome(signal, attempt(engine, message) ? done + 1 : FAILED);
  }
}

/** Whether the job was done; the one who waits cannot be told more than that, so the reason is printed. */
function attempt(engine: RecurrentEngine, job: ThreadJob): boolean {
  try {
    runJob(engine, job);
    return true;
  } catch (error) {
    // The console of a thread waits for the main thread, which waits for this one.
    writeSync(2, `${error instanceof Error ? error.stack : String(error)}\n`);
    return false;
  }
}

function runJob(engine: RecurrentEngine, job: ThreadJob): void {
  if (job.kind === 'forward') {
    const trace = engine.forward(job.config, job.weights, job.x, job.offsets, job.options);
    job.output.set(trace.output);
    job.h.set(trace.hiddenState.h);
    if (trace.hiddenState.c) job.c.set(trace.hiddenState.c);
    traces.set(job.shard, { trace, weights: job.weights });
    if (traces.size > MAX_KEPT) traces.delete(traces.keys().next().value!);
    return;
  }
  const known = traces.get(job.shard);
  if (!known) throw new Error('This shard was not run forward.');
  traces.delete(job.shard);
  const gradients = engine.backward(known.weights, known.trace, job.dOutput, job.options);
  job.dx.set(gradients.x);
  job.dh.set(gradients.initialState.h);
  if (gradients.initialState.c) job.dc.set(gradients.initialState.c);
  parametersOf(gradients.weights).forEach((values, k) => job.gradients[k].set(values));
}
