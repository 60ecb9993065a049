/** A chart as vectors, for a picture that people take out: its grid, numbers and curves where uPlot has them. */
import type uPlot from 'uplot';
import { escapeXml, tag } from '../../takeout/svgText.js';

/** What uPlot keeps of an axis and its types do not name: places of numbers, and the numbers as text. */
interface DrawnAxis {
  readonly _splits?: readonly number[] | null;
  readonly _values?: readonly (string | number | null)[] | null;
}

/** Elements of an SVG in the CSS pixels of the chart's canvas. */
export function vectorsOfChart(chart: uPlot): string {
  const ratio = chart.ctx.canvas.width / Math.max(1, chart.width);
  const { left, top, width, height } = chart.bbox;
  const [x0, y0, w, hh] = [left, top, width, height].map((length) => length / ratio);
  const x = (value: number): number => x0 + chart.valToPos(value, 'x');
  const y = (value: number): number => y0 + chart.valToPos(value, 'y');
  return [
    ...numbers(chart, 0, (value, text, look) =>
      tag('text', { x: x(value), y: y0 + hh + look.size + 6, 'text-anchor': 'middle', ...look.font }, text),
    ),
    ...numbers(
      chart,
      1,
      (value, text, look) =>
        tag('line', { x1: x0, x2: x0 + w, y1: y(value), y2: y(value), stroke: look.grid }) +
        tag('text', { x: x0 - 6, y: y(value) + look.size / 3, 'text-anchor': 'end', ...look.font }, text),
    ),
    ...chart.series.slice(1).map((series, k) => {
      const points = pointsOf(chart, k + 1).map(
        ([at, value]) => `${x(at).toFixed(2)},${y(value).toFixed(2)}`,
      );
      const stroke = String(strokeOf(series));
      const dashes = series.dash?.join(' ') ?? null;
      return tag('polyline', {
        ...{ points: points.join(' '), fill: 'none', stroke, 'stroke-width': series.width ?? 1 },
        ...{ 'stroke-dasharray': dashes, 'stroke-linejoin': 'round' },
      });
    }),
  ].join('\n');
}

function pointsOf(chart: uPlot, series: number): [number, number][] {
  const ys = chart.data[series] as ArrayLike<number | null | undefined>;
  return Array.from(chart.data[0]).flatMap((x, k) => {
    const y = ys[k];
    return typeof y === 'number' ? [[x, y] as [number, number]] : [];
  });
}

interface Look {
  readonly size: number;
  readonly grid: string;
  readonly font: Readonly<Record<string, string | number>>;
}

function numbers(
  chart: uPlot,
  which: number,
  draw: (value: number, text: string, look: Look) => string,
): string[] {
  const axis = chart.axes[which] as uPlot.Axis & DrawnAxis;
  const font = Array.isArray(axis.font) ? String(axis.font[0]) : (axis.font ?? '');
  // uPlot keeps the size of the type in the canvas' pixels.
  const ratio = chart.ctx.canvas.width / Math.max(1, chart.width);
  const [, size, family] = /([\d.]+)px\s+(.*)$/.exec(font) ?? ['', '12', 'sans-serif'];
  const look: Look = {
    size: Number(size) / ratio,
    grid: String(strokeOf(axis.grid ?? {})),
    font: { fill: String(strokeOf(axis)), 'font-size': Number(size) / ratio, 'font-family': family },
  };
  return (axis._splits ?? []).map((value, k) => {
    const text = axis._values?.[k] ?? '';
    return draw(value, escapeXml(String(text)), look);
  });
}

/** uPlot makes functions of what it was given. */
function strokeOf({ stroke }: { readonly stroke?: unknown }): unknown {
  return typeof stroke === 'function' ? (stroke as () => unknown)() : stroke;
}
