/** How alike the layers of two networks are: linear CKA (Kornblith et al., 2019) of all pairs of places. */
import { correlations, type UnitColumns } from './columns.js';
import type { CompareJob, SampledStates } from './sample.js';

/** Multiplications between two turns of others: some ms. */
const PRODUCTS_AT_ONCE = 4_000_000;

/** Walks the rows of r of all units of one place with all of another, some at a time. */
async function* correlationRows(
  a: UnitColumns,
  b: UnitColumns,
  { turn, done }: CompareJob,
): AsyncGenerator<{ readonly from: number; readonly to: number; readonly r: Float64Array }> {
  const rows = Math.max(2, 2 * Math.floor(PRODUCTS_AT_ONCE / Math.max(1, 2 * a.n * b.units)));
  for (let from = 0; from < a.units; from += rows) {
    await turn();
    done(from / a.units);
    const to = Math.min(a.units, from + rows);
    yield { from, to, r: correlations(a, from, to, b) };
  }
}

/** ‖BᵀA‖² of centred columns, in the order of the units. */
async function crossNorm(a: UnitColumns, b: UnitColumns, job: CompareJob): Promise<number> {
  let sum = 0;
  for await (const { from, to, r } of correlationRows(a, b, job))
    for (let unit = from; unit < to; unit++)
      for (let other = 0; other < b.units; other++)
        sum += (r[(unit - from) * b.units + other] * a.norms[unit] * b.norms[other]) ** 2;
  return sum;
}

/** ‖AᵀA‖ of each place. */
export async function selfNorms({ columns }: SampledStates, job: CompareJob): Promise<number[]> {
  const norms: number[] = [];
  for (const [k, column] of columns.entries())
    norms.push(Math.sqrt(await crossNorm(column, column, shareOf(job, k, columns.length))));
  return norms;
}

/**
 * Linear CKA of all places of the second network with all of the first, [after, before]: 1 where one is the other turned
 * and scaled, NaN where one does not move.
 */
export async function likenessOf(
  before: SampledStates,
  after: SampledStates,
  norms: { readonly before: readonly number[]; readonly after: readonly number[] },
  job: CompareJob,
): Promise<Float64Array> {
  const [rows, columns] = [after.columns.length, before.columns.length];
  const cells = new Float64Array(rows * columns);
  for (let row = 0; row < rows; row++)
    for (let column = 0; column < columns; column++) {
      const cell = row * columns + column;
      const of = shareOf(job, cell, cells.length);
      const cross = await crossNorm(after.columns[row], before.columns[column], of);
      cells[cell] = cross / (norms.after[row] * norms.before[column]);
    }
  return cells;
}

/** For each unit the one that does most like it: r is 0 where it or all others stand still. */
export async function closest(
  own: UnitColumns,
  others: readonly UnitColumns[],
  job: CompareJob,
): Promise<Closest[]> {
  const found = Array.from({ length: own.units }, (): Closest => ({ place: -1, beforeUnit: -1, r: 0 }));
  for (const [place, other] of others.entries())
    for await (const { from, to, r } of correlationRows(own, other, shareOf(job, place, others.length)))
      for (let unit = from; unit < to; unit++)
        for (let beforeUnit = 0; beforeUnit < other.units; beforeUnit++) {
          const value = r[(unit - from) * other.units + beforeUnit];
          if (Math.abs(value) > Math.abs(found[unit].r)) found[unit] = { place, beforeUnit, r: value };
        }
  return found;
}

/** A unit among those of some places. */
export interface Closest {
  readonly place: number;
  readonly beforeUnit: number;
  readonly r: number;
}

function shareOf({ turn, done }: CompareJob, k: number, of: number): CompareJob {
  return { turn, done: (share) => done((k + share) / of) };
}
