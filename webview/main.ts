/** Wires the panel: channel to the host, store, data, views. */
import type { Direction } from '../src/core/rnn/config.js';
import './panel.css';
import { Rpc, type Port } from '../src/protocol/rpc.js';
import type { PanelContract, PanelHostContract } from '../src/protocol/panel.js';
import { readPanelLanguage } from '../src/protocol/sentences/panel.js';
import { LiveRegion } from './a11y.js';
import { App } from './app.js';
import { Clicks } from './data/channel.js';
import { RunData } from './data/data.js';
import { TrainingData } from './data/trainingData.js';
import { DifferenceData } from './data/differenceData.js';
import { oncePerFrame } from './dom.js';
import { leaveByEscape } from './escape.js';
import { t, useLanguage } from './sentences/text.js';
import { restoreChoices } from './state/choices.js';
import { leftAt, restoreLeft } from './state/left.js';
import { pinnedUnits } from './state/place.js';
import { initialState, Store, type State } from './state/store.js';
import { unitWords } from './state/unitNames.js';
import { onThemeChange, readTheme } from './theme.js';
import { fullSentence } from './views/sidebar/unitBar.js';
import { tellMilestones } from './views/train/milestones.js';
import { trainingChoices } from './views/train/shown.js';
import { UnitOrders } from './views/states/unitOrders.js';
import { VIEW_NAMES, viewAmong } from './views/table.js';

interface VsCodeApi {
  postMessage(message: unknown): void;
  getState(): unknown;
  setState(state: unknown): void;
}

declare function acquireVsCodeApi(): VsCodeApi;

function webviewPort(api: VsCodeApi): Port {
  return {
    post: (message) => api.postMessage(message),
    listen: (receive) =>
      window.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
        // Other scripts of the frame post messages too.
        if (typeof data === 'object' && data !== null && 'kind' in data) receive(data);
      }),
  };
}

/** What the host wrote into the page: `choices`, as the last panel left them, and the `language` of the sentences. */
function written(root: HTMLElement, what: 'choices' | 'language'): unknown {
  try {
    return JSON.parse(root.dataset[what] ?? 'null');
  } catch {
    return null;
  }
}

function start(root: HTMLElement): void {
  useLanguage(readPanelLanguage(written(root, 'language')));
  const api = acquireVsCodeApi();
  const saved = api.getState();
  const choices = restoreChoices(saved ?? written(root, 'choices'), VIEW_NAMES);
  const store = new Store(initialState(choices, restoreLeft(saved)));
  const rpc = new Rpc<PanelContract, PanelHostContract>(webviewPort(api), {
    requests: {},
    events: {
      state: (panel) => store.dispatch({ type: 'panel', panel }),
      followed: ({ state, cursor, answers }) => {
        store.dispatch({ type: 'panel', panel: state });
        store.dispatch({ type: 'cursor', token: cursor });
        data.take(answers);
      },
      showUnit: (place) => store.dispatch({ type: 'showUnit', place }),
      unitNames: (unitNames) => store.dispatch({ type: 'unitNames', unitNames }),
      trainings: (trainings) => {
        training.follow(trainings);
        store.dispatch({ type: 'trainings', trainings });
      },
      showView: ({ views, training: look }) => {
        const view = viewAmong(views, store.state);
        if (view) store.dispatch({ type: 'choose', choices: { view, ...trainingChoices(look) } });
      },
      cursor: (cursor) => store.dispatch({ type: 'cursor', ...cursor }),
    },
  });
  let theme = readTheme();
  const data = new RunData(rpc, store, () => render());
  const difference = new DifferenceData(store, data);
  const training = new TrainingData(rpc, () => render());
  const clicks = new Clicks(rpc, store);
  const live = new LiveRegion();
  const app: App = new App(root, {
    store,
    data,
    difference,
    training,
    orders: new UnitOrders(data, () => render()),
    rpc: clicks,
    live,
    theme: () => theme,
    front: () => app.front,
    select: (token, reveal, step) => {
      // What people see is drawn a frame later than it is known: a token there may be another one here.
      if (!clicks.isCurrent) return;
      store.dispatch({ type: 'select', token, step, revealed: reveal });
      if (reveal) clicks.emit('select', { token });
    },
    pin: (unit, direction) => pin(store, live, unit, direction),
  });
  const render = oncePerFrame(() => {
    clicks.drew(store.state);
    app.render(store.state);
  });
  const save = oncePerFrame(() => saveIn(api, store.state));
  tellMilestones(store, live);
  store.subscribe((state, before) => {
    if (state.choices !== before.choices) rpc.emit('choices', state.choices);
    save();
    render();
  });
  // Where there is room for the card, and for what else, is another thing then.
  addEventListener('resize', render);
  leaveByEscape((token) => clicks.emit('leave', { token }), store);
  onThemeChange(() => {
    theme = readTheme();
    render();
  });
  rpc.emit('ready', null);
}

/** Pins a unit, or unpins it, and says so. */
function pin(store: Store, live: LiveRegion, unit: number, direction?: Direction): void {
  const before = pinnedUnits(store.state, direction);
  store.dispatch({ type: 'pin', unit, direction });
  const pins = pinnedUnits(store.state, direction);
  if (pins.length === before.length) return live.say(fullSentence());
  const key = pins.includes(unit) ? 'unit.isPinned' : 'unit.isUnpinned';
  live.say(t(key, { unit: unitWords(store.state, { unit }) }));
}

let saved = '';

/** Keeps how and where people look at the run, for the next page of this panel. */
function saveIn(api: VsCodeApi, state: State): void {
  const next = { ...state.choices, left: leftAt(state) };
  const text = JSON.stringify(next);
  if (text !== saved) api.setState(next);
  saved = text;
}

const root = document.getElementById('app');
if (root) start(root);
