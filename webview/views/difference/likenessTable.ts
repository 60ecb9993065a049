import type { NetworkPlace, PanelNetworks } from '../../../src/protocol/engine.js';
import type { PanelComparison } from '../../../src/protocol/panel.js';
import { h, setText } from '../../dom.js';
import type { State } from '../../state/store.js';
import { t } from '../../sentences/text.js';
import type { Context } from '../view.js';

/** How alike the layers of two networks are: a row each layer of the shown one, with the numbers and what chance gives. */
export class LikenessTable {
  private readonly caption = h('p', { class: 'dim' });
  private readonly head = h('tr');
  private readonly body = h('tbody');
  private readonly table = h(
    'table',
    { class: 'likeness', 'aria-label': t('networks.likeness') },
    h('thead', {}, this.head),
    this.body,
  );
  readonly element = h(
    'section',
    { class: 'networks-likeness', 'aria-label': t('networks.likeness') },
    h('h2', {}, t('networks.likeness')),
    h('div', { class: 'likeness-scroll' }, this.table),
    this.caption,
  );
  private shown: PanelNetworks | null = null;

  constructor(private readonly context: Context) {}

  render({ choices }: State, { before, after }: PanelComparison, networks: PanelNetworks): void {
    const { shifts, afterPlaces } = networks;
    const key = shifts > 0 ? 'networks.likenessCaption' : 'networks.likenessShort';
    setText(this.caption, t(key, { before, after, shifts: String(shifts) }));
    if (networks !== this.shown) this.fill(networks);
    this.shown = networks;
    [...this.body.rows].forEach((row, k) => {
      const { layer, direction } = afterPlaces[k];
      const isShown = layer === choices.layer && direction === choices.direction;
      row.classList.toggle('selected', isShown);
      row.querySelector('button')?.setAttribute('aria-pressed', String(isShown));
    });
  }

  private fill({ beforePlaces, afterPlaces, likeness, chance }: PanelNetworks): void {
    const focused = [...this.body.rows].findIndex((row) => row.contains(document.activeElement));
    this.head.replaceChildren(
      h('td', {}),
      ...beforePlaces.map((place) => h('th', { scope: 'col' }, placeName(place))),
    );
    const columns = beforePlaces.length;
    this.body.replaceChildren(
      ...afterPlaces.map((place, row) => {
        const name = h('button', { type: 'button', title: t('networks.placeTitle') }, placeName(place));
        const { layer, direction } = place;
        name.addEventListener('click', () =>
          this.context.store.dispatch({ type: 'choose', choices: { layer, direction } }),
        );
        const cells = beforePlaces.map((_, column) =>
          cell(likeness[row * columns + column], chance[row * columns + column]),
        );
        return h('tr', {}, h('th', { scope: 'row' }, name), ...cells);
      }),
    );
    this.body.rows.item(focused)?.querySelector('button')?.focus();
  }
}

/** The number on a ground that is the stronger the larger it is, and what chance gives below it. */
function cell(cka: number, chance: number): HTMLElement {
  const byChance = Number.isNaN(chance)
    ? null
    : h('small', {}, t('networks.chance', { chance: share(chance) }));
  const element = h('td', { class: 'number' }, h('span', {}, share(cka)), byChance);
  // Through the CSSOM: the panel's policy forbids style attributes.
  element.style.setProperty('--share', String(Math.min(1, Math.max(0, cka || 0))));
  return element;
}

function share(value: number): string {
  return Number.isNaN(value) ? '–' : value.toFixed(2);
}

/** `Layer 2 →`. */
export function placeName({ layer, direction }: Pick<NetworkPlace, 'layer' | 'direction'>): string {
  return t('networks.place', { layer: String(layer + 1), direction });
}
