import type { FloatArray } from '../../math/matrix.js';
import type { RnnConfig } from '../../rnn/config.js';
import type { RecurrentEngine } from '../../rnn/engine.js';
import { joinRowStates } from '../../rnn/rowStates.js';
import type { Trace } from '../../rnn/stack.js';
import type { HiddenState } from '../../rnn/state.js';
import type { RnnWeights } from '../../rnn/weights.js';

/** What runs a sequence of symbols: a network that reads forward, and its inputs. */
export interface SequenceNetwork {
  readonly engine: RecurrentEngine;
  readonly config: RnnConfig;
  readonly weights: RnnWeights;
  /** x [n, input] of n symbols; a symbol's row must depend on the symbol alone. */
  readonly embed: (ids: Uint32Array) => FloatArray;
}

/** One row of a batch: symbols and the state before them. */
export interface Row {
  readonly ids: Uint32Array;
  readonly state: HiddenState;
}

/** Runs rows side by side; with `outputOnly` the trace has no layers. */
export function runRows(network: SequenceNetwork, rows: readonly Row[], outputOnly: boolean): Trace {
  const { engine, config, weights, embed } = network;
  const offsets = new Uint32Array(rows.length + 1);
  rows.forEach(({ ids }, row) => (offsets[row + 1] = offsets[row] + ids.length));
  const ids = new Uint32Array(offsets[rows.length]);
  rows.forEach((row, k) => ids.set(row.ids, offsets[k]));
  const [{ state }] = rows;
  const initialState =
    rows.length === 1
      ? state
      : joinRowStates(
          config,
          rows.map((row) => row.state),
        );
  return engine.forward(config, weights, embed(ids), offsets, { initialState, outputOnly });
}
