import type { TokenRow } from '../../data/data.js';
import { h } from '../../dom.js';
import type { Context } from '../view.js';
import { readLines, type ReadLook } from './readWords.js';

/** Words of a block, and symbols of a language model, which are small. */
const WORDS = 100;
const SYMBOLS = 500;

interface Block {
  /** All that it shows. */
  readonly key: string;
  readonly element: HTMLElement;
  readonly isReady: boolean;
  isMeasured: boolean;
}

/**
 * The text in blocks of about as many tokens. A block begins where a line of the document does, if one begins near: its
 * edges are then not to be seen.
 */
export class ReadBlocks {
  private readonly blocks = new Map<number, Block>();
  private readonly checked = new Set<number>();
  private look: ReadLook | null = null;

  constructor(private readonly context: Context) {}

  /** Words may be others from now on. */
  renew(look: ReadLook): void {
    this.look = look;
    this.checked.clear();
  }

  /** They are to be measured again. */
  forgetSizes(): void {
    for (const block of this.blocks.values()) block.isMeasured = false;
  }

  get count(): number {
    return Math.ceil((this.look?.run.tokenCount ?? 0) / this.size);
  }

  /** The elements that exist, by block. */
  get shown(): Iterable<readonly [number, HTMLElement]> {
    return [...this.blocks].map(([at, { element }]) => [at, element] as const);
  }

  /** Tokens whose rows blocks `[from, to)` need: one before the first, and up to where the last one may end. */
  rowsOf(from: number, to: number): readonly [number, number] {
    const count = this.look?.run.tokenCount ?? 0;
    return [Math.max(0, from * this.size - 1), Math.min(count, (to + 1) * this.size)];
  }

  /** The block a token is in, as far as that is known. */
  blockOf(token: number): number {
    const block = Math.floor(token / this.size);
    const start = this.start(block);
    return start !== null && token < start ? Math.max(0, block - 1) : block;
  }

  /** Makes blocks `[from, to)` and forgets all others; elements stay as long as nothing in them changes. */
  fill(from: number, to: number, height: (block: number) => number): HTMLElement[] {
    for (const at of this.blocks.keys()) if (at < from || at >= to) this.forget(at);
    return Array.from({ length: to - from }, (_, index) => this.block(from + index, height));
  }

  /** Measures what was made since; true if `told` says so of one. */
  measure(told: (block: number, height: number) => boolean): boolean {
    let isOther = false;
    for (const [at, block] of this.blocks) {
      if (block.isMeasured || !block.isReady) continue;
      block.isMeasured = true;
      isOther = told(at, block.element.offsetHeight) || isOther;
    }
    return isOther;
  }

  private get size(): number {
    return this.look?.run.model.task === 'language-model' ? SYMBOLS : WORDS;
  }

  private forget(at: number): void {
    this.blocks.delete(at);
    this.checked.delete(at);
  }

  private block(at: number, height: (block: number) => number): HTMLElement {
    const known = this.blocks.get(at);
    if (known && this.checked.has(at)) return known.element;
    this.checked.add(at);
    const rows = this.rows(at);
    const key = this.keyOf(at, rows);
    if (known?.key === key) return known.element;
    const element = h('div', { class: 'read-block', role: 'presentation' });
    if (rows) element.append(...readLines(this.context, this.look!, rows, this.around(rows)));
    else {
      element.append(h('p', { class: 'read-waiting' }, this.problem(at) ?? '…'));
      element.style.height = `${height(at)}px`;
    }
    this.blocks.set(at, { key, element, isReady: rows !== null, isMeasured: false });
    return element;
  }

  /** The first token of a block; null while that is not known. */
  private start(block: number): number | null {
    const nominal = block * this.size;
    const count = this.look?.run.tokenCount ?? 0;
    if (block === 0 || nominal >= count) return Math.min(nominal, count);
    let before = this.context.data.row(nominal - 1);
    for (let token = nominal; token < Math.min(count, nominal + this.size); token++) {
      const row = this.context.data.row(token);
      if (!row || !before) return null;
      if (row.line !== before.line) return token;
      before = row;
    }
    return nominal;
  }

  private rows(block: number): TokenRow[] | null {
    const [from, to] = [this.start(block), this.start(block + 1)];
    if (from === null || to === null) return null;
    const rows: TokenRow[] = [];
    for (let token = from; token < to; token++) {
      const row = this.context.data.row(token);
      if (!row) return null;
      rows.push(row);
    }
    return rows;
  }

  private around(rows: readonly TokenRow[]) {
    const row = (token: number) => (token < 0 ? null : this.context.data.row(token));
    if (rows.length === 0) return { before: null, next: null };
    return { before: row(rows[0].token - 1), next: row(rows[rows.length - 1].token + 1) };
  }

  private problem(block: number): string | null {
    return this.context.data.problemOf(block * this.size);
  }

  private keyOf(at: number, rows: readonly TokenRow[] | null): string {
    const { run, labels, hidden } = this.look!;
    const what = [run.model.name, run.tokenCount, labels, [...hidden].join('+'), this.context.theme().kind];
    if (!rows) return [...what, this.problem(at)].join('|');
    const of = (row: TokenRow) =>
      [
        row.token,
        row.text,
        row.line,
        row.column,
        row.label,
        row.probability,
        row.details,
        row.unknown,
      ].join();
    const { next } = this.around(rows);
    return [...what, ...rows.map((row) => `${of(row)},${row.startsSegment}`), next?.startsSegment].join('|');
  }
}
