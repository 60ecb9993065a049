import { float32, type Allocate, type FloatArray } from '../math/matrix.js';
import { directionCount, stateSize, type RnnConfig } from './config.js';

/** The hidden state h_n (and c_n) of every layer and direction; saved, it continues a run. */
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
