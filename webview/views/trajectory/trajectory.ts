import './trajectory.css';
import { abbreviate, visibleSymbol } from '../../../src/core/views/format.js';
import { stepsAreSymbols } from '../../../src/core/views/task.js';
import { extentOf, formatShare, stepsAround } from '../../../src/core/views/trajectory.js';
import type { PanelRun } from '../../../src/protocol/panel.js';
import type { PlaneAnswer } from '../../../src/protocol/trajectory.js';
import { h, oncePerFrame, setAttributes, setText } from '../../dom.js';
import { t } from '../../sentences/text.js';
import { shownPlace } from '../../state/place.js';
import { selectedStep } from '../../state/selection.js';
import type { State } from '../../state/store.js';
import type { Context, RunView } from '../view.js';
import { TrajectoryHead } from './head.js';
import { trajectoryKey } from './keys.js';
import { marksOf, offeredMarks } from './marks.js';
import { Player } from './player.js';
import { PointPlot } from './plot.js';
import { PointData, type ShownPoint } from './points.js';
import { PointTable } from './pointTable.js';
import { Ribbon, type Stretch } from './ribbon.js';
import { captionOf, pointWords, titleOf, whyWaiting, type Shown } from './said.js';

/** Steps in sight at once where they are symbols, and where they are words. */
const MOST_SYMBOLS = 240;
const MOST_WORDS = 120;
/** Steps of the way to the selected one, where no stretch is chosen. */
const WAY = 12;
/** Pixels around the points. */
const PADDING = 30;
const MOST_LETTERS = 14;

/** The states over time in the two dimensions in which they differ most, with the way through a stretch. */
export function trajectoryView(context: Context): RunView {
  return new TrajectoryView(context);
}

interface At {
  readonly seen: Stretch | null;
  readonly anchor: number | null;
  readonly hover: number | null;
}

const NOWHERE: At = { seen: null, anchor: null, hover: null };

class TrajectoryView implements RunView {
  readonly element: HTMLElement;
  private readonly data: PointData;
  private readonly head: TrajectoryHead;
  private readonly plot: PointPlot;
  private readonly ribbon: Ribbon;
  private readonly player: Player;
  private readonly table: PointTable;
  private readonly readout = h('p', { class: 'readout' });
  private readonly caption = h('p', { class: 'note trajectory-caption' });
  private readonly waiting = h('p', { class: 'note trajectory-waiting' });
  private readonly picture: HTMLElement;
  private readonly body: HTMLElement;
  private readonly redraw = oncePerFrame(() => this.again());
  private shown: Shown | null = null;
  /** Steps in sight, where a stretch that is made began, and what is under the pointer. */
  private at: At = NOWHERE;
  private stretch: Stretch | null = null;
  private shownRun = -1;
  private toSay = false;

  constructor(private readonly context: Context) {
    this.data = new PointData(context);
    this.head = new TrajectoryHead(context, () => {
      this.data.anew();
      this.redraw();
    });
    this.plot = new PointPlot({
      step: (step) => this.select(step, true),
      hover: (step) => {
        this.at = { ...this.at, hover: step };
        this.redraw();
      },
      resized: this.redraw,
    });
    const label = t('trajectory.text', { keys: t('trajectory.keys') });
    this.ribbon = new Ribbon(label, 'trajectory-step', {
      step: (step) => this.select(step, true),
      choose: (stretch, isDone) => this.choose(stretch, isDone),
    });
    this.player = new Player(() => this.playOn());
    this.table = new PointTable((step) => this.select(step, true));
    for (const part of [this.plot.element, this.ribbon.element])
      part.addEventListener('keydown', (event) => this.key(event));
    const text = h('div', { class: 'trajectory-below' }, this.player.element, this.ribbon.element);
    this.picture = h('div', { class: 'trajectory-picture' }, this.plot.element, text);
    const foot = h('div', { class: 'trajectory-foot' }, this.readout, this.caption);
    this.body = h('div', { class: 'trajectory-body' }, this.picture, this.table.element, foot);
    this.element = h('div', { class: 'trajectory' }, this.head.element, this.waiting, this.body);
  }

  render(state: State, run: PanelRun): void {
    if (run.runId !== this.shownRun) this.forget();
    this.shownRun = run.runId;
    this.data.follow(shownPlace(state));
    const plane = run.shapes === null || this.context.data.stepCount === 0 ? null : this.data.plane();
    this.shown = plane && this.shownOf(state, run, plane);
    this.waiting.hidden = this.shown !== null;
    this.body.hidden = this.shown === null;
    this.head.element.hidden = this.shown === null;
    if (!this.shown) return setText(this.waiting, whyWaiting(run, this.data.problem()));
    this.show(this.shown);
  }

  private shownOf(state: State, run: PanelRun, plane: PlaneAnswer): Shown {
    const { data } = this.context;
    const step = selectedStep(data, state);
    const ofSymbols = stepsAreSymbols(run);
    const most = ofSymbols ? MOST_SYMBOLS : MOST_WORDS;
    const seen = stepsAround(step ?? this.at.seen?.[0] ?? 0, data.stepCount, most, this.at.seen);
    this.at = { ...this.at, seen };
    // One more on each side: whose they are must be known before one goes there.
    this.data.want(seen[0] - 2, seen[1] + 2);
    const points = this.data.between(...seen);
    if (points.length > 0) data.wantRows(points[0].token, points[points.length - 1].token + 1);
    const offered = offeredMarks(run, points);
    const chosen = state.choices.trajectoryMark;
    const by = offered.includes(chosen) ? chosen : offered[0];
    const marks = marksOf(this.context, run, by, points);
    const way = wayTo(step, points, this.stretch, this.player.isPlaying);
    this.head.render(titleOf(state, run, plane), run, state.choices, { offered, shown: by }, !plane.isOfNow);
    return { state, run, plane, seen, points, marks, by, step, way };
  }

  private show(shown: Shown): void {
    const { state, run, points, marks, step } = shown;
    const { asTable } = state.choices;
    this.picture.hidden = asTable;
    this.table.element.hidden = !asTable;
    const ofSymbols = stepsAreSymbols(run);
    if (asTable) this.table.render(points, marks, step, this.stretch);
    else {
      this.ribbon.render(points, ofSymbols, step, this.stretch);
      this.player.render();
      this.draw(shown, ofSymbols);
    }
    const at = this.at.hover ?? step;
    setText(this.readout, pointWords(shown, at === null ? null : this.data.at(at)));
    setText(this.caption, captionOf(shown, this.stretch !== null, this.context.data.stepCount));
    const name = t('quantity.name', { quantity: state.choices.quantity });
    setAttributes(this.plot.element, {
      'aria-label': t('trajectory.label', { name, steps: points.length, keys: t('trajectory.keys') }),
      'aria-roledescription': t('trajectory.role'),
    });
    const selected = step === null ? null : this.data.at(step);
    if (!this.toSay || !selected) return;
    this.toSay = false;
    this.context.live.say(pointWords(shown, selected));
  }

  private draw({ state, plane, points, marks, way, step }: Shown, ofSymbols: boolean): void {
    const [width, height] = this.plot.size;
    if (width === 0 || height === 0) return;
    const { shares } = plane;
    setText(this.plot.first, t('trajectory.first', { share: formatShare(shares[0]) }));
    setText(this.plot.second, t('trajectory.second', { share: formatShare(shares[1]) }));
    const own = points.flatMap(({ x, y }) => [x, y]);
    const extent = state.choices.trajectoryNear ? extentOf(own) : extentOf(own, plane.points);
    this.plot.draw({
      ...{ points, marks, way, step, ofSymbols, sample: plane.points, hover: this.at.hover },
      frame: { width, height, padding: PADDING, extent },
      theme: this.context.theme(),
      textOf: ({ read }) => abbreviate(visibleSymbol(read), MOST_LETTERS),
    });
  }

  private again(): void {
    const { state } = this.context.store;
    const run = state.panel?.run;
    if (run && this.element.offsetParent !== null)
      this.context.data.look('trajectory', () => this.render(state, run));
  }

  private select(step: number, reveal: boolean): void {
    const point = this.data.at(step);
    if (!point) return;
    this.toSay = true;
    this.context.select(point.token, reveal, step);
    this.redraw();
  }

  private choose(stretch: Stretch | null, isDone: boolean): void {
    this.stretch = stretch;
    if (isDone)
      this.context.live.say(
        stretch ? t('units.isChosen', { n: stretch[1] - stretch[0] }) : t('units.isCleared'),
      );
    this.redraw();
  }

  private key(event: KeyboardEvent): void {
    const { shown } = this;
    if (!shown || shown.step === null) return;
    if (event.key === 'Escape') {
      // The panel gives the focus back to the text where there is nothing to end here.
      if (!this.player.isPlaying && !this.stretch) return;
      event.stopPropagation();
      this.player.stop();
      return this.choose(null, true);
    }
    const { seen } = shown;
    // Keys may come faster than frames.
    const step = selectedStep(this.context.data, this.context.store.state) ?? shown.step;
    const place = { step, seen, steps: this.context.data.stepCount, anchor: this.at.anchor };
    const done = trajectoryKey(event, place);
    if (!done) return;
    event.preventDefault();
    this.player.stop();
    this.at = { ...this.at, anchor: done.anchor };
    if (done.stretch !== undefined) this.stretch = done.stretch;
    this.select(done.step, done.reveal);
  }

  /** One step on; false at the end of what is played. */
  private playOn(): boolean {
    const { shown, stretch } = this;
    if (!shown || this.element.offsetParent === null) return false;
    const { step, seen } = shown;
    const [from, to] = stretch ?? seen;
    const next = step === null || step < from || step >= to - 1 ? from : step + 1;
    this.select(next, false);
    return next < to - 1;
  }

  /** A stretch is of one run. */
  private forget(): void {
    this.player.stop();
    this.at = NOWHERE;
    this.stretch = null;
  }
}

/** The chosen stretch (while it is played its part up to the selected step), or the last steps up to that one. */
function wayTo(
  step: number | null,
  points: readonly ShownPoint[],
  stretch: Stretch | null,
  isPlaying: boolean,
): Stretch {
  const isIn = stretch !== null && step !== null && step >= stretch[0] && step < stretch[1];
  if (stretch) return isPlaying && isIn ? [stretch[0], step + 1] : stretch;
  if (step === null) return [0, 0];
  const first = points[0]?.step ?? 0;
  let from = step;
  while (step - from < WAY - 1 && from > first && !points[from - first]?.startsSegment) from--;
  return [from, step + 1];
}
