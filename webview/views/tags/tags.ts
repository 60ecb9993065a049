import './tags.css';
import { revealOffset, rowsInSight } from '../../../src/core/views/scroll.js';
import { isTextOrder } from '../../../src/core/views/tokenOrder.js';
import type { PanelRun } from '../../../src/protocol/panel.js';
import { movedIndex } from '../../a11y.js';
import { h, oncePerFrame, setAttributes } from '../../dom.js';
import { AxisScroller } from '../../scroller.js';
import type { State } from '../../state/store.js';
import { headless } from '../headless.js';
import { DoubtSearch } from '../read/doubtSearch.js';
import type { Context, RunView } from '../view.js';
import { t } from '../../sentences/text.js';
import { RowCursor } from './rowCursor.js';
import { RowRange } from './rowRange.js';
import { rowSource, type RowSource } from './tableRows.js';
import { columnsOf } from './tagCells.js';
import { pressedOrder, TagColumns } from './tagColumns.js';
import { TagHead } from './tagHead.js';
import { rowId, TagRows } from './tagRows.js';

/** Labels are hidden in the table, not on the way through the text. */
const NONE_HIDDEN: ReadonlySet<number> = new Set();

const ROW_PX = 22;
const HEAD_PX = 26;
/** Rows above and below those in sight that exist, too. */
const ROWS_BEYOND = 4;

/** The table of all tokens; only the rows in sight exist. */
export function tagsView(context: Context): RunView {
  const table = new TagTable(context);
  const none = headless(context, 'tags');
  const element = h('div', { class: 'tags-view' }, table.head.element, table.element, none.element);
  return {
    element,
    ownTable: () => ({ ...table.head.order, fromRow: 0 }),
    render: (state, run) => {
      const isHeadless = run.model.task === 'states';
      none.element.hidden = !isHeadless;
      table.element.hidden = table.head.element.hidden = isHeadless;
      none.render(state, run);
      if (!isHeadless) table.render(state, run);
    },
  };
}

class TagTable {
  readonly head: TagHead;
  readonly element = h('div', {
    ...{ class: 'tags', role: 'grid', tabindex: 0, 'aria-multiselectable': 'true' },
    ...{ 'aria-label': t('tags.label'), 'aria-description': t('tags.describe') },
  });
  private readonly columns: TagColumns;
  private readonly rows: TagRows;
  private readonly range = new RowRange();
  private readonly cursor: RowCursor;
  /** Keys that came before the row they go on from was known. */
  private readonly early: KeyboardEvent[] = [];
  private readonly search: DoubtSearch;
  private readonly scroller: AxisScroller;
  private readonly redraw = oncePerFrame(() => this.context.data.look('tags/rows', () => this.draw()));
  private run: PanelRun | null = null;
  private source: RowSource;
  private shownToken = -1;
  private shownDocument = '';
  private shownRun = -1;
  /** The selected token is to be scrolled into sight once its row is known. */
  private toReveal = false;

  constructor(private readonly context: Context) {
    this.head = new TagHead(context, () => this.ordered());
    this.source = rowSource(context.data, this.head.order);
    this.rows = new TagRows(context);
    this.cursor = new RowCursor(context, () => this.source, this.range, this.redraw);
    this.columns = new TagColumns(this.element, (column) =>
      this.head.choose(pressedOrder(column, this.head.order)),
    );
    this.search = new DoubtSearch(context, NONE_HIDDEN, ({ token, step }) => {
      if (token === null) context.live.say(t('read.none', { direction: step > 0 ? 'down' : 'up' }));
      else context.select(token, true);
    });
    const body = h('div', { class: 'tag-body', role: 'rowgroup' }, this.rows.element);
    this.element.append(this.columns.element, body);
    this.scroller = new AxisScroller(this.element, 'y', body, this.redraw);
    this.element.addEventListener('keydown', (event) => this.key(event));
    this.rows.element.addEventListener('click', (event) => this.click(event));
    new ResizeObserver(() => this.resize()).observe(this.element);
  }

  render(state: State, run: PanelRun): void {
    this.run = run;
    const { order } = this.head;
    this.columns.show(run.model, columnsOf(run.model, this.context.data.hasDetails), order);
    if (state.runNumber !== this.shownRun) {
      this.cursor.forgetRows();
      this.early.length = 0;
      this.resize();
    }
    const token = state.selection?.token ?? -1;
    // A person who scrolled away is not thrown back by the next run of the same text.
    if (token !== this.shownToken || run.documentUri !== this.shownDocument) this.toReveal = true;
    if (token !== this.shownToken) this.range.moved(token);
    this.shownToken = token;
    this.shownDocument = run.documentUri;
    this.shownRun = state.runNumber;
    this.search.goOn(run);
    this.redraw();
  }

  /** Other rows are shown, or in another order. */
  private ordered(): void {
    this.source = rowSource(this.context.data, this.head.order);
    this.range.clear();
    this.search.stop();
    // What is first in another order is what people sort for.
    this.toReveal = isTextOrder(this.head.order);
    this.cursor.stop();
    this.early.length = 0;
    this.scroller.scrollTo(0);
    if (this.run) this.render(this.context.store.state, this.run);
  }

  private viewportPx(): number {
    return Math.max(0, this.element.clientHeight - HEAD_PX);
  }

  private resize(): void {
    const viewport = this.viewportPx();
    if (viewport === 0) return;
    const top = this.source.rowOf(this.shownToken) ?? -1;
    const before = { offset: this.scroller.offset, viewport: this.scroller.viewportPx };
    this.rows.element.style.height = `${viewport}px`;
    this.scroller.layout((this.source.count ?? 0) * ROW_PX, viewport);
    // What people look at stays in sight.
    const y = top * ROW_PX - before.offset;
    if (y >= 0 && y + ROW_PX <= before.viewport) this.toReveal = true;
    this.redraw();
  }

  private draw(): void {
    const { run, source, scroller } = this;
    if (!run || this.element.offsetParent === null) return;
    const count = source.count ?? 0;
    if (scroller.contentPx !== count * ROW_PX) scroller.layout(count * ROW_PX, this.viewportPx());
    const selected = this.shownToken;
    const row = selected < 0 ? -1 : source.rowOf(selected);
    if (this.toReveal && row !== null && source.count !== null) this.reveal(row);
    this.catchUp();
    this.cursor.selectAwaited();
    const inSight = (beyond: number) =>
      rowsInSight(scroller.offset, scroller.viewportPx, ROW_PX, count, beyond);
    source.want(...inSight(0));
    const [from, to] = inSight(ROWS_BEYOND);
    const { columns } = this.columns;
    const range = this.range.chosen;
    this.rows.show(
      { run, columns, source, selected, range },
      from,
      to,
      (at) => at * ROW_PX - scroller.offset,
    );
    this.head.render(run, source);
    this.head.show(run, source, from, to);
    const isThere = row !== null && row >= from && row < to && source.at(row) !== null;
    setAttributes(this.element, {
      'aria-rowcount': count + 1,
      'aria-busy': source.count === null ? 'true' : null,
      'aria-activedescendant': isThere ? rowId(selected) : null,
    });
  }

  private reveal(row: number): void {
    this.toReveal = false;
    const { scroller } = this;
    if (row < 0 || scroller.viewportPx === 0) return;
    scroller.scrollTo(revealOffset(scroller.offset, scroller.viewportPx, row * ROW_PX, ROW_PX));
  }

  private key(event: KeyboardEvent): void {
    const action = event.target === this.element ? this.actionOf(event) : null;
    if (!action) return;
    event.preventDefault();
    action();
  }

  /** Does what keys asked for that came before their row was known. */
  private catchUp(): void {
    while (this.early.length > 0 && this.cursor.row !== null) this.actionOf(this.early.shift()!)?.();
  }

  private actionOf(event: KeyboardEvent): (() => void) | null {
    if (event.altKey || !this.run) return null;
    const { cursor, run } = this;
    if (event.ctrlKey || event.metaKey) return this.chosenBy(event);
    if (event.key === 'Enter' || event.key === ' ') return () => cursor.tell();
    if (/^[np]$/i.test(event.key))
      return () => this.search.start(run, cursor.token, event.key.toLowerCase() === 'n' ? 1 : -1);
    const page = Math.max(1, Math.floor(this.viewportPx() / ROW_PX) - 1);
    const from = Math.max(0, cursor.row ?? 0);
    const next = movedIndex(event.key, from, this.source.count ?? 0, page);
    if (next === null) return null;
    return cursor.row === null ? this.later(event) : () => cursor.go(from, next, event.shiftKey);
  }

  private later(event: KeyboardEvent): () => void {
    return () => {
      this.early.push(event);
      this.redraw();
    };
  }

  /** All rows are chosen, or those that are chosen are copied. */
  private chosenBy(event: KeyboardEvent): (() => void) | null {
    const key = event.key.toLowerCase();
    if (key === 'a')
      return () => {
        this.range.all(this.source.count ?? 0);
        this.redraw();
      };
    if (key !== 'c') return null;
    const { row } = this.cursor;
    const chosen = this.range.chosen ?? (row === null ? null : ([row, row + 1] as const));
    if (!chosen) return this.later(event);
    const [fromRow, toRow] = chosen;
    if (fromRow < 0) return null;
    return () => this.context.rpc.emit('takeRows', { ...this.head.order, fromRow, toRow, to: 'clipboard' });
  }

  private click(event: MouseEvent): void {
    const row = this.rows.rowOf(event.target as Element);
    const shown = this.source.at(row);
    if (!shown) return;
    this.early.length = 0;
    this.range.go(this.cursor.row ?? row, row, event.shiftKey);
    this.cursor.choose(row, shown.token);
  }
}
