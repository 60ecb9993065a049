// Rows of numbers as whole numbers from 1 to 127, the only ones for which the relaxed dot product is the same on every
// machine: round(63 · x / largest |x|) + 64, with one scale a row. 64 stands for 0.
import { loadLanes, splat } from './simd';

const LARGEST: f32 = 63;
/** 1.5 · 2^23 and the 64 that stands for 0: adding it leaves the number in the low bits of the mantissa. */
const ROUND_UP_64 = memory.data<f32>([12582976]);

// @ts-ignore: decorator
@inline
function larger(most: v128, x: v128): v128 {
  return f32x4.pmax(most, f32x4.abs(x));
}

/** The largest |x| of K numbers. */
function largestOf(x: usize, K: i32): f32 {
  let m0 = splat(0), m1 = m0, m2 = m0, m3 = m0; // prettier-ignore
  let k = 0;
  for (; k + 16 <= K; k += 16) {
    m0 = larger(m0, v128.load(x));
    m1 = larger(m1, v128.load(x, 16));
    m2 = larger(m2, v128.load(x, 32));
    m3 = larger(m3, v128.load(x, 48));
    x += 64;
  }
  for (; k < K; k += 4) {
    m0 = larger(m0, loadLanes(x, K - k));
    x += 16;
  }
  const m = f32x4.pmax(f32x4.pmax(m0, m1), f32x4.pmax(m2, m3));
  return max(
    max(f32x4.extract_lane(m, 0), f32x4.extract_lane(m, 1)),
    max(f32x4.extract_lane(m, 2), f32x4.extract_lane(m, 3)),
  );
}

// @ts-ignore: decorator
@inline
function quantised(x: v128, factor: v128, roundUp: v128, mask: v128): v128 {
  // Not fused: rounding must not depend on the machine. The mask keeps NaN in the range too.
  return v128.and(f32x4.add(f32x4.mul(x, factor), roundUp), mask);
}

/**
 * Writes a row of K numbers as bytes, 4 together, the next 4 `stride` bytes on; K is filled up with zeros to a multiple
 * of 4. The answer is the row's scale: x ≈ (byte - 64) · scale.
 */
export function quantiseRow(x: usize, K: i32, out: usize, stride: usize): f32 {
  const most = largestOf(x, K);
  const factor = splat(most > 0 ? LARGEST / most : 0);
  const roundUp = v128.load32_splat(ROUND_UP_64);
  const mask = i32x4.splat(0x7f);
  let k = 0;
  for (; k + 16 <= K; k += 16) {
    const low = i16x8.narrow_i32x4_s(
      quantised(v128.load(x), factor, roundUp, mask),
      quantised(v128.load(x, 16), factor, roundUp, mask),
    );
    const high = i16x8.narrow_i32x4_s(
      quantised(v128.load(x, 32), factor, roundUp, mask),
      quantised(v128.load(x, 48), factor, roundUp, mask),
    );
    const bytes = i8x16.narrow_i16x8_s(low, high);
    v128.store32_lane(out, bytes, 0);
    v128.store32_lane(out + stride, bytes, 1);
    v128.store32_lane(out + 2 * stride, bytes, 2);
    v128.store32_lane(out + 3 * stride, bytes, 3);
    x += 64;
    out += 4 * stride;
  }
  for (; k < K; k += 4) {
    const low = i16x8.narrow_i32x4_s(quantised(loadLanes(x, K - k), factor, roundUp, mask), splat(0));
    v128.store32_lane(out, i8x16.narrow_i16x8_s(low, low), 0);
    x += 16;
    out += stride;
  }
  return most / LARGEST;
}
