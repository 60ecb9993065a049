import type { RankedUnit } from '../../../src/core/analysis/selectionRanking.js';
import type { PanelMatch, PanelRanking, PanelRun } from '../../../src/protocol/panel.js';
import { h } from '../../dom.js';
import type { State } from '../../state/store.js';
import type { Context } from '../view.js';
import { onUnits, type Chosen } from './chosen.js';
import { Matches } from './matches.js';
import type { PlotValues } from './plotValues.js';
import { Ranking } from './ranking.js';
import { TagRelations } from './tagRelations.js';
import type { Answered, UnitQuestions } from './unitQuestions.js';

/** What people do with what was found. */
export interface FindingActions {
  ranked(unit: RankedUnit): void;
  unit(unit: number): void;
  match(match: PanelMatch): void;
  matchBy(by: Chosen['matchBy']): void;
}

/** What stands below the plot: the ranking, what is on together, the tags. */
export class Findings {
  readonly element: HTMLElement;
  private readonly ranking: Ranking;
  private readonly matches: Matches;
  private readonly tags = new TagRelations();

  constructor(
    context: Context,
    private readonly values: PlotValues,
    private readonly questions: UnitQuestions,
    actions: FindingActions,
  ) {
    this.ranking = new Ranking(context, actions.ranked);
    this.matches = new Matches(actions.unit, actions.match, actions.matchBy);
    const side = h('div', { class: 'units-side' }, this.matches.element, this.tags.element);
    this.element = h('div', { class: 'units-below' }, this.ranking.element, side);
  }

  /** `others`: tokens `[from, to)` that decided the ranking. */
  render(
    state: State,
    run: PanelRun,
    chosen: Chosen,
    ranking: Answered<PanelRanking>,
    others: readonly (readonly [number, number])[],
  ): void {
    const { values, questions } = this;
    this.ranking.render(state, ranking.value, ranking.waiting);
    const on = onUnits(values.states(), values.share(), chosen);
    const { value: matches, waiting } = questions.matches(state, chosen, on && on.map(({ unit }) => unit));
    const threshold = values.threshold(chosen.threshold, chosen.matchBy === 'unit');
    this.matches.render({ chosen, threshold, unit: state.unit, on, matches, waiting, others });
    const { task } = run.model;
    this.tags.element.hidden = task === 'states' || task === 'language-model';
    if (this.tags.element.hidden) return;
    const tags = questions.tags(state);
    this.tags.render(run, state.unit, tags.value, tags.waiting);
  }
}
