/** What people chose in the view: a stretch of the text, and what counts as on. */
import { isOnForBrush } from '../../../src/core/analysis/unitMatches.js';
import type { StateCache } from '../../data/stateCache.js';

/** Steps `[from, to)`. */
export type StepStretch = readonly [from: number, to: number];

/** The stretch from one step to another, with both. */
export function stretchOf(a: number, b: number): StepStretch {
  return [Math.min(a, b), Math.max(a, b) + 1];
}

/** A unit's value on its scale: what is drawn, and what thresholds are of. */
export type Share = (raw: number, unit: number) => number;

/** A stretch and a threshold, as LSTMVis asks for them. */
export interface Chosen {
  /** null: nothing is chosen yet. */
  readonly brush: StepStretch | null;
  /** A share of each unit's scale. */
  readonly threshold: number;
  /** Whether units are on above the threshold or below it. */
  readonly side: 'high' | 'low';
  readonly offLeft: boolean;
  readonly offRight: boolean;
  /** Whose matches are listed: the selected unit's, or those of all units that are on for the stretch. */
  readonly matchBy: 'unit' | 'all';
}

/** How the view begins. */
export const NOTHING_CHOSEN: Chosen = {
  brush: null,
  threshold: 0.3,
  side: 'high',
  offLeft: false,
  offRight: false,
  matchBy: 'unit',
};

/** Steps of a stretch for which all units are looked at; of a longer one the states are not all in sight. */
export const LONGEST_BRUSH = 400;

/** A unit that is on for the whole stretch. */
export interface OnUnit {
  readonly unit: number;
  /** How far it is beyond the threshold where it is least so. */
  readonly margin: number;
}

/** The units that are on for the whole stretch, the clearest first; null while their states are not here. */
export function onUnits(states: StateCache, share: Share, chosen: Chosen): readonly OnUnit[] | null {
  const { brush, threshold, side } = chosen;
  if (!brush) return [];
  const [from, to] = brush;
  const rows: Float32Array[] = [];
  const first = Math.max(0, from - 1);
  for (let step = first; step < to; step++) {
    const values = states.values(step);
    if (!values) return null;
    rows.push(values);
  }
  // Behind the last step of the text there is none.
  const behind = states.values(to);
  if (behind) rows.push(behind);
  const rule = { ...chosen, brush: [from - first, to - first] as const };
  const on: OnUnit[] = [];
  const column = new Float32Array(rows.length);
  for (let unit = 0; unit < states.units; unit++) {
    rows.forEach((values, k) => (column[k] = share(values[unit], unit)));
    if (!isOnForBrush(column, rule)) continue;
    const inside = column.subarray(from - first, to - first);
    const margin = Math.min(
      ...inside.map((value) => (side === 'high' ? value - threshold : threshold - value)),
    );
    on.push({ unit, margin });
  }
  return on.sort((a, b) => b.margin - a.margin || a.unit - b.unit);
}

/** A threshold between what a unit is mostly in a stretch and what it is mostly around; null while that is not known. */
export function betweenThreshold(
  states: StateCache,
  share: Share,
  unit: number,
  [from, to]: StepStretch,
): number | null {
  const around = Math.max(8, to - from);
  const [inside, outside]: [number[], number[]] = [[], []];
  for (let step = Math.max(0, from - around); step < to + around; step++) {
    const values = states.values(step);
    if (!values) {
      if (step >= from && step < to) return null;
      continue;
    }
    (step >= from && step < to ? inside : outside).push(share(values[unit], unit));
  }
  if (outside.length === 0) return null;
  return Math.round(50 * (median(inside) + median(outside))) / 100;
}

function median(values: number[]): number {
  return values.sort((a, b) => a - b)[values.length >> 1];
}
