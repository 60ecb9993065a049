/**
 * Two networks that were trained independently, on one text: what they say (behaviour), how alike their layers are
 * (linear CKA), and which unit of one does most like which of the other (Pearson's r), each beside what chance gives.
 */
import type { HeadBehaviour } from './behaviour.js';
import { circularShifts, shiftedColumns } from './columns.js';
import { closest, likenessOf, selfNorms } from './likeness.js';
import type { ReadNetwork } from './readNetwork.js';
import {
  partOf,
  sampleNetworks,
  unitsOf,
  type ComparedTokens,
  type CompareJob,
  type NetworkPlace,
} from './sample.js';

/** Times the text is moved for chance: what beats all of them does so by chance one time in twenty. */
export const SHIFTS = 19;

/** Of large networks layers are compared with fewer: so many multiplications for all together. */
const MOST_PRODUCTS = 2 ** 30;

/** With fewer tokens a moved text is hardly another one. */
const FEWEST_FOR_CHANCE = 2 * (SHIFTS + 1);

/** How two networks differ and how alike they are. */
export interface NetworkComparison {
  readonly tokens: ComparedTokens;
  readonly beforePlaces: readonly NetworkPlace[];
  readonly afterPlaces: readonly NetworkPlace[];
  /** Linear CKA of states, [after places, before places]; NaN where one of them does not move. */
  readonly likeness: Float64Array;
  /** The largest of the same with the text moved, [after places, before places]; NaN for too few tokens. */
  readonly chance: Float64Array;
  /** How often it was moved. */
  readonly shifts: number;
  readonly heads: readonly HeadBehaviour[];
}

/** A unit and the one of the other network that does most like it. */
export interface Counterpart {
  readonly unit: number;
  /** Where the other one is, in `beforePlaces`, and which it is; -1 where the unit does not move. */
  readonly place: number;
  readonly beforeUnit: number;
  /** Below 0 where one is high when the other is low. */
  readonly r: number;
  /** The largest |r| that it has with any unit of the other network when the text is moved; NaN for too few tokens. */
  readonly chance: number;
  /** |r| is beyond that. */
  readonly isBeyond: boolean;
}

/** The units of one place, those with the largest |r| first. */
export interface Counterparts {
  readonly tokens: ComparedTokens;
  readonly beforePlaces: readonly NetworkPlace[];
  /** How often the text was moved for chance; 0 for too few tokens. */
  readonly shifts: number;
  readonly units: readonly Counterpart[];
}

/** Behaviour and likeness of layers; rejects as the job's turns do. */
export async function compareNetworks(
  before: ReadNetwork,
  after: ReadNetwork,
  job: CompareJob,
): Promise<NetworkComparison> {
  const looked = { place: null, withHeads: true };
  const sample = await sampleNetworks(before, after, looked, partOf(job, 0, 0.3));
  const { before: old, after: now, tokens } = sample;
  const norms = {
    before: await selfNorms(old, partOf(job, 0.3, 0.35)),
    after: await selfNorms(now, partOf(job, 0.35, 0.4)),
  };
  const products = tokens.looked * unitsOf(old.places) * unitsOf(now.places);
  const shifts = shiftsOf(tokens.looked, Math.floor(MOST_PRODUCTS / Math.max(1, products)));
  const round = (k: number): CompareJob => {
    const each = 0.6 / (shifts.length + 1);
    return partOf(job, 0.4 + k * each, 0.4 + (k + 1) * each);
  };
  const likeness = await likenessOf(old, now, norms, round(0));
  const chance = likeness.map(() => (shifts.length > 0 ? 0 : NaN));
  for (const [s, shift] of shifts.entries()) {
    const moved = { ...old, columns: old.columns.map((one) => shiftedColumns(one, shift)) };
    const values = await likenessOf(moved, now, norms, round(s + 1));
    values.forEach((value, k) => (chance[k] = Math.max(chance[k], value)));
  }
  return {
    ...{ tokens, likeness, chance, shifts: shifts.length },
    ...{ beforePlaces: old.places, afterPlaces: now.places },
    heads: sample.behaviour.map((tally) => tally.result()),
  };
}

/** The counterparts of all units of a layer and direction of the second network; rejects as the job's turns do. */
export async function findCounterparts(
  before: ReadNetwork,
  after: ReadNetwork,
  place: Pick<NetworkPlace, 'layer' | 'direction'>,
  job: CompareJob,
): Promise<Counterparts> {
  const sample = await sampleNetworks(before, after, { place, withHeads: false }, partOf(job, 0, 0.2));
  const { tokens, before: others } = sample;
  const [own] = sample.after.columns;
  const shifts = shiftsOf(tokens.looked, SHIFTS);
  const round = (k: number): CompareJob => {
    const each = 0.8 / (shifts.length + 1);
    return partOf(job, 0.2 + k * each, 0.2 + (k + 1) * each);
  };
  const found = await closest(own, others.columns, round(0));
  const chance = new Float64Array(own.units).fill(shifts.length > 0 ? 0 : NaN);
  for (const [s, shift] of shifts.entries()) {
    const moved = await closest(shiftedColumns(own, shift), others.columns, round(s + 1));
    moved.forEach(({ r }, unit) => (chance[unit] = Math.max(chance[unit], Math.abs(r))));
  }
  const units = found.map((one, unit) => ({
    ...{ unit, ...one, chance: chance[unit], isBeyond: Math.abs(one.r) > chance[unit] },
  }));
  units.sort((a, b) => Math.abs(b.r) - Math.abs(a.r) || a.unit - b.unit);
  return { tokens, beforePlaces: others.places, shifts: shifts.length, units };
}

function shiftsOf(n: number, fitting: number): number[] {
  if (n < FEWEST_FOR_CHANCE) return [];
  return circularShifts(n, Math.max(1, Math.min(SHIFTS, fitting)));
}
