import { differenceLimit, signed } from '../../../src/core/views/difference.js';
import { formatValue } from '../../../src/core/views/format.js';
import { stepWidth, stepX, visibleSteps, type Geometry } from '../../../src/core/views/geometry.js';
import { shownName, shownValue, type Scale } from '../../../src/core/views/scales.js';
import { STEP_MARK } from '../../../src/protocol/engine.js';
import type { PanelRun } from '../../../src/protocol/panel.js';
import type { DifferenceStates } from '../../data/differenceData.js';
import type { StateCache } from '../../data/stateCache.js';
import { shownPlace } from '../../state/place.js';
import type { State } from '../../state/store.js';
import { bottomOf, type Frame } from '../states/heatmapPaint.js';
import type { ShownValues } from '../states/states.js';
import type { Context } from '../view.js';
import { t } from '../../sentences/text.js';
import { newWords } from './differenceWords.js';

const HATCH_PX = 6;
/** Height of the bar over a step that is not the same. */
const MARK_PX = 3;

/** The differences as the heatmap shows them: on a diverging scale up to the largest in sight, new steps hatched. */
export class DifferenceValues implements ShownValues {
  readonly owner = 'difference/heatmap';
  private largest = NaN;
  private markNotes: readonly string[] = [];

  constructor(
    private readonly context: Context,
    /** The step at which the runs first differ; null for none. */
    private readonly firstStep: () => number | null,
  ) {}

  states(state: State, run: PanelRun): DifferenceStates {
    return this.context.difference.statesOf(run.model.rnn, shownPlace(state));
  }

  scale(states: StateCache, geometry: Geometry): Scale {
    this.largest = largestInSight(states, geometry);
    const [from, to] = visibleSteps(geometry);
    const marks = new Set<number | null>();
    for (let step = from; step < to; step++) marks.add((states as DifferenceStates).mark(step));
    const first = this.firstStep();
    this.markNotes = [
      ...(marks.has(STEP_MARK.new) ? [t('difference.hatched')] : []),
      ...(marks.has(STEP_MARK.replaced) ? [t('difference.bar')] : []),
      ...(first !== null && first >= from && first < to ? [t('difference.flag')] : []),
    ];
    return { kind: 'diverging', limit: differenceLimit(this.largest), fixed: false };
  }

  paint(canvas: CanvasRenderingContext2D, frame: Frame): void {
    const states = frame.states as DifferenceStates;
    const [from, to] = visibleSteps(frame.geometry);
    // What is said of a cell has both values.
    for (const step of [frame.selected.step, frame.hover?.step])
      if (typeof step === 'number') this.own()?.want(step, step + 1);
    if (frame.geometry.columns.stepsEach === 1)
      for (let step = from; step < to; step++) paintMark(canvas, frame, step, states.mark(step));
    const first = this.firstStep();
    if (first !== null && first >= from && first < to) paintFirst(canvas, frame, first);
  }

  names({ choices: { quantity } }: State) {
    const column = `Δ ${shownName(quantity)}`;
    const title = t('difference.title', { name: t('quantity.name', { quantity }) });
    return { title, column, shown: column, isCell: false };
  }

  words({ step, unit }: { readonly step: number; readonly unit: number }, values: Float32Array): string[] {
    const { state } = this.context.store;
    const run = state.panel?.run;
    const comparison = state.panel?.comparison;
    if (!run || !comparison) return [];
    const { quantity } = state.choices;
    const delta = values[unit];
    const mark = this.states(state, run).mark(step);
    if (mark === STEP_MARK.new) return [newWords(comparison.kind)];
    const change = `Δ ${shownName(quantity)} ${signed(delta, 3)}`;
    const own = this.own()?.values(step);
    const kind = mark === STEP_MARK.replaced ? [t('difference.replaced')] : [];
    if (!own) return [change, ...kind];
    const now = shownValue(quantity, own[unit]);
    const both = `${comparison.before} ${formatValue(now - delta)}, ${comparison.after} ${formatValue(now)}`;
    return [change, both, ...kind];
  }

  /** The states of the run itself. */
  private own(): StateCache | null {
    const { store, data } = this.context;
    const { panel, choices } = store.state;
    if (!panel?.run) return null;
    return data.statesOf(panel.run.model.rnn, choices.layer, choices.direction, choices.quantity);
  }

  legendNote(): string {
    return [sizeNote(this.largest), ...this.markNotes].join(' · ');
  }
}

function sizeNote(largest: number): string {
  if (Number.isNaN(largest)) return t('difference.incomparable');
  return largest === 0 ? t('difference.none') : t('difference.largest', { size: largest.toPrecision(2) });
}

/** NaN if nothing in sight is loaded or in both runs. */
function largestInSight(states: StateCache, geometry: Geometry): number {
  let largest = NaN;
  const [from, to] = visibleSteps(geometry);
  for (let step = from; step < to; step++)
    for (const value of states.values(step) ?? [])
      if (!(Math.abs(value) <= largest) && !Number.isNaN(value)) largest = Math.abs(value);
  return largest;
}

/** A new step is hatched; one in the place of another has a bar on its head. */
function paintMark(
  canvas: CanvasRenderingContext2D,
  { geometry, theme }: Frame,
  step: number,
  mark: number | null,
): void {
  if (mark === null || mark === STEP_MARK.same) return;
  const left = stepX(geometry, step);
  const top = geometry.rulerPx + MARK_PX;
  const bottom = bottomOf(geometry);
  const width = stepWidth(geometry, step);
  canvas.save();
  canvas.beginPath();
  canvas.rect(Math.max(left, geometry.gutterPx), geometry.rulerPx, width, bottom - geometry.rulerPx);
  canvas.clip();
  canvas.fillStyle = theme.accent;
  canvas.fillRect(left + 1, geometry.rulerPx, width - 2, MARK_PX);
  if (mark === STEP_MARK.new) {
    canvas.strokeStyle = theme.dim;
    canvas.lineWidth = 1;
    canvas.beginPath();
    // From one and the same origin, so that neighbours are one hatched field.
    const start = Math.floor((left - (bottom - top)) / HATCH_PX) * HATCH_PX;
    for (let x = start; x < left + width; x += HATCH_PX) {
      canvas.moveTo(x, bottom);
      canvas.lineTo(x + bottom - top, top);
    }
    canvas.stroke();
  }
  canvas.restore();
}

/** A dashed line before the step, with a flag on its foot where the text stands above. */
function paintFirst(canvas: CanvasRenderingContext2D, { geometry, theme }: Frame, step: number): void {
  const x = stepX(geometry, step);
  if (x < geometry.gutterPx) return;
  const bottom = bottomOf(geometry);
  canvas.save();
  canvas.strokeStyle = theme.foreground;
  canvas.fillStyle = theme.foreground;
  canvas.lineWidth = 2;
  canvas.setLineDash([5, 3]);
  canvas.beginPath();
  canvas.moveTo(x, geometry.rulerPx);
  canvas.lineTo(x, bottom);
  canvas.stroke();
  canvas.beginPath();
  canvas.moveTo(x - 6, geometry.rulerPx - 7);
  canvas.lineTo(x + 6, geometry.rulerPx - 7);
  canvas.lineTo(x, geometry.rulerPx + 1);
  canvas.fill();
  canvas.restore();
}
