// One layer and direction over some rows, as the loader writes it: 32-bit fields, addresses where not said otherwise.
// src/kernel/job.ts has the same list. All rows are sorted by length, longest first.

/** Number of the cell, see `cells.ts`. */
export const CELL: i32 = 0;
/** Rows of the batch, at least 1. */
export const ROWS: i32 = 1;
/** Steps of each row, descending, [rows] */
export const LENGTHS: i32 = 2;
/** Position of each row's first step in reading order, [rows] */
export const FIRSTS: i32 = 3;
/** From one step to the next in reading order: 1, or -1 for the backward direction. */
export const STRIDE: i32 = 4;
/** Hidden size H. */
export const HIDDEN: i32 = 5;
/** Size of the state P: H, or the projected size. */
export const STATE: i32 = 6;
/** Where position 0 of the input projections would lie, [·, G·Hp] */
export const A: i32 = 7;
/** W_hh in panels. */
export const W_HH: i32 = 8;
/** GRU that resets after the product: b_hn, [Hp] */
export const B_HN: i32 = 9;
/** Where h of position 0 lies, and bytes from one position to the next. */
export const H_OUT: i32 = 10;
export const H_STEP: i32 = 11;
/** Initial h of each row, [rows, P] */
export const H_0: i32 = 12;
/** LSTM: c of each row, [rows, Hp], replaced. */
export const C_STATE: i32 = 13;
/** Traces, 0 where nobody asked: c [·, H], gates [·, G·H], GRU's b_n [·, H], h before projection [·, H]. */
export const C_OUT: i32 = 14;
export const GATES: i32 = 15;
export const B_N: i32 = 16;
export const UNPROJECTED: i32 = 17;
/** W_hr in panels, 0 for none. */
export const W_HR: i32 = 18;
/** Room: forward 6·G·Hp + max(24 + 6·P, Hp + Pp) numbers, backward max(24 + 6·G·Hp, Hp). */
export const SCRATCH: i32 = 19;
/** Zeros, at least 8 numbers. */
export const ZEROS: i32 = 20;
/** Backward only. Gradient of the output, position 0, and bytes from one position to the next. */
export const D_OUT: i32 = 21;
export const D_OUT_STEP: i32 = 22;
/** Transposes of W_hh and W_hr in panels. */
export const W_HH_T: i32 = 23;
export const W_HR_T: i32 = 24;
/** Written: gradients of a and (GRU that resets after) of b [·, G·Hp], of h [·, Pp]. */
export const D_A: i32 = 25;
export const D_B: i32 = 26;
export const D_H: i32 = 27;
/** Written: h before each step, [·, Pp] */
export const H_BEFORE: i32 = 28;
/** Gradients that come back from later steps: of h [rows, Pp] and c [rows, Hp], in and out. */
export const D_H_STATE: i32 = 29;
export const D_C_STATE: i32 = 30;
/** LSTM: initial c of each row, [rows, Hp]; the trace of c is C_OUT. */
export const C_0: i32 = 31;
/** 8-bit weights only: room, 6·(4 + ⌈P / 4⌉ + G·Hp) numbers. */
export const BYTES: i32 = 32;
/** Numbers of the activations of gates, and of candidates and outputs: see `activations.ts`. */
export const GATE_ACTIVATION: i32 = 33;
export const ACTIVATION: i32 = 34;
/** GRU that resets before the product: room forward, r ⊙ h of 6 rows [6, Hp]. */
export const RESET: i32 = 35;
/** The same: panels of the transpose of W_hn; W_HH_T then has r and z alone. */
export const W_HN_T: i32 = 36;

// @ts-ignore: decorator
@inline
export function field(job: usize, index: i32): i32 {
  return load<i32>(job + (<usize>index << 2));
}

// @ts-ignore: decorator
@inline
export function address(job: usize, index: i32): usize {
  return <usize>load<u32>(job + (<usize>index << 2));
}

/** Element `index` of a list of 32-bit numbers. */
// @ts-ignore: decorator
@inline
export function item(list: usize, index: i32): i32 {
  return load<i32>(list + (<usize>index << 2));
}

/** `n` rounded up to whole panels. */
// @ts-ignore: decorator
@inline
export function padded(n: i32): i32 {
  return (n + 7) & ~7;
}

/** Row blocks of H in the stacked weights. */
// @ts-ignore: decorator
@inline
export function gatesOf(cell: i32): i32 {
  return cell == 3 ? 4 : cell == 0 ? 1 : 3;
}
