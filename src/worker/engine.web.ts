import { loadEngine } from '../kernel/load.js';
import type { StartWorker } from '../protocol/rpc.js';
import { Engine } from './engine.js';
import { serveGroups } from './helper.js';
import { ownPort, scope } from './ownPort.web.js';
import { startWebWorker } from './start.web.js';
import { yieldTurn } from './turn.web.js';

/** Name of a worker that is a helper and not the engine. */
const HELPER = 'rnn-lens-helper';
/** More than these would wait for the one who deals. */
const MOST_HELPERS = 3;

const own = ownPort();

/** Workers of a worker know the script by where it is itself; browsers without them run all in slices on one core. */
const startHelper: StartWorker = (onEnd) =>
  startWebWorker({ script: scope.location.href, name: HELPER }, onEnd);

const arithmetic = loadEngine();
if (scope.name === HELPER) serveGroups(own, arithmetic);
else {
  const count = Math.min((navigator.hardwareConcurrency || 1) - 1, MOST_HELPERS);
  new Engine(own, { yieldTurn, arithmetic, helpers: Array.from({ length: count }, () => startHelper) });
}
