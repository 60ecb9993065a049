import './states.css';
import { formatValue } from '../../../src/core/views/format.js';
import { shownName, shownValue } from '../../../src/core/views/scales.js';
import type { PanelRun } from '../../../src/protocol/panel.js';
import { h, setAttributes, setText } from '../../dom.js';
import type { State } from '../../state/store.js';
import { CellKeys } from './cellKeys.js';
import { arrow } from './gutter.js';
import { Heatmap } from './heatmap.js';
import type { Frame, Place } from './heatmapPaint.js';
import type { HeatmapSource } from './heatmapSubject.js';
import { Legend } from './legend.js';
import { stepName, UnitTable, type ValueNames } from './unitTable.js';
import type { Context, RunView } from '../view.js';
import { t } from '../../sentences/text.js';

/** Hidden states and gates: heatmap, rows of single units, legend, and the table twin. */
export function statesView(context: Context): RunView {
  return new StatesView(context);
}

/** The same of other values than the run's own. */
export function valuesView(context: Context, values: ShownValues): RunView {
  return new StatesView(context, values);
}

/** Values that are shown instead of the run's states, and how they are called. */
export interface ShownValues extends HeatmapSource {
  names(state: State): ValueNames;
  /** What is said of a cell whose values are here, behind step and unit. */
  words(cell: { readonly step: number; readonly unit: number }, values: Float32Array): readonly string[];
  legendNote(frame: Frame): string;
}

class StatesView implements RunView {
  readonly element: HTMLElement;
  private readonly readout = h('p', { class: 'readout' });
  private readonly legend = new Legend();
  private readonly picture: HTMLElement;
  private readonly table: UnitTable;
  private readonly heatmap: Heatmap;
  private readonly keys: CellKeys;
  private state: State | null = null;
  private run: PanelRun | null = null;

  constructor(
    private readonly context: Context,
    private readonly shown: ShownValues | null = null,
  ) {
    this.table = new UnitTable(context);
    this.heatmap = new Heatmap(context, (frame) => this.afterDrawing(frame), shown);
    this.keys = new CellKeys(context, this.heatmap, (cell) => this.words(cell, ', '));
    const foot = h('div', { class: 'picture-foot' }, this.readout, this.legend.element);
    this.picture = h('div', { class: 'picture' }, this.heatmap.element, foot);
    this.element = h('div', { class: 'states' }, this.picture, this.table.element);
  }

  render(state: State, run: PanelRun): void {
    this.state = state;
    this.run = run;
    const { choices } = state;
    this.picture.hidden = choices.asTable;
    this.table.element.hidden = !choices.asTable;
    this.heatmap.render(state, run);
    setAttributes(this.heatmap.element, {
      'aria-label': t('states.label', {
        name: this.shown?.names(state).title ?? t('quantity.name', { quantity: choices.quantity }),
        units: String(this.heatmap.states().units),
        steps: this.context.data.stepCount,
        keys: t('states.keys'),
      }),
      'aria-roledescription': t('states.role'),
    });
    if (choices.asTable)
      this.table.render(
        state,
        this.heatmap.selection.cell.step,
        this.heatmap.states(),
        this.shown?.names(state),
      );
    this.renderReadout(state);
  }

  /** What depends on the visible window or on windows that just arrived. */
  private afterDrawing(frame: Frame): void {
    this.legend.render(frame, this.shown?.legendNote(frame));
    if (this.state) this.renderReadout(this.state);
    this.keys.say();
  }

  private renderReadout({ hover }: State): void {
    const selected = this.heatmap.selection.cell;
    const cell: Place = hover ? { ...hover, direction: hover.direction ?? selected.direction } : selected;
    setText(this.readout, this.words(cell, ' · '));
  }

  /** A cell in words: step, unit and value, the raw one of c as well. */
  private words({ step, unit, direction }: Place, separator: string): string {
    if (step === null) return this.waiting();
    const quantity = this.state!.choices.quantity;
    const states = this.heatmap.states(direction);
    const values = states.values(step);
    const name = stepName(this.context, states, step);
    const problem = states.problemOf(step);
    const of = t('states.unit', { unit: String(unit) });
    const place = [name, this.run?.model.rnn.bidirectional ? `${arrow(direction)} ${of}` : of];
    if (!values) return [...place, problem ?? t('states.reading')].join(separator);
    if (this.shown) return [...place, ...this.shown.words({ step, unit }, values)].join(separator);
    const raw = values[unit];
    const parts = [...place, `${shownName(quantity)} ${formatValue(shownValue(quantity, raw))}`];
    if (quantity === 'c') parts.push(`c ${formatValue(raw)}`);
    return parts.join(separator);
  }

  private waiting(): string {
    if (this.run && this.run.tokenCount === 0) return t('states.noTokens');
    return t(this.context.data.stepCount === 0 ? 'states.later' : 'states.reading');
  }
}
