/**
 * The question of LSTMVis (Strobelt et al. 2018): which units are on for a whole chosen stretch, and where else in the
 * text are they on together. "On" is above a threshold, or below it for units that are low there.
 */
import type { PositionRange } from './rankSums.js';

/** What counts as on. */
export interface OnRule {
  readonly threshold: number;
  readonly side: 'high' | 'low';
}

/** What a chosen stretch asks of units. */
export interface BrushRule extends OnRule {
  readonly brush: PositionRange;
  /** Off at the position before the stretch and at the one behind it, where there are such. */
  readonly offLeft: boolean;
  readonly offRight: boolean;
}

/** Whether a value is on; what is no number is off. */
export function isOn(value: number, { threshold, side }: OnRule): boolean {
  return side === 'high' ? value >= threshold : value <= threshold;
}

/** Whether a unit is on for the whole stretch, and off beside it where that is asked. Values are by position, [n]. */
export function isOnForBrush(values: Float32Array, rule: BrushRule): boolean {
  const [from, to] = rule.brush;
  if (from >= to) return false;
  for (let k = from; k < to; k++) if (!isOn(values[k], rule)) return false;
  if (rule.offLeft && from > 0 && isOn(values[from - 1], rule)) return false;
  return !(rule.offRight && to < values.length && isOn(values[to], rule));
}

/** The stretches where a unit is on, as long as they can be, in the order of the text. */
export function onStretches(values: Float32Array, rule: OnRule): PositionRange[] {
  const found: PositionRange[] = [];
  let start = -1;
  for (let k = 0; k <= values.length; k++) {
    const on = k < values.length && isOn(values[k], rule);
    if (on && start < 0) start = k;
    if (!on && start >= 0) {
      found.push([start, k]);
      start = -1;
    }
  }
  return found;
}

/** A stretch of the text where some of the chosen units are on together. */
export interface Match {
  readonly from: number;
  readonly to: number;
  /** How many of the chosen units are on at its positions together. */
  readonly units: number;
}

/**
 * Stretches where units of the chosen set are on together, ranked as LSTMVis ranks: those first in which more of them
 * are on, then those whose length is nearest to the chosen one's, then in the order of the text. `counts` is how many of
 * the `units` are on at each position, [n]. What overlaps the brush is left out, and so is what has fewer than half of
 * the units. Of a match more of whose units come on within it, the part with most of them is what is returned.
 */
export function rankMatches(counts: ArrayLike<number>, units: number, [from, to]: PositionRange): Match[] {
  const least = Math.max(1, Math.ceil(units / 2));
  const found: Match[] = [];
  let k = 0;
  while (k < counts.length) {
    if (counts[k] < least) {
      k++;
      continue;
    }
    const start = k;
    let peak = 0;
    while (k < counts.length && counts[k] >= least) peak = Math.max(peak, counts[k++]);
    for (const [a, b] of stretchesOf(counts, start, k, peak))
      if (b <= from || a >= to) found.push({ from: a, to: b, units: peak });
  }
  const length = to - from;
  const off = (match: Match): number => Math.abs(match.to - match.from - length);
  return found.sort((a, b) => b.units - a.units || off(a) - off(b) || a.from - b.from);
}

function stretchesOf(counts: ArrayLike<number>, start: number, end: number, least: number): PositionRange[] {
  const found: PositionRange[] = [];
  for (let k = start; k < end; k++) {
    if (counts[k] < least) continue;
    const last = found.at(-1);
    if (last && last[1] === k) found[found.length - 1] = [last[0], k + 1];
    else found.push([k, k + 1]);
  }
  return found;
}
