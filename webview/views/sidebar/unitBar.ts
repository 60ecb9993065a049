import { quantitySize } from '../../../src/core/rnn/config.js';
import { MOST_PINS } from '../../../src/core/views/pins.js';
import { h, setText } from '../../dom.js';
import { pinnedUnits, selectedPlace } from '../../state/place.js';
import type { State } from '../../state/store.js';
import { unitWords } from '../../state/unitNames.js';
import { numberInput } from '../../ui/numberInput.js';
import { button } from '../../ui/toolkit.js';
import type { Context, RunView } from '../view.js';
import { t } from '../../sentences/text.js';

/** Which unit is selected, by number, and which are pinned: what the gutter of the heatmap does, for the keyboard. */
export function unitBarView(context: Context): RunView {
  const number = numberInput(t('unit.label'), t('unit.goTo'), (unit) =>
    context.store.dispatch({ type: 'unit', unit }),
  );
  const pin = button(t('unit.pin'), () => context.pin(context.store.state.unit));
  const colour = button('', () => {
    const { state } = context.store;
    context.rpc.emit('colourUnit', isColoured(state) ? null : selectedPlace(state));
  });
  const count = h('span', { class: 'dim' });
  const list = h('ul', { class: 'pins', 'aria-label': t('unit.pinned') });
  const element = h('div', { class: 'unit-bar' }, number.element, count, pin.element, colour.element, list);
  let shown = '';
  return {
    element,
    render: (state, run) => {
      const units = quantitySize(run.model.rnn, state.choices.quantity, state.choices);
      const pins = pinnedUnits(state);
      number.update(state.unit, units - 1);
      setText(count, t('unit.of', { units: t('count', { kind: 'unit', n: units }) }));
      const isPinned = pins.includes(state.unit);
      pin.setText(t(isPinned ? 'unit.unpin' : 'unit.pin'));
      const full = !isPinned && pins.length >= MOST_PINS;
      colour.setText(t(isColoured(state) ? 'unit.stopColouring' : 'unit.colour'));
      colour.setTitle(t('unit.colourTitle'));
      pin.setEnabled(!full);
      pin.setTitle(full ? fullSentence() : t('unit.pinTitle'));
      const words = pins.map((unit) => unitWords(state, { unit }));
      if (shown === words.join()) return;
      shown = words.join();
      list.replaceChildren(...pins.map((unit, k) => pinItem(context, unit, words[k])));
      list.hidden = pins.length === 0;
    },
  };
}

/** Whether the selected unit is the one that colours the editor. */
export function isColoured(state: State): boolean {
  const coloured = state.panel?.coloured;
  const place = selectedPlace(state);
  return (
    !!coloured &&
    coloured.layer === place.layer &&
    coloured.direction === place.direction &&
    coloured.quantity === place.quantity &&
    coloured.unit === place.unit
  );
}

/** Said when there is no room for another pinned unit. */
export function fullSentence(): string {
  return t('unit.full', { n: MOST_PINS });
}

function pinItem(context: Context, unit: number, words: string): HTMLElement {
  const show = h(
    'button',
    { type: 'button', class: 'pin-show', title: t('unit.goToNumber', { unit: words }) },
    String(unit),
  );
  show.addEventListener('click', () => context.store.dispatch({ type: 'unit', unit }));
  const name = t('unit.unpinNumber', { unit: words });
  const remove = h('button', { type: 'button', class: 'pin-remove', title: name, 'aria-label': name }, '×');
  remove.addEventListener('click', () => {
    const others = Array.from(
      remove.closest('.unit-bar')?.querySelectorAll<HTMLElement>('.pin-remove') ?? [],
    );
    const at = others.indexOf(remove);
    const parent = remove.closest('.unit-bar');
    context.pin(unit);
    // The list is made anew in the next frame: the focus stays among the pins.
    requestAnimationFrame(() => {
      const rest = parent?.querySelectorAll<HTMLElement>('.pin-remove') ?? [];
      const next = rest[Math.min(at, rest.length - 1)] ?? parent?.querySelector<HTMLElement>('input');
      next?.focus();
    });
  });
  return h('li', {}, show, remove);
}
