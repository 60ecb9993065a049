import { activationOf, stateUnits, unitsOf } from '../../rnn/config.js';
import type { Trace } from '../../rnn/stack.js';

/** Two runs of the same symbols have settled once h and tanh c (c under another activation) are this close in every unit of every layer … */
export const SETTLED_WITHIN = 3e-6;
/** … for this many steps in a row: one step alone proves nothing, gates can hide a difference in c. */
export const SETTLED_STEPS = 64;

/** How far two runs have come together. */
export interface Settling {
  /** Settled steps in a row so far. */
  readonly streak: number;
  /** The step of the piece that completed the streak; -1 if none did. */
  readonly settledAt: number;
}

/** Nothing was compared. */
export const NOT_SETTLED: Settling = { streak: 0, settledAt: -1 };

/** Compares the first `steps` steps of two runs, after `streak` settled steps before them. */
export function settle(a: Trace, b: Trace, steps: number, streak: number): Settling {
  let row = streak;
  for (let p = 0; p < steps; p++) {
    row = isClose(a, b, p) ? row + 1 : 0;
    if (row >= SETTLED_STEPS) return { streak: row, settledAt: p };
  }
  return { streak: row, settledAt: -1 };
}

function isClose(a: Trace, b: Trace, p: number): boolean {
  const isTanh = activationOf(a.config) === 'tanh';
  for (let layer = 0; layer < a.layers.length; layer++) {
    const [x, y] = [a.layers[layer][0], b.layers[layer][0]];
    const [P, H] = [stateUnits(a.config, layer, 0), unitsOf(a.config, layer, 0)];
    for (let k = p * P; k < (p + 1) * P; k++) if (!isNear(x.h[k], y.h[k])) return false;
    if (!x.c || !y.c) continue;
    for (let k = p * H; k < (p + 1) * H; k++)
      // tanh brings numbers closer together, so it is needed only where they are apart.
      if (!isNear(x.c[k], y.c[k]) && !(isTanh && isNear(Math.tanh(x.c[k]), Math.tanh(y.c[k])))) return false;
  }
  return true;
}

/** False for what is no number, so that such states never count as settled. */
function isNear(x: number, y: number): boolean {
  return Math.abs(x - y) <= SETTLED_WITHIN;
}
