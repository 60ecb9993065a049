import { h, setText } from '../dom.js';
import { button } from '../ui/toolkit.js';
import type { Context, RunView } from './view.js';

/** In place of a view that a model without heads has nothing for: why, and where there is something. */
export function headless(context: Context, what: 'tags' | 'probabilities'): RunView {
  const heading = h('h2', { class: 'view-title' });
  const why = h('p', {});
  const states = button('Show hidden states', () =>
    context.store.dispatch({ type: 'choose', choices: { view: 'states' } }),
  );
  const element = h('div', { class: 'headless' }, heading, why, states.element);
  return {
    element,
    render: (_, run) => {
      setText(heading, `No ${what === 'tags' ? 'tags' : 'class probabilities'} from ${run.model.name}`);
      setText(
        why,
        'This model is a recurrent network only: no layer on top of it turns states into labels, so there is ' +
          `nothing to show here. Its states, equations and shapes are in “Hidden states”.`,
      );
    },
  };
}
