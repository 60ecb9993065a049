import 'uplot/dist/uPlot.min.css';
import uPlot from 'uplot';
import { drawnAs } from '../../takeout/paintings.js';
import { h, onPixelRatioChange, setText } from '../../dom.js';
import type { Theme } from '../../theme.js';
import { vectorsOfChart } from './chartVectors.js';
import { drawnValue, linearLines, linearRange, logLines, logRange } from './chartRange.js';

/** What a curve is drawn with; a second one of a chart is also dashed, so that colour is not all that tells them apart. */
export type Tone = 'first' | 'second' | 'dim';

/** A line of a chart. */
export interface Curve {
  /** In the legend, with its last value. */
  readonly name: string;
  readonly tone: Tone;
  readonly dashed: boolean;
  /** Its points are dots, as long as there are few. */
  readonly dotted: boolean;
  readonly xs: ArrayLike<number>;
  /** NaN where nothing is known. */
  readonly ys: ArrayLike<number>;
}

/** All that a chart shows. */
export interface ChartPicture {
  readonly title: string;
  readonly curves: readonly Curve[];
  /** The horizontal axis goes from 0 (`log`: the smallest x) to here. */
  readonly to: number;
  readonly from: number;
  /** The vertical axis is logarithmic: what is not above 0 is left out. */
  readonly isLog: boolean;
  /** At least this much of the vertical axis is seen. */
  readonly atLeast: readonly [low: number, high: number] | null;
  xText(x: number): string;
  /** A number of the vertical axis, and a value of a curve. */
  yText(y: number): string;
  valueText(y: number): string;
  /** Where in the horizontal axis there are vertical lines: the cursor, and what is read. */
  readonly cursor: number | null;
  readonly shown: number | null;
}

/** How it is drawn: `scale` is how much larger the type is, on a wall. */
export interface ChartLook {
  readonly theme: Theme;
  readonly scale: number;
}

/** A chart of curves over one axis, by uPlot: the only module that knows it. */
export class Chart {
  private readonly title = h('h3');
  private readonly legend = h('span', { class: 'chart-legend' });
  private readonly plot = h('div', { class: 'chart-plot', 'aria-hidden': 'true' });
  private readonly cursor = h('div', { class: 'chart-cursor' });
  private readonly shown = h('div', { class: 'chart-shown' });
  readonly element = h('figure', { class: 'chart' }, h('figcaption', {}, this.title, this.legend), this.plot);
  private chart: uPlot | null = null;
  private picture: ChartPicture | null = null;
  private look: ChartLook | null = null;
  private made = '';
  private data: unknown = null;

  constructor(actions: {
    /** The pointer is over this x, or over none. */
    hover(x: number | null): void;
    click(x: number): void;
  }) {
    new ResizeObserver(() => this.fit()).observe(this.plot);
    onPixelRatioChange(() => this.again());
    const xOf = ({ clientX }: MouseEvent): number | null => {
      const box = this.chart?.over.getBoundingClientRect();
      if (!this.chart || !this.picture || !box || box.width === 0) return null;
      const share = Math.min(1, Math.max(0, (clientX - box.left) / box.width));
      return this.picture.from + share * (this.picture.to - this.picture.from);
    };
    this.plot.addEventListener('pointermove', (event) => actions.hover(xOf(event)));
    this.plot.addEventListener('pointerleave', () => actions.hover(null));
    this.plot.addEventListener('click', (event) => {
      const x = xOf(event);
      if (x !== null) actions.click(x);
    });
  }

  render(picture: ChartPicture, look: ChartLook): void {
    const { theme, scale } = look;
    const before = this.picture;
    [this.picture, this.look] = [picture, look];
    setText(this.title, picture.title);
    this.drawLegend(picture, theme);
    const lines = picture.curves.map(({ tone, dashed, dotted }) => [tone, dashed, dotted]);
    const made = JSON.stringify([lines, picture.isLog, theme, scale]);
    if (made !== this.made) this.make(made);
    else if (!before || isOther(before, picture)) this.chart?.setData(dataOf(picture));
    this.mark();
  }

  /** Another size is there. */
  private fit(): void {
    const [width, height] = [this.plot.clientWidth, this.plot.clientHeight];
    if (width === 0 || height === 0) return;
    if (!this.chart) return this.again();
    if (this.chart.width === width && this.chart.height === height) return;
    this.chart.setSize({ width, height });
    this.mark();
  }

  private again(): void {
    this.made = '';
    if (this.picture && this.look) this.render(this.picture, this.look);
  }

  private make(made: string): void {
    const [width, height] = [this.plot.clientWidth, this.plot.clientHeight];
    if (width === 0 || height === 0 || !this.picture || !this.look) return;
    this.made = made;
    this.chart?.destroy();
    const options = optionsOf(() => this.picture!, this.look);
    this.chart = new uPlot({ ...options, width, height }, dataOf(this.picture), this.plot);
    this.chart.over.append(this.shown, this.cursor);
    const { chart } = this;
    drawnAs(chart.ctx.canvas, () => vectorsOfChart(chart));
  }

  private mark(): void {
    const { chart, picture } = this;
    if (!chart || !picture) return;
    for (const [line, x] of [
      [this.cursor, picture.cursor],
      [this.shown, picture.shown],
    ] as const) {
      line.hidden = x === null;
      // Through the CSSOM: the panel's policy forbids style attributes.
      if (x !== null) line.style.left = `${Math.round(chart.valToPos(x, 'x'))}px`;
    }
  }

  private drawLegend({ curves, valueText }: ChartPicture, theme: Theme): void {
    const entries = curves.map(({ name, tone, dashed, ys }) => {
      const last = lastKnown(ys);
      const key = h('span', { class: dashed ? 'chart-key dashed' : 'chart-key', 'aria-hidden': 'true' });
      key.style.borderTopColor = colourOf(tone, theme);
      return { key, text: last === null ? name : `${name} ${valueText(last)}` };
    });
    const told = JSON.stringify([entries.map(({ text }) => text), theme.kind]);
    if (told === this.data) return;
    this.data = told;
    this.legend.replaceChildren(
      ...entries.map(({ key, text }) => h('span', { class: 'chart-entry' }, key, text)),
    );
  }
}

/** The colour of a tone in a theme. */
export function colourOf(tone: Tone, theme: Theme): string {
  if (tone === 'dim') return theme.dim;
  return tone === 'first' ? theme.accent : `rgb(${theme.heatmap.negative.join(' ')})`;
}

/** The last number of a list that is known; null if there is none. */
export function lastKnown(values: ArrayLike<number>): number | null {
  for (let k = values.length - 1; k >= 0; k--) if (!Number.isNaN(values[k])) return values[k];
  return null;
}

function isOther(a: ChartPicture, b: ChartPicture): boolean {
  const isSame = (before: ArrayLike<number>, now: ArrayLike<number>) =>
    before === now ||
    (now.length <= 2 && before.length === now.length && before[0] === now[0] && before[1] === now[1]);
  return (
    a.to !== b.to ||
    a.from !== b.from ||
    a.curves.some(({ xs, ys }, k) => !isSame(xs, b.curves[k].xs) || !isSame(ys, b.curves[k].ys))
  );
}

/** The curves on the axis of all their x. */
function dataOf({ curves, isLog }: ChartPicture): uPlot.AlignedData {
  const tables = curves.map(({ xs, ys }): uPlot.AlignedData => [
    Array.from(xs),
    Array.from(ys, (y) => drawnValue(y, isLog)),
  ]);
  if (tables.length === 0) return [[]];
  // A curve that ends before another one is no gap in that one.
  return tables.length === 1 ? tables[0] : uPlot.join(tables);
}

const FONT_PX = 12;
/** Room for a number beside the vertical axis and below the horizontal one. */
const SIDE_PX = 52;
const FOOT_PX = 26;
/** Dots stand where a curve has so few points that one wants to see them. */
const MOST_DOTS = 60;

function optionsOf(
  picture: () => ChartPicture,
  { theme, scale }: ChartLook,
): Omit<uPlot.Options, 'width' | 'height'> {
  const { curves, isLog } = picture();
  const linesOf = isLog ? logLines : linearLines;
  const axis = { stroke: theme.foreground, font: `${FONT_PX * scale}px ${theme.font}`, gap: 4 * scale };
  // Lines of a theme of high contrast are meant to be seen; these are only a help.
  const dash = theme.kind.startsWith('high-contrast') ? [1, 5] : [];
  const line = { stroke: theme.line, width: 1, dash };
  return {
    legend: { show: false },
    cursor: { show: false },
    padding: [8 * scale, 24 * scale, 0, 0],
    scales: {
      x: { time: false, range: () => [picture().from, Math.max(picture().from + 1, picture().to)] },
      y: { distr: isLog ? 3 : 1, range: (_, low, high) => rangeOf(picture(), low, high) },
    },
    axes: [
      {
        ...{ ...axis, grid: { show: false }, ticks: { ...line, size: 4 }, size: FOOT_PX * scale },
        splits: ({ width }, _, low, high) => linearLines(low, high, roomFor(width, 70 * scale)),
        values: (_, splits) => splits.map((x) => picture().xText(x)),
      },
      {
        ...{ ...axis, ticks: { show: false }, size: SIDE_PX * scale },
        // Of a logarithmic axis only these have lines.
        grid: { ...line, ...(isLog && { filter: powersOfTen }) },
        // uPlot's own never come to an end where numbers are as small as a gradient that vanishes.
        splits: ({ height }, _, low, high) =>
          linesOf(low, high, roomFor(height - FOOT_PX * scale, 32 * scale)),
        filter: (_, splits) => splits,
        values: (_, splits) => splits.map((y) => picture().yText(y)),
      },
    ],
    series: [
      {},
      ...curves.map(({ tone, dashed, dotted }) => ({
        stroke: colourOf(tone, theme),
        width: 1.75 * scale,
        ...(dashed && { dash: [5 * scale, 3 * scale] }),
        spanGaps: true,
        points: {
          show: (_: uPlot, k: number) => dotted && (picture().curves[k - 1]?.xs.length ?? 0) <= MOST_DOTS,
          size: 5 * scale,
          fill: colourOf(tone, theme),
        },
      })),
    ],
  };
}

/** How many numbers stand beside one another in so many pixels, of which each takes some. */
function roomFor(px: number, eachPx: number): number {
  return Math.max(2, Math.floor(px / eachPx));
}

function powersOfTen(_: uPlot, splits: number[]): (number | null)[] {
  return splits.map((y) => (Math.abs(Math.log10(y) - Math.round(Math.log10(y))) < 1e-6 ? y : null));
}

/** What is seen of the vertical axis; uPlot has no lowest and highest value where nothing is known. */
function rangeOf({ isLog, atLeast }: ChartPicture, lowest: number, highest: number): uPlot.Range.MinMax {
  const known = Number.isFinite(lowest) && Number.isFinite(highest);
  let [low, high] = known ? [lowest, highest] : (atLeast ?? (isLog ? [0.1, 1] : [0, 1]));
  if (atLeast) [low, high] = [Math.min(low, atLeast[0]), Math.max(high, atLeast[1])];
  if (isLog) return logRange(low, high);
  return atLeast ? [low, high] : linearRange(low, high);
}
