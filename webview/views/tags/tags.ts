import { Virtualizer } from '@tanstack/virtual-core';
import { revealOffset } from '../../../src/core/views/scroll.js';
import type { PanelRun } from '../../../src/protocol/panel.js';
import { movedIndex } from '../../a11y.js';
import { h, oncePerFrame, setAttributes } from '../../dom.js';
import { AxisScroller } from '../../scroller.js';
import type { State } from '../../state/store.js';
import { headless } from '../headless.js';
import { columnsOf, groupColour, rowCells, waitingCells, type Column } from './tagCells.js';
import type { Context, RunView } from '../view.js';

const ROW_PX = 22;
const HEAD_PX = 26;

/** The table of all tokens; only the rows in sight exist. */
export function tagsView(context: Context): RunView {
  const table = new TagTable(context);
  const none = headless(context, 'tags');
  const element = h('div', { class: 'tags-view' }, table.element, none.element);
  return {
    element,
    render: (state, run) => {
      none.element.hidden = run.model.task !== 'states';
      table.element.hidden = run.model.task === 'states';
      none.render(state, run);
      table.render(state, run);
    },
  };
}

class TagTable {
  readonly element: HTMLElement;
  private readonly head = h('div', { class: 'tag-head', role: 'rowgroup' });
  private readonly layer = h('div', { class: 'tag-layer', role: 'presentation' });
  private readonly body = h('div', { class: 'tag-body', role: 'rowgroup' }, this.layer);
  private readonly scroller: AxisScroller;
  private virtualizer: Virtualizer<HTMLElement, HTMLElement>;
  private tellHeight: (height: number) => void = () => {};
  private tellOffset: (offset: number, scrolling: boolean) => void = () => {};
  private readonly redraw = oncePerFrame(() => this.context.data.look('tags/rows', () => this.draw()));
  private readonly rows = new Map<number, { readonly key: string; readonly element: HTMLElement }>();
  private run: PanelRun | null = null;
  private columns: readonly Column[] = [];
  private shownColumns = '';
  private shownToken = -1;
  private shownDocument = '';
  private shownRun = -1;

  constructor(private readonly context: Context) {
    this.element = h('div', { class: 'tags', role: 'grid', tabindex: 0, 'aria-label': 'Tokens and tags' });
    this.element.append(this.head, this.body);
    this.scroller = new AxisScroller(this.element, 'y', this.body, () => {
      this.tellOffset(this.scroller.offset, false);
      this.redraw();
    });
    this.virtualizer = this.makeVirtualizer(0);
    this.element.addEventListener('keydown', (event) => this.key(event));
    this.layer.addEventListener('click', (event) => this.click(event));
    new ResizeObserver(() => this.resize()).observe(this.element);
  }

  render(state: State, run: PanelRun): void {
    if (run.tokenCount !== this.virtualizer.options.count)
      this.virtualizer = this.makeVirtualizer(run.tokenCount);
    this.run = run;
    this.showColumns(run);
    setAttributes(this.element, {
      'aria-rowcount': run.tokenCount + 1,
      'aria-colcount': this.columns.length,
    });
    if (state.runNumber !== this.shownRun) this.resize();
    const token = state.selection?.token ?? -1;
    // A person who scrolled away is not thrown back by the next run of the same text.
    if (token !== this.shownToken || run.documentUri !== this.shownDocument) this.reveal(token);
    this.shownDocument = run.documentUri;
    this.shownRun = state.runNumber;
    this.redraw();
  }

  private showColumns(run: PanelRun): void {
    this.columns = columnsOf(run.model, this.context.data.hasDetails);
    const key = JSON.stringify([run.model.task, this.columns]);
    if (key === this.shownColumns) return;
    this.shownColumns = key;
    this.element.dataset['task'] = run.model.task;
    setAttributes(this.element, { 'data-details': this.columns.some(({ kind }) => kind === 'details') });
    this.head.replaceChildren(headRow(this.columns));
  }

  /** The scroll position is ours (see AxisScroller); the virtualizer only says which rows are in sight. */
  private makeVirtualizer(count: number): Virtualizer<HTMLElement, HTMLElement> {
    this.unmount();
    const virtualizer = new Virtualizer<HTMLElement, HTMLElement>({
      count,
      estimateSize: () => ROW_PX,
      getScrollElement: () => this.element,
      scrollToFn: () => {},
      observeElementRect: (_, report) => {
        this.tellHeight = (height) => report({ width: 0, height });
        this.tellHeight(this.viewportPx());
      },
      observeElementOffset: (_, report) => {
        this.tellOffset = report;
        report(this.scroller?.offset ?? 0, false);
      },
      overscan: 4,
    });
    this.unmount = virtualizer._didMount();
    virtualizer._willUpdate();
    return virtualizer;
  }

  private unmount: () => void = () => {};

  private viewportPx(): number {
    return Math.max(0, this.element.clientHeight - HEAD_PX);
  }

  private resize(): void {
    const viewport = this.viewportPx();
    if (viewport === 0) return;
    this.tellHeight(viewport);
    this.layer.style.height = `${viewport}px`;
    this.scroller.layout((this.run?.tokenCount ?? 0) * ROW_PX, viewport);
    this.tellOffset(this.scroller.offset, false);
    this.redraw();
  }

  private reveal(token: number): void {
    if (token < 0 || this.scroller.viewportPx === 0) return;
    this.scroller.scrollTo(
      revealOffset(this.scroller.offset, this.scroller.viewportPx, token * ROW_PX, ROW_PX),
    );
    this.shownToken = token;
  }

  private draw(): void {
    if (!this.run || this.element.offsetParent === null) return;
    const first = Math.floor(this.scroller.offset / ROW_PX);
    this.context.data.wantRows(first, first + Math.ceil(this.viewportPx() / ROW_PX) + 1);
    const selected = this.context.store.state.selection?.token ?? -1;
    const rows = this.virtualizer.getVirtualItems().map(({ index, start }) => {
      const row = this.reusedRow(index, index === selected);
      row.style.transform = `translateY(${Math.round(start - this.scroller.offset)}px)`;
      return row;
    });
    this.showRows(rows);
    const visible = rows.some((row) => row.id === `token-${selected}`);
    setAttributes(this.element, { 'aria-activedescendant': visible ? `token-${selected}` : null });
  }

  /** The element of a token as long as nothing in it changed: a click must find the row it started on. */
  private reusedRow(token: number, selected: boolean): HTMLElement {
    const row = this.context.data.row(token);
    const problem = row ? null : this.context.data.problemOf(token);
    const what = [
      this.shownRun,
      this.context.theme().kind,
      selected,
      row?.text,
      row?.label,
      row?.probability,
      row?.details,
      this.shownColumns,
      // The running class of the selected token arrives later than its row.
      selected && this.run?.model.task === 'classification' ? this.context.data.classes(token)?.note : '',
      problem,
    ];
    const key = what.join('|');
    const known = this.rows.get(token);
    if (known?.key === key) return known.element;
    const element = this.rowElement(token, selected);
    this.rows.set(token, { key, element });
    return element;
  }

  private showRows(rows: readonly HTMLElement[]): void {
    const kept = new Set(rows);
    for (const [token, { element }] of this.rows) if (!kept.has(element)) this.rows.delete(token);
    for (const child of Array.from(this.layer.children)) if (!kept.has(child as HTMLElement)) child.remove();
    rows.forEach((row, index) => {
      if (this.layer.children[index] !== row)
        this.layer.insertBefore(row, this.layer.children[index] ?? null);
    });
  }

  private rowElement(token: number, selected: boolean): HTMLElement {
    const row = this.context.data.row(token);
    const element = h('div', {
      class: `tag-row${row?.startsSegment ? ' sentence-start' : ''}`,
      role: 'row',
      id: `token-${token}`,
      'aria-rowindex': token + 2,
      'aria-selected': String(selected),
      'aria-busy': row ? null : 'true',
    });
    const { run, columns } = this;
    if (!row || !run) {
      element.append(...waitingCells(columns, token, this.context.data.problemOf(token)));
      return element;
    }
    const colour = groupColour(this.context, run.model, row);
    if (colour) element.style.setProperty('--group', colour);
    element.classList.toggle('grouped', colour !== null);
    element.append(...rowCells(this.context, run.model, columns, row, selected));
    return element;
  }

  private key(event: KeyboardEvent): void {
    const token = this.context.store.state.selection?.token ?? 0;
    if (event.key === 'Enter' || event.key === ' ') {
      event.preventDefault();
      this.context.select(token, true);
      return;
    }
    const page = Math.max(1, Math.floor(this.viewportPx() / ROW_PX) - 1);
    const next = movedIndex(event.key, token, this.run?.tokenCount ?? 0, page);
    if (next === null || event.altKey) return;
    event.preventDefault();
    this.context.select(next, false);
  }

  private click(event: MouseEvent): void {
    const row = (event.target as Element).closest('[role=row]');
    if (row) this.context.select(Number(row.id.slice('token-'.length)), true);
  }
}

function headRow(columns: readonly Column[]): HTMLElement {
  const names = columns.map(({ kind, title }) =>
    h('div', { role: 'columnheader', class: `cell ${kind}` }, title),
  );
  return h('div', { role: 'row', 'aria-rowindex': 1 }, ...names);
}
