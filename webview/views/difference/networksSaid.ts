import type { Task } from '../../../src/core/model/model.js';
import { formatBits, formatCount } from '../../../src/core/views/format.js';
import { shownLabel } from '../../../src/core/views/difference.js';
import type { PanelBehaviour, PanelNetworks } from '../../../src/protocol/engine.js';
import type { PanelComparison, PanelRun } from '../../../src/protocol/panel.js';
import { h, setText } from '../../dom.js';
import { segmented } from '../../ui/segmented.js';
import { button, dropdown } from '../../ui/toolkit.js';
import type { State } from '../../state/store.js';
import { t } from '../../sentences/text.js';
import type { Context } from '../view.js';
import { changesTable, classChanges } from './differenceLists.js';

const ORDERS = ['far', 'text'] as const;

/** Rows that are shown before all are asked for. */
const FIRST_ROWS = 8;

/** What two networks say of the same tokens: in numbers, the tokens they disagree about, and the classes of one. */
export class NetworksSaid {
  private readonly head = dropdown(t('networks.head'), (value) => this.choose(Number(value)));
  private readonly order = segmented(t('networks.order'), (value) => this.sort(value));
  private readonly nothing = h('p', {}, t('networks.saidNothing'));
  private readonly summary = h('dl', { class: 'said-summary' });
  private readonly heading = h('h3');
  private readonly list = h('div', { class: 'said-list' });
  private readonly classes = h('div', { class: 'said-classes' });
  private readonly all = button('', () => this.showAll(), 'all-changes');
  private readonly bar = h(
    'div',
    { class: 'said-bar' },
    h('h2', {}, t('networks.said')),
    this.head.element,
    this.order.element,
  );
  private readonly main = h('div', {}, this.heading, this.list, this.all.element);
  private readonly columns = h('div', { class: 'said-columns' }, this.main, this.classes);
  readonly element = h(
    'section',
    { class: 'networks-said', 'aria-label': t('networks.said') },
    this.bar,
    this.nothing,
    this.summary,
    this.columns,
  );
  private chosen = 0;
  private orderedBy: string = ORDERS[0];
  private isWhole = false;
  private shown: { readonly changes: unknown; readonly orderedBy: string } | null = null;

  constructor(
    private readonly context: Context,
    private readonly again: () => void,
  ) {}

  render(state: State, run: PanelRun, comparison: PanelComparison, { heads }: PanelNetworks): void {
    const chosen = heads.find(({ after }) => after === this.chosen) ?? heads.at(0) ?? null;
    this.head.setVisible(heads.length > 1);
    this.head.update(
      heads.map((one) => ({ value: String(one.after), text: headName(one) })),
      String(chosen?.after),
    );
    this.order.setVisible((chosen?.changeCount ?? 0) > 1);
    this.order.update(
      ORDERS.map((order) => ({
        value: order,
        text: t('networks.orderName', { order }),
        name: t('networks.orderName', { order }),
      })),
      this.orderedBy,
    );
    this.nothing.hidden = chosen !== null;
    this.columns.hidden = chosen === null;
    const terms = chosen ? summaryOf(chosen, comparison, run) : [];
    this.summary.replaceChildren(
      ...terms.flatMap(([name, value]) => [h('dt', {}, name), h('dd', {}, value)]),
    );
    const token = state.selection?.token ?? null;
    if (chosen && token !== null) this.context.data.wantRows(token, token + 1);
    this.classes.replaceChildren(
      ...(chosen ? classChanges(this.context, run, comparison, token, chosen) : []),
    );
    this.renderList(run, comparison, chosen);
  }

  /** Made anew only when it says something else: the focus may be in it. */
  private renderList(run: PanelRun, comparison: PanelComparison, chosen: PanelBehaviour | null): void {
    const { orderedBy } = this;
    if (chosen?.changes === this.shown?.changes && orderedBy === this.shown?.orderedBy) return;
    this.shown = chosen && { changes: chosen.changes, orderedBy };
    if (!chosen) return;
    const kind = chosen.isExpectation ? 'next' : 'label';
    setText(this.heading, t('networks.listed', { kind, n: chosen.changeCount }));
    const changes = chosen.changes.map((change) => ({
      ...change,
      beforeText: change.text,
      beforeLabel: chosen.beforeLabels[change.beforeLabel] ?? '',
      label: chosen.afterLabels[change.label] ?? '',
    }));
    if (this.orderedBy === 'text') changes.sort((a, b) => a.token - b.token);
    this.list.replaceChildren(
      ...(changes.length > 0
        ? changesTable(this.context, run, comparison, changes, chosen.changeCount)
        : [h('p', { class: 'dim' }, t('networks.none', { kind }))]),
    );
    this.all.setText(t('networks.allListed', { n: changes.length }));
    this.showRows();
  }

  private showRows(): void {
    const rows = [...this.list.querySelectorAll<HTMLElement>('tbody tr')];
    rows.forEach((row, k) => (row.hidden = !this.isWhole && k >= FIRST_ROWS));
    this.all.setVisible(!this.isWhole && rows.length > FIRST_ROWS);
  }

  private showAll(): void {
    this.isWhole = true;
    this.showRows();
    this.list.querySelectorAll<HTMLElement>('tbody button')[FIRST_ROWS]?.focus();
  }

  private choose(head: number): void {
    this.chosen = head;
    this.again();
  }

  private sort(order: string): void {
    this.orderedBy = order;
    this.again();
  }
}

function headName({ afterName: after, beforeName: before }: PanelBehaviour): string {
  return t('networks.headName', { same: after === before ? 'yes' : 'no', after, before });
}

/** Labels, probabilities and surprisal, each with its number. */
function summaryOf(
  said: PanelBehaviour,
  { before, after }: PanelComparison,
  { model }: PanelRun,
): (readonly [string, string])[] {
  const { rows, otherLabels, divergenceBits, moved, surprisal, swaps } = said;
  const percent = (share: number): string => (100 * share).toFixed(1);
  const kind = said.isExpectation ? 'next' : said.level;
  const share = percent(rows > 0 ? otherLabels / rows : 0);
  const numbers = { n: formatCount(otherLabels), rows: formatCount(rows), percent: share };
  const terms = [[t('networks.otherLabels', { kind }), t('networks.otherLabelsValue', numbers)] as const];
  const add = (name: string, value: string): unknown => terms.push([name, value]);
  if (swaps.length > 0) add(t('networks.swaps'), swapsOf(said, model.task));
  if (moved !== null) add(t('networks.moved'), t('networks.movedValue', { percent: percent(moved) }));
  if (divergenceBits !== null) {
    const bits = divergenceBits.toFixed(3);
    add(t('networks.divergence'), t('networks.divergenceValue', { bits }));
  }
  if (surprisal) {
    const bits = { before: formatBits(surprisal.before), after: formatBits(surprisal.after) };
    const apart = formatBits(surprisal.apart);
    const names = { beforeName: before, afterName: after };
    add(t('networks.surprisal'), t('networks.surprisalValue', { ...bits, ...names, apart }));
  }
  if (!said.isSameSet) {
    const counts = { before: said.beforeLabels.length, after: said.afterLabels.length };
    add(t('networks.shared'), t('networks.sharedValue', { shared: said.shared, ...counts }));
  }
  return terms;
}

function swapsOf({ swaps, beforeLabels, afterLabels }: PanelBehaviour, task: Task): string {
  const named = swaps.map(({ beforeLabel, label, n }) => {
    const before = shownLabel(task, beforeLabels[beforeLabel] ?? '');
    const after = shownLabel(task, afterLabels[label] ?? '');
    return t('networks.swap', { before, after, n });
  });
  return named.join(' · ');
}
