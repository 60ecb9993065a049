import type { Theme } from '../../theme.js';
import { lineColour } from '../units/plotPaint.js';

/** Room for the numbers of the axis; the plots, and the texts between them. */
export const GUTTER_PX = 48;
const [PLOT_PX, TEXT_PX, MARGIN_PX] = [76, 26, 8];

/** Of both plots and the texts. */
export const HEIGHT_PX = 2 * PLOT_PX + TEXT_PX;

/** Two units over the same tokens. */
export interface LinesFrame {
  readonly width: number;
  readonly tokenPx: number;
  /** Null while they are loading; NaN where there is no such token. */
  readonly own: Float32Array | null;
  readonly other: Float32Array | null;
  readonly texts: readonly string[];
  /** Where a segment starts, and a line begins anew. */
  readonly starts: readonly boolean[];
  readonly isSymbol: boolean;
  /** Among those that are drawn. */
  readonly selected: number;
  readonly theme: Theme;
}

/** One plot. */
interface Plot {
  readonly values: Float32Array;
  readonly top: number;
  readonly colour: string;
  readonly dash: readonly number[];
}

/** Draws both lines, each on a scale of its own around 0, with the tokens between them. */
export function paintLines(canvas: HTMLCanvasElement, frame: LinesFrame): void {
  const { width, theme } = frame;
  const [w, hh] = [width, HEIGHT_PX].map((length) => Math.max(1, Math.round(length * devicePixelRatio)));
  if (canvas.width !== w) canvas.width = w;
  if (canvas.height !== hh) canvas.height = hh;
  canvas.style.width = `${width}px`;
  canvas.style.height = `${HEIGHT_PX}px`;
  const context = canvas.getContext('2d');
  if (!context) return;
  context.setTransform(devicePixelRatio, 0, 0, devicePixelRatio, 0, 0);
  context.clearRect(0, 0, width, HEIGHT_PX);
  context.fillStyle = theme.accent;
  context.globalAlpha = 0.18;
  context.fillRect(GUTTER_PX + frame.selected * frame.tokenPx, 0, frame.tokenPx, HEIGHT_PX);
  context.globalAlpha = 1;
  const { own, other } = frame;
  if (own) paintPlot(context, frame, { values: own, top: 0, colour: lineColour(theme, 0), dash: [] });
  const top = PLOT_PX + TEXT_PX;
  if (other) paintPlot(context, frame, { values: other, top, colour: lineColour(theme, 1), dash: [7, 3] });
  paintTexts(context, frame);
}

function paintPlot(context: CanvasRenderingContext2D, frame: LinesFrame, plot: Plot): void {
  const { theme, width, tokenPx, starts } = frame;
  const { values, top, colour, dash } = plot;
  const limit = values.reduce((most, value) => (Math.abs(value) > most ? Math.abs(value) : most), 0) || 1;
  const yOf = (value: number): number => top + PLOT_PX / 2 - (value / limit) * (PLOT_PX / 2 - MARGIN_PX);
  context.font = `12px ${theme.monoFont}`;
  context.textAlign = 'right';
  context.textBaseline = 'middle';
  for (const value of [limit, 0, -limit]) {
    const y = Math.round(yOf(value));
    context.fillStyle = theme.line;
    context.fillRect(GUTTER_PX, y, width - GUTTER_PX, 1);
    context.fillStyle = theme.dim;
    const text = value === 0 ? '0' : `${value < 0 ? '−' : '+'}${limit.toPrecision(2)}`;
    context.fillText(text, GUTTER_PX - 5, y);
  }
  context.strokeStyle = colour;
  context.lineWidth = 2;
  context.lineJoin = 'round';
  context.setLineDash([...dash]);
  context.beginPath();
  let isDrawing = false;
  values.forEach((value, k) => {
    if (Number.isNaN(value) || starts[k]) isDrawing = false;
    if (Number.isNaN(value)) return;
    const [x, y] = [GUTTER_PX + (k + 0.5) * tokenPx, yOf(value)];
    if (isDrawing) context.lineTo(x, y);
    else {
      context.moveTo(x - 2, y);
      context.lineTo(x + 2, y);
    }
    isDrawing = true;
  });
  context.stroke();
  context.setLineDash([]);
}

function paintTexts(context: CanvasRenderingContext2D, frame: LinesFrame): void {
  const { texts, tokenPx, theme, isSymbol } = frame;
  context.font = `13px ${isSymbol ? theme.monoFont : theme.font}`;
  context.fillStyle = theme.foreground;
  context.textAlign = 'center';
  context.textBaseline = 'middle';
  texts.forEach((text, k) => {
    const x = GUTTER_PX + (k + 0.5) * tokenPx;
    context.fillText(shortened(context, text, tokenPx - 3), x, PLOT_PX + TEXT_PX / 2);
  });
}

function shortened(context: CanvasRenderingContext2D, text: string, width: number): string {
  if (context.measureText(text).width <= width || text.length <= 1) return text;
  let length = Math.min(text.length - 1, 20);
  while (length > 1 && context.measureText(`${text.slice(0, length)}…`).width > width) length--;
  return `${text.slice(0, length)}…`;
}
