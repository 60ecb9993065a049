// Backpropagation through time over one layer and direction: the gradients of the sums at every step. The weights'
// gradients are products over all steps, taken by the caller with `multiplyBlocks`.
import { GRU, GRU_BEFORE, LSTM } from './cells';
import { gruBeforeGradient, gruGradient, gruResetGradient, lstmGradient, plainGradient } from './gradients';
import * as Job from './job';
import { address, field, gatesOf, item, padded } from './job';
import { blockTimesPanels, entryOf, PANEL_STEP, rowsTogether, setEntry, TABLE_BYTES } from './blocks';
import { packRows, rowTimesPanels } from './multiply';
import { loadLanes } from './simd';

/** Runs all rows of a job back; see `job.ts`. */
export function backward(job: usize): void {
  const rows = field(job, Job.ROWS);
  const lengths = address(job, Job.LENGTHS);
  let active = 0;
  for (let t = item(lengths, 0) - 1; t >= 0; t--) {
    while (active < rows && item(lengths, active) > t) active++;
    let rows = 0;
    for (let row = 0; row < active; row += rows) {
      rows = rowsTogether(active - row);
      const end = min(row + rows, active);
      for (let r = row; r < end; r++) unitsBack(job, t, r);
      productsBack(job, t, row, rows, end);
    }
  }
}

// @ts-ignore: decorator
@inline
function positionOf(job: usize, row: i32, t: i32): i32 {
  return item(address(job, Job.FIRSTS), row) + t * field(job, Job.STRIDE);
}

// @ts-ignore: decorator
@inline
function rowAt(job: usize, index: i32, row: i32, width: i32): usize {
  return address(job, index) + (<usize>(row * width) << 2);
}

/** Gradients of one step of one row up to its sums; h before the step is copied for the gradient of W_hh. */
function unitsBack(job: usize, t: i32, row: i32): void {
  const cell = field(job, Job.CELL);
  const H = field(job, Job.HIDDEN);
  const P = field(job, Job.STATE);
  const Hp = padded(H);
  const Pp = padded(P);
  const width = gatesOf(cell) * Hp;
  const p = positionOf(job, row, t);
  const hPrev =
    t == 0
      ? rowAt(job, Job.H_0, row, P)
      : address(job, Job.H_OUT) + <usize>(positionOf(job, row, t - 1) * field(job, Job.H_STEP));
  const before = rowAt(job, Job.H_BEFORE, p, Pp);
  const carry = rowAt(job, Job.D_H_STATE, row, Pp);
  const dOut = address(job, Job.D_OUT) + <usize>(p * field(job, Job.D_OUT_STEP));
  let dh = rowAt(job, Job.D_H, p, Pp);
  for (let k = 0; k < Pp; k += 4) {
    const at = <usize>k << 2;
    v128.store(before + at, loadLanes(hPrev + at, P - k));
    v128.store(dh + at, f32x4.add(v128.load(carry + at), loadLanes(dOut + at, P - k)));
  }
  const da = rowAt(job, Job.D_A, p, width);
  const gate = field(job, Job.GATE_ACTIVATION);
  const phi = field(job, Job.ACTIVATION);
  const gates = rowAt(job, Job.GATES, p, gatesOf(cell) * H);
  if (cell == GRU) {
    const db = rowAt(job, Job.D_B, p, width);
    gruGradient(gate, phi, H, Hp, dh, gates, rowAt(job, Job.B_N, p, H), hPrev, da, db, carry);
    return;
  }
  if (cell == GRU_BEFORE) {
    gruBeforeGradient(gate, phi, H, Hp, dh, gates, before, da, carry);
    // From here on it is the gradient of r ⊙ h'.
    memory.fill(dh, 0, <usize>Pp << 2);
    return;
  }
  memory.fill(carry, 0, <usize>Pp << 2);
  if (cell == LSTM) {
    if (address(job, Job.W_HR)) dh = unproject(job, dh, P, Hp);
    const cPrev = t == 0 ? rowAt(job, Job.C_0, row, Hp) : rowAt(job, Job.C_OUT, positionOf(job, row, t - 1), H);
    lstmGradient(gate, phi, H, Hp, dh, rowAt(job, Job.D_C_STATE, row, Hp), gates, rowAt(job, Job.C_OUT, p, H), cPrev, da);
  } else {
    const h = address(job, Job.H_OUT) + <usize>(p * field(job, Job.H_STEP));
    plainGradient(phi, H, Hp, dh, h, da);
  }
}

/** W_hrᵀ dh, in scratch. */
function unproject(job: usize, dh: usize, P: i32, Hp: i32): usize {
  const out = address(job, Job.SCRATCH);
  const zeros = address(job, Job.ZEROS);
  for (let j = 0; j < Hp >> 3; j++) {
    const panel = address(job, Job.W_HR_T) + <usize>(j * P) * PANEL_STEP;
    rowTimesPanels(dh, P, panel, 0, 1, zeros, out + <usize>j * PANEL_STEP, false);
  }
  return out;
}

/** What comes back through the recurrent products of rows [row, end), `rows` of which are taken together. */
function productsBack(job: usize, t: i32, row: i32, rows: i32, end: i32): void {
  const cell = field(job, Job.CELL);
  const Hp = padded(field(job, Job.HIDDEN));
  const K = gatesOf(cell) * Hp;
  if (cell != GRU_BEFORE) {
    addProduct(job, t, row, rows, end - 1, 0, K, address(job, Job.W_HH_T), true);
    return;
  }
  addProduct(job, t, row, rows, end - 1, 2 * Hp, Hp, address(job, Job.W_HN_T), false);
  for (let r = row; r < end; r++) {
    const H = field(job, Job.HIDDEN);
    const p = positionOf(job, r, t);
    const reset = rowAt(job, Job.D_H, p, Hp);
    const gates = rowAt(job, Job.GATES, p, 3 * H);
    const before = rowAt(job, Job.H_BEFORE, p, Hp);
    const carry = rowAt(job, Job.D_H_STATE, r, Hp);
    const da = rowAt(job, Job.D_A, p, K);
    gruResetGradient(field(job, Job.GATE_ACTIVATION), H, Hp, reset, gates, before, da, carry);
  }
  addProduct(job, t, row, rows, end - 1, 0, 2 * Hp, address(job, Job.W_HH_T), true);
}

/**
 * Adds the product of `panels` and `K` numbers of db, from number `from` on, of `rows` rows to what comes back to the
 * step before, or to the rows of D_H. Rows beyond `last` stand for it once more; a block is read before any of its rows
 * is written, so that it is added to once.
 */
function addProduct(
  job: usize, t: i32, row: i32, rows: i32, last: i32, from: i32, K: i32, panels: usize, carried: bool, // prettier-ignore
): void {
  const Pp = padded(field(job, Job.STATE));
  const width = gatesOf(field(job, Job.CELL)) * padded(field(job, Job.HIDDEN));
  const table = address(job, Job.SCRATCH);
  for (let r = 0; r < rows; r++) {
    const own = min(row + r, last);
    const p = positionOf(job, own, t);
    const out = carried ? rowAt(job, Job.D_H_STATE, own, Pp) : rowAt(job, Job.D_H, p, Pp);
    setEntry(table, r, rowAt(job, Job.D_B, p, width) + (<usize>from << 2), out, out);
  }
  if (rows == 1) {
    const out = entryOf(table, 0, 2);
    rowTimesPanels(entryOf(table, 0, 0), K, panels, 0, Pp >> 3, out, out, (t & 1) != 0);
    return;
  }
  const block = table + TABLE_BYTES;
  packRows(rows, table, K, block);
  blockTimesPanels<f32>(rows, block, K, panels, 0, Pp >> 3, table);
}
