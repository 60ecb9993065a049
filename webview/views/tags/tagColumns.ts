import type { TokenOrderQuery } from '../../../src/core/views/tokenOrder.js';
import type { ModelDescription } from '../../../src/protocol/engine.js';
import { h, setAttributes, setText } from '../../dom.js';
import { t } from '../../sentences/text.js';
import { columnMeaning, type Column } from './tagCells.js';

/** Widths of the columns where there is room, where there is little, and where there is least. */
const WIDTHS: Readonly<Record<Column['kind'], readonly [wide: string, narrow: string, least: string]>> = {
  index: ['72px', '50px', '44px'],
  text: ['minmax(80px, 1fr)', 'minmax(54px, 1fr)', 'minmax(50px, 1fr)'],
  tag: [
    'minmax(74px, max(112px, calc(var(--label-width) + 20px)))',
    'minmax(62px, max(70px, min(calc(var(--label-width) + 18px), 22cqw)))',
    'minmax(58px, max(62px, min(calc(var(--label-width) + 14px), 20cqw)))',
  ],
  probability: ['minmax(64px, 150px)', 'minmax(54px, 88px)', 'var(--number-width)'],
  'runner-up': [
    'minmax(112px, calc(var(--label-width) + 76px))',
    'minmax(90px, min(calc(var(--label-width) + 60px), 24cqw))',
    'minmax(84px, min(calc(var(--label-width) + 54px), 20cqw))',
  ],
  entropy: ['58px', '44px', '38px'],
  details: ['minmax(90px, 1.4fr)', 'minmax(64px, 1.3fr)', 'minmax(50px, 1.2fr)'],
  confidence: ['62px', '48px', '44px'],
};

/** What a first, a second and a third press on a heading do. */
export function pressedOrder(
  { by, largestFirst }: Pick<Column, 'by' | 'largestFirst'>,
  now: Pick<TokenOrderQuery, 'by' | 'descending'>,
): Pick<TokenOrderQuery, 'by' | 'descending'> {
  if (by !== now.by) return { by, descending: largestFirst };
  if (now.descending === largestFirst) return { by, descending: !largestFirst };
  return { by: 'token', descending: false };
}

/** The headings of the table: a press sorts by one. */
export class TagColumns {
  readonly element = h('div', { class: 'tag-head', role: 'rowgroup' });
  columns: readonly Column[] = [];
  private shown = '';

  constructor(
    private readonly table: HTMLElement,
    private readonly pressed: (column: Column) => void,
  ) {}

  show(model: ModelDescription, columns: readonly Column[], order: TokenOrderQuery): void {
    this.columns = columns;
    const key = JSON.stringify([model.name, columns]);
    if (key !== this.shown) this.make(model);
    this.shown = key;
    columns.forEach((column, k) => mark(this.element.firstElementChild!.children[k], column, order));
  }

  private make(model: ModelDescription): void {
    const { columns, table } = this;
    const cells = columns.map((column) => {
      const button = h(
        'button',
        { type: 'button', title: columnMeaning(column, model) },
        ...headingOf(column),
      );
      const sign = h('span', { class: 'sort-sign', 'aria-hidden': 'true' });
      button.append(sign);
      button.addEventListener('click', () => this.pressed(column));
      return h('div', { role: 'columnheader', class: `cell ${column.kind}` }, button);
    });
    this.element.replaceChildren(h('div', { role: 'row', 'aria-rowindex': 1 }, ...cells));
    setAttributes(table, { 'data-task': model.task, 'aria-colcount': columns.length });
    // A word of a heading stands there where it is no probability.
    table.style.setProperty('--number-width', model.task === 'language-model' ? '62px' : '46px');
    (['wide', 'narrow', 'least'] as const).forEach((room, k) => {
      const widths = columns.map(({ kind }) => WIDTHS[kind][k]);
      table.style.setProperty(`--${room}-columns`, widths.join(' '));
    });
  }
}

/** A heading, and a short one for where there is least room. */
function headingOf({ title, short }: Column): readonly (HTMLElement | string)[] {
  if (short === undefined) return [title];
  return [h('span', { class: 'whole' }, title), h('span', { class: 'short', 'aria-hidden': 'true' }, short)];
}

function mark(cell: Element, { by, isReversed = false }: Column, order: TokenOrderQuery): void {
  const isDown = order.descending !== isReversed;
  const isSorted = order.by === by && !(by === 'token' && !order.descending);
  setAttributes(cell, { 'aria-sort': isSorted ? (isDown ? 'descending' : 'ascending') : null });
  setText(cell.querySelector('.sort-sign')!, isSorted ? (isDown ? ' ▼' : ' ▲') : '');
  cell.querySelector('button')!.ariaDescription = t('tags.sort');
}
