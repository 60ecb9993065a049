import { taskWords } from '../../src/core/views/task.js';
import { rovingKeys } from '../a11y.js';
import { h, setAttributes, setText } from '../dom.js';
import { shownView, type ViewName } from '../state/store.js';
import type { Context, View } from './view.js';

const TABS: readonly { readonly view: ViewName; readonly title: string }[] = [
  { view: 'tags', title: 'Tags' },
  { view: 'probabilities', title: 'Probabilities' },
  { view: 'states', title: 'Hidden states' },
  { view: 'difference', title: 'Difference' },
];

/** Identifier of the panel a tab controls. */
export function panelId(view: ViewName): string {
  return `panel-${view}`;
}

/** The tab list; arrow keys move and activate, one tab is in the tab order. */
export function tabsView(context: Context): View {
  const choose = (view: ViewName) => context.store.dispatch({ type: 'choose', choices: { view } });
  const tabs = TABS.map(({ view, title }) => {
    const controls = { id: `tab-${view}`, 'aria-controls': panelId(view) };
    const tab = h('button', { type: 'button', role: 'tab', class: 'tab', ...controls }, title);
    tab.addEventListener('click', () => choose(view));
    return tab;
  });
  const element = h('div', { class: 'tabs', role: 'tablist', 'aria-label': 'Views' }, ...tabs);
  // That of differences is there only while something is compared.
  rovingKeys(
    element,
    () => tabs.filter((tab) => !tab.hidden),
    (index) => choose(TABS[index].view),
  );
  return {
    element,
    render: (state) =>
      tabs.forEach((tab, index) => {
        const { panel } = state;
        const task = panel?.run?.model.task;
        if (TABS[index].view === 'difference') tab.hidden = !panel?.comparison;
        if (index === 0 && task) setText(tab, taskWords(task).tab);
        const on = TABS[index].view === shownView(state);
        setAttributes(tab, { 'aria-selected': String(on), tabindex: on ? 0 : -1 });
      }),
  };
}
