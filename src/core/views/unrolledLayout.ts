/** Where the boxes and arrows of an unrolled network are, in CSS pixels from the top left of its picture. */
import type { StepSpan, Unrolled, UnrolledEdge, UnrolledRow } from './unrolled.js';

/** Left of the columns: names and shapes of the rows. */
export const NETWORK_GUTTER_PX = 116;

const RIGHT_PX = 14;
const TOP_PX = 6;
const SIGHT_PX = 30;
/** Heights of boxes. */
const HEIGHT_PX: Record<UnrolledRow['kind'], number> = { labels: 32, output: 24, states: 28, input: 24 };
/** Room of a row with its arrows below. */
const ROW_PX: Record<UnrolledRow['kind'], number> = { labels: 62, output: 58, states: 62, input: 34 };
/** Widths of columns by what is in a box: texture, or numbers of so many units. */
const TEXTURE = { least: 70, most: 108 };
const NUMBER_PX = 56;

/** Units whose numbers are printed in their boxes. */
export const PRINTED_UNITS = 3;

/** A box in the picture. */
export interface BoxPlace {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Where everything is. */
export interface UnrolledLayout {
  readonly width: number;
  readonly height: number;
  readonly columnPx: number;
  readonly boxPx: number;
  /** Top of each row's boxes. */
  readonly tops: readonly number[];
  readonly heights: readonly number[];
  /** Top of the line that says what is seen. */
  readonly sightTop: number;
  readonly shown: StepSpan;
}

/** How many steps there is room for. */
export function roomForSteps(width: number, units: number): number {
  return Math.max(1, Math.floor((width - NETWORK_GUTTER_PX - RIGHT_PX) / columnWidths(units).least));
}

function columnWidths(units: number): { readonly least: number; readonly most: number } {
  if (units > PRINTED_UNITS) return TEXTURE;
  const least = units * NUMBER_PX + 40;
  return { least, most: least + 90 };
}

/** Lays rows and columns out in a width. */
export function layOutUnrolled(
  rows: readonly UnrolledRow[],
  shown: StepSpan,
  width: number,
  units: number,
): UnrolledLayout {
  const room = width - NETWORK_GUTTER_PX - RIGHT_PX;
  const widths = columnWidths(units);
  const columnPx = Math.max(40, Math.min(widths.most, room / Math.max(1, shown.to - shown.from)));
  const tops: number[] = [];
  let y = TOP_PX;
  for (const { kind } of rows) {
    tops.push(y);
    y += ROW_PX[kind];
  }
  const boxPx = units > PRINTED_UNITS ? columnPx - 16 : Math.min(columnPx - 34, units * (NUMBER_PX + 14));
  const heights = rows.map(({ kind }) => HEIGHT_PX[kind]);
  return { width, height: y + SIGHT_PX, columnPx, boxPx, tops, heights, sightTop: y, shown };
}

/** Middle of a step's column. */
export function columnX({ columnPx, shown }: UnrolledLayout, step: number): number {
  return NETWORK_GUTTER_PX + (step - shown.from + 0.5) * columnPx;
}

/** The box of a row and a step. */
export function boxAt(layout: UnrolledLayout, row: number, step: number): BoxPlace {
  const { boxPx, tops, heights } = layout;
  return { x: columnX(layout, step) - boxPx / 2, y: tops[row], width: boxPx, height: heights[row] };
}

/** A line of an arrow; the last one has the head. */
export interface ArrowLine {
  readonly from: readonly [x: number, y: number];
  readonly to: readonly [x: number, y: number];
  readonly hasHead: boolean;
}

/** The lines of an edge: along time between two boxes; upward with gaps where boxes of other rows lie between. */
export function arrowLines(unrolled: Unrolled, layout: UnrolledLayout, edge: UnrolledEdge): ArrowLine[] {
  return edge.kind === 'time' ? [timeLine(layout, edge)] : upLines(unrolled, layout, edge);
}

function timeLine(layout: UnrolledLayout, { from, to }: UnrolledEdge): ArrowLine {
  const isForward = to.step > from.step;
  const [a, b] = [boxAt(layout, from.row, from.step), boxAt(layout, to.row, to.step)];
  const y = a.y + a.height / 2;
  const [left, right] = [NETWORK_GUTTER_PX + 1, layout.width - 2];
  const inside = (x: number): number => Math.min(right, Math.max(left, x));
  const [start, end] = isForward ? [a.x + a.width + 1, b.x - 1] : [a.x - 1, b.x + b.width + 1];
  return { from: [inside(start), y], to: [inside(end), y], hasHead: true };
}

function upLines({ rows }: Unrolled, layout: UnrolledLayout, { from, to }: UnrolledEdge): ArrowLine[] {
  const lane = laneOf(rows[from.row], rows[to.row]) * layout.boxPx;
  const [start, end] = [columnX(layout, from.step) + lane, columnX(layout, to.step) + lane];
  const bottom = (row: number): number => layout.tops[row] + layout.heights[row];
  // A slanted arrow goes from one column to another and meets no box.
  if (start !== end) return [{ from: [start, layout.tops[from.row]], to: [end, bottom(to.row) + 1], hasHead: true }]; // prettier-ignore
  const lines: ArrowLine[] = [];
  for (let row = from.row; row > to.row; row--)
    lines.push({
      from: [start, layout.tops[row] - (row === from.row ? 0 : 1)],
      to: [end, bottom(row - 1) + 1],
      hasHead: row - 1 === to.row,
    });
  return lines;
}

/** Share of a box's width that an upward arrow is off its middle: those of two sources or targets lie side by side. */
function laneOf(from: UnrolledRow, to: UnrolledRow): number {
  const side = (row: UnrolledRow): number => {
    if (row.kind !== 'states') return 0;
    return row.direction === 'forward' ? -1 : 1;
  };
  if (from.kind === 'states' && to.kind === 'states') return side(from) * 0.28 + side(to) * 0.1;
  if (from.kind === 'states') return side(from) * 0.25;
  return side(to) * 0.12;
}

/** What is under a point of the picture: a step, the row, and where in the box (0…1 each way; null beside it). */
export interface PlaceUnder {
  readonly step: number;
  readonly row: number | null;
  readonly inBox: readonly [x: number, y: number] | null;
}

/** The place under a point; null left of the columns and right of them. */
export function placeUnder(layout: UnrolledLayout, x: number, y: number): PlaceUnder | null {
  const { shown, columnPx, tops, heights } = layout;
  const step = shown.from + Math.floor((x - NETWORK_GUTTER_PX) / columnPx);
  if (x < NETWORK_GUTTER_PX || step >= shown.to) return null;
  const row = tops.findIndex((top, k) => y >= top && y <= top + heights[k]);
  if (row < 0) return { step, row: null, inBox: null };
  const box = boxAt(layout, row, step);
  const [shareX, shareY] = [(x - box.x) / box.width, (y - box.y) / box.height];
  const isInside = shareX >= 0 && shareX < 1 && shareY < 1;
  return { step, row, inBox: isInside ? [shareX, shareY] : null };
}

/** How the units of a layer fill a box, row by row: columns and rows of cells. */
export function textureOf(
  units: number,
  width: number,
  height: number,
): readonly [columns: number, rows: number] {
  if (units <= PRINTED_UNITS) return [units, 1];
  const columns = Math.max(1, Math.ceil(Math.sqrt((units * width) / Math.max(1, height))));
  return [Math.min(units, columns), Math.ceil(units / Math.min(units, columns))];
}

/** The unit at a place in a box; null where the last row of cells has none. */
export function unitInBox(
  units: number,
  box: { readonly width: number; readonly height: number },
  [x, y]: readonly [number, number],
): number | null {
  const [columns, rows] = textureOf(units, box.width, box.height);
  const unit = Math.floor(y * rows) * columns + Math.floor(x * columns);
  return unit < units ? unit : null;
}
