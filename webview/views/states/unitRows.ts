import type { UnitRow } from '../../../src/core/views/geometry.js';
import { columnValue } from '../../../src/core/views/heatmap.js';
import { lutIndex, scaleShare, shownValue } from '../../../src/core/views/scales.js';
import type { Frame } from './heatmapPaint.js';

const MARGIN_PX = 4;

/**
 * Draws the rows of the selected unit and the pinned ones: a line over the text that breaks where the state was reset, its
 * height from zero filled with the value's colour.
 */
export function paintUnitRows(context: CanvasRenderingContext2D, frame: Frame): void {
  for (const row of frame.geometry.rows) paintRow(context, frame, row);
}

function paintRow(context: CanvasRenderingContext2D, frame: Frame, row: UnitRow): void {
  const { geometry, theme, scale, lut, quantity } = frame;
  const { columns, gutterPx } = geometry;
  const states = frame.statesOf(row.direction);
  const yOf = (shown: number) =>
    row.top + MARGIN_PX + (1 - scaleShare(scale, shown)) * (row.height - 2 * MARGIN_PX);
  const zero = yOf(0);
  context.fillStyle = theme.line;
  context.fillRect(gutterPx, Math.round(zero), geometry.width - gutterPx, 1);
  const tops: (number | null)[] = [];
  for (let column = 0; column + 1 < columns.lefts.length; column++) {
    const tile = { fromStep: columns.from, stepsPerColumn: columns.stepsEach };
    const value = columnValue(tile, column, row.unit, (step) => states.values(step));
    tops.push(value === null ? null : yOf(shownValue(quantity, value)));
    if (value === null) continue;
    const at = lutIndex(scale, shownValue(quantity, value)) * 4;
    const [left, right] = [columns.lefts[column] + gutterPx, columns.lefts[column + 1] + gutterPx];
    const y = tops[column]!;
    context.fillStyle = `rgb(${lut[at]} ${lut[at + 1]} ${lut[at + 2]})`;
    context.fillRect(left, Math.min(y, zero), right - left, Math.max(1, Math.abs(y - zero)));
  }
  paintLine(context, frame, row, tops);
}

function paintLine(
  context: CanvasRenderingContext2D,
  frame: Frame,
  row: UnitRow,
  tops: readonly (number | null)[],
): void {
  const { geometry, theme } = frame;
  const { columns, gutterPx } = geometry;
  const states = frame.statesOf(row.direction);
  context.strokeStyle = theme.foreground;
  context.lineWidth = 1;
  context.beginPath();
  let drawing = false;
  tops.forEach((y, column) => {
    const step = columns.from + column * columns.stepsEach;
    if (y === null) return void (drawing = false);
    const [left, right] = [columns.lefts[column] + gutterPx, columns.lefts[column + 1] + gutterPx];
    if (drawing && !states.startsSegment(step)) context.lineTo(left, y);
    else context.moveTo(left, y);
    context.lineTo(right, y);
    drawing = true;
  });
  context.stroke();
}
