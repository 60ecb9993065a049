import { loadEngine } from '../kernel/load.js';
import type { Port, WorkerPort } from '../protocol/rpc.js';
import { Engine } from './engine.js';
import { serveGroups } from './helper.js';

/** A dedicated worker's global scope, of which the DOM's types know only the window's. */
const scope = globalThis as unknown as {
  readonly name: string;
  readonly location: Location;
  postMessage(message: unknown, transfer: Transferable[]): void;
  addEventListener(type: 'message', listener: (event: MessageEvent) => void): void;
};

/** Name of a worker that is a helper and not the engine. */
const HELPER = 'rnn-lens-helper';
/** More than these would wait for the one who deals. */
const MOST_HELPERS = 3;

const own: Port = {
  post: (message, transfer = []) => scope.postMessage(message, [...transfer]),
  listen: (receive) => scope.addEventListener('message', ({ data }) => receive(data)),
};

/** A helper in a worker of its own; an error that nothing in it caught ends it, as one ends a thread of Node's. */
function startHelper(onEnd: (reason: string) => void): WorkerPort {
  const worker = new Worker(scope.location.href, { name: HELPER });
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

/** Browsers handle messages between two of their own: a message to oneself comes after all that wait. */
function yieldTurn(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(null);
  });
}

const arithmetic = loadEngine();
if (scope.name === HELPER) serveGroups(own, arithmetic);
else {
  const count = Math.min((navigator.hardwareConcurrency || 1) - 1, MOST_HELPERS);
  new Engine(own, { yieldTurn, arithmetic, helpers: Array.from({ length: count }, () => startHelper) });
}
