import { quantitySize } from '../../src/core/rnn/config.js';
import {
  countOf,
  formatCount,
  formatProbability,
  formatShape,
  formatValue,
  visibleText,
} from '../../src/core/views/format.js';
import { magnitudeRank } from '../../src/core/views/heatmap.js';
import { rankClasses } from '../../src/core/views/probabilities.js';
import { quantityName } from '../../src/core/views/scales.js';
import type { PanelRun } from '../../src/protocol/contracts.js';
import { bar, h } from '../dom.js';
import type { State } from '../store.js';
import { swatch } from './probabilities.js';
import type { Context, RunView } from './view.js';

const TOP_CLASSES = 5;

/** Everything about the selected token and unit, and the shapes of the run. */
export function sidebarView(context: Context): RunView {
  const token = h('section', { 'aria-label': 'Selected token' });
  const classes = h('section', { 'aria-label': 'Most probable classes' });
  const unit = h('section', { 'aria-label': 'Unit' });
  const shapes = h('section', { 'aria-label': 'Shapes of this run' });
  const element = h(
    'aside',
    { class: 'sidebar', 'aria-label': 'Details', tabindex: 0 },
    token,
    classes,
    unit,
    shapes,
  );
  let shown: PanelRun['shapes'] | undefined;
  return {
    element,
    render: (state, run) => {
      token.replaceChildren(...tokenPart(context, state, run));
      classes.replaceChildren(...classesPart(context, state, run));
      unit.replaceChildren(...unitPart(context, state, run));
      // The legend can be open: it is made anew only when the shapes are others.
      if (run.shapes !== shown) shapes.replaceChildren(...shapesPart(run));
      shown = run.shapes;
    },
  };
}

function tokenPart(context: Context, state: State, run: PanelRun): HTMLElement[] {
  if (!state.selection || run.tokenCount === 0)
    return [h('h2', {}, 'No token'), h('p', { class: 'dim' }, '–')];
  const { token } = state.selection;
  const heading = h('h2', {}, `Token ${formatCount(token + 1)}`);
  context.data.wantRows('sidebar', token, token + 1);
  const row = context.data.row(token);
  if (!row) return [heading, h('div', { class: 'big' }, context.data.problemOf(token) ?? '…')];
  const place = h('div', { class: 'dim' }, `line ${row.line}, column ${row.column}`);
  const parts = [heading, h('div', { class: 'big', title: row.text }, visibleText(row.text)), place];
  if (Number.isNaN(row.probability)) return [...parts, h('div', { class: 'dim' }, 'not tagged yet')];
  const name = run.model.labels[row.label];
  const chip = h('span', { class: 'tag-name' }, swatch(context, name, row.label), name);
  const number = h('span', { class: 'dim number' }, probabilitySentence(row.probability));
  const description = h('div', { class: 'dim' }, run.model.labelDescriptions[row.label] ?? '');
  return [...parts, h('div', { class: 'tag-line' }, chip, number), description];
}

/** `p = 0.997`, `p > 0.999`. */
function probabilitySentence(probability: number): string {
  const number = formatProbability(probability);
  return /^[<>]/.test(number) ? `p ${number[0]} ${number.slice(1)}` : `p = ${number}`;
}

function classesPart(context: Context, state: State, run: PanelRun): HTMLElement[] {
  const heading = h('h2', {}, 'Most probable');
  const classes = state.selection ? context.data.classes(state.selection.token) : null;
  if (!classes) return [heading, h('p', { class: 'dim' }, state.selection ? '…' : '–')];
  const rows = rankClasses(classes, 'probability').slice(0, TOP_CLASSES);
  const items = rows.map(({ label, probability }) =>
    h(
      'li',
      {},
      h('span', { class: 'name' }, run.model.labels[label]),
      bar(probability),
      h('span', { class: 'number' }, formatProbability(probability)),
    ),
  );
  return [heading, h('ol', { class: 'top' }, ...items)];
}

function unitPart(context: Context, state: State, run: PanelRun): HTMLElement[] {
  const { layer, direction, quantity } = state.choices;
  const cell = state.hover ?? { token: state.selection?.token ?? 0, unit: state.unit };
  const cache = context.data.statesOf(run.model.rnn, layer, direction, quantity);
  if (state.selection) cache.want('sidebar', cell.token, cell.token + 1);
  const heading = h(
    'h2',
    {},
    `Unit ${cell.unit} ${state.hover ? `at token ${formatCount(cell.token + 1)}` : 'here'}`,
  );
  const values = cache.values(cell.token);
  if (!values) return [heading, h('p', { class: 'dim' }, cache.pages.problemOf(cell.token) ?? '…')];
  const raw = values[cell.unit];
  const units = quantitySize(run.model.rnn, quantity);
  const list: [string, string][] = [[quantity, formatValue(raw)]];
  if (quantity === 'c') list.push(['tanh(c)', formatValue(Math.tanh(raw))]);
  list.push(['rank', `${magnitudeRank(values, cell.unit)} of ${units} by |${quantity}|`]);
  const where = `${quantityName(quantity)}, layer ${layer + 1}, ${direction}`;
  return [heading, pairs(list), h('p', { class: 'note' }, where)];
}

function shapesPart(run: PanelRun): HTMLElement[] {
  const heading = h('h2', {}, 'Shapes of this run');
  if (!run.shapes) return [heading, h('p', { class: 'dim' }, 'Known when the run is complete.')];
  const { input, output, hiddenState, cellState } = run.shapes;
  const list: [string, string][] = [
    ['x', formatShape(input)],
    ['output', formatShape(output)],
    ['h_n', formatShape(hiddenState)],
  ];
  if (cellState) list.push(['c_n', formatShape(cellState)]);
  const axes = `x (batch, n, input) · output (batch, n, hidden·directions) · ${
    cellState ? 'h_n, c_n' : 'h_n'
  } (layers·directions, batch, hidden).`;
  const legend = `n = ${input[1]}, the longest of ${countOf(input[0], 'sentence')}; rows have their own lengths, padding is never read.`;
  return [heading, pairs(list), h('p', { class: 'note' }, axes), h('p', { class: 'note' }, legend)];
}

function pairs(list: readonly (readonly [string, string])[]): HTMLElement {
  return h(
    'dl',
    { class: 'pairs' },
    ...list.flatMap(([name, value]) => [h('dt', {}, name), h('dd', {}, value)]),
  );
}
