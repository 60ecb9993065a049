import {
  bodyTop,
  cellAt,
  pinHeight,
  rowHeight,
  unitAt,
  visibleSteps,
  type Geometry,
} from '../../../src/core/views/geometry.js';
import { buildLut } from '../../../src/core/views/colors.js';
import { scaleOf, type Scale } from '../../../src/core/views/scales.js';
import { revealOffset } from '../../../src/core/views/scroll.js';
import type { PanelRun } from '../../../src/protocol/panel.js';
import { h, oncePerFrame } from '../../dom.js';
import { AxisScroller } from '../../scroller.js';
import { selectedStep, selectedSteps } from '../../state/selection.js';
import type { StateCache } from '../../data/stateCache.js';
import { pinnedUnits, type State, type Zoom } from '../../state/store.js';
import { paintHeatmap, type Frame, type Place } from './heatmapPaint.js';
import { paintUnitLine } from './unitLine.js';
import type { Context } from '../view.js';

const GUTTER_PX = 48;
const SELECTED_PX = 22;
const LINE_PX = 84;

/** Widths of a step's column, and the room that words and single symbols need above it. */
const ZOOMS: Record<Zoom, { readonly stepPx: number; readonly words: number; readonly symbols: number }> = {
  overview: { stepPx: 0.5, words: 24, symbols: 24 },
  small: { stepPx: 9, words: 88, symbols: 28 },
  medium: { stepPx: 16, words: 92, symbols: 30 },
  large: { stepPx: 56, words: 26, symbols: 30 },
};

/** Values that are shown as they are (no `tanh` is taken) on a scale of their own, with marks over them. */
export interface HeatmapSource {
  states(state: State, run: PanelRun): StateCache;
  scale(states: StateCache, geometry: Geometry): Scale;
  paint(context: CanvasRenderingContext2D, frame: Frame): void;
}

/** The canvas of all units over the text, scrolled through the whole document, and the line of one unit below. */
export class Heatmap {
  readonly element: HTMLElement;
  readonly line = h('canvas', { class: 'unit-line', 'aria-hidden': 'true' });
  private readonly canvas = h('canvas', { class: 'heatmap-canvas', 'aria-hidden': 'true' });
  private readonly layer = h('div', { class: 'heatmap-layer' }, this.canvas);
  private readonly content = h('div', { class: 'heatmap-content' }, this.layer);
  private readonly x: AxisScroller;
  private readonly y: AxisScroller;
  private readonly redraw = oncePerFrame(() => this.context.data.look(this.owner, () => this.draw()));
  private geometry: Geometry | null = null;
  private state: State | null = null;
  private run: PanelRun | null = null;
  private laidOut = '';
  private shownZoom: Zoom | null = null;
  private shownSelection: State['selection'] = null;
  private shown: Place = { step: null, unit: -1 };
  /** A step that is to be selected as soon as its token is known. */
  private readonly owner: string;
  private awaited: { readonly step: number; readonly reveal: boolean } | null = null;

  constructor(
    private readonly context: Context,
    private readonly drawn: (frame: Frame) => void,
    /** What is shown instead of the run's own states. */
    private readonly source: HeatmapSource | null = null,
  ) {
    this.owner = source ? 'difference/heatmap' : 'states/heatmap';
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
    const { stepCount } = this.context.data;
    const { zoom } = state.choices;
    // What was chosen after it counts, and a step of another run is another one.
    if (state.selection !== this.shownSelection) this.awaited = null;
    this.shownSelection = state.selection;
    const parts = [
      run.documentName,
      stepCount,
      zoom,
      this.states().units,
      pinnedUnits(state),
      this.symbols(),
    ];
    const key = JSON.stringify(parts);
    if (key !== this.laidOut) this.layout();
    const place = this.selected();
    const moved = place.step !== this.shown.step || place.unit !== this.shown.unit;
    if (moved || zoom !== this.shownZoom) this.reveal(place);
    this.shownZoom = zoom;
    this.laidOut = key;
    this.redraw();
  }

  /** The states that are shown now. */
  states(): StateCache {
    const { choices } = this.state!;
    if (this.source) return this.source.states(this.state!, this.run!);
    return this.context.data.statesOf(
      this.run!.model.rnn,
      choices.layer,
      choices.direction,
      choices.quantity,
    );
  }

  private scale(geometry: Geometry): Scale {
    if (this.source) return this.source.scale(this.states(), geometry);
    return scaleOf(this.run!.model.rnn, this.state!.choices.quantity, this.states().largestSeen);
  }

  /** The selected cell; its step is null while the steps of the selected token are not known. */
  selected(): Place {
    const { state } = this.context.store;
    return { step: selectedStep(this.context.data, state), unit: state.unit };
  }

  /** True while a step was chosen whose token is not known yet. */
  get isWaiting(): boolean {
    return this.awaited !== null;
  }

  /** Selects a step and with it its token; with `reveal` the editor goes there too. */
  select(step: number, reveal: boolean): void {
    const token = this.context.data.tokenOf(step, this.states());
    this.awaited = token === null ? { step, reveal } : null;
    if (token !== null) this.context.select(token, reveal, step);
    // The one before it too: a step between two tokens belongs to that.
    else this.context.data.look('keyboard', () => this.states().want(step - 1, step + 1));
  }

  /** True where steps are symbols of a letter or a syllable, which stand upright above their columns. */
  private symbols(): boolean {
    return this.run!.model.tokenizer === 'characters' || !this.context.data.stepsAreTokens;
  }

  private layout(): void {
    const width = this.element.clientWidth;
    const height = this.element.clientHeight;
    if (!this.run || width === 0 || height === 0) return;
    const zoom = ZOOMS[this.state!.choices.zoom];
    const units = this.states().units;
    const head = {
      rulerPx: this.symbols() ? zoom.symbols : zoom.words,
      pins: pinnedUnits(this.state!),
      pinPx: pinHeight(height),
      selectedPx: SELECTED_PX,
    };
    const top = bodyTop(head);
    const rowPx = rowHeight(units, height - top);
    const steps = this.context.data.stepCount;
    const size = { width, height, gutterPx: GUTTER_PX, rowPx, stepPx: zoom.stepPx };
    this.geometry = { ...size, ...head, units, steps, offsetX: 0, offsetY: 0 };
    this.layer.style.width = `${width}px`;
    this.layer.style.height = `${height}px`;
    resize(this.canvas, width, height);
    resize(this.line, width, LINE_PX);
    this.x.layout(steps * zoom.stepPx, width - GUTTER_PX, GUTTER_PX);
    this.y.layout(units * rowPx, height - top, top);
    if (this.shown.step === null) this.reveal(this.selected());
    this.redraw();
  }

  private reveal({ step, unit }: Place): void {
    if (!this.geometry || step === null) return;
    const { stepPx, rowPx } = this.geometry;
    // Two columns of margin: the neighbours, and the slanted text above them, should be seen too.
    const margin = Math.min(2 * stepPx, this.x.viewportPx / 4);
    const start = step * stepPx - margin;
    this.x.scrollTo(revealOffset(this.x.offset, this.x.viewportPx, start, stepPx + 2 * margin));
    this.y.scrollTo(revealOffset(this.y.offset, this.y.viewportPx, unit * rowPx, rowPx));
    this.shown = { step, unit };
  }

  private draw(): void {
    if (!this.geometry || !this.state || !this.run || this.element.offsetParent === null) return;
    const geometry = {
      ...this.geometry,
      offsetX: Math.round(this.x.offset),
      offsetY: Math.round(this.y.offset),
    };
    this.geometry = geometry;
    const [from, to] = visibleSteps(geometry);
    this.states().want(from, to);
    this.wantRows(from, to);
    const { awaited } = this;
    if (!awaited) this.context.data.release('keyboard');
    if (awaited && this.context.data.tokenOf(awaited.step, this.states()) !== null)
      this.select(awaited.step, awaited.reveal);
    const frame = this.frame(geometry, this.state);
    const canvas = scaledContext(this.canvas);
    const line = scaledContext(this.line);
    if (canvas) paintHeatmap(canvas, frame);
    if (canvas) this.source?.paint(canvas, frame);
    if (line) paintUnitLine(line, frame, LINE_PX);
    this.drawn(frame);
  }

  /** The rows of the tokens in sight; of steps that are not loaded the token is not known yet. */
  private wantRows(from: number, to: number): void {
    const { data } = this.context;
    if (to <= from) return;
    const first = data.tokenOf(from, this.states());
    const last = data.tokenOf(to - 1, this.states());
    if (first !== null && last !== null) data.wantRows(first, last + 1);
  }

  private frame(geometry: Geometry, state: State): Frame {
    const { choices, hover } = state;
    const { data } = this.context;
    const theme = this.context.theme();
    const scale = this.scale(geometry);
    const states = this.states();
    return {
      geometry,
      theme,
      states,
      quantity: this.source ? 'h' : choices.quantity,
      scale,
      lut: buildLut(scale.kind, theme.heatmap),
      zoom: choices.zoom,
      symbols: this.symbols(),
      lines: this.run!.model.tokenizer === 'lines',
      brackets: !data.stepsAreTokens && choices.zoom !== 'overview',
      selected: this.selected(),
      selectedSteps: selectedSteps(data, state),
      hover,
      textOf: (step) => data.symbol(step, states),
    };
  }

  private at(event: MouseEvent): { readonly step: number; readonly unit: number | null } | null {
    const box = this.canvas.getBoundingClientRect();
    return this.geometry && cellAt(this.geometry, event.clientX - box.left, event.clientY - box.top);
  }

  private point(event: PointerEvent): void {
    const found = this.at(event);
    const cell = found && { step: found.step, unit: found.unit ?? this.selected().unit };
    this.context.store.dispatch({ type: 'hover', cell });
    this.layer.classList.toggle('over-gutter', this.gutterUnit(event) !== null);
  }

  private click(event: MouseEvent): void {
    const unit = this.gutterUnit(event);
    if (unit !== null) return this.context.pin(unit);
    const found = this.at(event);
    if (!found) return;
    // A click names what is in sight: nothing must jump under the pointer.
    this.shown = { step: found.step, unit: found.unit ?? this.selected().unit };
    if (found.unit !== null) this.context.store.dispatch({ type: 'unit', unit: found.unit });
    this.select(found.step, true);
  }

  /** The unit whose number is under the pointer, left of the columns; the selected one's own row counts too. */
  private gutterUnit(event: MouseEvent): number | null {
    if (!this.geometry) return null;
    const box = this.canvas.getBoundingClientRect();
    const y = event.clientY - box.top;
    if (event.clientX - box.left >= this.geometry.gutterPx || y < this.geometry.rulerPx) return null;
    return unitAt(this.geometry, y) ?? (y < bodyTop(this.geometry) ? this.selected().unit : null);
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
