import { formatShape, formatValue } from '../../../src/core/views/format.js';
import type { Moment } from '../../../src/protocol/training.js';
import { h, setText } from '../../dom.js';
import { t } from '../../sentences/text.js';
import type { Shown } from './shown.js';

type Histogram = Moment['histograms'][number];

const WIDTH = 140;
const HEIGHT = 44;
const SVG = 'http://www.w3.org/2000/svg';

/** How the values of each parameter are spread at a checkpoint. */
export class WeightPart {
  private readonly title = h('h3');
  private readonly list = h('ul', { class: 'train-histograms' });
  private readonly table = h('div', { class: 'unit-table', tabindex: 0, role: 'region' });
  readonly element = h('section', { class: 'train-part' }, this.title, this.list, this.table);
  private key: readonly unknown[] = [];

  render({ checkpoint, state: { choices } }: Shown, moment: Moment | null): void {
    const histograms = moment?.histograms ?? [];
    this.element.hidden = histograms.length === 0 || checkpoint === null;
    if (checkpoint === null || histograms.length === 0) return;
    const title = t('train.weights', { checkpoint });
    setText(this.title, title);
    const { asTable } = choices;
    this.list.hidden = asTable;
    this.table.hidden = !asTable;
    const key = [histograms, asTable];
    if (key.every((part, k) => part === this.key[k])) return;
    this.key = key;
    if (asTable) this.drawTable(title, histograms);
    else this.list.replaceChildren(...histograms.map(figureOf));
  }

  private drawTable(title: string, histograms: readonly Histogram[]): void {
    this.table.setAttribute('aria-label', title);
    const names = (
      [
        ...(['train.weightName', 'train.weightShape', 'train.weightLow'] as const),
        ...(['train.weightMean', 'train.weightDeviation', 'train.weightHigh'] as const),
      ] as const
    ).map((name) => t(name));
    const rows = histograms.map(({ name, shape, low, high, mean, deviation }) => {
      const cells = [formatShape(shape), ...[low, mean, deviation, high].map(formatValue)];
      return h(
        'tr',
        {},
        h('th', { scope: 'row' }, name),
        ...cells.map((cell) => h('td', { class: 'number' }, cell)),
      );
    });
    this.table.replaceChildren(
      h(
        'table',
        {},
        h('caption', { class: 'visually-hidden' }, title),
        h('thead', {}, h('tr', {}, ...names.map((name) => h('th', { scope: 'col' }, name)))),
        h('tbody', {}, ...rows),
      ),
    );
  }
}

/** A parameter as a small picture, with its name, its ends and the middle of its values in words. */
function figureOf(histogram: Histogram): HTMLElement {
  const { name, shape, low, high, mean, deviation } = histogram;
  return h(
    'li',
    {},
    h('span', { class: 'train-weight-name mono' }, name),
    barsOf(histogram),
    h(
      'span',
      { class: 'train-weight-ends number' },
      h('span', {}, formatValue(low)),
      h('span', {}, formatValue(high)),
    ),
    h(
      'span',
      { class: 'note' },
      t('train.weightOf', {
        shape: formatShape(shape),
        mean: formatValue(mean),
        deviation: formatValue(deviation),
      }),
    ),
  );
}

function barsOf({ counts, low, high }: Histogram): SVGSVGElement {
  const svg = document.createElementNS(SVG, 'svg');
  svg.setAttribute('viewBox', `0 0 ${WIDTH} ${HEIGHT}`);
  svg.setAttribute('aria-hidden', 'true');
  svg.setAttribute('preserveAspectRatio', 'none');
  const most = counts.reduce((max, count) => Math.max(max, count), 1);
  const width = WIDTH / Math.max(1, counts.length);
  const bars = Array.from(counts, (count, k) => {
    const height = (count / most) * (HEIGHT - 2);
    return `M${(k * width).toFixed(2)} ${HEIGHT}v${(-height).toFixed(2)}h${width.toFixed(2)}v${height.toFixed(2)}z`;
  });
  svg.append(pathOf(bars.join(''), 'bars'));
  // Where 0 is, if it is among them.
  const zero = (WIDTH * (0 - low)) / (high - low || 1);
  if (zero >= 0 && zero <= WIDTH) svg.append(pathOf(`M${zero.toFixed(2)} 0V${HEIGHT}`, 'zero'));
  return svg;
}

function pathOf(d: string, name: string): SVGPathElement {
  const path = document.createElementNS(SVG, 'path');
  path.setAttribute('d', d);
  path.setAttribute('class', name);
  return path;
}
