import { stepsAreSymbols, tokenKind } from '../../../src/core/views/task.js';
import type { PanelRun } from '../../../src/protocol/panel.js';
import { h, oncePerFrame, setAttributes, setText } from '../../dom.js';
import { t } from '../../sentences/text.js';
import type { State } from '../../state/store.js';
import { segmented } from '../../ui/segmented.js';
import type { Context } from '../view.js';
import { AlongData, FULL_BITS, type AlongCell, type Sides } from './alongData.js';
import { AlongLines } from './alongLines.js';

/** Beside what is scrolled into sight. */
const REVEALED_PX = 8;

/** Less of a bar would only colour the axis. */
const LEAST_SHARE = 0.01;

/** How sure a model is along the text: a bar a token, which walks with the selection. */
export class AlongText {
  private readonly title = h('h2', { class: 'along-title' });
  private readonly heads;
  private readonly note = h('p', { class: 'note along-note' });
  private readonly list = h('div', {
    class: 'along-list',
    role: 'listbox',
    tabindex: 0,
    'aria-orientation': 'horizontal',
  });
  private readonly lines: AlongLines;
  readonly element: HTMLElement;
  private readonly data: AlongData;
  private head = 0;
  private token = 0;
  private seen: readonly [number, number] = [0, 0];
  private key = '';

  constructor(private readonly context: Context) {
    this.data = new AlongData(context);
    this.heads = segmented(t('along.head'), (value) => {
      this.head = Number(value);
      again();
    });
    const again = oncePerFrame(() => {
      const { state } = context.store;
      const run = state.panel?.run;
      if (run) context.data.look('probabilities/along', () => this.draw(state, run));
    });
    this.lines = new AlongLines(context, this.data);
    this.list.addEventListener('click', (event) => this.click(event));
    this.list.addEventListener('keydown', (event) => this.keyDown(event));
    const top = h(
      'div',
      { class: 'along-top' },
      this.title,
      h('span', { class: 'grow' }),
      this.heads.element,
    );
    this.element = h('section', { class: 'along' }, top, this.note, this.list, this.lines.element);
  }

  render(state: State, run: PanelRun): void {
    this.context.data.look('probabilities/along', () => this.draw(state, run));
  }

  private draw({ selection }: State, run: PanelRun): void {
    const { task, heads, segment } = run.model;
    const token = selection?.token ?? null;
    this.element.hidden = token === null || run.tokenCount === 0 || task === 'states';
    if (token === null || this.element.hidden) return;
    this.token = token;
    const offered = heads.flatMap(({ level, name }, k) => (level === 'segment' ? [{ k, name }] : []));
    if (!offered.some(({ k }) => k === this.head)) this.head = 0;
    this.heads.setVisible(task === 'classification' && offered.length > 1);
    this.heads.update(
      offered.map(({ k, name }) => ({ value: String(k), text: name, name })),
      String(this.head),
    );
    const sides = task === 'classification' ? this.data.sides(run, this.head, token) : { up: null, down: 0 };
    this.seen = this.data.around(run, token);
    const title = t('along.title', { task, segment: t('segment.name', { segment }) });
    setText(this.title, title);
    setText(this.note, this.sentence(run, sides));
    setAttributes(this.list, { 'aria-label': t('along.list', { title }) });
    this.fill(run, this.data.cells(run, this.seen, this.head, sides), sides.up !== null);
    this.lines.render(run, token, this.head, sides);
  }

  private sentence(run: PanelRun, { up, down }: Sides): string {
    const { task, segment, heads, tokenizer } = run.model;
    const labels = heads[this.head].labels;
    const loss =
      task === 'language-model' ? this.context.data.cache.want({ method: 'loss', params: {} }) : null;
    return t('along.note', {
      task,
      segment: t('segment.name', { segment }),
      noun: t('token.name', { kind: tokenKind(tokenizer) }),
      up: up === null ? 'none' : labels[up],
      down: labels[down] ?? '?',
      most: FULL_BITS[task === 'language-model' ? task : 'tagging'],
      mean: loss?.meanBits?.toFixed(2) ?? t('along.unknown'),
    });
  }

  private fill(run: PanelRun, cells: readonly AlongCell[], isDiverging: boolean): void {
    const key = JSON.stringify([cells, this.token, isDiverging, this.context.theme().kind]);
    if (key === this.key) return;
    this.key = key;
    this.list.classList.toggle('symbols', stepsAreSymbols(run) && run.model.tokenizer === 'characters');
    this.list.classList.toggle('diverging', isDiverging);
    this.list.replaceChildren(...cells.map((cell) => this.cell(cell, isDiverging)));
    setAttributes(this.list, { 'aria-activedescendant': cellId(this.token) });
    this.reveal(this.list.querySelector<HTMLElement>('.selected'));
  }

  private cell({ token, text, value, number, name }: AlongCell, isDiverging: boolean): HTMLElement {
    const isSelected = token === this.token;
    const bar = (share: number, side: 'up' | 'down') => {
      const fill = share >= LEAST_SHARE ? h('span', { class: `along-fill ${side}` }) : null;
      if (!fill) return h('span', { class: `along-bar ${side}`, 'aria-hidden': 'true' });
      // Through the CSSOM: the panel's policy forbids style attributes.
      fill.style.height = `${(100 * Math.min(1, share)).toFixed(1)}%`;
      if (side === 'down')
        fill.style.backgroundColor = `rgb(${this.context.theme().heatmap.negative.join(' ')})`;
      // Through CSS: what is written over the bar is in the name of the whole cell.
      const written = side === 'up' && number !== '' ? number : null;
      const attributes = { class: `along-bar ${side}`, 'aria-hidden': 'true', 'data-bits': written };
      return h('span', attributes, fill);
    };
    const attributes = {
      ...{ class: isSelected ? 'along-cell selected' : 'along-cell', role: 'option', id: cellId(token) },
      ...{ 'aria-selected': String(isSelected), 'aria-label': name, title: name },
    };
    return h(
      'span',
      attributes,
      bar(value, 'up'),
      isDiverging && bar(-value, 'down'),
      h('span', { class: 'along-word' }, text),
    );
  }

  /** Scrolls the list, and nothing around it. */
  private reveal(cell: HTMLElement | null): void {
    if (!cell) return;
    const [list, own] = [this.list.getBoundingClientRect(), cell.getBoundingClientRect()];
    if (own.top < list.top) this.list.scrollTop += own.top - list.top - REVEALED_PX;
    else if (own.bottom > list.bottom) this.list.scrollTop += own.bottom - list.bottom + REVEALED_PX;
  }

  private click({ target }: Event): void {
    const cell = (target as Element).closest('.along-cell');
    if (cell) this.context.select(this.seen[0] + [...this.list.children].indexOf(cell), true);
  }

  private keyDown(event: KeyboardEvent): void {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const { seen } = this;
    // Keys may come faster than frames.
    const token = this.context.store.state.selection?.token ?? this.token;
    const isHere = event.key === 'Enter' || event.key === ' ';
    const targets: Readonly<Record<string, number>> = {
      ...{ ArrowLeft: token - 1, ArrowRight: token + 1, Home: seen[0], End: seen[1] - 1 },
      ...(isHere && { [event.key]: token }),
    };
    if (!Object.hasOwn(targets, event.key)) return;
    event.preventDefault();
    this.context.select(targets[event.key], isHere);
  }
}

function cellId(token: number): string {
  return `along-${token}`;
}
