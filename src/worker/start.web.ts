import type { WorkerPort } from '../protocol/rpc.js';

/** Where a browser finds the engine's script, and what the worker is: a helper knows itself by its name. */
export interface WebWorkerRole {
  /** Address of the script; one of a blob stays valid as long as workers may be started. */
  readonly script: string;
  readonly name: string;
}

/** Starts the engine's script in a worker of the browser; see `startWebWorker`. */
export function startEngine(script: string, onEnd: (reason: string) => void): WorkerPort {
  return startWebWorker({ script, name: 'rnn-lens-engine' }, onEnd);
}

/** Starts the trainer, whose script is read now: what is sent to it until then waits. */
export function startTrainer(read: () => Promise<BlobPart>, onEnd: (reason: string) => void): WorkerPort {
  const waiting: ((port: WorkerPort) => void)[] = [];
  let worker: WorkerPort | null = null;
  let isStopped = false;
  const withWorker = (work: (port: WorkerPort) => void): void => {
    if (worker) work(worker);
    else waiting.push(work);
  };
  void read().then(
    (code) => {
      if (isStopped) return;
      const script = URL.createObjectURL(new Blob([code], { type: 'text/javascript' }));
      const started = startWebWorker({ script, name: 'rnn-lens-trainer' }, (reason) => {
        URL.revokeObjectURL(script);
        onEnd(reason);
      });
      worker = started;
      waiting.splice(0).forEach((work) => work(started));
    },
    (error: unknown) => onEnd(error instanceof Error ? error.message : String(error)),
  );
  return {
    post: (message, transfer) => withWorker((port) => port.post(message, transfer)),
    listen: (receive) => withWorker((port) => port.listen(receive)),
    stop: () => {
      isStopped = true;
      worker?.stop();
    },
  };
}

/**
 * Starts a script in a worker. `onEnd` is called once if the worker ends by itself or sends what cannot be read here;
 * an error that nothing in it caught ends it, as one ends a thread of Node's. Not after `stop`.
 */
export function startWebWorker({ script, name }: WebWorkerRole, onEnd: (reason: string) => void): WorkerPort {
  const worker = new Worker(script, { name });
  let isOver = false;
  const end = (reason: string): void => {
    worker.terminate();
    if (!isOver) onEnd(reason);
    isOver = true;
  };
  worker.addEventListener('error', (event) => {
    event.preventDefault();
    end(event.message || 'its script could not be loaded');
  });
  worker.addEventListener('messageerror', () => end('a message of it could not be read'));
  return {
    post: (message, transfer = []) => worker.postMessage(message, [...transfer]),
    listen: (receive) => worker.addEventListener('message', ({ data }: MessageEvent) => receive(data)),
    stop: () => {
      isOver = true;
      worker.terminate();
    },
  };
}
