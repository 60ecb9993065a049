import { parentPort } from 'node:worker_threads';
import { Engine } from './engine.js';

if (!parentPort) throw new Error('engine.node must be started as a worker.');
const port = parentPort;

new Engine(
  {
    post: (message, transfer = []) => port.postMessage(message, [...transfer]),
    listen: (receive) => port.on('message', receive),
  },
  () => new Promise((resolve) => setImmediate(resolve)),
);
