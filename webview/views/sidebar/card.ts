import type { State } from '../../state/store.js';

/** From this width on there is room for the card beside a view. */
const ROOM_PX = 820;

/** Whether the card beside the view is open: as people left it, else where there is room for it. */
export function isCardOpen({ choices: { card, presenting } }: State): boolean {
  return card ?? (!presenting && innerWidth >= ROOM_PX);
}

/** Whether the card is open over the view, where there is no room beside it. */
export function isCardOver(state: State): boolean {
  return innerWidth < ROOM_PX && !!state.panel?.run && isCardOpen(state);
}
