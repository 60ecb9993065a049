import { RnnLensError } from '../../problems.js';
import type { Stored } from './model.js';
import { isIntegerType } from './tensor.js';

export type Numbers = Float32Array | Float64Array;

/** A tensor whose numbers do not depend on what is read: stored, or computed of stored ones when asked for. */
export interface Constant {
  readonly kind: 'constant';
  readonly shape: readonly number[];
  readonly isInteger: boolean;
  /** The number that all elements are, where that is known without loading them. */
  readonly uniform: number | null;
  load(): Promise<Numbers>;
}

/** What is computed of a file's tensors cannot be much larger than they are: a limit against files that explode. */
export class Budget {
  private left: number;

  /** @param elements numbers that the file has stored */
  constructor(elements: number) {
    this.left = 16 * elements + (1 << 20);
  }

  take(elements: number): void {
    this.left -= elements;
    if (!(this.left >= 0))
      throw new RnnLensError('The graph computes more numbers of its weights than can be kept.');
  }
}

export function elementsOf(shape: readonly number[]): number {
  return shape.reduce((a, b) => a * b, 1);
}

export function storedConstant({ tensor, load }: Stored): Constant {
  return {
    kind: 'constant',
    shape: tensor.shape,
    isInteger: isIntegerType(tensor.type),
    uniform: null,
    load: once(load),
  };
}

/** Integers that are known already. */
export function integers(values: readonly number[], shape: readonly number[] = [values.length]): Constant {
  const load = (): Promise<Numbers> => Promise.resolve(Float64Array.from(values));
  return { kind: 'constant', shape, isInteger: true, uniform: null, load };
}

/** The first call decides; what was loaded is kept, as other nodes ask for it again. */
function once(load: () => Promise<Numbers>): () => Promise<Numbers> {
  let loading: Promise<Numbers> | null = null;
  return () => (loading ??= load());
}

/** What is computed of constants. */
export function computed(
  budget: Budget,
  shape: readonly number[],
  isInteger: boolean,
  compute: (out: Numbers) => Promise<void>,
): Constant {
  const elements = elementsOf(shape);
  budget.take(elements);
  const load = async (): Promise<Numbers> => {
    const out = isInteger ? new Float64Array(elements) : new Float32Array(elements);
    await compute(out);
    return out;
  };
  return { kind: 'constant', shape, isInteger, uniform: null, load: once(load) };
}

const LARGEST_FILLED = 1 << 24;

function fill(shape: readonly number[], value: number, isInteger: boolean): Numbers {
  const elements = elementsOf(shape);
  return isInteger ? new Float64Array(elements).fill(value) : new Float32Array(elements).fill(value);
}

/** All elements the same; nothing is made before it is asked for. */
export function filled(shape: readonly number[], value: number, isInteger: boolean): Constant {
  const load = async (): Promise<Numbers> => {
    if (!(elementsOf(shape) <= LARGEST_FILLED))
      throw new RnnLensError('The graph makes [{0}] numbers, which are too many.', shape.join(', '));
    return fill(shape, value, isInteger);
  };
  return { kind: 'constant', shape, isInteger, uniform: value, load };
}

/** The same numbers in another shape. */
export function reshaped(of: Constant, shape: readonly number[]): Constant {
  return { ...of, shape };
}

/** Row-major steps of a shape. */
export function stridesOf(shape: readonly number[]): number[] {
  const strides = shape.map(() => 1);
  for (let k = shape.length - 2; k >= 0; k--) strides[k] = strides[k + 1] * shape[k + 1];
  return strides;
}

/** A view of a constant copied out: from `offset`, with a step for each axis of the new shape. */
export function strided(
  budget: Budget,
  of: Constant,
  shape: readonly number[],
  offset: number,
  strides: readonly number[],
): Constant {
  if (of.uniform !== null) return { ...filled(shape, of.uniform, of.isInteger) };
  return computed(budget, shape, of.isInteger, async (out) => {
    const values = await of.load();
    forEachIndex(shape, strides, offset, (at, k) => (out[k] = values[at]));
  });
}

/** Calls with the position by the steps and the row-major position of every element. */
export function forEachIndex(
  shape: readonly number[],
  strides: readonly number[],
  offset: number,
  call: (at: number, k: number) => void,
): void {
  const index = shape.map(() => 0);
  const count = elementsOf(shape);
  for (let k = 0, at = offset; k < count; k++) {
    call(at, k);
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      at += strides[axis];
      if (++index[axis] < shape[axis]) break;
      at -= strides[axis] * shape[axis];
      index[axis] = 0;
    }
  }
}

/** An axis counted from the end where it is negative; RnnLensError where there is none. */
export function axisOf(axis: number, rank: number, type: string): number {
  const positive = axis < 0 ? axis + rank : axis;
  if (!(Number.isInteger(positive) && positive >= 0 && positive < rank))
    throw new RnnLensError('A node {0} of the graph names axis {1} of {2}.', type, axis, rank);
  return positive;
}
