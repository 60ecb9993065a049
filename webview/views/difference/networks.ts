import './networks.css';
import type { PanelComparison, PanelRun } from '../../../src/protocol/panel.js';
import { formatCount } from '../../../src/core/views/format.js';
import { tokenKind } from '../../../src/core/views/task.js';
import type { PanelNetworks } from '../../../src/protocol/engine.js';
import { h, setText } from '../../dom.js';
import type { State } from '../../state/store.js';
import { t } from '../../sentences/text.js';
import type { Context } from '../view.js';
import { CounterpartLinesView } from './counterpartLines.js';
import { CounterpartList } from './counterpartList.js';
import { LikenessTable } from './likenessTable.js';
import { NetworksSaid } from './networksSaid.js';

/** Two networks that were trained apart: what they say, how alike their layers are, which units do alike. */
export class NetworksView {
  private readonly note = h('p', { class: 'networks-note' });
  private readonly said: NetworksSaid;
  private readonly likeness: LikenessTable;
  private readonly list: CounterpartList;
  private readonly lines: CounterpartLinesView;
  private readonly body: HTMLElement;
  readonly element: HTMLElement;

  constructor(
    private readonly context: Context,
    /** Draws all of it again. */
    again: () => void,
  ) {
    this.said = new NetworksSaid(context, again);
    this.likeness = new LikenessTable(context);
    this.list = new CounterpartList(context, again);
    this.lines = new CounterpartLinesView(context);
    const units = h('div', { class: 'networks-units' }, this.likeness.element, this.list.element);
    this.body = h('div', { class: 'networks-body' }, this.said.element, units, this.lines.element);
    this.element = h('div', { class: 'networks', tabindex: 0, role: 'group' }, this.note, this.body);
  }

  render(state: State, run: PanelRun, comparison: PanelComparison): void {
    const { difference } = this.context;
    const networks = difference.networks();
    const isEmpty = networks.value?.tokens.same === 0;
    setText(this.note, noteOf(run, comparison, networks.value, networks.problem));
    this.element.setAttribute('aria-label', comparison.what);
    this.body.hidden = networks.value === null || isEmpty;
    if (!networks.value || isEmpty) return;
    this.said.render(state, run, comparison, networks.value);
    this.likeness.render(state, comparison, networks.value);
    const { layer, direction } = state.choices;
    const found = difference.counterparts({ layer, direction });
    this.list.render(state, comparison, found);
    this.lines.render(state, run, comparison, found.value);
  }
}

/** Why nothing is subtracted, and at how many tokens they are compared. */
function noteOf(
  { model }: PanelRun,
  { kinship, before, after }: PanelComparison,
  networks: PanelNetworks | null,
  problem: string | null,
): string {
  const shapes = kinship.r === null ? 'other' : 'same';
  const r = (kinship.r ?? 0).toFixed(2).replace('-', '−');
  const why = t('networks.unrelated', { shapes, r });
  if (!networks) return `${why} ${problem ?? t('difference.comparing')}`;
  const { tokens } = networks;
  if (tokens.same === 0) return `${why} ${t('networks.few')}`;
  const isCutAlike = tokens.before === tokens.after && tokens.same === tokens.after;
  const compared = t('networks.tokens', {
    all: tokens.looked === tokens.same ? 'yes' : 'no',
    cut: isCutAlike ? 'same' : 'other',
    noun: t('token.name', { kind: tokenKind(model.tokenizer) }),
    ...{ looked: formatCount(tokens.looked), same: formatCount(tokens.same) },
    ...{ before: formatCount(tokens.before), after: formatCount(tokens.after) },
    ...{ beforeName: before, afterName: after },
  });
  return `${why} ${compared}`;
}
