// Blocks of several rows times packed panels, of single-precision or (T = i8) 8-bit weights, which only the relaxed
// module has. Rows, what their outputs start from and where they go stand in a table.
import { madd } from './simd';

/** Bytes of one step of k in a panel. */
export const PANEL_STEP: usize = 32;
/** Bytes before the weights of an 8-bit panel: what its sums start from (8 integers), then their scales. */
export const HEADER: usize = 64;

/** Rows of a table: where a row's numbers lie (8-bit weights: its scale), where its outputs start from, where they go. */
export const ENTRY: usize = 16;
/** Most rows that share a load of the weights: without fused multiply-add their products need registers too. */
export const MOST_ROWS: i32 = RELAXED ? 6 : 4;
/** A table of so many rows. */
export const TABLE_BYTES: usize = <usize>MOST_ROWS * ENTRY;

/** Rows to take together where `left` are left: 6, 4 or 1, so that few are computed for nothing. */
// @ts-ignore: decorator
@inline
export function rowsTogether(left: i32): i32 {
  if (left == 1) return 1;
  return RELAXED && (left > 8 || left == 5 || left == 6) ? MOST_ROWS : 4;
}

/** Writes row `r` of a table. */
// @ts-ignore: decorator
@inline
export function setEntry(table: usize, r: i32, x: usize, init: usize, out: usize): void {
  const entry = table + <usize>r * ENTRY;
  store<u32>(entry, <u32>x);
  store<u32>(entry, <u32>init, 4);
  store<u32>(entry, <u32>out, 8);
}

/** Lets the outputs of row `r` of a table start from other numbers. */
// @ts-ignore: decorator
@inline
export function setStart(table: usize, r: i32, init: usize): void {
  store<u32>(table + <usize>r * ENTRY, <u32>init, 4);
}

/** The address in field `index` of row `r` of a table. */
// @ts-ignore: decorator
@inline
export function entryOf(table: usize, r: usize, index: usize): usize {
  return <usize>load<u32>(table + r * ENTRY + 4 * index);
}

// @ts-ignore: decorator
@inline
function headerOf<T>(): usize {
  return isInteger<T>() ? HEADER : 0;
}

/** What 4 sums of a row start from; `half` is 0 or 16 bytes. */
// @ts-ignore: decorator
@inline
function startOf<T>(panel: usize, table: usize, r: usize, at: usize, half: usize): v128 {
  if (isInteger<T>()) return v128.load(panel + half);
  return v128.load(entryOf(table, r, 1) + at + half);
}

/** Adds the products of one step: of one k, or of 4 of them in 8 bits. */
// @ts-ignore: decorator
@inline
export function add<T>(x: v128, w: v128, sum: v128): v128 {
  if (isInteger<T>()) return i32x4.relaxed_dot_i8x16_i7x16_add_s(w, x, sum);
  return madd(x, w, sum);
}

/** Stores 8 outputs of a row; in 8 bits the sums times both scales are added to what the outputs start from. */
// @ts-ignore: decorator
@inline
export function finish<T>(a: v128, b: v128, panel: usize, table: usize, r: usize, at: usize): void {
  const out = entryOf(table, r, 2) + at;
  if (isInteger<T>()) {
    const scale = v128.load32_splat(table + r * ENTRY);
    const init = entryOf(table, r, 1) + at;
    a = madd(f32x4.convert_i32x4_s(a), f32x4.mul(v128.load(panel, 32), scale), v128.load(init));
    b = madd(f32x4.convert_i32x4_s(b), f32x4.mul(v128.load(panel, 48), scale), v128.load(init, 16));
  }
  v128.store(out, a);
  v128.store(out, b, 16);
}

/**
 * 4 rows, packed as block[steps][4], times one panel whose outputs lie `at` bytes behind the first. One step at a time:
 * V8 unrolls the loop itself, and spills sums where that is done here.
 */
// @ts-ignore: decorator
@inline
function fourRows<T>(block: usize, steps: i32, panel: usize, table: usize, at: usize): void {
  let a0 = startOf<T>(panel, table, 0, at, 0), b0 = startOf<T>(panel, table, 0, at, 16); // prettier-ignore
  let a1 = startOf<T>(panel, table, 1, at, 0), b1 = startOf<T>(panel, table, 1, at, 16); // prettier-ignore
  let a2 = startOf<T>(panel, table, 2, at, 0), b2 = startOf<T>(panel, table, 2, at, 16); // prettier-ignore
  let a3 = startOf<T>(panel, table, 3, at, 0), b3 = startOf<T>(panel, table, 3, at, 16); // prettier-ignore
  let weights = panel + headerOf<T>();
  const end = block + <usize>steps * 16;
  while (block < end) {
    const wa = v128.load(weights), wb = v128.load(weights, 16); // prettier-ignore
    let x = v128.load32_splat(block);
    a0 = add<T>(x, wa, a0); b0 = add<T>(x, wb, b0); // prettier-ignore
    x = v128.load32_splat(block, 4);
    a1 = add<T>(x, wa, a1); b1 = add<T>(x, wb, b1); // prettier-ignore
    x = v128.load32_splat(block, 8);
    a2 = add<T>(x, wa, a2); b2 = add<T>(x, wb, b2); // prettier-ignore
    x = v128.load32_splat(block, 12);
    a3 = add<T>(x, wa, a3); b3 = add<T>(x, wb, b3); // prettier-ignore
    weights += PANEL_STEP;
    block += 16;
  }
  finish<T>(a0, b0, panel, table, 0, at);
  finish<T>(a1, b1, panel, table, 1, at);
  finish<T>(a2, b2, panel, table, 2, at);
  finish<T>(a3, b3, panel, table, 3, at);
}

/**
 * 6 rows, packed as block[steps][6], as `fourRows`: a tenth faster, since more sums are on their way at once. The two
 * are alike, because sums stay in registers only where each has a name.
 */
// @ts-ignore: decorator
@inline
function sixRows<T>(block: usize, steps: i32, panel: usize, table: usize, at: usize): void {
  let a0 = startOf<T>(panel, table, 0, at, 0), b0 = startOf<T>(panel, table, 0, at, 16); // prettier-ignore
  let a1 = startOf<T>(panel, table, 1, at, 0), b1 = startOf<T>(panel, table, 1, at, 16); // prettier-ignore
  let a2 = startOf<T>(panel, table, 2, at, 0), b2 = startOf<T>(panel, table, 2, at, 16); // prettier-ignore
  let a3 = startOf<T>(panel, table, 3, at, 0), b3 = startOf<T>(panel, table, 3, at, 16); // prettier-ignore
  let a4 = startOf<T>(panel, table, 4, at, 0), b4 = startOf<T>(panel, table, 4, at, 16); // prettier-ignore
  let a5 = startOf<T>(panel, table, 5, at, 0), b5 = startOf<T>(panel, table, 5, at, 16); // prettier-ignore
  let weights = panel + headerOf<T>();
  const end = block + <usize>steps * 24;
  while (block < end) {
    const wa = v128.load(weights), wb = v128.load(weights, 16); // prettier-ignore
    let x = v128.load32_splat(block);
    a0 = add<T>(x, wa, a0); b0 = add<T>(x, wb, b0); // prettier-ignore
    x = v128.load32_splat(block, 4);
    a1 = add<T>(x, wa, a1); b1 = add<T>(x, wb, b1); // prettier-ignore
    x = v128.load32_splat(block, 8);
    a2 = add<T>(x, wa, a2); b2 = add<T>(x, wb, b2); // prettier-ignore
    x = v128.load32_splat(block, 12);
    a3 = add<T>(x, wa, a3); b3 = add<T>(x, wb, b3); // prettier-ignore
    x = v128.load32_splat(block, 16);
    a4 = add<T>(x, wa, a4); b4 = add<T>(x, wb, b4); // prettier-ignore
    x = v128.load32_splat(block, 20);
    a5 = add<T>(x, wa, a5); b5 = add<T>(x, wb, b5); // prettier-ignore
    weights += PANEL_STEP;
    block += 24;
  }
  finish<T>(a0, b0, panel, table, 0, at);
  finish<T>(a1, b1, panel, table, 1, at);
  finish<T>(a2, b2, panel, table, 2, at);
  finish<T>(a3, b3, panel, table, 3, at);
  finish<T>(a4, b4, panel, table, 4, at);
  finish<T>(a5, b5, panel, table, 5, at);
}

/** A block of 6 or 4 rows times panels [from, to); starts and ends of the table are of panel 0. */
export function blockTimesPanels<T>(
  rows: i32, block: usize, steps: i32, panels: usize, from: i32, to: i32, table: usize, // prettier-ignore
): void {
  const stride = headerOf<T>() + <usize>steps * PANEL_STEP;
  for (let j = from; j < to; j++) {
    const panel = panels + <usize>j * stride;
    const at = <usize>j * PANEL_STEP;
    if (RELAXED && rows == MOST_ROWS) sixRows<T>(block, steps, panel, table, at);
    else fourRows<T>(block, steps, panel, table, at);
  }
}
