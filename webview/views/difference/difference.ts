import './difference.css';
import { quotedToken } from '../../../src/core/views/difference.js';
import type { Tokenizer } from '../../../src/core/text/segmentation.js';
import { abbreviate } from '../../../src/core/views/format.js';
import { tokenKind } from '../../../src/core/views/task.js';
import type { Difference, PanelComparison, PanelRun } from '../../../src/protocol/panel.js';
import { h, setText } from '../../dom.js';
import { shownPlace } from '../../state/place.js';
import type { State } from '../../state/store.js';
import { changeList, classChanges } from './differenceLists.js';
import { countSentence } from './differenceWords.js';
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
  private readonly first = h('p', { class: 'first', role: 'status' }, this.go, this.where);
  private readonly problem = h('p', { class: 'problem notice' });
  private readonly states: RunView;
  private readonly changes = h('section', {
    class: 'change-list',
    'aria-label': t('difference.changes'),
    tabindex: 0,
  });
  private readonly classes = h('section', { 'aria-label': t('difference.classes'), tabindex: 0 });
  private readonly below = h('div', { class: 'below' }, this.changes, this.classes);
  private readonly end = button('', () => this.context.rpc.emit('unpinStates', null), 'end-comparison');
  private readonly head = h(
    'div',
    { class: 'difference-head' },
    h('div', { class: 'grow' }, this.what, this.first),
    this.end.element,
  );
  readonly element: HTMLElement;
  private shownFirst: Difference['first'] = null;
  private listed = '';

  constructor(private readonly context: Context) {
    this.states = valuesView(context, new DifferenceValues(context, () => this.firstStep()));
    this.go.addEventListener('click', () => {
      if (this.shownFirst) context.select(this.shownFirst.token, true);
    });
    const parts = [this.head, this.problem, this.states.element, this.below];
    this.element = h('div', { class: 'difference' }, ...parts);
  }

  show(state: State, run: PanelRun, comparison: PanelComparison): void {
    setText(this.what, comparison.what);
    this.end.setText(t(comparison.kind === 'edit' ? 'pin.unpin' : 'pin.end'));
    const isOff = comparison.problem !== null;
    const summary = isOff ? null : this.context.difference.summary(shownPlace(state));
    const problem = comparison.problem ?? comparison.statesProblem ?? summary?.problem ?? null;
    this.problem.hidden = problem === null;
    setText(this.problem, problem ?? '');
    this.shownFirst = summary?.value?.first ?? null;
    this.renderFirst(run, summary?.value ?? null);
    this.first.hidden = isOff || (summary?.problem ?? null) !== null;
    const showsStates = !isOff && comparison.statesProblem === null;
    this.states.element.hidden = !showsStates;
    this.below.hidden = isOff || run.model.task === 'states';
    if (showsStates) this.states.render(state, run);
    if (!this.below.hidden) this.renderLists(state, run, comparison, summary?.value ?? null);
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
    const key = JSON.stringify([comparison.id, run.runId, difference]);
    if (key === this.listed) return;
    this.listed = key;
    this.changes.replaceChildren(...changeList(this.context, run, comparison, difference));
  }

  /** Where the mark of the first difference stands: at the token's first step. */
  private firstStep(): number | null {
    const { shownFirst, context } = this;
    return shownFirst ? (context.data.stepsOf(shownFirst.token)?.fromStep ?? null) : null;
  }
}

function sameWords({ removed }: Difference, tokenizer: Tokenizer): string {
  const noun = t('token.name', { kind: tokenKind(tokenizer) });
  return t(removed > 0 ? 'difference.noneLeft' : 'difference.nothing', { noun });
}
