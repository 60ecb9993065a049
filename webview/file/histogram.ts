import { formatNumber } from '../../src/core/views/format.js';
import type { TensorStatistics } from '../../src/protocol/fileView.js';
import { setAttributes } from '../dom.js';
import { t } from '../sentences/text.js';

const SVG = 'http://www.w3.org/2000/svg';
const WIDTH = 128;
const HEIGHT = 24;

/** Bars of a histogram from the least to the largest value, with a line at zero where it is between. */
export function histogramOf(
  { histogram }: TensorStatistics,
  range: NonNullable<TensorStatistics['range']>,
): Element {
  const { min, max } = range;
  const svg = shape('svg', { class: 'histogram', viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: 'img' });
  const most = Math.max(...histogram);
  const bin = WIDTH / histogram.length;
  const isOne = min === max;
  const bars = histogram.flatMap((count, k) => {
    // What is there is seen, however little it is.
    const height = count === 0 ? 0 : Math.max(1, (count / most) * (HEIGHT - 1));
    const at = isOne ? WIDTH / 2 - bin / 2 : k * bin;
    return height === 0 ? [] : [`M${at} ${HEIGHT}v${-height}h${bin - 0.5}v${height}z`];
  });
  svg.append(shape('path', { class: 'histogram-bars', d: bars.join('') }));
  svg.append(shape('path', { class: 'histogram-line', d: `M0 ${HEIGHT - 0.5}h${WIDTH}` }));
  if (min < 0 && max > 0) {
    const zero = (-min / (max - min)) * WIDTH;
    svg.append(shape('path', { class: 'histogram-line', d: `M${zero} 0v${HEIGHT}` }));
  }
  const name = named(histogram, range);
  const title = document.createElementNS(SVG, 'title');
  title.textContent = name;
  svg.prepend(title);
  setAttributes(svg, { 'aria-label': name });
  return svg;
}

/** The shortest stretch that has more than half of the values, in words. */
function named(histogram: readonly number[], { min, max }: NonNullable<TensorStatistics['range']>): string {
  if (min === max) return t('file.histogram', { n: 1, min: formatNumber(min) });
  const [from, to] = densest(histogram);
  const at = (bin: number): string => formatNumber(min + ((max - min) * bin) / histogram.length);
  const values = { n: 2, min: formatNumber(min), max: formatNumber(max), from: at(from), to: at(to) };
  return t('file.histogram', values);
}

function densest(histogram: readonly number[]): readonly [from: number, to: number] {
  const half = histogram.reduce((a, b) => a + b, 0) / 2;
  let best: readonly [number, number] = [0, histogram.length];
  let [from, sum] = [0, 0];
  histogram.forEach((count, k) => {
    sum += count;
    while (sum - histogram[from] > half) sum -= histogram[from++];
    if (sum > half && k + 1 - from < best[1] - best[0]) best = [from, k + 1];
  });
  return best;
}

function shape(tag: string, attributes: Readonly<Record<string, string>>): Element {
  const element = document.createElementNS(SVG, tag);
  setAttributes(element, attributes);
  return element;
}
