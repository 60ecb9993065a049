/** Columns of the steps in sight, in CSS pixels from the left edge of the viewport; they may begin before it. */
export interface Columns {
  /** Steps `[from, to)`; `from` starts a column. */
  readonly from: number;
  readonly to: number;
  /** Steps that share a column: 1 unless a step is narrower than a pixel. */
  readonly stepsEach: number;
  /** Left edges `[columns + 1]`; the last one is the right edge of the last column. */
  readonly lefts: Float64Array;
}

/** How wide the columns of a text are. */
export interface ColumnWidths {
  readonly steps: number;
  /** Width of a step's column, or (with `widthOf`) what it is taken for where nobody knows: the mean. */
  readonly stepPx: number;
  /** Width of a step's own column, for steps of a pixel and more. */
  widthOf?(step: number): number;
}

/** Steps that share a column of pixels: 1 unless a step is narrower than a pixel. */
export function stepsPerColumn(stepPx: number): number {
  return Math.max(1, Math.round(1 / stepPx));
}

/** Length of the whole content in CSS pixels; an estimate where columns have widths of their own. */
export function contentLength({ steps, stepPx }: ColumnWidths): number {
  return steps * stepPx;
}

/**
 * The columns in sight when so much (`share`, 0 … 1) of the content was scrolled through: at 0 the first one begins at the
 * left edge, at 1 the last one ends at the right edge, however wide those between are, which need not be known.
 */
export function columnsAt(widths: ColumnWidths, share: number, viewportPx: number): Columns {
  if (widths.steps <= 0 || viewportPx <= 0)
    return { from: 0, to: 0, stepsEach: 1, lefts: new Float64Array(1) };
  return widths.widthOf ? ownColumns(widths, share, viewportPx) : evenColumns(widths, share, viewportPx);
}

function evenColumns({ steps, stepPx }: ColumnWidths, share: number, viewportPx: number): Columns {
  const stepsEach = stepsPerColumn(stepPx);
  const first = Math.max(0, steps - viewportPx / stepPx) * share;
  const from = Math.floor(first / stepsEach) * stepsEach;
  const to = Math.min(steps, Math.ceil(first + viewportPx / stepPx - 1e-9));
  const columns = Math.ceil((to - from) / stepsEach);
  const lefts = Float64Array.from({ length: columns + 1 }, (_, k) => {
    const step = Math.min(to, from + k * stepsEach);
    return (step - first) * stepPx;
  });
  return { from, to, stepsEach, lefts };
}

/** The step that stands at the share of the text stands at the same share of the viewport. */
function ownColumns(widths: ColumnWidths, share: number, viewportPx: number): Columns {
  const { steps } = widths;
  const widthOf = (step: number) => widths.widthOf!(step);
  const at = share * steps;
  const anchor = Math.min(steps - 1, Math.floor(at));
  const anchorLeft = share * viewportPx - (at - anchor) * widthOf(anchor);
  let from = anchor;
  let left = anchorLeft;
  while (from > 0 && left > 0) left -= widthOf(--from);
  const lefts = [left];
  let to = from;
  // What the beginning leaves free the end is moved into, and the other way round.
  const free = from === 0 ? Math.max(0, left) : 0;
  while (to < steps && lefts[lefts.length - 1] < viewportPx + free)
    lefts.push(lefts[lefts.length - 1] + widthOf(to++));
  const gap = to === steps ? viewportPx - lefts[lefts.length - 1] : 0;
  const shift = free > 0 ? -free : gap > 0 && from > 0 ? Math.min(gap, -left) : 0;
  return { from, to, stepsEach: 1, lefts: Float64Array.from(lefts, (x) => x + shift) };
}

/** Left edge of a step's column, from the left edge of the viewport; of steps out of sight it is beyond it. */
export function columnX({ from, to, stepsEach, lefts }: Columns, step: number): number {
  const last = lefts.length - 1;
  if (step < from) return lefts[0] - (from - step);
  if (step >= to) return lefts[last] + (step - to);
  const column = Math.floor((step - from) / stepsEach);
  const here = Math.min(to - from - column * stepsEach, stepsEach);
  const share = ((step - from) % stepsEach) / here;
  return lefts[column] + share * (lefts[column + 1] - lefts[column]);
}

/** Width of a step's column. */
export function columnWidth(columns: Columns, step: number): number {
  return columnX(columns, step + 1) - columnX(columns, step);
}

/** The step whose column is at an x; null beside all columns. */
export function stepAt({ from, to, stepsEach, lefts }: Columns, x: number): number | null {
  const last = lefts.length - 1;
  if (last === 0 || x < lefts[0] || x >= lefts[last]) return null;
  let low = 0;
  let high = last;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (lefts[middle] <= x) low = middle;
    else high = middle;
  }
  const first = from + low * stepsEach;
  const here = Math.min(to - first, stepsEach);
  const share = (x - lefts[low]) / (lefts[low + 1] - lefts[low]);
  return first + Math.min(here - 1, Math.floor(share * here));
}

/** A step is in sight as a whole, with so many pixels beside it where there are columns. */
function isInSight(columns: Columns, step: number, viewportPx: number, margin: number): boolean {
  if (step < columns.from || step >= columns.to) return false;
  const left = columnX(columns, step);
  const right = columnX(columns, step + 1);
  const before = columns.from === 0 ? Math.min(margin, left - columns.lefts[0]) : margin;
  const after = Math.min(margin, columns.lefts[columns.lefts.length - 1] - right);
  return left >= before - 0.5 && right <= viewportPx - after + 0.5;
}

/**
 * The share that brings a step into sight with `margin` pixels beside it: the one there is if it is in sight, moved as
 * little as possible where the step is near, and around the step where it is further than a viewport away.
 */
export function shareFor(
  widths: ColumnWidths,
  share: number,
  step: number,
  viewportPx: number,
  margin: number,
): number {
  const now = columnsAt(widths, share, viewportPx);
  if (isInSight(now, step, viewportPx, margin)) return share;
  const { steps } = widths;
  const seen = Math.max(1, now.to - now.from);
  // There the step's column lies over the point that the share stands for.
  const own = steps > 1 ? step / (steps - 1) : 0;
  if (step < now.from - seen || step > now.to + seen) return evenShare(widths, step, viewportPx) ?? own;
  const inSight = (at: number) =>
    isInSight(columnsAt(widths, at, viewportPx), step, viewportPx, Math.min(margin, viewportPx / 4));
  if (!inSight(own)) return own;
  let [out, within] = [share, own];
  for (let round = 0; round < 40; round++) {
    const middle = (out + within) / 2;
    if (inSight(middle)) within = middle;
    else out = middle;
  }
  return within;
}

/** The share that puts a step into the middle, where all columns are as wide. */
function evenShare(
  { steps, stepPx, widthOf }: ColumnWidths,
  step: number,
  viewportPx: number,
): number | null {
  if (widthOf) return null;
  const free = steps - viewportPx / stepPx;
  return free <= 0 ? 0 : Math.min(1, Math.max(0, (step + 0.5 - viewportPx / stepPx / 2) / free));
}
