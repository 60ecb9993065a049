import { h, setText } from '../dom.js';
import { button } from '../ui/toolkit.js';
import type { Context, RunView } from './view.js';
import { t } from '../sentences/text.js';

/** In place of a view that a model without heads has nothing for: why, and where there is something. */
export function headless(context: Context, what: 'tags' | 'probabilities'): RunView {
  const heading = h('h2', { class: 'view-title' });
  const why = h('p', {});
  const states = button(t('headless.show'), () =>
    context.store.dispatch({ type: 'choose', choices: { view: 'states' } }),
  );
  const element = h('div', { class: 'headless' }, heading, why, states.element);
  return {
    element,
    render: (_, run) => {
      setText(heading, t('headless.title', { what, model: run.model.name }));
      setText(why, t('headless.why'));
    },
  };
}
