import {
  stepWidth,
  stepX,
  unitOf,
  unitY,
  visibleRows,
  visibleSteps,
  type Block,
  type Geometry,
} from '../../../src/core/views/geometry.js';
import { formatCell, formatValue } from '../../../src/core/views/format.js';
import { haloOn, inkOn, type Rgb } from '../../../src/core/views/colors.js';
import { lutIndex, shownValue, type Scale } from '../../../src/core/views/scales.js';
import type { Direction, Quantity } from '../../../src/core/rnn/config.js';
import type { StepRange } from '../../../src/protocol/engine.js';
import type { StateCache } from '../../data/stateCache.js';
import type { ColumnMode } from '../../state/choices.js';
import type { Cell } from '../../state/store.js';
import type { Theme } from '../../theme.js';
import { paintGutter } from './gutter.js';
import { tileColumns, type HeatmapTiles } from './heatmapTiles.js';
import { paintRuler } from './ruler.js';
import { paintUnitRows } from './unitRows.js';

/** Everything a frame of the heatmap is drawn from. */
export interface Frame {
  readonly geometry: Geometry;
  readonly theme: Theme;
  /** Of the selected direction. */
  readonly states: StateCache;
  readonly tiles: HeatmapTiles;
  statesOf(direction: Direction): StateCache;
  readonly quantity: Quantity;
  readonly scale: Scale;
  /** `[LUT_STEPS, 4]` RGBA bytes. */
  readonly lut: Uint8ClampedArray;
  /** What is said of rows and colours that are not those of the model; may be empty. */
  readonly note: string;
  readonly columns: ColumnMode;
  /** Steps are single symbols; else they are words. */
  readonly symbols: boolean;
  /** Steps are lines of numbers, whose spaces are kept. */
  readonly lines: boolean;
  /** A line under the symbols says which of them are one token. */
  readonly brackets: boolean;
  /** The network reads in two directions. */
  readonly directed: boolean;
  readonly selected: Place;
  /** All steps of the selected token; null while they are not known. */
  readonly selectedSteps: StepRange | null;
  readonly hover: Cell | null;
  /** What people call a unit; null for nothing. */
  nameOf(unit: number, direction: Direction): string | null;
  /** What a step read, null while it is not loaded. */
  textOf(step: number): string | null;
}

/** A cell whose step may not be known yet. */
export interface Place {
  readonly step: number | null;
  readonly unit: number;
  readonly direction: Direction;
}

/** Cells of this size say their number; those of the other size as the panel writes it elsewhere. */
const NUMBER_CELL = { width: 34, height: 20 };
const LARGE_CELL = { width: 72, height: 40 };

/** Draws the whole heatmap: text, rows of the selected unit and the pinned ones, the texture of all units, marks and numbers. */
export function paintHeatmap(context: CanvasRenderingContext2D, frame: Frame): void {
  const { geometry } = frame;
  const { gutterPx, rulerPx, width, height } = geometry;
  context.clearRect(0, 0, width, height);
  clipped(context, gutterPx, rulerPx, width, height - rulerPx, () => paintUnitRows(context, frame));
  for (const block of geometry.blocks)
    clipped(context, gutterPx, block.seenTop, width, block.seenBottom - block.seenTop, () =>
      paintBlock(context, frame, block),
    );
  clipped(context, gutterPx, 0, width, height, () => {
    if (frame.columns !== 'overview') paintSegments(context, frame);
    paintMarks(context, frame);
    paintRuler(context, frame);
  });
  paintGutter(context, frame);
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

/** A row of the texture is under a pixel of the screen: so many units share one. */
export function unitsPerPixel({ rowPx }: Block): number {
  return Math.max(1, Math.ceil(1 / (rowPx * devicePixelRatio) - 1e-6));
}

function paintBlock(context: CanvasRenderingContext2D, frame: Frame, block: Block): void {
  const { columns, gutterPx } = frame.geometry;
  const count = columns.lefts.length - 1;
  if (count <= 0 || block.seenBottom <= block.seenTop) return;
  const states = frame.statesOf(block.direction);
  const [left, right] = [gutterPx + columns.lefts[0], gutterPx + columns.lefts[count]];
  context.fillStyle = frame.theme.line;
  context.globalAlpha = 0.5;
  // What is still loading lies under the tiles, whose pixels are transparent there.
  context.fillRect(left, block.seenTop, right - left, block.seenBottom - block.seenTop);
  context.globalAlpha = 1;
  context.imageSmoothingEnabled = false;
  paintTiles(context, frame, block, states);
  paintNumbers(context, frame, block, states);
}

/** The tiles that the columns in sight are in, each as far as it is seen. */
function paintTiles(context: CanvasRenderingContext2D, frame: Frame, block: Block, states: StateCache): void {
  const { tiles, quantity, scale, lut, geometry } = frame;
  const { from, stepsEach, lefts } = geometry.columns;
  const count = lefts.length - 1;
  const look = {
    states,
    order: block.order,
    rowsEach: unitsPerPixel(block),
    stepsEach,
    quantity,
    scale,
    lut,
  };
  const size = tileColumns(stepsEach, (lefts[count] - lefts[0]) / count);
  // Even columns are scaled together, others each for itself.
  const together = isEven(lefts);
  const before = from / stepsEach;
  for (let first = 0; first < count;) {
    const start = Math.floor((before + first) / size) * size;
    const end = Math.min(count, start + size - before);
    const canvas = tiles.at(block.direction, start * stepsEach, size, look);
    const part = together ? end - first : 1;
    for (let column = first; column < end; column += part) {
      // On whole pixels of the screen: a seam between two columns would look like a value.
      const [x, next] = [column, column + part].map((k) => onPixel(geometry.gutterPx + lefts[k]));
      paintRows(context, block, canvas, { sx: before + column - start, columns: part, x, width: next - x });
    }
    first = end;
  }
}

/** The rows in sight of some columns of a tile. */
function paintRows(
  context: CanvasRenderingContext2D,
  block: Block,
  canvas: HTMLCanvasElement,
  { sx, columns, x, width }: Record<'sx' | 'columns' | 'x' | 'width', number>,
): void {
  const rowsEach = unitsPerPixel(block);
  const [from, to] = visibleRows(block);
  const [row, end] = [Math.floor(from / rowsEach), Math.ceil(to / rowsEach)];
  const pixelPx = rowsEach * block.rowPx;
  context.drawImage(
    canvas,
    sx,
    row,
    columns,
    end - row,
    x,
    block.top + row * pixelPx,
    width,
    (end - row) * pixelPx,
  );
}

function onPixel(x: number): number {
  return Math.round(x * devicePixelRatio) / devicePixelRatio;
}

/** Only the last column of even ones may be another width. */
function isEven(lefts: Float64Array): boolean {
  const width = lefts[1] - lefts[0];
  for (let k = 1; k + 1 < lefts.length; k++)
    if (Math.abs(lefts[k + 1] - lefts[k] - width) > 1e-6) return false;
  return true;
}

/** The values of cells that have room for them, dark or light as the cell's colour wants it. */
function paintNumbers(
  context: CanvasRenderingContext2D,
  frame: Frame,
  block: Block,
  states: StateCache,
): void {
  const { geometry, theme, lut, scale, quantity } = frame;
  if (block.rowPx < NUMBER_CELL.height || geometry.columns.stepsEach > 1) return;
  const [from, to] = visibleRows(block);
  const [fromStep, toStep] = visibleSteps(geometry);
  context.textAlign = 'center';
  context.textBaseline = 'middle';
  for (let step = fromStep; step < toStep; step++) {
    const values = states.values(step);
    if (!values || stepWidth(geometry, step) < NUMBER_CELL.width) continue;
    const x = stepX(geometry, step) + stepWidth(geometry, step) / 2;
    const isLarge = block.rowPx >= LARGE_CELL.height && stepWidth(geometry, step) >= LARGE_CELL.width;
    context.font = `${isLarge ? 16 : 12}px ${theme.monoFont}`;
    for (let row = from; row < to; row++) {
      const shown = shownValue(quantity, values[unitOf(block, row)]);
      const at = lutIndex(scale, shown) * 4;
      const text = isLarge ? formatValue(shown) : formatCell(shown);
      paintNumber(context, text, x, block.top + (row + 0.5) * block.rowPx, {
        colour: [lut[at], lut[at + 1], lut[at + 2]],
        theme,
      });
    }
  }
}

/** A number on a colour, with an edge where the theme wants more contrast than black or white have there. */
function paintNumber(
  context: CanvasRenderingContext2D,
  text: string,
  x: number,
  y: number,
  { colour, theme }: { readonly colour: Rgb; readonly theme: Theme },
): void {
  const halo = haloOn(colour, theme.kind);
  if (halo) {
    context.strokeStyle = halo;
    context.lineWidth = 4;
    context.lineJoin = 'round';
    context.strokeText(text, x, y);
  }
  context.fillStyle = inkOn(colour);
  context.fillText(text, x, y);
}

/** A line before every segment: there the state was reset. */
function paintSegments(context: CanvasRenderingContext2D, frame: Frame): void {
  const { geometry, states, theme } = frame;
  const [from, to] = visibleSteps(geometry);
  const bottom = bottomOf(geometry);
  context.fillStyle = theme.foreground;
  context.globalAlpha = 0.75;
  for (let step = Math.max(1, from); step < to; step++) {
    if (states.startsSegment(step))
      context.fillRect(stepX(geometry, step) - 0.5, geometry.rulerPx - 8, 1, bottom - geometry.rulerPx + 8);
  }
  context.globalAlpha = 1;
}

/** Where the texture ends in sight. */
export function bottomOf({ height, blocks }: Geometry): number {
  return Math.min(height, ...blocks.slice(-1).map(({ seenBottom }) => seenBottom));
}

/** The selected token's steps in a frame, the selected step among them, and the cell that is read out. */
function paintMarks(context: CanvasRenderingContext2D, frame: Frame): void {
  const { geometry, selected, selectedSteps, hover, theme } = frame;
  const top = geometry.rulerPx;
  const bottom = bottomOf(geometry);
  context.strokeStyle = theme.focus;
  if (selectedSteps) {
    const { fromStep, toStep } = selectedSteps;
    const [left, right] = [stepX(geometry, fromStep), stepX(geometry, toStep)];
    context.lineWidth = 2;
    context.strokeRect(left - 0.5, top - 1, Math.max(3, right - left) + 1, bottom - top);
  }
  if (selected.step !== null && stepCountOf(selectedSteps) !== 1) {
    context.lineWidth = 1;
    const width = Math.max(3, stepWidth(geometry, selected.step));
    context.strokeRect(stepX(geometry, selected.step) - 0.5, top - 1, width + 1, bottom - top);
  }
  const cell: Place = hover ? { ...hover, direction: hover.direction ?? selected.direction } : selected;
  const block = geometry.blocks.find(({ direction }) => direction === cell.direction);
  if (cell.step === null || !block) return;
  context.strokeStyle = theme.foreground;
  context.lineWidth = 1;
  const y = unitY(block, cell.unit);
  if (y + block.rowPx <= block.seenTop) return;
  const width = Math.max(3, stepWidth(geometry, cell.step));
  context.strokeRect(stepX(geometry, cell.step) - 0.5, y - 0.5, width + 1, Math.max(2, block.rowPx) + 1);
}

function stepCountOf(range: StepRange | null): number {
  return range ? range.toStep - range.fromStep : 0;
}
