import './units.css';
import type { RankedUnit } from '../../../src/core/analysis/selectionRanking.js';
import type { PanelRun } from '../../../src/protocol/panel.js';
import { h, oncePerFrame, setAttributes, setText } from '../../dom.js';
import { selectedStep } from '../../state/selection.js';
import type { State, TokenStretch } from '../../state/store.js';
import { unitWords } from '../../state/unitNames.js';
import type { Context, RunView } from '../view.js';
import { t } from '../../sentences/text.js';
import { betweenThreshold, NOTHING_CHOSEN, onUnits, type Chosen, type StepStretch } from './chosen.js';
import { Findings } from './findings.js';
import { Naming } from './naming.js';
import { Overview } from './overview.js';
import { Plot } from './plot.js';
import { plotKey } from './plotKeys.js';
import { PlotValues } from './plotValues.js';
import { UnitQuestions } from './unitQuestions.js';
import { UnitsHead } from './unitsHead.js';
import { UnitsTable } from './unitsTable.js';

/** Units over the text: a threshold, a chosen stretch, which units know it, where else they are on, and the tags. */
export function unitsView(context: Context): RunView {
  return new UnitsView(context);
}

class UnitsView implements RunView {
  readonly element: HTMLElement;
  private readonly head: UnitsHead;
  private readonly readout = h('p', { class: 'readout' });
  private readonly values: PlotValues;
  private readonly questions: UnitQuestions;
  private readonly plot: Plot;
  private readonly overview: Overview;
  private readonly table: UnitsTable;
  private readonly findings: Findings;
  private readonly naming: Naming;
  private readonly picture: HTMLElement;
  private readonly redraw = oncePerFrame(() => this.again());
  private chosen = NOTHING_CHOSEN;
  /** The stretch that is ranked: while people drag, that of before. */
  private ranked: StepStretch | null = null;
  /** A unit whose threshold is to be put between what it is in the stretch and around it. */
  private toSettle = false;
  private anchor: number | null = null;
  private shownRun = '';

  constructor(private readonly context: Context) {
    const showTable = (asTable: boolean) => context.store.dispatch({ type: 'choose', choices: { asTable } });
    this.head = new UnitsHead((chosen) => this.change(chosen), showTable);
    this.values = new PlotValues(context);
    this.questions = new UnitQuestions(context, this.values);
    this.plot = new Plot(context, this.values, {
      brush: (brush, isDone) => this.brush(brush, isDone),
      threshold: (threshold) => this.change({ threshold }),
      step: (step) => this.select(step, true),
      drawn: () => this.renderReadout(context.store.state),
    });
    this.plot.element.addEventListener('keydown', (event) => this.key(event));
    this.overview = new Overview(context, (step) => this.plot.reveal([step, step + 1]));
    this.table = new UnitsTable(context);
    this.findings = new Findings(context, this.values, this.questions, {
      ranked: (unit) => this.chooseRanked(unit),
      unit: (unit) => context.store.dispatch({ type: 'unit', unit }),
      match: ({ fromToken }) => context.select(fromToken, true),
      matchBy: (matchBy) => this.change({ matchBy }),
      again: this.redraw,
    });
    this.picture = h('div', { class: 'units-picture' }, this.plot.element, this.overview.element);
    this.naming = new Naming(context);
    const upper = [this.head.element, this.picture, this.table.element, this.readout];
    const parts = [...upper, this.naming.element, this.findings.element];
    this.element = h('div', { class: 'units' }, ...parts);
  }

  render(state: State, run: PanelRun): void {
    this.forgetOther(run);
    this.values.follow(state, run);
    const { chosen, values } = this;
    const { asTable } = state.choices;
    this.head.render(values.title(), chosen, asTable);
    this.picture.hidden = asTable;
    this.table.element.hidden = !asTable;
    const step = selectedStep(this.context.data, state);
    const ranking = this.questions.ranking(this.ranked);
    const others = pairs(ranking.value?.others ?? new Uint32Array(0));
    const inSteps = others.map((tokens) => this.questions.stepsOf(tokens)).filter((steps) => steps !== null);
    this.plot.render({ run, chosen, step, others: inSteps });
    this.settleThreshold(state);
    if (asTable) this.table.render(state, step, values, chosen);
    else this.overview.render(state, chosen.brush, inSteps);
    this.findings.render(state, run, chosen, ranking, others);
    this.naming.render(state);
    this.renderReadout(state);
    setAttributes(this.plot.element, {
      'aria-label': t('units.plotLabel', { unit: unitWords(state), keys: t('units.keys') }),
      'aria-roledescription': t('units.role'),
    });
  }

  private again(): void {
    const { state } = this.context.store;
    const run = state.panel?.run;
    if (run && this.element.offsetParent !== null)
      this.context.data.look('units', () => this.render(state, run));
  }

  private change(chosen: Partial<Chosen>): void {
    const before = this.chosen;
    this.chosen = { ...before, ...chosen };
    if (chosen.threshold !== undefined && chosen.threshold !== before.threshold)
      this.context.live.say(thresholdSaid(this.values, this.chosen));
    this.redraw();
  }

  private brush(brush: StepStretch | null, isDone: boolean): void {
    if (isDone) {
      this.ranked = brush;
      const n = brush ? brush[1] - brush[0] : 0;
      this.context.live.say(brush ? t('units.isChosen', { n }) : t('units.isCleared'));
      this.context.store.dispatch({ type: 'stretch', stretch: brush && this.tokensOf(brush) });
    }
    this.change({ brush });
  }

  private tokensOf([from, to]: StepStretch): TokenStretch | null {
    const [first, last] = [from, to - 1].map((step) => this.context.data.tokenOf(step, this.values.states()));
    return first === null || last === null ? null : [first, last + 1];
  }

  private chooseRanked({ layer, direction, quantity, unit, side }: RankedUnit): void {
    this.chosen = { ...this.chosen, side };
    this.toSettle = true;
    this.context.store.dispatch({ type: 'showUnit', place: { layer, direction, quantity, unit } });
    this.redraw();
  }

  /** Another unit is of another size: what separates it is known once its states are here. */
  private settleThreshold(state: State): void {
    const { brush } = this.chosen;
    const { values } = this;
    if (!this.toSettle || !brush || !values.isScaled) return;
    const value = betweenThreshold(values.states(), values.share(), state.unit, brush);
    if (value === null) return;
    this.toSettle = false;
    this.change({ threshold: value });
  }

  private key(event: KeyboardEvent): void {
    const step = selectedStep(this.context.data, this.context.store.state);
    const { limit, kind } = this.values.scale();
    const done = plotKey(event, {
      step,
      steps: this.context.data.stepCount,
      anchor: this.anchor,
      chosen: this.chosen,
      limits: [kind === 'diverging' ? -limit : 0, limit],
    });
    if (!done) return;
    event.preventDefault();
    this.anchor = done.anchor;
    if (done.brush !== undefined) this.brush(done.brush, true);
    if (done.threshold !== undefined) this.change({ threshold: done.threshold });
    if (done.step !== undefined) this.select(done.step, done.reveal === true);
  }

  private select(step: number, reveal: boolean): void {
    const token = this.context.data.tokenOf(step, this.values.states());
    if (token === null) return;
    this.context.select(token, reveal, step);
    if (this.anchor === null) this.context.live.say(this.values.words(step, this.chosen));
  }

  private renderReadout(state: State): void {
    const step = selectedStep(this.context.data, state);
    setText(this.readout, step === null ? t('reading') : this.values.words(step, this.chosen));
  }

  /** A stretch is of one run. */
  private forgetOther({ runId }: PanelRun): void {
    const run = String(runId);
    if (this.shownRun !== '' && run !== this.shownRun) {
      this.chosen = { ...this.chosen, brush: null };
      this.ranked = null;
      this.anchor = null;
      this.findings.forget();
    }
    this.shownRun = run;
  }
}

function thresholdSaid(values: PlotValues, chosen: Chosen): string {
  const on = onUnits(values.states(), values.share(), chosen);
  const threshold = values.threshold(chosen.threshold);
  return chosen.brush && on
    ? t('units.thresholdOn', { threshold, n: on.length })
    : t('units.threshold', { threshold });
}

function pairs(flat: Uint32Array): (readonly [number, number])[] {
  return Array.from({ length: flat.length / 2 }, (_, k) => [flat[2 * k], flat[2 * k + 1]] as const);
}
