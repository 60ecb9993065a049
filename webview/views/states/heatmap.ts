import type { UnitAt } from '../../../src/core/views/geometry.js';
import type { Direction } from '../../../src/core/rnn/config.js';
import type { PanelRun } from '../../../src/protocol/panel.js';
import { oncePerFrame } from '../../dom.js';
import { painted } from '../../takeout/paintings.js';
import type { StateCache } from '../../data/stateCache.js';
import { MOST_UNIT_ZOOM, zoomChoice } from '../../state/choices.js';
import type { State } from '../../state/store.js';
import { CellSelection } from './cellSelection.js';
import { TextWidths } from './columnWidths.js';
import { paintHeatmap, type Frame, type Place } from './heatmapPaint.js';
import { HeatmapSubject, type HeatmapSource } from './heatmapSubject.js';
import { HeatmapTiles } from './heatmapTiles.js';
import { HeatmapViewport } from './heatmapViewport.js';
import type { Context } from '../view.js';

const ZOOM_STEP = 1.25;

/** The canvas of all units over the text, scrolled through the whole document. */
export class Heatmap {
  readonly selection: CellSelection;
  private readonly viewport: HeatmapViewport;
  private readonly redraw = oncePerFrame(() =>
    this.context.data.look(this.source?.owner ?? 'states/heatmap', () => this.draw()),
  );
  private readonly texts = new TextWidths();
  private readonly tiles = new HeatmapTiles();
  private subject: HeatmapSubject | null = null;
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
    this.subject = new HeatmapSubject(this.context, this.source, state, run);
    this.selection.follow(state);
    const { columns } = state.choices;
    const key = this.subject.layoutKey(this.texts);
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
  states(of?: Direction): StateCache {
    return this.subject!.states(of);
  }

  /** The same as the run has them, raw. */
  raw(of?: Direction): StateCache {
    return this.subject!.raw(of);
  }

  /** They are drawn as shares of each unit's own scale. */
  get isScaled(): boolean {
    return this.subject!.scaled() !== null;
  }

  /** Makes the texture so many times as high, from where all units fit to where a few do. */
  zoom(times: number, around: number | null = null): void {
    const choice = zoomChoice(this.source !== null);
    const now = this.context.store.state.choices[choice];
    const next = Math.min(MOST_UNIT_ZOOM, Math.max(1, times * now));
    if (next === now) return;
    this.context.store.dispatch({ type: 'choose', choices: { [choice]: next } });
    this.subject = this.subject!.at(this.context.store.state);
    this.layout();
    this.viewport.zoomAround(around, next / now);
  }

  /** Goes to a share of the text, 0 … 1; what is selected stays so. */
  travel(share: number): void {
    this.viewport.travel(share);
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

  private layout(): void {
    const { cell } = this.selection;
    if (!this.subject || !this.viewport.layout(this.subject.content(this.texts), cell.step)) return;
    if (this.shown.step === null) this.reveal(cell);
    this.redraw();
  }

  private reveal({ step, unit, direction }: Place): void {
    if (step !== null && this.viewport.reveal(step, unit, direction))
      this.shown = { ...this.shown, step, unit, direction };
  }

  private draw(): void {
    const { subject, viewport } = this;
    const { geometry } = viewport;
    if (!geometry || !subject || !viewport.isShown) return;
    subject.want(geometry);
    const { hover } = subject.state;
    // What is said of a cell has its raw value, too.
    for (const step of this.isScaled ? [this.selection.cell.step, hover?.step] : [])
      if (typeof step === 'number')
        for (const direction of subject.directions) subject.raw(direction).want(step, step + 1);
    this.selection.arrived();
    const frame = subject.frame(geometry, this.selection.cell, this.tiles);
    const canvas = viewport.context(geometry);
    const paint = (on: CanvasRenderingContext2D) => {
      paintHeatmap(on, frame);
      this.source?.paint(on, frame);
    };
    if (canvas) paint(canvas);
    painted(viewport.canvas, paint);
    this.drawn(frame);
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
