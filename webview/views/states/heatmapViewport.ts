import { columnsAt, contentLength, shareFor, type ColumnWidths } from '../../../src/core/views/columns.js';
import {
  bodyLength,
  bodyTop,
  cellAt,
  layoutRows,
  unitAt,
  unitY,
  type Geometry,
  type RowsContent,
  type UnitAt,
} from '../../../src/core/views/geometry.js';
import { revealOffset } from '../../../src/core/views/scroll.js';
import type { Direction } from '../../../src/core/rnn/config.js';
import { h, onPixelRatioChange } from '../../dom.js';
import { AxisScroller } from '../../scroller.js';

/** Under it there is no room for names in the gutter. */
const NARROW_PX = 460;
const GUTTER_PX = 92;
const NARROW_GUTTER_PX = 46;
/** Beside a step that is brought into sight. */
const MARGIN_PX = 60;

/** What is laid out. */
export interface HeatmapContent extends Pick<RowsContent, 'lines' | 'blocks' | 'zoom' | 'rulerPx'> {
  readonly widths: ColumnWidths;
}

/** The scrolled element with the canvas in it, and where things are in it. */
export class HeatmapViewport {
  readonly canvas = h('canvas', { class: 'heatmap-canvas', 'aria-hidden': 'true' });
  readonly layer = h('div', { class: 'heatmap-layer' }, this.canvas);
  private readonly content = h('div', { class: 'heatmap-content' }, this.layer);
  readonly element = h('div', { class: 'heatmap', tabindex: 0, role: 'application' }, this.content);
  private readonly x: AxisScroller;
  private readonly y: AxisScroller;
  private laidOut: HeatmapContent | null = null;

  constructor(scrolled: () => void, resized: () => void, redraw: () => void) {
    this.x = new AxisScroller(this.element, 'x', this.content, scrolled);
    this.y = new AxisScroller(this.element, 'y', this.content, scrolled);
    this.element.addEventListener('wheel', (event) => this.wheel(event), { passive: false });
    new ResizeObserver(resized).observe(this.element);
    onPixelRatioChange(redraw);
  }

  /** False while it is not in the page, or hidden. */
  get isShown(): boolean {
    return this.element.offsetParent !== null;
  }

  /** Where things are now; null before there was room for anything. */
  get geometry(): Geometry | null {
    const { laidOut, gutterPx } = this;
    const { clientWidth: width, clientHeight: height } = this.element;
    if (!laidOut || width === 0 || height === 0) return null;
    const { widths, ...rows } = laidOut;
    const columns = columnsAt(widths, this.share, width - gutterPx);
    const offsetY = Math.round(this.y.offset);
    return {
      width,
      height,
      gutterPx,
      rulerPx: rows.rulerPx,
      columns,
      ...layoutRows({ ...rows, height, offsetY }),
    };
  }

  /** Lays the content out in the room there is, and a step that was in sight of other room again; false while there is none. */
  layout(content: HeatmapContent, kept: number | null): boolean {
    const { clientWidth: width, clientHeight: height } = this.element;
    if (width === 0 || height === 0) return false;
    const wasSeen = kept !== null && width - this.gutterPx !== this.x.viewportPx && this.showed(kept);
    this.laidOut = content;
    this.layer.style.width = `${width}px`;
    this.layer.style.height = `${height}px`;
    const top = bodyTop({ ...content, height });
    this.x.layout(contentLength(content.widths), width - this.gutterPx, this.gutterPx);
    this.y.layout(Math.floor(bodyLength({ ...content, height })), height - top, top);
    if (wasSeen) this.revealStep(kept, content);
    return true;
  }

  /** Whether a step was in sight as it was last laid out. */
  private showed(step: number): boolean {
    if (!this.laidOut || this.x.viewportPx <= 0) return false;
    const { from, to } = columnsAt(this.laidOut.widths, this.share, this.x.viewportPx);
    return step >= from && step < to;
  }

  private revealStep(step: number, { widths }: HeatmapContent): void {
    const { viewportPx, contentPx } = this.x;
    if (contentPx <= viewportPx) return;
    const share = shareFor(widths, this.share, step, viewportPx, MARGIN_PX);
    if (share !== this.share) this.x.scrollTo(share * (contentPx - viewportPx));
  }

  /** Scrolls to a cell, as little as needed; false while nothing is laid out. */
  reveal(step: number, unit: number, direction: Direction): boolean {
    const { geometry, laidOut } = this;
    if (!geometry || !laidOut) return false;
    this.revealStep(step, laidOut);
    const block = geometry.blocks.find((each) => each.direction === direction);
    const offset = Math.round(this.y.offset);
    const bodyAt = this.element.clientHeight - this.y.viewportPx;
    const y = block && unitY(block, unit) + offset - bodyAt;
    if (y !== undefined) this.y.scrollTo(revealOffset(offset, this.y.viewportPx, y, block!.rowPx));
    return true;
  }

  /** Scrolls to a share of the text, 0 … 1. */
  travel(share: number): void {
    this.x.scrollTo(share * (this.x.contentPx - this.x.viewportPx));
  }

  /** Keeps a height of the texture where it is, while the texture becomes another one times as high. */
  zoomAround(y: number | null, times: number): void {
    const at = (y ?? this.element.clientHeight / 2) - (this.element.clientHeight - this.y.viewportPx);
    this.y.scrollTo((this.y.offset + at) * times - at);
  }

  /** The canvas' context, sized for the screen's pixels and scaled to CSS pixels. */
  context({ width, height }: Geometry): CanvasRenderingContext2D | null {
    return scaledContext(this.canvas, width, height);
  }

  /** What is under the pointer: a step, and the unit whose row it is, if any. */
  cellAt(event: MouseEvent): { readonly step: number; readonly at: UnitAt | null } | null {
    const { geometry } = this;
    const [x, y] = this.place(event);
    return geometry && cellAt(geometry, x, y);
  }

  /** The unit whose number is under the pointer, left of the columns. */
  gutterUnit(event: MouseEvent): UnitAt | null {
    const { geometry } = this;
    if (!geometry) return null;
    const [x, y] = this.place(event);
    return x < geometry.gutterPx && y >= geometry.rulerPx ? unitAt(geometry, y) : null;
  }

  /** Where an event is, in CSS pixels from the top left. */
  place(event: MouseEvent): readonly [number, number] {
    const box = this.canvas.getBoundingClientRect();
    const zoom = box.width / Math.max(1, this.canvas.offsetWidth);
    return [(event.clientX - box.left) / zoom, (event.clientY - box.top) / zoom];
  }

  private get gutterPx(): number {
    return this.element.clientWidth < NARROW_PX ? NARROW_GUTTER_PX : GUTTER_PX;
  }

  /** How much of the text was scrolled through, 0 … 1. */
  private get share(): number {
    const { offset, contentPx, viewportPx } = this.x;
    return contentPx > viewportPx ? offset / (contentPx - viewportPx) : 0;
  }

  /** Where nothing can scroll vertically, the wheel goes through the text. */
  private wheel(event: WheelEvent): void {
    const vertical = this.y.contentPx > this.y.viewportPx;
    if (vertical || event.ctrlKey || event.deltaX !== 0 || event.deltaY === 0) return;
    event.preventDefault();
    this.x.scrollTo(this.x.offset + event.deltaY * (event.deltaMode === 1 ? 20 : 1));
  }
}

/** The pixels of the screen may have become others since the last frame: another zoom, another screen. */
function scaledContext(
  canvas: HTMLCanvasElement,
  width: number,
  height: number,
): CanvasRenderingContext2D | null {
  const ratio = pixelRatio(canvas);
  const pixels = [width, height].map((length) => Math.round(length * ratio));
  // Setting a size empties the canvas and costs memory: only where it is another one.
  if (canvas.width !== pixels[0]) canvas.width = pixels[0];
  if (canvas.height !== pixels[1]) canvas.height = pixels[1];
  canvas.style.width = `${width}px`;
  canvas.style.height = `${height}px`;
  const context = canvas.getContext('2d');
  context?.setTransform(ratio, 0, 0, ratio, 0, 0);
  return context;
}

/** The screen's pixels in a CSS pixel of an element, which may be drawn larger than it says. */
function pixelRatio(element: HTMLElement): number {
  const zoom = (element as { readonly currentCSSZoom?: number }).currentCSSZoom ?? 1;
  return devicePixelRatio * zoom;
}
