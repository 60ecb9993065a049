/** Units over the tokens that are compared, and the sums that both likeness of layers and of units are made of. */
import { addMatMulTransposed, type FloatArray } from '../../math/matrix.js';

/** Units [units, n], each centred and of length 1; one that does not move is 0 everywhere. */
export interface UnitColumns {
  readonly units: number;
  readonly n: number;
  /** [units, n] */
  readonly values: Float64Array;
  /** How long each centred column was, [units]. */
  readonly norms: Float64Array;
}

/** A column that moves by less than this share of its size stands still. */
const STANDS_STILL = 1e-9;

/** Centres the columns of raw values [units, n] and makes them of length 1, in place; sums run in the order of tokens. */
export function unitColumns(values: Float64Array, units: number): UnitColumns {
  const n = units > 0 ? values.length / units : 0;
  const norms = new Float64Array(units);
  for (let unit = 0; unit < units; unit++) {
    const column = values.subarray(unit * n, (unit + 1) * n);
    let [sum, size] = [0, 0];
    for (const value of column) {
      sum += value;
      size += value * value;
    }
    const mean = sum / n;
    let squares = 0;
    for (let k = 0; k < n; k++) squares += (column[k] -= mean) ** 2;
    const norm = Math.sqrt(squares);
    const isStill = !(norm > STANDS_STILL * Math.sqrt(size));
    norms[unit] = isStill ? 0 : norm;
    for (let k = 0; k < n; k++) column[k] = isStill ? 0 : column[k] / norm;
  }
  return { units, n, values, norms };
}

/** The same columns with the tokens moved on in a circle: what is beside what stays so, what belongs together does not. */
export function shiftedColumns({ units, n, values, norms }: UnitColumns, shift: number): UnitColumns {
  const moved = new Float64Array(values.length);
  for (let unit = 0; unit < units; unit++) {
    const column = values.subarray(unit * n, (unit + 1) * n);
    moved.set(column.subarray(shift), unit * n);
    moved.set(column.subarray(0, shift), unit * n + n - shift);
  }
  return { units, n, values: moved, norms };
}

/** Pearson's r of units [from, to) of one network with all of another, [to - from, units]. */
export function correlations(a: UnitColumns, from: number, to: number, b: UnitColumns): Float64Array {
  const out = new Float64Array((to - from) * b.units);
  const rows = a.values.subarray(from * a.n, to * a.n);
  addMatMulTransposed(out as FloatArray, rows, b.values, to - from, b.units, a.n);
  return out;
}

/** By how many tokens a text is moved for chance, `count` times, evenly. */
export function circularShifts(n: number, count: number): number[] {
  return Array.from({ length: count }, (_, k) => Math.round(((k + 1) * n) / (count + 1)));
}
