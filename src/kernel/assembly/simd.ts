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

/** 1.5 · 2^23: adding it leaves the nearest whole number in the low bits of the mantissa. */
const ROUND: f32 = 12582912.0;
/** Products of three of these powers must stay finite, see `lstmUnits`. */
const LARGEST_EXPONENT: f32 = 40.0;
const SMALLEST_EXPONENT: f32 = -120.0;

/** 2^x for x in [-120, 40], clamped outside; relative error below 1.5e-7. Minimax polynomial of degree 6. */
// @ts-ignore: decorator
@inline
export function exp2(x: v128): v128 {
  const clamped = f32x4.pmax(f32x4.pmin(x, splat(LARGEST_EXPONENT)), splat(SMALLEST_EXPONENT));
  const shifted = f32x4.add(clamped, splat(ROUND));
  const fraction = f32x4.sub(clamped, f32x4.sub(shifted, splat(ROUND)));
  let p = splat(1.5337577497e-4);
  p = madd(p, fraction, splat(1.339985989e-3));
  p = madd(p, fraction, splat(9.618519805e-3));
  p = madd(p, fraction, splat(5.550329015e-2));
  p = madd(p, fraction, splat(2.4022646248e-1));
  p = madd(p, fraction, splat(6.931471825e-1));
  p = madd(p, fraction, splat(1.0));
  return i32x4.add(p, i32x4.shl(shifted, 23));
}

export const MINUS_LOG2_E: f32 = -1.4426950408889634;
export const MINUS_2_LOG2_E: f32 = -2.8853900817779268;

/** σ(x) = 1 / (1 + 2^(-x log2 e)) */
// @ts-ignore: decorator
@inline
export function sigmoid(x: v128): v128 {
  return f32x4.div(splat(1), f32x4.add(splat(1), exp2(f32x4.mul(x, splat(MINUS_LOG2_E)))));
}

/** tanh(x) = (1 - e) / (1 + e) with e = 2^(-2x log2 e); absolute error below 1.5e-7. */
// @ts-ignore: decorator
@inline
export function tanh(x: v128): v128 {
  const e = exp2(f32x4.mul(x, splat(MINUS_2_LOG2_E)));
  return f32x4.div(f32x4.sub(splat(1), e), f32x4.add(splat(1), e));
}
