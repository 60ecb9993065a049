import type { FloatArray } from '../core/math/matrix.js';
import type { BackwardOptions, RnnGradients } from '../core/rnn/backward.js';
import { directionCount, layerOutputSize, stateSize, type RnnConfig } from '../core/rnn/config.js';
import type { Offsets } from '../core/rnn/direction.js';
import type { ForwardOptions } from '../core/rnn/stack.js';
import { zeroState, type HiddenState } from '../core/rnn/state.js';
import { parametersOf, weightsFrom, type RnnWeights } from '../core/rnn/weights.js';

/** Rows [from, to) of a batch, and where their steps lie in it. */
export interface Shard {
  readonly from: number;
  readonly to: number;
  readonly firstStep: number;
  readonly endStep: number;
  /** Of the shard's rows alone, [to - from + 1] */
  readonly offsets: Offsets;
}

/** Cuts a batch into at most `count` shards of whole rows with about the same number of steps. */
export function shardRows(offsets: Offsets, count: number): Shard[] {
  const rows = offsets.length - 1;
  const steps = offsets[rows];
  const shards: Shard[] = [];
  let from = 0;
  for (let k = 1; k <= count && from < rows; k++) {
    let to = from + 1;
    while (to < rows && offsets[to] < (steps * k) / count) to++;
    if (k === count) to = rows;
    const firstStep = offsets[from];
    const own = offsets.slice(from, to + 1).map((at) => at - firstStep);
    shards.push({ from, to, firstStep, endStep: offsets[to], offsets: own });
    from = to;
  }
  return shards;
}

/** The steps of a shard of an array [N, width], as a view. */
export function stepsOf<T extends FloatArray>(array: T, shard: Shard, width: number): T {
  return array.subarray(shard.firstStep * width, shard.endStep * width) as T;
}

/** The options of `forward` for a shard alone. */
export function optionsOf(
  config: RnnConfig,
  options: ForwardOptions & BackwardOptions,
  shard: Shard,
  batch: number,
): ForwardOptions & BackwardOptions {
  return {
    forTraining: options.forTraining ?? false,
    initialState: options.initialState && stateOf(config, options.initialState, shard, batch),
    layerMasks: options.layerMasks?.map((mask, layer) =>
      stepsOf(mask, shard, layerOutputSize(config, layer)),
    ),
  };
}

/** The rows of a shard of a hidden state of `batch` rows. */
export function stateOf(config: RnnConfig, state: HiddenState, shard: Shard, batch: number): HiddenState {
  const own = zeroState(config, shard.to - shard.from);
  copyState(config, state, batch, shard.from, own, shard.to - shard.from, 0, shard.to - shard.from);
  return own;
}

/** Puts the state of a shard where it belongs in the state of the whole batch. */
export function putState(
  config: RnnConfig,
  whole: HiddenState,
  batch: number,
  own: HiddenState,
  shard: Shard,
): void {
  copyState(config, own, shard.to - shard.from, 0, whole, batch, shard.from, shard.to - shard.from);
}

function copyState(
  config: RnnConfig,
  from: HiddenState,
  fromBatch: number,
  fromRow: number,
  to: HiddenState,
  toBatch: number,
  toRow: number,
  rows: number,
): void {
  const copy = (source: FloatArray, target: FloatArray, width: number): void => {
    for (let k = 0; k < config.layers * directionCount(config); k++) {
      const at = (k * fromBatch + fromRow) * width;
      target.set(source.subarray(at, at + rows * width), (k * toBatch + toRow) * width);
    }
  };
  copy(from.h, to.h, stateSize(config));
  if (from.c && to.c) copy(from.c, to.c, config.hiddenSize);
}

/** Adds up the gradients of shards, in the order of the shards, so that the sum does not depend on who was first. */
export function joinGradients(
  config: RnnConfig,
  like: RnnWeights,
  parts: readonly { readonly shard: Shard; readonly gradients: RnnGradients }[],
  batch: number,
): RnnGradients {
  const steps = parts.at(-1)?.shard.endStep ?? 0;
  const x = new Float32Array(steps * config.inputSize);
  const initialState = zeroState(config, batch);
  const sums = parametersOf(like).map((array) => new Float32Array(array.length));
  for (const { shard, gradients } of parts) {
    x.set(gradients.x, shard.firstStep * config.inputSize);
    putState(config, initialState, batch, gradients.initialState, shard);
    parametersOf(gradients.weights).forEach((part, k) => {
      const sum = sums[k];
      for (let i = 0; i < sum.length; i++) sum[i] += part[i];
    });
  }
  return { weights: weightsFrom(like, sums), x, initialState };
}
