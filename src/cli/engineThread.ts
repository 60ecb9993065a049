// The other end of ThreadedEngine: waits for jobs, runs them on its own kernels, and says when they are done.
import { receiveMessageOnPort, workerData, type MessagePort } from 'node:worker_threads';
import type { Trace } from '../core/rnn/stack.js';
import { parametersOf, type RnnWeights } from '../core/rnn/weights.js';
import { loadEngine } from '../kernel/load.js';
import { FAILED, SIGNAL, type ThreadData, type ThreadJob } from './threadJobs.js';

const { port, signal } = workerData as ThreadData & { port: MessagePort };
const engine = loadEngine();
/** Shards kept for a backward pass; a run that never goes back must not stay for ever. */
const MAX_KEPT = 64;

/** What the backward pass of a shard needs of its forward pass, oldest first. */
const traces = new Map<number, { trace: Trace; weights: RnnWeights }>();

for (let done = 0; ; done++) {
  // The notification of a job can come after the job was seen and done: being woken is no sign of another one.
  while (Atomics.load(signal, SIGNAL.asked) === done) Atomics.wait(signal, SIGNAL.asked, done);
  const message = receiveMessageOnPort(port)?.message as ThreadJob | undefined;
  if (!message) break;
  const outcome = attempt(message) ? done + 1 : FAILED;
  Atomics.store(signal, SIGNAL.done, outcome);
  Atomics.notify(signal, SIGNAL.done);
}

/** Whether the job was done; the one who waits cannot be told more than that, so the reason is printed. */
function attempt(job: ThreadJob): boolean {
  try {
    runJob(job);
    return true;
  } catch (error) {
    console.error(error);
    return false;
  }
}

function runJob(job: ThreadJob): void {
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
