import { tokensPerColumn, visibleTokens } from '../../src/core/views/geometry.js';
import { countOf, formatCount, formatValue, visibleText } from '../../src/core/views/format.js';
import { unitsByMagnitude } from '../../src/core/views/heatmap.js';
import { LUT_STEPS, quantityName, shownName, shownValue, type Scale } from '../../src/core/views/scales.js';
import type { Quantity } from '../../src/core/rnn/config.js';
import type { PanelRun } from '../../src/protocol/contracts.js';
import { movedIndex } from '../a11y.js';
import { h, setAttributes, setText } from '../dom.js';
import type { Cell, Choices, State, Zoom } from '../store.js';
import { segmented } from '../ui/segmented.js';
import { checkbox } from '../ui/toolkit.js';
import { Heatmap } from './heatmap.js';
import type { Frame } from './heatmap-paint.js';
import type { Context, RunView } from './view.js';

const ZOOM_SEGMENTS: readonly { readonly value: Zoom; readonly text: string; readonly name: string }[] = [
  { value: 'overview', text: 'Overview', name: 'Overview: two tokens a pixel' },
  { value: 'small', text: 'S', name: 'S: small columns' },
  { value: 'medium', text: 'M', name: 'M: medium columns' },
  { value: 'large', text: 'L', name: 'L: large columns' },
];

const KEYS =
  'Left and right arrows move through the tokens, up and down through the units, Home and End go to the first and last token, Enter shows the token in the editor.';

/** Hidden states and gates: heatmap, legend, the selected unit over time, and the table twin. */
export function statesView(context: Context): RunView {
  return new StatesView(context);
}

class StatesView implements RunView {
  readonly element: HTMLElement;
  private readonly heading = h('h2', { class: 'view-title' });
  private readonly readout = h('p', { class: 'readout' });
  private readonly legend = new Legend();
  private readonly lineTitle = h('h3', { class: 'line-title' });
  private readonly picture: HTMLElement;
  private readonly table = h('div', { class: 'unit-table', tabindex: 0, role: 'region' });
  private readonly heatmap: Heatmap;
  private readonly zoom;
  private readonly asTable;
  private tableKey = '';
  private toSay = false;
  private state: State | null = null;
  private run: PanelRun | null = null;

  constructor(private readonly context: Context) {
    const choose = (choices: Partial<Choices>) => context.store.dispatch({ type: 'choose', choices });
    this.zoom = segmented('Column width', (value) => choose({ zoom: value as Zoom }));
    this.asTable = checkbox('Show as table', (asTable) => choose({ asTable }));
    this.heatmap = new Heatmap(context, (frame) => this.afterDrawing(frame));
    this.heatmap.element.addEventListener('keydown', (event) => this.key(event));
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
      this.lineTitle,
      this.heatmap.line,
    );
    this.element = h('div', { class: 'states' }, head, this.picture, this.table);
  }

  render(state: State, run: PanelRun): void {
    this.state = state;
    this.run = run;
    const { choices } = state;
    setText(this.heading, headingOf(choices, run));
    this.zoom.update(ZOOM_SEGMENTS, choices.zoom);
    this.asTable.setChecked(choices.asTable);
    this.picture.hidden = choices.asTable;
    this.table.hidden = !choices.asTable;
    this.heatmap.render(state, run);
    const cells = `${quantityName(choices.quantity)}, ${this.heatmap.states().units} units by ${run.tokenCount} tokens`;
    setAttributes(this.heatmap.element, {
      'aria-label': `Heatmap: ${cells}. ${KEYS}`,
      'aria-roledescription': 'heatmap',
    });
    this.zoom.element.hidden = choices.asTable;
    if (choices.asTable) this.renderTable(state);
    this.renderReadout(state);
  }

  /** What depends on the visible window or on windows that just arrived. */
  private afterDrawing(frame: Frame): void {
    this.legend.render(frame);
    const { unit } = frame.selected;
    setText(this.lineTitle, `Unit ${unit} over time`);
    if (this.state) this.renderReadout(this.state);
    this.sayCell();
  }

  private renderReadout(state: State): void {
    const cell = state.hover ?? this.heatmap.selected();
    setText(this.readout, this.words(cell, ' · '));
  }

  /** A cell in words: token, unit and value, the raw one of c as well. */
  private words(cell: Cell, separator: string): string {
    const quantity = this.state!.choices.quantity;
    const row = this.context.data.row(cell.token);
    const states = this.heatmap.states();
    const values = states.values(cell.token);
    const token = `token ${formatCount(cell.token + 1)}${row ? ` “${visibleText(row.text)}”` : ''}`;
    const problem = states.pages.problemOf(cell.token);
    if (!values) return [token, `unit ${cell.unit}`, problem ?? 'reading…'].join(separator);
    const raw = values[cell.unit];
    const parts = [
      token,
      `unit ${cell.unit}`,
      `${shownName(quantity)} ${formatValue(shownValue(quantity, raw))}`,
    ];
    if (quantity === 'c') parts.push(`c ${formatValue(raw)}`);
    return parts.join(separator);
  }

  private key(event: KeyboardEvent): void {
    if (!this.run || event.altKey || event.metaKey) return;
    const { token, unit } = this.heatmap.selected();
    if (event.key === 'Enter' || event.key === ' ') this.context.select(token, true);
    else if (!this.moveToken(event.key, token) && !this.moveUnit(event.key, unit)) return;
    event.preventDefault();
    this.toSay = true;
    this.sayCell();
  }

  /** Speaks the keyboard's cell, as soon as its value is here. */
  private sayCell(): void {
    const cell = this.heatmap.selected();
    if (!this.toSay || !this.heatmap.states().values(cell.token)) return;
    this.toSay = false;
    this.context.live.say(this.words(cell, ', '));
  }

  private moveToken(key: string, token: number): boolean {
    const across: Record<string, string> = {
      ArrowLeft: 'ArrowUp',
      ArrowRight: 'ArrowDown',
      Home: 'Home',
      End: 'End',
    };
    const next = movedIndex(across[key] ?? '', token, this.run?.tokenCount ?? 0, 1);
    if (next !== null) this.context.select(next, false);
    return next !== null;
  }

  private moveUnit(key: string, unit: number): boolean {
    const next = movedIndex(key, unit, this.heatmap.states().units, 10);
    if (next !== null) this.context.store.dispatch({ type: 'unit', unit: next });
    return next !== null;
  }

  private renderTable(state: State): void {
    const { token } = this.heatmap.selected();
    const states = this.heatmap.states();
    states.want('view', token, token + 1);
    const values = states.values(token);
    const { quantity, layer, direction } = state.choices;
    const key = [
      state.runNumber,
      token,
      layer,
      direction,
      quantity,
      values !== null,
      this.context.data.row(token)?.text,
    ];
    if (key.join('|') === this.tableKey) return;
    this.tableKey = key.join('|');
    const text = this.context.data.row(token)?.text;
    const caption = `${quantityName(quantity)} of token ${formatCount(token + 1)}${text ? ` “${visibleText(text)}”` : ''}`;
    this.table.setAttribute('aria-label', caption);
    this.table.replaceChildren(values ? unitTable(caption, quantity, values) : h('p', {}, 'Reading…'));
  }
}

function headingOf({ quantity, layer, direction }: Choices, run: PanelRun): string {
  const name = quantityName(quantity);
  const place = `layer ${layer + 1} of ${run.model.rnn.layers}, ${direction}`;
  return `${name[0].toUpperCase()}${name.slice(1)} ${shownName(quantity)}, ${place}`;
}

function unitTable(caption: string, quantity: Quantity, values: Float32Array): HTMLElement {
  const names = ['Unit', quantity, ...(quantity === 'c' ? ['tanh(c)'] : []), `Rank by |${quantity}|`];
  const ranks = new Map(unitsByMagnitude(values).map((unit, index) => [unit, index + 1]));
  const rows = Array.from(values, (raw, unit) => {
    const numbers = [raw, ...(quantity === 'c' ? [Math.tanh(raw)] : [])].map(formatValue);
    const cells = [...numbers, String(ranks.get(unit))].map((text) => h('td', { class: 'number' }, text));
    return h('tr', {}, h('th', { scope: 'row' }, String(unit)), ...cells);
  });
  const head = h('thead', {}, h('tr', {}, ...names.map((name) => h('th', { scope: 'col' }, name))));
  return h('table', {}, h('caption', {}, caption), head, h('tbody', {}, ...rows));
}

/** The scale's colours with the numbers at their ends, and what a cell is. */
class Legend {
  private readonly low = h('span', { class: 'mono' });
  private readonly high = h('span', { class: 'mono' });
  private readonly canvas = h('canvas', { width: LUT_STEPS, height: 1, 'aria-hidden': 'true' });
  private readonly size = h('span');
  private readonly note = h('span');
  readonly element = h(
    'div',
    { class: 'legend' },
    h('span', { class: 'scale' }, this.low, this.canvas, this.high),
    this.size,
    this.note,
  );

  render(frame: Frame): void {
    const { scale, lut, geometry } = frame;
    const limit = scale.fixed ? '1' : scale.limit.toPrecision(3);
    setText(this.low, scale.kind === 'diverging' ? `−${limit}` : '0');
    setText(this.high, scale.kind === 'diverging' ? `+${limit}` : limit);
    this.canvas.getContext('2d')?.putImageData(new ImageData(new Uint8ClampedArray(lut), LUT_STEPS, 1), 0, 0);
    const [from, to] = visibleTokens(geometry);
    setText(this.size, `${countOf(geometry.units, 'unit')} × ${countOf(to - from, 'token')} in sight`);
    setText(
      this.note,
      [cellNote(geometry.tokenPx), scaleNote(scale, frame.quantity)].filter(Boolean).join(' · '),
    );
    this.element.style.paddingLeft = `${geometry.gutterPx}px`;
  }
}

function cellNote(tokenPx: number): string {
  const tokens = tokensPerColumn(tokenPx);
  if (tokens === 1) return '1 cell = 1 unit × 1 token';
  return `1 cell = 1 unit × ${tokens} tokens: the value with the largest magnitude`;
}

function scaleNote(scale: Scale, quantity: Quantity): string {
  if (quantity === 'c') return 'c has no bound: shown is tanh(c)';
  return scale.fixed ? '' : `${quantity} has no bound here: the scale ends at the largest value seen so far`;
}
