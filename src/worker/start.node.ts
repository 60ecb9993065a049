import { Worker, type MessagePort } from 'node:worker_threads';
import type { Port, WorkerPort } from '../protocol/rpc.js';

/** What a worker with the engine's script is told to be. */
export interface WorkerRole {
  /** Path of the script, for workers of its own. */
  readonly script: string;
  readonly role: 'engine' | 'helper' | 'trainer';
}

/** One end of a channel between threads as a port. */
export function portOf(channel: Worker | MessagePort): Port {
  return {
    post: (message, transfer = []) => channel.postMessage(message, [...transfer]),
    listen: (receive) => void channel.on('message', receive),
  };
}

/** Starts the engine's script in a worker thread; see `startWorker`. */
export function startEngine(script: string, onEnd: (reason: string) => void): WorkerPort {
  return startWorker({ script, role: 'engine' }, onEnd);
}

/** Starts the trainer's script in a worker thread; see `startWorker`. */
export function startTrainer(script: string, onEnd: (reason: string) => void): WorkerPort {
  return startWorker({ script, role: 'trainer' }, onEnd);
}

/**
 * Starts a script in a worker thread. `onEnd` is called once if the worker ends by itself (an uncaught error, no
 * memory, a missing script) or sends what cannot be read here, as then a call would wait for ever; not after `stop`.
 */
export function startWorker(workerData: WorkerRole, onEnd: (reason: string) => void): WorkerPort {
  const { script, role } = workerData;
  const worker = new Worker(script, { name: `rnn-lens-${role}`, workerData });
  let reason: string | null = null;
  let isOver = false;
  const end = (why: string): void => {
    if (isOver) return;
    isOver = true;
    onEnd(why);
  };
  const stop = (): void => {
    isOver = true;
    void worker.terminate();
  };
  worker.on('error', (error) => {
    reason = error instanceof Error ? (error.stack ?? error.message) : String(error);
  });
  worker.on('messageerror', (error) => {
    end(`a message of it could not be read: ${error.message}`);
    stop();
  });
  worker.on('exit', (code) => end(reason ?? `it ended with code ${code}`));
  return { ...portOf(worker), stop };
}
