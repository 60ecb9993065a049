import { availableParallelism } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { parentPort, workerData } from 'node:worker_threads';
import * as tf from '@tensorflow/tfjs';
import { loadEngine } from '../../kernel/load.js';
import { ThreadedEngine } from '../../threads/threadedEngine.js';
import { portOf, type WorkerRole } from '../start.node.js';
import { Trainer } from './trainer.js';

if (!parentPort) throw new Error('trainer.node must be started as a worker.');
const port = portOf(parentPort);

/** The threads' script lies beside this one. */
const threads = pathToFileURL(path.join(path.dirname((workerData as WorkerRole).script), 'engineThread.js'));

// Messages that come before it listens wait.
void tf.setBackend('cpu').then(
  () =>
    new Trainer(port, {
      yieldTurn: () => new Promise((resolve) => setImmediate(resolve)),
      now: () => performance.now(),
      arithmetic: new ThreadedEngine(loadEngine(), availableParallelism(), threads),
    }),
);
