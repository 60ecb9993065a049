import './ui.css';
import { movedIndex } from '../a11y.js';
import { h, setAttributes, setText } from '../dom.js';
import type { Control } from './toolkit.js';

/** A line of a menu; a group begins where `group` is another one than before. */
export interface MenuItem {
  readonly text: string;
  readonly group: string;
  /** Of something that is on or off, or one of several: whether it is on. */
  readonly on?: boolean;
  /** One of its group is on. */
  readonly isChoice?: boolean;
  run(): void;
}

/** A button that opens a menu under it. */
export interface MenuControl extends Control {
  setText(text: string): void;
  /** Replaces the lines; an open menu closes if they differ. */
  update(items: readonly MenuItem[]): void;
}

let menus = 0;

/** Makes a menu button; `name` says what it opens where its text is a sign. */
export function menu(text: string, name: string | null, place = ''): MenuControl {
  const id = `menu-${++menus}`;
  const list = h('div', { class: 'menu', role: 'menu', id, hidden: true, 'aria-label': name ?? text });
  const trigger = h('button', { type: 'button', class: 'menu-button', 'aria-haspopup': 'menu' }, text);
  setAttributes(trigger, { 'aria-expanded': 'false', 'aria-controls': id, 'aria-label': name, title: name });
  const element = h('div', { class: `menu-holder ${place}`.trim() }, trigger, list);
  const popup = new Popup(trigger, list);
  return {
    element,
    setVisible: (visible) => void (element.hidden = !visible),
    setText: (next) => setText(trigger, next),
    update: (items) => popup.update(items),
  };
}

/** Opens and closes a menu, and moves in it by keys. */
class Popup {
  private items: readonly MenuItem[] = [];
  private shape = '';

  constructor(
    private readonly trigger: HTMLElement,
    private readonly list: HTMLElement,
  ) {
    trigger.addEventListener('click', () => this.toggle(list.hidden, 0));
    trigger.addEventListener('keydown', (event) => {
      if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return;
      event.preventDefault();
      this.toggle(true, event.key === 'ArrowDown' ? 0 : -1);
    });
    list.addEventListener('keydown', (event) => this.key(event));
    list.addEventListener('focusout', ({ relatedTarget }) => {
      const within =
        relatedTarget instanceof Node && (list.contains(relatedTarget) || relatedTarget === trigger);
      if (!within) this.close(false);
    });
  }

  update(items: readonly MenuItem[]): void {
    this.items = items;
    const shape = JSON.stringify(items.map(({ text, group, on, isChoice }) => [text, group, on, isChoice]));
    if (shape === this.shape) return;
    this.shape = shape;
    const at = this.lines().indexOf(document.activeElement as HTMLElement);
    this.list.replaceChildren(...items.map((item, index) => this.line(item, index)));
    if (at >= 0) this.lines()[Math.min(at, items.length - 1)]?.focus();
  }

  private line({ text, group, on, isChoice }: MenuItem, index: number): HTMLElement {
    const role = on === undefined ? 'menuitem' : isChoice ? 'menuitemradio' : 'menuitemcheckbox';
    const begins = index > 0 && group !== this.items[index - 1].group;
    const line = h('button', { type: 'button', role, tabindex: -1, class: begins ? 'begins' : null }, text);
    setAttributes(line, { 'aria-checked': on === undefined ? null : String(on) });
    line.addEventListener('click', () => {
      this.close(true);
      this.items[index].run();
    });
    return line;
  }

  private lines(): HTMLElement[] {
    return Array.from(this.list.children) as HTMLElement[];
  }

  private toggle(open: boolean, focused: number): void {
    if (!open) return this.close(true);
    this.list.hidden = false;
    this.trigger.setAttribute('aria-expanded', 'true');
    // It must not stick out of the page, wherever its button is.
    this.list.classList.toggle('to-left', this.trigger.getBoundingClientRect().left > innerWidth / 2);
    this.lines().at(focused)?.focus();
  }

  private close(back: boolean): void {
    if (this.list.hidden) return;
    this.list.hidden = true;
    this.trigger.setAttribute('aria-expanded', 'false');
    if (back) this.trigger.focus();
  }

  private key(event: KeyboardEvent): void {
    const lines = this.lines();
    const at = lines.indexOf(document.activeElement as HTMLElement);
    if (event.key === 'Escape' || event.key === 'Tab') {
      if (event.key === 'Escape') event.preventDefault();
      event.stopPropagation();
      return this.close(event.key === 'Escape');
    }
    const next = movedIndex(event.key, at, lines.length, lines.length);
    if (next === null) return;
    event.preventDefault();
    lines[next].focus();
  }
}
