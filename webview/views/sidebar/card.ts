import type { State } from '../../state/store.js';

/** From this width on there is room for the card beside a view. */
const ROOM_PX = 820;

/** The curves of a training need the width themselves: less than this is no room for a card. */
const ROOM_BESIDE_CURVES_PX = 1500;

/** Whether the card beside the view is open: as people left it, else where there is room for it. */
export function isCardOpen({ choices: { card, presenting, view } }: State): boolean {
  return card ?? (!presenting && innerWidth >= (view === 'train' ? ROOM_BESIDE_CURVES_PX : ROOM_PX));
}

/** Whether the card is open over the view, where there is no room beside it. */
export function isCardOver(state: State): boolean {
  return innerWidth < ROOM_PX && !!state.panel?.run && isCardOpen(state);
}
