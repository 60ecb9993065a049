import { pairedStretches } from '../analysis/likeStretches.js';

/** What is told of a training's curves: which checkpoints stand for all, how far gradients reach, courses in parts. */

/** The index of the item of an ascending list that is nearest to a value; −1 of an empty list. */
export function nearestIndex(sorted: ArrayLike<number>, value: number): number {
  let best = sorted.length > 0 ? 0 : -1;
  for (let k = 1; k < sorted.length; k++)
    if (Math.abs(sorted[k] - value) < Math.abs(sorted[best] - value)) best = k;
  return best;
}

/**
 * At most `most` (≥ 2) of some ascending checkpoints that show how a network became what it is: the last one and what
 * stands at ever smaller distances before it, seen from the first. Most happens at the beginning.
 */
export function tellingCheckpoints(checkpoints: readonly number[], most: number): readonly number[] {
  const last = checkpoints.length - 1;
  if (last < most) return checkpoints;
  // In equal steps of the logarithm; what falls on one checkpoint twice goes to the next free one.
  const chosen = new Set<number>([0]);
  for (let k = 1; k < most; k++) {
    let at = Math.round(Math.expm1((Math.log1p(last) * k) / (most - 1)));
    while (chosen.has(at)) at++;
    chosen.add(at);
  }
  return checkpoints.filter((_, k) => chosen.has(k));
}

/** What becomes of a gradient on its way back. */
export interface FlowReach {
  readonly kind: 'vanishes' | 'grows' | 'reaches';
  /** The lag at which it has become that much smaller or larger than one step back; the last one if it reaches. */
  readonly lag: number;
  /** Its norm there as a share of that one step back. */
  readonly share: number;
}

/** A gradient that is a hundredth of what it was says nothing any more; one that is ten times as large grows. */
const VANISHED = 0.01;
const GROWN = 10;

/** How far gradients of one layer reach; `norms[k]` is the norm `k + 1` steps back. null where none is known. */
export function flowReach(norms: ArrayLike<number>): FlowReach | null {
  const first = norms[0] ?? 0;
  if (!(first > 0)) return null;
  const share = (k: number): number => norms[k] / first;
  for (let k = 1; k < norms.length; k++) {
    if (share(k) < VANISHED) return { kind: 'vanishes', lag: k + 1, share: share(k) };
    if (share(k) > GROWN) return { kind: 'grows', lag: k + 1, share: share(k) };
  }
  return { kind: 'reaches', lag: norms.length, share: share(norms.length - 1) };
}

/** A course of areas under the ROC curve, checkpoint by checkpoint; `best` one each. */
export interface AreaCourse<Unit> {
  readonly checkpoints: Uint32Array;
  readonly auc: Float32Array;
  readonly chance: Float32Array;
  readonly best: readonly Unit[];
  readonly ofOthers: boolean;
}

/** How far two areas of one unit at one checkpoint may lie apart and still be the same. */
const SAME_AREA = 1e-3;

/**
 * A course and its continuation, which begins at the last checkpoint of it. The areas of one unit are those of the side
 * that it has at the last checkpoint: where that turned since, the known ones are turned as well.
 */
export function continuedCourse<Unit, Course extends AreaCourse<Unit>>(
  known: AreaCourse<Unit>,
  next: Course,
  ofOneUnit: boolean,
): Course {
  const end = known.checkpoints.findIndex((checkpoint) => checkpoint >= (next.checkpoints[0] ?? Infinity));
  const kept = end < 0 ? known.checkpoints.length : end;
  const both = known.checkpoints[kept] === next.checkpoints[0];
  const turned =
    ofOneUnit &&
    both &&
    Math.abs(known.auc[kept] - next.auc[0]) > SAME_AREA &&
    Math.abs(1 - known.auc[kept] - next.auc[0]) <= SAME_AREA;
  const before = known.auc.subarray(0, kept);
  return {
    ...next,
    checkpoints: Uint32Array.from([...known.checkpoints.subarray(0, kept), ...next.checkpoints]),
    auc: Float32Array.from([...(turned ? before.map((area) => 1 - area) : before), ...next.auc]),
    chance: Float32Array.from([...known.chance.subarray(0, kept), ...next.chance]),
    best: [...known.best.slice(0, kept), ...next.best],
  };
}

const LONGEST_PAIR = 160;

/**
 * The stretch `[from, to)` of texts that stands between two signs that belong together, without the signs: the one
 * around `at` or else the nearest one to it; of nested ones the outermost. null where there is none.
 */
export function pairedStretch(
  texts: readonly string[],
  at: number,
): readonly [from: number, to: number] | null {
  const starts = new Map<number, number>();
  let length = 0;
  texts.forEach((text, k) => {
    starts.set(length, k);
    length += text.length;
  });
  const found = pairedStretches(texts.join(''))
    .map(([open, end]) => [starts.get(open + 1), starts.get(end - 1)] as const)
    .filter((pair): pair is readonly [number, number] => isStretch(pair))
    .map(([from, to]) => ({ from, to, distance: at < from - 1 ? from - 1 - at : Math.max(0, at - to) }))
    .sort((a, b) => a.distance - b.distance || a.from - b.from);
  return found.length > 0 ? [found[0].from, found[0].to] : null;
}

function isStretch([from, to]: readonly [number | undefined, number | undefined]): boolean {
  return from !== undefined && to !== undefined && from < to && to - from < LONGEST_PAIR;
}

/** From which checkpoint on a course has been above chance without a break up to its end; null if it is not there. */
export function aboveChanceSince({
  checkpoints,
  auc,
  chance,
}: Pick<AreaCourse<unknown>, 'checkpoints' | 'auc' | 'chance'>): number | null {
  let k = auc.length;
  while (k > 0 && auc[k - 1] > chance[k - 1]) k--;
  return k < auc.length ? checkpoints[k] : null;
}
