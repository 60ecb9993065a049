import { aboveChanceSince, pairedStretch } from '../../../src/core/views/trainingCurves.js';
import { stepsAround } from '../../../src/core/views/trajectory.js';
import type { UnitPlace } from '../../../src/protocol/engine.js';
import type { PanelRun } from '../../../src/protocol/panel.js';
import type { TrainingSummary, UnitCourse } from '../../../src/protocol/training.js';
import { h, setText } from '../../dom.js';
import { t } from '../../sentences/text.js';
import { selectedPlace } from '../../state/place.js';
import type { State } from '../../state/store.js';
import { segmented } from '../../ui/segmented.js';
import { button } from '../../ui/toolkit.js';
import { trajectoryKey } from '../trajectory/keys.js';
import { Ribbon, type RibbonStep, type Stretch } from '../trajectory/ribbon.js';
import type { Context } from '../view.js';
import { UnitCourses, type KnownUnitCourse } from './unitCourses.js';
import { areaText, shareText, unitText } from './words.js';

/** Tokens in sight at once where they are symbols, and where they are words. */
const MOST_SYMBOLS = 240;
const MOST_WORDS = 120;
/** Of a longer text all checkpoints are run over it only when people ask for it. */
const MOST_BY_ITSELF = 60_000;

/** A stretch of the text, and how well units of each checkpoint tell it from the rest. */
export class UnitPart {
  private readonly courses: UnitCourses;
  private readonly by;
  private readonly run;
  private readonly ribbon: Ribbon;
  private readonly note = h('p', { class: 'train-said' });
  readonly element: HTMLElement;
  private seen: Stretch | null = null;
  private anchor: number | null = null;
  private stretch: Stretch | null = null;
  private isAskedFor = false;
  private uri = '';
  private shown: { readonly token: number; readonly seen: Stretch; readonly count: number } | null = null;

  constructor(
    private readonly context: Context,
    private readonly redraw: () => void,
  ) {
    this.courses = new UnitCourses(context.data, redraw);
    this.by = segmented(t('train.unitBy'), (value) =>
      context.store.dispatch({ type: 'choose', choices: { areaOfUnit: value === 'own' } }),
    );
    this.run = button(t('train.unitRun'), () => {
      this.isAskedFor = true;
      this.courses.anew();
      redraw();
    });
    this.ribbon = new Ribbon(t('train.stretch'), 'train-token', {
      step: (token) => context.select(token, true),
      choose: (stretch, isDone) => this.choose(stretch, isDone),
    });
    this.ribbon.element.addEventListener('keydown', (event) => this.key(event));
    const head = h(
      'div',
      { class: 'train-part-head' },
      h('h3', {}, t('train.unit')),
      this.by.element,
      this.run.element,
    );
    this.element = h('section', { class: 'train-unit' }, head, this.ribbon.element, this.note);
  }

  /** Draws it; resolves to the course as far as it is known. */
  render(state: State, run: PanelRun | null, training: TrainingSummary): UnitCourse | null {
    const token = state.selection?.token ?? 0;
    this.element.hidden = run === null || run.tokenCount === 0 || training.checkpoints.length === 0;
    if (!run || this.element.hidden) return null;
    if (run.documentUri !== this.uri) this.forget(run.documentUri);
    const points = this.points(run, token);
    if (!this.stretch) this.stretch = likelyStretch(points, token);
    this.ribbon.render(points, run.model.tokenizer === 'characters', token, this.stretch);
    const unit = offeredUnit(state, training);
    this.by.setVisible(unit !== null);
    if (unit) this.by.update(segmentsOf(unitText(unit, training)), state.choices.areaOfUnit ? 'own' : 'best');
    const { stretch } = this;
    const mayRun = this.isAskedFor || run.tokenCount <= MOST_BY_ITSELF;
    if (!stretch || stretch[1] > run.tokenCount || !mayRun) {
      this.run.setVisible(stretch !== null && !mayRun);
      setText(
        this.note,
        stretch ? t('train.unitLong', { n: training.checkpoints.length }) : t('train.noStretch'),
      );
      return null;
    }
    const asked = state.choices.areaOfUnit ? unit : null;
    const known = this.courses.of(run, { training, stretch, unit: asked });
    this.run.setVisible(known.isEdited);
    setText(this.note, saidOf(known, training));
    this.element.classList.toggle('old', known.isOld || known.isEdited);
    return known.course;
  }

  private points(run: PanelRun, token: number): RibbonStep[] {
    const most = run.model.tokenizer === 'characters' ? MOST_SYMBOLS : MOST_WORDS;
    const seen = stepsAround(token, run.tokenCount, most, this.seen);
    this.seen = seen;
    this.shown = { token, seen, count: run.tokenCount };
    const { data } = this.context;
    data.wantRows(...seen);
    return Array.from({ length: seen[1] - seen[0] }, (_, k) => ({
      step: seen[0] + k,
      read: data.row(seen[0] + k)?.text ?? '…',
    }));
  }

  private choose(stretch: Stretch | null, isDone: boolean): void {
    this.stretch = stretch;
    if (isDone && stretch) this.context.live.say(t('train.isChosen', { n: stretch[1] - stretch[0] }));
    this.redraw();
  }

  private key(event: KeyboardEvent): void {
    if (!this.shown) return;
    const { seen, count } = this.shown;
    // Keys may come faster than frames.
    const step = this.context.store.state.selection?.token ?? this.shown.token;
    const done = trajectoryKey(event, { step, seen, steps: count, anchor: this.anchor });
    if (!done) return;
    event.preventDefault();
    this.anchor = done.anchor;
    this.context.select(done.step, done.reveal);
    if (done.stretch !== undefined) this.choose(done.stretch, true);
  }

  private forget(uri: string): void {
    this.uri = uri;
    [this.seen, this.anchor, this.stretch, this.isAskedFor] = [null, null, null, false];
  }
}

/** What stands in quotation marks or brackets near the selected token, once the text is here. */
function likelyStretch(points: readonly RibbonStep[], token: number): Stretch | null {
  const first = points[0]?.step ?? 0;
  const found = pairedStretch(
    points.map(({ read }) => read),
    token - first,
  );
  return found && [found[0] + first, found[1] + first];
}

/** The selected unit, if the network that is trained has it. */
function offeredUnit(
  state: State,
  { layers, hiddenSize, bidirectional, cell }: TrainingSummary,
): UnitPlace | null {
  const place = selectedPlace(state);
  const hasIt =
    place.layer < layers && place.unit < hiddenSize && (bidirectional || place.direction === 'forward');
  const isState = place.quantity === 'h' || (place.quantity === 'c' && cell === 'LSTM');
  return hasIt && isState ? place : null;
}

function segmentsOf(unit: string) {
  return [
    { value: 'best', text: t('train.unitBest'), name: t('train.unitBestName') },
    { value: 'own', text: unit, name: unit },
  ];
}

/** What the course says at its end, or why there is none. */
function saidOf(
  { course, isOld, isEdited, share, problem }: KnownUnitCourse,
  training: TrainingSummary,
): string {
  if (problem !== null) return problem;
  const last = (course?.checkpoints.length ?? 0) - 1;
  if (!course || last < 0)
    return isEdited ? t('train.unitEdited') : t('train.unitAsk', { percent: shareText(share ?? 0, 0) });
  const since = aboveChanceSince(course);
  const checkpoint = course.checkpoints[last];
  const said = t('train.unitFind', {
    ...{ checkpoint, unit: unitText(course.best[last], training) },
    of: course.ofOthers ? 'others' : 'chosen',
    ...{ area: areaText(course.auc[last]), chance: areaText(course.chance[last]) },
    find: since === null ? 'no' : since === course.checkpoints[0] ? 'always' : 'yes',
    since: since ?? 0,
  });
  if (isEdited) return `${said} ${t('train.unitEdited')}`;
  return isOld ? `${said} ${t('train.unitOld', { checkpoint })}` : said;
}
