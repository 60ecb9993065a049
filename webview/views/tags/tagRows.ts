import type { PanelRun } from '../../../src/protocol/panel.js';
import { h } from '../../dom.js';
import { groupColour, rowCells, waitingCells, type Column } from './tagCells.js';
import type { Context } from '../view.js';

/** What rows are of. */
export interface ShownTable {
  readonly run: PanelRun;
  readonly columns: readonly Column[];
  /** The selected token; -1 for none. */
  readonly selected: number;
}

/** Identifier of a token's row. */
export function rowId(token: number): string {
  return `token-${token}`;
}

/** The token of a row; the inverse of `rowId`. */
export function tokenOfRow(row: Element): number {
  return Number(row.id.slice(rowId(0).length - 1));
}

/** The rows of the token table that are in sight; elements stay as long as nothing in them changes. */
export class TagRows {
  readonly element = h('div', { class: 'tag-layer', role: 'presentation' });
  private readonly rows = new Map<number, { readonly key: string; readonly element: HTMLElement }>();

  constructor(private readonly context: Context) {}

  /** Shows the rows of tokens `[from, to)`, each with its top edge at `topPx` of its token. */
  show(table: ShownTable, from: number, to: number, topPx: (token: number) => number): void {
    const elements: HTMLElement[] = [];
    for (let token = from; token < to; token++) {
      const row = this.reusedRow(table, token);
      row.style.transform = `translateY(${Math.round(topPx(token))}px)`;
      elements.push(row);
    }
    for (const token of this.rows.keys()) if (token < from || token >= to) this.rows.delete(token);
    this.place(elements);
  }

  /** The element of a token as long as nothing in it changed: a click must find the row it started on. */
  private reusedRow(table: ShownTable, token: number): HTMLElement {
    const key = this.keyOf(table, token);
    const known = this.rows.get(token);
    if (known?.key === key) return known.element;
    const element = this.rowElement(table, token);
    this.rows.set(token, { key, element });
    return element;
  }

  /** All that a row shows. */
  private keyOf({ run, columns, selected }: ShownTable, token: number): string {
    const { data, theme } = this.context;
    const row = data.row(token);
    const isSelected = token === selected;
    const what = [
      run.model.name,
      theme().kind,
      isSelected,
      columns.length,
      row?.text,
      row?.label,
      row?.probability,
      row?.details,
      row?.unknown,
      row?.startsSegment,
      // The running class of the selected token arrives later than its row, and is another one after an edit.
      isSelected && run.model.task === 'classification' ? data.classes(token)?.probabilities.join() : '',
      row ? null : data.problemOf(token),
    ];
    return what.join('|');
  }

  private place(elements: readonly HTMLElement[]): void {
    const kept = new Set<Element>(elements);
    for (const child of Array.from(this.element.children)) if (!kept.has(child)) child.remove();
    elements.forEach((row, index) => {
      const there = this.element.children[index];
      if (there !== row) this.element.insertBefore(row, there ?? null);
    });
  }

  private rowElement({ run, columns, selected }: ShownTable, token: number): HTMLElement {
    const { data } = this.context;
    const row = data.row(token);
    const isSelected = token === selected;
    const element = h('div', {
      class: `tag-row${row?.startsSegment ? ' sentence-start' : ''}`,
      role: 'row',
      id: rowId(token),
      'aria-rowindex': token + 2,
      'aria-selected': String(isSelected),
      'aria-busy': row ? null : 'true',
    });
    if (!row) {
      element.append(...waitingCells(columns, token, data.problemOf(token)));
      return element;
    }
    const colour = groupColour(this.context, run.model, row);
    if (colour) element.style.setProperty('--group', colour);
    element.classList.toggle('grouped', colour !== null);
    element.append(...rowCells(this.context, run.model, columns, row, isSelected));
    return element;
  }
}
