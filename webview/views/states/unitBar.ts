import { quantitySize } from '../../../src/core/rnn/config.js';
import { countOf } from '../../../src/core/views/format.js';
import { MOST_PINS } from '../../../src/core/views/pins.js';
import { h } from '../../dom.js';
import { pinnedUnits, selectedPlace } from '../../state/place.js';
import type { State } from '../../state/store.js';
import { numberInput } from '../../ui/numberInput.js';
import { button } from '../../ui/toolkit.js';
import type { Context, RunView } from '../view.js';

/** Which unit is selected, by number, and which are pinned: what the gutter of the heatmap does, for the keyboard. */
export function unitBarView(context: Context): RunView {
  const number = numberInput('Unit', 'Go to unit', (unit) => context.store.dispatch({ type: 'unit', unit }));
  const pin = button('Pin', () => context.pin(context.store.state.unit));
  const colour = button('', () => {
    const { state } = context.store;
    context.rpc.emit('colourUnit', isColoured(state) ? null : selectedPlace(state));
  });
  const count = h('span', { class: 'dim' });
  const list = h('ul', { class: 'pins', 'aria-label': 'Pinned units' });
  const element = h('div', { class: 'unit-bar' }, number.element, count, pin.element, colour.element, list);
  let shown = '';
  return {
    element,
    render: (state, run) => {
      const units = quantitySize(run.model.rnn, state.choices.quantity);
      const pins = pinnedUnits(state);
      number.update(state.unit, units - 1);
      count.textContent = `of ${countOf(units, 'unit')}`;
      const isPinned = pins.includes(state.unit);
      pin.setText(isPinned ? 'Unpin' : 'Pin');
      const full = !isPinned && pins.length >= MOST_PINS;
      colour.setText(isColoured(state) ? 'Stop colouring' : 'Colour the editor');
      colour.setTitle(COLOUR_TITLE);
      pin.setEnabled(!full);
      pin.setTitle(full ? FULL : PIN_TITLE);
      if (shown === pins.join()) return;
      shown = pins.join();
      list.replaceChildren(...pins.map((unit) => pinItem(context, unit)));
      list.hidden = pins.length === 0;
    },
  };
}

/** Whether the selected unit is the one that colours the editor. */
function isColoured(state: State): boolean {
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

const COLOUR_TITLE = 'The selected unit as the background of the text in the editor';

const PIN_TITLE = 'A row of its own for the selected unit, right under the text';

/** Said when there is no room for another pinned unit. */
export const FULL = `${MOST_PINS} units are pinned: unpin one first.`;

function pinItem(context: Context, unit: number): HTMLElement {
  const show = h('button', { type: 'button', class: 'pin-show', title: `Go to unit ${unit}` }, String(unit));
  show.addEventListener('click', () => context.store.dispatch({ type: 'unit', unit }));
  const name = `Unpin unit ${unit}`;
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
