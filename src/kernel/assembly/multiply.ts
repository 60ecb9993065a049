// Matrix products over packed panels. A panel holds 8 outputs, k-major: panel[k][8]. Every output element is one
// ascending sum over k in one accumulator that starts from its initial value, whatever the blocking: so results do
// not depend on which rows were computed together.
import { blockTimesPanels, ENTRY, entryOf, MOST_ROWS, PANEL_STEP, rowsTogether, setEntry } from './blocks';
import { madd } from './simd';

/** Packs the 6 or 4 rows of a table, K numbers each, as block[K][rows]. */
export function packRows(rows: i32, table: usize, K: i32, block: usize): void {
  const step = <usize>rows << 2;
  packFour(entryOf(table, 0, 0), entryOf(table, 1, 0), entryOf(table, 2, 0), entryOf(table, 3, 0), K, block, step);
  if (RELAXED && rows == MOST_ROWS) packTwo(entryOf(table, 4, 0), entryOf(table, 5, 0), K, block + 16, step);
}

function packFour(x0: usize, x1: usize, x2: usize, x3: usize, K: i32, block: usize, step: usize): void {
  const whole = x0 + (<usize>(K & ~3) << 2);
  const end = x0 + (<usize>K << 2);
  while (x0 < whole) {
    const r0 = v128.load(x0), r1 = v128.load(x1), r2 = v128.load(x2), r3 = v128.load(x3); // prettier-ignore
    const low01 = v128.shuffle<i32>(r0, r1, 0, 4, 1, 5);
    const high01 = v128.shuffle<i32>(r0, r1, 2, 6, 3, 7);
    const low23 = v128.shuffle<i32>(r2, r3, 0, 4, 1, 5);
    const high23 = v128.shuffle<i32>(r2, r3, 2, 6, 3, 7);
    v128.store(block, v128.shuffle<i32>(low01, low23, 0, 1, 4, 5));
    v128.store(block + step, v128.shuffle<i32>(low01, low23, 2, 3, 6, 7));
    v128.store(block + 2 * step, v128.shuffle<i32>(high01, high23, 0, 1, 4, 5));
    v128.store(block + 3 * step, v128.shuffle<i32>(high01, high23, 2, 3, 6, 7));
    x0 += 16;
    x1 += 16;
    x2 += 16;
    x3 += 16;
    block += 4 * step;
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
    block += step;
  }
}

function packTwo(x0: usize, x1: usize, K: i32, block: usize, step: usize): void {
  const end = x0 + (<usize>K << 2);
  while (x0 < end) {
    store<f32>(block, load<f32>(x0));
    store<f32>(block, load<f32>(x1), 4);
    x0 += 4;
    x1 += 4;
    block += step;
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
const ROWS_AT_ONCE: i32 = 96;

/**
 * out[m, 8 · panels] = init + x[m, K] · panels, rows of `out` and x at given distances in bytes. `init` is one row
 * of 8 · panels numbers, or, with `accumulate`, `out` itself. `scratch` is room for the table entries and numbers of
 * 96 rows (or m + 5, if those are fewer).
 */
export function multiply(
  x: usize, xRow: usize, m: i32, K: i32, panels: usize, panelCount: i32, // prettier-ignore
  init: usize, accumulate: bool, out: usize, outRow: usize, scratch: usize, // prettier-ignore
): void {
  for (let first = 0; first < m; first += ROWS_AT_ONCE) {
    const count = min(ROWS_AT_ONCE, m - first);
    for (let i = 0; i < count + MOST_ROWS - 1; i++) {
      // In a block with too few rows the last one stands more than once, to the same result.
      const row = <usize>(first + min(i, count - 1));
      const o = out + row * outRow;
      setEntry(scratch, i, x + row * xRow, accumulate ? o : init, o);
    }
    groupTimesPanels(scratch, count, K, panels, panelCount);
  }
}

/** The rows of a table times all panels; behind the table is room for the packed rows. */
function groupTimesPanels(table: usize, count: i32, K: i32, panels: usize, panelCount: i32): void {
  const blocks = table + <usize>(count + MOST_ROWS - 1) * ENTRY;
  let rows = 0;
  for (let i = 0; i < count; i += rows) {
    rows = rowsTogether(count - i);
    const entries = table + <usize>i * ENTRY;
    if (rows > 1) packRows(rows, entries, K, blocks + ((<usize>i * <usize>K) << 2));
    // One row left over needs no packing.
    else rowTimesPanels(entryOf(entries, 0, 0), K, panels, 0, panelCount, entryOf(entries, 0, 1), entryOf(entries, 0, 2), false); // prettier-ignore
  }
  for (let j = 0; j < panelCount; j++)
    for (let i = 0; i < count; i += rows) {
      rows = rowsTogether(count - i);
      const block = blocks + ((<usize>i * <usize>K) << 2);
      if (rows > 1) blockTimesPanels<f32>(rows, block, K, panels, j, j + 1, table + <usize>i * ENTRY);
    }
}

const BLOCK_TABLE = memory.data(64);

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
    for (let j = 0; j < panelCount; j++) {
      const start = zeros - <usize>j * PANEL_STEP;
      for (let r = 0; r < 4; r++) setEntry(BLOCK_TABLE, r, 0, start, out + <usize>(4 * i + r) * outRow);
      blockTimesPanels<f32>(4, block, K, panels, j, j + 1, BLOCK_TABLE);
    }
  }
}
