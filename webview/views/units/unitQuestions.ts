import type { PanelMatches, PanelQuestion, PanelRanking } from '../../../src/protocol/panel.js';
import { selectedPlace, shownPlace } from '../../state/place.js';
import type { State } from '../../state/store.js';
import type { OtherQuery } from '../../../src/protocol/otherFiles.js';
import type { TagRelation, UnitAblation } from '../../../src/protocol/engine.js';
import type { Context } from '../view.js';
import { t } from '../../sentences/text.js';
import type { Chosen, StepStretch } from './chosen.js';
import type { PlotValues } from './plotValues.js';

/** An answer, or what is said while there is none. */
export interface Answered<T> {
  readonly value: T | null;
  readonly waiting: string;
}

/** The stretch around the selected token is another one after so many tokens. */
const NEAR = 16;

/** What the view asks about the whole text. */
export class UnitQuestions {
  constructor(
    private readonly context: Context,
    private readonly values: PlotValues,
  ) {}

  /** All units for a stretch of steps. */
  ranking(stretch: StepStretch | null): Answered<PanelRanking> {
    const [first, last] = (stretch ? [stretch[0], stretch[1] - 1] : []).map((step) =>
      this.context.data.tokenOf(step, this.values.states()),
    );
    if (!stretch || first === null || last === null) return nothing('units.chooseFirst');
    return this.ask({ method: 'rankUnits', params: { fromToken: first, toToken: last + 1 } });
  }

  /** Where the selected unit is on, or all those that are on for the stretch. */
  matches(
    state: State,
    { matchBy, threshold, side, brush }: Chosen,
    on: readonly number[] | null,
  ): Answered<PanelMatches> {
    const units = matchBy === 'unit' ? [state.unit] : on;
    if (units === null || this.context.data.stepCount === 0) return nothing('reading');
    if (units.length === 0) return nothing(brush ? 'units.noneOn' : 'units.chooseFirst');
    const [fromStep, toStep] = brush ?? [0, 0];
    const params = { ...shownPlace(state), units, threshold, side, fromStep, toStep };
    return this.ask({ method: 'unitMatches', params });
  }

  /** What `matches` looks for, as it is looked for in other files; null while there is nothing. */
  pattern(
    state: State,
    { matchBy, threshold, side, brush }: Chosen,
    on: readonly number[] | null,
  ): OtherQuery | null {
    const units = matchBy === 'unit' ? [state.unit] : on;
    if (!units || units.length === 0 || this.context.data.stepCount === 0) return null;
    const length = brush ? brush[1] - brush[0] : 0;
    return { ...shownPlace(state), units, threshold, side, length };
  }

  /** What is lost around the selected token without each unit of the shown layer. */
  ablation(state: State): Answered<UnitAblation> {
    const token = state.selection?.token ?? 0;
    const { layer, direction } = shownPlace(state);
    // Who moves on by a word looks at the same stretch.
    const near = token - (token % NEAR);
    return this.ask({ method: 'ablation', params: { token: near, layer, direction, unit: state.unit } });
  }

  /** How the selected unit goes together with the tags. */
  tags(state: State): Answered<readonly TagRelation[]> {
    const { value, waiting } = this.ask({ method: 'unitTags', params: selectedPlace(state) });
    return { value: value?.relations ?? null, waiting };
  }

  /** The steps of tokens `[from, to)`; null while they are not known. */
  stepsOf([from, to]: readonly [number, number]): StepStretch | null {
    const { data } = this.context;
    if (data.stepsAreTokens) return [from, to];
    const [first, last] = [data.stepsOf(from), data.stepsOf(to - 1)];
    return first && last && [first.fromStep, last.toStep];
  }

  private ask<K extends 'rankUnits' | 'unitMatches' | 'unitTags' | 'ablation'>(question: PanelQuestion<K>) {
    const { cache } = this.context.data;
    return {
      value: cache.want(question),
      waiting: cache.problemOf(question as PanelQuestion) ?? t('reading'),
    };
  }
}

function nothing(why: 'units.chooseFirst' | 'units.noneOn' | 'reading') {
  return { value: null, waiting: t(why) };
}
