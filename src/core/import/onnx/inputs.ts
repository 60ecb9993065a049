import type { Follow } from './follow.js';
import type { OnnxValue } from './model.js';
import { size } from './sizes.js';
import { isIntegerType } from './tensor.js';
import { BATCH, type Axis, type Value } from './values.js';

/** What a graph reads: ids of a text, the states before it, or floats. */
export function inputValue(follow: Follow, input: OnnxValue, all: readonly OnnxValue[]): Value {
  const rank = input.shape?.length ?? 2;
  const largest = Math.max(...all.map(({ shape }) => Math.min(2, shape?.length ?? 2)));
  const { order, isOneHot } = follow.assumption;
  const sizes = input.shape ?? [null, null];
  const axis = (k: number, role: 'batch' | 'time'): Axis => {
    if (role === 'batch') return { role, size: size(sizes[k] ?? 1) };
    follow.steps = sizes[k];
    return { role, size: sizes[k] === null ? { factor: 1, power: 1, plus: 0 } : size(sizes[k]) };
  };
  if (rank === 3 && isOneHot && !isIntegerType(input.type) && sizes[2] !== null) {
    const layer = follow.oneHot(follow.idsLayer(input.name), sizes[2]);
    const roles =
      order === 'batch-time' ? [axis(0, 'batch'), axis(1, 'time')] : [axis(0, 'time'), axis(1, 'batch')];
    return {
      kind: 'flow',
      axes: [...roles, { role: 'inner', size: size(sizes[2]) }],
      segments: [{ layer, start: 0, size: sizes[2] }],
      isReversed: false,
    };
  }
  if (rank > 2 || (!isIntegerType(input.type) && rank !== 2)) return { kind: 'outside', input: input.name };
  const ids = (axes: readonly Axis[]): Value => ({
    kind: 'ids',
    input: input.name,
    axes,
    isReversed: false,
  });
  if (rank === 0) return ids([]);
  if (rank === 1) return ids([largest === 1 ? axis(0, 'time') : BATCH]);
  return ids(
    order === 'batch-time' ? [axis(0, 'batch'), axis(1, 'time')] : [axis(0, 'time'), axis(1, 'batch')],
  );
}
