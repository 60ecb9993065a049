/** The small pictures of the ranking: a unit over the whole text, and its numbers on one axis beside chance. */
import type { RankedUnit } from '../../../src/core/analysis/selectionRanking.js';
import type { PanelRanking } from '../../../src/protocol/panel.js';
import { h } from '../../dom.js';
import type { Theme } from '../../theme.js';
import type { StepStretch } from './chosen.js';

const HEIGHT = 24;
const LINE_WIDTH = 90;
const DOTS_WIDTH = 120;
/** Room for half a dot at the ends of its axis. */
const DOT = 6;

/** A canvas of this size, in CSS pixels, and what draws on it. */
export function picture(
  width: number,
  height: number,
  name: string,
): readonly [HTMLCanvasElement, CanvasRenderingContext2D | null] {
  const canvas = h('canvas', { class: name, 'aria-hidden': 'true' });
  canvas.width = Math.round(width * devicePixelRatio);
  canvas.height = Math.round(height * devicePixelRatio);
  canvas.style.width = `${width}px`;
  canvas.style.height = `${height}px`;
  const context = canvas.getContext('2d');
  context?.setTransform(devicePixelRatio, 0, 0, devicePixelRatio, 0, 0);
  return [canvas, context];
}

/** A unit over the whole text: lowest and highest value of each column, `[columns, 2]`, from its lowest to its highest. */
export function paintWhole(
  context: CanvasRenderingContext2D,
  theme: Theme,
  values: Float32Array,
  width: number,
  height: number,
): void {
  let [low, high] = [Infinity, -Infinity];
  for (const value of values) {
    if (value < low) low = value;
    if (value > high) high = value;
  }
  const columns = values.length / 2;
  const y = (value: number): number => 2 + (high > low ? (high - value) / (high - low) : 0.5) * (height - 4);
  context.strokeStyle = theme.foreground;
  context.lineWidth = 1;
  context.beginPath();
  for (let k = 0; k < columns; k++) {
    const x = ((k + 0.5) * width) / columns;
    const [bottom, top] = [values[2 * k], values[2 * k + 1]];
    if (Number.isNaN(bottom)) continue;
    context.lineTo(x, y(bottom));
    if (top !== bottom) context.lineTo(x, y(top));
  }
  context.stroke();
}

/** The stretches of a text of `steps` steps, behind its line. */
export function paintMarks(
  context: CanvasRenderingContext2D,
  colour: string,
  alpha: number,
  stretches: readonly StepStretch[],
  [steps, width, height]: readonly [steps: number, width: number, height: number],
): void {
  context.fillStyle = colour;
  context.globalAlpha = alpha;
  for (const [from, to] of stretches) {
    const left = (from * width) / steps;
    context.fillRect(left, 0, Math.max(1, ((to - from) * width) / steps), height);
  }
  context.globalAlpha = 1;
}

/** The line of the `place`-th unit of a ranking. */
export function linePicture(
  theme: Theme,
  { lines, columns }: PanelRanking,
  place: number,
): HTMLCanvasElement {
  const [canvas, context] = picture(LINE_WIDTH, HEIGHT, 'line-picture');
  const values = lines.subarray(2 * place * columns, 2 * (place + 1) * columns);
  if (context) paintWhole(context, theme, values, LINE_WIDTH, HEIGHT);
  return canvas;
}

/** ● the chosen stretch and ○ the others on an axis from 0.5 to 1, and chance as lines: `|` of ●, dashed of ○. */
export function dotsPicture(theme: Theme, unit: RankedUnit, ranking: PanelRanking): HTMLCanvasElement {
  const [canvas, context] = picture(DOTS_WIDTH, HEIGHT, 'dots-picture');
  if (!context) return canvas;
  const x = (area: number): number => DOT + Math.max(0, 2 * area - 1) * (DOTS_WIDTH - 2 * DOT);
  const middle = HEIGHT / 2;
  const line = (from: number, to: number, y: readonly [number, number], dash: readonly number[]): void => {
    context.setLineDash([...dash]);
    context.beginPath();
    context.moveTo(from, y[0]);
    context.lineTo(to, y[1]);
    context.stroke();
  };
  context.strokeStyle = theme.dim;
  context.lineWidth = 1;
  line(x(0.5), x(1), [middle, middle], []);
  context.strokeStyle = `rgb(${theme.heatmap.negative.join(',')})`;
  context.lineWidth = 2;
  line(x(ranking.chosenChance), x(ranking.chosenChance), [3, HEIGHT - 3], []);
  if (ranking.othersChance !== null)
    line(x(ranking.othersChance), x(ranking.othersChance), [3, HEIGHT - 3], [3, 2]);
  context.setLineDash([]);
  const dot = (area: number, isFull: boolean): void => {
    context.beginPath();
    context.arc(x(area), middle, DOT - 1.5, 0, 2 * Math.PI);
    context.fillStyle = isFull ? theme.accent : `rgb(${theme.heatmap.neutral.join(',')})`;
    context.strokeStyle = isFull ? theme.accent : theme.foreground;
    context.fill();
    context.stroke();
  };
  dot(unit.steady, true);
  if (unit.others !== null) dot(unit.others, false);
  return canvas;
}
