// Matrix products over packed panels. A panel holds 8 outputs, k-major: panel[k][8]. Every output element is one
// ascending sum over k in one accumulator that starts from its initial value, whatever the blocking: so results do
// not depend on which rows were computed together.
import { madd } from './simd';

/** Bytes of one step of k in a panel. */
export const PANEL_STEP: usize = 32;

/**
 * 4 rows times one panel. T gives the distance of two k in a row: f32 for rows in memory, v128 for rows packed in
 * blocks of four. The sums start from 8 numbers at i0 … i3 and are stored at o0 … o3.
 */
// @ts-ignore: decorator
@inline
export function fourRows<T>(
  x0: usize, x1: usize, x2: usize, x3: usize, // prettier-ignore
  K: i32,
  panel: usize,
  i0: usize, i1: usize, i2: usize, i3: usize, // prettier-ignore
  o0: usize, o1: usize, o2: usize, o3: usize, // prettier-ignore
): void {
  let a0 = v128.load(i0), b0 = v128.load(i0, 16); // prettier-ignore
  let a1 = v128.load(i1), b1 = v128.load(i1, 16); // prettier-ignore
  let a2 = v128.load(i2), b2 = v128.load(i2, 16); // prettier-ignore
  let a3 = v128.load(i3), b3 = v128.load(i3, 16); // prettier-ignore
  const whole = x0 + <usize>(K & ~3) * sizeof<T>();
  const end = x0 + <usize>K * sizeof<T>();
  while (x0 < whole) {
    let wa = v128.load(panel), wb = v128.load(panel, 16); // prettier-ignore
    let x = v128.load32_splat(x0);
    a0 = madd(x, wa, a0); b0 = madd(x, wb, b0); // prettier-ignore
    x = v128.load32_splat(x1);
    a1 = madd(x, wa, a1); b1 = madd(x, wb, b1); // prettier-ignore
    x = v128.load32_splat(x2);
    a2 = madd(x, wa, a2); b2 = madd(x, wb, b2); // prettier-ignore
    x = v128.load32_splat(x3);
    a3 = madd(x, wa, a3); b3 = madd(x, wb, b3); // prettier-ignore

    wa = v128.load(panel, 32); wb = v128.load(panel, 48); // prettier-ignore
    x = v128.load32_splat(x0, sizeof<T>());
    a0 = madd(x, wa, a0); b0 = madd(x, wb, b0); // prettier-ignore
    x = v128.load32_splat(x1, sizeof<T>());
    a1 = madd(x, wa, a1); b1 = madd(x, wb, b1); // prettier-ignore
    x = v128.load32_splat(x2, sizeof<T>());
    a2 = madd(x, wa, a2); b2 = madd(x, wb, b2); // prettier-ignore
    x = v128.load32_splat(x3, sizeof<T>());
    a3 = madd(x, wa, a3); b3 = madd(x, wb, b3); // prettier-ignore

    wa = v128.load(panel, 64); wb = v128.load(panel, 80); // prettier-ignore
    x = v128.load32_splat(x0, 2 * sizeof<T>());
    a0 = madd(x, wa, a0); b0 = madd(x, wb, b0); // prettier-ignore
    x = v128.load32_splat(x1, 2 * sizeof<T>());
    a1 = madd(x, wa, a1); b1 = madd(x, wb, b1); // prettier-ignore
    x = v128.load32_splat(x2, 2 * sizeof<T>());
    a2 = madd(x, wa, a2); b2 = madd(x, wb, b2); // prettier-ignore
    x = v128.load32_splat(x3, 2 * sizeof<T>());
    a3 = madd(x, wa, a3); b3 = madd(x, wb, b3); // prettier-ignore

    wa = v128.load(panel, 96); wb = v128.load(panel, 112); // prettier-ignore
    x = v128.load32_splat(x0, 3 * sizeof<T>());
    a0 = madd(x, wa, a0); b0 = madd(x, wb, b0); // prettier-ignore
    x = v128.load32_splat(x1, 3 * sizeof<T>());
    a1 = madd(x, wa, a1); b1 = madd(x, wb, b1); // prettier-ignore
    x = v128.load32_splat(x2, 3 * sizeof<T>());
    a2 = madd(x, wa, a2); b2 = madd(x, wb, b2); // prettier-ignore
    x = v128.load32_splat(x3, 3 * sizeof<T>());
    a3 = madd(x, wa, a3); b3 = madd(x, wb, b3); // prettier-ignore

    panel += 4 * PANEL_STEP;
    x0 += 4 * sizeof<T>();
    x1 += 4 * sizeof<T>();
    x2 += 4 * sizeof<T>();
    x3 += 4 * sizeof<T>();
  }
  while (x0 < end) {
    const wa = v128.load(panel), wb = v128.load(panel, 16); // prettier-ignore
    let x = v128.load32_splat(x0);
    a0 = madd(x, wa, a0); b0 = madd(x, wb, b0); // prettier-ignore
    x = v128.load32_splat(x1);
    a1 = madd(x, wa, a1); b1 = madd(x, wb, b1); // prettier-ignore
    x = v128.load32_splat(x2);
    a2 = madd(x, wa, a2); b2 = madd(x, wb, b2); // prettier-ignore
    x = v128.load32_splat(x3);
    a3 = madd(x, wa, a3); b3 = madd(x, wb, b3); // prettier-ignore
    panel += PANEL_STEP;
    x0 += sizeof<T>();
    x1 += sizeof<T>();
    x2 += sizeof<T>();
    x3 += sizeof<T>();
  }
  v128.store(o0, a0); v128.store(o0, b0, 16); // prettier-ignore
  v128.store(o1, a1); v128.store(o1, b1, 16); // prettier-ignore
  v128.store(o2, a2); v128.store(o2, b2, 16); // prettier-ignore
  v128.store(o3, a3); v128.store(o3, b3, 16); // prettier-ignore
}

/** One row times 4 panels that lie `stride` bytes apart; the sums start from `init` and go to `out`, 32 numbers. */
// @ts-ignore: decorator
@inline
export function fourPanels(x: usize, K: i32, panel: usize, stride: usize, init: usize, out: usize): void {
  let p0 = panel;
  let p1 = p0 + stride;
  let p2 = p1 + stride;
  let p3 = p2 + stride;
  let a0 = v128.load(init), b0 = v128.load(init, 16); // prettier-ignore
  let a1 = v128.load(init, 32), b1 = v128.load(init, 48); // prettier-ignore
  let a2 = v128.load(init, 64), b2 = v128.load(init, 80); // prettier-ignore
  let a3 = v128.load(init, 96), b3 = v128.load(init, 112); // prettier-ignore
  const whole = x + (<usize>(K & ~1) << 2);
  while (x < whole) {
    let v = v128.load32_splat(x);
    a0 = madd(v, v128.load(p0), a0); b0 = madd(v, v128.load(p0, 16), b0); // prettier-ignore
    a1 = madd(v, v128.load(p1), a1); b1 = madd(v, v128.load(p1, 16), b1); // prettier-ignore
    a2 = madd(v, v128.load(p2), a2); b2 = madd(v, v128.load(p2, 16), b2); // prettier-ignore
    a3 = madd(v, v128.load(p3), a3); b3 = madd(v, v128.load(p3, 16), b3); // prettier-ignore
    v = v128.load32_splat(x, 4);
    a0 = madd(v, v128.load(p0, 32), a0); b0 = madd(v, v128.load(p0, 48), b0); // prettier-ignore
    a1 = madd(v, v128.load(p1, 32), a1); b1 = madd(v, v128.load(p1, 48), b1); // prettier-ignore
    a2 = madd(v, v128.load(p2, 32), a2); b2 = madd(v, v128.load(p2, 48), b2); // prettier-ignore
    a3 = madd(v, v128.load(p3, 32), a3); b3 = madd(v, v128.load(p3, 48), b3); // prettier-ignore
    x += 8;
    p0 += 2 * PANEL_STEP;
    p1 += 2 * PANEL_STEP;
    p2 += 2 * PANEL_STEP;
    p3 += 2 * PANEL_STEP;
  }
  if (K & 1) {
    const v = v128.load32_splat(x);
    a0 = madd(v, v128.load(p0), a0); b0 = madd(v, v128.load(p0, 16), b0); // prettier-ignore
    a1 = madd(v, v128.load(p1), a1); b1 = madd(v, v128.load(p1, 16), b1); // prettier-ignore
    a2 = madd(v, v128.load(p2), a2); b2 = madd(v, v128.load(p2, 16), b2); // prettier-ignore
    a3 = madd(v, v128.load(p3), a3); b3 = madd(v, v128.load(p3, 16), b3); // prettier-ignore
  }
  v128.store(out, a0); v128.store(out, b0, 16); // prettier-ignore
  v128.store(out, a1, 32); v128.store(out, b1, 48); // prettier-ignore
  v128.store(out, a2, 64); v128.store(out, b2, 80); // prettier-ignore
  v128.store(out, a3, 96); v128.store(out, b3, 112); // prettier-ignore
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

/** One row times panels [from, to); `init` and `out` are of panel 0. `down` walks from the last group to the first. */
export function rowTimesPanels(
  x: usize, K: i32, panels: usize, from: i32, to: i32, init: usize, out: usize, down: bool, // prettier-ignore
): void {
  const stride = <usize>K * PANEL_STEP;
  const groups = (to - from) >> 2;
  if (down) restOfRow(x, K, panels, from + 4 * groups, to, init, out);
  for (let g = 0; g < groups; g++) {
    const j = from + 4 * (down ? groups - 1 - g : g);
    const at = <usize>j * PANEL_STEP;
    fourPanels(x, K, panels + <usize>j * stride, stride, init + at, out + at);
  }
  if (!down) restOfRow(x, K, panels, from + 4 * groups, to, init, out);
}

function restOfRow(x: usize, K: i32, panels: usize, from: i32, to: i32, init: usize, out: usize): void {
  for (let j = from; j < to; j++) {
    const at = <usize>j * PANEL_STEP;
    onePanel(x, K, panels + <usize>j * (<usize>K * PANEL_STEP), init + at, out + at);
  }
}

/**
 * out[m, 8 · panels] = init + x[m, K] · panels, rows of `out` and x at given distances in bytes. `init` is one row
 * of 8 · panels numbers, or, with `accumulate`, `out` itself.
 */
export function multiply(
  x: usize, xRow: usize, m: i32, K: i32, panels: usize, panelCount: i32, // prettier-ignore
  init: usize, accumulate: bool, out: usize, outRow: usize, // prettier-ignore
): void {
  if (m == 1) {
    rowTimesPanels(x, K, panels, 0, panelCount, accumulate ? out : init, out, false);
    return;
  }
  // A block of rows that stays in the second-level cache while all panels pass over it.
  for (let first = 0; first < m; first += ROWS_AT_ONCE) {
    const end = min(first + ROWS_AT_ONCE, m);
    for (let j = 0; j < panelCount; j++) {
      const panel = panels + <usize>j * (<usize>K * PANEL_STEP);
      rowsTimesPanel(x, xRow, first, end, K, panel, init, accumulate, out, outRow, <usize>j * PANEL_STEP);
    }
  }
}

const ROWS_AT_ONCE: i32 = 128;

/** Rows [first, end) times the panel whose outputs begin `at` bytes into a row. */
function rowsTimesPanel(
  x: usize, xRow: usize, first: i32, end: i32, K: i32, panel: usize, // prettier-ignore
  init: usize, accumulate: bool, out: usize, outRow: usize, at: usize, // prettier-ignore
): void {
  const last = end - 1;
  for (let i = first; i < end; i += 4) {
    // In a block of fewer than 4 rows the last row is computed more than once, to the same result.
    const i1 = min(i + 1, last);
    const i2 = min(i + 2, last);
    const i3 = min(i + 3, last);
    const o0 = out + <usize>i * outRow + at;
    const o1 = out + <usize>i1 * outRow + at;
    const o2 = out + <usize>i2 * outRow + at;
    const o3 = out + <usize>i3 * outRow + at;
    const b = init + at;
    fourRows<f32>(
      x + <usize>i * xRow, x + <usize>i1 * xRow, x + <usize>i2 * xRow, x + <usize>i3 * xRow, K, panel, // prettier-ignore
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
    const x = blocks + ((<usize>i * <usize>K) << 4);
    const o = out + <usize>(4 * i) * outRow;
    for (let j = 0; j < panelCount; j++) {
      const at = o + <usize>j * PANEL_STEP;
      fourRows<v128>(
        x, x + 4, x + 8, x + 12, K, panels + <usize>j * (<usize>K * PANEL_STEP), // prettier-ignore
        zeros, zeros, zeros, zeros, // prettier-ignore
        at, at + outRow, at + 2 * outRow, at + 3 * outRow, // prettier-ignore
      );
    }
  }
}
