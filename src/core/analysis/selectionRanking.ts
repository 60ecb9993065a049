/**
 * Which units know what people selected, told honestly. A unit that was looked for in one short selection is "found"
 * nearly always, somewhere among hundreds: so
 *
 * - drift is taken out of each unit first (`withoutDrift`),
 * - units are ranked by stretches that were **not** chosen, where there are some: further selections, or stretches that
 *   are like the selection by the text's own signs (`likeStretches`),
 * - chance is the best of **all** units on the same stretches moved together to other places of the same text, and a
 *   unit is a find if at most one in 25 of these is as good (family-wise 4 %).
 */
import { Random } from '../math/random.js';
import type { Direction } from '../rnn/config.js';
import { driftWidth, withoutDrift } from './drift.js';
import { afterCutting, areaOf, levelsOf, RankSums, type PositionRange } from './rankSums.js';

/** Places that the stretches are moved to. */
export const SHUFFLES = 199;

/**
 * The share of moved stretches that gives a find. Aimed below 5 %, so that with the luck of which 199 places are tried
 * it stays below 5 % (2.8 to 4.7 % over all places of the novel sample, three networks, six lengths).
 */
export const FALSE_FINDS = 0.04;

/** What is looked at of a unit. */
export interface RankedPlace {
  readonly layer: number;
  readonly direction: Direction;
  /** tanh does not change an order, so c stands for tanh(c). */
  readonly quantity: 'h' | 'c';
  readonly unit: number;
}

/** How well one unit tells stretches from the rest of a text. All areas are of the side it is on in the chosen one. */
export interface RankedUnit extends RankedPlace {
  /** Whether the unit is higher or lower inside the chosen stretches than outside. */
  readonly side: 'high' | 'low';
  /** Area under the ROC curve of the chosen stretches, as the values are; 0.5 to 1 but for what drift did. */
  readonly chosen: number;
  /** The same without drift, 0.5 to 1. */
  readonly steady: number;
  /** Of the stretches that were not chosen, without drift; null where there are none. */
  readonly others: number | null;
  /** Share of shuffles in which the best of all units was as good as this one, at least 1 / (shuffles + 1). */
  readonly p: number;
  /** `p` is at most `FALSE_FINDS`. */
  readonly isFind: boolean;
}

/** All units, the best first, and what chance gives. */
export interface SelectionRanking {
  readonly units: readonly RankedUnit[];
  /** What the best unit reaches, without drift, in 96 of 100 shuffles of the chosen stretches. */
  readonly chosenChance: number;
  /** The same of the stretches that were not chosen; null where there are none. */
  readonly othersChance: number | null;
  readonly shuffles: number;
}

/** The stretches, tidy and without overlap, in positions of `[0, n)`. */
export interface RankedStretches {
  readonly n: number;
  readonly chosen: readonly PositionRange[];
  readonly others: readonly PositionRange[];
}

interface UnitAreas extends RankedPlace {
  readonly side: 'high' | 'low';
  readonly chosen: number;
  readonly steady: number;
  readonly others: number | null;
}

/** Memory that every unit's sums are made in: megabytes made anew for each cost a quarter as much as the sums. */
interface RankingRoom {
  readonly steady: Float32Array;
  readonly sums: Float64Array;
  readonly levels: Uint16Array;
  readonly sumsAlone: Float64Array;
}

function roomFor(n: number): RankingRoom {
  const [sums, sumsAlone] = [new Float64Array(n + 1), new Float64Array(n + 1)];
  return { steady: new Float32Array(n), sums, levels: new Uint16Array(n), sumsAlone };
}

/** Takes units one by one, so that the work can be done in turns, and ranks them at the end. */
export class SelectionRanker {
  private readonly areas: UnitAreas[] = [];
  /** The best of all units so far, by shuffle: of the chosen stretches and of the others. */
  private readonly bestChosen = new Float64Array(SHUFFLES);
  private readonly bestOthers = new Float64Array(SHUFFLES);
  private readonly around: number;
  private readonly othersAlone: readonly PositionRange[];
  private readonly shifts: readonly number[];
  private readonly shiftsAlone: readonly number[];
  private readonly room: RankingRoom;

  /** `seed` decides where the stretches are moved to. */
  constructor(
    private readonly stretches: RankedStretches,
    seed = 1,
  ) {
    const { n, chosen, others } = stretches;
    const lengths = [...chosen, ...others].map(([from, to]) => to - from);
    this.room = roomFor(n);
    this.around = driftWidth(Math.max(0, ...lengths));
    this.othersAlone = afterCutting(others, chosen);
    const random = new Random(seed);
    const places = Array.from({ length: SHUFFLES }, () => random.next());
    const left = n - total(chosen);
    this.shifts = places.map((place) => Math.floor(place * n));
    this.shiftsAlone = places.map((place) => Math.floor(place * left));
  }

  /** One unit's values at all positions, [n]. */
  add(place: RankedPlace, values: Float32Array): void {
    const { chosen, others } = this.stretches;
    const { room } = this;
    const steadyLevels = levelsOf(withoutDrift(values, this.around, room.steady), room.levels);
    const ranks = RankSums.of(steadyLevels, room.sums);
    const area = ranks.area(chosen);
    const side = area >= 0.5 ? 'high' : 'low';
    const directed = (a: number): number => (side === 'high' ? a : 1 - a);
    this.shifts.forEach((shift, k) => {
      const a = ranks.area(chosen, shift);
      this.bestChosen[k] = Math.max(this.bestChosen[k], a, 1 - a);
    });
    const raw = areaOf(values, chosen);
    const measured = { ...place, side, chosen: directed(raw), steady: directed(area) } as const;
    if (others.length === 0) return void this.areas.push({ ...measured, others: null });
    const alone = RankSums.without(steadyLevels, chosen, room.sumsAlone);
    this.shiftsAlone.forEach((shift, k) => {
      this.bestOthers[k] = Math.max(this.bestOthers[k], directed(alone.area(this.othersAlone, shift)));
    });
    this.areas.push({ ...measured, others: directed(alone.area(this.othersAlone)) });
  }

  /** All units that were added, the best first; equal ones in their order. */
  result(): SelectionRanking {
    const hasOthers = this.stretches.others.length > 0;
    const best = (hasOthers ? this.bestOthers : this.bestChosen).slice().sort();
    const score = (unit: UnitAreas): number => unit.others ?? unit.steady;
    const units = this.areas
      .map((unit) => {
        const p = (1 + countFrom(best, score(unit))) / (SHUFFLES + 1);
        return { ...unit, p, isFind: p <= FALSE_FINDS };
      })
      .sort((a, b) => score(b) - score(a) || b.steady - a.steady);
    return {
      units,
      chosenChance: chanceOf(this.bestChosen),
      othersChance: hasOthers ? chanceOf(this.bestOthers) : null,
      shuffles: SHUFFLES,
    };
  }
}

/** What must be exceeded to be a find. */
function chanceOf(best: Float64Array): number {
  return best.slice().sort()[Math.ceil((SHUFFLES + 1) * (1 - FALSE_FINDS)) - 1];
}

/** How many of the sorted numbers are at least `value`. */
function countFrom(sorted: Float64Array, value: number): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle] < value) low = middle + 1;
    else high = middle;
  }
  return sorted.length - low;
}

function total(stretches: readonly PositionRange[]): number {
  return stretches.reduce((sum, [from, to]) => sum + to - from, 0);
}
