import { h, setText } from '../../dom.js';
import { segmented } from '../../ui/segmented.js';
import { checkbox } from '../../ui/toolkit.js';
import { t } from '../../sentences/text.js';
import type { Chosen } from './chosen.js';

/** What is drawn, what counts as on, and the switch to the table. */
export class UnitsHead {
  private readonly heading = h('h2', { class: 'view-title' });
  private readonly side;
  private readonly offLeft;
  private readonly offRight;
  private readonly asTable;
  readonly element: HTMLElement;

  constructor(change: (chosen: Partial<Chosen>) => void, showTable: (asTable: boolean) => void) {
    this.side = segmented(t('units.side'), (side) => change({ side: side as Chosen['side'] }));
    this.offLeft = checkbox(t('units.offLeft'), (offLeft) => change({ offLeft }));
    this.offRight = checkbox(t('units.offRight'), (offRight) => change({ offRight }));
    this.asTable = checkbox(t('states.asTable'), showTable);
    const controls = [this.side, this.offLeft, this.offRight, this.asTable].map(({ element }) => element);
    this.element = h('div', { class: 'view-head' }, this.heading, h('span', { class: 'grow' }), ...controls);
  }

  render(title: string, { side, offLeft, offRight }: Chosen, asTable: boolean): void {
    setText(this.heading, title);
    this.side.update(sides(), side);
    this.offLeft.setChecked(offLeft);
    this.offRight.setChecked(offRight);
    this.asTable.setChecked(asTable);
  }
}

function sides() {
  return (['high', 'low'] as const).map((side) => ({
    value: side,
    text: t('units.sideText', { side }),
    name: t('units.sideName', { side }),
  }));
}
