// Vector arithmetic shared by all kernels. AssemblyScript, compiled twice: RELAXED is 1 in the module with fused
// multiply-add, 0 in the one every WebAssembly with SIMD can run.

/** a · b + c, fused where the module may. */
// @ts-ignore: decorator
@inline
export function madd(a: v128, b: v128, c: v128): v128 {
  if (RELAXED) return f32x4.relaxed_madd(a, b, c);
  return f32x4.add(f32x4.mul(a, b), c);
}

// @ts-ignore: decorator
@inline
export function splat(x: f32): v128 {
  return f32x4.splat(x);
}

/** The first `n` (4 at most) numbers at `at`; missing lanes are 0, memory beyond is not touched. */
// @ts-ignore: decorator
@inline
export function loadLanes(at: usize, n: i32): v128 {
  if (n >= 4) return v128.load(at);
  if (n <= 0) return splat(0);
  let v = v128.load32_zero(at);
  if (n > 1) v = f32x4.replace_lane(v, 1, load<f32>(at, 4));
  if (n > 2) v = f32x4.replace_lane(v, 2, load<f32>(at, 8));
  return v;
}

/** Stores the first `n` lanes, up to 4. */
// @ts-ignore: decorator
@inline
export function storeLanes(at: usize, v: v128, n: i32): void {
  if (n >= 4) {
    v128.store(at, v);
    return;
  }
  if (n > 0) store<f32>(at, f32x4.extract_lane(v, 0));
  if (n > 1) store<f32>(at, f32x4.extract_lane(v, 1), 4);
  if (n > 2) store<f32>(at, f32x4.extract_lane(v, 2), 8);
}

/**
 * Numbers that every cell needs. They are read from memory, because V8 puts a constant vector together from three
 * instructions wherever it is used, in a loop too; the loader keeps the place free, see memory.ts.
 */
const CONSTANTS = memory.data<f32>([
  1.0,
  // -log2 e and -2 log2 e
  -1.4426950408889634,
  -2.8853900817779268,
  // 1.5 · 2^23: adding it leaves the nearest whole number in the low bits of the mantissa.
  12582912.0,
  // Exponents from -120 to 40: products of three of these powers must stay finite, see `lstmUnits`.
  40.0,
  -120.0,
  // The minimax polynomial of `exp2`; the last coefficient is 1.
  1.5337577497e-4,
  1.339985989e-3,
  9.618519805e-3,
  5.550329015e-2,
  2.4022646248e-1,
  6.931471825e-1,
]);

// @ts-ignore: decorator
@inline
function constant(index: usize): v128 {
  return v128.load32_splat(CONSTANTS + (index << 2));
}

// @ts-ignore: decorator
@inline
export function one(): v128 {
  return constant(0);
}

// @ts-ignore: decorator
@inline
export function minusLog2E(): v128 {
  return constant(1);
}

// @ts-ignore: decorator
@inline
export function minus2Log2E(): v128 {
  return constant(2);
}

/** 2^x for x in [-120, 40], clamped outside; relative error below 1.5e-7. Minimax polynomial of degree 6. */
// @ts-ignore: decorator
@inline
function exp2(
  x: v128, n1: v128, round: v128, most: v128, least: v128, // prettier-ignore
  p6: v128, p5: v128, p4: v128, p3: v128, p2: v128, p1: v128, // prettier-ignore
): v128 {
  const clamped = f32x4.pmax(f32x4.pmin(x, most), least);
  const shifted = f32x4.add(clamped, round);
  const fraction = f32x4.sub(clamped, f32x4.sub(shifted, round));
  let p = madd(p6, fraction, p5);
  p = madd(p, fraction, p4);
  p = madd(p, fraction, p3);
  p = madd(p, fraction, p2);
  p = madd(p, fraction, p1);
  p = madd(p, fraction, n1);
  return i32x4.add(p, i32x4.shl(shifted, 23));
}

/** 2^x, see `exp2`. */
// @ts-ignore: decorator
@inline
export function exp2Of(x: v128): v128 {
  return exp2(
    x, one(), constant(3), constant(4), constant(5), // prettier-ignore
    constant(6), constant(7), constant(8), constant(9), constant(10), constant(11), // prettier-ignore
  );
}

/** Replaces `n` numbers, a multiple of 4, by 2^(factor · x). */
export function powers(x: usize, n: i32, factor: v128): void {
  const n1 = one(), round = constant(3), most = constant(4), least = constant(5); // prettier-ignore
  const p6 = constant(6), p5 = constant(7), p4 = constant(8); // prettier-ignore
  const p3 = constant(9), p2 = constant(10), p1 = constant(11); // prettier-ignore
  const end = x + (<usize>n << 2);
  for (; x < end; x += 16)
    v128.store(x, exp2(f32x4.mul(v128.load(x), factor), n1, round, most, least, p6, p5, p4, p3, p2, p1));
}

/** σ(x) = 1 / (1 + 2^(-x log2 e)) */
// @ts-ignore: decorator
@inline
export function sigmoid(x: v128): v128 {
  return f32x4.div(one(), f32x4.add(one(), exp2Of(f32x4.mul(x, minusLog2E()))));
}

/** tanh(x) = (1 - e) / (1 + e) with e = 2^(-2x log2 e); absolute error below 1.5e-7. */
// @ts-ignore: decorator
@inline
export function tanh(x: v128): v128 {
  const e = exp2Of(f32x4.mul(x, minus2Log2E()));
  return f32x4.div(f32x4.sub(one(), e), f32x4.add(one(), e));
}
