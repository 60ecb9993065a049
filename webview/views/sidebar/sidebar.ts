import './sidebar.css';
import { quantitySize } from '../../../src/core/rnn/config.js';
import {
  countOf,
  formatBits,
  formatCount,
  formatProbability,
  formatShape,
  formatValue,
  shownText,
  visibleSymbol,
} from '../../../src/core/views/format.js';
import { magnitudeRank } from '../../../src/core/views/heatmap.js';
import { rankClasses, surprisalBits } from '../../../src/core/views/probabilities.js';
import { quantityName } from '../../../src/core/views/scales.js';
import { tokenNoun } from '../../../src/core/views/task.js';
import type { ClassRow } from '../../../src/protocol/engine.js';
import type { PanelRun } from '../../../src/protocol/panel.js';
import { bar, h } from '../../dom.js';
import { selectedStep } from '../../state/selection.js';
import type { State } from '../../state/store.js';
import { labelParts } from '../probabilities/classTable.js';
import { equationPart } from './equationCard.js';
import type { TokenRow } from '../../data/data.js';
import { frontView } from '../table.js';
import type { Context, RunView } from '../view.js';

/** Everything about the selected token and unit, and the shapes of the run. */
export function sidebarView(context: Context): RunView {
  const token = h('section', { 'aria-label': 'Selected token' });
  const classes = h('section', { 'aria-label': 'Most probable classes' });
  const unit = h('section', { 'aria-label': 'Unit' });
  const shapes = h('section', { 'aria-label': 'Shapes of this run' });
  const equation = h('section', { 'aria-label': 'Equation' });
  const element = h(
    'aside',
    { class: 'sidebar', 'aria-label': 'Details', tabindex: 0 },
    token,
    classes,
    unit,
    shapes,
    equation,
  );
  let shown: PanelRun['shapes'] | undefined;
  return {
    element,
    render: (state, run) => {
      const { beside } = frontView(state);
      token.replaceChildren(...tokenPart(context, state, run));
      classes.hidden = run.model.task === 'states' || beside.classes === 0;
      classes.replaceChildren(...(classes.hidden ? [] : classesPart(context, state, run, beside.classes)));
      unit.replaceChildren(...unitPart(context, state, run));
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
    return [h('h2', {}, 'No token'), h('p', { class: 'dim' }, '–')];
  const { token } = state.selection;
  const noun = tokenNoun(run.model.tokenizer);
  const heading = h('h2', {}, `${noun} ${formatCount(token + 1)}`);
  context.data.wantRows(token, token + 2);
  const row = context.data.row(token);
  if (!row) return [heading, h('div', { class: 'big' }, context.data.problemOf(token) ?? '…')];
  const place = h('div', { class: 'dim' }, `line ${row.line}, column ${row.column}`);
  const text = h('div', { class: 'big', title: row.text }, shownText(row.text, run.model.tokenizer));
  const details = row.details ? h('div', { class: 'details' }, row.details) : null;
  const parts = [heading, text, place, ...(details ? [details] : [])];
  if (run.model.task === 'states') return parts;
  if (run.model.task === 'language-model') return [...parts, surprisalPart(row, run)];
  if (Number.isNaN(row.probability)) return [...parts, h('div', { class: 'dim' }, 'not tagged yet')];
  const chip = h('span', { class: 'tag-name' }, ...labelParts(context, run.model, row.label));
  const number = h('span', { class: 'dim number' }, probabilitySentence(row.probability));
  const description = h('div', { class: 'dim' }, run.model.labelDescriptions[row.label] ?? '');
  return [...parts, h('div', { class: 'tag-line' }, chip, number), description];
}

function surprisalPart(row: TokenRow, { model }: PanelRun): HTMLElement {
  const bits = surprisalBits(row.probability);
  if (Number.isNaN(bits))
    return h('div', { class: 'dim' }, row.token === 0 ? 'Nothing was read before it.' : 'not read yet');
  const expected = visibleSymbol(model.labels[row.label] ?? '?');
  const sentence = `surprisal ${formatBits(bits)} bits, ${probabilitySentence(row.probability)}`;
  return h(
    'div',
    {},
    h('div', { class: 'number' }, sentence),
    h('div', { class: 'dim' }, `expected “${expected}”`),
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
  if (model.task === 'language-model') return list(`Next ${tokenNoun(model.tokenizer)}`, classes);
  if (model.task !== 'classification') return list('Most probable', classes);
  const ofSegment = token === null ? null : data.segmentClasses(token);
  return [...list(`The whole ${model.segment}`, ofSegment), ...list('After this token', classes)];
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
  const { layer, direction, quantity } = state.choices;
  const step = state.hover?.step ?? selectedStep(context.data, state);
  const unit = state.hover?.unit ?? state.unit;
  const cache = context.data.statesOf(run.model.rnn, layer, direction, quantity);
  if (step !== null && state.selection) cache.want(step, step + 1);
  const where = state.hover ? `at step ${formatCount(state.hover.step + 1)}` : 'here';
  const heading = h('h2', {}, `Unit ${unit} ${where}`);
  const values = step === null ? null : cache.values(step);
  const problem = step === null ? null : cache.problemOf(step);
  if (!values) return [heading, h('p', { class: 'dim' }, problem ?? '…')];
  const raw = values[unit];
  const units = quantitySize(run.model.rnn, quantity);
  const list: [string, string][] = [[quantity, formatValue(raw)]];
  if (quantity === 'c') list.push(['tanh(c)', formatValue(Math.tanh(raw))]);
  list.push(['rank', `${magnitudeRank(values, unit)} of ${units} by |${quantity}|`]);
  const what = `${quantityName(quantity)}, layer ${layer + 1}, ${direction}`;
  return [heading, pairs(list), h('p', { class: 'note' }, what)];
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
  const legend = `n = ${input[1]}, the longest of ${countOf(input[0], run.model.segment)}; no padding is read.`;
  const what = h('details', { class: 'note' }, h('summary', {}, 'What the axes are'), axes);
  return [heading, pairs(list), h('p', { class: 'note' }, legend), what];
}

function pairs(list: readonly (readonly [string, string])[]): HTMLElement {
  return h(
    'dl',
    { class: 'pairs' },
    ...list.flatMap(([name, value]) => [h('dt', {}, name), h('dd', {}, value)]),
  );
}
