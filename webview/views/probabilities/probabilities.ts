import './along.css';
import './probabilities.css';
import { shownText } from '../../../src/core/views/format.js';
import { rankClasses } from '../../../src/core/views/probabilities.js';
import { tokenKind } from '../../../src/core/views/task.js';
import type { ClassRow } from '../../../src/protocol/engine.js';
import { ofHead } from '../../../src/protocol/model.js';
import type { PanelRun } from '../../../src/protocol/panel.js';
import { h, setText } from '../../dom.js';
import type { State } from '../../state/store.js';
import { checkbox } from '../../ui/toolkit.js';
import { AlongText } from './along.js';
import { classTable, type Chosen } from './classTable.js';
import { headless } from '../headless.js';
import type { Context, RunView } from '../view.js';
import { t } from '../../sentences/text.js';

/** All classes of the selected token, and of a classifier those of its whole segment: label, bar and number. */
export function probabilitiesView(context: Context): RunView {
  const heading = h('h2', { class: 'view-title' });
  const order = checkbox(t('probabilities.order'), (checked) =>
    context.store.dispatch({ type: 'choose', choices: { classOrder: checked ? 'model' : 'probability' } }),
  );
  const head = h('div', { class: 'view-head' }, heading, h('span', { class: 'grow' }), order.element);
  const groups = h('div');
  const waiting = h('p', { class: 'note sum' });
  const along = new AlongText(context);
  const whole = h('div', {}, along.element, head, groups, waiting);
  const none = headless(context, 'probabilities');
  const region = {
    class: 'probabilities',
    role: 'region',
    'aria-label': t('probabilities.label'),
    tabindex: 0,
  };
  const element = h('div', region, whole, none.element);
  return {
    element,
    render: (state, run) => {
      const { task } = run.model;
      element.dataset['task'] = task;
      whole.hidden = task === 'states';
      none.element.hidden = task !== 'states';
      if (task === 'states') return none.render(state, run);
      along.render(state, run);
      order.setChecked(state.choices.classOrder === 'model');
      order.setVisible(task !== 'language-model');
      const token = state.selection?.token ?? null;
      setText(heading, title(context, run, token));
      const parts = token === null ? [] : groupsOf(context, state, run, token);
      groups.replaceChildren(...parts);
      waiting.hidden = parts.length > 0;
      setText(waiting, waitingLine(context, token));
    },
  };
}

function title(context: Context, run: PanelRun, token: number | null): string {
  if (token === null) return t('probabilities.noToken');
  const { model } = run;
  const kind = tokenKind(model.tokenizer);
  const row = context.data.row(token);
  if (!row) return t('token.heading', { kind, number: token + 1 });
  const place = t('token.number', { kind, number: token + 1 });
  const text = shownText(row.text, run.model.tokenizer);
  if (model.task === 'language-model' || model.predictsNext)
    return t('probabilities.next', { noun: t('token.name', { kind }), text, place });
  if (model.task !== 'classification') return t('probabilities.ofToken', { text, place });
  const segment = t('segment.name', { segment: model.segment });
  return t('probabilities.ofSegment', { segment, line: row.line });
}

function groupsOf(context: Context, state: State, run: PanelRun, token: number): HTMLElement[] {
  const { data } = context;
  const classes = data.classes(token);
  const row = data.row(token);
  const table = (of: ClassRow, chosen: Chosen | null) =>
    classTable(context, run.model, of, state.choices.classOrder, chosen);
  const further = furtherGroups(context, state, run, token);
  if (run.model.task !== 'classification')
    return classes ? [...table(classes, chosenOf(context, run, token)), ...further] : [];
  const ofSegment = data.segmentClasses(token);
  const segment = t('segment.name', { segment: run.model.segment });
  const chosen = row && { label: row.label, meaning: t('probabilities.theClass', { segment }) };
  const after = t('probabilities.after', { number: token + 1 });
  const text = row && shownText(row.text, run.model.tokenizer);
  return [
    ...(ofSegment
      ? [
          h('h3', { class: 'group-title' }, t('probabilities.whole', { segment })),
          ...table(ofSegment, chosen),
          ...further,
        ]
      : []),
    ...(classes
      ? [
          h('h3', { class: 'group-title' }, text === null ? after : t('quoted', { what: after, text })),
          ...table(classes, null),
        ]
      : []),
  ];
}

/** What the further heads of whole segments say. */
function furtherGroups(context: Context, state: State, run: PanelRun, token: number): HTMLElement[] {
  const segment = t('segment.name', { segment: run.model.segment });
  return run.model.heads.flatMap((head, k) => {
    const row = k > 0 && head.level === 'segment' ? context.data.segmentClasses(token, k) : null;
    if (!row) return [];
    const [best] = rankClasses(row.probabilities, 'probability');
    const chosen = { label: best.label, meaning: t('probabilities.theClass', { segment }) };
    return [
      h('h3', { class: 'group-title' }, t('probabilities.wholeHead', { segment, head: head.name })),
      ...classTable(context, ofHead(run.model, head), row, state.choices.classOrder, chosen),
    ];
  });
}

/** The tag of a token; where what comes next is said, what came after it in the text. */
function chosenOf({ data }: Context, { model }: PanelRun, token: number): Chosen | null {
  if (model.task === 'tagging' && !model.predictsNext) {
    const row = data.row(token);
    return row && { label: row.label, meaning: t('probabilities.theTag') };
  }
  const next = data.row(token + 1);
  return next && { label: model.labels.indexOf(next.text), meaning: t('probabilities.theNext') };
}

function waitingLine(context: Context, token: number | null): string {
  if (token === null) return t('probabilities.choose');
  return context.data.problemOf(token) ?? t('reading');
}
