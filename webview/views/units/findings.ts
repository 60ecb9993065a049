import type { RankedUnit } from '../../../src/core/analysis/selectionRanking.js';
import type { PanelMatch, PanelRanking, PanelRun } from '../../../src/protocol/panel.js';
import { h } from '../../dom.js';
import type { State } from '../../state/store.js';
import { unitWords } from '../../state/unitNames.js';
import type { Context } from '../view.js';
import { onUnits, type Chosen } from './chosen.js';
import { t } from '../../sentences/text.js';
import { FileSearch } from './fileSearch.js';
import { Matches } from './matches.js';
import type { PlotValues } from './plotValues.js';
import { Ranking } from './ranking.js';
import { SwitchedOff } from './switchedOff.js';
import { TagRelations } from './tagRelations.js';
import type { Answered, UnitQuestions } from './unitQuestions.js';

/** What people do with what was found. */
export interface FindingActions {
  ranked(unit: RankedUnit): void;
  unit(unit: number): void;
  match(match: PanelMatch): void;
  matchBy(by: Chosen['matchBy']): void;
  /** Draws all again. */
  again(): void;
}

/** What stands below the plot: the ranking, what is on together, the tags. */
export class Findings {
  readonly element: HTMLElement;
  private readonly ranking: Ranking;
  private readonly matches: Matches;
  private readonly off: SwitchedOff;
  private readonly tags = new TagRelations();
  private readonly files: FileSearch;

  constructor(
    context: Context,
    private readonly values: PlotValues,
    private readonly questions: UnitQuestions,
    actions: FindingActions,
  ) {
    this.ranking = new Ranking(context, actions.ranked);
    this.off = new SwitchedOff(context, actions.unit);
    this.files = new FileSearch(context, actions.again);
    this.matches = new Matches(actions.unit, actions.match, actions.matchBy);
    const found = [this.off, this.matches, this.files, this.tags].map(({ element }) => element);
    const side = h('div', { class: 'units-side' }, ...found);
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
    this.renderOff(state, run);
    const on = onUnits(values.states(), values.share(), chosen);
    const { value: matches, waiting } = questions.matches(state, chosen, on && on.map(({ unit }) => unit));
    const threshold = values.threshold(chosen.threshold, chosen.matchBy === 'unit');
    this.matches.render({
      ...{ chosen, threshold, unit: unitWords(state), words: (unit) => unitWords(state, { unit }) },
      ...{ on, matches, waiting, others },
    });
    const pattern = questions.pattern(state, chosen, on && on.map(({ unit }) => unit));
    const words = t('units.matchesOf', {
      by: chosen.matchBy,
      unit: unitWords(state),
      side: chosen.side,
      threshold,
    });
    this.files.render(pattern && { query: pattern, words });
    const { task } = run.model;
    this.tags.element.hidden = task === 'states' || task === 'language-model';
    if (this.tags.element.hidden) return;
    const tags = questions.tags(state);
    this.tags.render(run, unitWords(state), tags.value, tags.waiting);
  }

  /** Another run is shown: what was looked for of the one before is of no unit of it. */
  forget(): void {
    this.files.forget();
  }

  /** What is lost without a unit, where the model says anything; of a projected h it is the units of h. */
  private renderOff(state: State, run: PanelRun): void {
    const { rnn, heads } = run.model;
    const isShown = heads.length > 0 && (rnn.projSize === 0 || state.choices.quantity === 'h');
    this.off.element.hidden = !isShown;
    if (!isShown) return;
    const { value, waiting } = this.questions.ablation(state);
    this.off.render(state, run, value, waiting);
  }
}
