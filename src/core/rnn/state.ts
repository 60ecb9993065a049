import { float32, type Allocate, type FloatArray } from '../math/matrix.js';
import { directionCount, stateSize, stateUnits, unitsOf, type RnnConfig } from './config.js';

/**
 * The hidden state h_n (and c_n) of every layer and direction; saved, it continues a run. Where layers have different
 * sizes all are as wide as the widest: what a layer has not is 0.
 */
export interface HiddenState {
  /** (layers·directions, batch, hidden), index layer·directions + direction */
  readonly h: FloatArray;
  /** (layers·directions, batch, hidden size), LSTM only */
  readonly c: FloatArray | null;
}

/** The state every run starts from unless told otherwise. */
export function zeroState(config: RnnConfig, batch: number, allocate: Allocate = float32): HiddenState {
  const rows = config.layers * directionCount(config) * batch;
  return {
    h: allocate(rows * stateSize(config)),
    c: config.cell === 'LSTM' ? allocate(rows * config.hiddenSize) : null,
  };
}

/** A copy of a state of `batch` rows, with 0 for what a layer has not. */
export function copyState(config: RnnConfig, state: HiddenState, batch: number): HiddenState {
  const copy = { h: state.h.slice(), c: state.c && state.c.slice() };
  if (!config.layerUnits) return copy;
  const D = directionCount(config);
  const clear = (array: FloatArray, width: number, unitsIn: typeof unitsOf): void => {
    for (let row = 0; row < config.layers * D * batch; row++) {
      const index = Math.floor(row / batch);
      const units = unitsIn(config, Math.floor(index / D), index % D);
      array.fill(0, row * width + units, (row + 1) * width);
    }
  };
  clear(copy.h, stateSize(config), stateUnits);
  if (copy.c) clear(copy.c, config.hiddenSize, unitsOf);
  return copy;
}
