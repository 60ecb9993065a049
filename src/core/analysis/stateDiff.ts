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

/** A token that both texts have. */
export interface TokenPair {
  readonly token: number;
  readonly beforeToken: number;
}

/** Tokens looked at between two turns of others: some ms. */
const PIECE = 16_384;

/**
 * Tokens that both texts have and that `isChanged`, in the order of the second; at most `most`, and how many there are.
 * Others get their `turn` while it looks; rejects as that does.
 */
export async function changedTokens(
  alignment: TokenAlignment,
  isChanged: (beforeToken: number, token: number) => boolean,
  most: number,
  turn: () => Promise<void>,
): Promise<{ readonly pairs: TokenPair[]; readonly count: number }> {
  const pairs: TokenPair[] = [];
  let count = 0;
  for (const block of alignment)
    for (let k = 0; k < block.length; k++) {
      const [token, beforeToken] = [block.after + k, block.before + k];
      if (token % PIECE === PIECE - 1) await turn();
      if (!isChanged(beforeToken, token)) continue;
      if (count++ < most) pairs.push({ token, beforeToken });
    }
  return { pairs, count };
}
