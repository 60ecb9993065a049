/** Draws the points of a trajectory and the way through some of them; everything it needs is in the picture. */
import { placeOfPoint, type PointFrame } from '../../../src/core/views/trajectory.js';
import { formatValue } from '../../../src/core/views/format.js';
import type { Theme } from '../../theme.js';
import type { PointMark } from './marks.js';
import type { ShownPoint } from './points.js';

/** All that is drawn. */
export interface PointPicture {
  readonly frame: PointFrame;
  readonly theme: Theme;
  /** The sample, `[n, 2]`. */
  readonly sample: Float32Array;
  readonly points: readonly ShownPoint[];
  /** One each. */
  readonly marks: readonly PointMark[];
  /** Steps of the way, `[from, to)`. */
  readonly way: readonly [from: number, to: number];
  readonly step: number | null;
  readonly hover: number | null;
  /** What was read at a step as it stands at the way. */
  textOf(point: ShownPoint): string;
  /** Signs stand in circles, words beside dots. */
  readonly ofSymbols: boolean;
}

const FONT_PX = 13;
const CIRCLE_PX = 9;
const RING_PX = 13;

/** Draws the picture. */
export function paintPoints(context: CanvasRenderingContext2D, picture: PointPicture): void {
  const { frame, theme, sample, points, marks, way } = picture;
  context.clearRect(0, 0, frame.width, frame.height);
  paintAxes(context, picture);
  context.fillStyle = theme.dim;
  context.globalAlpha = 0.35;
  for (let k = 0; k < sample.length; k += 2) {
    const [x, y] = placeOfPoint(frame, sample[k], sample[k + 1]);
    context.fillRect(x - 1, y - 1, 2, 2);
  }
  context.globalAlpha = 1;
  context.font = `${FONT_PX}px ${theme.monoFont}`;
  context.textAlign = 'center';
  context.textBaseline = 'middle';
  const isOnWay = ({ step }: ShownPoint): boolean => step >= way[0] && step < way[1];
  points.forEach((point, k) => {
    if (isOnWay(point)) return;
    const [x, y] = placeOfPoint(frame, point.x, point.y);
    context.fillStyle = marks[k].colour;
    context.fillText(marks[k].text, x, y + 1);
  });
  paintWay(context, picture, points.filter(isOnWay));
  for (const [step, colour, width] of [
    [picture.hover, theme.foreground, 1],
    [picture.step, theme.focus, 3],
  ] as const) {
    const point = points.find((each) => each.step === step);
    if (!point) continue;
    const [x, y] = placeOfPoint(frame, point.x, point.y);
    ring(context, x, y, RING_PX, colour, width);
  }
}

/** Where both components are at the middle of the sample, and how far what is drawn goes. */
function paintAxes(context: CanvasRenderingContext2D, { frame, theme }: PointPicture): void {
  const { width, height, padding, extent } = frame;
  const [x, y] = placeOfPoint(frame, 0, 0);
  context.strokeStyle = theme.dim;
  context.globalAlpha = 0.35;
  context.lineWidth = 1;
  context.beginPath();
  context.moveTo(Math.round(x) + 0.5, 0);
  context.lineTo(Math.round(x) + 0.5, height);
  context.moveTo(0, Math.round(y) + 0.5);
  context.lineTo(width, Math.round(y) + 0.5);
  context.stroke();
  context.globalAlpha = 1;
  context.fillStyle = theme.dim;
  context.font = `12px ${theme.monoFont}`;
  context.textBaseline = 'bottom';
  context.textAlign = 'left';
  context.fillText(formatValue(extent.x[0]), padding / 3, height - 3);
  context.textAlign = 'right';
  context.textBaseline = 'top';
  context.fillText(formatValue(extent.y[1]), width - 6, 6);
}

/** The line through the way's steps, ever stronger towards its end, and what was read there. */
function paintWay(
  context: CanvasRenderingContext2D,
  { frame, theme, textOf, ofSymbols, marks, points }: PointPicture,
  way: readonly ShownPoint[],
): void {
  const colour = `rgb(${theme.heatmap.negative.join(' ')})`;
  const ground = `rgb(${theme.heatmap.neutral.join(' ')})`;
  context.strokeStyle = colour;
  context.lineWidth = 2;
  way.forEach((point, k) => {
    const before = way[k - 1];
    // The network begins anew with a segment: there is no way from the one before.
    if (!before || point.startsSegment) return;
    context.globalAlpha = 0.35 + (0.65 * k) / way.length;
    context.beginPath();
    context.moveTo(...placeOfPoint(frame, before.x, before.y));
    context.lineTo(...placeOfPoint(frame, point.x, point.y));
    context.stroke();
  });
  context.globalAlpha = 1;
  for (const point of way) {
    const [x, y] = placeOfPoint(frame, point.x, point.y);
    context.fillStyle = ground;
    if (ofSymbols) {
      context.beginPath();
      context.arc(x, y, CIRCLE_PX, 0, 2 * Math.PI);
      context.fill();
      ring(context, x, y, CIRCLE_PX, colour, 1.5);
      context.fillStyle = theme.foreground;
      context.fillText(textOf(point), x, y + 1);
      continue;
    }
    ring(context, x, y, 3, colour, 3);
    const mark = marks[points.indexOf(point)];
    const text = textOf(point);
    const width = context.measureText(text).width;
    // Beside its point, on the side where there is room.
    const left = x + 10 + width + 4 > frame.width ? x - 10 - width : x + 10;
    context.globalAlpha = 0.8;
    context.fillRect(left - 2, y - FONT_PX / 2 - 2, width + 4, FONT_PX + 3);
    context.globalAlpha = 1;
    context.fillStyle = mark?.colour ?? theme.foreground;
    context.fillText(text, left + width / 2, y + 1);
  }
}

function ring(
  context: CanvasRenderingContext2D,
  x: number,
  y: number,
  radius: number,
  colour: string,
  width: number,
): void {
  context.strokeStyle = colour;
  context.lineWidth = width;
  context.beginPath();
  context.arc(x, y, radius, 0, 2 * Math.PI);
  context.stroke();
}
