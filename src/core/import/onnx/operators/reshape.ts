/** Reshape and Flatten: which axes of what is read become which. */
import { RnnLensError } from '../../../problems.js';
import { elementsOf, reshaped } from '../constant.js';
import { divided, isNumber, isSame, isSmaller, product, size, times, type Size } from '../sizes.js';
import { BATCH, sizesValue, widthOf, type Axis, type Flow, type Ids, type Value } from '../values.js';
import { rankOf } from './axes.js';
import {
  cannot,
  inputOf,
  integerAttribute,
  layerName,
  nameOf,
  noText,
  sizesOf,
  type Call,
  type Operator,
} from './call.js';

export const reshape: Operator = async (call) => {
  const value = inputOf(call);
  const given = call.node.attributes.get('shape')?.integers.map(size);
  const wanted = given ?? (await sizesOf(inputOf(call, 1), call));
  if (!wanted) throw cannot(call);
  const copies = integerAttribute(call, 'allowzero', 0) === 0;
  if (value.kind === 'sizes') return [sizesValue(value.sizes, wanted.length === 0)];
  const own =
    value.kind === 'constant' ? value.shape.map(size) : axesOf(value, call).map((axis) => axis.size);
  const sizes = resolved(own, wanted, copies);
  if (!sizes) throw cannot(call);
  return [inSizes(call, value, sizes)];
};

export const flatten: Operator = (call) => {
  const value = inputOf(call);
  const rank = rankOf(value, call);
  const given = integerAttribute(call, 'axis', 1);
  const axis = given < 0 ? given + rank : given;
  const own = value.kind === 'constant' ? value.shape.map(size) : axesOf(value, call).map((one) => one.size);
  const sizes = [product(own.slice(0, axis)), product(own.slice(axis))];
  if (sizes[0] === null || sizes[1] === null) throw cannot(call);
  return [inSizes(call, value, [sizes[0], sizes[1]])];
};

function axesOf(value: Value, call: Call): readonly Axis[] {
  if (value.kind === 'flow' || value.kind === 'ids') return value.axes;
  throw noText(call, value);
}

/** 0 takes the size that stands there, -1 what is left. */
function resolved(own: readonly Size[], wanted: readonly Size[], copies: boolean): Size[] | null {
  const is = (one: Size, number: number): boolean => isNumber(one) && one.factor === number;
  const sizes = wanted.map((one, k) => (is(one, 0) && copies ? (own[k] ?? null) : one));
  if (sizes.some((one) => one === null)) return null;
  const open = sizes.findIndex((one) => is(one!, -1));
  if (open < 0) return sizes as Size[];
  const all = product(own);
  const others = product((sizes as Size[]).filter((_, k) => k !== open));
  const left = all && others && divided(all, others);
  return left && (sizes.map((one, k) => (k === open ? left : one)) as Size[]);
}

function inSizes(call: Call, value: Value, sizes: readonly Size[]): Value {
  if (value.kind === 'constant') {
    const shape = sizes.map(({ factor }) => factor);
    if (!sizes.every(isNumber) || elementsOf(shape) !== elementsOf(value.shape))
      throw new RnnLensError(
        'Node {0} makes [{1}] of [{2}], which has another number of elements.',
        nameOf(call.node),
        shape.join(', '),
        value.shape.join(', '),
      );
    return reshaped(value, shape);
  }
  if (value.kind !== 'flow' && value.kind !== 'ids') throw noText(call, value);
  return regrouped(call, value, sizes);
}

interface Group {
  readonly sources: readonly Axis[];
  readonly targets: readonly Size[];
}

/** Axes and new sizes side by side where their products agree; null where they never do. */
function groupsOf(axes: readonly Axis[], sizes: readonly Size[]): Group[] | null {
  const groups: Group[] = [];
  let [at, to] = [0, 0];
  while (at < axes.length && to < sizes.length) {
    const [from, start] = [at, to];
    let a: Size | null = axes[at++].size;
    let b: Size | null = sizes[to++];
    while (a && b && !isSame(a, b)) {
      if (isSmaller(a, b)) {
        if (at === axes.length) return null;
        a = times(a, axes[at++].size);
      } else {
        if (to === sizes.length) return null;
        b = times(b, sizes[to++]);
      }
    }
    if (!a || !b) return null;
    groups.push({ sources: axes.slice(from, at), targets: sizes.slice(start, to) });
  }
  const isOne = (one: Size): boolean => isSame(one, size(1));
  if (!axes.slice(at).every((axis) => isOne(axis.size)) || !sizes.slice(to).every(isOne)) return null;
  groups.push({ sources: axes.slice(at), targets: sizes.slice(to) });
  return groups;
}

function regrouped(call: Call, value: Flow | Ids, sizes: readonly Size[]): Value {
  const groups = groupsOf(value.axes, sizes);
  if (!groups) throw cannot(call);
  const axes: Axis[] = [];
  let isFlattened = false;
  for (const group of groups) {
    const made = axesOfGroup(group, call);
    if (made === 'flattened') {
      isFlattened = true;
      axes.push({ role: 'inner', size: group.targets[0] });
    } else axes.push(...made);
  }
  if (!isFlattened) return { ...value, axes };
  if (value.kind !== 'flow' || value.isReversed) throw cannot(call);
  return flattened(call, value, axes);
}

/** Axes that a group becomes; `flattened` where steps come to stand side by side. */
function axesOfGroup({ sources, targets }: Group, call: Call): Axis[] | 'flattened' {
  const isOne = (one: Size): boolean => isSame(one, size(1));
  const real = sources.filter((axis) => !isOne(axis.size) || axis.role === 'time');
  const inner = (one: Size): Axis => (isOne(one) ? BATCH : { role: 'inner', size: one });
  if (real.length === 0) return targets.map(() => BATCH);
  if (real.every(({ role }) => role === 'inner')) return targets.map(inner);
  const time = real.find(({ role }) => role === 'time');
  const others = targets.filter((one) => !isOne(one));
  if (time && real.every(({ role }) => role !== 'inner')) {
    // Texts one after the other are one text here; steps of one step may be of size 1.
    const place = targets.findIndex((one) => isSame(one, time.size));
    const single = others.length === 1 ? targets.indexOf(others[0]) : 0;
    const at = place >= 0 ? place : single;
    if (others.length > 1 && place < 0) throw cannot(call);
    return targets.map((one, k) => (k === at ? { ...time, size: one } : { role: 'batch', size: one }));
  }
  if (!time && real.length === 1) return targets.map((one) => ({ role: 'batch', size: one }));
  const isInOrder = time !== undefined && real.indexOf(time) === 0;
  // A graph of one step is run step by step: there is nothing to put side by side.
  if (time && isOne(time.size) && targets.length === 1) return [inner(targets[0])];
  if (isInOrder && others.length === 1 && targets.length === 1 && isNumber(time.size)) return 'flattened';
  throw cannot(call);
}

function flattened(call: Call, flow: Flow, axes: readonly Axis[]): Flow {
  const { follow } = call;
  const steps = follow.steps ?? 0;
  const layer = follow.columns.whole(flow, layerName(call.node));
  const width = steps * widthOf(flow);
  follow.isWindowed = true;
  const flat = follow.add({
    name: layerName(call.node),
    inputs: [layer],
    width,
    isSequence: false,
    kind: 'flatten',
    build: () => Promise.resolve({ kind: 'flatten', steps }),
  });
  return { ...follow.flowOf(flat, flow), axes };
}
