import { directionCount, stateSize, stateUnits, unitsOf, type RnnConfig } from './config.js';
import { rowOf } from './direction.js';
import type { Trace } from './stack.js';
import { zeroState, type HiddenState } from './state.js';

/** States of single rows, each (layers·directions, 1, hidden), as the state of a batch. */
export function joinRowStates(config: RnnConfig, rows: readonly HiddenState[]): HiddenState {
  const joined = zeroState(config, rows.length);
  const count = config.layers * directionCount(config);
  rows.forEach(({ h, c }, row) => {
    for (let k = 0; k < count; k++) {
      const copy = (to: HiddenState['h'], from: HiddenState['h'], width: number): void =>
        to.set(from.subarray(k * width, (k + 1) * width), (k * rows.length + row) * width);
      copy(joined.h, h, stateSize(config));
      if (joined.c && c) copy(joined.c, c, config.hiddenSize);
    }
  });
  return joined;
}

/** The state after a step of a batch's only row, under a network that reads forward: a run goes on from there. */
export function stateAfter({ config, layers }: Trace, step: number): HiddenState {
  const state = zeroState(config, 1);
  layers.forEach(([{ h, c }], layer) => {
    state.h.set(rowOf(h, step, stateUnits(config, layer, 0)), layer * stateSize(config));
    state.c?.set(rowOf(c, step, unitsOf(config, layer, 0)), layer * config.hiddenSize);
  });
  return state;
}

/** Whether two states of one network are the same bit for bit. */
export function sameBits(a: HiddenState, b: HiddenState): boolean {
  return equalBits(a.h, b.h) && (a.c === null || b.c === null ? a.c === b.c : equalBits(a.c, b.c));
}

function equalBits(a: HiddenState['h'], b: HiddenState['h']): boolean {
  if (a.length !== b.length) return false;
  // Object.is tells 0 from -0, and a NaN is itself; only payloads of NaN are not compared.
  for (let k = 0; k < a.length; k++) if (!Object.is(a[k], b[k])) return false;
  return true;
}
