import { rovingKeys } from '../../a11y.js';
import { h, setAttributes, setText } from '../../dom.js';
import { menu } from '../../ui/menu.js';
import { frontView, shownViews, VIEWS, type ViewName } from '../table.js';
import type { Context, RunView } from '../view.js';
import { t } from '../../sentences/text.js';

/** Identifier of the panel a tab controls. */
export function panelId(view: ViewName): string {
  return `panel-${view}`;
}

/** Identifier of a view's tab. */
export function tabId(view: ViewName): string {
  return `tab-${view}`;
}

/**
 * The tab list; arrow keys move and activate, one tab is in the tab order. Tabs there is no room for are lines of a menu,
 * which bears the name of the one that is in front.
 */
export function tabsView(context: Context): RunView {
  const choose = (view: ViewName) => context.store.dispatch({ type: 'choose', choices: { view } });
  const tabs = VIEWS.map(({ name }) => {
    const attributes = { id: tabId(name), 'aria-controls': panelId(name) };
    const tab = h('button', { type: 'button', role: 'tab', class: 'tab', ...attributes });
    tab.addEventListener('click', () => choose(name));
    return tab;
  });
  const list = h('div', { class: 'tabs', role: 'tablist', 'aria-label': t('tabs.label') }, ...tabs);
  const more = menu(t('tabs.more'), null, 'more-tabs');
  const element = h('div', { class: 'tab-row' }, list, more.element);
  const shownTabs = () => tabs.filter((tab) => !tab.hidden);
  rovingKeys(list, shownTabs, (index) => choose(VIEWS[tabs.indexOf(shownTabs()[index])].name));
  const fit = () => {
    const { state } = context.store;
    const { run } = state.panel ?? {};
    if (!run) return;
    const shown = shownViews(state);
    const front = frontView(state);
    for (const [index, tab] of tabs.entries()) tab.hidden = !shown.includes(VIEWS[index]);
    more.setVisible(false);
    const room = roomFor(list, shownTabs());
    const beyond = shown.slice(room);
    for (const view of beyond) tabs[VIEWS.indexOf(view)].hidden = true;
    more.setVisible(beyond.length > 0);
    more.setText(beyond.includes(front) ? front.title(run) : t('tabs.more'));
    more.element.classList.toggle('in-front', beyond.includes(front));
    more.update(
      beyond.map((view) => ({
        text: view.title(run),
        ...{ group: 'views', on: view === front, isChoice: true, run: () => choose(view.name) },
      })),
    );
  };
  let key = '';
  new ResizeObserver(fit).observe(element);
  return {
    element,
    render: (state, run) => {
      const shown = shownViews(state);
      const front = frontView(state);
      tabs.forEach((tab, index) => {
        const view = VIEWS[index];
        setText(tab, view.title(run));
        setAttributes(tab, { 'aria-selected': String(view === front), tabindex: view === front ? 0 : -1 });
      });
      const next = JSON.stringify([front.name, shown.map((view) => [view.name, view.title(run)])]);
      // Measuring lays the page out: only when other tabs, or another one in front, may need other room.
      if (next !== key) fit();
      key = next;
    },
  };
}

/** Room for the button with the longest name it may bear. */
const MORE_PX = 120;

/** How many of the tabs there is room for; the rest is behind a button, which needs room itself. */
function roomFor(list: HTMLElement, tabs: readonly HTMLElement[]): number {
  const { left } = list.getBoundingClientRect();
  const width = list.parentElement!.clientWidth - (left - list.parentElement!.getBoundingClientRect().left);
  const rights = tabs.map((tab) => tab.getBoundingClientRect().right - left);
  if (rights.length === 0 || rights[rights.length - 1] <= width - 8) return tabs.length;
  return Math.max(1, rights.filter((right) => right <= width - MORE_PX).length);
}
