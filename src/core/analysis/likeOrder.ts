import { quantitySize, type Direction, type Quantity } from '../rnn/config.js';
import { driftWidth, withoutDrift } from './drift.js';
import {
  collectStates,
  rankedEvery,
  stretchesOf,
  type RankingJob,
  type ReadStates,
} from './rankSelection.js';
import { levelsOf, RankSums, type PositionRange } from './rankSums.js';

/** Positions of units that are looked at between two turns. */
const POSITIONS_AT_ONCE = 400_000;

/**
 * How much higher each unit of a place is inside some UTF-16 ranges of the text than outside, [units]: the area under
 * the ROC curve without drift, which is `steady` of a ranking for a unit that is high there, and 1 less it for one that is low.
 */
export async function areasInside(
  document: ReadStates,
  place: { readonly layer: number; readonly direction: Direction; readonly quantity: Quantity },
  chosen: readonly PositionRange[],
  job: RankingJob,
): Promise<Float64Array> {
  const units = quantitySize(document.rnn, place.quantity, place);
  const collected = [{ ...place, units }];
  const { n, values, masks } = await collectStates(
    document,
    collected,
    rankedEvery(document),
    [chosen, []],
    job,
  );
  const inside = stretchesOf(masks[0]);
  const around = driftWidth(Math.max(0, ...inside.map(([from, to]) => to - from)));
  const areas = new Float64Array(units);
  for (let unit = 0, since = 0; unit < units; unit++, since += n) {
    if (since >= POSITIONS_AT_ONCE) {
      since = 0;
      await job.turn();
    }
    const steady = withoutDrift(values[0].subarray(unit * n, (unit + 1) * n), around);
    areas[unit] = RankSums.of(levelsOf(steady)).area(inside);
  }
  return areas;
}

/** The units by falling area, `[units]`: those that are highest inside first, those that are lowest there last. */
export function unitsByArea(areas: Float64Array): Int32Array {
  return Int32Array.from(areas.keys()).sort((a, b) => areas[b] - areas[a] || a - b);
}
