// The recurrent steps of one layer and direction. Four rows share each load of the weights; a row alone takes four
// panels at a time. Both give the same bits.
import { GRU, gruUnits, LSTM, lstmUnits, plainUnits, RNN_RELU } from './cells';
import * as Job from './job';
import { address, field, gatesOf, item, padded } from './job';
import { fourRows, packRowsOfFour, PANEL_STEP, rowTimesPanels } from './multiply';

/** Runs all rows of a job; see `job.ts`. */
export function forward(job: usize): void {
  const rows = field(job, Job.ROWS);
  const lengths = address(job, Job.LENGTHS);
  const steps = item(lengths, 0);
  let active = rows;
  for (let t = 0; t < steps; t++) {
    while (item(lengths, active - 1) <= t) active--;
    let row = 0;
    for (; row + 1 < active; row += 4) stepFourRows(job, t, row, active);
    if (row < active) stepOneRow(job, t, row);
  }
}

/** Position of step `t` of a row. */
// @ts-ignore: decorator
@inline
export function positionOf(job: usize, row: i32, t: i32): i32 {
  return item(address(job, Job.FIRSTS), row) + t * field(job, Job.STRIDE);
}

/** Where h before step `t` of a row lies. */
// @ts-ignore: decorator
@inline
export function previousOf(job: usize, row: i32, t: i32): usize {
  return t == 0
    ? address(job, Job.H_0) + <usize>(row * field(job, Job.STATE)) * 4
    : address(job, Job.H_OUT) + <usize>(positionOf(job, row, t - 1) * field(job, Job.H_STEP));
}

/** Panels whose sums start from a; the others (GRU's n) start from b_hn. */
// @ts-ignore: decorator
@inline
export function panelsFromA(cell: i32, Hp: i32): i32 {
  return (cell == GRU ? 2 * Hp : gatesOf(cell) * Hp) >> 3;
}

function stepFourRows(job: usize, t: i32, row: i32, active: i32): void {
  const cell = field(job, Job.CELL);
  const P = field(job, Job.STATE);
  const Hp = padded(field(job, Job.HIDDEN));
  const width = <usize>(gatesOf(cell) * Hp) << 2;
  const last = active - 1;
  // In a block of fewer than 4 rows the last row's sums are computed more than once, to the same result.
  const r1 = min(row + 1, last);
  const r2 = min(row + 2, last);
  const r3 = min(row + 3, last);
  const x0 = previousOf(job, row, t);
  const x1 = previousOf(job, r1, t);
  const x2 = previousOf(job, r2, t);
  const x3 = previousOf(job, r3, t);
  const a = address(job, Job.A);
  const a0 = a + <usize>positionOf(job, row, t) * width;
  const a1 = a + <usize>positionOf(job, r1, t) * width;
  const a2 = a + <usize>positionOf(job, r2, t) * width;
  const a3 = a + <usize>positionOf(job, r3, t) * width;
  const z0 = address(job, Job.SCRATCH);
  const z1 = z0 + width;
  const z2 = z1 + width;
  const z3 = z2 + width;
  const block = spare(job);
  packRowsOfFour(x0, x1, x2, x3, P, block);
  const stride = <usize>P * PANEL_STEP;
  const fromA = panelsFromA(cell, Hp);
  let panel = address(job, Job.W_HH);
  let at: usize = 0;
  for (let j = 0; j < fromA; j++) {
    fourRows(
      block, P, panel, // prettier-ignore
      a0 + at, a1 + at, a2 + at, a3 + at, z0 + at, z1 + at, z2 + at, z3 + at, // prettier-ignore
    );
    panel += stride;
    at += PANEL_STEP;
  }
  if (cell == GRU) {
    let b = address(job, Job.B_HN);
    for (let j = 0; j < Hp >> 3; j++) {
      fourRows(block, P, panel, b, b, b, b, z0 + at, z1 + at, z2 + at, z3 + at);
      panel += stride;
      at += PANEL_STEP;
      b += PANEL_STEP;
    }
  }
  finishRow(job, t, row, x0, z0, a0);
  if (row + 1 <= last) finishRow(job, t, row + 1, x1, z1, a1);
  if (row + 2 <= last) finishRow(job, t, row + 2, x2, z2, a2);
  if (row + 3 <= last) finishRow(job, t, row + 3, x3, z3, a3);
}

/**
 * One row alone. Panels are walked forwards in even steps and backwards in odd ones: what of the weights was read
 * last is still in the cache.
 */
function stepOneRow(job: usize, t: i32, row: i32): void {
  const cell = field(job, Job.CELL);
  const P = field(job, Job.STATE);
  const Hp = padded(field(job, Job.HIDDEN));
  const panels = (gatesOf(cell) * Hp) >> 3;
  const x = previousOf(job, row, t);
  const a = address(job, Job.A) + <usize>positionOf(job, row, t) * ((<usize>panels) << 5);
  const z = address(job, Job.SCRATCH);
  const W = address(job, Job.W_HH);
  const fromA = panelsFromA(cell, Hp);
  const down = (t & 1) != 0;
  if (!down) rowTimesPanels(x, P, W, 0, fromA, a, z, down);
  // The sums of these panels start at b_hn, whose first number belongs to panel `fromA`.
  if (fromA < panels)
    rowTimesPanels(x, P, W, fromA, panels, address(job, Job.B_HN) - <usize>fromA * PANEL_STEP, z, down);
  if (down) rowTimesPanels(x, P, W, 0, fromA, a, z, down);
  finishRow(job, t, row, x, z, a);
}

/** Gates, c and h of one row from its sums `z`; writes the traces that were asked for. */
export function finishRow(job: usize, t: i32, row: i32, hPrev: usize, z: usize, a: usize): void {
  const cell = field(job, Job.CELL);
  const H = field(job, Job.HIDDEN);
  const Hp = padded(H);
  const p = positionOf(job, row, t);
  const h = address(job, Job.H_OUT) + <usize>(p * field(job, Job.H_STEP));
  const gates = traceAt(job, Job.GATES, p, gatesOf(cell) * H);
  if (cell == LSTM) {
    const c = address(job, Job.C_STATE) + (<usize>(row * Hp) << 2);
    const projection = address(job, Job.W_HR);
    const full = projection ? fullOf(job, p, H) : h;
    lstmUnits(H, Hp, z, c, full, gates);
    const cOut = traceAt(job, Job.C_OUT, p, H);
    if (cOut) memory.copy(cOut, c, <usize>H << 2);
    if (projection) project(job, full, h);
  } else if (cell == GRU) {
    gruUnits(H, Hp, z, a + (<usize>(2 * Hp) << 2), hPrev, h, gates, traceAt(job, Job.B_N, p, H));
  } else plainUnits(cell == RNN_RELU, H, z, h);
}

/** Where position `p` of a trace lies, 0 if nobody asked for it. */
// @ts-ignore: decorator
@inline
function traceAt(job: usize, index: i32, p: i32, width: i32): usize {
  const base = address(job, index);
  return base ? base + (<usize>(p * width) << 2) : 0;
}

/** Scratch behind the sums of 4 rows: for a packed block of h, and later for h around a projection. */
function spare(job: usize): usize {
  const Hp = padded(field(job, Job.HIDDEN));
  return address(job, Job.SCRATCH) + (<usize>(4 * gatesOf(field(job, Job.CELL)) * Hp) << 2);
}

function fullOf(job: usize, p: i32, H: i32): usize {
  const trace = traceAt(job, Job.UNPROJECTED, p, H);
  return trace ? trace : spare(job);
}

/** h = W_hr h_full. */
function project(job: usize, full: usize, h: usize): void {
  const H = field(job, Job.HIDDEN);
  const P = field(job, Job.STATE);
  const panels = padded(P) >> 3;
  const out = spare(job) + (<usize>padded(H) << 2);
  for (let j = 0; j < panels; j++) {
    const panel = address(job, Job.W_HR) + <usize>(j * H) * PANEL_STEP;
    rowTimesPanels(full, H, panel, 0, 1, address(job, Job.ZEROS), out + <usize>j * PANEL_STEP, false);
  }
  memory.copy(h, out, <usize>P << 2);
}
