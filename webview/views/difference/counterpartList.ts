import type { Counterpart, Counterparts, NetworkPlace } from '../../../src/protocol/engine.js';
import type { PanelComparison } from '../../../src/protocol/panel.js';
import type { Answered } from '../../data/differenceData.js';
import { bar, h, setText } from '../../dom.js';
import type { State } from '../../state/store.js';
import { t } from '../../sentences/text.js';
import { button } from '../../ui/toolkit.js';
import type { Context } from '../view.js';
import { placeName } from './likenessTable.js';

/** Rows that are shown before all are asked for. */
const FIRST_ROWS = 10;

/** For each unit of the shown layer the one of the other network that does most like it; a row selects its unit. */
export class CounterpartList {
  private readonly note = h('p', { class: 'dim' });
  private readonly other = h('th', { scope: 'col' });
  private readonly body = h('tbody');
  private readonly table = h(
    'table',
    { class: 'counterparts', 'aria-label': t('networks.units') },
    h(
      'thead',
      {},
      h(
        'tr',
        {},
        h('th', { scope: 'col' }, t('networks.unit')),
        this.other,
        h('th', { scope: 'col', colspan: 2 }, t('networks.r')),
        h('th', { scope: 'col' }, t('networks.byChance')),
      ),
    ),
    this.body,
  );
  private readonly all = button('', () => this.showAll(), 'all-units');
  readonly element = h(
    'section',
    { class: 'networks-counterparts', 'aria-label': t('networks.units') },
    h('h2', {}, t('networks.units')),
    this.note,
    this.table,
    this.all.element,
  );
  private isWhole = false;
  private shown: Counterparts | null = null;

  constructor(
    private readonly context: Context,
    private readonly again: () => void,
  ) {}

  render(state: State, { before }: PanelComparison, { value, problem }: Answered<Counterparts>): void {
    this.table.hidden = value === null;
    this.all.setVisible(value !== null && !this.isWhole && value.units.length > FIRST_ROWS);
    if (!value) {
      this.shown = null;
      return setText(this.note, problem ?? t('reading'));
    }
    setText(this.note, noteOf(state, before, value));
    setText(this.other, t('networks.unitOf', { model: before }));
    this.all.setText(t('networks.all', { n: value.units.length }));
    if (value !== this.shown) this.fill(value);
    this.shown = value;
    [...this.body.rows].forEach((row, k) => {
      const isSelected = value.units[k].unit === state.unit;
      row.hidden = !this.isWhole && k >= FIRST_ROWS && !isSelected;
      row.classList.toggle('selected', isSelected);
      const name = row.querySelector('button');
      if (isSelected) name?.setAttribute('aria-current', 'true');
      else name?.removeAttribute('aria-current');
    });
  }

  private fill({ units, beforePlaces }: Counterparts): void {
    const focused = [...this.body.rows].findIndex((row) => row.contains(document.activeElement));
    this.body.replaceChildren(...units.map((one) => this.row(one, beforePlaces)));
    this.body.rows.item(focused)?.querySelector('button')?.focus();
  }

  private row(one: Counterpart, beforePlaces: readonly NetworkPlace[]): HTMLElement {
    const name = h('button', { type: 'button', class: 'unit-name' }, String(one.unit));
    name.addEventListener('click', () => {
      const { layer, direction } = this.context.store.state.choices;
      const place = { layer, direction, quantity: 'h', unit: one.unit } as const;
      this.context.store.dispatch({ type: 'showUnit', place });
    });
    const isKnown = !Number.isNaN(one.chance);
    return h(
      'tr',
      {},
      h('th', { scope: 'row' }, name),
      h('td', {}, otherName(one, beforePlaces)),
      h('td', { class: 'wide' }, bar(Math.abs(one.r))),
      h('td', { class: 'number' }, signedR(one.r), one.isBeyond ? mark() : null),
      h('td', { class: 'number' }, isKnown ? one.chance.toFixed(2) : '–'),
    );
  }

  private showAll(): void {
    this.isWhole = true;
    this.again();
    [...this.body.rows].forEach((row) => (row.hidden = false));
    this.body.rows.item(FIRST_ROWS)?.querySelector('button')?.focus();
  }
}

function mark(): HTMLElement {
  return h('span', { class: 'find', title: t('networks.beyond') }, ' ✓');
}

function noteOf({ choices }: State, before: string, { units, shifts }: Counterparts): string {
  if (shifts === 0) return t('networks.unitsShort');
  const n = units.filter(({ isBeyond }) => isBeyond).length;
  const place = placeName(choices);
  return t('networks.unitsNote', { n, units: units.length, place, before, shifts });
}

/** A unit of the other network, with its layer where there are several. */
export function otherName({ place, beforeUnit }: Counterpart, places: readonly NetworkPlace[]): string {
  const at = places.at(place);
  if (place < 0 || !at) return t('networks.still');
  const isDeep = places.some(({ layer }) => layer > 0);
  const key = isDeep ? 'networks.unitDeep' : 'networks.unitName';
  return t(key, { layer: String(at.layer + 1), direction: at.direction, unit: String(beforeUnit) });
}

/** r with a real minus sign. */
export function signedR(r: number): string {
  return r.toFixed(2).replace('-', '−');
}
