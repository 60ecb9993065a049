import { flowReach, type FlowReach } from '../../../src/core/views/trainingCurves.js';
import type { Moment } from '../../../src/protocol/training.js';
import { h, setAttributes, setText } from '../../dom.js';
import { t } from '../../sentences/text.js';
import type { Context } from '../view.js';
import { Chart, type Curve } from './chart.js';
import type { Shown } from './shown.js';
import { sizeText } from './words.js';

type Flow = NonNullable<Moment['gradientFlow']>;

/** How far gradients reach back through time: as a chart, in words, and as a table. */
export class FlowPart {
  private readonly title = h('h3');
  private readonly said = h('div', { class: 'train-said' });
  private readonly chart: Chart;
  private readonly picture: HTMLElement;
  private readonly table = h('div', { class: 'unit-table', tabindex: 0, role: 'region' });
  readonly element: HTMLElement;
  private key: unknown = null;
  private curves: readonly Curve[] = [];
  private shownFlows: readonly (Flow | null)[] = [];

  constructor(private readonly context: Context) {
    this.chart = new Chart({ hover: () => {}, click: () => {} });
    this.picture = h('div', { class: 'train-flow-chart' }, this.chart.element);
    this.element = h('section', { class: 'train-part' }, this.title, this.said, this.picture, this.table);
  }

  /** `moment` is that of the checkpoint that is looked at, `first` that of the first one kept. */
  render({ state, checkpoint, training }: Shown, moment: Moment | null, first: Moment | null): void {
    const flow = moment?.gradientFlow ?? null;
    this.element.hidden = flow === null || checkpoint === null;
    if (!flow || checkpoint === null) return;
    const before = training.checkpoints[0];
    const other = before !== checkpoint ? (first?.gradientFlow ?? null) : null;
    setText(this.title, t('train.flowOf', { checkpoint }));
    this.say(flow);
    const { asTable, presenting } = state.choices;
    this.picture.hidden = asTable;
    this.table.hidden = !asTable;
    if (flow !== this.shownFlows[0] || other !== this.shownFlows[1]) {
      this.shownFlows = [flow, other];
      this.curves = curvesOf(flow, other, [before, checkpoint]);
    }
    if (asTable) return this.drawTable(flow, checkpoint);
    this.chart.render(
      {
        ...{
          title: t('train.flowChart'),
          curves: this.curves,
          from: 1,
          to: flow.lags,
          isLog: true,
          atLeast: null,
        },
        ...{ cursor: null, shown: null, xText: String, yText: sizeText, valueText: sizeText },
      },
      { theme: this.context.theme(), scale: presenting ? 1.5 : 1 },
    );
  }

  private say(flow: Flow): void {
    const sentences = Array.from({ length: flow.layers }, (_, layer) => {
      const reach = flowReach(layerOf(flow, layer));
      return reach ? reachText(reach, layer, flow.layers) : '';
    });
    const key = JSON.stringify(sentences);
    if (this.said.dataset['said'] === key) return;
    this.said.dataset['said'] = key;
    this.said.replaceChildren(...sentences.map((sentence) => h('p', {}, sentence)));
  }

  private drawTable(flow: Flow, checkpoint: number): void {
    const key = JSON.stringify([checkpoint, Array.from(flow.norms)]);
    if (key === this.key) return;
    this.key = key;
    const caption = t('train.flowOf', { checkpoint });
    setAttributes(this.table, { 'aria-label': caption });
    const layers = [...Array(flow.layers).keys()];
    const names = [t('train.flowLag'), ...layers.map((layer) => t('train.flowLayer', { layer: layer + 1 }))];
    this.table.replaceChildren(
      h(
        'table',
        {},
        h('caption', { class: 'visually-hidden' }, caption),
        h('thead', {}, h('tr', {}, ...names.map((name) => h('th', { scope: 'col' }, name)))),
        h('tbody', {}, ...Array.from({ length: flow.lags }, (_, k) => rowOf(flow, k, layers))),
      ),
    );
  }
}

function rowOf(flow: Flow, k: number, layers: readonly number[]): HTMLElement {
  const cells = layers.map((layer) => h('td', { class: 'number' }, sizeText(layerOf(flow, layer)[k])));
  return h('tr', {}, h('th', { scope: 'row' }, String(k + 1)), ...cells);
}

/** The norms of a layer, as a view. */
function layerOf({ norms, lags }: Flow, layer: number): Float32Array {
  return norms.subarray(layer * lags, (layer + 1) * lags);
}

/** Two layers have a tone each; of one layer the second curve is how it was at first. */
function curvesOf(
  flow: Flow,
  first: Flow | null,
  [before, now]: readonly [number, number],
): readonly Curve[] {
  const lags = Array.from({ length: flow.lags }, (_, k) => k + 1);
  const tones = ['first', 'second'] as const;
  const own = Array.from({ length: flow.layers }, (_, layer) => ({
    name: flow.layers > 1 ? t('train.flowLayer', { layer: layer + 1 }) : t('train.at', { checkpoint: now }),
    ...{
      xs: lags,
      ys: layerOf(flow, layer),
      tone: tones[layer] ?? ('dim' as const),
      dashed: layer > 0,
      dotted: false,
    },
  }));
  if (flow.layers > 1 || !first || first.lags !== flow.lags) return own;
  const then = { name: t('train.at', { checkpoint: before }), xs: lags, ys: layerOf(first, 0) };
  return [...own, { ...then, tone: 'second', dashed: true, dotted: false }];
}

function reachText({ kind, lag, share }: FlowReach, layer: number, layers: number): string {
  const key = {
    vanishes: 'train.flowVanishes',
    grows: 'train.flowGrows',
    reaches: 'train.flowReaches',
  } as const;
  const values = { lag, share: kind === 'grows' ? sizeText(share) : percent(share) };
  return t(key[kind], { ...values, layer: layer + 1, layers: layers > 1 ? 'several' : 'one' });
}

function percent(share: number): string {
  return `${sizeText(100 * share)} %`;
}
