import './sidebar.css';
import { isOn } from '../../../src/core/heads/probabilities.js';
import { quantitySize } from '../../../src/core/rnn/config.js';
import {
  formatBits,
  formatProbability,
  formatShape,
  formatValue,
  shownText,
  visibleSymbol,
} from '../../../src/core/views/format.js';
import { stateShapes } from '../../../src/core/views/unrolled.js';
import { magnitudeRank } from '../../../src/core/views/heatmap.js';
import { rankClasses, surprisalBits } from '../../../src/core/views/probabilities.js';
import { tokenKind } from '../../../src/core/views/task.js';
import type { ClassRow } from '../../../src/protocol/engine.js';
import { ofHead } from '../../../src/protocol/model.js';
import type { PanelRun } from '../../../src/protocol/panel.js';
import { bar, h } from '../../dom.js';
import { selectedStep } from '../../state/selection.js';
import type { State } from '../../state/store.js';
import { unitWords } from '../../state/unitNames.js';
import { labelParts } from '../probabilities/classTable.js';
import { isCardOpen } from './card.js';
import { equationPart } from './equationCard.js';
import type { TokenRow } from '../../data/data.js';
import { frontView } from '../table.js';
import { unitBarView } from './unitBar.js';
import type { Context, RunView } from '../view.js';
import { t } from '../../sentences/text.js';

/** Everything about the selected token and unit, and the shapes of the run. */
export function sidebarView(context: Context): RunView {
  const token = h('section', { 'aria-label': t('sidebar.token') });
  const classes = h('section', { 'aria-label': t('sidebar.classes') });
  const unit = h('div', {});
  const bar = unitBarView(context);
  const units = h('section', { 'aria-label': t('sidebar.unit') }, unit, bar.element);
  const shapes = h('section', { 'aria-label': t('sidebar.shapes') });
  const equation = h('section', { 'aria-label': t('sidebar.equation') });
  const element = h(
    'aside',
    { class: 'sidebar', 'aria-label': t('sidebar.label'), tabindex: 0 },
    token,
    classes,
    units,
    equation,
    shapes,
  );
  let shown: PanelRun['shapes'] | undefined;
  return {
    element,
    render: (state, run) => {
      element.hidden = !isCardOpen(state);
      if (element.hidden) return;
      const { beside } = frontView(state);
      token.replaceChildren(...tokenPart(context, state, run));
      classes.hidden = run.model.task === 'states' || beside.classes === 0;
      classes.replaceChildren(...(classes.hidden ? [] : classesPart(context, state, run, beside.classes)));
      units.hidden = !beside.place;
      if (!units.hidden) {
        unit.replaceChildren(...unitPart(context, state, run));
        bar.render(state, run);
      }
      // The legend can be open: it is made anew only when the shapes are others.
      if (run.shapes !== shown) shapes.replaceChildren(...shapesPart(run));
      shown = run.shapes;
      equation.hidden = !beside.equation;
      if (!equation.hidden) equation.replaceChildren(...equationPart(context, state, run));
    },
  };
}

function tokenPart(context: Context, state: State, run: PanelRun): HTMLElement[] {
  if (!state.selection || run.tokenCount === 0)
    return [h('h2', {}, t('sidebar.noToken')), h('p', { class: 'dim' }, '–')];
  const { token } = state.selection;
  const kind = tokenKind(run.model.tokenizer);
  const heading = h('h2', {}, t('token.number', { kind, number: token + 1 }));
  context.data.wantRows(token, token + 2);
  const row = context.data.row(token);
  if (!row) return [heading, h('div', { class: 'big' }, context.data.problemOf(token) ?? '…')];
  const place = h(
    'div',
    { class: 'dim' },
    t('sidebar.place', { line: String(row.line), column: String(row.column) }),
  );
  const text = h('div', { class: 'big', title: row.text }, shownText(row.text, run.model.tokenizer));
  const details = row.details ? h('div', { class: 'details' }, row.details) : null;
  const parts = [heading, text, place, ...(details ? [details] : [])];
  if (run.model.task === 'states') return parts;
  if (run.model.task === 'language-model') return [...parts, surprisalPart(row, run)];
  if (Number.isNaN(row.probability)) return [...parts, h('div', { class: 'dim' }, t('sidebar.notTagged'))];
  const chip = h('span', { class: 'tag-name' }, ...labelParts(context, run.model, row.label));
  const [head] = run.model.heads;
  const isBelow = head !== undefined && !isOn(head, row.label, row.probability);
  const sentence = probabilitySentence(row.probability);
  const number = h(
    'span',
    { class: 'dim number' },
    isBelow ? t('tags.below', { label: sentence }) : sentence,
  );
  const description = h('div', { class: 'dim' }, run.model.labelDescriptions[row.label] ?? '');
  return [...parts, h('div', { class: 'tag-line' }, chip, number), description];
}

function surprisalPart(row: TokenRow, { model }: PanelRun): HTMLElement {
  const bits = surprisalBits(row.probability);
  if (Number.isNaN(bits))
    return h('div', { class: 'dim' }, t(row.token === 0 ? 'tags.nothingBefore' : 'sidebar.notRead'));
  const expected = visibleSymbol(model.labels[row.label] ?? '?');
  const p = probabilitySentence(row.probability);
  const sentence = t('sidebar.surprisal', { bits: formatBits(bits), p });
  return h(
    'div',
    {},
    h('div', { class: 'number' }, sentence),
    h('div', { class: 'dim' }, t('sidebar.expected', { symbol: expected })),
  );
}

/** `p = 0.997`, `p > 0.999`. */
function probabilitySentence(probability: number): string {
  const number = formatProbability(probability);
  return /^[<>]/.test(number) ? `p ${number[0]} ${number.slice(1)}` : `p = ${number}`;
}

function classesPart(context: Context, state: State, run: PanelRun, most: number): HTMLElement[] {
  const { model } = run;
  const { data } = context;
  const token = state.selection?.token ?? null;
  const list = (title: string, of: ClassRow | null) => [
    h('h2', {}, title),
    of ? topClasses(run, of, most) : h('p', { class: 'dim' }, token === null ? '–' : '…'),
  ];
  const classes = token === null ? null : data.classes(token);
  if (model.task === 'language-model')
    return list(t('sidebar.next', { noun: t('token.name', { kind: tokenKind(model.tokenizer) }) }), classes);
  const further = token === null ? [] : furtherLists(context, run, token, most);
  if (model.task !== 'classification') return [...list(t('sidebar.most'), classes), ...further];
  const ofSegment = token === null ? null : data.segmentClasses(token);
  const segment = t('segment.name', { segment: model.segment });
  const whole = list(t('probabilities.whole', { segment }), ofSegment);
  return [...whole, ...further, ...list(t('sidebar.after'), classes)];
}

/** The most probable classes of the further heads of whole segments. */
function furtherLists({ data }: Context, run: PanelRun, token: number, most: number): HTMLElement[] {
  const segment = t('segment.name', { segment: run.model.segment });
  return run.model.heads.flatMap((head, k) => {
    if (k === 0 || head.level !== 'segment') return [];
    const row = data.segmentClasses(token, k);
    const title = t('probabilities.wholeHead', { segment, head: head.name });
    const list = row ? topClasses({ ...run, model: ofHead(run.model, head) }, row, most) : null;
    return [h('h2', {}, title), list ?? h('p', { class: 'dim' }, '…')];
  });
}

function topClasses({ model }: PanelRun, { probabilities }: ClassRow, most: number): HTMLElement {
  const rows = rankClasses(probabilities, 'probability').slice(0, most);
  const isSymbol = model.task === 'language-model';
  const items = rows.map(({ label, probability }) =>
    h(
      'li',
      {},
      h('span', { class: 'name' }, isSymbol ? visibleSymbol(model.labels[label]) : model.labels[label]),
      bar(probability),
      h('span', { class: 'number' }, formatProbability(probability)),
    ),
  );
  return h('ol', { class: isSymbol ? 'top symbols' : 'top' }, ...items);
}

function unitPart(context: Context, state: State, run: PanelRun): HTMLElement[] {
  const { layer, quantity } = state.choices;
  const direction = state.hover?.direction ?? state.choices.direction;
  const step = state.hover?.step ?? selectedStep(context.data, state);
  const unit = state.hover?.unit ?? state.unit;
  const cache = context.data.statesOf(run.model.rnn, layer, direction, quantity);
  if (step !== null && state.selection) cache.want(step, step + 1);
  const words = unitWords(state, { unit, direction });
  const title = state.hover
    ? t('sidebar.unitAt', { unit: words, step: state.hover.step + 1 })
    : t('sidebar.unitHere', { unit: words });
  const heading = h('h2', {}, title);
  const values = step === null ? null : cache.values(step);
  const problem = step === null ? null : cache.problemOf(step);
  if (!values) return [heading, h('p', { class: 'dim' }, problem ?? '…')];
  const raw = values[unit];
  const units = quantitySize(run.model.rnn, quantity, { layer: state.choices.layer, direction });
  const list: [string, string][] = [[quantity, formatValue(raw)]];
  if (quantity === 'c') list.push(['tanh(c)', formatValue(Math.tanh(raw))]);
  const rank = t('sidebar.rankOf', { rank: magnitudeRank(values, unit), units, quantity });
  list.push([t('sidebar.rank'), rank]);
  const what = t('sidebar.what', {
    name: t('quantity.name', { quantity }),
    layer: layer + 1,
    direction: t('direction.name', { direction }),
  });
  return [heading, pairs(list), h('p', { class: 'note' }, what)];
}

function shapesPart(run: PanelRun): HTMLElement[] {
  const heading = h('h2', {}, t('sidebar.shapes'));
  if (!run.shapes) return [heading, h('p', { class: 'dim' }, t('sidebar.shapesLater'))];
  const { input, output } = run.shapes;
  const { rnn } = run.model;
  const list: [string, string][] = [
    ['x', formatShape(input)],
    [t('sidebar.output'), formatShape(output)],
    ...stateShapes(rnn, input[0]).map(({ name, shape }): [string, string] => [name, formatShape(shape)]),
  ];
  const isUneven = rnn.layerUnits ? 'yes' : 'no';
  const axes = t('sidebar.axes', { states: rnn.cell === 'LSTM' ? 'h_n, c_n' : 'h_n', isUneven });
  const segments = t('count', { kind: run.model.segment, n: input[0] });
  const legend = t('sidebar.longest', { n: String(input[1]), segments });
  const what = h('details', { class: 'note' }, h('summary', {}, t('sidebar.axesTitle')), axes);
  return [heading, pairs(list), h('p', { class: 'note' }, legend), what];
}

function pairs(list: readonly (readonly [string, string])[]): HTMLElement {
  return h(
    'dl',
    { class: 'pairs' },
    ...list.flatMap(([name, value]) => [h('dt', {}, name), h('dd', {}, value)]),
  );
}
