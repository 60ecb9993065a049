import { buildLut } from '../../../src/core/views/colors.js';
import { visibleSteps, type Geometry, type UnitAt } from '../../../src/core/views/geometry.js';
import { scaleOf, type Scale } from '../../../src/core/views/scales.js';
import type { Direction } from '../../../src/core/rnn/config.js';
import type { PanelRun } from '../../../src/protocol/panel.js';
import { oncePerFrame } from '../../dom.js';
import type { StateCache } from '../../data/stateCache.js';
import { MOST_UNIT_ZOOM } from '../../state/choices.js';
import { rowUnits, shownDirections } from '../../state/place.js';
import { selectedSteps } from '../../state/selection.js';
import type { State } from '../../state/store.js';
import { CellSelection } from './cellSelection.js';
import { columnWidths, TextWidths } from './columnWidths.js';
import { paintHeatmap, type Frame, type Place } from './heatmapPaint.js';
import { HeatmapViewport, type HeatmapContent } from './heatmapViewport.js';
import { rulerFont, rulerHeight } from './ruler.js';
import type { Context } from '../view.js';

const ZOOM_STEP = 1.25;

/** Values that are shown as they are (no `tanh` is taken) on a scale of their own, with marks over them. */
export interface HeatmapSource {
  /** In the name of which part of the panel they are asked for. */
  readonly owner: string;
  states(state: State, run: PanelRun): StateCache;
  scale(states: StateCache, geometry: Geometry): Scale;
  paint(context: CanvasRenderingContext2D, frame: Frame): void;
}

/** The canvas of all units over the text, scrolled through the whole document. */
export class Heatmap {
  readonly selection: CellSelection;
  private readonly viewport: HeatmapViewport;
  private readonly redraw = oncePerFrame(() => this.context.data.look(this.owner, () => this.draw()));
  private readonly texts = new TextWidths();
  private state: State | null = null;
  private run: PanelRun | null = null;
  private laidOut = '';
  private shown: Place & { readonly columns: string } = {
    ...{ step: null, unit: -1, direction: 'forward', columns: '' },
  };

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
    this.element.addEventListener('wheel', (event) => this.wheel(event), { passive: false });
  }

  get element(): HTMLElement {
    return this.viewport.element;
  }

  render(state: State, run: PanelRun): void {
    this.state = state;
    this.run = run;
    this.selection.follow(state);
    const { columns } = state.choices;
    const key = this.layoutKey(state, run);
    if (key !== this.laidOut) this.layout();
    const place = this.selection.cell;
    const { shown } = this;
    const moved =
      place.step !== shown.step || place.unit !== shown.unit || place.direction !== shown.direction;
    if (moved || columns !== shown.columns) this.reveal(place);
    this.shown = { ...this.shown, columns };
    this.laidOut = key;
    this.redraw();
  }

  /** The states of a direction that are shown now; that of the selected unit if none is said. */
  states(of: Direction = this.state!.choices.direction): StateCache {
    if (this.source) return this.source.states(this.state!, this.run!);
    const { layer, quantity } = this.state!.choices;
    return this.context.data.statesOf(this.run!.model.rnn, layer, of, quantity);
  }

  /** Makes the texture so many times as high, from where all units fit to where a few do. */
  zoom(times: number, around: number | null = null): void {
    const { unitZoom } = this.state!.choices;
    const next = Math.min(MOST_UNIT_ZOOM, Math.max(1, times * unitZoom));
    if (next === unitZoom) return;
    this.context.store.dispatch({ type: 'choose', choices: { unitZoom: next } });
    this.layout();
    this.viewport.zoomAround(around, next / unitZoom);
  }

  /** Makes all units fit. */
  fit(): void {
    this.zoom(0);
  }

  /** The unit of the row above or below another one's, through both directions; null at the ends. */
  neighbour(unit: number, direction: Direction, rows: number): UnitAt | null {
    const blocks = this.viewport.geometry?.blocks ?? [];
    const all = blocks.flatMap((block) =>
      Array.from({ length: block.units }, (_, row) => ({
        direction: block.direction,
        unit: block.order ? block.order.units[row] : row,
      })),
    );
    const at = all.findIndex((row) => row.unit === unit && row.direction === direction);
    const next = Math.min(all.length - 1, Math.max(0, at + rows));
    return at < 0 || next === at ? null : all[next];
  }

  /** In the name of which part of the panel it asks. */
  private get owner(): string {
    return this.source?.owner ?? 'states/heatmap';
  }

  private get directions(): readonly Direction[] {
    return this.source ? [this.state!.choices.direction] : shownDirections(this.state!);
  }

  private scale(geometry: Geometry): Scale {
    if (this.source) return this.source.scale(this.states(), geometry);
    const largest = Math.max(...this.directions.map((direction) => this.states(direction).largestSeen));
    return scaleOf(this.run!.model.rnn, this.state!.choices.quantity, largest);
  }

  /** True where steps are symbols of a letter or a syllable, which stand upright above their columns. */
  private symbols(): boolean {
    return this.run!.model.tokenizer === 'characters' || !this.context.data.stepsAreTokens;
  }

  private brackets(): boolean {
    return !this.context.data.stepsAreTokens && this.state!.choices.columns !== 'overview';
  }

  private content(state: State): HeatmapContent {
    const { columns, unitZoom } = state.choices;
    const states = this.states();
    const symbols = this.symbols();
    const { data } = this.context;
    const texts = {
      ...{ steps: data.stepCount, units: states.units, symbols },
      textOf: (step: number) => data.symbol(step, states),
    };
    this.texts.use(rulerFont({ theme: this.context.theme(), symbols }, true));
    const lines = rowUnits(state).filter(({ direction }) => this.directions.includes(direction));
    const blocks = this.directions.map((direction) => ({ direction, units: states.units, order: null }));
    return {
      widths: columnWidths(columns, texts, this.texts),
      rulerPx: rulerHeight({ columns, symbols, brackets: this.brackets() }),
      ...{ lines, blocks, zoom: unitZoom },
    };
  }

  /** What a layout depends on besides the texts of the steps. */
  private layoutKey(state: State, run: PanelRun): string {
    const { widths, ...content } = this.content(state);
    return JSON.stringify([run.documentName, state.choices.columns, widths.steps, widths.stepPx, content]);
  }

  private layout(): void {
    if (!this.state || !this.viewport.layout(this.content(this.state))) return;
    if (this.shown.step === null) this.reveal(this.selection.cell);
    this.redraw();
  }

  private reveal({ step, unit, direction }: Place): void {
    if (step !== null && this.viewport.reveal(step, unit, direction))
      this.shown = { ...this.shown, step, unit, direction };
  }

  private draw(): void {
    const { state, run, viewport } = this;
    const { geometry } = viewport;
    if (!geometry || !state || !run || !viewport.isShown) return;
    const [from, to] = visibleSteps(geometry);
    for (const direction of this.directions) this.states(direction).want(from, to);
    this.wantRows(from, to);
    this.selection.arrived();
    const frame = this.frame(geometry, state);
    const canvas = viewport.context(geometry);
    if (canvas) paintHeatmap(canvas, frame);
    if (canvas) this.source?.paint(canvas, frame);
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
      ...{ geometry, theme, states, scale, hover },
      statesOf: (direction) => this.states(direction),
      quantity: this.source ? 'h' : choices.quantity,
      lut: buildLut(scale.kind, theme.heatmap),
      columns: choices.columns,
      symbols: this.symbols(),
      lines: this.run!.model.tokenizer === 'lines',
      brackets: this.brackets(),
      directed: this.run!.model.rnn.bidirectional,
      selected: this.selection.cell,
      selectedSteps: selectedSteps(data, state),
      textOf: (step) => data.symbol(step, states),
    };
  }

  private point(event: PointerEvent): void {
    const found = this.viewport.cellAt(event);
    const { unit, direction } = found?.at ?? this.selection.cell;
    this.context.store.dispatch({ type: 'hover', cell: found && { step: found.step, unit, direction } });
    const isNumber = this.viewport.gutterUnit(event) !== null;
    this.viewport.layer.classList.toggle('over-gutter', isNumber);
  }

  private click(event: MouseEvent): void {
    const named = this.viewport.gutterUnit(event);
    if (named) return this.context.pin(named.unit, named.direction);
    const found = this.viewport.cellAt(event);
    if (!found) return;
    // A click names what is in sight: nothing must jump under the pointer.
    const { unit, direction } = found.at ?? this.selection.cell;
    this.shown = { ...this.shown, step: found.step, unit, direction };
    if (found.at) this.context.store.dispatch({ type: 'unit', unit, direction });
    this.selection.select(found.step, true);
  }

  private wheel(event: WheelEvent): void {
    if (!event.ctrlKey) return;
    event.preventDefault();
    this.zoom(event.deltaY < 0 ? ZOOM_STEP : 1 / ZOOM_STEP, this.viewport.place(event)[1]);
  }
}
