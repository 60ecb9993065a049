/** Operators on numbers that do not depend on what is read: constants, sizes. */
import { sentence } from '../../../sentence.js';
import {
  computed,
  elementsOf,
  filled,
  forEachIndex,
  integers,
  storedConstant,
  stridesOf,
  type Constant,
} from '../constant.js';
import { divided, isNumber, isSame, plus, product, size, times, type Size } from '../sizes.js';
import { sizesValue, type Unusable, type Value } from '../values.js';
import { broadcast } from './parts.js';
import { cannot, inputOf, integerAttribute, noText, sizesOf, type Call, type Operator } from './call.js';

export const constant: Operator = (call) => {
  const { attributes } = call.node;
  const [name, attribute] = [...attributes][0] ?? [];
  if (!attribute) throw cannot(call);
  if (name === 'value' && attribute.tensor) return [storedConstant(attribute.tensor)];
  if (name === 'value_int') return [integers([attribute.integer], [])];
  if (name === 'value_ints') return [integers(attribute.integers)];
  if (name === 'value_float') return [filled([], attribute.float, false)];
  if (name === 'value_floats') {
    const values = attribute.floats;
    return [computed(call.follow.budget, [values.length], false, async (out) => out.set(values))];
  }
  return [
    {
      kind: 'unusable',
      reason: sentence('The graph reads a constant of another kind ("{0}").', String(name)),
    },
  ];
};

export const shape: Operator = (call) => {
  const value = inputOf(call);
  const own = shapeOf(value, call);
  if (!own) return [unknownSizes(value)];
  const start = integerAttribute(call, 'start', 0);
  const end = call.node.attributes.get('end')?.integer ?? own.length;
  return [sizesValue(own.slice(start, end), false)];
};

function unknownSizes(value: Value): Unusable {
  const name = value.kind === 'outside' ? value.input : '';
  return {
    kind: 'unusable',
    reason: sentence('The graph takes the sizes of "{0}", which is no text.', name),
  };
}

function shapeOf(value: Value, call: Call): readonly Size[] | null {
  if (value.kind === 'constant') return value.shape.map(size);
  if (value.kind === 'flow' || value.kind === 'ids') return value.axes.map((axis) => axis.size);
  if (value.kind === 'sizes') return value.isScalar ? [] : [size(value.sizes.length)];
  const input = call.follow.model.graph.inputs.find(
    ({ name }) => value.kind === 'outside' && name === value.input,
  );
  return input?.shape?.map((n) => size(n ?? 1)) ?? null;
}

export const sizeOperator: Operator = (call) => {
  const own = shapeOf(inputOf(call), call);
  const all = own && product(own);
  if (!all) throw cannot(call);
  return [sizesValue([all], true)];
};

export const constantOfShape: Operator = async (call) => {
  const input = inputOf(call);
  const sizes = await sizesOf(input, call);
  if (!sizes) throw noText(call, input);
  const given = call.node.attributes.get('value')?.tensor;
  const fill = given ? storedConstant(given) : filled([1], 0, false);
  const [value = 0] = elementsOf(fill.shape) > 0 ? await fill.load() : [];
  if (!sizes.every(isNumber)) return [{ kind: 'unusable', reason: openShape() }];
  return [
    filled(
      sizes.map(({ factor }) => factor),
      value,
      fill.isInteger,
    ),
  ];
};

function openShape(): Unusable['reason'] {
  return sentence('The graph makes numbers for every step of the text, which cannot be followed.');
}

type Combine = (a: number, b: number) => number;

/** Operators of two numbers; on sizes those that make sense of them. */
const BINARY: Readonly<
  Record<string, { of: Combine; ofSizes?: (a: Size, b: Size) => Size | null; isInteger?: true }>
> = {
  Add: { of: (a, b) => a + b, ofSizes: (a, b) => plus(a, b, 1) },
  Sub: { of: (a, b) => a - b, ofSizes: (a, b) => plus(a, b, -1) },
  Mul: { of: (a, b) => a * b, ofSizes: times },
  Div: { of: (a, b) => a / b, ofSizes: divided },
  Mod: { of: (a, b) => a - b * Math.floor(a / b) },
  Pow: { of: (a, b) => a ** b },
  Max: { of: Math.max },
  Min: { of: Math.min },
  Equal: { of: (a, b) => Number(a === b), isInteger: true },
  Greater: { of: (a, b) => Number(a > b), isInteger: true },
  Less: { of: (a, b) => Number(a < b), isInteger: true },
  GreaterOrEqual: { of: (a, b) => Number(a >= b), isInteger: true },
  LessOrEqual: { of: (a, b) => Number(a <= b), isInteger: true },
  And: { of: (a, b) => a & b, isInteger: true },
  Or: { of: (a, b) => a | b, isInteger: true },
};

/** The operator of two constants or sizes, or null where others are among the inputs. */
export async function combined(call: Call): Promise<Value | null> {
  const operator = BINARY[call.node.type];
  const [a, b] = [inputOf(call), inputOf(call, 1)];
  if (a.kind === 'unusable' || b.kind === 'unusable') return a.kind === 'unusable' ? a : b;
  if (a.kind === 'sizes' || b.kind === 'sizes') return combinedSizes(call, a, b);
  if (a.kind !== 'constant' || b.kind !== 'constant') return null;
  const isInteger = operator.isInteger ?? (a.isInteger && b.isInteger);
  const whole: Combine = isInteger && call.node.type === 'Div' ? (x, y) => Math.trunc(x / y) : operator.of;
  const to = broadcast(call, a.shape, b.shape);
  if (a.uniform !== null && b.uniform !== null) return filled(to, whole(a.uniform, b.uniform), isInteger);
  return computed(call.follow.budget, to, isInteger, async (out) => {
    const [left, right] = [await spread(a, to), await spread(b, to)];
    for (let k = 0; k < out.length; k++) out[k] = whole(left[k], right[k]);
  });
}

/** A constant's numbers as often as a shape wants them. */
async function spread(value: Constant, to: readonly number[]): Promise<ArrayLike<number>> {
  const values = await value.load();
  if (values.length === elementsOf(to)) return values;
  const out = new Float64Array(elementsOf(to));
  const own = stridesOf(value.shape);
  const missing = to.length - value.shape.length;
  const strides = to.map((_, k) => (k < missing || value.shape[k - missing] === 1 ? 0 : own[k - missing]));
  forEachIndex(to, strides, 0, (at, k) => (out[k] = values[at]));
  return out;
}

/** Lists are of one length, or of one number for all. */
function commonLength(call: Call, lists: readonly ArrayLike<unknown>[]): number {
  const length = Math.max(...lists.map((list) => list.length));
  if (lists.some((list) => list.length !== 1 && list.length !== length)) throw cannot(call);
  return length;
}

async function combinedSizes(call: Call, a: Value, b: Value): Promise<Value | null> {
  const [left, right] = [await sizesOf(a, call), await sizesOf(b, call)];
  if (!left || !right) return null;
  const length = commonLength(call, [left, right]);
  const at = (list: readonly Size[], k: number): Size => list[list.length === 1 ? 0 : k];
  const isScalar = [a, b].every((value) =>
    value.kind === 'sizes' ? value.isScalar : value.kind === 'constant' && value.shape.length === 0,
  );
  const results = Array.from({ length }, (_, k) =>
    compareOrCombine(call.node.type, at(left, k), at(right, k)),
  );
  if (results.some((one) => one === null)) return { kind: 'unusable', reason: openShape() };
  return sizesValue(results as Size[], isScalar);
}

function compareOrCombine(type: string, a: Size, b: Size): Size | null {
  const { of, ofSizes } = BINARY[type];
  if (isNumber(a) && isNumber(b))
    return size(type === 'Div' ? Math.trunc(a.factor / b.factor) : of(a.factor, b.factor));
  // An open number of steps is no number that a graph can name.
  if (type === 'Equal') return size(Number(isSame(a, b)));
  return ofSizes?.(a, b) ?? null;
}

export const comparison: Operator = async (call) => {
  const value = await combined(call);
  if (value) return [value];
  return [{ kind: 'unusable', reason: cannot(call).reason }];
};

type One = (a: number) => number;
const UNARY: Readonly<Record<string, One>> = {
  Neg: (a) => -a,
  Sqrt: Math.sqrt,
  Abs: Math.abs,
  Floor: Math.floor,
  Ceil: Math.ceil,
  Not: (a) => Number(!a),
  Reciprocal: (a) => 1 / a,
  Exp: Math.exp,
  Log: Math.log,
  Tanh: Math.tanh,
};

export const unary: Operator = (call) => {
  const value = inputOf(call);
  const of = UNARY[call.node.type];
  if (value.kind === 'unusable') return [value];
  if (value.kind !== 'constant') throw noText(call, value);
  if (value.uniform !== null) return [filled(value.shape, of(value.uniform), value.isInteger)];
  return [
    computed(call.follow.budget, value.shape, value.isInteger, async (out) => {
      const values = await value.load();
      for (let k = 0; k < out.length; k++) out[k] = of(values[k]);
    }),
  ];
};

export const where: Operator = async (call) => {
  const [condition, a, b] = [inputOf(call), inputOf(call, 1), inputOf(call, 2)];
  if (condition.kind !== 'constant') throw noText(call, condition);
  if (a.kind === 'sizes' || b.kind === 'sizes') {
    const [picks, left, right] = [await condition.load(), await sizesOf(a, call), await sizesOf(b, call)];
    if (!left || !right) throw cannot(call);
    const length = commonLength(call, [picks, left, right]);
    const at = <T>(list: ArrayLike<T>, k: number): T => list[list.length === 1 ? 0 : k];
    return [
      sizesValue(
        Array.from({ length }, (_, k) => (at(picks, k) ? at(left, k) : at(right, k))),
        false,
      ),
    ];
  }
  if (a.kind !== 'constant' || b.kind !== 'constant') throw noText(call, a.kind === 'constant' ? b : a);
  const to = broadcast(call, broadcast(call, condition.shape, a.shape), b.shape);
  return [
    computed(call.follow.budget, to, a.isInteger && b.isInteger, async (out) => {
      const [picks, left, right] = [await spread(condition, to), await spread(a, to), await spread(b, to)];
      for (let k = 0; k < out.length; k++) out[k] = picks[k] ? left[k] : right[k];
    }),
  ];
};

export const reducedProduct: Operator = async (call) => {
  const sizes = await sizesOf(inputOf(call), call);
  const all = sizes && product(sizes);
  if (!all) throw cannot(call);
  return [sizesValue([all], integerAttribute(call, 'keepdims', 1) === 0)];
};
