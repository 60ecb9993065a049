import { stepsAreSymbols } from '../../../src/core/views/task.js';
import type { PanelRun } from '../../../src/protocol/panel.js';
import { COLUMN_MODES, type Choices } from '../../state/choices.js';
import { selectedPlace } from '../../state/place.js';
import type { State } from '../../state/store.js';
import { menu, type MenuItem } from '../../ui/menu.js';
import { isColoured } from '../sidebar/unitBar.js';
import { frontView } from '../table.js';
import type { Context, RunView } from '../view.js';
import { t } from '../../sentences/text.js';

/** What is done less often than once a look, in a menu. */
export function moreMenu(context: Context): RunView {
  const control = menu('⋯', t('more.label'), 'more');
  return {
    element: control.element,
    render: (state, run) =>
      control.update([
        ...readItems(context, state, run),
        ...(frontView(state).beside.place ? pictureItems(context, state, run) : []),
        presentItem(context, state),
      ]),
  };
}

function readItems({ rpc }: Context, { panel }: State, { model, tokenCount }: PanelRun): MenuItem[] {
  const group = 'read';
  const comparison = panel?.comparison ?? null;
  const again = { text: t('task.again', { task: model.task }), group, run: () => rpc.emit('tag', null) };
  const end = comparison && t(comparison.kind === 'edit' ? 'pin.unpin' : 'pin.end');
  if (end) return [again, { text: end, group, run: () => rpc.emit('unpinStates', null) }];
  if (tokenCount === 0) return [again];
  return [again, { text: t('pin.states'), group, run: () => rpc.emit('pinStates', null) }];
}

function pictureItems({ store, rpc, orders }: Context, state: State, run: PanelRun): MenuItem[] {
  const choose = (choices: Partial<Choices>) => store.dispatch({ type: 'choose', choices });
  const { asTable, columns, unitZoom } = state.choices;
  const coloured = isColoured(state);
  const colour = { run: () => rpc.emit('colourUnit', coloured ? null : selectedPlace(state)) };
  const symbols = stepsAreSymbols(run);
  const modes = COLUMN_MODES.filter((mode) => !symbols || mode !== 'even');
  return [
    { text: t(coloured ? 'unit.stopColouring' : 'unit.colour'), group: 'unit', ...colour },
    ...modes.map((mode) => ({
      text: t('columns.name', { mode: symbols && mode === 'text' ? 'even' : mode }),
      ...{ group: 'columns', on: columns === mode || (symbols && mode === 'text' && columns === 'even') },
      ...{ isChoice: true, run: () => choose({ columns: mode }) },
    })),
    ...orderItems(state, choose, orders),
    ...(unitZoom > 1 ? [{ text: t('states.fit'), group: 'table', run: () => choose({ unitZoom: 1 }) }] : []),
    { text: t('states.asTable'), group: 'table', on: asTable, run: () => choose({ asTable: !asTable }) },
  ];
}

function orderItems(
  { choices: { unitOrder } }: State,
  choose: (choices: Partial<Choices>) => void,
  unitOrders: Context['orders'],
): MenuItem[] {
  const group = 'order';
  const orders = (['similar', 'model'] as const).map((order) => ({
    text: t('order.name', { order }),
    ...{ group, on: unitOrder === order, isChoice: true, run: () => choose({ unitOrder: order }) },
  }));
  if (unitOrder === 'model') return orders;
  return [...orders, { text: t('order.again'), group, run: () => unitOrders.anew() }];
}

function presentItem({ store }: Context, { choices: { presenting } }: State): MenuItem {
  const run = () => store.dispatch({ type: 'choose', choices: { presenting: !presenting } });
  return { text: t('more.present'), group: 'present', on: presenting, run };
}
