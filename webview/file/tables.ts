import { h } from '../dom.js';

/** A section of the page with a heading that names it. */
export function section(
  name: string,
  title: string,
  ...children: readonly (Node | string | null)[]
): HTMLElement {
  const heading = h('h2', { id: `file-${name}` }, title);
  return h('section', { class: `file-${name}`, 'aria-labelledby': `file-${name}` }, heading, ...children);
}

/** A column: what it is called, and whether numbers stand in it. */
export interface Column {
  readonly name: string;
  readonly title: string;
  readonly isNumber?: boolean;
}

/** A table that is scrolled by itself where it is too wide; its rows are put into `body`. */
export function table(
  label: string,
  columns: readonly Column[],
): { readonly element: HTMLElement; readonly body: HTMLElement } {
  const heads = columns.map(({ name, title, isNumber }) =>
    h('th', { scope: 'col', class: `${name} ${isNumber ? 'is-number' : ''}`.trim() }, title),
  );
  const body = h('tbody');
  const element = h(
    'div',
    { class: 'file-scroll', role: 'group', tabindex: 0, 'aria-label': label },
    h('table', { 'aria-label': label }, h('thead', {}, h('tr', {}, ...heads)), body),
  );
  return { element, body };
}

/** The cell that names a row. */
export function rowHead(...children: readonly (Node | string)[]): HTMLElement {
  return h('th', { scope: 'row' }, ...children);
}

export function cell(name: string, text: string): HTMLElement {
  return h('td', { class: name }, text);
}

export function numberCell(name: string, text: string): HTMLElement {
  return h('td', { class: `${name} is-number mono` }, text);
}
