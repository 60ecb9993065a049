import type { FloatArray } from '../math/matrix.js';

/** A linear probe: how much of something can be read from states by one linear map. */
export interface ProbeResult {
  /** Share of held-out rows whose nearest whole number is the right one. */
  readonly accuracy: number;
  readonly rows: number;
}

/**
 * Reads a class from states [N, width] with least squares on one-hot targets: fitted on the first half of the rows,
 * scored on the second. A little ridge keeps units that move together from spoiling it.
 */
export function linearProbe(states: FloatArray, width: number, targets: ArrayLike<number>): ProbeResult {
  const rows = targets.length;
  const half = rows >> 1;
  const classes = Array.from(targets).reduce((max, k) => Math.max(max, k), 0) + 1;
  const weights = leastSquares(states, width, targets, half, classes);
  let right = 0;
  for (let row = half; row < rows; row++)
    if (bestClass(states, width, row, weights, classes) === targets[row]) right++;
  return { accuracy: right / Math.max(1, rows - half), rows: rows - half };
}

function bestClass(
  states: FloatArray,
  width: number,
  row: number,
  weights: Float64Array,
  classes: number,
): number {
  let [best, highest] = [0, -Infinity];
  for (let k = 0; k < classes; k++) {
    let sum = weights[width * classes + k];
    for (let i = 0; i < width; i++) sum += states[row * width + i] * weights[i * classes + k];
    if (sum > highest) [best, highest] = [k, sum];
  }
  return best;
}

const RIDGE = 1e-6;

/** Weights [width + 1, classes] (the last row is the bias) that solve the normal equations over the first rows. */
function leastSquares(
  states: FloatArray,
  width: number,
  targets: ArrayLike<number>,
  rows: number,
  classes: number,
): Float64Array {
  const n = width + 1;
  const normal = new Float64Array(n * n);
  const right = new Float64Array(n * classes);
  const x = new Float64Array(n).fill(1);
  for (let row = 0; row < rows; row++) {
    for (let i = 0; i < width; i++) x[i] = states[row * width + i];
    for (let i = 0; i < n; i++) {
      for (let j = i; j < n; j++) normal[i * n + j] += x[i] * x[j];
      right[i * classes + targets[row]] += x[i];
    }
  }
  for (let i = 0; i < n; i++) {
    normal[i * n + i] += RIDGE * rows;
    for (let j = 0; j < i; j++) normal[i * n + j] = normal[j * n + i];
  }
  return solvePositive(normal, right, n, classes);
}

/** Solves A X = B for a symmetric positive A [n, n] and B [n, m] by Cholesky's method; both are overwritten. */
function solvePositive(A: Float64Array, B: Float64Array, n: number, m: number): Float64Array {
  for (let j = 0; j < n; j++) {
    for (let k = 0; k < j; k++) A[j * n + j] -= A[j * n + k] ** 2;
    A[j * n + j] = Math.sqrt(A[j * n + j]);
    for (let i = j + 1; i < n; i++) {
      for (let k = 0; k < j; k++) A[i * n + j] -= A[i * n + k] * A[j * n + k];
      A[i * n + j] /= A[j * n + j];
    }
  }
  const substitute = (i: number, from: number, to: number, entry: (k: number) => number): void => {
    for (let c = 0; c < m; c++) {
      for (let k = from; k < to; k++) B[i * m + c] -= entry(k) * B[k * m + c];
      B[i * m + c] /= A[i * n + i];
    }
  };
  for (let i = 0; i < n; i++) substitute(i, 0, i, (k) => A[i * n + k]);
  for (let i = n - 1; i >= 0; i--) substitute(i, i + 1, n, (k) => A[k * n + i]);
  return B;
}
