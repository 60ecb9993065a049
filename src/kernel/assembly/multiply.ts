// Matrix products over packed panels. A panel holds 8 outputs, k-major: panel[k][8]. Every output element is one
// ascending sum over k in one accumulator that starts from its initial value, whatever the blocking: so results do
// not depend on which rows were computed together.
import { madd } from './simd';

/** Bytes of one step of k in a panel. */
export const PANEL_STEP: usize = 32;

/**
 * 4 rows, packed as block[K][4], times one panel. The sums start from 8 numbers at i0 … i3 and are stored at o0 … o3.
 * One step of k at a time: V8 unrolls the loop itself, and spills accumulators where that is done here.
 */
// @ts-ignore: decorator
@inline
export function fourRows(
  block: usize,
  K: i32,
  panel: usize,
  i0: usize, i1: usize, i2: usize, i3: usize, // prettier-ignore
  o0: usize, o1: usize, o2: usize, o3: usize, // prettier-ignore
): void {
  let a0 = v128.load(i0), b0 = v128.load(i0, 16); // prettier-ignore
  let a1 = v128.load(i1), b1 = v128.load(i1, 16); // prettier-ignore
  let a2 = v128.load(i2), b2 = v128.load(i2, 16); // prettier-ignore
  let a3 = v128.load(i3), b3 = v128.load(i3, 16); // prettier-ignore
  const end = block + (<usize>K << 4);
  while (block < end) {
    const wa = v128.load(panel), wb = v128.load(panel, 16); // prettier-ignore
    let x = v128.load32_splat(block);
    a0 = madd(x, wa, a0); b0 = madd(x, wb, b0); // prettier-ignore
    x = v128.load32_splat(block, 4);
    a1 = madd(x, wa, a1); b1 = madd(x, wb, b1); // prettier-ignore
    x = v128.load32_splat(block, 8);
    a2 = madd(x, wa, a2); b2 = madd(x, wb, b2); // prettier-ignore
    x = v128.load32_splat(block, 12);
    a3 = madd(x, wa, a3); b3 = madd(x, wb, b3); // prettier-ignore
    panel += PANEL_STEP;
    block += 16;
  }
  v128.store(o0, a0); v128.store(o0, b0, 16); // prettier-ignore
  v128.store(o1, a1); v128.store(o1, b1, 16); // prettier-ignore
  v128.store(o2, a2); v128.store(o2, b2, 16); // prettier-ignore
  v128.store(o3, a3); v128.store(o3, b3, 16); // prettier-ignore
}

/** Packs 4 rows of K numbers as block[K][4]. */
export function packRowsOfFour(x0: usize, x1: usize, x2: usize, x3: usize, K: i32, block: usize): void {
  const whole = x0 + (<usize>(K & ~3) << 2);
  const end = x0 + (<usize>K << 2);
  while (x0 < whole) {
    const r0 = v128.load(x0), r1 = v128.load(x1), r2 = v128.load(x2), r3 = v128.load(x3); // prettier-ignore
    const low01 = v128.shuffle<i32>(r0, r1, 0, 4, 1, 5);
    const high01 = v128.shuffle<i32>(r0, r1, 2, 6, 3, 7);
    const low23 = v128.shuffle<i32>(r2, r3, 0, 4, 1, 5);
    const high23 = v128.shuffle<i32>(r2, r3, 2, 6, 3, 7);
    v128.store(block, v128.shuffle<i32>(low01, low23, 0, 1, 4, 5));
    v128.store(block, v128.shuffle<i32>(low01, low23, 2, 3, 6, 7), 16);
    v128.store(block, v128.shuffle<i32>(high01, high23, 0, 1, 4, 5), 32);
    v128.store(block, v128.shuffle<i32>(high01, high23, 2, 3, 6, 7), 48);
    x0 += 16;
    x1 += 16;
    x2 += 16;
    x3 += 16;
    block += 64;
  }
  while (x0 < end) {
    store<f32>(block, load<f32>(x0));
    store<f32>(block, load<f32>(x1), 4);
    store<f32>(block, load<f32>(x2), 8);
    store<f32>(block, load<f32>(x3), 12);
    x0 += 4;
    x1 += 4;
    x2 += 4;
    x3 += 4;
    block += 16;
  }
}

/** One row times 4 panels that lie `stride` bytes apart; the sums start from `init` and go to `out`, 32 numbers. */
// @ts-ignore: decorator
@inline
function fourPanels(x: usize, K: i32, panel: usize, stride: usize, init: usize, out: usize): void {
  let p0 = panel;
  let p1 = p0 + stride;
  let p2 = p1 + stride;
  let p3 = p2 + stride;
  let a0 = v128.load(init), b0 = v128.load(init, 16); // prettier-ignore
  let a1 = v128.load(init, 32), b1 = v128.load(init, 48); // prettier-ignore
  let a2 = v128.load(init, 64), b2 = v128.load(init, 80); // prettier-ignore
  let a3 = v128.load(init, 96), b3 = v128.load(init, 112); // prettier-ignore
  const end = x + (<usize>K << 2);
  while (x < end) {
    const v = v128.load32_splat(x);
    a0 = madd(v, v128.load(p0), a0); b0 = madd(v, v128.load(p0, 16), b0); // prettier-ignore
    a1 = madd(v, v128.load(p1), a1); b1 = madd(v, v128.load(p1, 16), b1); // prettier-ignore
    a2 = madd(v, v128.load(p2), a2); b2 = madd(v, v128.load(p2, 16), b2); // prettier-ignore
    a3 = madd(v, v128.load(p3), a3); b3 = madd(v, v128.load(p3, 16), b3); // prettier-ignore
    x += 4;
    p0 += PANEL_STEP;
    p1 += PANEL_STEP;
    p2 += PANEL_STEP;
    p3 += PANEL_STEP;
  }
  v128.store(out, a0); v128.store(out, b0, 16); // prettier-ignore
  v128.store(out, a1, 32); v128.store(out, b1, 48); // prettier-ignore
  v128.store(out, a2, 64); v128.store(out, b2, 80); // prettier-ignore
  v128.store(out, a3, 96); v128.store(out, b3, 112); // prettier-ignore
}

/**
 * One row times 3 panels, as `fourPanels`, 24 numbers. For modules without fused multiply-add: V8 loads all weights of
 * a step first, and with products of their own a fourth panel leaves too few registers.
 */
// @ts-ignore: decorator
@inline
function threePanels(x: usize, K: i32, panel: usize, stride: usize, init: usize, out: usize): void {
  let p0 = panel;
  let p1 = p0 + stride;
  let p2 = p1 + stride;
  let a0 = v128.load(init), b0 = v128.load(init, 16); // prettier-ignore
  let a1 = v128.load(init, 32), b1 = v128.load(init, 48); // prettier-ignore
  let a2 = v128.load(init, 64), b2 = v128.load(init, 80); // prettier-ignore
  const end = x + (<usize>K << 2);
  while (x < end) {
    const v = v128.load32_splat(x);
    a0 = madd(v, v128.load(p0), a0); b0 = madd(v, v128.load(p0, 16), b0); // prettier-ignore
    a1 = madd(v, v128.load(p1), a1); b1 = madd(v, v128.load(p1, 16), b1); // prettier-ignore
    a2 = madd(v, v128.load(p2), a2); b2 = madd(v, v128.load(p2, 16), b2); // prettier-ignore
    x += 4;
    p0 += PANEL_STEP;
    p1 += PANEL_STEP;
    p2 += PANEL_STEP;
  }
  v128.store(out, a0); v128.store(out, b0, 16); // prettier-ignore
  v128.store(out, a1, 32); v128.store(out, b1, 48); // prettier-ignore
  v128.store(out, a2, 64); v128.store(out, b2, 80); // prettier-ignore
}

/** One row times one panel. */
// @ts-ignore: decorator
@inline
function onePanel(x: usize, K: i32, panel: usize, init: usize, out: usize): void {
  let a = v128.load(init), b = v128.load(init, 16); // prettier-ignore
  const end = x + (<usize>K << 2);
  while (x < end) {
    const v = v128.load32_splat(x);
    a = madd(v, v128.load(panel), a);
    b = madd(v, v128.load(panel, 16), b);
    x += 4;
    panel += PANEL_STEP;
  }
  v128.store(out, a);
  v128.store(out, b, 16);
}

/** Panels a row alone takes at once. */
const PANELS_AT_ONCE: i32 = RELAXED ? 4 : 3;

/** One row times panels [from, to); `init` and `out` are of panel 0. `down` walks from the last group to the first. */
export function rowTimesPanels(
  x: usize, K: i32, panels: usize, from: i32, to: i32, init: usize, out: usize, down: bool, // prettier-ignore
): void {
  const stride = <usize>K * PANEL_STEP;
  const groups = (to - from) / PANELS_AT_ONCE;
  if (down) restOfRow(x, K, panels, from + PANELS_AT_ONCE * groups, to, init, out);
  for (let g = 0; g < groups; g++) {
    const j = from + PANELS_AT_ONCE * (down ? groups - 1 - g : g);
    const at = <usize>j * PANEL_STEP;
    if (RELAXED) fourPanels(x, K, panels + <usize>j * stride, stride, init + at, out + at);
    else threePanels(x, K, panels + <usize>j * stride, stride, init + at, out + at);
  }
  if (!down) restOfRow(x, K, panels, from + PANELS_AT_ONCE * groups, to, init, out);
}

function restOfRow(x: usize, K: i32, panels: usize, from: i32, to: i32, init: usize, out: usize): void {
  for (let j = from; j < to; j++) {
    const at = <usize>j * PANEL_STEP;
    onePanel(x, K, panels + <usize>j * (<usize>K * PANEL_STEP), init + at, out + at);
  }
}

/** Rows packed before the panels pass over them: few enough to stay in the cache. */
const ROWS_AT_ONCE: i32 = 64;

/**
 * out[m, 8 · panels] = init + x[m, K] · panels, rows of `out` and x at given distances in bytes. `init` is one row
 * of 8 · panels numbers, or, with `accumulate`, `out` itself. `scratch` is room for 64 rows of x.
 */
export function multiply(
  x: usize, xRow: usize, m: i32, K: i32, panels: usize, panelCount: i32, // prettier-ignore
  init: usize, accumulate: bool, out: usize, outRow: usize, scratch: usize, // prettier-ignore
): void {
  let first = 0;
  // One row left over needs no packing.
  const grouped = (m & 3) == 1 ? m - 1 : m;
  for (; first < grouped; first += ROWS_AT_ONCE) {
    const end = min(first + ROWS_AT_ONCE, grouped);
    packGroup(x, xRow, first, end, K, scratch);
    for (let j = 0; j < panelCount; j++) {
      const panel = panels + <usize>j * (<usize>K * PANEL_STEP);
      groupTimesPanel(scratch, first, end, K, panel, init, accumulate, out, outRow, <usize>j * PANEL_STEP);
    }
  }
  if (grouped < m) {
    const row = out + <usize>grouped * outRow;
    rowTimesPanels(x + <usize>grouped * xRow, K, panels, 0, panelCount, accumulate ? row : init, row, false);
  }
}

/** Packs rows [first, end) in blocks of 4; in a block of fewer the last row stands more than once. */
function packGroup(x: usize, xRow: usize, first: i32, end: i32, K: i32, scratch: usize): void {
  const last = end - 1;
  for (let i = first; i < end; i += 4) {
    packRowsOfFour(
      x + <usize>i * xRow,
      x + <usize>min(i + 1, last) * xRow,
      x + <usize>min(i + 2, last) * xRow,
      x + <usize>min(i + 3, last) * xRow,
      K,
      scratch + ((<usize>(i - first) * <usize>K) << 2),
    );
  }
}

/** Packed rows [first, end) times the panel whose outputs begin `at` bytes into a row. */
function groupTimesPanel(
  packed: usize, first: i32, end: i32, K: i32, panel: usize, // prettier-ignore
  init: usize, accumulate: bool, out: usize, outRow: usize, at: usize, // prettier-ignore
): void {
  const last = end - 1;
  const b = init + at;
  for (let i = first; i < end; i += 4) {
    // A row that stands more than once is computed more than once, to the same result.
    const o0 = out + <usize>i * outRow + at;
    const o1 = out + <usize>min(i + 1, last) * outRow + at;
    const o2 = out + <usize>min(i + 2, last) * outRow + at;
    const o3 = out + <usize>min(i + 3, last) * outRow + at;
    fourRows(
      packed + ((<usize>(i - first) * <usize>K) << 2), K, panel, // prettier-ignore
      accumulate ? o0 : b, accumulate ? o1 : b, accumulate ? o2 : b, accumulate ? o3 : b, // prettier-ignore
      o0, o1, o2, o3, // prettier-ignore
    );
  }
}

/**
 * out[4 · blocks, 8 · panels] = blocks · panels, summed over K: `blocks` is [blocks][K][4], a transposed matrix
 * packed by `packBlocks`; rows of `out` are `outRow` bytes apart, `zeros` is 8 zeros.
 */
export function multiplyBlocks(
  blocks: usize, blockCount: i32, K: i32, panels: usize, panelCount: i32, // prettier-ignore
  zeros: usize, out: usize, outRow: usize, // prettier-ignore
): void {
  for (let i = 0; i < blockCount; i++) {
    const block = blocks + ((<usize>i * <usize>K) << 4);
    const o = out + <usize>(4 * i) * outRow;
    for (let j = 0; j < panelCount; j++) {
      const at = o + <usize>j * PANEL_STEP;
      fourRows(
        block, K, panels + <usize>j * (<usize>K * PANEL_STEP), // prettier-ignore
        zeros, zeros, zeros, zeros, // prettier-ignore
        at, at + outRow, at + 2 * outRow, at + 3 * outRow, // prettier-ignore
      );
    }
  }
}
