import { buildLut, type HeatmapColors } from '../../../src/core/views/colors.js';
import { visibleSteps, type Geometry, type UnitOrder } from '../../../src/core/views/geometry.js';
import { scaleOf, type Scale } from '../../../src/core/views/scales.js';
import { stepsAreSymbols } from '../../../src/core/views/task.js';
import type { Direction } from '../../../src/core/rnn/config.js';
import type { PanelRun } from '../../../src/protocol/panel.js';
import { colourScales, scaledStates } from '../../data/scaledStates.js';
import type { StateCache } from '../../data/stateCache.js';
import { rowUnits, shownDirections, shownPlace } from '../../state/place.js';
import { selectedSteps } from '../../state/selection.js';
import { zoomChoice } from '../../state/choices.js';
import type { State } from '../../state/store.js';
import { namedAt } from '../../state/unitNames.js';
import { columnWidths, type TextWidths } from './columnWidths.js';
import { orderWords, scaleWords } from './heatmapNotes.js';
import type { Frame, Place } from './heatmapPaint.js';
import type { HeatmapTiles } from './heatmapTiles.js';
import type { HeatmapContent } from './heatmapViewport.js';
import { rulerFont, rulerHeight } from './ruler.js';
import type { Context } from '../view.js';

/** Values that are shown as they are (no `tanh` is taken) on a scale of their own, with marks over them. */
export interface HeatmapSource {
  /** In the name of which part of the panel they are asked for. */
  readonly owner: string;
  states(state: State, run: PanelRun): StateCache;
  scale(states: StateCache, geometry: Geometry): Scale;
  paint(context: CanvasRenderingContext2D, frame: Frame): void;
}

/** What a heatmap shows of a run: the states of which directions, laid out how. */
export class HeatmapSubject {
  constructor(
    private readonly context: Context,
    private readonly source: HeatmapSource | null,
    readonly state: State,
    readonly run: PanelRun,
  ) {}

  /** The same at another state of the panel. */
  at(state: State): HeatmapSubject {
    return new HeatmapSubject(this.context, this.source, state, this.run);
  }

  /** The states of a direction as they are drawn; of that of the selected unit if none is said. */
  states(of: Direction = this.state.choices.direction): StateCache {
    const { state, run, source } = this;
    return source ? source.states(state, run) : (this.scaled(of) ?? this.raw(of));
  }

  /** The run's own states of a direction, raw. */
  raw(of: Direction = this.state.choices.direction): StateCache {
    const { layer, quantity } = this.state.choices;
    return this.context.data.statesOf(this.run.model.rnn, layer, of, quantity);
  }

  /** The same as shares of each unit's own scale, where that is how they are drawn; else null. */
  scaled(of: Direction = this.state.choices.direction): StateCache | null {
    const { layer, quantity, cellScale } = this.state.choices;
    if (this.source || cellScale === 'tanh') return null;
    // Both directions or none: one legend is for both.
    const all = this.directions.map((direction) =>
      scaledStates(this.context.data, this.run, { layer, direction, quantity }),
    );
    return all.every((states) => states !== null) ? (all[this.directions.indexOf(of)] ?? all[0]) : null;
  }

  /** The directions in sight, from top to bottom. */
  get directions(): readonly Direction[] {
    return this.source ? [this.state.choices.direction] : shownDirections(this.state);
  }

  /** What is laid out. */
  content(measured: TextWidths): HeatmapContent {
    const { columns } = this.state.choices;
    const zoom = this.state.choices[zoomChoice(this.source !== null)];
    const states = this.states();
    const symbols = this.symbols;
    const { data } = this.context;
    const texts = {
      ...{ steps: data.stepCount, units: states.units, symbols },
      textOf: (step: number) => data.symbol(step, states),
    };
    measured.use(rulerFont({ theme: this.context.theme(), symbols }, true));
    const lines = rowUnits(this.state).filter(({ direction }) => this.directions.includes(direction));
    const blocks = this.directions.map((direction) => ({
      ...{ direction, units: states.units, order: this.order(direction) },
    }));
    return {
      widths: columnWidths(columns, texts, measured),
      rulerPx: rulerHeight({ columns, symbols, brackets: this.brackets }),
      ...{ lines, blocks, zoom },
    };
  }

  /** What a layout depends on. */
  layoutKey(measured: TextWidths): string {
    const { widths, blocks, ...content } = this.content(measured);
    const { columns } = this.state.choices;
    const orders = blocks.map(({ direction, units, order }) => [direction, units, order?.units.join()]);
    return JSON.stringify([this.run.documentName, columns, widths.steps, widths.stepPx, content, orders]);
  }

  /** The order of a direction's units; null for that of the model. */
  private order(direction: Direction): UnitOrder | null {
    const { layer, quantity, unitOrder } = this.state.choices;
    // Of differences too: the rows of two pictures are the same units.
    const place = { layer, direction, quantity };
    return unitOrder === 'model' ? null : this.context.orders.of(this.run, place, unitOrder);
  }

  /** Asks for the states and the texts in sight, and for the order of the units. */
  want(geometry: Geometry): void {
    const [from, to] = visibleSteps(geometry);
    const { layer, quantity, unitOrder } = this.state.choices;
    for (const direction of this.directions) {
      this.states(direction).want(from, to);
      if (unitOrder !== 'model')
        this.context.orders.want(this.state, this.run, { layer, direction, quantity }, unitOrder);
    }
    const { data } = this.context;
    const by = unitOrder === 'selection' ? this.context.orders.selection(this.run) : null;
    // The words that the legend names.
    if (by) for (const token of [by[0], by[1] - 1]) data.wantRows(token, token + 1);
    if (to <= from) return;
    // Of steps that are not loaded the token is not known yet.
    const first = data.tokenOf(from, this.states());
    const last = data.tokenOf(to - 1, this.states());
    if (first !== null && last !== null) data.wantRows(first, last + 1);
  }

  /** What a frame is drawn from. */
  frame(geometry: Geometry, selected: Place, tiles: HeatmapTiles): Frame {
    const { choices, hover } = this.state;
    const { data } = this.context;
    const theme = this.context.theme();
    const scale = this.scale(geometry);
    const states = this.states();
    return {
      ...{ geometry, theme, states, tiles, scale, hover, selected },
      statesOf: (direction) => this.states(direction),
      // What is on a scale of its own is drawn as it is.
      quantity: this.source || this.scaled() ? 'h' : choices.quantity,
      note: this.note(),
      lut: lutOf(scale.kind, theme.heatmap),
      columns: choices.columns,
      symbols: this.symbols,
      lines: this.run.model.tokenizer === 'lines',
      brackets: this.brackets,
      directed: this.run.model.rnn.bidirectional,
      selectedSteps: selectedSteps(data, this.state),
      nameOf: (unit, direction) =>
        namedAt(this.state, { ...shownPlace(this.state), direction, unit })?.name || null,
      textOf: (step) => data.symbol(step, states),
    };
  }

  private scale(geometry: Geometry): Scale {
    if (this.source) return this.source.scale(this.states(), geometry);
    const largest = Math.max(...this.directions.map((direction) => this.states(direction).largestSeen));
    return scaleOf(this.run.model.rnn, this.state.choices.quantity, largest);
  }

  /** What the rows and the colours are, where they are not those of the model. */
  private note(): string {
    const { unitOrder, layer, direction, quantity } = this.state.choices;
    const by = unitOrder === 'selection' ? this.context.orders.selection(this.run) : null;
    const scales = this.scaled() && colourScales(this.context.data, this.run, { layer, direction, quantity });
    return [scales && scaleWords(scales), by && orderWords(this.context, this.run, by)]
      .filter(Boolean)
      .join(' · ');
  }

  /** Steps are symbols of a letter or a syllable, which are all about as wide. */
  private get symbols(): boolean {
    return stepsAreSymbols(this.run);
  }

  private get brackets(): boolean {
    return !this.context.data.stepsAreTokens && this.state.choices.columns !== 'overview';
  }
}

/** The tables of a theme's colours, each made once: a picture is kept while its table is the same. */
const luts = new WeakMap<HeatmapColors, Map<Scale['kind'], Uint8ClampedArray>>();

function lutOf(kind: Scale['kind'], colors: HeatmapColors): Uint8ClampedArray {
  const known = luts.get(colors) ?? new Map<Scale['kind'], Uint8ClampedArray>();
  luts.set(colors, known);
  const lut = known.get(kind) ?? buildLut(kind, colors);
  known.set(kind, lut);
  return lut;
}
