import { Worker } from 'node:worker_threads';
import type { Port } from '../protocol/rpc.js';

/**
 * Starts the engine's script in a worker thread. `onExit` is called once if the worker ends by itself: an
 * uncaught error, no memory, a missing script; not after `stop`.
 */
export function startEngine(scriptPath: string, onExit: (reason: string) => void): Port & { stop(): void } {
  const worker = new Worker(scriptPath, { name: 'rnn-lens-engine' });
  let reason: string | null = null;
  let stopped = false;
  worker.on('error', (error) => {
    reason = error instanceof Error ? (error.stack ?? error.message) : String(error);
  });
  worker.on('exit', (code) => {
    if (!stopped) onExit(reason ?? `it ended with code ${code}`);
  });
  return {
    post: (message, transfer = []) => worker.postMessage(message, transfer),
    listen: (receive) => worker.on('message', receive),
    stop: () => {
      stopped = true;
      void worker.terminate();
    },
  };
}
