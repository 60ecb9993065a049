/** Operators that move axes about. */
import { RnnLensError } from '../../../problems.js';
import { axisOf, reshaped, strided, stridesOf, type Constant } from '../constant.js';
import { isSame, size, type Size } from '../sizes.js';
import { BATCH, permuted, type Flow, type Ids, type Value } from '../values.js';
import {
  cannot,
  inputOf,
  integerAttribute,
  integersOf,
  nameOf,
  noText,
  type Call,
  type Operator,
} from './call.js';

export type Reading = Flow | Ids;

export function isReading(value: Value): value is Reading {
  return value.kind === 'flow' || value.kind === 'ids';
}

export const identity: Operator = (call) => [inputOf(call)];

export const transpose: Operator = (call) => {
  const value = inputOf(call);
  const rank = rankOf(value, call);
  const perm = call.node.attributes.get('perm')?.integers;
  const order = perm?.length ? perm : Array.from({ length: rank }, (_, k) => rank - 1 - k);
  if (order.length !== rank || [...order].sort((a, b) => a - b).some((axis, k) => axis !== k))
    throw new RnnLensError(
      'Node {0} has no order of {1} axes: [{2}].',
      nameOf(call.node),
      rank,
      order.join(', '),
    );
  if (value.kind === 'flow') return [permuted(value, order)];
  if (value.kind === 'ids') return [{ ...value, axes: order.map((k) => value.axes[k]) }];
  if (value.kind !== 'constant') throw noText(call, value);
  const strides = stridesOf(value.shape);
  const shape = order.map((k) => value.shape[k]);
  return [
    strided(
      call.follow.budget,
      value,
      shape,
      0,
      order.map((k) => strides[k]),
    ),
  ];
};

export function rankOf(value: Value, call: Call): number {
  if (isReading(value)) return value.axes.length;
  if (value.kind === 'constant') return value.shape.length;
  if (value.kind === 'sizes') return value.isScalar ? 0 : 1;
  throw noText(call, value);
}

export const squeeze: Operator = async (call) => {
  const value = inputOf(call);
  if (value.kind === 'sizes') return [{ ...value, isScalar: value.sizes.length === 1 }];
  const rank = rankOf(value, call);
  const given = await integersOf(call, 'axes', 1);
  const sizes = sizesOfValue(value);
  const axes =
    given?.map((axis) => axisOf(axis, rank, 'Squeeze')) ??
    sizes.map((_, k) => k).filter((k) => isSame(sizes[k], size(1)));
  const wrong = axes.find((k) => !isSame(sizes[k], size(1)));
  if (wrong !== undefined) throw cannot(call);
  return [withoutAxes(value, axes)];
};

/** Axes of size 1 are left out. */
export function withoutAxes(value: Value, axes: readonly number[]): Value {
  const keep = <T>(_: T, k: number): boolean => !axes.includes(k);
  if (isReading(value)) return { ...value, axes: value.axes.filter(keep) };
  return value.kind === 'constant' ? reshaped(value, value.shape.filter(keep)) : value;
}

export function sizesOfValue(value: Value): readonly Size[] {
  if (isReading(value)) return value.axes.map((axis) => axis.size);
  return value.kind === 'constant' ? value.shape.map(size) : [];
}

export const unsqueeze: Operator = async (call) => {
  const value = inputOf(call);
  const given = await integersOf(call, 'axes', 1);
  if (!given) throw cannot(call);
  if (value.kind === 'sizes') return [{ ...value, isScalar: false }];
  const rank = rankOf(value, call) + given.length;
  const axes = given.map((axis) => axisOf(axis, rank, 'Unsqueeze')).sort((a, b) => a - b);
  const insert = <T>(list: readonly T[], one: T): T[] => {
    const out = [...list];
    for (const axis of axes) out.splice(axis, 0, one);
    return out;
  };
  if (isReading(value)) return [{ ...value, axes: insert(value.axes, BATCH) }];
  return [reshaped(value as Constant, insert((value as Constant).shape, 1))];
};

export const reverseSequence: Operator = (call) => {
  const value = inputOf(call);
  if (!isReading(value)) throw noText(call, value);
  const axis = integerAttribute(call, 'time_axis', 0);
  if (value.axes.at(axis)?.role !== 'time') throw cannot(call);
  return [{ ...value, isReversed: !value.isReversed }];
};
