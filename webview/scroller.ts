import {
  clampOffset,
  contentOffset,
  elementLength,
  MAX_ELEMENT_PX,
  scrollPosition,
} from '../src/core/views/scroll.js';

/**
 * One axis of a scrolled element whose content may be longer than a browser allows. `offset` is where the
 * viewport starts in the content; it is exact even when one step of the scroll bar stands for many pixels.
 */
export class AxisScroller {
  /** CSS pixels from the start of the content. */
  offset = 0;
  contentPx = 0;
  viewportPx = 0;
  private expected = 0;

  constructor(
    private readonly element: HTMLElement,
    private readonly axis: 'x' | 'y',
    private readonly spacer: HTMLElement,
    private readonly changed: () => void,
  ) {
    element.addEventListener('scroll', () => this.read(), { passive: true });
    element.addEventListener('wheel', (event) => this.wheel(event), { passive: false });
  }

  /** Sets the length of the content and of the visible part of it, `extra` pixels of the element around it. */
  layout(contentPx: number, viewportPx: number, extraPx = 0): void {
    this.contentPx = contentPx;
    this.viewportPx = viewportPx;
    const length = `${elementLength(contentPx) + extraPx}px`;
    if (this.axis === 'x') this.spacer.style.width = length;
    else this.spacer.style.height = length;
    this.scrollTo(this.offset);
  }

  /** Moves the viewport; `changed` is called if that changes anything. */
  scrollTo(offsetPx: number): void {
    const before = this.offset;
    this.offset = clampOffset(offsetPx, this.contentPx, this.viewportPx);
    const position = Math.round(scrollPosition(this.offset, this.contentPx, this.viewportPx));
    if (Math.abs(this.position() - position) >= 1) this.setPosition(position);
    this.expected = this.position();
    if (this.offset !== before) this.changed();
  }

  private position(): number {
    return this.axis === 'x' ? this.element.scrollLeft : this.element.scrollTop;
  }

  private setPosition(position: number): void {
    if (this.axis === 'x') this.element.scrollLeft = position;
    else this.element.scrollTop = position;
  }

  private read(): void {
    const position = this.position();
    // Our own write coming back: the exact offset must not be replaced by the rounded one.
    if (Math.abs(position - this.expected) < 1) return;
    this.expected = position;
    this.offset = clampOffset(
      contentOffset(position, this.contentPx, this.viewportPx),
      this.contentPx,
      this.viewportPx,
    );
    this.changed();
  }

  /** In a scaled element the wheel would jump by many rows: here it moves content pixels. */
  private wheel(event: WheelEvent): void {
    if (this.contentPx <= MAX_ELEMENT_PX || event.ctrlKey) return;
    const delta = this.axis === 'x' ? event.deltaX || (event.shiftKey ? event.deltaY : 0) : event.deltaY;
    if (delta === 0) return;
    event.preventDefault();
    this.scrollTo(this.offset + delta * (event.deltaMode === 1 ? 20 : 1));
  }
}
