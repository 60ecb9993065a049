import {
  bodyTop,
  labelledUnits,
  selectedY,
  stepsPerColumn,
  stepX,
} from '../../../src/core/views/geometry.js';
import { unitY, visibleSteps, visibleUnits, type Geometry } from '../../../src/core/views/geometry.js';
import { paintTile } from '../../../src/core/views/heatmap.js';
import type { Scale } from '../../../src/core/views/scales.js';
import type { Quantity } from '../../../src/core/rnn/config.js';
import type { StepRange } from '../../../src/protocol/engine.js';
import type { StateCache } from '../../data/stateCache.js';
import type { Zoom } from '../../state/choices.js';
import type { Cell } from '../../state/store.js';
import type { Theme } from '../../theme.js';
import { paintPinNumbers, paintPins } from './pinRows.js';
import { paintRuler } from './ruler.js';

/** Everything a frame of the heatmap is drawn from. */
export interface Frame {
  readonly geometry: Geometry;
  readonly theme: Theme;
  readonly states: StateCache;
  readonly quantity: Quantity;
  readonly scale: Scale;
  /** `[LUT_STEPS, 4]` RGBA bytes. */
  readonly lut: Uint8ClampedArray;
  readonly zoom: Zoom;
  /** Steps are single symbols, which stand upright above their columns; else they are words. */
  readonly symbols: boolean;
  /** Steps are lines of numbers, whose spaces are kept. */
  readonly lines: boolean;
  /** A line under the symbols says which of them are one token. */
  readonly brackets: boolean;
  readonly selected: Place;
  /** All steps of the selected token; null while they are not known. */
  readonly selectedSteps: StepRange | null;
  readonly hover: Cell | null;
  /** What a step read, null while it is not loaded. */
  textOf(step: number): string | null;
}

/** A cell whose step may not be known yet. */
export interface Place {
  readonly step: number | null;
  readonly unit: number;
}

const tileCanvas = document.createElement('canvas');

/** Draws the whole heatmap: text, rows of the pinned units and of the selected one, the texture of all units, marks and numbers. */
export function paintHeatmap(context: CanvasRenderingContext2D, frame: Frame): void {
  const { geometry } = frame;
  context.clearRect(0, 0, geometry.width, geometry.height);
  const top = bodyTop(geometry);
  clipped(context, geometry.gutterPx, geometry.rulerPx, geometry.width, top - geometry.rulerPx, () => {
    paintPins(context, frame);
    paintUnits(context, frame, frame.selected.unit, 1, selectedY(geometry), geometry.selectedPx);
  });
  clipped(context, geometry.gutterPx, top, geometry.width, geometry.height - top, () =>
    paintBody(context, frame),
  );
  clipped(context, geometry.gutterPx, 0, geometry.width, geometry.height, () => {
    if (frame.zoom !== 'overview') paintSegments(context, frame);
    paintMarks(context, frame);
    paintRuler(context, frame);
  });
  paintUnitNumbers(context, frame);
}

/** Draws with everything outside of a rectangle left as it is. */
export function clipped(
  context: CanvasRenderingContext2D,
  x: number,
  y: number,
  width: number,
  height: number,
  draw: () => void,
): void {
  context.save();
  context.beginPath();
  context.rect(x, y, width, height);
  context.clip();
  draw();
  context.restore();
}

function paintBody(context: CanvasRenderingContext2D, frame: Frame): void {
  const { geometry } = frame;
  const [from, to] = visibleUnits(geometry);
  if (to > from)
    paintUnits(context, frame, from, to - from, unitY(geometry, from), (to - from) * geometry.rowPx);
}

function paintUnits(
  context: CanvasRenderingContext2D,
  frame: Frame,
  fromUnit: number,
  units: number,
  top: number,
  height: number,
): void {
  const { geometry, states } = frame;
  const [fromStep, toStep] = visibleSteps(geometry);
  const perColumn = stepsPerColumn(geometry.stepPx);
  const columns = Math.ceil((toStep - fromStep) / perColumn);
  if (columns <= 0) return;
  const tile = { fromUnit, units, fromStep, columns, stepsPerColumn: perColumn };
  const pixels = paintTile(tile, (step) => states.values(step), frame.quantity, frame.scale, frame.lut);
  tileCanvas.width = columns;
  tileCanvas.height = units;
  tileCanvas.getContext('2d')?.putImageData(new ImageData(pixels, columns, units), 0, 0);
  const width = columns * perColumn * geometry.stepPx;
  const left = stepX(geometry, fromStep);
  context.fillStyle = frame.theme.line;
  context.globalAlpha = 0.5;
  // What is still loading lies under the tile, whose pixels are transparent there.
  context.fillRect(left, top, width, height);
  context.globalAlpha = 1;
  context.imageSmoothingEnabled = false;
  context.drawImage(tileCanvas, left, top, width, height);
}

function paintSegments(context: CanvasRenderingContext2D, { geometry, states, theme }: Frame): void {
  const [from, to] = visibleSteps(geometry);
  const bottom = Math.min(geometry.height, unitY(geometry, geometry.units));
  context.fillStyle = theme.foreground;
  context.globalAlpha = 0.75;
  for (let step = Math.max(1, from); step < to; step++) {
    if (states.startsSegment(step))
      context.fillRect(stepX(geometry, step) - 0.5, geometry.rulerPx - 8, 1, bottom - geometry.rulerPx + 8);
  }
  context.globalAlpha = 1;
}

/** The selected token's steps in a frame, the selected step among them, and the cell that is read out. */
function paintMarks(context: CanvasRenderingContext2D, frame: Frame): void {
  const { geometry, selected, selectedSteps, hover, theme } = frame;
  const top = geometry.rulerPx;
  const bottom = Math.min(geometry.height, unitY(geometry, geometry.units));
  context.strokeStyle = theme.focus;
  if (selectedSteps) {
    const { fromStep, toStep } = selectedSteps;
    const width = Math.max(3, (toStep - fromStep) * geometry.stepPx);
    context.lineWidth = 2;
    context.strokeRect(stepX(geometry, fromStep) - 0.5, top - 1, width + 1, bottom - top + 1);
  }
  const width = Math.max(3, geometry.stepPx);
  if (selected.step !== null && stepCountOf(selectedSteps) !== 1) {
    context.lineWidth = 1;
    context.strokeRect(stepX(geometry, selected.step) - 0.5, top - 1, width + 1, bottom - top + 1);
  }
  const cell = hover ?? selected;
  if (cell.step === null) return;
  context.strokeStyle = theme.foreground;
  context.lineWidth = 1;
  const y = unitY(geometry, cell.unit);
  if (y + geometry.rowPx <= bodyTop(geometry)) return;
  context.strokeRect(stepX(geometry, cell.step) - 0.5, y - 0.5, width + 1, geometry.rowPx + 1);
}

function stepCountOf(range: StepRange | null): number {
  return range ? range.toStep - range.fromStep : 0;
}

function paintUnitNumbers(context: CanvasRenderingContext2D, frame: Frame): void {
  const { geometry, theme, selected } = frame;
  const right = geometry.gutterPx - 6;
  context.textAlign = 'right';
  context.textBaseline = 'middle';
  context.fillStyle = theme.foreground;
  context.font = `bold 11px ${theme.monoFont}`;
  paintPinNumbers(context, frame, right);
  context.fillStyle = theme.foreground;
  context.font = `bold 11px ${theme.monoFont}`;
  context.fillText(String(selected.unit), right, selectedY(geometry) + geometry.selectedPx / 2);
  const top = bodyTop(geometry);
  const own = unitY(geometry, selected.unit) + geometry.rowPx / 2;
  // Near the top its number already stands beside the pinned row.
  if (own > top) context.fillText(own > top + 12 ? `▸${selected.unit}` : '▸', right, own);
  context.fillStyle = theme.dim;
  context.font = `10px ${theme.monoFont}`;
  for (const unit of labelledUnits(geometry, 24)) {
    const y = unitY(geometry, unit) + geometry.rowPx / 2;
    // Not over the selected unit's number, nor half above the texture.
    if (y > top && Math.abs(y - own) > 11) context.fillText(String(unit), right, y);
  }
}
