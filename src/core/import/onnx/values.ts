import type { Sentence } from '../../sentence.js';
import { integers, type Constant } from './constant.js';
import { isNumber, size, type Size } from './sizes.js';

/**
 * An axis of a value. A batch is of one text, so its axis has nothing to say, like all axes of size 1; `inner` ones
 * are what a step has: the width, the directions.
 */
export interface Axis {
  readonly role: 'time' | 'batch' | 'inner';
  readonly size: Size;
}

export const BATCH: Axis = { role: 'batch', size: size(1) };

/** A run of columns of a layer's output. */
export interface Segment {
  readonly layer: number;
  readonly start: number;
  readonly size: number;
}

/** What a step's columns are, in the row-major order of the inner axes. */
export interface Flow {
  readonly kind: 'flow';
  readonly axes: readonly Axis[];
  readonly segments: readonly Segment[];
  /** The steps stand in the tensor from the last to the first. */
  readonly isReversed: boolean;
}

/** The ids that are read, or lengths: whatever whole numbers come from outside. */
export interface Ids {
  readonly kind: 'ids';
  readonly input: string;
  readonly axes: readonly Axis[];
  readonly isReversed: boolean;
}

/** Sizes of other values: whole numbers that depend on how many steps there are. */
export interface Sizes {
  readonly kind: 'sizes';
  readonly sizes: readonly Size[];
  readonly isScalar: boolean;
}

/** A float input of the graph. */
export interface Outside {
  readonly kind: 'outside';
  readonly input: string;
}

/** What can be left unused, but not used. */
export interface Unusable {
  readonly kind: 'unusable';
  readonly reason: Sentence;
}

export type Value = Constant | Flow | Ids | Sizes | Outside | Unusable;

/** Columns of all inner axes together. */
export function widthOf({ segments }: Flow): number {
  return segments.reduce((sum, { size: columns }) => sum + columns, 0);
}

export function innerSizes(axes: readonly Axis[]): number[] {
  return axes.filter(({ role }) => role === 'inner').map(({ size: { factor } }) => factor);
}

/** Columns picked from a flow's by their positions. */
export function picked(segments: readonly Segment[], positions: ArrayLike<number>): Segment[] {
  const starts: number[] = [];
  let total = 0;
  for (const segment of segments) {
    starts.push(total);
    total += segment.size;
  }
  const out: { layer: number; start: number; size: number }[] = [];
  for (let k = 0, at = 0; k < positions.length; k++) {
    const position = positions[k];
    const isHere = position >= starts[at] && position < starts[at] + segments[at].size;
    if (!isHere) at = segmentAt(starts, position);
    const { layer, start } = segments[at];
    const column = start + position - starts[at];
    const last = out.at(-1);
    if (last?.layer === layer && last.start + last.size === column) last.size++;
    else out.push({ layer, start: column, size: 1 });
  }
  return out;
}

/** The last segment that begins at a position or before it. */
function segmentAt(starts: readonly number[], position: number): number {
  let [low, high] = [0, starts.length - 1];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (starts[middle] <= position) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** A flow with other axes and, where the order of its inner axes changed, its columns in another order. */
export function permuted(flow: Flow, order: readonly number[]): Flow {
  const axes = order.map((k) => flow.axes[k]);
  const inner = flow.axes.map((_, k) => k).filter((k) => flow.axes[k].role === 'inner');
  const moved = order.filter((k) => flow.axes[k].role === 'inner');
  if (moved.every((k, at) => k === inner[at])) return { ...flow, axes };
  const sizes = inner.map((k) => flow.axes[k].size.factor);
  const strides = sizes.map((_, k) => sizes.slice(k + 1).reduce((a, b) => a * b, 1));
  let positions = [0];
  for (const k of moved) {
    const stride = strides[inner.indexOf(k)];
    const steps = Array.from({ length: flow.axes[k].size.factor }, (_, j) => j * stride);
    positions = positions.flatMap((at) => steps.map((step) => at + step));
  }
  return { ...flow, axes, segments: picked(flow.segments, positions) };
}

/** The columns at some places of an inner axis; the axis is kept. */
export function takenAlong(flow: Flow, axis: number, places: readonly number[]): Flow {
  const before = flow.axes.slice(0, axis).filter(({ role }) => role === 'inner').length;
  const sizes = innerSizes(flow.axes);
  const inside = sizes.slice(before + 1).reduce((a, b) => a * b, 1);
  const outside = sizes.slice(0, before).reduce((a, b) => a * b, 1);
  const positions: number[] = [];
  for (let k = 0; k < outside; k++)
    for (const place of places)
      for (let j = 0; j < inside; j++) positions.push((k * sizes[before] + place) * inside + j);
  const axes = flow.axes.map((one, k) => (k === axis ? { ...one, size: size(places.length) } : one));
  return { ...flow, axes, segments: picked(flow.segments, positions) };
}

/** Sizes as whole numbers where all are known. */
export function sizesValue(sizes: readonly Size[], isScalar: boolean): Sizes | Constant {
  if (!sizes.every(isNumber)) return { kind: 'sizes', sizes, isScalar };
  return integers(
    sizes.map(({ factor }) => factor),
    isScalar ? [] : [sizes.length],
  );
}
