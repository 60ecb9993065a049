import { BlockHeights } from '../../../src/core/views/blockHeights.js';
import { revealOffset } from '../../../src/core/views/scroll.js';
import { h, oncePerFrame, setAttributes } from '../../dom.js';
import { AxisScroller } from '../../scroller.js';
import { t } from '../../sentences/text.js';
import type { Context } from '../view.js';
import { ReadBlocks } from './readBlocks.js';
import { wordId, type ReadLook } from './readWords.js';

/** Blocks above and below those in sight that exist, too: arrow keys look there for the next line. */
const BEYOND = 1;
/** A block that was not drawn yet, in pixels. */
const GUESS_PX = 500;
/** How often heights that turn out to be others bring others into sight, in one frame. */
const MOST_PASSES = 4;

/** The running text; only the blocks in sight exist, at estimated places until they were drawn. */
export class ReadText {
  readonly element = h('div', {
    class: 'read-text',
    role: 'listbox',
    tabindex: 0,
    'aria-label': t('read.label'),
    'aria-description': t('read.describe'),
  });
  private readonly layer = h('div', { class: 'read-layer', role: 'presentation' });
  private readonly heights = new BlockHeights(GUESS_PX);
  private readonly blocks: ReadBlocks;
  private readonly scroller: AxisScroller;
  private readonly redraw = oncePerFrame(() => this.context.data.look('read/rows', () => this.draw()));
  private look: ReadLook | null = null;
  private selected = -1;
  /** The selected token is to be scrolled into sight once it is there. */
  private toReveal = false;
  private width = 0;
  private shape = '';

  /** `drew` hears which blocks' tokens exist now. */
  constructor(
    private readonly context: Context,
    private readonly drew: (from: number, to: number) => void,
  ) {
    this.blocks = new ReadBlocks(context);
    const spacer = h('div', { class: 'read-spacer', role: 'presentation' }, this.layer);
    this.element.append(spacer);
    this.scroller = new AxisScroller(this.element, 'y', spacer, this.redraw);
    new ResizeObserver(() => this.resize()).observe(this.element);
  }

  /** Shows the text as it is now; with `reveal` the selected token is brought into sight. */
  render(look: ReadLook, selected: number, reveal: boolean): void {
    const { run, labels } = look;
    const shape = [run.documentUri, run.model.name, labels].join('|');
    if (shape !== this.shape) this.heights.forget();
    if (shape !== this.shape || reveal) this.toReveal = selected >= 0;
    this.shape = shape;
    this.look = look;
    this.selected = selected;
    setAttributes(this.element, { 'data-task': run.model.task });
    this.blocks.renew(look);
    this.redraw();
  }

  /** The words that exist, in their order. */
  words(): HTMLElement[] {
    return Array.from(this.layer.querySelectorAll<HTMLElement>('.read-word'));
  }

  get viewportPx(): number {
    return this.scroller.viewportPx;
  }

  private resize(): void {
    const { clientHeight, clientWidth } = this.element;
    if (clientHeight === 0) return;
    this.layer.style.height = `${clientHeight}px`;
    const anchor = this.heights.at(this.scroller.offset);
    if (clientWidth !== this.width) {
      // What was read first stays first, as nearly as its block tells.
      this.heights.forget();
      this.blocks.forgetSizes();
      this.toReveal ||= this.selected >= 0 && this.isSelectedInSight();
    }
    this.width = clientWidth;
    this.keep(anchor, clientHeight);
    this.redraw();
  }

  private isSelectedInSight(): boolean {
    const word = document.getElementById(wordId(this.selected));
    if (!word) return false;
    const [inner, outer] = [word.getBoundingClientRect(), this.layer.getBoundingClientRect()];
    return inner.bottom > outer.top && inner.top < outer.bottom;
  }

  private draw(): void {
    const { look, heights, scroller } = this;
    if (!look || this.element.offsetParent === null || scroller.viewportPx === 0) return;
    heights.count = this.blocks.count;
    this.keep(heights.at(scroller.offset));
    if (this.toReveal) this.revealBlock();
    for (let pass = 0; pass < MOST_PASSES; pass++) {
      const [from, to] = this.inSight();
      this.layer.replaceChildren(...this.blocks.fill(from, to, (block) => heights.of(block)));
      const anchor = heights.at(scroller.offset);
      const isOther = this.blocks.measure((block, height) => heights.measure(block, height));
      this.keep(anchor);
      this.place();
      if (!this.toReveal || !this.revealWord()) if (!isOther) break;
    }
    const [from, to] = this.inSight();
    const [fromToken, toToken] = this.blocks.rowsOf(from, to);
    this.context.data.wantRows(fromToken, toToken);
    this.place();
    this.mark();
    this.drew(fromToken, toToken);
  }

  /** Brings what was at the top of the viewport back there, after heights above it turned out to be others. */
  private keep(anchor: { block: number; delta: number }, viewportPx = this.scroller.viewportPx): void {
    const offset = this.heights.top(anchor.block) + anchor.delta;
    this.scroller.layout(this.heights.total, viewportPx);
    this.scroller.scrollTo(offset);
  }

  private inSight(): readonly [number, number] {
    const { heights, scroller } = this;
    const first = heights.at(scroller.offset).block;
    const last = heights.at(scroller.offset + scroller.viewportPx).block;
    return [Math.max(0, first - BEYOND), Math.min(heights.count, last + 1 + BEYOND)];
  }

  private place(): void {
    for (const [block, element] of this.blocks.shown) {
      const top = this.heights.top(block) - this.scroller.offset;
      element.style.transform = `translateY(${Math.round(top)}px)`;
    }
  }

  /** Scrolls to the block of the selected token, if that is far. */
  private revealBlock(): void {
    const block = this.blocks.blockOf(this.selected);
    const [from, to] = this.inSight();
    if (block < from || block >= to) this.scroller.scrollTo(this.heights.top(block));
  }

  /** Scrolls to the selected token; true if that moved anything. */
  private revealWord(): boolean {
    const word = document.getElementById(wordId(this.selected));
    if (!word) return false;
    this.toReveal = false;
    const { offset, viewportPx } = this.scroller;
    const [inner, outer] = [word.getBoundingClientRect(), this.layer.getBoundingClientRect()];
    // A page for a wall is drawn larger than it is laid out.
    const zoom = outer.height / this.layer.offsetHeight;
    const top = offset + (inner.top - outer.top) / zoom;
    this.scroller.scrollTo(revealOffset(offset, viewportPx, top, inner.height / zoom));
    return this.scroller.offset !== offset;
  }

  private mark(): void {
    const word = document.getElementById(wordId(this.selected));
    for (const marked of this.layer.querySelectorAll('[aria-selected=true]'))
      if (marked !== word) marked.setAttribute('aria-selected', 'false');
    word?.setAttribute('aria-selected', 'true');
    setAttributes(this.element, {
      'aria-activedescendant': word ? wordId(this.selected) : null,
      'aria-busy': this.layer.querySelector('.read-word') ? null : 'true',
    });
  }
}
