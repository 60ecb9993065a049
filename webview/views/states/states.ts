import './states.css';
import { formatValue } from '../../../src/core/views/format.js';
import { shownName, shownValue } from '../../../src/core/views/scales.js';
import type { PanelRun } from '../../../src/protocol/panel.js';
import { h, setAttributes, setText } from '../../dom.js';
import { ZOOMS, type Choices, type Zoom } from '../../state/choices.js';
import type { State } from '../../state/store.js';
import { segmented } from '../../ui/segmented.js';
import { checkbox } from '../../ui/toolkit.js';
import { CellKeys } from './cellKeys.js';
import { Heatmap, type HeatmapSource } from './heatmap.js';
import type { Frame, Place } from './heatmapPaint.js';
import { Legend } from './legend.js';
import { unitBarView } from './unitBar.js';
import { stepName, UnitTable, type ValueNames } from './unitTable.js';
import type { Context, RunView } from '../view.js';
import { t } from '../../sentences/text.js';

/** Hidden states and gates: heatmap, legend, the selected unit over time, and the table twin. */
export function statesView(context: Context): RunView {
  return new StatesView(context);
}

/** The same of other values than the run's own. */
export function valuesView(context: Context, values: ShownValues): RunView {
  return new StatesView(context, values);
}

/** Values that are shown instead of the run's states, and how they are called. */
export interface ShownValues extends HeatmapSource {
  heading(state: State, run: PanelRun): string;
  names(state: State): ValueNames;
  /** What is said of a cell whose values are here, behind step and unit. */
  words(cell: { readonly step: number; readonly unit: number }, values: Float32Array): readonly string[];
  legendNote(frame: Frame): string;
}

class StatesView implements RunView {
  readonly element: HTMLElement;
  private readonly heading = h('h2', { class: 'view-title' });
  private readonly readout = h('p', { class: 'readout' });
  private readonly legend = new Legend();
  private readonly lineTitle = h('h3', { class: 'line-title' });
  private readonly picture: HTMLElement;
  private readonly table: UnitTable;
  private readonly unitBar: RunView;
  private readonly heatmap: Heatmap;
  private readonly zoom;
  private readonly asTable;
  private readonly keys: CellKeys;
  private state: State | null = null;
  private run: PanelRun | null = null;

  constructor(
    private readonly context: Context,
    private readonly shown: ShownValues | null = null,
  ) {
    const choose = (choices: Partial<Choices>) => context.store.dispatch({ type: 'choose', choices });
    this.zoom = segmented(t('zoom.label'), (value) => choose({ zoom: value as Zoom }));
    this.asTable = checkbox(t('states.asTable'), (asTable) => choose({ asTable }));
    this.table = new UnitTable(context);
    this.unitBar = unitBarView(context);
    this.heatmap = new Heatmap(context, (frame) => this.afterDrawing(frame), shown);
    this.keys = new CellKeys(context, this.heatmap, (cell) => this.words(cell, ', '));
    const space = h('span', { class: 'grow' });
    const head = h(
      'div',
      { class: 'view-head' },
      this.heading,
      space,
      this.asTable.element,
      this.zoom.element,
    );
    this.picture = h(
      'div',
      { class: 'picture' },
      this.heatmap.element,
      this.readout,
      this.legend.element,
      ...(shown ? [] : [this.lineTitle, this.heatmap.line]),
    );
    this.element = h(
      'div',
      { class: 'states' },
      head,
      shown ? null : this.unitBar.element,
      this.picture,
      this.table.element,
    );
  }

  render(state: State, run: PanelRun): void {
    this.state = state;
    this.run = run;
    const { choices } = state;
    setText(this.heading, this.shown ? this.shown.heading(state, run) : headingOf(choices, run));
    this.zoom.update(zoomSegments(), choices.zoom);
    this.asTable.setChecked(choices.asTable);
    this.picture.hidden = choices.asTable;
    this.table.element.hidden = !choices.asTable;
    this.unitBar.render(state, run);
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
    this.zoom.setVisible(!choices.asTable);
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
    const { unit } = frame.selected;
    setText(this.lineTitle, t('states.lineTitle', { unit: String(unit) }));
    if (this.state) this.renderReadout(this.state);
    this.keys.say();
  }

  private renderReadout(state: State): void {
    const cell: Place = state.hover ?? this.heatmap.selection.cell;
    setText(this.readout, this.words(cell, ' · '));
  }

  /** A cell in words: step, unit and value, the raw one of c as well. */
  private words({ step, unit }: Place, separator: string): string {
    if (step === null) return this.waiting();
    const quantity = this.state!.choices.quantity;
    const states = this.heatmap.states();
    const values = states.values(step);
    const name = stepName(this.context, states, step);
    const problem = states.problemOf(step);
    const place = [name, t('states.unit', { unit: String(unit) })];
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

function headingOf({ quantity, layer, direction }: Choices, run: PanelRun): string {
  return t('states.heading', {
    name: t('quantity.heading', { quantity }),
    shown: shownName(quantity),
    ...{ layer: layer + 1, layers: run.model.rnn.layers },
    direction: t('direction.name', { direction }),
  });
}

function zoomSegments() {
  return ZOOMS.map((zoom) => ({
    value: zoom,
    text: t('zoom.text', { zoom }),
    name: t('zoom.name', { zoom }),
  }));
}
