import type { Trace } from '../rnn/stack.js';

/** Two runs of the same symbols have settled once h and tanh c are this close in every unit of every layer … */
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

/** Compares the rows of a trace of two rows of `steps` steps each, after `streak` settled steps before it. */
export function settle(trace: Trace, steps: number, streak: number): Settling {
  let row = streak;
  for (let p = 0; p < steps; p++) {
    row = isClose(trace, p, steps) ? row + 1 : 0;
    if (row >= SETTLED_STEPS) return { streak: row, settledAt: p };
  }
  return { streak: row, settledAt: -1 };
}

function isClose({ layers, config }: Trace, p: number, steps: number): boolean {
  for (const [{ h, c }] of layers) {
    const P = h.length / (2 * steps);
    for (let k = 0; k < P; k++)
      if (!(Math.abs(h[p * P + k] - h[(steps + p) * P + k]) <= SETTLED_WITHIN)) return false;
    const H = config.hiddenSize;
    for (let k = 0; c && k < H; k++) {
      const [a, b] = [c[p * H + k], c[(steps + p) * H + k]];
      // tanh brings numbers closer together, so it is needed only where they are apart.
      if (!(Math.abs(a - b) <= SETTLED_WITHIN) && !(Math.abs(Math.tanh(a) - Math.tanh(b)) <= SETTLED_WITHIN))
        return false;
    }
  }
  return true;
}
