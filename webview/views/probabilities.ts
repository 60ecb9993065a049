import {
  entropyBits,
  probabilitySum,
  rankClasses,
  type ClassRow,
} from '../../src/core/views/probabilities.js';
import { formatCount, formatProbability, visibleText } from '../../src/core/views/format.js';
import { tagColour } from '../../src/core/views/tagPalette.js';
import type { PanelRun } from '../../src/protocol/contracts.js';
import { bar, h, setText } from '../dom.js';
import type { State } from '../store.js';
import { isDark } from '../theme.js';
import { checkbox } from '../ui/toolkit.js';
import type { Context, RunView } from './view.js';

/** A coloured square that stands beside a label's text. */
export function swatch(context: Context, label: string, index: number): HTMLElement {
  const element = h('span', { class: 'swatch', 'aria-hidden': 'true' });
  element.style.backgroundColor = tagColour(label, index)[isDark(context.theme()) ? 'dark' : 'light'];
  return element;
}

/** All classes of the selected token: label, description, bar and number. */
export function probabilitiesView(context: Context): RunView {
  const heading = h('h2', { class: 'view-title' });
  const order = checkbox('Model order', (checked) =>
    context.store.dispatch({ type: 'choose', choices: { classOrder: checked ? 'model' : 'probability' } }),
  );
  const head = h('div', { class: 'view-head' }, heading, h('span', { class: 'grow' }), order.element);
  const body = h('tbody');
  const table = h('table', { class: 'classes' }, tableHead(), body);
  const sum = h('p', { class: 'note sum' });
  const element = h('div', { class: 'probabilities' }, head, table, sum);
  return {
    element,
    render: (state, run) => {
      order.setChecked(state.choices.classOrder === 'model');
      const token = state.selection?.token ?? null;
      const classes = token === null ? null : context.data.classes(token);
      setText(heading, title(context, token));
      const rows = classes ? rankClasses(classes, state.choices.classOrder) : [];
      body.replaceChildren(...rows.map((row) => classRow(context, run, state, row)));
      table.hidden = rows.length === 0;
      setText(sum, classes ? sumLine(classes) : waitingLine(context, token));
    },
  };
}

function tableHead(): HTMLElement {
  const columns = ['Class', 'Meaning', 'Share', 'Probability'];
  return h('thead', {}, h('tr', {}, ...columns.map((name) => h('th', { scope: 'col' }, name))));
}

function title(context: Context, token: number | null): string {
  if (token === null) return 'No token is selected.';
  const row = context.data.row(token);
  return row
    ? `p(class | “${visibleText(row.text)}”), token ${formatCount(token + 1)}`
    : `Token ${formatCount(token + 1)}`;
}

function classRow(
  context: Context,
  run: PanelRun,
  state: State,
  { label, probability }: ClassRow,
): HTMLElement {
  const name = run.model.labels[label];
  const chosen = state.selection ? context.data.row(state.selection.token)?.label === label : false;
  const mark = chosen ? h('span', { class: 'visually-hidden' }, ' (the tag)') : null;
  return h(
    'tr',
    { class: chosen ? 'chosen' : null },
    h('th', { scope: 'row' }, swatch(context, name, label), name, mark),
    h('td', { class: 'meaning' }, run.model.labelDescriptions[label] ?? ''),
    h('td', { class: 'bar-cell' }, bar(probability)),
    h('td', { class: 'number' }, formatProbability(probability)),
  );
}

function sumLine(classes: Float32Array): string {
  const sum = probabilitySum(classes).toFixed(4);
  const most = Math.log2(classes.length).toFixed(2);
  return `Sum of ${classes.length} classes: ${sum} · entropy ${entropyBits(classes).toFixed(2)} of ${most} bits`;
}

function waitingLine(context: Context, token: number | null): string {
  if (token === null) return 'Choose a token in the table, in the heatmap or in the editor.';
  return context.data.problemOf(token) ?? 'Reading…';
}
