import { buildLut } from '../../../src/core/views/colors.js';
import { visibleSteps, type Geometry, type UnitOrder } from '../../../src/core/views/geometry.js';
import { scaleOf, type Scale } from '../../../src/core/views/scales.js';
import { stepsAreSymbols } from '../../../src/core/views/task.js';
import type { Direction } from '../../../src/core/rnn/config.js';
import type { PanelRun } from '../../../src/protocol/panel.js';
import type { StateCache } from '../../data/stateCache.js';
import { rowUnits, shownDirections } from '../../state/place.js';
import { selectedSteps } from '../../state/selection.js';
import type { State } from '../../state/store.js';
import { columnWidths, type TextWidths } from './columnWidths.js';
import type { Frame, Place } from './heatmapPaint.js';
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

  /** The states of a direction; of that of the selected unit if none is said. */
  states(of: Direction = this.state.choices.direction): StateCache {
    const { state, run, source } = this;
    if (source) return source.states(state, run);
    const { layer, quantity } = state.choices;
    return this.context.data.statesOf(run.model.rnn, layer, of, quantity);
  }

  /** The directions in sight, from top to bottom. */
  get directions(): readonly Direction[] {
    return this.source ? [this.state.choices.direction] : shownDirections(this.state);
  }

  /** What is laid out. */
  content(measured: TextWidths): HeatmapContent {
    const { columns, unitZoom } = this.state.choices;
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
      ...{ lines, blocks, zoom: unitZoom },
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
    return unitOrder === 'model' ? null : this.context.orders.of(this.run, { layer, direction, quantity });
  }

  /** Asks for the states and the texts in sight, and for the order of the units. */
  want(geometry: Geometry): void {
    const [from, to] = visibleSteps(geometry);
    const { layer, quantity, unitOrder } = this.state.choices;
    for (const direction of this.directions) {
      this.states(direction).want(from, to);
      if (unitOrder === 'similar') this.context.orders.want(this.run, { layer, direction, quantity });
    }
    const { data } = this.context;
    if (to <= from) return;
    // Of steps that are not loaded the token is not known yet.
    const first = data.tokenOf(from, this.states());
    const last = data.tokenOf(to - 1, this.states());
    if (first !== null && last !== null) data.wantRows(first, last + 1);
  }

  /** What a frame is drawn from. */
  frame(geometry: Geometry, selected: Place): Frame {
    const { choices, hover } = this.state;
    const { data } = this.context;
    const theme = this.context.theme();
    const scale = this.scale(geometry);
    const states = this.states();
    return {
      ...{ geometry, theme, states, scale, hover, selected },
      statesOf: (direction) => this.states(direction),
      quantity: this.source ? 'h' : choices.quantity,
      lut: buildLut(scale.kind, theme.heatmap),
      columns: choices.columns,
      symbols: this.symbols,
      lines: this.run.model.tokenizer === 'lines',
      brackets: this.brackets,
      directed: this.run.model.rnn.bidirectional,
      selectedSteps: selectedSteps(data, this.state),
      textOf: (step) => data.symbol(step, states),
    };
  }

  private scale(geometry: Geometry): Scale {
    if (this.source) return this.source.scale(this.states(), geometry);
    const largest = Math.max(...this.directions.map((direction) => this.states(direction).largestSeen));
    return scaleOf(this.run.model.rnn, this.state.choices.quantity, largest);
  }

  /** Steps are symbols of a letter or a syllable, which are all about as wide. */
  private get symbols(): boolean {
    return stepsAreSymbols(this.run);
  }

  private get brackets(): boolean {
    return !this.context.data.stepsAreTokens && this.state.choices.columns !== 'overview';
  }
}
