// The recurrent steps of one layer and direction. Several rows share each load of the weights; a row alone takes
// several panels at a time. Both give the same bits.
import { SIGMOID, TANH } from './activations';
import { GRU, GRU_BEFORE, gruUnits, LSTM, lstmUnits, plainUnits } from './cells';
import * as Job from './job';
import { address, field, gatesOf, item, padded } from './job';
import { blockTimesPanels, MOST_ROWS, PANEL_STEP, rowsTogether, setEntry, setStart, TABLE_BYTES } from './blocks';
import { packRows, rowTimesPanels } from './multiply';
import { gruReset, gruRest, gruVariant, lstmVariant } from './variants';

/** Runs all rows of a job; see `job.ts`. */
export function forward(job: usize): void {
  const rows = field(job, Job.ROWS);
  const lengths = address(job, Job.LENGTHS);
  const steps = item(lengths, 0);
  let active = rows;
  for (let t = 0; t < steps; t++) {
    while (item(lengths, active - 1) <= t) active--;
    let rows = 0;
    for (let row = 0; row < active; row += rows) {
      rows = rowsTogether(active - row);
      if (rows > 1) stepRows(job, t, row, rows, active - 1);
      else stepOneRow(job, t, row);
    }
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

/** Panels of the first product; those of GRU's n come after it, from b_hn or from r ⊙ h. */
// @ts-ignore: decorator
@inline
export function panelsFromA(cell: i32, Hp: i32): i32 {
  return (cell == GRU || cell == GRU_BEFORE ? 2 * Hp : gatesOf(cell) * Hp) >> 3;
}

/** One step of `rows` rows; those beyond `last` stand for it once more, to the same result. */
function stepRows(job: usize, t: i32, row: i32, rows: i32, last: i32): void {
  const cell = field(job, Job.CELL);
  const P = field(job, Job.STATE);
  const Hp = padded(field(job, Job.HIDDEN));
  const panels = (gatesOf(cell) * Hp) >> 3;
  const width = <usize>panels * PANEL_STEP;
  const sums = address(job, Job.SCRATCH);
  const table = spare(job);
  const block = table + TABLE_BYTES;
  for (let r = 0; r < rows; r++) {
    const own = min(row + r, last);
    setEntry(table, r, previousOf(job, own, t), sumsOf(job, own, t, width), sums + <usize>r * width);
  }
  packRows(rows, table, P, block);
  const weights = address(job, Job.W_HH);
  const fromA = panelsFromA(cell, Hp);
  blockTimesPanels<f32>(rows, block, P, weights, 0, fromA, table);
  if (fromA < panels) {
    if (cell == GRU_BEFORE) {
      for (let r = 0; r < rows; r++) {
        const own = min(row + r, last);
        const out = sums + <usize>r * width;
        setEntry(table, r, resetOf(job, own, t, out, r), sumsOf(job, own, t, width), out);
      }
      packRows(rows, table, P, block);
    } else for (let r = 0; r < rows; r++) setStart(table, r, startOfOthers(job, fromA));
    blockTimesPanels<f32>(rows, block, P, weights, fromA, panels, table);
  }
  finishRows(job, t, row, min(rows, last + 1 - row), sums, width);
}

/** What the sums of a row's step start from: its input projection. */
// @ts-ignore: decorator
@inline
export function sumsOf(job: usize, row: i32, t: i32, width: usize): usize {
  return address(job, Job.A) + <usize>positionOf(job, row, t) * width;
}

/** r ⊙ h of a row whose sums of r and z lie at `sums`, in place `r` of the room for it. */
export function resetOf(job: usize, row: i32, t: i32, sums: usize, r: i32): usize {
  const H = field(job, Job.HIDDEN);
  const Hp = padded(H);
  const out = address(job, Job.RESET) + (<usize>(r * Hp) << 2);
  gruReset(field(job, Job.GATE_ACTIVATION), H, Hp, sums, previousOf(job, row, t), out);
  return out;
}

/** What the sums of panels from `fromA` on start from, b_hn, as seen from panel 0. */
// @ts-ignore: decorator
@inline
export function startOfOthers(job: usize, fromA: i32): usize {
  return address(job, Job.B_HN) - <usize>fromA * PANEL_STEP;
}

/** `finishRow` for `count` rows whose sums lie `width` bytes apart. */
export function finishRows(job: usize, t: i32, row: i32, count: i32, sums: usize, width: usize): void {
  for (let r = 0; r < count; r++)
    finishRow(job, t, row + r, previousOf(job, row + r, t), sums + <usize>r * width, sumsOf(job, row + r, t, width));
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
  const a = sumsOf(job, row, t, <usize>panels * PANEL_STEP);
  const z = address(job, Job.SCRATCH);
  const W = address(job, Job.W_HH);
  const fromA = panelsFromA(cell, Hp);
  const down = (t & 1) != 0;
  if (cell == GRU_BEFORE) {
    rowTimesPanels(x, P, W, 0, fromA, a, z, down);
    rowTimesPanels(resetOf(job, row, t, z, 0), P, W, fromA, panels, a, z, down);
    finishRow(job, t, row, x, z, a);
    return;
  }
  if (!down) rowTimesPanels(x, P, W, 0, fromA, a, z, down);
  if (fromA < panels) rowTimesPanels(x, P, W, fromA, panels, startOfOthers(job, fromA), z, down);
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
  const gate = field(job, Job.GATE_ACTIVATION);
  const phi = field(job, Job.ACTIVATION);
  const usual = gate == SIGMOID && phi == TANH;
  if (cell == LSTM) {
    const c = address(job, Job.C_STATE) + (<usize>(row * Hp) << 2);
    const projection = address(job, Job.W_HR);
    const full = projection ? fullOf(job, p, H) : h;
    if (usual) lstmUnits(H, Hp, z, c, full, gates);
    else lstmVariant(gate, phi, H, Hp, z, c, full, gates);
    const cOut = traceAt(job, Job.C_OUT, p, H);
    if (cOut) memory.copy(cOut, c, <usize>H << 2);
    if (projection) project(job, full, h);
  } else if (cell == GRU) {
    const an = a + (<usize>(2 * Hp) << 2);
    const bn = traceAt(job, Job.B_N, p, H);
    if (usual) gruUnits(H, Hp, z, an, hPrev, h, gates, bn);
    else gruVariant(gate, phi, H, Hp, z, an, hPrev, h, gates, bn);
  } else if (cell == GRU_BEFORE) gruRest(phi, H, Hp, z, hPrev, h, gates);
  else plainUnits(phi, H, z, h);
}

/** Where position `p` of a trace lies, 0 if nobody asked for it. */
// @ts-ignore: decorator
@inline
function traceAt(job: usize, index: i32, p: i32, width: i32): usize {
  const base = address(job, index);
  return base ? base + (<usize>(p * width) << 2) : 0;
}

/** Scratch behind the sums of a block's rows: for their table and packed h, and later for h around a projection. */
function spare(job: usize): usize {
  const Hp = padded(field(job, Job.HIDDEN));
  return address(job, Job.SCRATCH) + (<usize>(MOST_ROWS * gatesOf(field(job, Job.CELL)) * Hp) << 2);
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
