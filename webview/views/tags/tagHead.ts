import { isTextOrder, TEXT_ORDER, type TokenOrderQuery } from '../../../src/core/views/tokenOrder.js';
import type { PanelRun } from '../../../src/protocol/panel.js';
import { h, setAttributes, setText } from '../../dom.js';
import { t } from '../../sentences/text.js';
import type { Context } from '../view.js';
import { LabelFilter } from './labelFilter.js';
import type { RowSource } from './tableRows.js';

/** Between the last key in the field and the question, in ms. */
const TYPING_MS = 200;

/** Above the table: what is shown in it, how many rows that are, and the way back to the whole text. */
export class TagHead {
  order: TokenOrderQuery = TEXT_ORDER;
  private readonly labels: LabelFilter;
  private readonly field = h('input', { type: 'search', class: 'tags-filter', spellcheck: 'false' });
  private readonly doubtful = toggle(() => this.choose({ doubtful: !this.order.doubtful }));
  private readonly unknown = toggle(() => this.choose({ unknown: !this.order.unknown }));
  private readonly whole = h('button', { type: 'button', class: 'read-button' });
  private readonly said = h('span', { class: 'tags-said' });
  readonly element: HTMLElement;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private model = '';

  /** `changed` hears that other rows are shown, or in another order. */
  constructor(
    context: Context,
    private readonly changed: () => void,
  ) {
    this.labels = new LabelFilter(context, () =>
      this.choose({ hidden: [...this.labels.hidden].sort(byNumber) }),
    );
    this.field.addEventListener('input', () => this.typed());
    this.field.addEventListener('keydown', (event) => this.key(event));
    this.whole.addEventListener('click', () => this.forget());
    const tools = [this.field, this.doubtful, this.unknown, this.whole, this.said];
    this.element = h(
      'div',
      { class: 'read-head' },
      h('div', { class: 'read-tools', 'data-tools': true }, ...tools),
      this.labels.element,
    );
  }

  /** Shows other rows, or in another order. */
  choose(change: Partial<TokenOrderQuery>): void {
    this.order = { ...this.order, ...change };
    this.changed();
  }

  render(run: PanelRun, source: RowSource): void {
    const { task, name } = run.model;
    this.labels.of(run);
    if (name !== this.model) this.order = { ...this.order, hidden: [] };
    this.model = name;
    setAttributes(this.field, { 'aria-label': t('tags.filter'), placeholder: t('tags.filter') });
    setText(this.doubtful, t('tags.doubtful', { task }));
    setAttributes(this.doubtful, { 'aria-pressed': String(this.order.doubtful) });
    setText(this.unknown, t('tags.unknownOnly'));
    setAttributes(this.unknown, { 'aria-pressed': String(this.order.unknown) });
    setText(this.whole, t('tags.wholeText'));
    this.whole.hidden = isTextOrder(this.order);
    setText(this.said, isTextOrder(this.order) ? '' : saidOf(source));
  }

  /** The tags of these rows are in the legend. */
  show(run: PanelRun, source: RowSource, from: number, to: number): void {
    const rows = Array.from({ length: Math.max(0, to - from) }, (_, k) => source.at(from + k)?.row ?? null);
    this.labels.show(run, rows);
  }

  private typed(): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.choose({ text: this.field.value }), TYPING_MS);
  }

  /** What is written in the field goes first; then Escape is the panel's. */
  private key(event: KeyboardEvent): void {
    if (event.key !== 'Escape' || this.field.value === '') return;
    event.preventDefault();
    event.stopPropagation();
    this.field.value = '';
    this.choose({ text: '' });
  }

  private forget(): void {
    this.field.value = '';
    this.labels.hidden.clear();
    this.choose(TEXT_ORDER);
  }
}

/** How many rows there are, or how far the text is read that they are of. */
function saidOf(source: RowSource): string {
  const { count, of, share } = source;
  if (share !== null) return t('tags.reading', { percent: Math.floor(100 * share) });
  if (count === null) return source.problem() ?? t('reading');
  return t('tags.count', { n: count, of: of ?? count });
}

function byNumber(a: number, b: number): number {
  return a - b;
}

function toggle(pressed: () => void): HTMLButtonElement {
  const button = h('button', { type: 'button', class: 'read-button', 'aria-pressed': 'false' });
  button.addEventListener('click', pressed);
  return button;
}
