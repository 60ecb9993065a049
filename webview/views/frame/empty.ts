import './empty.css';
import type { PanelSample, PanelStart } from '../../../src/protocol/panel.js';
import { h, setText } from '../../dom.js';
import { t } from '../../sentences/text.js';
import { button } from '../../ui/toolkit.js';
import { trainingStart } from '../train/lessons.js';
import { trainView, type TrainView } from '../train/train.js';
import type { Context, View } from '../view.js';

/** Shown while nothing was read: the open document first, then samples; one click reads any of them. */
export function emptyView(context: Context): View {
  const { rpc } = context;
  const own = ownDocument(context);
  const training = trainings(context);
  const heading = h('h2', {});
  const cards = h('ul', { class: 'cards samples' });
  const problem = h('p', { class: 'problem', role: 'alert' });
  const more = button(t('empty.moreSamples'), () => rpc.emit('openSample', { sample: null }));
  const steps = button(t('empty.getStarted'), () => rpc.emit('getStarted', null));
  const element = h(
    'main',
    { class: 'empty' },
    h('h1', {}, t('empty.heading')),
    h('p', { class: 'dim' }, t('empty.private')),
    own.element,
    problem,
    heading,
    cards,
    h('div', { class: 'actions' }, more.element, steps.element),
    training.element,
    h('p', { class: 'dim' }, t('empty.then')),
  );
  let shown = '';
  return {
    element,
    render: (state) => {
      const { panel } = state;
      own.render(state);
      training.render(state);
      // What is under way comes first.
      const isAny = (state.trainings?.trainings.length ?? 0) > 0;
      if (isAny !== (element.firstElementChild === training.element))
        if (isAny) element.prepend(training.element);
        else element.lastElementChild?.before(training.element);
      setText(problem, panel?.problem ?? '');
      problem.hidden = !panel?.problem;
      setText(heading, t('empty.samples', { hasDocument: panel?.activeDocument ? 'yes' : 'no' }));
      const samples = panel?.start?.samples ?? [];
      if (JSON.stringify(samples) === shown) return;
      shown = JSON.stringify(samples);
      cards.replaceChildren(...samples.map((sample) => h('li', {}, cardOf(context, sample))));
    },
  };
}

/** How to train a network; once there is a training, how far it is. */
function trainings(context: Context): View {
  const start = trainingStart(context, 'h2');
  const element = h('div', {}, start.element);
  let view: TrainView | null = null;
  return {
    element,
    render: (state) => {
      const isAny = (state.trainings?.trainings.length ?? 0) > 0;
      start.element.hidden = isAny;
      start.render(state);
      // Beside a run it has a view of its own.
      if (!isAny || state.panel?.run) {
        view?.element.remove();
        view = null;
        return;
      }
      if (!view) element.append((view = trainView(context)).element);
      view.render(state, null);
    },
  };
}

/** What can be done with the document that is open; nothing while there is none. */
function ownDocument({ rpc }: Context): View {
  const read = button('', () => rpc.emit('tag', null));
  read.setPrimary(true);
  const other = button(t('empty.otherModel'), () => rpc.emit('selectModel', null));
  const element = h('div', { class: 'actions' }, read.element, other.element);
  return {
    element,
    render: ({ panel }) => {
      const document = panel?.activeDocument ?? null;
      element.hidden = document === null;
      read.setText(readsOf(document ?? '', panel?.start ?? null));
    },
  };
}

/** `Read notes.md with english-pos`; of several models all. */
function readsOf(document: string, start: PanelStart | null): string {
  const models = start?.models ?? [];
  const hasModel = models.length > 0 ? 'yes' : 'no';
  return t('empty.read', { document, models: models.join(' + '), hasModel });
}

/** One sample: what it is about, a few of its words, what one will see, and whose work that is. */
function cardOf({ rpc }: Context, { name, title, sees, words, file, model }: PanelSample): HTMLElement {
  const card = h(
    'button',
    { type: 'button', class: 'card' },
    h('span', { class: 'card-title' }, title),
    h('span', { class: 'card-words mono' }, words),
    h('span', { class: 'card-sees' }, sees),
    h('span', { class: 'card-of dim' }, t('empty.sampleOf', { file, model })),
  );
  card.addEventListener('click', () => rpc.emit('openSample', { sample: name }));
  return card;
}
