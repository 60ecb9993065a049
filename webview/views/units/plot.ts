import type { PanelRun } from '../../../src/protocol/panel.js';
import { h, oncePerFrame, onPixelRatioChange } from '../../dom.js';
import { painted } from '../../takeout/paintings.js';
import { AxisScroller } from '../../scroller.js';
import type { Context } from '../view.js';
import { LONGEST_BRUSH, type Chosen, type StepStretch } from './chosen.js';
import { paintPlot, stepsInSight, type PlotGeometry } from './plotPaint.js';
import { PlotPointer, type PlotActions } from './plotPointer.js';
import type { PlotValues } from './plotValues.js';

const GUTTER_PX = 48;
const RULER_PX = 24;
/** Width of a step that is a symbol of a letter or a syllable, and of one that is a word. */
const SYMBOL_PX = 10;
const WORD_PX = 64;
/** What the plot shows besides the states. */
export interface PlotContent {
  readonly run: PanelRun;
  readonly chosen: Chosen;
  readonly step: number | null;
  readonly others: readonly StepStretch[];
}

/** Some units over the text, with a threshold and a chosen stretch. */
export class Plot {
  private readonly canvas = h('canvas', { 'aria-hidden': 'true' });
  private readonly layer = h('div', { class: 'plot-layer' }, this.canvas);
  private readonly spacer = h('div', { class: 'plot-content' }, this.layer);
  readonly element = h('div', { class: 'plot', tabindex: 0, role: 'application' }, this.spacer);
  private readonly x: AxisScroller;
  private readonly redraw = oncePerFrame(() => this.context.data.look('units/plot', () => this.draw()));
  private content: PlotContent | null = null;
  private readonly pointer: PlotPointer;

  constructor(
    private readonly context: Context,
    private readonly values: PlotValues,
    private readonly actions: PlotActions & { drawn(): void },
  ) {
    this.x = new AxisScroller(this.element, 'x', this.spacer, this.redraw);
    new ResizeObserver(() => this.layout()).observe(this.element);
    onPixelRatioChange(this.redraw);
    this.element.addEventListener('wheel', (event) => this.wheel(event), { passive: false });
    this.pointer = new PlotPointer(
      this.layer,
      actions,
      () =>
        this.content && {
          geometry: this.geometry,
          scale: values.scale(),
          threshold: this.content.chosen.threshold,
        },
    );
  }

  render(content: PlotContent): void {
    const before = this.content;
    this.content = content;
    this.layout();
    if (content.step !== null && content.step !== before?.step && !this.pointer.isDragging)
      this.reveal([content.step, content.step + 1]);
    this.redraw();
  }

  /** Scrolls to a stretch, as little as needed. */
  reveal([from, to]: StepStretch): void {
    const { stepPx } = this;
    const margin = Math.min(8 * stepPx, this.x.viewportPx / 4);
    const [start, end] = [from * stepPx - margin, to * stepPx + margin];
    if (start < this.x.offset) this.x.scrollTo(start);
    else if (end > this.x.offset + this.x.viewportPx) this.x.scrollTo(end - this.x.viewportPx);
  }

  /** True where steps are symbols, which have narrow columns. */
  private get symbols(): boolean {
    return this.content!.run.model.tokenizer === 'characters' || !this.context.data.stepsAreTokens;
  }

  private get stepPx(): number {
    return this.symbols ? SYMBOL_PX : WORD_PX;
  }

  private get geometry(): PlotGeometry {
    const { clientWidth: width, clientHeight: height } = this.element;
    const { stepPx } = this;
    const { stepCount: steps } = this.context.data;
    return {
      ...{ width, height, stepPx, steps },
      gutterPx: GUTTER_PX,
      rulerPx: RULER_PX,
      offset: Math.round(this.x.offset),
    };
  }

  private layout(): void {
    const { clientWidth: width, clientHeight: height } = this.element;
    if (!this.content || width === 0 || height === 0) return;
    this.layer.style.width = `${width}px`;
    this.layer.style.height = `${height}px`;
    this.x.layout(this.context.data.stepCount * this.stepPx, width - GUTTER_PX, GUTTER_PX);
    this.redraw();
  }

  private draw(): void {
    const { content, geometry } = this;
    if (!content || this.element.offsetParent === null || geometry.width === 0) return;
    const { chosen, others, step } = content;
    const states = this.values.states();
    const [from, to] = stepsInSight(geometry);
    states.want(from - 1, to + 1);
    const { data } = this.context;
    if (data.stepsAreTokens) data.wantRows(from, to);
    const brush = chosen.brush;
    if (brush && brush[1] - brush[0] <= LONGEST_BRUSH) states.want(brush[0] - 1, brush[1] + 1);
    const context = this.scaled(geometry);
    if (!context) return;
    const frame = {
      ...{ geometry, states, chosen, others, step, symbols: this.symbols, units: this.values.units() },
      share: this.values.share(),
      raw: this.values.raw(),
      theme: this.context.theme(),
      scale: this.values.scale(),
      textOf: (at: number) => data.symbol(at, states),
    };
    paintPlot(context, frame);
    painted(this.canvas, (on) => paintPlot(on, frame));
    this.actions.drawn();
  }

  private scaled({ width, height }: PlotGeometry): CanvasRenderingContext2D | null {
    const { canvas } = this;
    const [w, hh] = [width, height].map((length) => Math.round(length * devicePixelRatio));
    if (canvas.width !== w) canvas.width = w;
    if (canvas.height !== hh) canvas.height = hh;
    canvas.style.width = `${width}px`;
    canvas.style.height = `${height}px`;
    const context = canvas.getContext('2d');
    context?.setTransform(devicePixelRatio, 0, 0, devicePixelRatio, 0, 0);
    return context;
  }

  private wheel(event: WheelEvent): void {
    if (event.ctrlKey || event.deltaX !== 0 || event.deltaY === 0) return;
    event.preventDefault();
    this.x.scrollTo(this.x.offset + event.deltaY * (event.deltaMode === 1 ? 20 : 1));
  }
}
