import { abbreviate, visibleSymbol, visibleText } from '../../../src/core/views/format.js';
import { stepWidth, stepX, visibleSteps } from '../../../src/core/views/geometry.js';
import { NO_TOKEN } from '../../../src/protocol/engine.js';
import type { Frame } from './heatmapPaint.js';

/** Height of a line of the text above the columns. */
const LINE_PX = 20;
const FONT_PX = 13;
const MOST_LETTERS = 24;
/** Words over columns that are narrower than they stand on so many levels. */
const LEVELS = 3;

/** The room the text above the columns needs. */
export function rulerHeight({
  columns,
  symbols,
  brackets,
}: Pick<Frame, 'columns' | 'symbols' | 'brackets'>): number {
  const levels = !symbols && columns === 'even' ? LEVELS : 1;
  return levels * LINE_PX + (brackets ? 10 : 6);
}

/** The font of what stands above the columns. */
export function rulerFont({ theme, symbols }: Pick<Frame, 'theme' | 'symbols'>, strong = false): string {
  return `${strong ? 'bold ' : ''}${FONT_PX}px ${symbols ? theme.monoFont : theme.font}`;
}

/** Draws what was read above the columns, and which steps are one token. */
export function paintRuler(context: CanvasRenderingContext2D, frame: Frame): void {
  const { columns, selected } = frame;
  context.textBaseline = 'middle';
  context.textAlign = 'center';
  if (columns === 'overview') {
    if (selected.step !== null) paintAlone(context, frame, selected.step);
    return;
  }
  const [from, to] = visibleSteps(frame.geometry);
  if (!frame.symbols && columns === 'even') paintLevels(context, frame, from, to);
  else for (let step = from; step < to; step++) paintText(context, frame, step);
  if (frame.brackets) paintBrackets(context, frame, from, to);
}

function style(context: CanvasRenderingContext2D, frame: Frame, step: number, text: string): void {
  const { theme, hover } = frame;
  const isSelected = inSelection(frame, step);
  const isStrong = step === hover?.step || !frame.symbols || /\S/.test(text);
  context.fillStyle = isSelected ? theme.accent : isStrong ? theme.foreground : theme.dim;
  context.font = rulerFont(frame, isSelected);
}

/** The selected step's text where columns are too narrow for any; it stays in the picture. */
function paintAlone(context: CanvasRenderingContext2D, frame: Frame, step: number): void {
  const { geometry } = frame;
  const text = frame.textOf(step);
  if (text === null) return;
  style(context, frame, step, text);
  const shownText = abbreviate(shown(frame, text), MOST_LETTERS);
  const half = context.measureText(shownText).width / 2;
  const x = stepX(geometry, step);
  if (x < geometry.gutterPx || x > geometry.width) return;
  const within = Math.min(geometry.width - half - 2, Math.max(geometry.gutterPx + half + 2, x));
  context.fillText(shownText, within, LINE_PX / 2 + 2);
}

function paintText(context: CanvasRenderingContext2D, frame: Frame, step: number): void {
  const { geometry } = frame;
  const text = frame.textOf(step);
  if (text === null) return;
  style(context, frame, step, text);
  const width = stepWidth(geometry, step);
  const x = stepX(geometry, step) + width / 2;
  context.fillText(fitted(context, shown(frame, text), width - 4), x, LINE_PX / 2 + 2);
}

/** As much of a text as there is room for. */
function fitted(context: CanvasRenderingContext2D, text: string, width: number): string {
  if (context.measureText(text).width <= width) return text;
  for (let letters = Math.min(MOST_LETTERS, text.length - 1); letters > 1; letters--) {
    const cut = abbreviate(text, letters);
    if (context.measureText(cut).width <= width) return cut;
  }
  return abbreviate(text, 1);
}

/** Words over narrow columns: each on the first level that has room for it, with a stroke down to its column. */
function paintLevels(context: CanvasRenderingContext2D, frame: Frame, from: number, to: number): void {
  const { geometry, theme } = frame;
  const ends = Array.from({ length: LEVELS }, () => -Infinity);
  for (let step = from; step < to; step++) {
    const text = frame.textOf(step);
    if (text === null) continue;
    style(context, frame, step, text);
    const written = abbreviate(shown(frame, text), MOST_LETTERS);
    const x = stepX(geometry, step) + stepWidth(geometry, step) / 2;
    const half = context.measureText(written).width / 2;
    const level = ends.findIndex((end) => end + 6 < x - half);
    if (level < 0) continue;
    ends[level] = x + half;
    const y = (LEVELS - 1 - level + 0.5) * LINE_PX + 2;
    context.fillText(written, x, y);
    if (level === 0) continue;
    context.fillStyle = theme.line;
    context.fillRect(x - 0.5, y + LINE_PX / 2 - 2, 1, geometry.rulerPx - y - LINE_PX / 2);
  }
}

/** Spaces between words step back to a dot: here the symbols are a text to read. */
function shown({ lines, symbols }: Frame, text: string): string {
  if (lines) return text;
  return symbols && text !== ' ' ? visibleSymbol(text) : visibleText(text);
}

function inSelection({ selected, selectedSteps }: Frame, step: number): boolean {
  if (selectedSteps) return step >= selectedSteps.fromStep && step < selectedSteps.toStep;
  return step === selected.step;
}

/** A line under the symbols of each token; it ends where the token does. */
function paintBrackets(context: CanvasRenderingContext2D, frame: Frame, from: number, to: number): void {
  const { geometry, states, theme } = frame;
  const tokenAt = (step: number) => states.token(step) ?? NO_TOKEN;
  for (let start = from; start < to;) {
    const token = tokenAt(start);
    let end = start + 1;
    while (end < to && tokenAt(end) === token) end++;
    if (token !== NO_TOKEN) {
      const isSelected = inSelection(frame, start);
      context.fillStyle = isSelected ? theme.accent : theme.dim;
      const [left, right] = [stepX(geometry, start) + 2, stepX(geometry, end) - 2];
      const height = isSelected ? 2 : 1;
      context.fillRect(left, geometry.rulerPx - 5 - height, right - left, height);
    }
    start = end;
  }
}
