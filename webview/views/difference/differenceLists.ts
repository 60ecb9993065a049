import {
  compareClasses,
  quotedToken,
  shownLabel,
  signed,
  type ComparedClass,
} from '../../../src/core/views/difference.js';
import { abbreviate, formatCount, formatProbability } from '../../../src/core/views/format.js';
import type { PanelBehaviour } from '../../../src/protocol/engine.js';
import { MORPHEMES, type PanelHeadChanges } from '../../../src/protocol/comparison.js';
import type { ChangedToken, Difference, PanelComparison, PanelRun } from '../../../src/protocol/panel.js';
import { bar, h } from '../../dom.js';
import type { Context } from '../view.js';
import { t } from '../../sentences/text.js';
import { changedWords, newWords } from './differenceWords.js';

const MOST_CLASSES = 5;
const MOST_LETTERS = 28;

/** The tokens of which both runs say different things: a button each, which goes there. */
export function changeList(
  context: Context,
  run: PanelRun,
  comparison: PanelComparison,
  difference: Difference | null,
): HTMLElement[] {
  const { task } = run.model;
  if (task === 'states') return [];
  const count = difference?.changeCount ?? 0;
  const what = t('difference.listed', { task });
  const heading = h('h2', {}, difference ? t('difference.listedCount', { what, n: count }) : what);
  if (!difference) return [heading, h('p', { class: 'dim' }, '…')];
  if (count === 0) return [heading, h('p', { class: 'dim' }, t('difference.unchanged', { task }))];
  return [heading, ...changesTable(context, run, comparison, difference.changes, count)];
}

/** What each further head says differently, the largest change first. */
export function headLists(
  context: Context,
  run: PanelRun,
  comparison: PanelComparison,
  heads: readonly PanelHeadChanges[],
): HTMLElement[] {
  return heads.flatMap(({ name, changes, count }) => {
    const shown = headTitle(name);
    const heading = h('h2', {}, t('difference.listedCount', { what: shown, n: count }));
    if (count === 0) return [heading, h('p', { class: 'dim' }, t('difference.headSame'))];
    return [heading, ...changesTable(context, run, comparison, changes, count)];
  });
}

/** What a head is called: `XPOS`; morphemes by their name. */
export function headTitle(name: string): string {
  return name === MORPHEMES ? t('difference.morphemes') : name.toUpperCase();
}

/** A row a token, a button each; and how many more there are of `count`. */
export function changesTable(
  context: Context,
  run: PanelRun,
  comparison: PanelComparison,
  changes: readonly ChangedToken[],
  count: number,
): HTMLElement[] {
  const [token, line, change] = [t('difference.token'), t('difference.line'), t('difference.change')];
  const head = [token, line, comparison.before, comparison.after, change];
  const rows = changes.map((change) => changeRow(context, run, change));
  const table = h(
    'table',
    { class: 'changes' },
    h('thead', {}, h('tr', {}, ...head.map((name) => h('th', { scope: 'col' }, name)))),
    h('tbody', {}, ...rows),
  );
  const rest = count - rows.length;
  const more = rest > 0 ? [h('p', { class: 'dim' }, t('difference.more', { n: rest }))] : [];
  return [table, ...more];
}

function changeRow(context: Context, run: PanelRun, change: ChangedToken): HTMLElement {
  const { task, tokenizer } = run.model;
  const { token, text, beforeText, line } = change;
  const words = changedWords(
    task,
    { label: change.beforeLabel, probability: change.beforeProbability },
    { label: change.label, probability: change.probability },
  );
  const now = quotedToken(abbreviate(text, MOST_LETTERS), tokenizer);
  const old = quotedToken(abbreviate(beforeText, MOST_LETTERS), tokenizer);
  const name = beforeText === text ? now : `${old} → ${now}`;
  const go = h('button', { type: 'button', class: 'link', title: t('difference.show') }, name);
  go.addEventListener('click', () => context.select(token, true));
  return h(
    'tr',
    {},
    h('th', { scope: 'row' }, go),
    h('td', { class: 'number' }, formatCount(line)),
    h('td', {}, words.before),
    h(
      'td',
      {},
      '→ ',
      change.beforeLabel === change.label || task === 'language-model'
        ? words.after
        : h('strong', {}, words.after),
    ),
    h('td', { class: 'number' }, words.change),
  );
}

/** Two heads and their labels. */
export type ComparedHeads = Pick<PanelBehaviour, 'before' | 'after' | 'beforeLabels' | 'afterLabels'>;

/** The classes of the selected token in both runs, by the first heads or by these: two bars and the change of each. */
export function classChanges(
  context: Context,
  run: PanelRun,
  comparison: PanelComparison,
  token: number | null,
  heads: ComparedHeads = {
    ...{ before: 0, after: 0, beforeLabels: comparison.labels, afterLabels: run.model.labels },
  },
): HTMLElement[] {
  const { model } = run;
  if (model.task === 'states' || token === null) return [];
  const row = context.data.row(token);
  const text = row ? quotedToken(row.text, model.tokenizer) : '…';
  const segment = t('segment.name', { segment: model.segment });
  const what = t('difference.ofTask', { task: model.task, text, segment });
  const { before: old, after: now } = comparison;
  const heading = h('h2', {}, t('difference.ofBoth', { what, before: old, after: now }));
  const classes = context.difference.classes({ token, head: heads.after, beforeHead: heads.before });
  if (!classes) return [heading, h('p', { class: 'dim' }, '…')];
  const before = classes.before && {
    labels: heads.beforeLabels,
    probabilities: classes.before.probabilities,
  };
  const after = { labels: heads.afterLabels, probabilities: classes.after.probabilities };
  const rows = compareClasses(before, after, MOST_CLASSES);
  const list = h('ol', { class: 'class-changes' }, ...rows.map((each) => classItem(run, each)));
  const isNew = before
    ? []
    : [h('p', { class: 'dim' }, t('difference.isNew', { new: newWords(comparison.kind) }))];
  return [heading, list, ...isNew];
}

function classItem({ model }: PanelRun, { label, before, after }: ComparedClass): HTMLElement {
  const words = `${formatProbability(before)} → ${formatProbability(after)}`;
  return h(
    'li',
    {},
    h('span', { class: 'name' }, shownLabel(model.task, label)),
    h('span', { class: 'two-bars' }, bar(before), bar(after)),
    h('span', { class: 'number' }, words),
    h('span', { class: 'number change' }, signed(after - before, 3)),
  );
}
