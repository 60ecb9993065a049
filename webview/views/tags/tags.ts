import './tags.css';
import { revealOffset, rowsInSight } from '../../../src/core/views/scroll.js';
import type { PanelRun } from '../../../src/protocol/panel.js';
import { movedIndex } from '../../a11y.js';
import { h, oncePerFrame, setAttributes } from '../../dom.js';
import { AxisScroller } from '../../scroller.js';
import type { State } from '../../state/store.js';
import { headless } from '../headless.js';
import { columnsOf, type Column } from './tagCells.js';
import { TagLegend } from './tagLegend.js';
import { rowId, TagRows, tokenOfRow } from './tagRows.js';
import type { Context, RunView } from '../view.js';
import { t } from '../../sentences/text.js';

const ROW_PX = 22;
const HEAD_PX = 26;
/** Rows above and below those in sight that exist, too. */
const ROWS_BEYOND = 4;

/** The table of all tokens; only the rows in sight exist. */
export function tagsView(context: Context): RunView {
  const table = new TagTable(context);
  const none = headless(context, 'tags');
  const element = h('div', { class: 'tags-view' }, table.legend.element, table.element, none.element);
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
  readonly legend: TagLegend;
  readonly element = h('div', { class: 'tags', role: 'grid', tabindex: 0, 'aria-label': t('tags.label') });
  private readonly head = h('div', { class: 'tag-head', role: 'rowgroup' });
  private readonly rows: TagRows;
  private readonly scroller: AxisScroller;
  private readonly redraw = oncePerFrame(() => this.context.data.look('tags/rows', () => this.draw()));
  private run: PanelRun | null = null;
  private columns: readonly Column[] = [];
  private shownColumns = '';
  private shownToken = -1;
  private shownDocument = '';
  private shownRun = -1;

  constructor(private readonly context: Context) {
    this.rows = new TagRows(context);
    this.legend = new TagLegend(context);
    const body = h('div', { class: 'tag-body', role: 'rowgroup' }, this.rows.element);
    this.element.append(this.head, body);
    this.scroller = new AxisScroller(this.element, 'y', body, this.redraw);
    this.element.addEventListener('keydown', (event) => this.key(event));
    this.rows.element.addEventListener('click', (event) => this.click(event));
    new ResizeObserver(() => this.resize()).observe(this.element);
  }

  render(state: State, run: PanelRun): void {
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

  private viewportPx(): number {
    return Math.max(0, this.element.clientHeight - HEAD_PX);
  }

  private resize(): void {
    const viewport = this.viewportPx();
    if (viewport === 0) return;
    const { offset, viewportPx } = this.scroller;
    const top = this.shownToken * ROW_PX - offset;
    this.rows.element.style.height = `${viewport}px`;
    this.scroller.layout((this.run?.tokenCount ?? 0) * ROW_PX, viewport);
    // What people look at stays in sight.
    if (top >= 0 && top + ROW_PX <= viewportPx) this.reveal(this.shownToken);
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
    const { run, columns, scroller } = this;
    if (!run || this.element.offsetParent === null) return;
    const inSight = (beyond: number) =>
      rowsInSight(scroller.offset, scroller.viewportPx, ROW_PX, run.tokenCount, beyond);
    this.context.data.wantRows(...inSight(0));
    const selected = this.context.store.state.selection?.token ?? -1;
    const [from, to] = inSight(ROWS_BEYOND);
    this.rows.show({ run, columns, selected }, from, to, (token) => token * ROW_PX - scroller.offset);
    this.legend.show(run, from, to);
    const visible = selected >= from && selected < to;
    setAttributes(this.element, { 'aria-activedescendant': visible ? rowId(selected) : null });
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
    if (row) this.context.select(tokenOfRow(row), true);
  }
}

function headRow(columns: readonly Column[]): HTMLElement {
  const names = columns.map(({ kind, title }) =>
    h('div', { role: 'columnheader', class: `cell ${kind}` }, title),
  );
  return h('div', { role: 'row', 'aria-rowindex': 1 }, ...names);
}
