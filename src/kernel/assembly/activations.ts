// The functions cells can be built with, 4 numbers at a time, and their derivatives by their values, as in
// src/core/rnn/activations.ts. Which one it is is known before a loop begins: each has a loop of its own.
import { exp2Of, madd, minusLog2E, one, sigmoid, splat, tanh } from './simd';

/** Numbers of the activations in a job; src/kernel/job.ts has the same. */
export const TANH: i32 = 0;
export const SIGMOID: i32 = 1;
export const RELU: i32 = 2;
export const LINEAR: i32 = 3;
export const HARD_SIGMOID: i32 = 4;
export const HARD_SIGMOID_6: i32 = 5;
export const SOFTSIGN: i32 = 6;
export const SOFTPLUS: i32 = 7;
export const ELU: i32 = 8;
export const SELU: i32 = 9;

const SELU_SCALE: f32 = 1.0507009873554805;
/** Scale times alpha. */
const SELU_BELOW: f32 = 1.7580993408473766;

/** e^x for x up to 0. */
// @ts-ignore: decorator
@inline
function expOf(x: v128): v128 {
  return exp2Of(f32x4.mul(f32x4.neg(x), minusLog2E()));
}

/** log(1 + e) for e in [0, 1]: the series of 2 artanh(e / (2 + e)), whose argument is at most 1/3. */
// @ts-ignore: decorator
@inline
function log1p(e: v128): v128 {
  const s = f32x4.div(e, f32x4.add(splat(2), e));
  const q = f32x4.mul(s, s);
  let p = madd(splat(1.0 / 13.0), q, splat(1.0 / 11.0));
  p = madd(p, q, splat(1.0 / 9.0));
  p = madd(p, q, splat(1.0 / 7.0));
  p = madd(p, q, splat(1.0 / 5.0));
  p = madd(p, q, splat(1.0 / 3.0));
  p = madd(p, q, one());
  return f32x4.mul(f32x4.add(s, s), p);
}

/** x where it is above 0, else `below`. */
// @ts-ignore: decorator
@inline
function aboveOr(x: v128, above: v128, below: v128): v128 {
  return v128.bitselect(above, below, f32x4.gt(x, splat(0)));
}

/** The value of an activation. */
// @ts-ignore: decorator
@inline
function valueOf(code: i32, x: v128): v128 {
  const zero = splat(0);
  if (code == SIGMOID) return sigmoid(x);
  if (code == RELU) return f32x4.pmax(x, zero);
  if (code == HARD_SIGMOID) return f32x4.pmin(f32x4.pmax(madd(splat(0.2), x, splat(0.5)), zero), one());
  if (code == HARD_SIGMOID_6)
    return f32x4.mul(f32x4.pmin(f32x4.pmax(f32x4.add(x, splat(3)), zero), splat(6)), splat(1.0 / 6.0));
  if (code == SOFTSIGN) return f32x4.div(x, f32x4.add(one(), f32x4.abs(x)));
  if (code == SOFTPLUS) return f32x4.add(log1p(expOf(f32x4.neg(f32x4.abs(x)))), f32x4.pmax(x, zero));
  if (code == ELU) return aboveOr(x, x, f32x4.sub(expOf(f32x4.pmin(x, zero)), one()));
  if (code == SELU) {
    const below = f32x4.mul(splat(SELU_BELOW), f32x4.sub(expOf(f32x4.pmin(x, zero)), one()));
    return aboveOr(x, f32x4.mul(splat(SELU_SCALE), x), below);
  }
  return tanh(x);
}

/** The derivative of an activation where it has the value y. */
// @ts-ignore: decorator
@inline
export function slopeOf(code: i32, y: v128): v128 {
  const n1 = splat(1);
  if (code == TANH) return f32x4.sub(n1, f32x4.mul(y, y));
  if (code == SIGMOID) return f32x4.mul(y, f32x4.sub(n1, y));
  if (code == RELU) return v128.and(f32x4.gt(y, splat(0)), n1);
  if (code == HARD_SIGMOID || code == HARD_SIGMOID_6) {
    const between = v128.and(f32x4.gt(y, splat(0)), f32x4.lt(y, n1));
    return v128.and(between, splat(code == HARD_SIGMOID ? 0.2 : 1.0 / 6.0));
  }
  if (code == SOFTSIGN) {
    const left = f32x4.sub(n1, f32x4.abs(y));
    return f32x4.mul(left, left);
  }
  if (code == SOFTPLUS) return f32x4.sub(n1, expOf(f32x4.neg(y)));
  if (code == ELU) return aboveOr(y, n1, f32x4.add(y, n1));
  if (code == SELU) return aboveOr(y, splat(SELU_SCALE), f32x4.add(y, splat(SELU_BELOW)));
  return n1;
}

// @ts-ignore: decorator
@inline
function each(code: i32, x: usize, n: i32): void {
  const end = x + (<usize>n << 2);
  for (; x < end; x += 16) v128.store(x, valueOf(code, v128.load(x)));
}

/** Replaces `n` numbers, a multiple of 4, by an activation's values. */
export function activate(code: i32, x: usize, n: i32): void {
  if (code == TANH) each(TANH, x, n);
  else if (code == SIGMOID) each(SIGMOID, x, n);
  else if (code == RELU) each(RELU, x, n);
  else if (code == HARD_SIGMOID) each(HARD_SIGMOID, x, n);
  else if (code == HARD_SIGMOID_6) each(HARD_SIGMOID_6, x, n);
  else if (code == SOFTSIGN) each(SOFTSIGN, x, n);
  else if (code == SOFTPLUS) each(SOFTPLUS, x, n);
  else if (code == ELU) each(ELU, x, n);
  else if (code == SELU) each(SELU, x, n);
}
