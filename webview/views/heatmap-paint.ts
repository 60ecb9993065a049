import { bodyTop, labelledUnits, tokensPerColumn, tokenX, unitY } from '../../src/core/views/geometry.js';
import { visibleTokens, visibleUnits, type Geometry } from '../../src/core/views/geometry.js';
import { abbreviate, visibleText } from '../../src/core/views/format.js';
import { columnValues, paintTile } from '../../src/core/views/heatmap.js';
import { scaleShare, shownValue, type Scale } from '../../src/core/views/scales.js';
import type { Quantity } from '../../src/core/rnn/config.js';
import type { StateCache } from '../data.js';
import type { Cell, Zoom } from '../store.js';
import type { Theme } from '../theme.js';

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
  readonly selected: Cell;
  readonly hover: Cell | null;
  /** A token's text, null while it is not loaded. */
  textOf(token: number): string | null;
}

const tileCanvas = document.createElement('canvas');

/** Draws the whole heatmap: text, the selected unit's row, the texture of all units, marks and numbers. */
export function paintHeatmap(context: CanvasRenderingContext2D, frame: Frame): void {
  const { geometry } = frame;
  context.clearRect(0, 0, geometry.width, geometry.height);
  const top = bodyTop(geometry);
  clipped(context, geometry.gutterPx, geometry.rulerPx, geometry.width, geometry.pinnedPx, () =>
    paintPinned(context, frame),
  );
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

function clipped(
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

function paintPinned(context: CanvasRenderingContext2D, frame: Frame): void {
  const { geometry } = frame;
  paintUnits(context, frame, frame.selected.unit, 1, geometry.rulerPx, geometry.pinnedPx);
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
  const [fromToken, toToken] = visibleTokens(geometry);
  const perColumn = tokensPerColumn(geometry.tokenPx);
  const columns = Math.ceil((toToken - fromToken) / perColumn);
  if (columns <= 0) return;
  const tile = { fromUnit, units, fromToken, columns, tokensPerColumn: perColumn };
  const pixels = paintTile(tile, (token) => states.values(token), frame.quantity, frame.scale, frame.lut);
  tileCanvas.width = columns;
  tileCanvas.height = units;
  tileCanvas.getContext('2d')?.putImageData(new ImageData(pixels, columns, units), 0, 0);
  const width = columns * perColumn * geometry.tokenPx;
  const left = tokenX(geometry, fromToken);
  context.fillStyle = frame.theme.line;
  context.globalAlpha = 0.5;
  // What is still loading lies under the tile, whose pixels are transparent there.
  context.fillRect(left, top, width, height);
  context.globalAlpha = 1;
  context.imageSmoothingEnabled = false;
  context.drawImage(tileCanvas, left, top, width, height);
}

function paintSegments(context: CanvasRenderingContext2D, { geometry, states, theme }: Frame): void {
  const [from, to] = visibleTokens(geometry);
  const bottom = Math.min(geometry.height, unitY(geometry, geometry.units));
  context.fillStyle = theme.foreground;
  context.globalAlpha = 0.75;
  for (let token = Math.max(1, from); token < to; token++) {
    if (states.startsSegment(token))
      context.fillRect(tokenX(geometry, token) - 0.5, geometry.rulerPx - 8, 1, bottom - geometry.rulerPx + 8);
  }
  context.globalAlpha = 1;
}

function paintMarks(context: CanvasRenderingContext2D, frame: Frame): void {
  const { geometry, selected, hover, theme } = frame;
  const bottom = Math.min(geometry.height, unitY(geometry, geometry.units));
  const width = Math.max(3, geometry.tokenPx);
  context.strokeStyle = theme.focus;
  context.lineWidth = 2;
  const left = tokenX(geometry, selected.token);
  context.strokeRect(left - 0.5, geometry.rulerPx - 1, width + 1, bottom - geometry.rulerPx + 1);
  const cell = hover ?? selected;
  context.strokeStyle = theme.foreground;
  context.lineWidth = 1;
  const top = unitY(geometry, cell.unit);
  if (top + geometry.rowPx <= bodyTop(geometry)) return;
  context.strokeRect(tokenX(geometry, cell.token) - 0.5, top - 0.5, width + 1, geometry.rowPx + 1);
}

function paintUnitNumbers(context: CanvasRenderingContext2D, frame: Frame): void {
  const { geometry, theme, selected } = frame;
  const right = geometry.gutterPx - 6;
  context.textAlign = 'right';
  context.textBaseline = 'middle';
  context.fillStyle = theme.foreground;
  context.font = `bold 11px ${theme.monoFont}`;
  context.fillText(String(selected.unit), right, geometry.rulerPx + geometry.pinnedPx / 2);
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

/** How a token's text stands above its column, for each width of columns. */
const RULERS: Record<Zoom, { readonly angle: number; readonly fontPx: number; readonly letters: number }> = {
  overview: { angle: 0, fontPx: 12, letters: 24 },
  small: { angle: -Math.PI / 2, fontPx: 9, letters: 14 },
  medium: { angle: (-55 * Math.PI) / 180, fontPx: 12, letters: 13 },
  large: { angle: 0, fontPx: 12, letters: 7 },
};

function paintRuler(context: CanvasRenderingContext2D, frame: Frame): void {
  const { geometry, zoom, theme, selected, hover } = frame;
  const [from, to] = zoom === 'overview' ? [selected.token, selected.token + 1] : visibleTokens(geometry);
  context.textBaseline = 'middle';
  context.textAlign = zoom === 'large' ? 'center' : 'left';
  for (let token = from; token < to; token++) {
    const text = frame.textOf(token);
    if (text === null) continue;
    const strong = token === selected.token || token === hover?.token;
    context.fillStyle = token === selected.token ? theme.accent : strong ? theme.foreground : theme.dim;
    context.font = `${token === selected.token ? 'bold ' : ''}${RULERS[zoom].fontPx}px ${theme.monoFont}`;
    paintToken(context, frame, token, abbreviate(visibleText(text), RULERS[zoom].letters));
  }
}

function paintToken(
  context: CanvasRenderingContext2D,
  { geometry, zoom }: Frame,
  token: number,
  text: string,
): void {
  context.save();
  context.translate(
    tokenX(geometry, token) + geometry.tokenPx / 2,
    geometry.rulerPx - (zoom === 'large' ? 12 : 8),
  );
  context.rotate(RULERS[zoom].angle);
  context.fillText(text, 0, 0);
  context.restore();
}

/** Draws the selected unit's values over the tokens in sight, as a line that breaks where the state was reset. */
export function paintUnitLine(context: CanvasRenderingContext2D, frame: Frame, height: number): void {
  const { geometry, theme, selected } = frame;
  context.clearRect(0, 0, geometry.width, height);
  paintLineAxis(context, frame, height);
  clipped(context, geometry.gutterPx, 0, geometry.width, height, () => {
    context.fillStyle = theme.focus;
    const left = tokenX(geometry, selected.token) + geometry.tokenPx / 2;
    context.fillRect(left - 0.75, 0, 1.5, height);
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
  const tokensEach = tokensPerColumn(geometry.tokenPx);
  const [fromToken, to] = visibleTokens(geometry);
  const tile = { fromToken, tokensPerColumn: tokensEach };
  context.strokeStyle = frame.theme.accent;
  context.lineWidth = 1.5;
  context.lineJoin = 'round';
  context.beginPath();
  let drawing = false;
  for (let column = 0; fromToken + column * tokensEach < to; column++) {
    const token = fromToken + column * tokensEach;
    const values = columnValues(tile, column, (each) => states.values(each));
    if (!values || states.startsSegment(token)) drawing = false;
    if (!values) continue;
    const x = tokenX(geometry, token) + (tokensEach * geometry.tokenPx) / 2;
    const y = lineY(frame, height, shownValue(frame.quantity, values[selected.unit]));
    if (drawing) context.lineTo(x, y);
    else context.moveTo(x, y);
    // A token alone between two resets would be invisible as a line.
    if (!drawing) context.lineTo(x + 0.01, y);
    drawing = true;
  }
  context.stroke();
}
