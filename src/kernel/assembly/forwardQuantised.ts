// The recurrent steps of one layer and direction with 8-bit weights. What a step does with its sums is `forward`'s.
import { ENTRY, MOST_ROWS, PANEL_STEP, rowsTogether, setStart, TABLE_BYTES } from './blocks';
import { GRU_BEFORE } from './cells';
import { finishRows, panelsFromA, previousOf, resetOf, startOfOthers, sumsOf } from './forward';
import * as Job from './job';
import { address, field, gatesOf, item, padded } from './job';
import { addRow, bytesOf, bytesTimesPanels } from './multiplyQuantised';

/** Runs all rows of a job whose W_HH is in 8-bit panels; see `job.ts`. */
export function forwardQuantised(job: usize): void {
  const lengths = address(job, Job.LENGTHS);
  const steps = item(lengths, 0);
  let active = field(job, Job.ROWS);
  for (let t = 0; t < steps; t++) {
    while (item(lengths, active - 1) <= t) active--;
    for (let row = 0; row < active;) {
      const rows = rowsTogether(active - row);
      stepRows(job, t, row, rows, active - 1);
      row += rows;
    }
  }
}

/** One step of `rows` rows; those beyond `last` stand for it once more. */
function stepRows(job: usize, t: i32, row: i32, rows: i32, last: i32): void {
  const cell = field(job, Job.CELL);
  const P = field(job, Job.STATE);
  const panels = (gatesOf(cell) * padded(field(job, Job.HIDDEN))) >> 3;
  const width = <usize>panels * PANEL_STEP;
  const table = address(job, Job.BYTES);
  const block = table + TABLE_BYTES;
  const sums = block + bytesOf(MOST_ROWS, P);
  for (let r = 0; r < rows; r++) {
    const own = min(row + r, last);
    const entry = table + <usize>r * ENTRY;
    addRow(previousOf(job, own, t), P, block, rows, r, entry, sumsOf(job, own, t, width), sums + <usize>r * width);
  }
  const weights = address(job, Job.W_HH);
  const fromA = panelsFromA(cell, padded(field(job, Job.HIDDEN)));
  bytesTimesPanels(rows, block, P, weights, 0, fromA, table);
  if (fromA < panels) {
    if (cell == GRU_BEFORE)
      for (let r = 0; r < rows; r++) {
        const own = min(row + r, last);
        const out = sums + <usize>r * width;
        const x = resetOf(job, own, t, out, r);
        addRow(x, P, block, rows, r, table + <usize>r * ENTRY, sumsOf(job, own, t, width), out);
      }
    else for (let r = 0; r < rows; r++) setStart(table, r, startOfOthers(job, fromA));
    bytesTimesPanels(rows, block, P, weights, fromA, panels, table);
  }
  finishRows(job, t, row, min(rows, last + 1 - row), sums, width);
}
