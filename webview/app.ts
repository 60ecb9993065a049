import { h, setAttributes, setText, titleWhenCut } from './dom.js';
import { shownView, type State, type ViewName } from './state/store.js';
import { controlsView } from './views/controls.js';
import { differenceView } from './views/difference/difference.js';
import { emptyView, noticesView } from './views/notices.js';
import { pinButtonView } from './views/states/pinButton.js';
import { probabilitiesView } from './views/probabilities/probabilities.js';
import { sidebarView } from './views/states/sidebar.js';
import { statesView } from './views/states/states.js';
import { statusView } from './views/status.js';
import { panelId, tabsView } from './views/tabs.js';
import { tagsView } from './views/tags/tags.js';
import type { Context, RunView } from './views/view.js';

const VIEWS: readonly ViewName[] = ['tags', 'probabilities', 'states', 'difference'];

/** Puts the views into the page and renders those that are in front. */
export class App {
  private readonly empty;
  private readonly notices = noticesView();
  private readonly tabs;
  private readonly pin;
  private readonly frame: readonly RunView[];
  private readonly views: Record<ViewName, RunView>;
  private readonly panels: Record<ViewName, HTMLElement>;
  private readonly whole: HTMLElement;
  private readonly main: HTMLElement;
  private readonly data: Context['data'];
  private readonly title = h('h1', { class: 'visually-hidden' });

  constructor(root: HTMLElement, context: Context) {
    this.data = context.data;
    this.empty = emptyView(context);
    this.tabs = tabsView(context);
    this.pin = pinButtonView(context);
    this.views = {
      tags: tagsView(context),
      probabilities: probabilitiesView(context),
      states: statesView(context),
      difference: differenceView(context),
    };
    this.panels = {
      tags: this.panel('tags'),
      probabilities: this.panel('probabilities'),
      states: this.panel('states'),
      difference: this.panel('difference'),
    };
    const controls = controlsView(context);
    const sidebar = sidebarView(context);
    const status = statusView(() => this.data.isOutdated);
    this.frame = [controls, sidebar, status];
    this.main = h(
      'main',
      { class: 'main' },
      h('div', { class: 'panels' }, ...VIEWS.map((view) => this.panels[view])),
      sidebar.element,
    );
    const tabs = [this.tabs.element, this.notices.words, this.pin.element];
    const tabRow = h('div', { class: 'tab-row' }, ...tabs);
    const head = h('header', {}, this.title, controls.element, this.notices.element, tabRow);
    const parts = [head, this.main, status.element];
    this.whole = h('div', { class: 'whole' }, ...parts);
    root.classList.add('lens');
    titleWhenCut(root, '.cell.text, .meaning, .name, .view-title, .readout, .words, .big');
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
    this.notices.render(state);
    this.tabs.render(state);
    this.pin.render(state);
    this.data.look('frame', () => {
      for (const view of this.frame) view.render(state, run);
    });
    const view = shownView(state);
    for (const name of VIEWS) {
      this.panels[name].hidden = name !== view;
      if (name !== view) this.data.release(name);
    }
    const isBusy = run.stale || this.data.isOutdated;
    setAttributes(this.main, { 'data-view': view, 'aria-busy': isBusy ? 'true' : null });
    setText(this.title, `RNN Lens: ${run.documentName}`);
    this.data.look(view, () => this.views[view].render(state, run));
  }

  private panel(view: ViewName): HTMLElement {
    const attributes = {
      id: panelId(view),
      class: 'panel',
      role: 'tabpanel',
      'aria-labelledby': `tab-${view}`,
    };
    return h('div', attributes, this.views[view].element);
  }
}
