import './difference.css';
import { quotedToken } from '../../../src/core/views/difference.js';
import type { Tokenizer } from '../../../src/core/text/segmentation.js';
import { abbreviate } from '../../../src/core/views/format.js';
import { tokenKind } from '../../../src/core/views/task.js';
import type { ChangedToken, Difference, PanelComparison, PanelRun } from '../../../src/protocol/panel.js';
import { h, oncePerFrame, setText } from '../../dom.js';
import { shownPlace } from '../../state/place.js';
import type { State } from '../../state/store.js';
import { changeSize } from '../../../src/core/analysis/stateDiff.js';
import type { PanelHeadChanges } from '../../../src/protocol/comparison.js';
import { changeList, classChanges, headLists, headTitle } from './differenceLists.js';
import { countSentence } from './differenceWords.js';
import { NetworksView } from './networks.js';
import { DifferenceValues } from './differenceValues.js';
import { valuesView } from '../states/states.js';
import type { Context, RunView } from '../view.js';
import { button } from '../../ui/toolkit.js';
import { t } from '../../sentences/text.js';

const MOST_LETTERS = 28;

/** How the shown run differs from another one: in a sentence, as a heatmap, in labels and in class probabilities. */
export function differenceView(context: Context): RunView {
  const view = new DifferenceView(context);
  return {
    element: h('div', { class: 'difference-place' }, view.element),
    render: (state, run) => {
      const { comparison = null } = state.panel ?? {};
      if (comparison) view.show(state, run, comparison);
    },
  };
}

class DifferenceView {
  private readonly what = h('p', { class: 'what' });
  private readonly go = h('button', { type: 'button', class: 'link' });
  private readonly where = h('span');
  private readonly largest = h('button', { type: 'button', class: 'link largest', hidden: true });
  private readonly first = h('p', { class: 'first', role: 'status' }, this.go, this.where, this.largest);
  private readonly problem = h('p', { class: 'problem notice' });
  private readonly states: RunView;
  private readonly changes = h('section', {
    class: 'change-list',
    'aria-label': t('difference.changes'),
    tabindex: 0,
  });
  private readonly classes = h('section', { 'aria-label': t('difference.classes'), tabindex: 0 });
  private readonly below = h('div', { class: 'below' }, this.changes, this.classes);
  private readonly networks: NetworksView;
  private readonly again = oncePerFrame(() => this.drawAgain());
  private readonly end = button('', () => this.context.rpc.emit('unpinStates', null), 'end-comparison');
  private readonly head = h(
    'div',
    { class: 'difference-head' },
    h('div', { class: 'grow' }, this.what, this.first),
    this.end.element,
  );
  readonly element: HTMLElement;
  private shownFirst: Difference['first'] = null;
  private shownLargest: ChangedToken | null = null;
  private listed = '';

  constructor(private readonly context: Context) {
    this.states = valuesView(context, new DifferenceValues(context, () => this.firstStep()));
    this.go.addEventListener('click', () => {
      if (this.shownFirst) context.select(this.shownFirst.token, true);
    });
    this.largest.addEventListener('click', () => {
      if (this.shownLargest) context.select(this.shownLargest.token, true);
    });
    this.networks = new NetworksView(context, this.again);
    const parts = [this.head, this.problem, this.states.element, this.below, this.networks.element];
    this.element = h('div', { class: 'difference' }, ...parts);
  }

  show(state: State, run: PanelRun, comparison: PanelComparison): void {
    setText(this.what, comparison.what);
    this.end.setText(t(comparison.kind === 'edit' ? 'pin.unpin' : 'pin.end'));
    const isOff = comparison.problem !== null;
    const isSame = comparison.kinship.isSame;
    const summary = isOff || !isSame ? null : this.context.difference.summary(shownPlace(state));
    const problem = comparison.problem ?? summary?.problem ?? null;
    this.problem.hidden = problem === null;
    setText(this.problem, problem ?? '');
    this.shownFirst = summary?.value?.first ?? null;
    this.renderFirst(run, summary?.value ?? null);
    this.first.hidden = summary === null || summary.problem !== null;
    const showsStates = !isOff && isSame;
    this.states.element.hidden = !showsStates;
    this.networks.element.hidden = isOff || isSame;
    this.below.hidden = !showsStates || run.model.task === 'states';
    if (showsStates) this.states.render(state, run);
    if (!this.networks.element.hidden) this.networks.render(state, run, comparison);
    if (!this.below.hidden) this.renderLists(state, run, comparison, summary?.value ?? null);
  }

  private drawAgain(): void {
    const { state } = this.context.store;
    const { run, comparison } = state.panel ?? {};
    if (run && comparison && this.element.offsetParent !== null)
      this.context.data.look('difference', () => this.show(state, run, comparison));
  }

  private renderFirst(run: PanelRun, difference: Difference | null): void {
    const { tokenizer } = run.model;
    const first = difference?.first ?? null;
    this.go.hidden = first === null;
    if (!difference) return setText(this.where, t('difference.comparing'));
    const counts = countSentence(difference, tokenizer);
    if (!first) {
      const words = run.tokenCount === 0 ? t('difference.deleted') : sameWords(difference, tokenizer);
      return setText(this.where, counts ? `${words}. ${counts}.` : `${words}.`);
    }
    setText(
      this.go,
      t('difference.first', {
        token: quotedToken(abbreviate(first.text, MOST_LETTERS), tokenizer),
        line: first.line,
      }),
    );
    setText(this.where, ` · ${counts || t('difference.sameText')}`);
  }

  private renderLists(
    state: State,
    run: PanelRun,
    comparison: PanelComparison,
    difference: Difference | null,
  ): void {
    const token = state.selection?.token ?? null;
    if (token !== null) this.context.data.wantRows(token, token + 1);
    this.classes.replaceChildren(...classChanges(this.context, run, comparison, token));
    // Made anew only when it says something else: the focus may be in it.
    const heads = run.model.heads.length > 1 ? this.context.difference.heads() : null;
    const further = heads?.value?.heads ?? [];
    this.renderLargest(run, difference, further);
    const key = JSON.stringify([comparison.id, run.runId, difference, further, heads?.problem]);
    if (key === this.listed) return;
    this.listed = key;
    const lists = changeList(this.context, run, comparison, difference);
    const problem = heads?.problem ? [h('p', { class: 'dim' }, heads.problem)] : [];
    this.changes.replaceChildren(...lists, ...headLists(this.context, run, comparison, further), ...problem);
  }

  /** What is said most differently, of all heads; of a language model where the bits differ most. */
  private renderLargest(
    { model }: PanelRun,
    first: Difference | null,
    heads: readonly PanelHeadChanges[],
  ): void {
    const all = [first?.changes[0], ...heads.map(({ changes }) => changes[0])];
    const sizes = all.map((change) => (change ? sizeOf(change) : -1));
    const at = model.task === 'language-model' ? 0 : sizes.indexOf(Math.max(...sizes));
    const change = all[at] ?? null;
    this.shownLargest = change;
    this.largest.hidden = change === null;
    if (!change) return;
    const token = quotedToken(abbreviate(change.text, MOST_LETTERS), model.tokenizer);
    const of = at > 0 ? headTitle(heads[at - 1].name) : '';
    setText(
      this.largest,
      t('difference.most', { token, line: change.line, head: of, named: of ? 'yes' : 'no' }),
    );
  }

  /** Where the mark of the first difference stands: at the token's first step. */
  private firstStep(): number | null {
    const { shownFirst, context } = this;
    return shownFirst ? (context.data.stepsOf(shownFirst.token)?.fromStep ?? null) : null;
  }
}

function sizeOf(change: ChangedToken): number {
  return changeSize({ label: change.beforeLabel, probability: change.beforeProbability }, change);
}

function sameWords({ removed }: Difference, tokenizer: Tokenizer): string {
  const noun = t('token.name', { kind: tokenKind(tokenizer) });
  return t(removed > 0 ? 'difference.noneLeft' : 'difference.nothing', { noun });
}
