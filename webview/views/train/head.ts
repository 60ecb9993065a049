import {
  TRAINING_LESSONS,
  type TrainingClicks,
  type TrainingSummary,
} from '../../../src/protocol/training.js';
import { h, setAttributes, setText } from '../../dom.js';
import { t } from '../../sentences/text.js';
import type { State } from '../../state/store.js';
import { menu, type MenuItem } from '../../ui/menu.js';
import { button, checkbox, dropdown, type ButtonControl } from '../../ui/toolkit.js';
import type { Context } from '../view.js';
import { beginLesson, newText } from './lessons.js';
import { leftText, scoreText, shareDone, shareText } from './words.js';

/** What a training is, how far it is, and what can be done with it. */
export class TrainHead {
  private readonly title = h('h2', { class: 'view-title' });
  private readonly what = h('span', { class: 'note' });
  private readonly choice;
  private readonly buttons: readonly Offered[];
  private readonly more;
  private readonly asTable;
  private readonly bar = h('progress', {
    class: 'train-progress',
    max: 1,
    'aria-label': t('train.progress'),
  });
  private readonly status = h('span', { class: 'train-status' });
  private readonly words = h('span', { class: 'train-words' });
  private readonly problem = h('p', { class: 'problem', role: 'alert' });
  private readonly cores: CoreSlider;
  readonly element: HTMLElement;

  constructor(private readonly context: Context) {
    const { store } = context;
    this.choice = dropdown(
      t('train.choose'),
      (training) => store.dispatch({ type: 'choose', choices: { training } }),
      'train-choice',
    );
    this.buttons = offeredButtons(context, () => this.name);
    this.more = menu('⋯', t('train.more'), 'train-more');
    this.asTable = checkbox(t('states.asTable'), (asTable) =>
      store.dispatch({ type: 'choose', choices: { asTable } }),
    );
    this.cores = new CoreSlider(context);
    const first = h(
      'div',
      { class: 'view-head train-head' },
      this.choice.element,
      h('div', { class: 'train-names' }, this.title, this.what),
      h('span', { class: 'grow' }),
      ...this.buttons.map(({ control }) => control.element),
      this.asTable.element,
      this.more.element,
    );
    const second = h('div', { class: 'train-state' }, this.status, this.bar, this.words, this.cores.element);
    this.element = h('div', { class: 'train-top' }, first, second, this.problem);
  }

  private name = '';

  render(state: State, training: TrainingSummary): void {
    const { title, status, problem } = training;
    this.name = training.name;
    const all = state.trainings?.trainings ?? [];
    this.choice.setVisible(all.length > 1);
    this.choice.update(
      all.map((each) => ({
        value: each.name,
        text: t('train.entry', { title: each.title, status: t('train.status', { status: each.status }) }),
      })),
      training.name,
    );
    setText(this.title, title);
    // The list of several says it already.
    this.title.classList.toggle('visually-hidden', all.length > 1);
    setText(this.what, whatText(training));
    for (const { control, when, primary } of this.buttons) {
      control.setVisible(when(status));
      control.setPrimary(primary);
    }
    this.asTable.setChecked(state.choices.asTable);
    this.more.update(this.items(state, training));
    this.bar.value = shareDone(training);
    setAttributes(this.bar, {
      'aria-valuetext': `${shareText(shareDone(training), 0)}, ${progressText(training)}`,
    });
    setAttributes(this.status, { 'data-status': status });
    setText(this.status, t('train.status', { status }));
    setText(this.words, progressText(training));
    setText(this.problem, problem ?? '');
    this.problem.hidden = problem === null;
    this.cores.render(state, status === 'running' || status === 'paused' || status === 'preparing');
  }

  private items({ panel }: State, { name, status }: TrainingSummary): MenuItem[] {
    const { rpc } = this.context;
    const own = { training: name };
    return [
      { text: newText(panel?.activeDocument ?? null), group: 'new', run: () => rpc.emit('train', null) },
      ...TRAINING_LESSONS.map((lesson) => ({
        text: t('train.lessonTitle', { lesson }),
        group: 'lessons',
        run: () => beginLesson(this.context, lesson),
      })),
      { text: t('train.recipe'), group: 'own', run: () => rpc.emit('openRecipe', own) },
      ...(status === 'paused'
        ? [{ text: t('train.stop'), group: 'own', run: () => rpc.emit('stopTraining', own) }]
        : []),
      { text: t('train.delete'), group: 'delete', run: () => rpc.emit('deleteTraining', own) },
    ];
  }
}

interface Offered {
  readonly control: ButtonControl;
  readonly primary: boolean;
  when(status: TrainingSummary['status']): boolean;
}

type NamedClick = {
  [K in keyof TrainingClicks]: TrainingClicks[K] extends { readonly training: string }
    ? keyof TrainingClicks[K] extends 'training'
      ? K
      : never
    : never;
}[keyof TrainingClicks];

function offeredButtons({ rpc }: Context, name: () => string): readonly Offered[] {
  const made = (
    text: string,
    click: NamedClick,
    statuses: readonly TrainingSummary['status'][],
    title: string | null,
    primary = false,
  ): Offered => {
    const control = button(text, () => rpc.emit(click, { training: name() }));
    control.setTitle(title);
    return { control, primary, when: (status) => statuses.includes(status) };
  };
  return [
    made(t('train.pause'), 'pauseTraining', ['running'], null),
    made(t('train.resume'), 'resumeTraining', ['paused'], null, true),
    made(t('train.again'), 'resumeTraining', ['failed'], null, true),
    made(t('train.stop'), 'stopTraining', ['preparing', 'running'], t('train.stopTitle')),
    made(t('train.further'), 'trainFurther', ['finished'], t('train.furtherTitle')),
  ];
}

function whatText({ cell, layers, hiddenSize, bidirectional }: TrainingSummary): string {
  return t('train.what', {
    ...{ cell, layers },
    units: t('count', { kind: 'unit', n: hiddenSize }),
    bidirectional: bidirectional ? 'yes' : 'no',
  });
}

/** How far it is, how long it takes and what the best score is, as far as it is known. */
function progressText(training: TrainingSummary): string {
  const { status, epochs, epochsDone, secondsLeft, best, measure } = training;
  const isUnderWay = status === 'running' || status === 'preparing';
  return [
    isUnderWay
      ? t('train.epoch', { epoch: Math.min(epochs, epochsDone + 1), epochs })
      : t('train.epochsDone', { n: epochsDone }),
    ...(isUnderWay && secondsLeft !== null ? [leftText(secondsLeft)] : []),
    ...(best
      ? [t('train.best', { score: scoreText(measure, best.score), checkpoint: best.checkpoint })]
      : []),
  ].join(' · ');
}

/** How many cores trainings may use. */
class CoreSlider {
  private readonly input = h('input', { type: 'range', min: 1, step: 1 });
  private readonly value = h('output', { class: 'number' });
  readonly element = h(
    'label',
    { class: 'train-cores', title: t('train.coresTitle') },
    h('span', {}, t('train.cores')),
    this.input,
    this.value,
  );

  constructor({ rpc }: Context) {
    this.input.addEventListener('input', () => this.say());
    this.input.addEventListener('change', () =>
      rpc.emit('setTrainingCores', { cores: this.input.valueAsNumber }),
    );
  }

  render({ trainings }: State, isOffered: boolean): void {
    const { cores = 1, mostCores = 1 } = trainings ?? {};
    this.element.hidden = !isOffered || mostCores < 2;
    setAttributes(this.input, { max: mostCores });
    // What people are dragging stays where they have it.
    if (!this.input.matches(':active')) this.input.value = String(cores);
    this.say();
  }

  private say(): void {
    const text = t('train.coresOf', { n: this.input.valueAsNumber, most: Number(this.input.max) });
    setText(this.value, text);
    setAttributes(this.input, { 'aria-valuetext': text });
  }
}
