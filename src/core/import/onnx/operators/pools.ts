/** Operators that take steps or directions together, and one-hot inputs. */
import { axisOf, elementsOf } from '../constant.js';
import { isSame, size } from '../sizes.js';
import { BATCH, takenAlong, type Axis, type Flow } from '../values.js';
import { withoutAxes } from './axes.js';
import { asFlow, cannot, inputOf, integerAttribute, integersOf, type Call, type Operator } from './call.js';
import { mergedFlows } from './layers.js';
import { pooled } from './steps.js';

export const globalPool: Operator = (call) => {
  const flow = asFlow(call, inputOf(call));
  const axes = flow.axes.slice(2).map((_, k) => k + 2);
  return [pooledOver(call, flow, axes, call.node.type === 'GlobalMaxPool' ? 'max' : 'mean', true)];
};

export const reduction: Operator = async (call) => {
  const flow = asFlow(call, inputOf(call));
  const rank = flow.axes.length;
  const given = await integersOf(call, 'axes', 1);
  const axes = (given ?? flow.axes.map((_, k) => k)).map((axis) => axisOf(axis, rank, call.node.type));
  const isKept = integerAttribute(call, 'keepdims', 1) === 1;
  return [pooledOver(call, flow, axes, call.node.type === 'ReduceMax' ? 'max' : 'mean', isKept)];
};

function pooledOver(
  call: Call,
  flow: Flow,
  axes: readonly number[],
  how: 'max' | 'mean',
  isKept: boolean,
): Flow {
  const others = axes.filter((k) => flow.axes[k].role !== 'time');
  if (others.length === axes.length || others.some((k) => !isSame(flow.axes[k].size, size(1))))
    throw cannot(call);
  const one = { ...flow, axes: flow.axes.map((axis, k) => (axes.includes(k) ? BATCH : axis)) };
  const pool = call.follow.steps === 1 ? one : { ...pooled(call, one, how), isReversed: false };
  return isKept ? pool : (withoutAxes(pool, axes) as Flow);
}

/** The sum over the directions of a layer. */
export const reducedSum: Operator = async (call) => {
  const flow = asFlow(call, inputOf(call));
  const given = await integersOf(call, 'axes', 1);
  if (given?.length !== 1) throw cannot(call);
  const axis = axisOf(given[0], flow.axes.length, call.node.type);
  const { role, size: count } = flow.axes[axis];
  if (role !== 'inner' || count.factor > 2) throw cannot(call);
  const parts = Array.from({ length: count.factor }, (_, k) => takenAlong(flow, axis, [k]));
  const add: Call = { ...call, node: { ...call.node, type: 'Add' } };
  const sum = parts.reduce((a, b) => mergedFlows(add, a, b));
  return [integerAttribute(call, 'keepdims', 1) === 1 ? sum : withoutAxes(sum, [axis])];
};

export const oneHot: Operator = async (call) => {
  const [ids, depth, values] = [inputOf(call), inputOf(call, 1), inputOf(call, 2)];
  if (ids.kind !== 'ids' || depth.kind !== 'constant' || values.kind !== 'constant') throw cannot(call);
  if (elementsOf(depth.shape) !== 1 || elementsOf(values.shape) !== 2) throw cannot(call);
  const [[width], [off, on]] = [await depth.load(), await values.load()];
  const axis = axisOf(integerAttribute(call, 'axis', -1), ids.axes.length + 1, 'OneHot');
  if (off !== 0 || on !== 1 || axis !== ids.axes.length || !(width >= 1)) throw cannot(call);
  const layer = call.follow.oneHot(call.follow.idsLayer(ids.input), width);
  const axes: Axis[] = [...ids.axes, { role: 'inner', size: size(width) }];
  return [{ kind: 'flow', axes, segments: [{ layer, start: 0, size: width }], isReversed: ids.isReversed }];
};
