import type { PanelComparison } from '../../../src/protocol/panel.js';
import { setAttributes } from '../../dom.js';
import { button } from '../../ui/toolkit.js';
import type { Context, View } from '../view.js';

const TITLE = 'Keep these states: from then on the panel shows what your edits change';

/** Pins the states of the run, or ends what it is compared with. */
export function pinButtonView(context: Context): View {
  const pin = button('', () => {
    const isComparing = !!context.store.state.panel?.comparison;
    context.rpc.emit(isComparing ? 'unpinStates' : 'pinStates', null);
  });
  pin.element.classList.add('pin-states');
  return {
    element: pin.element,
    render: ({ panel }) => {
      const comparison = panel?.comparison ?? null;
      pin.setText(textOf(comparison));
      setAttributes(pin.element, {
        title: comparison ? null : TITLE,
        disabled: !panel?.run?.tokenCount && !comparison,
      });
    },
  };
}

function textOf(comparison: PanelComparison | null): string {
  if (!comparison) return 'Pin states';
  return comparison.kind === 'edit' ? 'Unpin states' : 'End comparison';
}
