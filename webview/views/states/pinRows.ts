import { pinY, stepsPerColumn, stepX, visibleSteps } from '../../../src/core/views/geometry.js';
import { columnValues } from '../../../src/core/views/heatmap.js';
import { lutIndex, scaleShare, shownValue } from '../../../src/core/views/scales.js';
import type { Frame } from './heatmapPaint.js';

const MARGIN_PX = 3;

/** Draws the rows of the pinned units: a bar a step, from zero; its height and its colour say the value. */
export function paintPins(context: CanvasRenderingContext2D, frame: Frame): void {
  const { geometry } = frame;
  geometry.pins.forEach((unit, place) => {
    const top = pinY(geometry, place);
    paintRow(context, frame, unit, top);
    context.fillStyle = frame.theme.line;
    context.fillRect(geometry.gutterPx, top + geometry.pinPx - 1, geometry.width, 1);
  });
}

function paintRow(context: CanvasRenderingContext2D, frame: Frame, unit: number, top: number): void {
  const { geometry, states, theme, scale, lut } = frame;
  const stepsEach = stepsPerColumn(geometry.stepPx);
  const [fromStep, to] = visibleSteps(geometry);
  const height = geometry.pinPx - 2 * MARGIN_PX;
  const yOf = (shown: number) => top + MARGIN_PX + (1 - scaleShare(scale, shown)) * height;
  const zero = yOf(0);
  const width = Math.max(1, stepsEach * geometry.stepPx - (geometry.stepPx > 4 ? 1 : 0));
  context.fillStyle = theme.line;
  context.fillRect(geometry.gutterPx, Math.round(zero), geometry.width - geometry.gutterPx, 1);
  for (let column = 0; fromStep + column * stepsEach < to; column++) {
    const values = columnValues({ fromStep, stepsPerColumn: stepsEach }, column, (step) =>
      states.values(step),
    );
    if (!values) continue;
    const shown = shownValue(frame.quantity, values[unit]);
    const at = lutIndex(scale, shown) * 4;
    const left = stepX(geometry, fromStep + column * stepsEach);
    // A faint ground of the bar's colour: a unit that is on over a passage is one block, not a comb.
    context.fillStyle = `rgb(${lut[at]} ${lut[at + 1]} ${lut[at + 2]} / 0.35)`;
    context.fillRect(left, top + 1, stepsEach * geometry.stepPx, geometry.pinPx - 2);
    context.fillStyle = `rgb(${lut[at]} ${lut[at + 1]} ${lut[at + 2]})`;
    const y = yOf(shown);
    context.fillRect(left, Math.min(y, zero), width, Math.max(1, Math.abs(y - zero)));
  }
}

/** Draws the numbers of the pinned units beside their rows. */
export function paintPinNumbers(context: CanvasRenderingContext2D, frame: Frame, right: number): void {
  const { geometry, theme, selected } = frame;
  context.font = `bold 11px ${theme.monoFont}`;
  geometry.pins.forEach((unit, place) => {
    context.fillStyle = unit === selected.unit ? theme.accent : theme.foreground;
    context.fillText(String(unit), right, pinY(geometry, place) + geometry.pinPx / 2);
  });
}
