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
 * The tab list; arrow keys move and activate, one tab is in the tab order. Tabs there is no room for are lines of a menu;
 * the one that is in front has always room.
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
    const widths = shownTabs().map((tab) => tab.getBoundingClientRect().width);
    const seen = fitting(widths, shown.indexOf(front), list.parentElement!.clientWidth - 2 * PADDING_PX);
    const beyond = shown.filter((_, index) => !seen.has(index));
    for (const view of beyond) tabs[VIEWS.indexOf(view)].hidden = true;
    more.setVisible(beyond.length > 0);
    more.update(
      beyond.map((view) => ({ text: view.title(run), group: 'views', run: () => choose(view.name) })),
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

/** Beside the tabs, between two of them, and of the button for the others. */
const PADDING_PX = 12;
const GAP_PX = 16;
const MORE_PX = 64;

/** The tabs there is room for, by their widths: all, or the one in front, the first ones and a button for the others. */
function fitting(widths: readonly number[], front: number, room: number): ReadonlySet<number> {
  const all = widths.reduce((sum, width) => sum + width + GAP_PX, -GAP_PX);
  if (all <= room) return new Set(widths.keys());
  const seen = new Set([front]);
  let left = room - MORE_PX - (widths[front] ?? 0);
  for (const [index, width] of widths.entries()) {
    if (index === front) continue;
    left -= width + GAP_PX;
    if (left < 0) break;
    seen.add(index);
  }
  return seen;
}
