import type { FloatArray } from '../math/matrix.js';
import type { TokenAlignment } from './tokenAlignment.js';

/** For each row of the second run the same row of the first, `NO_ROW` for none: `[rows after]`. */
export type RowAlignment = Int32Array;

/** No row of the first run. */
export const NO_ROW = -1;

/** Values [rows, width] of one run. */
export interface RowValues {
  readonly width: number;
  readonly values: FloatArray;
}

/** The second run less the first, over the rows of the second. */
export interface ValueDiff {
  /** [rows, width]; NaN where the first run does not have the row. */
  readonly delta: Float32Array;
  /** The first row that both runs have and whose largest |delta| is over the tolerance; -1 if there is none. */
  readonly firstDiverging: number;
}

/**
 * Differences per row and unit (or class) of two runs. `tolerance` is what still counts as the same: 0 for
 * states that are exact. RangeError for values of different widths.
 */
export function diffValues(
  before: RowValues,
  after: RowValues,
  alignment: RowAlignment,
  tolerance = 0,
): ValueDiff {
  const { width } = after;
  if (before.width !== width)
    throw new RangeError(`Values of ${before.width} and ${width} units cannot be compared.`);
  const delta = new Float32Array(after.values.length).fill(NaN);
  let firstDiverging = -1;
  for (let row = 0; row < alignment.length; row++) {
    const old = alignment[row];
    if (old === NO_ROW) continue;
    let worst = 0;
    for (let unit = 0; unit < width; unit++) {
      const d = after.values[row * width + unit] - before.values[old * width + unit];
      delta[row * width + unit] = d;
      worst = Math.max(worst, Math.abs(d));
    }
    if (firstDiverging < 0 && !(worst <= tolerance)) firstDiverging = row;
  }
  return { delta, firstDiverging };
}

/** What a head says of something. */
interface SaidLabel {
  readonly label: string;
  readonly probability: number;
}

/**
 * How large a change of what is said is, 0 to 1: of the probability where the label stays, else the mean of how sure the
 * one and the other were. NaN where that is not known counts as sure.
 */
export function changeSize(before: SaidLabel, after: SaidLabel): number {
  const [old, now] = [before, after].map(({ probability }) => (Number.isNaN(probability) ? 1 : probability));
  return before.label === after.label ? Math.abs(now - old) : (old + now) / 2;
}

/** A token that both texts have. */
export interface TokenPair {
  readonly token: number;
  readonly beforeToken: number;
}

/** A pair of which something else is said, and how large the change is. */
export interface ChangedPair extends TokenPair {
  readonly size: number;
}

/** Tokens looked at between two turns of others: some ms. */
const PIECE = 16_384;

/**
 * Tokens that both texts have and whose change has a size (`sizeOf` is 0 for none), the largest first, equal ones in the
 * order of the second text; at most `most`, and how many there are. Others get their `turn` while it looks; rejects as that
 * does.
 */
export async function changedTokens(
  alignment: TokenAlignment,
  sizeOf: (beforeToken: number, token: number) => number,
  most: number,
  turn: () => Promise<void>,
): Promise<{ readonly pairs: ChangedPair[]; readonly count: number }> {
  const pairs: ChangedPair[] = [];
  for (const block of alignment)
    for (let k = 0; k < block.length; k++) {
      const [token, beforeToken] = [block.after + k, block.before + k];
      if (token % PIECE === PIECE - 1) await turn();
      const size = sizeOf(beforeToken, token);
      if (size > 0) pairs.push({ token, beforeToken, size });
    }
  const sorted = pairs.sort((a, b) => b.size - a.size || a.token - b.token);
  return { pairs: sorted.slice(0, most), count: pairs.length };
}
