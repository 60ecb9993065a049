import { loadEngine } from '../kernel/load.js';
import type { Port } from '../protocol/rpc.js';
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

function startHelper(): Port {
  const worker = new Worker(scope.location.href, { name: HELPER });
  return {
    post: (message, transfer = []) => worker.postMessage(message, [...transfer]),
    listen: (receive) => worker.addEventListener('message', ({ data }: MessageEvent) => receive(data)),
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
