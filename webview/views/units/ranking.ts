import type { RankedUnit } from '../../../src/core/analysis/selectionRanking.js';
import type { PanelRanking } from '../../../src/protocol/panel.js';
import { h, setText } from '../../dom.js';
import { selectedPlace } from '../../state/place.js';
import type { State } from '../../state/store.js';
import { namedAt } from '../../state/unitNames.js';
import { button } from '../../ui/toolkit.js';
import type { Context } from '../view.js';
import { t } from '../../sentences/text.js';
import { dotsPicture, linePicture } from './canvases.js';

/** Rows that are shown before all are asked for. */
const FIRST_ROWS = 10;

/** Units ranked for the chosen stretch: what decided, chance, and a row a unit. */
export class Ranking {
  private readonly title = h('h3', {}, t('units.ranking'));
  private readonly note = h('p', { class: 'units-note' });
  private readonly body = h('tbody');
  private readonly table = h(
    'table',
    { class: 'ranking' },
    h('caption', { class: 'visually-hidden' }, t('units.rankingCaption')),
    h('thead', {}, h('tr', {}, ...headings().map((text) => h('th', { scope: 'col' }, text)))),
    this.body,
  );
  private readonly all = button('', () => this.showAll(), 'all-units');
  readonly element = h(
    'section',
    { 'aria-label': t('units.ranking') },
    this.title,
    this.note,
    this.table,
    this.all.element,
  );
  private isWhole = false;
  private shown: {
    readonly ranking: PanelRanking;
    readonly theme: unknown;
    readonly names: State['unitNames'];
  } | null = null;

  constructor(
    private readonly context: Context,
    /** A row was chosen. */
    private readonly choose: (unit: RankedUnit) => void,
  ) {}

  /** `ranking` is null while there is none, for the reason `waiting` gives. */
  render(state: State, ranking: PanelRanking | null, waiting: string): void {
    this.table.hidden = ranking === null;
    setText(this.note, ranking ? rankingNote(ranking) : waiting);
    this.note.classList.toggle('warns', ranking !== null && ranking.othersChance === null);
    if (!ranking) {
      this.all.setVisible(false);
      return void (this.shown = null);
    }
    const [theme, names] = [this.context.theme(), state.unitNames];
    const { shown } = this;
    if (shown?.ranking !== ranking || shown.theme !== theme || shown.names !== names) {
      const focused = this.focusedRow();
      this.body.replaceChildren(...ranking.units.map((one, k) => this.row(ranking, one, k)));
      if (focused >= 0) this.buttons()[focused]?.focus();
    }
    this.showRows(ranking.units.length);
    this.markSelected(state, ranking);
    this.shown = { ranking, theme, names };
  }

  private row(ranking: PanelRanking, unit: RankedUnit, place: number): HTMLElement {
    const name = h('button', { type: 'button', class: 'unit-name' }, unitText(unit, this.isDeep()));
    const named = namedAt(this.context.store.state, unit);
    const called = named && h('span', { class: 'unit-called', title: named.note || null }, ` ${named.name}`);
    name.addEventListener('click', () => this.choose(unit));
    const theme = this.context.theme();
    const mark = unit.isFind ? h('span', { class: 'find', title: t('units.findTitle') }, ' ✓') : null;
    return h(
      'tr',
      {},
      h('th', { scope: 'row' }, name, called),
      h('td', { class: 'wide' }, linePicture(theme, ranking, place)),
      h('td', { class: 'wide' }, dotsPicture(theme, unit, ranking)),
      h('td', { class: 'number' }, areaText(unit.chosen)),
      h('td', { class: 'number' }, areaText(unit.steady)),
      h('td', { class: 'number' }, unit.others === null ? '–' : areaText(unit.others), mark),
    );
  }

  private showAll(): void {
    this.isWhole = true;
    this.showRows(this.body.rows.length);
    this.buttons()[FIRST_ROWS]?.focus();
  }

  private showRows(count: number): void {
    [...this.body.rows].forEach((row, k) => (row.hidden = !this.isWhole && k >= FIRST_ROWS));
    this.all.setText(t('units.all', { n: count }));
    this.all.setVisible(!this.isWhole && count > FIRST_ROWS);
  }

  private isDeep(): boolean {
    const rnn = this.context.store.state.panel?.run?.model.rnn;
    return !!rnn && (rnn.layers > 1 || rnn.bidirectional);
  }

  private markSelected(state: State, { units }: PanelRanking): void {
    const selected = selectedPlace(state);
    [...this.body.rows].forEach((row, k) => {
      const { layer, direction, quantity, unit } = units[k];
      const isIt =
        unit === selected.unit &&
        layer === selected.layer &&
        direction === selected.direction &&
        quantity === selected.quantity;
      row.classList.toggle('selected', isIt);
      const name = row.querySelector('button');
      if (isIt) name?.setAttribute('aria-current', 'true');
      else name?.removeAttribute('aria-current');
    });
  }

  private buttons(): HTMLElement[] {
    return [...this.body.querySelectorAll<HTMLElement>('.unit-name')];
  }

  private focusedRow(): number {
    return this.buttons().findIndex((name) => name === document.activeElement);
  }
}

function headings(): string[] {
  return [
    t('units.unit'),
    t('units.onThisText'),
    t('units.dots'),
    t('units.chosen'),
    t('units.noDrift'),
    t('units.others'),
  ];
}

/** `76 c low`; with layer and direction where there are several. */
export function unitText({ layer, direction, quantity, unit, side }: RankedUnit, isDeep: boolean): string {
  const where = { unit: String(unit), quantity, side };
  return isDeep
    ? t('units.nameDeep', { ...where, layer: String(layer + 1), direction })
    : t('units.name', where);
}

function rankingNote({
  compared,
  chosenChance,
  othersChance,
  others,
  alike,
  units,
  every,
}: PanelRanking): string {
  const finds = units.filter(({ isFind }) => isFind).length;
  const found = t('units.finds', { n: finds, some: finds > 0 ? 'yes' : 'no' });
  const thinned = every > 1 ? ` ${t('units.thinned', { every })}` : '';
  const chosen = areaText(chosenChance);
  if (othersChance === null) return `${t('units.oneOnly', { n: compared, chosen })} ${found}${thinned}`;
  const count = others.length / 2;
  const chance = areaText(othersChance);
  return `${t('units.byOthers', { n: count, alike: alike ?? '', compared, chance, chosen })} ${found}${thinned}`;
}

/** An area under a curve, never rounded up to 1. */
export function areaText(area: number): string {
  return area < 1 && area > 0.9995 ? '>0.999' : area.toFixed(area > 0.99 && area < 1 ? 3 : 2);
}
