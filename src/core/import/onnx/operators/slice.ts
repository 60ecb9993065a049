import { RnnLensError } from '../../../problems.js';
import { axisOf, strided, stridesOf } from '../constant.js';
import { BATCH, sizesValue, takenAlong, type Value } from '../values.js';
import { isReading, rankOf, type Reading } from './axes.js';
import {
  cannot,
  clamped,
  inputOf,
  integersOf,
  nameOf,
  noText,
  sizesOf,
  type Call,
  type Operator,
} from './call.js';
import { oneStep } from './steps.js';

export const slice: Operator = async (call) => {
  const value = inputOf(call);
  const starts = await sliceNumbers(call, 'starts', 1);
  const ends = await sliceNumbers(call, 'ends', 2);
  const rank = rankOf(value, call);
  const axes = (await integersOf(call, 'axes', 3)) ?? starts.map((_, k) => k);
  const steps = (await integersOf(call, 'steps', 4)) ?? starts.map(() => 1);
  if (ends.length !== starts.length || axes.length !== starts.length || steps.length !== starts.length)
    throw new RnnLensError(
      'Node {0} has {1} starts and {2} ends.',
      nameOf(call.node),
      starts.length,
      ends.length,
    );
  let out = value;
  axes.forEach((axis, k) => {
    out = sliced(call, out, axisOf(axis, rank, 'Slice'), starts[k], ends[k], steps[k]);
  });
  return [out];
};

/** Numbers of a slice; an open number of steps is more than any. */
async function sliceNumbers(call: Call, attribute: string, input: number): Promise<number[]> {
  const given = call.node.attributes.get(attribute);
  if (given) return [...given.integers];
  const sizes = await sizesOf(inputOf(call, input), call);
  if (!sizes) throw cannot(call);
  return sizes.map(({ factor, power, plus }) => {
    if (power === 0) return factor + plus;
    // T as a start or an end is all of it; T - 1 is the last step.
    if (factor !== 1 || power !== 1 || plus > 0) throw cannot(call);
    return plus === 0 ? Number.MAX_SAFE_INTEGER : plus;
  });
}

export function sliced(
  call: Call,
  value: Value,
  axis: number,
  start: number,
  end: number,
  step: number,
): Value {
  if (step === 0) throw new RnnLensError('Node {0} has a step of 0.', nameOf(call.node));
  if (value.kind === 'sizes') {
    const places = placesOf(value.sizes.length, start, end, step);
    return sizesValue(
      places.map((k) => value.sizes[k]),
      false,
    );
  }
  if (value.kind === 'constant') {
    const places = placesOf(value.shape[axis], start, end, step);
    const strides = stridesOf(value.shape);
    const offset = (places[0] ?? 0) * strides[axis];
    const shape = value.shape.map((n, k) => (k === axis ? places.length : n));
    return strided(
      call.follow.budget,
      value,
      shape,
      offset,
      strides.map((n, k) => (k === axis ? n * step : n)),
    );
  }
  if (!isReading(value)) throw noText(call, value);
  const { role, size: length } = value.axes[axis];
  if (role === 'inner' && value.kind === 'flow')
    return takenAlong(value, axis, placesOf(length.factor, start, end, step));
  if (role === 'time') return slicedSteps(call, value, axis, start, end, step);
  if (start === 0 && end >= length.factor && step === 1) return value;
  // One text of a batch: the first, as all of them are the same here.
  return { ...value, axes: value.axes.map((one, k) => (k === axis ? BATCH : one)) };
}

/** Positions of a slice along an axis, as Python and ONNX count. */
function placesOf(length: number, start: number, end: number, step: number): number[] {
  const places: number[] = [];
  if (step > 0) {
    const last = clamped(end, length, 0, length);
    for (let k = clamped(start, length, 0, length); k < last; k += step) places.push(k);
  } else {
    const last = end < 0 && end + length < 0 ? -1 : clamped(end, length, -1, length - 1);
    for (let k = clamped(start, length, 0, length - 1); k > last; k += step) places.push(k);
  }
  return places;
}

function slicedSteps(
  call: Call,
  value: Reading,
  axis: number,
  start: number,
  end: number,
  step: number,
): Value {
  const { steps } = call.follow;
  const isStart = start === 0 || (steps !== null && start <= -steps);
  // Exporters write "to the end" as the largest number of 32 or 64 bits.
  const isEnd = end >= (steps ?? 2 ** 31 - 1);
  if (step === 1 && isStart && isEnd) return value;
  if (step === -1 && (start === -1 || start >= (steps ?? 2 ** 31) - 1) && end < -(steps ?? 2 ** 31))
    return { ...value, isReversed: !value.isReversed };
  if (step !== 1 || value.kind !== 'flow') throw cannot(call);
  const kept = { ...value, axes: value.axes.map((one, k) => (k === axis ? BATCH : one)) };
  const isLast = (start === -1 || (steps !== null && start === steps - 1)) && (isEnd || end === steps);
  if (isLast) return oneStep(call, kept, 'last');
  if (isStart && end === 1) return oneStep(call, kept, 'first');
  throw cannot(call);
}
