import { availableParallelism } from 'node:os';
import { parentPort, workerData } from 'node:worker_threads';
import { nodeSourceFiles } from '../files/nodeFiles.js';
import { loadEngine } from '../kernel/load.js';
import { Engine } from './engine.js';
import { serveGroups } from './helper.js';
import { portOf, startWorker, type WorkerRole } from './start.node.js';

if (!parentPort) throw new Error('engine.node must be started as a worker.');

/** More than these would wait for the one who deals. */
const MOST_HELPERS = 3;

const { script, role } = workerData as WorkerRole;
const arithmetic = loadEngine();
if (role === 'helper') serveGroups(portOf(parentPort), arithmetic);
else
  new Engine(portOf(parentPort), {
    yieldTurn: () => new Promise((resolve) => setImmediate(resolve)),
    arithmetic,
    openPath: nodeSourceFiles,
    helpers: Array.from(
      { length: Math.min(availableParallelism() - 1, MOST_HELPERS) },
      () => (onEnd) => startWorker({ script, role: 'helper' }, onEnd),
    ),
  });
