import type { PanelRun } from '../../../src/protocol/panel.js';
import { h } from '../../dom.js';
import { groupColour, rowCells, waitingCells, type Column } from './tagCells.js';
import type { Context } from '../view.js';
import type { RowSource, TableRow } from './tableRows.js';

/** What rows are of. */
export interface ShownTable {
  readonly run: PanelRun;
  readonly columns: readonly Column[];
  readonly source: RowSource;
  /** The selected token; -1 for none. */
  readonly selected: number;
  /** Rows `[from, to)` are chosen, to be copied. */
  readonly range: readonly [number, number] | null;
}

/** Identifier of a token's row. */
export function rowId(token: number): string {
  return `token-${token}`;
}

/** What a row element is of. */
interface Shown {
  readonly key: string;
  readonly element: HTMLElement;
}

/** The rows of the token table that are in sight; elements stay as long as nothing in them changes. */
export class TagRows {
  readonly element = h('div', { class: 'tag-layer', role: 'presentation' });
  /** By row. */
  private readonly rows = new Map<number, Shown>();
  private readonly places = new WeakMap<Element, number>();

  constructor(private readonly context: Context) {}

  /** Shows rows `[from, to)`, each with its top edge at `topPx` of it. */
  show(table: ShownTable, from: number, to: number, topPx: (row: number) => number): void {
    const elements: HTMLElement[] = [];
    for (let row = from; row < to; row++) {
      const element = this.reusedRow(table, row);
      element.style.transform = `translateY(${Math.round(topPx(row))}px)`;
      elements.push(element);
    }
    for (const row of this.rows.keys()) if (row < from || row >= to) this.rows.delete(row);
    this.place(elements);
  }

  /** The row of an element in it; -1 for none. */
  rowOf(element: Element): number {
    const row = element.closest('[role=row]');
    return (row && this.places.get(row)) ?? -1;
  }

  /** The element of a row as long as nothing in it changed: a click must find the row it started on. */
  private reusedRow(table: ShownTable, row: number): HTMLElement {
    const shown = table.source.at(row);
    const isSelected = shown !== null && shown.token === table.selected;
    const isChosen = table.range ? row >= table.range[0] && row < table.range[1] : isSelected;
    const key = this.keyOf(table, shown, [row, isSelected, isChosen]);
    const known = this.rows.get(row);
    if (known?.key === key) return known.element;
    const element = this.rowElement(table, row, shown, isSelected);
    element.ariaSelected = String(isChosen);
    this.rows.set(row, { key, element });
    this.places.set(element, row);
    return element;
  }

  /** All that a row shows. */
  private keyOf({ run, columns }: ShownTable, shown: TableRow | null, marks: readonly unknown[]): string {
    const { data, theme } = this.context;
    const { row, certainty, token = -1, segmentText } = shown ?? {};
    const what = [
      ...[run.model.name, theme().kind, ...marks, columns.length],
      ...[token, row?.text, row?.label, row?.probability, row?.details, row?.unknown, row?.startsSegment],
      ...[certainty?.runnerUp, certainty?.runnerUpProbability, certainty?.entropy, certainty?.confidence],
      segmentText,
      // The running class of the selected token arrives later than its row, and is another one after an edit.
      marks[1] && run.model.task === 'classification' ? data.classes(token)?.probabilities.join() : '',
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

  private rowElement(
    { run, columns }: ShownTable,
    at: number,
    shown: TableRow | null,
    isSelected: boolean,
  ): HTMLElement {
    const row = shown?.row;
    const element = h('div', {
      class: `tag-row${row?.startsSegment ? ' sentence-start' : ''}`,
      role: 'row',
      id: shown ? rowId(shown.token) : null,
      'aria-rowindex': at + 2,
      'aria-busy': row ? null : 'true',
    });
    if (!row) {
      const token = shown?.token ?? null;
      const problem = token === null ? null : this.context.data.problemOf(token);
      element.append(...waitingCells(columns, token, problem));
      return element;
    }
    const colour = groupColour(this.context, run.model, row);
    if (colour) element.style.setProperty('--group', colour);
    element.classList.toggle('grouped', colour !== null);
    element.append(...rowCells(this.context, run.model, columns, { ...shown, row }, isSelected));
    return element;
  }
}
