import type { Port } from '../protocol/rpc.js';

/** A dedicated worker's global scope, of which the DOM's types know only the window's. */
export const scope = globalThis as unknown as {
  readonly name: string;
  readonly location: Location;
  postMessage(message: unknown, transfer: Transferable[]): void;
  addEventListener(type: 'message', listener: (event: MessageEvent) => void): void;
};

/** A worker's channel to who started it. Messages that came before it listens are given to the first listener. */
export function ownPort(): Port {
  const early: unknown[] = [];
  let receive = (message: unknown): void => void early.push(message);
  scope.addEventListener('message', ({ data }) => receive(data));
  return {
    post: (message, transfer = []) => scope.postMessage(message, [...transfer]),
    listen: (next) => {
      receive = next;
      early.splice(0).forEach(next);
    },
  };
}
