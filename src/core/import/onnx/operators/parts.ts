/** Operators that put parts together, cut them or repeat them. */
import { RnnLensError } from '../../../problems.js';
import { sentence } from '../../../sentence.js';
import { axisOf, computed, elementsOf, filled, strided, stridesOf, type Constant } from '../constant.js';
import { isNumber, isSame, size } from '../sizes.js';
import { Unfollowed } from '../unfollowed.js';
import { sizesValue, widthOf, type Axis, type Flow } from '../values.js';
import { isReading, rankOf, sizesOfValue } from './axes.js';
import {
  asFlow,
  cannot,
  inputOf,
  MOST_SIZES,
  integerAttribute,
  integersOf,
  nameOf,
  sizesOf,
  type Call,
  type Operator,
} from './call.js';
import { sliced } from './slice.js';

export const concat: Operator = async (call) => {
  const inputs = call.inputs.map((_, k) => inputOf(call, k));
  if (inputs.length === 0) throw cannot(call);
  if (inputs.some(({ kind }) => kind === 'sizes')) {
    const lists = await Promise.all(inputs.map((value) => sizesOf(value, call)));
    if (lists.some((list) => list === null)) throw cannot(call);
    return [
      sizesValue(
        lists.flatMap((list) => [...list!]),
        false,
      ),
    ];
  }
  const axis = axisOf(integerAttribute(call, 'axis', 0), rankOf(inputs[0], call), 'Concat');
  const constants = inputs.filter((value) => value.kind === 'constant');
  if (constants.length === inputs.length) return [concatenated(call, constants, axis)];
  return [
    concatenatedFlows(
      call,
      inputs.map((value) => asFlow(call, value)),
      axis,
    ),
  ];
};

function concatenated(call: Call, parts: readonly Constant[], axis: number): Constant {
  const [first] = parts;
  const fits = (shape: readonly number[]): boolean =>
    shape.length === first.shape.length && shape.every((n, k) => k === axis || n === first.shape[k]);
  const wrong = parts.find(({ shape }) => !fits(shape));
  if (wrong)
    throw new RnnLensError(
      'Node {0} puts [{1}] and [{2}] together, which do not fit.',
      nameOf(call.node),
      first.shape.join(', '),
      wrong.shape.join(', '),
    );
  const length = parts.reduce((sum, { shape }) => sum + shape[axis], 0);
  const shape = first.shape.map((n, k) => (k === axis ? length : n));
  if (parts.every(({ uniform }) => uniform !== null && uniform === first.uniform))
    return filled(shape, first.uniform!, first.isInteger);
  const inside = elementsOf(shape.slice(axis + 1));
  return computed(call.follow.budget, shape, first.isInteger, async (out) => {
    let from = 0;
    for (const part of parts) {
      const values = await part.load();
      const run = part.shape[axis] * inside;
      for (let k = 0; k * run < values.length; k++)
        out.set(values.subarray(k * run, (k + 1) * run), k * length * inside + from);
      from += run;
    }
  });
}

function concatenatedFlows(call: Call, flows: readonly Flow[], axis: number): Flow {
  const [first] = flows;
  const { role } = first.axes[axis];
  // States of several layers stand one after the other along an axis of size 1, too.
  const isInner =
    role === 'inner' || (role === 'batch' && flows.every((flow) => isSame(flow.axes[axis].size, size(1))));
  const fits = (flow: Flow): boolean =>
    flow.axes.length === first.axes.length &&
    flow.isReversed === first.isReversed &&
    flow.axes.every(
      (one, k) => k === axis || (one.role === first.axes[k].role && isSame(one.size, first.axes[k].size)),
    );
  if (!isInner || !flows.every(fits)) throw cannot(call);
  call.follow.budget.take(flows.reduce((sum, flow) => sum + widthOf(flow), 0));
  const isOutermost = innerBefore(first.axes, axis) === 1;
  if (!isOutermost) throw cannot(call);
  const axes: Axis[] = first.axes.map((one, k) =>
    k === axis
      ? { role: 'inner', size: size(flows.reduce((sum, flow) => sum + flow.axes[axis].size.factor, 0)) }
      : one,
  );
  return { ...first, axes, segments: flows.flatMap(({ segments }) => segments) };
}

/** Columns of the inner axes before one. */
function innerBefore(axes: readonly Axis[], axis: number): number {
  return axes
    .slice(0, axis)
    .filter(({ role }) => role === 'inner')
    .reduce((all, { size: { factor } }) => all * factor, 1);
}

export const split: Operator = async (call) => {
  const value = inputOf(call);
  const rank = rankOf(value, call);
  const axis = axisOf(integerAttribute(call, 'axis', 0), rank, 'Split');
  const length = sizesOfValue(value).at(axis)?.factor ?? 0;
  const count = call.node.outputs.length;
  const even = Array.from({ length: count }, () => Math.ceil(length / count));
  const parts = (await integersOf(call, 'split', 1)) ?? even;
  if (isReading(value) && value.axes[axis].role === 'time') throw cannot(call);
  let start = 0;
  return parts.map((part) => {
    const from = start;
    start += part;
    return sliced(call, value, axis, from, start, 1);
  });
};

export const expand: Operator = async (call) => {
  const value = inputOf(call);
  const sizes = await sizesOf(inputOf(call, 1), call);
  if (!sizes) throw cannot(call);
  if (value.kind === 'sizes') {
    const count = sizes.length === 1 && isNumber(sizes[0]) ? sizes[0].factor : 0;
    if (value.sizes.length !== 1 || count < 1 || count > MOST_SIZES) throw cannot(call);
    return [
      sizesValue(
        Array.from({ length: count }, () => value.sizes[0]),
        false,
      ),
    ];
  }
  if (isReading(value)) {
    const isNothing = sizes.every((one, k) => {
      const axis = value.axes.at(k - sizes.length);
      return isSame(one, size(1)) || (axis !== undefined && isSame(axis.size, one));
    });
    if (isNothing && sizes.length <= value.axes.length) return [value];
    throw new Unfollowed(
      sentence(
        '{0} repeats a state for every step: an encoder and a decoder, which cannot be run on text.',
        nameOf(call.node),
      ),
    );
  }
  if (value.kind !== 'constant' || sizes.some(({ power }) => power !== 0)) throw cannot(call);
  return [
    expanded(
      call,
      value,
      sizes.map(({ factor }) => factor),
    ),
  ];
};

function expanded(call: Call, value: Constant, wanted: readonly number[]): Constant {
  const shape = broadcast(call, value.shape, wanted);
  if (value.uniform !== null) return filled(shape, value.uniform, value.isInteger);
  const strides = stridesOf(value.shape);
  const missing = shape.length - value.shape.length;
  const steps = shape.map((_, k) =>
    k < missing || value.shape[k - missing] === 1 ? 0 : strides[k - missing],
  );
  return strided(call.follow.budget, value, shape, 0, steps);
}

/** The shape of both; RnnLensError where they do not fit. */
export function broadcast(call: Call, a: readonly number[], b: readonly number[]): number[] {
  const rank = Math.max(a.length, b.length);
  return Array.from({ length: rank }, (_, k) => {
    const [m, n] = [a[k - rank + a.length] ?? 1, b[k - rank + b.length] ?? 1];
    if (m !== n && m !== 1 && n !== 1)
      throw new RnnLensError(
        'Node {0} has [{1}] and [{2}], which do not fit.',
        nameOf(call.node),
        a.join(', '),
        b.join(', '),
      );
    return m === 1 ? n : m;
  });
}
