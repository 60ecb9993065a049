import './train.css';
import type { PanelRun } from '../../../src/protocol/panel.js';
import type { TrainingSummary } from '../../../src/protocol/training.js';
import { h, oncePerFrame, setText } from '../../dom.js';
import type { State } from '../../state/store.js';
import type { Context, RunView } from '../view.js';
import { Charts } from './charts.js';
import { courseRows, CourseTable } from './courseTable.js';
import { FlowPart } from './flow.js';
import { TrainHead } from './head.js';
import { trainingStart } from './lessons.js';
import { Samples } from './samples.js';
import { Scrubber } from './scrubber.js';
import { shownTraining, type Shown } from './shown.js';
import { Timeline } from './timeline.js';
import { UnitPart } from './unitPart.js';
import { WeightPart } from './weights.js';

/** How networks learn: the curves of a training, and the network at each of its checkpoints. */
export function trainView(context: Context): TrainView {
  return new TrainView(context);
}

/** The view; also where nothing was read, and there is only a training to see. */
export class TrainView implements RunView {
  readonly element: HTMLElement;
  private readonly start;
  private readonly head: TrainHead;
  private readonly scrubber: Scrubber;
  private readonly timeline: Timeline;
  private readonly charts: Charts;
  private readonly table: CourseTable;
  private readonly unit: UnitPart;
  private readonly samples: Samples;
  private readonly flow: FlowPart;
  private readonly weights = new WeightPart();
  private readonly problem = h('p', { class: 'problem', role: 'alert' });
  private readonly body: HTMLElement;
  private readonly picture: HTMLElement;
  private readonly redraw = oncePerFrame(() => this.again());
  private shown: Shown | null = null;

  constructor(private readonly context: Context) {
    this.start = trainingStart(context, 'h2');
    this.head = new TrainHead(context);
    this.scrubber = new Scrubber(context.rpc, this.redraw);
    const read = (checkpoint: number): void => this.scrubber.want(checkpoint);
    this.timeline = new Timeline(context, this.scrubber);
    this.charts = new Charts(context, this.scrubber, this.redraw);
    this.table = new CourseTable(read);
    this.unit = new UnitPart(context, this.redraw);
    this.samples = new Samples(context, read);
    this.flow = new FlowPart(context);
    const further = [this.samples, this.flow, this.weights].map(({ element }) => element);
    this.picture = h(
      'div',
      { class: 'train-picture' },
      ...[this.problem, this.charts.element, this.table.element, this.unit.element],
      ...further,
    );
    this.body = h('div', { class: 'train-body' }, this.head.element, this.timeline.element, this.picture);
    this.element = h('div', { class: 'train' }, this.start.element, this.body);
  }

  render(state: State, run: PanelRun | null): void {
    const training = shownTraining(state);
    this.start.element.hidden = training !== null;
    this.body.hidden = training === null;
    this.shown = training && this.shownOf(state, run, training);
    if (!this.shown) return this.start.render(state);
    this.show(this.shown);
  }

  ownPicture(): HTMLElement {
    return this.shown ? this.picture : this.element;
  }

  /** Where tables are on the screen these are taken. */
  ownTable(): readonly (readonly string[])[] | null {
    return this.shown && !this.shown.state.choices.asTable ? courseRows(this.shown) : null;
  }

  private shownOf(state: State, run: PanelRun | null, training: TrainingSummary): Shown {
    this.scrubber.follow(training);
    const { awaited } = this.scrubber;
    const checkpoint = awaited ?? training.shown ?? training.checkpoints.at(-1) ?? null;
    const course = this.context.training.course(training);
    const unitCourse = this.unit.render(state, run, training);
    return { state, run, training, course, checkpoint, awaited, unitCourse };
  }

  private show(shown: Shown): void {
    const { state, training, checkpoint, course } = shown;
    const { asTable } = state.choices;
    this.head.render(state, training);
    this.timeline.render(shown);
    const problem = course ? null : this.context.training.problemOf(training.name);
    setText(this.problem, problem ?? '');
    this.problem.hidden = problem === null;
    this.charts.element.hidden = asTable || problem !== null;
    this.table.element.hidden = !asTable;
    if (asTable) this.table.render(shown);
    else this.charts.render(shown);
    this.samples.render(shown);
    const momentOf = (at: number | undefined | null) =>
      at === undefined || at === null ? null : this.context.training.moment(training.name, at);
    const moment = momentOf(checkpoint);
    this.flow.render(shown, moment, momentOf(training.checkpoints[0]));
    this.weights.render(shown, moment);
  }

  private again(): void {
    const { state } = this.context.store;
    const run = state.panel?.run ?? null;
    if (this.element.offsetParent === null) return;
    if (run) this.context.data.look('train', () => this.render(state, run));
    else this.render(state, null);
  }
}
