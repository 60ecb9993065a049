import { h, setText } from './dom.js';

/** Says things to screen readers: politely, and only the last of what comes in quick succession. */
export class LiveRegion {
  readonly element = h('div', { class: 'visually-hidden', role: 'status', 'aria-live': 'polite' });
  private timer: ReturnType<typeof setTimeout> | undefined;

  say(text: string): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => setText(this.element, text), 120);
  }
}

/** Steps of the keys that move through a list; `page` is how far PageUp and PageDown go. */
export function movedIndex(key: string, index: number, count: number, page: number): number | null {
  const steps: Record<string, number> = {
    ArrowUp: -1,
    ArrowDown: 1,
    PageUp: -page,
    PageDown: page,
    Home: -Infinity,
    End: Infinity,
  };
  const step = steps[key];
  if (step === undefined || count === 0) return null;
  return Math.max(0, Math.min(count - 1, index + step));
}

/**
 * Arrow keys, Home and End inside a group of which one member is in the tab order (tabs, radio buttons);
 * `choose` gets the member's index.
 */
export function rovingKeys(
  group: HTMLElement,
  members: () => HTMLElement[],
  choose: (index: number) => void,
): void {
  group.addEventListener('keydown', (event) => {
    const all = members();
    const at = all.findIndex((member) => member === event.target);
    if (at < 0) return;
    const next = rovingTarget(event.key, at, all.length);
    if (next === null) return;
    event.preventDefault();
    choose(next);
    members()[next]?.focus();
  });
}

function rovingTarget(key: string, at: number, count: number): number | null {
  if (key === 'Home') return 0;
  if (key === 'End') return count - 1;
  if (key === 'ArrowRight' || key === 'ArrowDown') return (at + 1) % count;
  if (key === 'ArrowLeft' || key === 'ArrowUp') return (at - 1 + count) % count;
  return null;
}
