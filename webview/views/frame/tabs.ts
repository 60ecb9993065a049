import { rovingKeys } from '../../a11y.js';
import { h, setAttributes, setText } from '../../dom.js';
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

/** The tab list; arrow keys move and activate, one tab is in the tab order. */
export function tabsView(context: Context): RunView {
  const choose = (view: ViewName) => context.store.dispatch({ type: 'choose', choices: { view } });
  const tabs = VIEWS.map(({ name }) => {
    const attributes = { id: tabId(name), 'aria-controls': panelId(name) };
    const tab = h('button', { type: 'button', role: 'tab', class: 'tab', ...attributes });
    tab.addEventListener('click', () => choose(name));
    return tab;
  });
  const element = h('div', { class: 'tabs', role: 'tablist', 'aria-label': t('tabs.label') }, ...tabs);
  const shownTabs = () => tabs.filter((tab) => !tab.hidden);
  rovingKeys(element, shownTabs, (index) => choose(VIEWS[tabs.indexOf(shownTabs()[index])].name));
  return {
    element,
    render: (state, run) => {
      const shown = shownViews(state);
      const front = frontView(state);
      tabs.forEach((tab, index) => {
        const view = VIEWS[index];
        tab.hidden = !shown.includes(view);
        setText(tab, view.title(run));
        setAttributes(tab, { 'aria-selected': String(view === front), tabindex: view === front ? 0 : -1 });
      });
    },
  };
}
