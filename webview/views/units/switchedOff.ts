import { formatCount, shownText } from '../../../src/core/views/format.js';
import type { PanelRun } from '../../../src/protocol/panel.js';
import type { UnitAblation } from '../../../src/protocol/units.js';
import { h, setText } from '../../dom.js';
import type { State } from '../../state/store.js';
import { unitWords } from '../../state/unitNames.js';
import type { Context } from '../view.js';
import { t } from '../../sentences/text.js';

/** Units and tokens that are listed, those without which or at which most is lost. */
const MOST_UNITS = 8;
const MOST_TOKENS = 6;

/** What is lost around the selected token when a unit is switched off: of the selected unit by token, and the units that matter most. */
export class SwitchedOff {
  private readonly title = h('h3');
  private readonly note = h('p', { class: 'dim' });
  private readonly places = h('ol', { class: 'lost-at' });
  private readonly body = h('tbody');
  private readonly table = h(
    'table',
    { class: 'relations' },
    h('caption', { class: 'visually-hidden' }, t('units.offCaption')),
    h('thead', {}, h('tr', {}, ...headings().map((text) => h('th', { scope: 'col' }, text)))),
    this.body,
  );
  readonly element = h('section', {}, this.title, this.note, this.places, this.table);
  private shown = '';

  constructor(
    private readonly context: Context,
    private readonly choose: (unit: number) => void,
  ) {}

  /** `lost` is null while it is not here, for the reason `waiting` gives. */
  render(state: State, run: PanelRun, lost: UnitAblation | null, waiting: string): void {
    setText(this.title, t('units.off', { unit: unitWords(state) }));
    this.element.setAttribute('aria-label', this.title.textContent ?? '');
    const isThere = lost !== null && lost.tokens.length > 0;
    this.table.hidden = this.places.hidden = !isThere;
    if (!lost || !isThere) return setText(this.note, lost ? t('units.offNothing') : waiting);
    setText(this.note, noteOf(state, run, lost));
    this.context.data.wantRows(lost.fromToken, lost.toToken);
    const words = lost.units
      .slice(0, MOST_UNITS)
      .reduce((all, unit) => `${all}|${unitWords(state, { unit })}`, '');
    const at = placesOf(lost).map((k) => [k, this.textOf(run, lost.tokens[k])]);
    const key = JSON.stringify([
      state.runNumber,
      lost.fromToken,
      state.unit,
      words,
      at,
      [...lost.bits.subarray(0, MOST_UNITS)],
    ]);
    if (key === this.shown) return;
    this.shown = key;
    this.places.replaceChildren(...placesOf(lost).map((k) => this.place(run, lost.tokens[k], lost.own[k])));
    this.body.replaceChildren(
      ...Array.from(lost.units.subarray(0, MOST_UNITS), (unit, k) => this.row(state, lost, unit, k)),
    );
  }

  private place(run: PanelRun, token: number, bits: number): HTMLElement {
    const button = h('button', { type: 'button' }, h('b', {}, this.textOf(run, token)), ` ${bitsText(bits)}`);
    button.addEventListener('click', () => this.context.select(token, true));
    return h('li', {}, button);
  }

  private row(state: State, { bits, changed }: UnitAblation, unit: number, k: number): HTMLElement {
    const button = h('button', { type: 'button', class: 'unit-name' }, unitWords(state, { unit }));
    button.addEventListener('click', () => this.choose(unit));
    const isSelected = unit === state.unit;
    if (isSelected) button.setAttribute('aria-current', 'true');
    return h(
      'tr',
      { class: isSelected ? 'selected' : null },
      h('th', { scope: 'row' }, button),
      h('td', { class: 'number' }, bitsText(bits[k])),
      h('td', { class: 'number' }, String(changed[k])),
    );
  }

  private textOf({ model }: PanelRun, token: number): string {
    const row = this.context.data.row(token);
    return row ? shownText(row.text, model.tokenizer) : '…';
  }
}

function headings(): string[] {
  return [t('units.unit'), t('units.offBits'), t('units.offOthers')];
}

function noteOf(state: State, { model }: PanelRun, lost: UnitAblation): string {
  const rank = lost.units.indexOf(state.unit);
  return t('units.offNote', {
    n: lost.tokens.length,
    task: model.task,
    from: formatCount(lost.fromToken + 1),
    to: formatCount(lost.toToken),
    bits: bitsText(lost.bits[rank]),
    others: lost.changed[rank],
    rank: rank + 1,
    units: lost.units.length,
  });
}

/** The predictions that lose most without the selected unit, as indices. */
function placesOf({ own }: UnitAblation): number[] {
  const order = [...own.keys()].sort((a, b) => own[b] - own[a]);
  return order.slice(0, MOST_TOKENS).filter((k) => own[k] > 0.005);
}

/** `+0.42`: what is lost; `−0.10`: it is told better without. */
function bitsText(bits: number): string {
  const text = Math.abs(bits).toFixed(2);
  return Number(text) === 0 ? '0.00' : `${bits > 0 ? '+' : '−'}${text}`;
}
