import type { ModelDescription } from '../src/protocol/model.js';
import { h, setAttributes, setText, titleWhenCut } from './dom.js';
import type { FrontView } from './takeout/takeOut.js';
import type { State } from './state/store.js';
import { controlsView } from './views/frame/controls.js';
import { emptyView } from './views/frame/empty.js';
import { noticesView } from './views/frame/notices.js';
import { statusView } from './views/frame/status.js';
import { panelId, tabId, tabsView } from './views/frame/tabs.js';
import { isCardOpen } from './views/sidebar/card.js';
import { sidebarView } from './views/sidebar/sidebar.js';
import { frontView, VIEWS, type ViewName } from './views/table.js';
import type { Context, RunView } from './views/view.js';
import { t } from './sentences/text.js';

/** A view's place in the page, and the view once it was in front. */
interface Place {
  readonly name: ViewName;
  readonly panel: HTMLElement;
  view: RunView | null;
}

/** Puts the views into the page and renders those that are in front. */
export class App {
  private readonly empty;
  private readonly frame: readonly RunView[];
  private readonly places: readonly Place[];
  private readonly whole: HTMLElement;
  private readonly main: HTMLElement;
  private readonly title = h('h1', { class: 'visually-hidden' });

  constructor(
    root: HTMLElement,
    private readonly context: Context,
  ) {
    this.empty = emptyView(context);
    this.places = VIEWS.map(({ name }) => ({ name, panel: panelOf(name), view: null }));
    const notices = noticesView();
    const tabs = tabsView(context);
    const controls = controlsView(context);
    const sidebar = sidebarView(context);
    const status = statusView(() => context.data.isOutdated);
    this.frame = [notices, tabs, controls, sidebar, status];
    const panels = h('div', { class: 'panels' }, ...this.places.map(({ panel }) => panel));
    this.main = h('main', { class: 'main' }, panels, sidebar.element);
    const head = h('header', {}, this.title, tabs.element, controls.element, notices.element);
    const foot = h('div', { class: 'foot' }, notices.words, status.element);
    this.whole = h('div', { class: 'whole' }, head, this.main, foot);
    root.classList.add('lens');
    titleWhenCut(
      root,
      '.cell.text, .meaning, .name, .view-title, .readout, .words, .big, .status span, .legend-note',
    );
    root.replaceChildren(this.empty.element, this.whole, context.live.element);
    this.empty.element.hidden = true;
    this.whole.hidden = true;
  }

  render(state: State): void {
    const run = state.panel?.run ?? null;
    this.empty.element.hidden = state.panel === null || run !== null;
    this.whole.hidden = run === null;
    this.empty.render(state);
    if (!run) return;
    const { data } = this.context;
    data.look('frame', () => {
      for (const part of this.frame) part.render(state, run);
    });
    const front = frontView(state);
    for (const { name, panel } of this.places) {
      panel.hidden = name !== front.name;
      if (panel.hidden) data.release(name);
    }
    this.main.classList.toggle('with-card', isCardOpen(state));
    this.whole.classList.toggle('presenting', state.choices.presenting);
    const isBusy = run.stale || data.isOutdated;
    setAttributes(this.main, { 'data-view': front.name, 'aria-busy': isBusy ? 'true' : null });
    this.main.style.setProperty('--label-width', `${labelWidth(run.model)}ch`);
    setText(this.title, t('app.title', { document: run.documentName }));
    data.look(front.name, () => this.viewAt(VIEWS.indexOf(front)).render(state, run));
  }

  /** The view in front; null while there is none. */
  get front(): FrontView | null {
    const { state } = this.context.store;
    const run = state.panel?.run;
    if (!run) return null;
    const row = frontView(state);
    const view = this.places[VIEWS.indexOf(row)].view;
    return view && { name: row.name, title: row.title(run), view };
  }

  /** The view of a row of the table; made when it is first in front. */
  private viewAt(index: number): RunView {
    const place = this.places[index];
    if (!place.view) {
      place.view = VIEWS[index].create(this.context);
      place.panel.append(place.view.element);
    }
    return place.view;
  }
}

/** Labels are given so many characters of room at most. */
const WIDEST_LABEL = 22;

/** Characters of a model's longest label; symbols of a language model are short. */
function labelWidth({ task, labels }: ModelDescription): number {
  if (task === 'language-model') return 0;
  return Math.min(WIDEST_LABEL, Math.max(0, ...labels.map(({ length }) => length)));
}

function panelOf(view: ViewName): HTMLElement {
  const attributes = { id: panelId(view), class: 'panel', role: 'tabpanel' };
  return h('div', { ...attributes, 'aria-labelledby': tabId(view) });
}
