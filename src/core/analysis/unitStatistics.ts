import type { Direction } from '../rnn/config.js';
import type { FloatArray } from '../math/matrix.js';

/** Bins of a unit's histogram; two values in one bin count as equal. */
const BINS = 2048;

/** Positions `[from, to)`. */
export type PositionRange = readonly [from: number, to: number];

/** Which of the positions `[from, to)` are in one of the ranges, `[to - from]` of 0 and 1. */
export function insideMask(ranges: readonly PositionRange[], from: number, to: number): Uint8Array {
  const mask = new Uint8Array(to - from);
  for (const [start, end] of ranges) {
    const first = Math.max(start, from) - from;
    const last = Math.min(end, to) - from;
    if (first < last) mask.fill(1, first, last);
  }
  return mask;
}

/** How well one unit tells positions inside from those outside. */
export interface RankedUnit {
  readonly layer: number;
  readonly direction: Direction;
  /** tanh does not change the order, so c stands for tanh(c). */
  readonly quantity: 'h' | 'c';
  readonly unit: number;
  /** Area under the ROC curve: above 0.5 the unit is higher inside, below it is lower. */
  readonly auc: number;
  /** 2·AUC − 1, in [-1, 1]: the sign says on which side the unit is, 0 is no difference. */
  readonly separation: number;
  /** The exact area is at most this far away: half the pairs that fell into one bin. */
  readonly error: number;
}

/** Histograms of all units of one layer and direction, inside and outside; windows are added one after the other. */
export class UnitHistograms {
  private readonly inside: Uint32Array;
  private readonly outside: Uint32Array;

  /** `bounded`: values are in [-1, 1]. Others are brought there by x / (1 + |x|), which keeps their order. */
  constructor(
    readonly layer: number,
    readonly direction: Direction,
    readonly quantity: 'h' | 'c',
    readonly units: number,
    private readonly bounded: boolean,
  ) {
    this.inside = new Uint32Array(units * BINS);
    this.outside = new Uint32Array(units * BINS);
  }

  /** Takes the values [n, units] of n positions in; `inside` is [n] of 0 and 1. Values that are no number are left out. */
  add(values: FloatArray, inside: Uint8Array): void {
    const { units, bounded } = this;
    for (let p = 0; p < inside.length; p++) {
      const counts = inside[p] ? this.inside : this.outside;
      for (let unit = 0; unit < units; unit++) {
        const value = values[p * units + unit];
        if (Number.isNaN(value)) continue;
        const x = bounded
          ? value
          : Math.abs(value) === Infinity
            ? Math.sign(value)
            : value / (1 + Math.abs(value));
        const bin = Math.min(BINS - 1, Math.max(0, Math.floor(((x + 1) * BINS) / 2)));
        counts[unit * BINS + bin]++;
      }
    }
  }

  /** The separation of each unit, `[units]`; 0.5 and an error of 0.5 where no position was inside or none outside. */
  separations(): RankedUnit[] {
    return Array.from({ length: this.units }, (_, unit) => {
      const [auc, error] = this.area(unit * BINS);
      const { layer, direction, quantity } = this;
      return { layer, direction, quantity, unit, auc, separation: 2 * auc - 1, error };
    });
  }

  private area(origin: number): [auc: number, error: number] {
    let [wins, ties, below, total] = [0, 0, 0, 0];
    for (let bin = origin; bin < origin + BINS; bin++) {
      const pairs = this.inside[bin] * this.outside[bin];
      wins += this.inside[bin] * below + pairs / 2;
      ties += pairs / 2;
      below += this.outside[bin];
      total += this.inside[bin];
    }
    const all = total * below;
    return all > 0 ? [wins / all, ties / all] : [0.5, 0.5];
  }
}

/** All units of all histograms, those first that separate best, whatever the sign; equal ones in reading order. */
export function rankUnits(histograms: readonly UnitHistograms[]): RankedUnit[] {
  return histograms
    .flatMap((histogram) => histogram.separations())
    .sort((a, b) => Math.abs(b.separation) - Math.abs(a.separation));
}
