import {
  bodyTop,
  cellAt,
  pinHeight,
  rowHeight,
  unitAt,
  type Geometry,
} from '../../../src/core/views/geometry.js';
import { revealOffset } from '../../../src/core/views/scroll.js';
import { h, onPixelRatioChange } from '../../dom.js';
import { AxisScroller } from '../../scroller.js';
import type { Cell } from '../../state/store.js';

const GUTTER_PX = 48;
const SELECTED_PX = 22;
/** Height of the line below, in CSS pixels. */
export const LINE_PX = 84;

/** What is laid out. */
export interface HeatmapContent {
  readonly steps: number;
  readonly units: number;
  readonly pins: readonly number[];
  /** Width of a step's column, and the room above it for what was read. */
  readonly stepPx: number;
  readonly rulerPx: number;
}

/** The scrolled element with the canvases in it, and where things are in them. */
export class HeatmapViewport {
  readonly line = h('canvas', { class: 'unit-line', 'aria-hidden': 'true' });
  readonly canvas = h('canvas', { class: 'heatmap-canvas', 'aria-hidden': 'true' });
  readonly layer = h('div', { class: 'heatmap-layer' }, this.canvas);
  private readonly content = h('div', { class: 'heatmap-content' }, this.layer);
  readonly element = h('div', { class: 'heatmap', tabindex: 0, role: 'application' }, this.content);
  private readonly x: AxisScroller;
  private readonly y: AxisScroller;
  private laidOut: Geometry | null = null;

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
    const { laidOut } = this;
    return laidOut && { ...laidOut, offsetX: Math.round(this.x.offset), offsetY: Math.round(this.y.offset) };
  }

  /** Lays the content out in the room there is; false while there is none. */
  layout({ steps, units, pins, stepPx, rulerPx }: HeatmapContent): boolean {
    const width = this.element.clientWidth;
    const height = this.element.clientHeight;
    if (width === 0 || height === 0) return false;
    const head = { rulerPx, pins, pinPx: pinHeight(height), selectedPx: SELECTED_PX };
    const top = bodyTop(head);
    const rowPx = rowHeight(units, height - top);
    const size = { width, height, gutterPx: GUTTER_PX, rowPx, stepPx };
    this.laidOut = { ...size, ...head, units, steps, offsetX: 0, offsetY: 0 };
    this.layer.style.width = `${width}px`;
    this.layer.style.height = `${height}px`;
    this.x.layout(steps * stepPx, width - GUTTER_PX, GUTTER_PX);
    this.y.layout(units * rowPx, height - top, top);
    return true;
  }

  /** Scrolls to a cell, as little as needed; false while nothing is laid out. */
  reveal(step: number, unit: number): boolean {
    if (!this.laidOut) return false;
    const { stepPx, rowPx } = this.laidOut;
    // Two columns of margin: the neighbours, and the slanted text above them, should be seen too.
    const margin = Math.min(2 * stepPx, this.x.viewportPx / 4);
    const start = step * stepPx - margin;
    this.x.scrollTo(revealOffset(this.x.offset, this.x.viewportPx, start, stepPx + 2 * margin));
    this.y.scrollTo(revealOffset(this.y.offset, this.y.viewportPx, unit * rowPx, rowPx));
    return true;
  }

  /** Contexts of both canvases, sized for the screen's pixels and scaled to CSS pixels. */
  contexts({ width, height }: Geometry): (CanvasRenderingContext2D | null)[] {
    return [scaledContext(this.canvas, width, height), scaledContext(this.line, width, LINE_PX)];
  }

  /** What is under the pointer: a step, and the unit whose row it is, if any. */
  cellAt(event: MouseEvent): { readonly step: Cell['step']; readonly unit: Cell['unit'] | null } | null {
    const { geometry } = this;
    const [x, y] = this.place(event);
    return geometry && cellAt(geometry, x, y);
  }

  /** The unit whose number is under the pointer, left of the columns; `selected` in its own row. */
  gutterUnit(event: MouseEvent, selected: number): number | null {
    const { geometry } = this;
    if (!geometry) return null;
    const [x, y] = this.place(event);
    if (x >= geometry.gutterPx || y < geometry.rulerPx) return null;
    return unitAt(geometry, y) ?? (y < bodyTop(geometry) ? selected : null);
  }

  private place(event: MouseEvent): readonly [number, number] {
    const box = this.canvas.getBoundingClientRect();
    return [event.clientX - box.left, event.clientY - box.top];
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
  const pixels = [width, height].map((length) => Math.round(length * devicePixelRatio));
  // Setting a size empties the canvas and costs memory: only where it is another one.
  if (canvas.width !== pixels[0]) canvas.width = pixels[0];
  if (canvas.height !== pixels[1]) canvas.height = pixels[1];
  canvas.style.width = `${width}px`;
  canvas.style.height = `${height}px`;
  const context = canvas.getContext('2d');
  context?.setTransform(devicePixelRatio, 0, 0, devicePixelRatio, 0, 0);
  return context;
}
