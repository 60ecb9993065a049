/** Wires the panel: channel to the host, store, data, views. */
import './panel.css';
import { Rpc, type Port } from '../src/protocol/rpc.js';
import type { PanelContract, PanelHostContract } from '../src/protocol/contracts.js';
import { LiveRegion } from './a11y.js';
import { App } from './app.js';
import { RunData } from './data.js';
import { oncePerFrame } from './dom.js';
import { initialState, restoreChoices, Store } from './store.js';
import { onThemeChange, readTheme } from './theme.js';

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

function start(root: HTMLElement): void {
  const api = acquireVsCodeApi();
  const store = new Store(initialState(restoreChoices(api.getState())));
  const rpc = new Rpc<PanelContract, PanelHostContract>(webviewPort(api), {
    requests: {},
    events: {
      state: (panel) => store.dispatch({ type: 'panel', panel }),
      cursor: ({ token }) => store.dispatch({ type: 'cursor', token }),
    },
  });
  let theme = readTheme();
  const data = new RunData(rpc, store, () => render());
  const app = new App(root, {
    store,
    data,
    rpc,
    live: new LiveRegion(),
    theme: () => theme,
    select: (token, reveal) => {
      store.dispatch({ type: 'select', token });
      if (reveal) rpc.emit('select', { token });
    },
  });
  const render = oncePerFrame(() => app.render(store.state));
  store.subscribe((state, before) => {
    if (state.choices !== before.choices) api.setState(state.choices);
    render();
  });
  onThemeChange(() => {
    theme = readTheme();
    render();
  });
  rpc.emit('ready', null);
}

const root = document.getElementById('app');
if (root) start(root);
