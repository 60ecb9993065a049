/**
 * The plane in which the states of a text differ most: their first two principal components. Everything is a fixed sum
 * in double precision, so the same states give the same plane on every machine.
 */

/** Eigenvalues of a symmetric matrix, the largest first, and their vectors (`vectors[k]` belongs to `values[k]`). */
export interface Eigen {
  readonly values: ArrayLike<number>;
  readonly vectors: readonly ArrayLike<number>[];
  /** What share of their sum each is. */
  readonly shares: ArrayLike<number>;
}

/** Finds the two largest eigenvalues of a symmetric matrix of one row or more, given by its rows. */
export type SolveEigen = (rows: number[][]) => Eigen;

/** Where a text's states lie: a middle and two directions. */
export interface PrincipalPlane {
  /** `[units]`: the mean of the sampled states. */
  readonly mean: Float64Array;
  /** `[2, units]`: of length 1, at right angles; the largest entry of each is above 0. Zeros where nothing is left. */
  readonly axes: Float64Array;
  /** Of all variance of the sample, the share of each axis; zeros where nothing varies. */
  readonly shares: readonly [first: number, second: number];
  /** Steps that were sampled. */
  readonly steps: number;
}

/** Stretches of a longer text that are sampled, evenly spread. */
const STRETCHES = 8;

/** Steps of each. */
const STEPS_EACH = 128;

/** From so many units on fewer steps are sampled: the smaller of the two is what a matrix is solved of. */
const MANY_UNITS = 256;
const FEW_STEPS_EACH = MANY_UNITS / STRETCHES;

/** Steps of each stretch that a plane of so many units is made of. */
export function stepsEach(units: number): number {
  return units > MANY_UNITS ? FEW_STEPS_EACH : STEPS_EACH;
}

/**
 * The steps `[from, to)` of a text that stand for all of it: the whole of a short one, of a longer one eight stretches,
 * the first of them at its beginning and the last at its end.
 */
export function sampledStretches(
  stepCount: number,
  each = STEPS_EACH,
): readonly (readonly [from: number, to: number])[] {
  if (stepCount <= STRETCHES * each) return stepCount > 0 ? [[0, stepCount]] : [];
  return Array.from({ length: STRETCHES }, (_, k) => {
    const from = Math.floor((k * (stepCount - each)) / (STRETCHES - 1));
    return [from, from + each] as const;
  });
}

/** The plane of states `[steps, units]`. */
export function principalPlane(values: Float32Array, units: number, solve: SolveEigen): PrincipalPlane {
  const steps = units > 0 ? values.length / units : 0;
  const mean = meanOf(values, units, steps);
  const axes = new Float64Array(2 * units);
  if (steps < 2) return { mean, axes, shares: [0, 0], steps };
  const centred = Float64Array.from(values, (value, at) => value - mean[at % units]);
  const ofUnits = units <= steps;
  const matrix = ofUnits ? products(centred, units, steps, true) : products(centred, units, steps, false);
  if (matrix.every((row, k) => row[k] === 0)) return { mean, axes, shares: [0, 0], steps };
  const { vectors, shares } = solve(matrix);
  const found = [0, 1].map((k) => {
    const vector = vectors[k];
    if (!vector || !(shares[k] > LEAST_SHARE)) return null;
    return signed(unit(ofUnits ? Float64Array.from(vector) : backToUnits(centred, units, vector)));
  });
  found.forEach((axis, k) => axis && axes.set(axis, k * units));
  return { mean, axes, shares: [found[0] ? shares[0] : 0, found[1] ? shares[1] : 0], steps };
}

/** Below it what is left is the rounding of the states themselves. */
const LEAST_SHARE = 1e-12;

/** States `[steps, units]` in the plane: `[steps, 2]`. */
export function inPlane({ mean, axes }: PrincipalPlane, values: ArrayLike<number>): Float32Array {
  const units = mean.length;
  const steps = units > 0 ? values.length / units : 0;
  const points = new Float32Array(2 * steps);
  for (let step = 0; step < steps; step++) {
    let [x, y] = [0, 0];
    for (let unit = 0; unit < units; unit++) {
      const value = values[step * units + unit] - mean[unit];
      x += value * axes[unit];
      y += value * axes[units + unit];
    }
    points[2 * step] = x;
    points[2 * step + 1] = y;
  }
  return points;
}

function meanOf(values: Float32Array, units: number, steps: number): Float64Array {
  const mean = new Float64Array(units);
  for (let at = 0; at < values.length; at++) mean[at % units] += values[at];
  return steps > 0 ? mean.map((sum) => sum / steps) : mean;
}

/** Products of all pairs of columns (units) or rows (steps) of centred states, divided by steps - 1. */
function products(centred: Float64Array, units: number, steps: number, ofUnits: boolean): number[][] {
  const [size, length] = ofUnits ? [units, steps] : [steps, units];
  // Rows that lie together in memory are read faster.
  const rows = ofUnits ? transposed(centred, units, steps) : centred;
  const matrix = Array.from({ length: size }, () => new Array<number>(size).fill(0));
  for (let a = 0; a < size; a++)
    for (let b = a; b < size; b++) {
      let sum = 0;
      for (let k = 0; k < length; k++) sum += rows[a * length + k] * rows[b * length + k];
      matrix[a][b] = matrix[b][a] = sum / (steps - 1);
    }
  return matrix;
}

function transposed(values: Float64Array, units: number, steps: number): Float64Array {
  const out = new Float64Array(values.length);
  for (let step = 0; step < steps; step++)
    for (let unit = 0; unit < units; unit++) out[unit * steps + step] = values[step * units + unit];
  return out;
}

/** An eigenvector of the products of steps as one of the products of units. */
function backToUnits(centred: Float64Array, units: number, ofSteps: ArrayLike<number>): Float64Array {
  const axis = new Float64Array(units);
  for (let step = 0; step < ofSteps.length; step++)
    for (let unit = 0; unit < units; unit++) axis[unit] += ofSteps[step] * centred[step * units + unit];
  return axis;
}

function unit(axis: Float64Array): Float64Array {
  const length = Math.sqrt(axis.reduce((sum, value) => sum + value * value, 0));
  return length > 0 ? axis.map((value) => value / length) : axis;
}

/** An axis has no sign of its own: its entry of the largest magnitude, the first of equal ones, is above 0. */
function signed(axis: Float64Array): Float64Array {
  let largest = 0;
  axis.forEach((value, k) => {
    if (Math.abs(value) > Math.abs(axis[largest])) largest = k;
  });
  return axis[largest] < 0 ? axis.map((value) => -value) : axis;
}
