import { TRAINING_LESSONS, type TrainingLesson } from '../../../src/protocol/training.js';
import { h } from '../../dom.js';
import { t } from '../../sentences/text.js';
import type { State } from '../../state/store.js';
import { button } from '../../ui/toolkit.js';
import type { Context, View } from '../view.js';
import { trainingChoices } from './shown.js';

/** What training is, the open document to train a network from, and experiments whose outcome is known. */
export function trainingStart(context: Context, level: 'h2' | 'h3'): View {
  const own = button('', () => context.rpc.emit('train', null));
  own.setTitle(t('train.newTitle'));
  own.setPrimary(level === 'h2');
  const element = h(
    'section',
    { class: 'train-start' },
    h(level, { class: 'train-start-heading' }, t('train.emptyHeading')),
    h('p', { class: 'train-start-words' }, t('train.empty')),
    h('div', { class: 'actions' }, own.element),
    h(level, {}, t('train.lessons')),
    h(
      'ul',
      { class: 'cards lessons' },
      ...TRAINING_LESSONS.map((lesson) => h('li', {}, cardOf(context, lesson))),
    ),
  );
  return { element, render: ({ panel }: State) => own.setText(newText(panel?.activeDocument ?? null)) };
}

/** What the button says that trains a network from the open document. */
export function newText(document: string | null): string {
  return document === null ? t('train.new') : t('train.newOf', { document });
}

/** Begins a lesson: its own text is read with each network that it makes. */
export function beginLesson({ rpc, store }: Pick<Context, 'rpc' | 'store'>, lesson: TrainingLesson): void {
  store.dispatch({ type: 'choose', choices: trainingChoices('followed') });
  rpc.emit('startLesson', { lesson });
}

/** One lesson: what it is about, a few of its words, what one will see, how long that takes. */
function cardOf(context: Context, lesson: TrainingLesson): HTMLElement {
  const card = h(
    'button',
    { type: 'button', class: 'card' },
    h('span', { class: 'card-title' }, t('train.lessonTitle', { lesson })),
    h('span', { class: 'card-words' }, t('train.lessonWords', { lesson })),
    h('span', { class: 'card-sees' }, t('train.lessonSees', { lesson })),
    h('span', { class: 'card-of' }, t('train.lessonTime', { lesson })),
  );
  card.addEventListener('click', () => beginLesson(context, lesson));
  return card;
}
