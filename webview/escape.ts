import type { Store } from './state/store.js';
import { isCardOver } from './views/sidebar/card.js';

/**
 * Escape goes back to the text (`leave`, with the selected token). What is open closes first: lists and menus keep the
 * key for themselves by preventing its default, and the card does where it lies over the view.
 */
export function leaveByEscape(leave: (token: number | null) => void, store: Store): void {
  window.addEventListener('keydown', (event) => {
    const isPlain = !event.altKey && !event.ctrlKey && !event.metaKey && !event.shiftKey;
    if (event.key !== 'Escape' || !isPlain || event.defaultPrevented || event.isComposing) return;
    if (isCardOver(store.state)) store.dispatch({ type: 'choose', choices: { card: false } });
    else leave(store.state.selection?.token ?? null);
  });
}
