// Products of quantised rows with 8-bit weights: 16 multiplications an instruction, summed in whole numbers, so that
// every order gives the same bits. A panel holds 8 outputs: what their sums start from (8 integers: -64 times the sum
// of the weights, because 64 stands for 0 in a row), their scales (8 numbers), then the weights as [K / 4][8][4] bytes.
import { ENTRY, MOST_ROWS, PANEL_STEP, rowsTogether } from './multiply';
import { quantiseRow } from './quantise';
import { madd } from './simd';

const HEADER: usize = 64;
/** Rows quantised before the panels pass over them: few enough to stay in the cache. */
const ROWS_AT_ONCE: i32 = 96;

/** Bytes of rows of K numbers, 4 together. */
// @ts-ignore: decorator
@inline
export function bytesOf(rows: i32, K: i32): usize {
  return <usize>(rows * ((K + 3) & ~3));
}

/** Quantises row `r` of `rows` into a block [K / 4][rows][4] and writes its entry. */
export function addRow(x: usize, K: i32, block: usize, rows: i32, r: i32, entry: usize, init: usize, out: usize): void {
  store<f32>(entry, quantiseRow(x, K, block + (<usize>r << 2), <usize>rows << 2));
  store<u32>(entry, <u32>init, 4);
  store<u32>(entry, <u32>out, 8);
}

/** Stores 8 outputs of a row: what they start from, and the sums times both scales. */
// @ts-ignore: decorator
@inline
function finish(a: v128, b: v128, scaleA: v128, scaleB: v128, entry: usize, at: usize): void {
  const scale = v128.load32_splat(entry);
  const init = <usize>load<u32>(entry, 4) + at;
  const out = <usize>load<u32>(entry, 8) + at;
  const sumA = madd(f32x4.convert_i32x4_s(a), f32x4.mul(scaleA, scale), v128.load(init));
  const sumB = madd(f32x4.convert_i32x4_s(b), f32x4.mul(scaleB, scale), v128.load(init, 16));
  v128.store(out, sumA);
  v128.store(out, sumB, 16);
}

// @ts-ignore: decorator
@inline
function dot(weights: v128, row: v128, sums: v128): v128 {
  return i32x4.relaxed_dot_i8x16_i7x16_add_s(weights, row, sums);
}

// @ts-ignore: decorator
@inline
function sixRows(block: usize, groups: i32, panel: usize, table: usize, at: usize): void {
  let a0 = v128.load(panel), b0 = v128.load(panel, 16); // prettier-ignore
  let a1 = a0, a2 = a0, a3 = a0, a4 = a0, a5 = a0; // prettier-ignore
  let b1 = b0, b2 = b0, b3 = b0, b4 = b0, b5 = b0; // prettier-ignore
  let weights = panel + HEADER;
  const end = block + <usize>groups * 24;
  while (block < end) {
    const wa = v128.load(weights), wb = v128.load(weights, 16); // prettier-ignore
    let x = v128.load32_splat(block);
    a0 = dot(wa, x, a0); b0 = dot(wb, x, b0); // prettier-ignore
    x = v128.load32_splat(block, 4);
    a1 = dot(wa, x, a1); b1 = dot(wb, x, b1); // prettier-ignore
    x = v128.load32_splat(block, 8);
    a2 = dot(wa, x, a2); b2 = dot(wb, x, b2); // prettier-ignore
    x = v128.load32_splat(block, 12);
    a3 = dot(wa, x, a3); b3 = dot(wb, x, b3); // prettier-ignore
    x = v128.load32_splat(block, 16);
    a4 = dot(wa, x, a4); b4 = dot(wb, x, b4); // prettier-ignore
    x = v128.load32_splat(block, 20);
    a5 = dot(wa, x, a5); b5 = dot(wb, x, b5); // prettier-ignore
    weights += PANEL_STEP;
    block += 24;
  }
  const scaleA = v128.load(panel, 32), scaleB = v128.load(panel, 48); // prettier-ignore
  finish(a0, b0, scaleA, scaleB, table, at);
  finish(a1, b1, scaleA, scaleB, table + ENTRY, at);
  finish(a2, b2, scaleA, scaleB, table + 2 * ENTRY, at);
  finish(a3, b3, scaleA, scaleB, table + 3 * ENTRY, at);
  finish(a4, b4, scaleA, scaleB, table + 4 * ENTRY, at);
  finish(a5, b5, scaleA, scaleB, table + 5 * ENTRY, at);
}

// @ts-ignore: decorator
@inline
function fourRows(block: usize, groups: i32, panel: usize, table: usize, at: usize): void {
  let a0 = v128.load(panel), b0 = v128.load(panel, 16); // prettier-ignore
  let a1 = a0, a2 = a0, a3 = a0, b1 = b0, b2 = b0, b3 = b0; // prettier-ignore
  let weights = panel + HEADER;
  const end = block + (<usize>groups << 4);
  while (block < end) {
    const wa = v128.load(weights), wb = v128.load(weights, 16); // prettier-ignore
    let x = v128.load32_splat(block);
    a0 = dot(wa, x, a0); b0 = dot(wb, x, b0); // prettier-ignore
    x = v128.load32_splat(block, 4);
    a1 = dot(wa, x, a1); b1 = dot(wb, x, b1); // prettier-ignore
    x = v128.load32_splat(block, 8);
    a2 = dot(wa, x, a2); b2 = dot(wb, x, b2); // prettier-ignore
    x = v128.load32_splat(block, 12);
    a3 = dot(wa, x, a3); b3 = dot(wb, x, b3); // prettier-ignore
    weights += PANEL_STEP;
    block += 16;
  }
  const scaleA = v128.load(panel, 32), scaleB = v128.load(panel, 48); // prettier-ignore
  finish(a0, b0, scaleA, scaleB, table, at);
  finish(a1, b1, scaleA, scaleB, table + ENTRY, at);
  finish(a2, b2, scaleA, scaleB, table + 2 * ENTRY, at);
  finish(a3, b3, scaleA, scaleB, table + 3 * ENTRY, at);
}

/** One row times 4 panels that lie `stride` bytes apart: as many independent sums as four rows have. */
// @ts-ignore: decorator
@inline
function fourPanels(row: usize, groups: i32, panel: usize, stride: usize, table: usize, at: usize): void {
  const p1 = panel + stride, p2 = p1 + stride, p3 = p2 + stride; // prettier-ignore
  let a0 = v128.load(panel), b0 = v128.load(panel, 16); // prettier-ignore
  let a1 = v128.load(p1), b1 = v128.load(p1, 16); // prettier-ignore
  let a2 = v128.load(p2), b2 = v128.load(p2, 16); // prettier-ignore
  let a3 = v128.load(p3), b3 = v128.load(p3, 16); // prettier-ignore
  let w0 = panel + HEADER, w1 = p1 + HEADER, w2 = p2 + HEADER, w3 = p3 + HEADER; // prettier-ignore
  const end = row + (<usize>groups << 2);
  while (row < end) {
    const x = v128.load32_splat(row);
    a0 = dot(v128.load(w0), x, a0); b0 = dot(v128.load(w0, 16), x, b0); // prettier-ignore
    a1 = dot(v128.load(w1), x, a1); b1 = dot(v128.load(w1, 16), x, b1); // prettier-ignore
    a2 = dot(v128.load(w2), x, a2); b2 = dot(v128.load(w2, 16), x, b2); // prettier-ignore
    a3 = dot(v128.load(w3), x, a3); b3 = dot(v128.load(w3, 16), x, b3); // prettier-ignore
    row += 4;
    w0 += PANEL_STEP;
    w1 += PANEL_STEP;
    w2 += PANEL_STEP;
    w3 += PANEL_STEP;
  }
  finish(a0, b0, v128.load(panel, 32), v128.load(panel, 48), table, at);
  finish(a1, b1, v128.load(p1, 32), v128.load(p1, 48), table, at + PANEL_STEP);
  finish(a2, b2, v128.load(p2, 32), v128.load(p2, 48), table, at + 2 * PANEL_STEP);
  finish(a3, b3, v128.load(p3, 32), v128.load(p3, 48), table, at + 3 * PANEL_STEP);
}

// @ts-ignore: decorator
@inline
function onePanel(row: usize, groups: i32, panel: usize, table: usize, at: usize): void {
  let a = v128.load(panel), b = v128.load(panel, 16); // prettier-ignore
  let weights = panel + HEADER;
  const end = row + (<usize>groups << 2);
  while (row < end) {
    const x = v128.load32_splat(row);
    a = dot(v128.load(weights), x, a);
    b = dot(v128.load(weights, 16), x, b);
    row += 4;
    weights += PANEL_STEP;
  }
  const scaleA = v128.load(panel, 32), scaleB = v128.load(panel, 48); // prettier-ignore
  finish(a, b, scaleA, scaleB, table, at);
}

/** A block of 6, 4 or 1 rows times panels [from, to); starts and ends of the table are of panel 0. */
export function blockTimesPanels(
  rows: i32, block: usize, K: i32, panels: usize, from: i32, to: i32, table: usize, // prettier-ignore
): void {
  const groups = (K + 3) >> 2;
  const stride = HEADER + (<usize>groups << 5);
  let panel = panels + <usize>from * stride;
  let j = from;
  if (rows == 1)
    for (; j + 4 <= to; j += 4) {
      fourPanels(block, groups, panel, stride, table, <usize>j * PANEL_STEP);
      panel += 4 * stride;
    }
  for (; j < to; j++) {
    const at = <usize>j * PANEL_STEP;
    if (rows == MOST_ROWS) sixRows(block, groups, panel, table, at);
    else if (rows == 4) fourRows(block, groups, panel, table, at);
    else onePanel(block, groups, panel, table, at);
    panel += stride;
  }
}

/**
 * out[m, 8 · panels] = init + x[m, K] · panels, all rows dense, `init` one row. `scratch` is room for the tables and
 * bytes of 96 rows (or m + 5, if those are fewer).
 */
export function multiplyQuantised(
  x: usize, m: i32, K: i32, panels: usize, panelCount: i32, init: usize, out: usize, scratch: usize, // prettier-ignore
): void {
  for (let first = 0; first < m; first += ROWS_AT_ONCE) {
    const count = min(ROWS_AT_ONCE, m - first);
    const at = x + ((<usize>first * <usize>K) << 2);
    groupTimesPanels(at, count, K, panels, panelCount, init, out + <usize>(first * panelCount) * PANEL_STEP, scratch);
  }
}

function groupTimesPanels(
  x: usize, count: i32, K: i32, panels: usize, panelCount: i32, init: usize, out: usize, scratch: usize, // prettier-ignore
): void {
  const blocks = scratch + <usize>(count + MOST_ROWS - 1) * ENTRY;
  const outRow = <usize>panelCount * PANEL_STEP;
  for (let i = 0; i < count;) {
    const rows = rowsTogether(count - i);
    const block = blocks + bytesOf(i, K);
    for (let r = 0; r < rows; r++) {
      // In a block with too few rows the last one stands more than once, to the same result.
      const row = <usize>min(i + r, count - 1);
      addRow(x + ((row * <usize>K) << 2), K, block, rows, r, scratch + <usize>(i + r) * ENTRY, init, out + row * outRow);
    }
    i += rows;
  }
  for (let j = 0; j < panelCount; j++)
    for (let i = 0; i < count;) {
      const rows = rowsTogether(count - i);
      blockTimesPanels(rows, blocks + bytesOf(i, K), K, panels, j, j + 1, scratch + <usize>i * ENTRY);
      i += rows;
    }
}
