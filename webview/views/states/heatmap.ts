import { buildLut } from '../../../src/core/views/colors.js';
import { visibleSteps, type Geometry } from '../../../src/core/views/geometry.js';
import { scaleOf, type Scale } from '../../../src/core/views/scales.js';
import type { PanelRun } from '../../../src/protocol/panel.js';
import { oncePerFrame } from '../../dom.js';
import type { StateCache } from '../../data/stateCache.js';
import type { Zoom } from '../../state/choices.js';
import { pinnedUnits } from '../../state/place.js';
import { selectedSteps } from '../../state/selection.js';
import type { State } from '../../state/store.js';
import { CellSelection } from './cellSelection.js';
import { paintHeatmap, type Frame, type Place } from './heatmapPaint.js';
import { HeatmapViewport, LINE_PX, type HeatmapContent } from './heatmapViewport.js';
import { paintUnitLine } from './unitLine.js';
import type { Context } from '../view.js';

/** Widths of a step's column, and the room that words and single symbols need above it. */
const ZOOMS: Record<Zoom, { readonly stepPx: number; readonly words: number; readonly symbols: number }> = {
  overview: { stepPx: 0.5, words: 24, symbols: 24 },
  small: { stepPx: 9, words: 88, symbols: 28 },
  medium: { stepPx: 16, words: 92, symbols: 30 },
  large: { stepPx: 56, words: 26, symbols: 30 },
};

/** Values that are shown as they are (no `tanh` is taken) on a scale of their own, with marks over them. */
export interface HeatmapSource {
  /** In the name of which part of the panel they are asked for. */
  readonly owner: string;
  states(state: State, run: PanelRun): StateCache;
  scale(states: StateCache, geometry: Geometry): Scale;
  paint(context: CanvasRenderingContext2D, frame: Frame): void;
}

/** The canvas of all units over the text, scrolled through the whole document, and the line of one unit below. */
export class Heatmap {
  readonly selection: CellSelection;
  private readonly viewport: HeatmapViewport;
  private readonly redraw = oncePerFrame(() => this.context.data.look(this.owner, () => this.draw()));
  private state: State | null = null;
  private run: PanelRun | null = null;
  private laidOut = '';
  private shownZoom: Zoom | null = null;
  private shown: Place = { step: null, unit: -1 };

  constructor(
    private readonly context: Context,
    private readonly drawn: (frame: Frame) => void,
    /** What is shown instead of the run's own states. */
    private readonly source: HeatmapSource | null = null,
  ) {
    this.selection = new CellSelection(context, () => this.states());
    const scrolled = () => {
      // What was under the pointer moved away from it.
      this.context.store.dispatch({ type: 'hover', cell: null });
      this.redraw();
    };
    const { layer } = (this.viewport = new HeatmapViewport(scrolled, () => this.layout(), this.redraw));
    layer.addEventListener('pointermove', (event) => this.point(event));
    layer.addEventListener('pointerleave', () => context.store.dispatch({ type: 'hover', cell: null }));
    layer.addEventListener('click', (event) => this.click(event));
  }

  get element(): HTMLElement {
    return this.viewport.element;
  }

  /** The selected unit over time. */
  get line(): HTMLElement {
    return this.viewport.line;
  }

  render(state: State, run: PanelRun): void {
    this.state = state;
    this.run = run;
    const { zoom } = state.choices;
    this.selection.follow(state);
    const key = JSON.stringify([run.documentName, this.content(state)]);
    if (key !== this.laidOut) this.layout();
    const place = this.selection.cell;
    const moved = place.step !== this.shown.step || place.unit !== this.shown.unit;
    if (moved || zoom !== this.shownZoom) this.reveal(place);
    this.shownZoom = zoom;
    this.laidOut = key;
    this.redraw();
  }

  /** The states that are shown now. */
  states(): StateCache {
    if (this.source) return this.source.states(this.state!, this.run!);
    const { layer, direction, quantity } = this.state!.choices;
    return this.context.data.statesOf(this.run!.model.rnn, layer, direction, quantity);
  }

  /** In the name of which part of the panel it asks. */
  private get owner(): string {
    return this.source?.owner ?? 'states/heatmap';
  }

  private scale(geometry: Geometry): Scale {
    if (this.source) return this.source.scale(this.states(), geometry);
    return scaleOf(this.run!.model.rnn, this.state!.choices.quantity, this.states().largestSeen);
  }

  /** True where steps are symbols of a letter or a syllable, which stand upright above their columns. */
  private symbols(): boolean {
    return this.run!.model.tokenizer === 'characters' || !this.context.data.stepsAreTokens;
  }

  private content(state: State): HeatmapContent {
    const zoom = ZOOMS[state.choices.zoom];
    return {
      steps: this.context.data.stepCount,
      units: this.states().units,
      pins: pinnedUnits(state),
      stepPx: zoom.stepPx,
      rulerPx: this.symbols() ? zoom.symbols : zoom.words,
    };
  }

  private layout(): void {
    if (!this.state || !this.viewport.layout(this.content(this.state))) return;
    if (this.shown.step === null) this.reveal(this.selection.cell);
    this.redraw();
  }

  private reveal({ step, unit }: Place): void {
    if (step !== null && this.viewport.reveal(step, unit)) this.shown = { step, unit };
  }

  private draw(): void {
    const { geometry } = this.viewport;
    if (!geometry || !this.state || !this.run || !this.viewport.isShown) return;
    const [from, to] = visibleSteps(geometry);
    this.states().want(from, to);
    this.wantRows(from, to);
    this.selection.arrived();
    const frame = this.frame(geometry, this.state);
    const [canvas, line] = this.viewport.contexts(geometry);
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
      selected: this.selection.cell,
      selectedSteps: selectedSteps(data, state),
      hover,
      textOf: (step) => data.symbol(step, states),
    };
  }

  private point(event: PointerEvent): void {
    const found = this.viewport.cellAt(event);
    const selected = this.selection.cell.unit;
    const cell = found && { step: found.step, unit: found.unit ?? selected };
    this.context.store.dispatch({ type: 'hover', cell });
    const isNumber = this.viewport.gutterUnit(event, selected) !== null;
    this.viewport.layer.classList.toggle('over-gutter', isNumber);
  }

  private click(event: MouseEvent): void {
    const selected = this.selection.cell.unit;
    const unit = this.viewport.gutterUnit(event, selected);
    if (unit !== null) return this.context.pin(unit);
    const found = this.viewport.cellAt(event);
    if (!found) return;
    // A click names what is in sight: nothing must jump under the pointer.
    this.shown = { step: found.step, unit: found.unit ?? selected };
    if (found.unit !== null) this.context.store.dispatch({ type: 'unit', unit: found.unit });
    this.selection.select(found.step, true);
  }
}
