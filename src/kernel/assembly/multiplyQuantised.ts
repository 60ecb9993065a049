// Products of quantised rows with 8-bit weights: 16 multiplications an instruction, summed in whole numbers, so that
// every order gives the same bits. A panel holds 8 outputs: what their sums start from (8 integers: -64 times the sum
// of the weights, because 64 stands for 0 in a row), their scales (8 numbers), then the weights as [K / 4][8][4] bytes.
import { add, blockTimesPanels, ENTRY, finish, HEADER, MOST_ROWS, PANEL_STEP, rowsTogether } from './blocks';
import { quantiseRow } from './quantise';

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
    a0 = add<i8>(x, v128.load(w0), a0); b0 = add<i8>(x, v128.load(w0, 16), b0); // prettier-ignore
    a1 = add<i8>(x, v128.load(w1), a1); b1 = add<i8>(x, v128.load(w1, 16), b1); // prettier-ignore
    a2 = add<i8>(x, v128.load(w2), a2); b2 = add<i8>(x, v128.load(w2, 16), b2); // prettier-ignore
    a3 = add<i8>(x, v128.load(w3), a3); b3 = add<i8>(x, v128.load(w3, 16), b3); // prettier-ignore
    row += 4;
    w0 += PANEL_STEP;
    w1 += PANEL_STEP;
    w2 += PANEL_STEP;
    w3 += PANEL_STEP;
  }
  finish<i8>(a0, b0, panel, table, 0, at);
  finish<i8>(a1, b1, p1, table, 0, at + PANEL_STEP);
  finish<i8>(a2, b2, p2, table, 0, at + 2 * PANEL_STEP);
  finish<i8>(a3, b3, p3, table, 0, at + 3 * PANEL_STEP);
}

// @ts-ignore: decorator
@inline
function onePanel(row: usize, groups: i32, panel: usize, table: usize, at: usize): void {
  let a = v128.load(panel), b = v128.load(panel, 16); // prettier-ignore
  let weights = panel + HEADER;
  const end = row + (<usize>groups << 2);
  while (row < end) {
    const x = v128.load32_splat(row);
    a = add<i8>(x, v128.load(weights), a);
    b = add<i8>(x, v128.load(weights, 16), b);
    row += 4;
    weights += PANEL_STEP;
  }
  finish<i8>(a, b, panel, table, 0, at);
}

/** A block of 6, 4 or 1 rows times panels [from, to); starts and ends of the table are of panel 0. */
export function bytesTimesPanels(
  rows: i32, block: usize, K: i32, panels: usize, from: i32, to: i32, table: usize, // prettier-ignore
): void {
  const groups = (K + 3) >> 2;
  if (rows > 1) {
    blockTimesPanels<i8>(rows, block, groups, panels, from, to, table);
    return;
  }
  const stride = HEADER + <usize>groups * PANEL_STEP;
  let j = from;
  for (; j + 4 <= to; j += 4)
    fourPanels(block, groups, panels + <usize>j * stride, stride, table, <usize>j * PANEL_STEP);
  for (; j < to; j++) onePanel(block, groups, panels + <usize>j * stride, table, <usize>j * PANEL_STEP);
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
      bytesTimesPanels(rows, blocks + bytesOf(i, K), K, panels, j, j + 1, scratch + <usize>i * ENTRY);
      i += rows;
    }
}
