import { formatNumber, formatShape } from '../../src/core/views/format.js';
import type { FileContents, TensorStatistics } from '../../src/protocol/fileView.js';
import type { LiveRegion } from '../a11y.js';
import { h, setText } from '../dom.js';
import { t } from '../sentences/text.js';
import { button } from '../ui/toolkit.js';
import { textInput } from '../ui/textInput.js';
import { histogramOf } from './histogram.js';
import { Statistics, type AskStatistics } from './statistics.js';
import { cell, numberCell, rowHead, section, table } from './tables.js';

type Tensor = FileContents['tensors'][number];

/** Rows that are made at a time. */
const ROWS = 200;
/** Cells of a row that say what its numbers are like. */
const FIGURES = 7;

/** The table of a file's tensors; what a row's numbers are like is asked for when the row comes into sight. */
export class TensorTable {
  readonly element: HTMLElement;
  private readonly body: HTMLElement;
  private readonly statistics: Statistics;
  private readonly rows = new Map<number, HTMLElement>();
  private readonly sight: IntersectionObserver;
  private readonly more = button('', () => this.grow());
  private readonly count = h('p', { class: 'note' });
  private shown = ROWS;
  private found: readonly number[];

  constructor(
    private readonly contents: Pick<FileContents, 'tensors' | 'tensorCount'>,
    ask: AskStatistics,
    private readonly live: LiveRegion,
  ) {
    const { tensors } = contents;
    this.found = tensors.map((_, k) => k);
    this.statistics = new Statistics(tensors.map(sizeOf), ask, (tensor) => this.update(tensor));
    this.sight = new IntersectionObserver((entries) => this.looked(entries), { rootMargin: '100px' });
    const { element, body } = table(t('file.tensors'), columns());
    this.body = body;
    const find = textInput(t('file.find'), 200, () => undefined, 'file-find');
    find.element.addEventListener('input', () => this.find(find.value));
    const isEmpty = tensors.length === 0;
    this.element = section(
      'tensors',
      t('file.tensors'),
      isEmpty
        ? h('p', { class: 'note' }, t('file.none'))
        : h('div', { class: 'file-bar' }, find.element, this.count),
      isEmpty ? null : element,
      this.more.element,
    );
    this.fill();
  }

  /** Nothing is asked any more. */
  end(): void {
    this.sight.disconnect();
  }

  private find(text: string): void {
    const wanted = text.trim().toLowerCase();
    this.found = this.contents.tensors.flatMap(({ name }, k) =>
      name.toLowerCase().includes(wanted) ? [k] : [],
    );
    this.shown = ROWS;
    this.fill();
    this.live.say(this.count.textContent ?? '');
  }

  private grow(): void {
    const first = this.found[this.shown];
    this.shown += ROWS;
    this.fill();
    // The button goes or moves on: who pressed it goes on reading at the first new row.
    const head = this.rows.get(first)?.querySelector('th');
    head?.setAttribute('tabindex', '-1');
    head?.focus();
  }

  private fill(): void {
    const { tensors, tensorCount } = this.contents;
    const listed = this.found.slice(0, this.shown);
    for (const tensor of listed)
      if (!this.rows.has(tensor)) this.rows.set(tensor, this.row(tensors[tensor], tensor));
    const rows = listed.map((tensor) => this.rows.get(tensor)!);
    for (const row of this.body.children)
      if (!rows.includes(row as HTMLElement)) this.hide(row as HTMLElement);
    this.body.replaceChildren(...rows);
    for (const row of rows) this.sight.observe(row.firstElementChild!);
    const left = this.found.length - listed.length;
    this.more.setVisible(left > 0);
    this.more.setText(t('file.more', { n: Math.min(left, ROWS) }));
    const isPart = this.found.length < tensors.length ? 'yes' : 'no';
    const count = t('file.found', { n: this.found.length, all: tensors.length, isPart });
    const cut = tensorCount > tensors.length ? t('file.cut', { n: tensors.length, all: tensorCount }) : '';
    setText(this.count, `${count} ${cut}`.trim());
  }

  private hide(row: HTMLElement): void {
    this.sight.unobserve(row.firstElementChild!);
    this.statistics.look(Number(row.dataset['tensor']), false);
  }

  private row(tensor: Tensor, index: number): HTMLElement {
    const { name, dtype, shape } = tensor;
    const n = sizeOf(tensor);
    return h(
      'tr',
      { 'data-tensor': index },
      rowHead(
        h('span', { class: 'file-name' }, ...breakable(name)),
        h('span', { class: 'narrow dim' }, t('file.narrow', { type: dtype, n })),
      ),
      cell('wide', dtype),
      numberCell('shape', shape.length === 0 ? t('file.scalar') : formatShape(shape)),
      numberCell('wide', n.toLocaleString()),
      ...this.figures(index),
    );
  }

  private update(tensor: number): void {
    const row = this.rows.get(tensor);
    if (!row) return;
    const known = this.statistics.of(tensor);
    const share = row.querySelector<HTMLElement>('.file-share');
    // The button beside it stays the one that may just be pressed.
    if (share && known.kind === 'working') return setText(share, shareOf(known.share));
    const hadFocus = row.contains(document.activeElement);
    const fixed = [...row.children].slice(0, 4);
    row.replaceChildren(...fixed, ...this.figures(tensor));
    if (hadFocus) row.querySelector<HTMLElement>('.button')?.focus();
  }

  /** What a tensor's numbers are like, or how far that is known. */
  private figures(tensor: number): readonly HTMLElement[] {
    const known = this.statistics.of(tensor);
    if (known.kind === 'done') return figuresOf(known.statistics);
    const wide = h('td', { colspan: FIGURES, class: 'file-state' });
    const { name } = this.contents.tensors[tensor];
    if (known.kind === 'failed') wide.append(h('span', { class: 'problem' }, known.sentence));
    else if (known.kind === 'waiting') wide.append(h('span', { class: 'dim' }, t('file.waiting')));
    else if (known.kind === 'large') {
      const compute = button(t('file.compute'), () => this.statistics.want(tensor));
      compute.element.setAttribute('aria-label', t('file.computeOf', { name }));
      wide.append(compute.element);
    } else {
      wide.append(h('span', { class: 'dim file-share' }, shareOf(known.share)));
      if (this.statistics.isLarge(tensor)) {
        const stop = button(t('file.stop'), () => this.statistics.stop(tensor));
        stop.element.setAttribute('aria-label', t('file.stopOf', { name }));
        wide.append(stop.element);
      }
    }
    return [wide];
  }

  private looked(entries: readonly IntersectionObserverEntry[]): void {
    for (const { target, isIntersecting } of entries) {
      const row = target.parentElement;
      if (row) this.statistics.look(Number(row.dataset['tensor']), isIntersecting);
    }
  }
}

function shareOf(share: number): string {
  return t('file.working', { percent: Math.floor(share * 100) });
}

/** A name that is broken behind its separators before it is anywhere else. */
function breakable(name: string): readonly (Node | string)[] {
  return name.split(/(?<=[./:_])/).flatMap((part, k) => (k === 0 ? [part] : [h('wbr'), part]));
}

function columns() {
  return [
    { name: 'name', title: t('file.tensor') },
    { name: 'wide', title: t('file.type') },
    { name: 'shape', title: t('file.shape'), isNumber: true },
    { name: 'wide', title: t('file.numbers'), isNumber: true },
    { name: 'distribution', title: t('file.distribution') },
    { name: 'min', title: t('file.min'), isNumber: true },
    { name: 'max', title: t('file.max'), isNumber: true },
    { name: 'mean', title: t('file.mean'), isNumber: true },
    { name: 'deviation', title: t('file.deviation'), isNumber: true },
    { name: 'zeros', title: t('file.zeros'), isNumber: true },
    { name: 'infinite', title: t('file.notFinite'), isNumber: true },
  ];
}

/** Numbers in a tensor. */
function sizeOf({ shape }: Tensor): number {
  return shape.reduce((a, b) => a * b, 1);
}

function figuresOf(statistics: TensorStatistics): readonly HTMLElement[] {
  const { range, zeros, notFinite, count } = statistics;
  const share = count === 0 ? 0 : (zeros / count) * 100;
  const value = (number: number | undefined): string => (number === undefined ? '–' : formatNumber(number));
  const percent =
    share > 0 && share < 0.1 ? '<0.1' : share > 99.9 && share < 100 ? '>99.9' : share.toFixed(1);
  return [
    h('td', { class: 'distribution' }, range ? histogramOf(statistics, range) : t('file.noValues')),
    numberCell('min', value(range?.min)),
    numberCell('max', value(range?.max)),
    numberCell('mean', value(range?.mean)),
    numberCell('deviation', value(range?.deviation)),
    numberCell('zeros', zeros === 0 ? '0' : `${percent.replace(/\.0$/, '')} %`),
    notFiniteCell(notFinite),
  ];
}

/** What spoils every sum is not overlooked. */
function notFiniteCell(count: number): HTMLElement {
  const made = numberCell('infinite', count.toLocaleString());
  if (count > 0) made.classList.add('problem');
  return made;
}
