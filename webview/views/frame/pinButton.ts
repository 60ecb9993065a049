import type { PanelComparison } from '../../../src/protocol/panel.js';
import { button } from '../../ui/toolkit.js';
import type { Context, RunView } from '../view.js';
import { t } from '../../sentences/text.js';

/** Pins the states of the run, or ends what it is compared with. */
export function pinButtonView(context: Context): RunView {
  const pin = button(
    '',
    () => {
      const isComparing = !!context.store.state.panel?.comparison;
      context.rpc.emit(isComparing ? 'unpinStates' : 'pinStates', null);
    },
    'pin-states',
  );
  return {
    element: pin.element,
    render: ({ panel }, run) => {
      const comparison = panel?.comparison ?? null;
      pin.setText(textOf(comparison));
      pin.setTitle(comparison ? null : t('pin.title'));
      pin.setEnabled(run.tokenCount > 0 || comparison !== null);
    },
  };
}

function textOf(comparison: PanelComparison | null): string {
  if (!comparison) return t('pin.states');
  return t(comparison.kind === 'edit' ? 'pin.unpin' : 'pin.end');
}
