import { abbreviate, visibleSymbol, visibleText } from '../../../src/core/views/format.js';
import { stepX, visibleSteps } from '../../../src/core/views/geometry.js';
import { NO_TOKEN } from '../../../src/protocol/engine.js';
import type { Zoom } from '../../state/choices.js';
import type { Frame } from './heatmapPaint.js';

interface Ruler {
  readonly angle: number;
  readonly fontPx: number;
  readonly letters: number;
  /** Where the text is, above the columns. */
  readonly above: number;
}

/** How words stand above their columns, for each width of columns. */
const WORDS: Record<Zoom, Ruler> = {
  overview: { angle: 0, fontPx: 12, letters: 24, above: 8 },
  small: { angle: -Math.PI / 2, fontPx: 9, letters: 14, above: 8 },
  medium: { angle: (-55 * Math.PI) / 180, fontPx: 12, letters: 13, above: 8 },
  large: { angle: 0, fontPx: 12, letters: 7, above: 12 },
};

/** How single symbols do: upright, like the text they are. */
const SYMBOLS: Record<Zoom, Ruler> = {
  overview: WORDS.overview,
  small: { angle: 0, fontPx: 10, letters: 1, above: 14 },
  medium: { angle: 0, fontPx: 13, letters: 1, above: 15 },
  large: { angle: 0, fontPx: 13, letters: 5, above: 15 },
};

/** Draws what was read above the columns, and which steps are one token. */
export function paintRuler(context: CanvasRenderingContext2D, frame: Frame): void {
  const { zoom, selected } = frame;
  const ruler = (frame.symbols ? SYMBOLS : WORDS)[zoom];
  const [from, to] = zoom === 'overview' ? selectedOnly(selected.step) : visibleSteps(frame.geometry);
  context.textBaseline = 'middle';
  const centred = zoom === 'large' || (frame.symbols && zoom !== 'overview');
  context.textAlign = centred ? 'center' : 'left';
  for (let step = from; step < to; step++) paintText(context, frame, ruler, step);
  if (frame.brackets) paintBrackets(context, frame, from, to);
}

function selectedOnly(step: number | null): readonly [number, number] {
  return step === null ? [0, 0] : [step, step + 1];
}

function paintText(context: CanvasRenderingContext2D, frame: Frame, ruler: Ruler, step: number): void {
  const { geometry, theme, hover } = frame;
  const text = frame.textOf(step);
  if (text === null) return;
  const isSelected = inSelection(frame, step);
  const strong = frame.symbols ? /\S/.test(text) : step === hover?.step;
  context.fillStyle = isSelected ? theme.accent : strong ? theme.foreground : theme.dim;
  context.font = `${isSelected ? 'bold ' : ''}${ruler.fontPx}px ${theme.monoFont}`;
  context.save();
  context.translate(stepX(geometry, step) + geometry.stepPx / 2, geometry.rulerPx - ruler.above);
  context.rotate(ruler.angle);
  context.fillText(abbreviate(shown(frame, text), ruler.letters), 0, 0);
  context.restore();
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
      const left = stepX(geometry, start) + 2;
      const height = isSelected ? 2 : 1;
      context.fillRect(left, geometry.rulerPx - 4 - height, (end - start) * geometry.stepPx - 4, height);
    }
    start = end;
  }
}
