import { Worker, type MessagePort } from 'node:worker_threads';
import type { Port } from '../protocol/rpc.js';

/** What a worker with the engine's script is told to be. */
export interface WorkerRole {
  /** Path of the script, for workers of its own. */
  readonly script: string;
  readonly role: 'engine' | 'helper';
}

/** One end of a channel between threads as a port. */
export function portOf(channel: Worker | MessagePort): Port {
  return {
    post: (message, transfer = []) => channel.postMessage(message, [...transfer]),
    listen: (receive) => void channel.on('message', receive),
  };
}

/**
 * Starts the engine's script in a worker thread. `onExit` is called once if the worker ends by itself: an
 * uncaught error, no memory, a missing script; not after `stop`.
 */
export function startEngine(script: string, onExit: (reason: string) => void): Port & { stop(): void } {
  const workerData: WorkerRole = { script, role: 'engine' };
  const worker = new Worker(script, { name: 'rnn-lens-engine', workerData });
  let reason: string | null = null;
  let stopped = false;
  worker.on('error', (error) => {
    reason = error instanceof Error ? (error.stack ?? error.message) : String(error);
  });
  worker.on('exit', (code) => {
    if (!stopped) onExit(reason ?? `it ended with code ${code}`);
  });
  return {
    ...portOf(worker),
    stop: () => {
      stopped = true;
      void worker.terminate();
    },
  };
}
