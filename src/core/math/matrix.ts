/** Row-major matrices of either precision; sums are always taken in double precision. */
export type FloatArray = Float32Array | Float64Array;

/** Makes zeroed arrays of the precision a computation runs in. */
export type Allocate = (length: number) => FloatArray;

export const float32: Allocate = (length) => new Float32Array(length);
export const float64: Allocate = (length) => new Float64Array(length);

/** Dot product of row `i` of a and row `j` of b, both of width `k`, in ascending order. */
function dot(a: FloatArray, i: number, b: FloatArray, j: number, k: number): number {
  let sum = 0;
  for (let p = 0; p < k; p++) sum += a[i * k + p] * b[j * k + p];
  return sum;
}

/**
 * out[m, n] += a[m, k] · b[n, k]ᵀ. Each output element is one ascending sum in double precision whatever the
 * blocking, so a result never depends on which rows were computed together.
 */
export function addMatMulTransposed(
  out: FloatArray,
  a: FloatArray,
  b: FloatArray,
  m: number,
  n: number,
  k: number,
): void {
  const wholeM = m & ~1;
  const wholeN = n & ~3;
  for (let i = 0; i < wholeM; i += 2) {
    for (let j = 0; j < wholeN; j += 4) addBlock2x4(out, a, b, i, j, n, k);
    for (let j = wholeN; j < n; j++) {
      out[i * n + j] += dot(a, i, b, j, k);
      out[(i + 1) * n + j] += dot(a, i + 1, b, j, k);
    }
  }
  if (wholeM < m) addRowTransposed(out.subarray(wholeM * n, m * n), a.subarray(wholeM * k, m * k), b, n, k);
}

/** Eight sums at once: six loads feed eight multiply-adds. */
function addBlock2x4(
  out: FloatArray,
  a: FloatArray,
  b: FloatArray,
  i: number,
  j: number,
  n: number,
  k: number,
): void {
  let s00 = 0, s01 = 0, s02 = 0, s03 = 0, s10 = 0, s11 = 0, s12 = 0, s13 = 0; // prettier-ignore
  let p0 = i * k;
  let p1 = p0 + k;
  let q0 = j * k;
  let q1 = q0 + k;
  let q2 = q1 + k;
  let q3 = q2 + k;
  for (const end = p0 + k; p0 < end; p0++, p1++, q0++, q1++, q2++, q3++) {
    const x = a[p0], y = a[p1], b0 = b[q0], b1 = b[q1], b2 = b[q2], b3 = b[q3]; // prettier-ignore
    s00 += x * b0;
    s01 += x * b1;
    s02 += x * b2;
    s03 += x * b3;
    s10 += y * b0;
    s11 += y * b1;
    s12 += y * b2;
    s13 += y * b3;
  }
  const top = i * n + j;
  out[top] += s00;
  out[top + 1] += s01;
  out[top + 2] += s02;
  out[top + 3] += s03;
  out[top + n] += s10;
  out[top + n + 1] += s11;
  out[top + n + 2] += s12;
  out[top + n + 3] += s13;
}

/** out[n] += b[n, k] · a[k], with the same sums as `addMatMulTransposed`. */
export function addRowTransposed(out: FloatArray, a: FloatArray, b: FloatArray, n: number, k: number): void {
  const whole = n & ~3;
  for (let j = 0; j < whole; j += 4) {
    let s0 = 0, s1 = 0, s2 = 0, s3 = 0; // prettier-ignore
    let q0 = j * k;
    let q1 = q0 + k;
    let q2 = q1 + k;
    let q3 = q2 + k;
    for (let p = 0; p < k; p++, q0++, q1++, q2++, q3++) {
      const x = a[p];
      s0 += x * b[q0];
      s1 += x * b[q1];
      s2 += x * b[q2];
      s3 += x * b[q3];
    }
    out[j] += s0;
    out[j + 1] += s1;
    out[j + 2] += s2;
    out[j + 3] += s3;
  }
  for (let j = whole; j < n; j++) out[j] += dot(a, 0, b, j, k);
}

/** The transpose, [columns, rows], of a matrix [rows, columns], in the same precision. */
export function transpose(a: FloatArray, rows: number, columns: number): FloatArray {
  const out = a instanceof Float64Array ? new Float64Array(a.length) : new Float32Array(a.length);
  for (let i = 0; i < rows; i++) for (let j = 0; j < columns; j++) out[j * rows + i] = a[i * columns + j];
  return out;
}

/** out[m, n] += a[k, m]ᵀ · b[k, n]: the gradient of a weight, summed over the k steps in ascending order. */
export function addTransposedMatMul(
  out: FloatArray,
  a: FloatArray,
  b: FloatArray,
  m: number,
  n: number,
  k: number,
): void {
  addMatMulTransposed(out, transpose(a, k, m), transpose(b, k, n), m, n, k);
}

/** Adds `bias[width]` to each of the rows of `out[rows, width]`. */
export function addToRows(out: FloatArray, bias: FloatArray, rows: number, width: number): void {
  for (let r = 0; r < rows; r++) for (let j = 0; j < width; j++) out[r * width + j] += bias[j];
}

/** out[width] += the sum of the rows of `a[rows, width]`. */
export function addRowSums(out: FloatArray, a: FloatArray, rows: number, width: number): void {
  for (let r = 0; r < rows; r++) for (let j = 0; j < width; j++) out[j] += a[r * width + j];
}

/** The logistic function 1 / (1 + e^-x); exact 0 and 1 far out, never NaN for a number. */
export function sigmoid(x: number): number {
  return 1 / (1 + Math.exp(-x));
}
