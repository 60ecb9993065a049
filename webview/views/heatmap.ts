import { bodyTop, cellAt, rowHeight, visibleTokens, type Geometry } from '../../src/core/views/geometry.js';
import { buildLut } from '../../src/core/views/colors.js';
import { scaleOf, type Scale } from '../../src/core/views/scales.js';
import { revealOffset } from '../../src/core/views/scroll.js';
import type { PanelRun } from '../../src/protocol/contracts.js';
import type { StateCache } from '../data.js';
import { h, oncePerFrame } from '../dom.js';
import { AxisScroller } from '../scroller.js';
import type { Cell, State, Zoom } from '../store.js';
import { paintHeatmap, paintUnitLine, type Frame } from './heatmap-paint.js';
import type { Context } from './view.js';

const GUTTER_PX = 48;
const PINNED_PX = 22;
const LINE_PX = 84;

/** Widths of a token's column, and the room its text needs above it. */
const ZOOMS: Record<Zoom, { readonly tokenPx: number; readonly rulerPx: number }> = {
  overview: { tokenPx: 0.5, rulerPx: 24 },
  small: { tokenPx: 9, rulerPx: 88 },
  medium: { tokenPx: 16, rulerPx: 92 },
  large: { tokenPx: 56, rulerPx: 26 },
};

/** The canvas of all units over the text, scrolled through the whole document, and the line of one unit below. */
export class Heatmap {
  readonly element: HTMLElement;
  readonly line = h('canvas', { class: 'unit-line', 'aria-hidden': 'true' });
  private readonly canvas = h('canvas', { class: 'heatmap-canvas', 'aria-hidden': 'true' });
  private readonly layer = h('div', { class: 'heatmap-layer' }, this.canvas);
  private readonly content = h('div', { class: 'heatmap-content' }, this.layer);
  private readonly x: AxisScroller;
  private readonly y: AxisScroller;
  private readonly redraw = oncePerFrame(() => this.draw());
  private geometry: Geometry | null = null;
  private state: State | null = null;
  private run: PanelRun | null = null;
  private laidOut = '';
  private shownZoom: Zoom | null = null;
  private shown: Cell = { token: -1, unit: -1 };

  constructor(
    private readonly context: Context,
    private readonly drawn: (frame: Frame) => void,
  ) {
    this.element = h('div', { class: 'heatmap', tabindex: 0, role: 'application' }, this.content);
    const scrolled = () => {
      // What was under the pointer moved away from it.
      this.context.store.dispatch({ type: 'hover', cell: null });
      this.redraw();
    };
    this.x = new AxisScroller(this.element, 'x', this.content, scrolled);
    this.y = new AxisScroller(this.element, 'y', this.content, scrolled);
    this.layer.addEventListener('pointermove', (event) => this.point(event));
    this.layer.addEventListener('pointerleave', () =>
      this.context.store.dispatch({ type: 'hover', cell: null }),
    );
    this.layer.addEventListener('click', (event) => this.click(event));
    this.element.addEventListener('wheel', (event) => this.wheel(event), { passive: false });
    new ResizeObserver(() => this.layout()).observe(this.element);
  }

  render(state: State, run: PanelRun): void {
    this.state = state;
    this.run = run;
    const key = JSON.stringify([run.documentName, run.tokenCount, state.choices.zoom, this.states().units]);
    if (key !== this.laidOut) this.layout();
    const cell = this.selected();
    const moved = cell.token !== this.shown.token || cell.unit !== this.shown.unit;
    if (moved || state.choices.zoom !== this.shownZoom) this.reveal(cell);
    this.shownZoom = state.choices.zoom;
    this.laidOut = key;
    this.redraw();
  }

  /** The states that are shown now. */
  states(): StateCache {
    const { choices } = this.state!;
    return this.context.data.statesOf(
      this.run!.model.rnn,
      choices.layer,
      choices.direction,
      choices.quantity,
    );
  }

  /** The scale of what is shown now. */
  scale(): Scale {
    return scaleOf(this.run!.model.rnn, this.state!.choices.quantity, this.states().largestSeen);
  }

  /** The pinned cell. */
  selected(): Cell {
    const { selection, unit } = this.context.store.state;
    return { token: selection?.token ?? 0, unit };
  }

  private layout(): void {
    const width = this.element.clientWidth;
    const height = this.element.clientHeight;
    if (!this.run || width === 0 || height === 0) return;
    const { tokenPx, rulerPx } = ZOOMS[this.state!.choices.zoom];
    const units = this.states().units;
    const head = bodyTop({ rulerPx, pinnedPx: PINNED_PX } as Geometry);
    const rowPx = rowHeight(units, height - head);
    const fixed = { width, height, gutterPx: GUTTER_PX, rulerPx, pinnedPx: PINNED_PX, rowPx, tokenPx };
    this.geometry = { ...fixed, units, tokens: this.run.tokenCount, offsetX: 0, offsetY: 0 };
    this.layer.style.width = `${width}px`;
    this.layer.style.height = `${height}px`;
    resize(this.canvas, width, height);
    resize(this.line, width, LINE_PX);
    this.x.layout(this.run.tokenCount * tokenPx, width - GUTTER_PX, GUTTER_PX);
    this.y.layout(units * rowPx, height - head, head);
    if (this.shown.token < 0) this.reveal(this.selected());
    this.redraw();
  }

  private reveal({ token, unit }: Cell): void {
    if (!this.geometry) return;
    const { tokenPx, rowPx } = this.geometry;
    // Two columns of margin: the neighbours, and the slanted text above them, should be seen too.
    const margin = Math.min(2 * tokenPx, this.x.viewportPx / 4);
    const start = token * tokenPx - margin;
    this.x.scrollTo(revealOffset(this.x.offset, this.x.viewportPx, start, tokenPx + 2 * margin));
    this.y.scrollTo(revealOffset(this.y.offset, this.y.viewportPx, unit * rowPx, rowPx));
    this.shown = { token, unit };
  }

  private draw(): void {
    if (!this.geometry || !this.state || !this.run || this.element.offsetParent === null) return;
    const geometry = {
      ...this.geometry,
      offsetX: Math.round(this.x.offset),
      offsetY: Math.round(this.y.offset),
    };
    this.geometry = geometry;
    const [from, to] = visibleTokens(geometry);
    this.states().want('view', from, to);
    this.context.data.wantRows('view', from, to);
    const frame = this.frame(geometry, this.state);
    const canvas = scaledContext(this.canvas);
    const line = scaledContext(this.line);
    if (canvas) paintHeatmap(canvas, frame);
    if (line) paintUnitLine(line, frame, LINE_PX);
    this.drawn(frame);
  }

  private frame(geometry: Geometry, { choices, hover }: State): Frame {
    const theme = this.context.theme();
    const scale = this.scale();
    return {
      geometry,
      theme,
      states: this.states(),
      quantity: choices.quantity,
      scale,
      lut: buildLut(scale.kind, theme.heatmap),
      zoom: choices.zoom,
      selected: this.selected(),
      hover,
      textOf: (token) => this.context.data.row(token)?.text ?? null,
    };
  }

  private at(event: MouseEvent): { readonly token: number; readonly unit: number | null } | null {
    const box = this.canvas.getBoundingClientRect();
    return this.geometry && cellAt(this.geometry, event.clientX - box.left, event.clientY - box.top);
  }

  private point(event: PointerEvent): void {
    const found = this.at(event);
    const cell = found && { token: found.token, unit: found.unit ?? this.selected().unit };
    this.context.store.dispatch({ type: 'hover', cell });
  }

  private click(event: MouseEvent): void {
    const found = this.at(event);
    if (!found) return;
    // A click names what is in sight: nothing must jump under the pointer.
    this.shown = { token: found.token, unit: found.unit ?? this.selected().unit };
    if (found.unit !== null) this.context.store.dispatch({ type: 'unit', unit: found.unit });
    this.context.select(found.token, true);
  }

  /** Where nothing can scroll vertically, the wheel goes through the text. */
  private wheel(event: WheelEvent): void {
    const vertical = this.y.contentPx > this.y.viewportPx;
    if (vertical || event.ctrlKey || event.deltaX !== 0 || event.deltaY === 0) return;
    event.preventDefault();
    this.x.scrollTo(this.x.offset + event.deltaY * (event.deltaMode === 1 ? 20 : 1));
  }
}

function resize(canvas: HTMLCanvasElement, width: number, height: number): void {
  canvas.width = Math.round(width * devicePixelRatio);
  canvas.height = Math.round(height * devicePixelRatio);
  canvas.style.width = `${width}px`;
  canvas.style.height = `${height}px`;
}

function scaledContext(canvas: HTMLCanvasElement): CanvasRenderingContext2D | null {
  const context = canvas.getContext('2d');
  context?.setTransform(devicePixelRatio, 0, 0, devicePixelRatio, 0, 0);
  return context;
}
