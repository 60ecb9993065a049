/** Parts that are picked by their numbers: rows of tables, steps, directions. */
import { RnnLensError } from '../../../problems.js';
import { axisOf, computed, elementsOf, filled, forEachIndex, stridesOf, type Constant } from '../constant.js';
import { size } from '../sizes.js';
import { BATCH, sizesValue, takenAlong, type Flow, type Ids, type Value } from '../values.js';
import { isReading, rankOf, withoutAxes, type Reading } from './axes.js';
import {
  cannot,
  inputOf,
  integerAttribute,
  knownIntegers,
  layerName,
  nameOf,
  noText,
  type Call,
  type Operator,
} from './call.js';
import { oneStep } from './steps.js';

export const gather: Operator = async (call) => {
  const [data, indices] = [inputOf(call), inputOf(call, 1)];
  const rank = rankOf(data, call);
  const axis = axisOf(integerAttribute(call, 'axis', 0), rank, 'Gather');
  if (indices.kind === 'ids') return [embedded(call, data, indices, axis)];
  if (indices.kind === 'sizes' && isReading(data) && data.axes[axis].role === 'time') {
    const index = indices.sizes.at(0);
    if (index?.factor === 1 && index.power === 1 && index.plus === -1 && data.kind === 'flow')
      return [oneStep(call, withoutAxes(data, [axis]) as Flow, 'last')];
  }
  if (indices.kind !== 'constant') throw noText(call, indices);
  const places = await knownIntegers(indices, call);
  if (data.kind === 'constant') return [gatheredConstant(call, data, axis, places, indices.shape)];
  if (data.kind === 'sizes') {
    const found = places.map((k) => data.sizes[k < 0 ? k + data.sizes.length : k]);
    if (found.some((one) => one === undefined)) throw outOfRange(call, places, data.sizes.length);
    return [sizesValue(found, indices.shape.length === 0)];
  }
  if (!isReading(data)) throw noText(call, data);
  return [gatheredReading(call, data, axis, places, indices.shape.length)];
};

function outOfRange(call: Call, places: readonly number[], length: number): RnnLensError {
  return new RnnLensError(
    'Node {0} takes [{1}] of {2}.',
    nameOf(call.node),
    places.slice(0, 8).join(', '),
    length,
  );
}

function positive(call: Call, places: readonly number[], length: number): number[] {
  const out = places.map((k) => (k < 0 ? k + length : k));
  if (out.some((k) => !(k >= 0 && k < length))) throw outOfRange(call, places, length);
  return out;
}

function gatheredReading(
  call: Call,
  data: Reading,
  axis: number,
  places: readonly number[],
  rank: number,
): Value {
  const { role, size: length } = data.axes[axis];
  const drop = (value: Reading): Reading => (rank === 0 ? (withoutAxes(value, [axis]) as Reading) : value);
  if (rank > 1) throw cannot(call);
  if (role === 'batch') {
    positive(call, places, Math.max(1, length.factor));
    return drop({ ...data, axes: data.axes.map((one, k) => (k === axis ? BATCH : one)) });
  }
  if (data.kind === 'ids') throw cannot(call);
  if (role === 'inner') return drop(takenAlong(data, axis, positive(call, places, length.factor)));
  const { steps } = call.follow;
  if (places.length !== 1) throw cannot(call);
  const kept: Flow = { ...data, axes: data.axes.map((one, k) => (k === axis ? BATCH : one)) };
  const [place] = places;
  if (place === -1 || (steps !== null && place === steps - 1)) return drop(oneStep(call, kept, 'last'));
  if (place === 0) return drop(oneStep(call, kept, 'first'));
  throw cannot(call);
}

function gatheredConstant(
  call: Call,
  data: Constant,
  axis: number,
  given: readonly number[],
  shape: readonly number[],
): Constant {
  const places = positive(call, given, data.shape[axis]);
  const strides = stridesOf(data.shape);
  const before = data.shape.slice(0, axis);
  const after = data.shape.slice(axis + 1);
  if (data.uniform !== null) return filled([...before, ...shape, ...after], data.uniform, data.isInteger);
  return computed(call.follow.budget, [...before, ...shape, ...after], data.isInteger, async (out) => {
    const values = await data.load();
    const inside = elementsOf(after);
    let k = 0;
    forEachIndex(before, strides.slice(0, axis), 0, (at) => {
      for (const place of places) {
        const from = at + place * inside;
        out.set(values.subarray(from, from + inside), k);
        k += inside;
      }
    });
  });
}

/** A table of which rows are read by the ids. */
function embedded(call: Call, table: Value, ids: Ids, axis: number): Value {
  if (table.kind !== 'constant' || table.isInteger) throw noText(call, table);
  if (table.shape.length !== 2 || axis !== 0) throw cannot(call);
  const [rows, width] = table.shape;
  const layer = call.follow.add({
    name: layerName(call.node),
    inputs: [call.follow.idsLayer(ids.input)],
    width,
    isSequence: true,
    kind: 'embedding',
    build: async () => ({ kind: 'embedding', weight: await table.load(), rows, width }),
  });
  return {
    kind: 'flow',
    axes: [...ids.axes, { role: 'inner', size: size(width) }],
    segments: [{ layer, start: 0, size: width }],
    isReversed: ids.isReversed,
  };
}
