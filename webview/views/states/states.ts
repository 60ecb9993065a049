import './states.css';
import { formatValue } from '../../../src/core/views/format.js';
import { shownName, shownValue } from '../../../src/core/views/scales.js';
import type { Quantity } from '../../../src/core/rnn/config.js';
import type { PanelRun } from '../../../src/protocol/panel.js';
import { h, setAttributes, setText } from '../../dom.js';
import { colourScales } from '../../data/scaledStates.js';
import { shownPlace } from '../../state/place.js';
import type { State } from '../../state/store.js';
import { namedAt } from '../../state/unitNames.js';
import { CellKeys } from './cellKeys.js';
import { arrow } from './gutter.js';
import { Heatmap } from './heatmap.js';
import type { Frame, Place } from './heatmapPaint.js';
import type { HeatmapSource } from './heatmapSubject.js';
import { Legend } from './legend.js';
import { Strip } from './strip.js';
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

function valueWords(quantity: Quantity, raw: number): string[] {
  const words = [`${shownName(quantity)} ${formatValue(shownValue(quantity, raw))}`];
  return quantity === 'c' ? [...words, `c ${formatValue(raw)}`] : words;
}

class StatesView implements RunView {
  readonly element: HTMLElement;
  private readonly readout = h('p', { class: 'readout' });
  private readonly legend = new Legend();
  private readonly picture: HTMLElement;
  private readonly table: UnitTable;
  private readonly heatmap: Heatmap;
  private readonly keys: CellKeys;
  /** Of the run's own states only. */
  private readonly strip: Strip | null;
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
    this.strip = shown ? null : new Strip(context, (share) => this.heatmap.travel(share));
    this.picture = h('div', { class: 'picture' }, this.heatmap.element, this.strip?.element, foot);
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
        this.shown ? this.heatmap.states() : this.heatmap.raw(),
        this.shown?.names(state),
        this.heatmap.isScaled ? this.heatmap.states() : null,
      );
    this.renderReadout(state);
  }

  /** What depends on the visible window or on windows that just arrived. */
  private afterDrawing(frame: Frame): void {
    this.legend.render(frame, this.shown?.legendNote(frame));
    if (this.run) this.strip?.render(this.run, frame);
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
    // Behind the number, which must be seen where there is little room.
    const called = namedAt(this.state!, { ...shownPlace(this.state!), direction, unit })?.name;
    const end = called ? [t('states.called', { name: called })] : [];
    if (this.shown) return [...place, ...this.shown.words({ step, unit }, values), ...end].join(separator);
    const said = this.heatmap.isScaled
      ? this.scaledWords({ step, unit, direction }, values[unit])
      : valueWords(quantity, values[unit]);
    return [...place, ...said, ...end].join(separator);
  }

  /** A cell on a scale of its own: where it is on that, which ends it has, and c as it is. */
  private scaledWords({ step, unit, direction }: Place, share: number): string[] {
    const { layer, quantity } = shownPlace(this.state!);
    const raw = this.heatmap.raw(direction).values(step!)?.[unit] ?? NaN;
    const place = { layer, direction, quantity };
    const { ends, drifts } = colourScales(this.context.data, this.run!, place) ?? {};
    const [low, high] = ends?.subarray(2 * unit, 2 * unit + 2) ?? [];
    if (!(low < high)) return valueWords(quantity, raw);
    const ofUnit = {
      drifts: drifts?.[unit] === 1 ? 'yes' : 'no',
      low: formatValue(low),
      high: formatValue(high),
    };
    const words = { share: formatValue(share), ...ofUnit };
    return [`${quantity} ${formatValue(raw)}`, t('states.onScale', words)];
  }

  private waiting(): string {
    if (this.run && this.run.tokenCount === 0) return t('states.noTokens');
    return t(this.context.data.stepCount === 0 ? 'states.later' : 'states.reading');
  }
}
