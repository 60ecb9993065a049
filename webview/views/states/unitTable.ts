import { formatCount, formatValue, shownText, visibleSymbol } from '../../../src/core/views/format.js';
import { unitsByMagnitude } from '../../../src/core/views/heatmap.js';
import { shownName, shownValue } from '../../../src/core/views/scales.js';
import { tokenKind } from '../../../src/core/views/task.js';
import type { Quantity } from '../../../src/core/rnn/config.js';
import { h } from '../../dom.js';
import type { StateCache } from '../../data/stateCache.js';
import { pinnedUnits } from '../../state/place.js';
import type { State } from '../../state/store.js';
import { unitWords } from '../../state/unitNames.js';
import type { Context } from '../view.js';
import { t } from '../../sentences/text.js';

/** Steps on each side of the selected one in the pinned units' table. */
const AROUND = 20;

/** How the values of a table are called. */
export interface ValueNames {
  /** `hidden state`. */
  readonly title: string;
  /** `c`. */
  readonly column: string;
  /** `tanh(c)`. */
  readonly shown: string;
  /** They are cell states, of which tanh is shown, too. */
  readonly isCell: boolean;
}

function namesOf(quantity: Quantity): ValueNames {
  const title = t('quantity.name', { quantity });
  return { title, column: quantity, shown: shownName(quantity), isCell: quantity === 'c' };
}

/** The heatmap in words and numbers: all units of the selected step, and the pinned units around it. */
export class UnitTable {
  readonly element = h('div', { class: 'unit-table', tabindex: 0, role: 'region' });
  private key = '';

  constructor(private readonly context: Context) {}

  render(
    state: State,
    step: number | null,
    states: StateCache,
    names = namesOf(state.choices.quantity),
    /** The same values as shares of each unit's own scale, where that is how the picture has them. */
    scaled: StateCache | null = null,
  ): void {
    const { data } = this.context;
    const [from, to] =
      step === null ? [0, 0] : [Math.max(0, step - AROUND), Math.min(data.stepCount, step + AROUND + 1)];
    states.want(from, to);
    if (step !== null) scaled?.want(step, step + 1);
    data.wantRows(from, data.stepsAreTokens ? to : from);
    const steps = Array.from({ length: to - from }, (_, index) => from + index);
    const pins = pinnedUnits(state);
    const { layer, direction } = state.choices;
    const seen = steps.map((each) => `${data.symbol(each, states)}${states.values(each) !== null}`);
    const words = (unit: number): string => unitWords(state, { unit });
    const called = state.unitNames?.units.map(({ unit, name }) => `${unit} ${name}`).join('|');
    const shares = step === null ? null : (scaled?.values(step) ?? null);
    const key = [
      called,
      state.runNumber,
      scaled === null,
      shares === null,
      step,
      layer,
      direction,
      names.column,
      pins.join(' '),
      ...seen,
    ].join('|');
    if (key === this.key) return;
    this.key = key;
    const values = step === null ? null : states.values(step);
    const where = step === null ? t('table.noStep') : stepName(this.context, states, step);
    const caption = t('table.caption', { name: names.title, step: where });
    this.element.setAttribute('aria-label', caption);
    if (!values) return this.element.replaceChildren(h('p', {}, t('reading')));
    const all = unitTable(caption, names, { values, shares, isScaled: scaled !== null }, pins, words);
    const pinned = pins.length > 0 ? pinTable(this.context, states, names, pins, steps, step, words) : null;
    this.element.replaceChildren(...(pinned ? [pinned] : []), all);
  }
}

/** A step in words: `token 5 “visitor”`, or `step 12 “서” of token 4`. */
export function stepName(context: Context, states: StateCache, step: number): string {
  const { data, store } = context;
  const tokenizer = store.state.panel?.run?.model.tokenizer ?? 'whitespace';
  const symbol = data.symbol(step, states);
  const quoted = (what: string, text: string | null) => (text === null ? what : t('quoted', { what, text }));
  const read = symbol === null ? null : stepText(context, symbol);
  const kind = tokenKind(tokenizer);
  if (data.stepsAreTokens) return quoted(t('token.number', { kind, number: step + 1 }), read);
  const name = quoted(t('step.number', { number: step + 1 }), read);
  const token = data.tokenOf(step, states);
  if (token === null) return name;
  const row = data.row(token);
  const number = t('token.number', { kind: 'token', number: token + 1 });
  const whole = quoted(number, row && shownText(row.text, tokenizer));
  const between = states.token(step) !== token;
  return t(between ? 'step.after' : 'step.of', { step: name, token: whole });
}

/** What a step read: a token's text, or a single symbol. */
function stepText({ data, store }: Context, symbol: string): string {
  const tokenizer = store.state.panel?.run?.model.tokenizer;
  return data.stepsAreTokens && tokenizer ? shownText(symbol, tokenizer) : visibleSymbol(symbol);
}

/** The values of all units at a step. */
interface StepColumns {
  readonly values: Float32Array;
  /** On the scales of the picture; null while they are not here. */
  readonly shares: Float32Array | null;
  readonly isScaled: boolean;
}

function unitTable(
  caption: string,
  { column, isCell }: ValueNames,
  { values, shares, isScaled }: StepColumns,
  pins: readonly number[],
  words: (unit: number) => string,
): HTMLElement {
  const names = [
    t('table.unit'),
    column,
    ...(isCell ? ['tanh(c)'] : []),
    ...(isScaled ? [t('table.share')] : []),
    t('table.rank', { column }),
  ];
  const ranks = new Map(unitsByMagnitude(values).map((unit, index) => [unit, index + 1]));
  const rows = Array.from(values, (raw, unit) => {
    const further = [...(isCell ? [Math.tanh(raw)] : []), ...(isScaled ? [shares?.[unit] ?? NaN] : [])];
    const numbers = [raw, ...further].map(formatValue);
    const cells = [...numbers, String(ranks.get(unit))].map((text) => h('td', { class: 'number' }, text));
    const name = pins.includes(unit) ? t('table.pinned', { unit: words(unit) }) : words(unit);
    return h('tr', {}, h('th', { scope: 'row' }, name), ...cells);
  });
  return table(caption, names, rows);
}

function pinTable(
  context: Context,
  states: StateCache,
  { shown, isCell }: ValueNames,
  pins: readonly number[],
  steps: readonly number[],
  selected: number | null,
  words: (unit: number) => string,
): HTMLElement {
  const { data } = context;
  const rows = steps.map((step) => {
    const values = states.values(step);
    const numbers = pins.map((unit) =>
      formatValue(values ? shownValue(isCell ? 'c' : 'h', values[unit]) : NaN),
    );
    const symbol = data.symbol(step, states);
    const attributes = { class: step === selected ? 'selected' : null };
    return h(
      'tr',
      { ...attributes, 'aria-current': step === selected ? 'true' : null },
      h('th', { scope: 'row' }, formatCount(step + 1)),
      h('td', { class: 'mono' }, symbol === null ? '…' : stepText(context, symbol)),
      ...numbers.map((text) => h('td', { class: 'number' }, text)),
    );
  });
  const caption = t('table.around', { shown });
  const names = pins.map((unit) => t('table.unitNumber', { unit: words(unit) }));
  return table(caption, [t('table.step'), t('table.read'), ...names], rows);
}

function table(caption: string, names: readonly string[], rows: readonly HTMLElement[]): HTMLElement {
  const head = h('thead', {}, h('tr', {}, ...names.map((name) => h('th', { scope: 'col' }, name))));
  return h('table', {}, h('caption', {}, caption), head, h('tbody', {}, ...rows));
}
