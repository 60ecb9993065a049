// Rearranging matrices for `multiply`, and sums over rows.
import { PANEL_STEP } from './blocks';

/**
 * Panels of a matrix whose element (output j, step k) lies at source + j · jStep + k · kStep bytes: to
 * out[j / 8][k][j % 8], panels `panelStride` bytes apart. Outputs beyond `n` are 0.
 */
export function packPanels(
  source: usize, n: i32, K: i32, jStep: usize, kStep: usize, out: usize, panelStride: usize, // prettier-ignore
): void {
  for (let j = 0; j < n; j += 8) {
    const from = source + <usize>j * jStep;
    const to = out + <usize>(j >> 3) * panelStride;
    const count = min(8, n - j);
    if (count == 8 && jStep == 4) copyColumns(from, K, kStep, to);
    else packPanel(from, count, K, jStep, kStep, to);
  }
}

function copyColumns(from: usize, K: i32, kStep: usize, to: usize): void {
  for (let k = 0; k < K; k++) {
    v128.store(to, v128.load(from));
    v128.store(to, v128.load(from, 16), 16);
    from += kStep;
    to += PANEL_STEP;
  }
}

function packPanel(from: usize, count: i32, K: i32, jStep: usize, kStep: usize, to: usize): void {
  for (let j = 0; j < 8; j++) {
    let source = from + <usize>j * jStep;
    let target = to + (<usize>j << 2);
    for (let k = 0; k < K; k++) {
      store<f32>(target, j < count ? load<f32>(source) : 0);
      source += kStep;
      target += PANEL_STEP;
    }
  }
}

/** Blocks of 4 columns of a matrix [K, columns] (columns a multiple of 4): to out[column / 4][k][column % 4]. */
export function packBlocks(source: usize, rowStep: usize, columns: i32, K: i32, out: usize): void {
  for (let i = 0; i < columns; i += 4) {
    let from = source + (<usize>i << 2);
    for (let k = 0; k < K; k++) {
      v128.store(out, v128.load(from));
      from += rowStep;
      out += 16;
    }
  }
}

/** out[columns] += the sum of the rows of a matrix [rows, columns], columns a multiple of 4. */
export function addRowSums(source: usize, rowStep: usize, rows: i32, columns: i32, out: usize): void {
  for (let j = 0; j < columns; j += 4) {
    const at = <usize>j << 2;
    let sum = v128.load(out + at);
    let from = source + at;
    for (let r = 0; r < rows; r++) {
      sum = f32x4.add(sum, v128.load(from));
      from += rowStep;
    }
    v128.store(out + at, sum);
  }
}
