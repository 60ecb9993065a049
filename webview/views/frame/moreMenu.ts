import { stepsAreSymbols } from '../../../src/core/views/task.js';
import type { Target } from '../../../src/protocol/handedOver.js';
import type { PanelRun } from '../../../src/protocol/panel.js';
import { COLUMN_MODES, zoomChoice, type Choices } from '../../state/choices.js';
import { colourScales } from '../../data/scaledStates.js';
import { selectedPlace, shownPlace } from '../../state/place.js';
import type { State } from '../../state/store.js';
import { menu, type MenuItem } from '../../ui/menu.js';
import { isColoured } from '../sidebar/unitBar.js';
import { frontView } from '../table.js';
import type { Context, RunView } from '../view.js';
import { savePicture, takeTable, type FrontView } from '../../takeout/takeOut.js';
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
        ...outItems(context, state, run),
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

function pictureItems(context: Context, state: State, run: PanelRun): MenuItem[] {
  const { store, rpc, orders } = context;
  const choose = (choices: Partial<Choices>) => store.dispatch({ type: 'choose', choices });
  const { asTable, columns } = state.choices;
  const zoom = zoomChoice(frontView(state).name === 'difference');
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
    ...scaleItems(context, state, run, choose),
    ...(state.choices[zoom] > 1
      ? [{ text: t('states.fit'), group: 'table', run: () => choose({ [zoom]: 1 }) }]
      : []),
    { text: t('states.asTable'), group: 'table', on: asTable, run: () => choose({ asTable: !asTable }) },
  ];
}

function orderItems(
  { choices: { unitOrder } }: State,
  choose: (choices: Partial<Choices>) => void,
  unitOrders: Context['orders'],
): MenuItem[] {
  const group = 'order';
  const orders = (['similar', 'selection', 'model'] as const).map((order) => ({
    text: t('order.name', { order }),
    ...{ group, on: unitOrder === order, isChoice: true, run: () => choose({ unitOrder: order }) },
    // Chosen again it is of what is selected now.
    ...(order === 'selection' && unitOrder === order ? { run: () => unitOrders.anew() } : {}),
  }));
  if (unitOrder === 'model') return orders;
  return [...orders, { text: t('order.again'), group, run: () => unitOrders.anew() }];
}

/** How c is drawn, where this text has scales of its own for it. */
function scaleItems(
  { data }: Context,
  state: State,
  panelRun: PanelRun,
  choose: (choices: Partial<Choices>) => void,
): MenuItem[] {
  const isTanh = state.choices.cellScale === 'tanh';
  if (frontView(state).name !== 'states') return [];
  if (!colourScales(data, panelRun, shownPlace(state))?.own) return [];
  const run = () => choose({ cellScale: isTanh ? 'own' : 'tanh' });
  return [{ text: t('states.asTanh'), group: 'scale', on: isTanh, run }];
}

/** What leaves the panel: where it goes people are asked. */
function outItems(context: Context, state: State, run: PanelRun): MenuItem[] {
  const { rpc, live } = context;
  const group = 'out';
  const of = (work: (front: FrontView) => void) => () => {
    const front = context.front();
    if (front) work(front);
  };
  const table = (to: Target) =>
    of((front) => {
      if (!takeTable(rpc, front, run, to)) live.say(t('out.noTable'));
    });
  const picture = of((front) => void savePicture(rpc, front, run).catch(() => live.say(t('out.noPicture'))));
  const place = selectedPlace(state);
  return [
    { text: t('out.savePicture'), group, run: picture },
    { text: t('out.copyTable'), group, run: table('clipboard') },
    { text: t('out.saveTable'), group, run: table('file') },
    { text: t('out.saveStates'), group: 'whole', run: () => rpc.emit('saveStates', place) },
    { text: t('out.saveReport'), group: 'whole', run: () => rpc.emit('saveReport', place) },
  ];
}

function presentItem({ store }: Context, { choices: { presenting } }: State): MenuItem {
  const run = () => store.dispatch({ type: 'choose', choices: { presenting: !presenting } });
  return { text: t('more.present'), group: 'present', on: presenting, run };
}
