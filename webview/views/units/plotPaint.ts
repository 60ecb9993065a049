import { visibleText, visibleSymbol } from '../../../src/core/views/format.js';
import { scaleShare, type Scale } from '../../../src/core/views/scales.js';
import type { StateCache } from '../../data/stateCache.js';
import type { Theme } from '../../theme.js';
import type { Chosen, Share } from './chosen.js';

/** Where the plot is scrolled to, and how large it is, in CSS pixels. */
export interface PlotGeometry {
  readonly width: number;
  readonly height: number;
  readonly gutterPx: number;
  /** Room for what was read, below the lines. */
  readonly rulerPx: number;
  readonly stepPx: number;
  readonly offset: number;
  readonly steps: number;
}

/** Everything a frame of the plot is drawn from. */
export interface PlotFrame {
  readonly geometry: PlotGeometry;
  readonly theme: Theme;
  readonly states: StateCache;
  readonly share: Share;
  readonly scale: Scale;
  /** The raw value of a share of the selected unit's own scale; null where it has the fixed one. */
  readonly raw: ((share: number) => number) | null;
  readonly chosen: Chosen;
  /** The selected unit first, then the pinned ones. */
  readonly units: readonly number[];
  /** Steps `[from, to)` that decided a ranking and were not chosen. */
  readonly others: readonly (readonly [number, number])[];
  /** The selected step; null while it is not known. */
  readonly step: number | null;
  readonly symbols: boolean;
  /** What a step read, null while it is not loaded. */
  textOf(step: number): string | null;
}

const MARGIN = 12;
/** Of the lines behind the selected unit's: told apart by their dashes, too. */
const DASHES: readonly (readonly number[])[] = [[], [7, 3], [2, 3], [9, 3, 2, 3]];

/** Left edge of a step. */
export function stepLeft({ gutterPx, stepPx, offset }: PlotGeometry, step: number): number {
  return gutterPx + step * stepPx - offset;
}

/** Steps `[from, to)` in sight. */
export function stepsInSight({ width, gutterPx, stepPx, offset, steps }: PlotGeometry): [number, number] {
  const from = Math.max(0, Math.floor(offset / stepPx));
  return [from, Math.min(steps, Math.ceil((offset + width - gutterPx) / stepPx))];
}

/** Where a shown value lies. */
export function valueTop({ height, rulerPx }: PlotGeometry, scale: Scale, shown: number): number {
  return MARGIN + (1 - scaleShare(scale, shown)) * (height - rulerPx - 2 * MARGIN);
}

/** The shown value at a height, cut off at the scale's ends. */
export function valueAt({ height, rulerPx }: PlotGeometry, scale: Scale, y: number): number {
  const share = Math.min(1, Math.max(0, 1 - (y - MARGIN) / (height - rulerPx - 2 * MARGIN)));
  return (scale.kind === 'diverging' ? 2 * share - 1 : share) * scale.limit;
}

/** Draws stretches, axis, lines, threshold and text. */
export function paintPlot(context: CanvasRenderingContext2D, frame: PlotFrame): void {
  const { geometry } = frame;
  context.clearRect(0, 0, geometry.width, geometry.height);
  context.save();
  context.beginPath();
  context.rect(geometry.gutterPx, 0, geometry.width - geometry.gutterPx, geometry.height);
  context.clip();
  paintStretches(context, frame);
  paintOn(context, frame);
  [...frame.units.entries()].reverse().forEach(([k, unit]) => paintLine(context, frame, unit, k));
  paintText(context, frame);
  context.restore();
  paintAxis(context, frame);
  paintThreshold(context, frame);
}

function paintStretches(context: CanvasRenderingContext2D, { geometry, theme, ...frame }: PlotFrame): void {
  const fill = ([from, to]: readonly [number, number], alpha: number): void => {
    context.globalAlpha = alpha;
    context.fillRect(stepLeft(geometry, from), 0, (to - from) * geometry.stepPx, geometry.height);
    context.globalAlpha = 1;
  };
  context.fillStyle = theme.accent;
  for (const stretch of frame.others) fill(stretch, 0.14);
  const { brush } = frame.chosen;
  if (brush) {
    fill(brush, 0.3);
    context.strokeStyle = theme.accent;
    context.lineWidth = 2;
    const left = stepLeft(geometry, brush[0]);
    context.strokeRect(left, 1, (brush[1] - brush[0]) * geometry.stepPx, geometry.height - 2);
  }
  if (frame.step === null) return;
  context.fillStyle = theme.focus;
  context.fillRect(stepLeft(geometry, frame.step) + geometry.stepPx / 2 - 0.75, 0, 1.5, geometry.height);
}

/** Where the selected unit is on: the room between its line and the threshold. */
function paintOn(context: CanvasRenderingContext2D, frame: PlotFrame): void {
  const { geometry, scale, chosen, theme } = frame;
  const y = valueTop(geometry, scale, chosen.threshold);
  context.fillStyle = theme.dim;
  context.globalAlpha = 0.35;
  const [from, to] = stepsInSight(geometry);
  for (let step = from; step < to; step++) {
    const value = valueOf(frame, frame.units[0], step);
    if (value === null) continue;
    const top = valueTop(geometry, scale, value);
    const isOn = chosen.side === 'high' ? value >= chosen.threshold : value <= chosen.threshold;
    if (isOn)
      context.fillRect(stepLeft(geometry, step), Math.min(y, top), geometry.stepPx, Math.abs(y - top));
  }
  context.globalAlpha = 1;
}

function valueOf({ states, share }: PlotFrame, unit: number, step: number): number | null {
  const values = states.values(step);
  return values && share(values[unit], unit);
}

function paintLine(context: CanvasRenderingContext2D, frame: PlotFrame, unit: number, place: number): void {
  const { geometry, scale, theme } = frame;
  context.strokeStyle = lineColour(theme, place);
  context.lineWidth = place === 0 ? 2.25 : 1.5;
  context.lineJoin = 'round';
  context.setLineDash([...DASHES[place % DASHES.length]]);
  context.beginPath();
  let drawing = false;
  const [from, to] = stepsInSight(geometry);
  for (let step = Math.max(0, from - 1); step < Math.min(geometry.steps, to + 1); step++) {
    const value = valueOf(frame, unit, step);
    if (value === null || frame.states.startsSegment(step)) drawing = false;
    if (value === null) continue;
    const x = stepLeft(geometry, step) + geometry.stepPx / 2;
    const y = valueTop(geometry, scale, value);
    if (drawing) context.lineTo(x, y);
    else context.moveTo(x, y);
    if (!drawing) context.lineTo(x + 0.01, y);
    drawing = true;
  }
  context.stroke();
  context.setLineDash([]);
}

/** Colours of the lines: the selected unit's stands out, those behind it are quiet. */
export function lineColour({ heatmap, foreground, accent, dim }: Theme, place: number): string {
  const warm = `rgb(${heatmap.negative.join(',')})`;
  return [warm, accent, foreground, dim][Math.min(place, 3)];
}

function paintText(context: CanvasRenderingContext2D, frame: PlotFrame): void {
  const { geometry, theme, symbols } = frame;
  const [from, to] = stepsInSight(geometry);
  context.font = `13px ${symbols ? theme.monoFont : theme.font}`;
  context.fillStyle = theme.foreground;
  context.textAlign = 'center';
  context.textBaseline = 'middle';
  const y = geometry.height - geometry.rulerPx / 2;
  for (let step = from; step < to; step++) {
    const text = frame.textOf(step);
    if (text === null) continue;
    const middle = stepLeft(geometry, step) + geometry.stepPx / 2;
    const shown = symbols ? visibleSymbol(text) : shortened(context, visibleText(text), geometry.stepPx - 4);
    if (text !== ' ') context.fillText(shown, middle, y);
  }
}

function shortened(context: CanvasRenderingContext2D, text: string, width: number): string {
  if (context.measureText(text).width <= width) return text;
  let length = Math.min(text.length, 20);
  while (length > 1 && context.measureText(`${text.slice(0, length)}…`).width > width) length--;
  return `${text.slice(0, length)}…`;
}

function paintAxis(context: CanvasRenderingContext2D, { geometry, theme, scale, raw }: PlotFrame): void {
  context.font = `12px ${theme.monoFont}`;
  context.textAlign = 'right';
  context.textBaseline = 'middle';
  const limit = scale.fixed ? '1' : scale.limit.toPrecision(2);
  const ends = scale.kind === 'diverging' ? [scale.limit, 0, -scale.limit] : [scale.limit, 0];
  for (const value of ends) {
    const y = valueTop(geometry, scale, value);
    context.fillStyle = theme.dim;
    const sign = value < 0 ? '−' : '+';
    const text = raw ? rawText(raw(value)) : value === 0 ? '0' : `${sign}${limit}`;
    context.fillText(text, geometry.gutterPx - 6, y);
    context.fillStyle = theme.line;
    context.fillRect(geometry.gutterPx, Math.round(y), geometry.width - geometry.gutterPx, 1);
  }
}

function paintThreshold(context: CanvasRenderingContext2D, frame: PlotFrame): void {
  const { geometry, theme, scale, chosen } = frame;
  const y = Math.round(valueTop(geometry, scale, chosen.threshold)) + 0.5;
  context.strokeStyle = theme.foreground;
  context.lineWidth = 1;
  context.setLineDash([5, 4]);
  context.beginPath();
  context.moveTo(geometry.gutterPx, y);
  context.lineTo(geometry.width, y);
  context.stroke();
  context.setLineDash([]);
  const [width, height] = [geometry.gutterPx - 4, 19];
  context.fillStyle = `rgb(${theme.heatmap.neutral.join(',')})`;
  context.fillRect(2, y - height / 2, width, height);
  context.strokeRect(2, Math.round(y - height / 2), width, height);
  context.fillStyle = theme.foreground;
  context.font = `12px ${theme.monoFont}`;
  context.textAlign = 'center';
  context.fillText(thresholdText(chosen.threshold, frame.raw), 2 + width / 2, y + 0.5);
}

/** A threshold as the axis shows it: the selected unit's raw value where that has a scale of its own. */
export function thresholdText(threshold: number, raw: PlotFrame['raw'] = null): string {
  return raw ? rawText(raw(threshold)) : signed(threshold, 2);
}

function rawText(value: number): string {
  return signed(value, Math.abs(value) >= 10 ? (Math.abs(value) >= 1000 ? 0 : 1) : 2);
}

function signed(value: number, digits: number): string {
  const text = Math.abs(value).toFixed(digits);
  return value < 0 && Number(text) !== 0 ? `−${text}` : text;
}
