/** Whether the units of two networks are the same units: one is an edit of the other, or both come from one. */
import type { FloatArray } from '../../math/matrix.js';
import { gateCount, stateUnits, unitsOf, type RnnConfig } from '../../rnn/config.js';
import { parameterSpecs, type RnnWeights } from '../../rnn/weights.js';

/** What the weights of two networks say about their units. */
export interface Kinship {
  /** Unit k of one network is unit k of the other, before and after training (or packing). */
  readonly isSame: boolean;
  /** Pearson's r of their recurrent weights, the lowest of all layers and directions; null where shapes differ. */
  readonly r: number | null;
}

/** Networks trained from different random numbers are far below it, one that was trained on is far above. */
const SAME_FROM = 0.5;

/** How many standard errors that has to be: a network of a few weights proves nothing. */
const SURELY = 6;

interface Network {
  readonly architecture: { readonly rnn: RnnConfig };
  readonly weights: RnnWeights;
}

/**
 * Compares recurrent weights one by one. Two networks that were trained independently have r near 0, however alike they
 * behave; r of at least 0.5 in every layer and direction takes a common origin. What connects a unit with itself is
 * left out, since some networks begin with the same numbers there. Few weights count only if all are the same.
 */
export function kinshipOf(before: Network, after: Network): Kinship {
  const [a, b] = [before.architecture.rnn, after.architecture.rnn];
  const shapes = (rnn: RnnConfig): string =>
    [rnn.cell, rnn.layers, ...parameterSpecs(rnn).map(({ name, shape }) => `${name} ${shape.join()}`)].join(
      ';',
    );
  if (shapes(a) !== shapes(b)) return { isSame: false, r: null };
  let [lowest, isEqual, isSure] = [1, true, true];
  before.weights.forEach((layer, l) =>
    layer.forEach(({ W_hh }, d) => {
      const other = after.weights[l][d].W_hh;
      isEqual &&= W_hh.every((value, k) => value === other[k]);
      const width = stateUnits(a, l, d);
      if (width === 0) return;
      const { r, n } = weightCorrelation(W_hh, other, width, gateCount(a.cell) * unitsOf(a, l, d));
      lowest = Math.min(lowest, r);
      isSure &&= r >= Math.max(SAME_FROM, SURELY / Math.sqrt(n));
    }),
  );
  return { isSame: isEqual || isSure, r: isEqual ? 1 : lowest };
}

/** r of two matrices [rows, width] without what connects a unit with itself, and of how many numbers. */
function weightCorrelation(
  a: FloatArray,
  b: FloatArray,
  width: number,
  rows: number,
): { readonly r: number; readonly n: number } {
  let [n, x, y, xx, yy, xy] = [0, 0, 0, 0, 0, 0];
  for (let row = 0; row < rows; row++)
    for (let k = 0; k < width; k++) {
      if (row % width === k) continue;
      const [p, q] = [a[row * width + k], b[row * width + k]];
      n++;
      x += p;
      y += q;
      xx += p * p;
      yy += q * q;
      xy += p * q;
    }
  const spread = Math.sqrt(Math.max(0, xx - (x * x) / n) * Math.max(0, yy - (y * y) / n));
  return { r: n > 0 && spread > 0 ? (xy - (x * y) / n) / spread : 0, n: Math.max(1, n) };
}
