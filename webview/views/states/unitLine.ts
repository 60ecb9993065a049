import { stepsPerColumn, stepX, visibleSteps } from '../../../src/core/views/geometry.js';
import { columnValues } from '../../../src/core/views/heatmap.js';
import { scaleShare, shownValue } from '../../../src/core/views/scales.js';
import { clipped, type Frame } from './heatmapPaint.js';

/** Draws the selected unit's values over the steps in sight, as a line that breaks where the state was reset. */
export function paintUnitLine(context: CanvasRenderingContext2D, frame: Frame, height: number): void {
  const { geometry, theme, selected } = frame;
  context.clearRect(0, 0, geometry.width, height);
  paintLineAxis(context, frame, height);
  clipped(context, geometry.gutterPx, 0, geometry.width, height, () => {
    if (selected.step !== null) {
      context.fillStyle = theme.focus;
      const left = stepX(geometry, selected.step) + geometry.stepPx / 2;
      context.fillRect(left - 0.75, 0, 1.5, height);
    }
    paintLine(context, frame, height);
  });
}

const LINE_MARGIN = 7;

function lineY(frame: Frame, height: number, shown: number): number {
  return LINE_MARGIN + (1 - scaleShare(frame.scale, shown)) * (height - 2 * LINE_MARGIN);
}

function paintLineAxis(context: CanvasRenderingContext2D, frame: Frame, height: number): void {
  const { geometry, theme, scale } = frame;
  const limit = scale.fixed ? '1' : scale.limit.toPrecision(3);
  const ends = scale.kind === 'diverging' ? [scale.limit, 0, -scale.limit] : [scale.limit, 0];
  context.font = `10px ${theme.monoFont}`;
  context.textAlign = 'right';
  context.textBaseline = 'middle';
  for (const value of ends) {
    const y = lineY(frame, height, value);
    context.fillStyle = theme.dim;
    context.fillText(value === 0 ? '0' : value < 0 ? `−${limit}` : limit, geometry.gutterPx - 6, y);
    context.fillStyle = theme.line;
    context.fillRect(geometry.gutterPx, Math.round(y), geometry.width - geometry.gutterPx, 1);
  }
}

function paintLine(context: CanvasRenderingContext2D, frame: Frame, height: number): void {
  const { geometry, states, selected } = frame;
  const stepsEach = stepsPerColumn(geometry.stepPx);
  const [fromStep, to] = visibleSteps(geometry);
  const tile = { fromStep, stepsPerColumn: stepsEach };
  context.strokeStyle = frame.theme.accent;
  context.lineWidth = 1.5;
  context.lineJoin = 'round';
  context.beginPath();
  let drawing = false;
  for (let column = 0; fromStep + column * stepsEach < to; column++) {
    const step = fromStep + column * stepsEach;
    const values = columnValues(tile, column, (each) => states.values(each));
    if (!values || states.startsSegment(step)) drawing = false;
    if (!values) continue;
    const x = stepX(geometry, step) + (stepsEach * geometry.stepPx) / 2;
    const y = lineY(frame, height, shownValue(frame.quantity, values[selected.unit]));
    if (drawing) context.lineTo(x, y);
    else context.moveTo(x, y);
    // A step alone between two resets would be invisible as a line.
    if (!drawing) context.lineTo(x + 0.01, y);
    drawing = true;
  }
  context.stroke();
}
