import './frame.css';
import { directionsOf, quantitiesOf } from '../../../src/core/rnn/config.js';
import { formatUnits } from '../../../src/core/views/format.js';
import type { Direction, Quantity, RnnConfig } from '../../../src/core/rnn/config.js';
import { scoreInBits } from '../../../src/core/views/score.js';
import type { PanelRun } from '../../../src/protocol/panel.js';
import { h, setAttributes } from '../../dom.js';
import type { Choices } from '../../state/choices.js';
import type { State } from '../../state/store.js';
import { segmented } from '../../ui/segmented.js';
import { button, dropdown } from '../../ui/toolkit.js';
import { isCardOpen } from '../sidebar/card.js';
import { frontView } from '../table.js';
import type { Context, RunView } from '../view.js';
import { t } from '../../sentences/text.js';
import { moreMenu } from './moreMenu.js';

/** The one row of controls: model, where in the network people are, the card, and a menu of what is done less often. */
export function controlsView(context: Context): RunView {
  const choose = (choices: Partial<Choices>) => context.store.dispatch({ type: 'choose', choices });
  const model = button('', () => context.rpc.emit('selectModel', null), 'model');
  const place = placeControls(choose);
  const tag = button('', () => context.rpc.emit('tag', null), 'again');
  tag.setPrimary(true);
  const card = h('button', { type: 'button', class: 'icon card-toggle', 'aria-label': t('controls.card') });
  card.title = t('controls.card');
  card.addEventListener('click', () => choose({ card: !isCardOpen(context.store.state) }));
  const more = moreMenu(context);
  const space = h('span', { class: 'grow' });
  const element = h(
    'div',
    { class: 'controls', role: 'toolbar', 'aria-label': t('controls.label') },
    ...[model.element, place.element, space, tag.element, card, more.element],
  );
  return {
    element,
    render: (state, run) => {
      model.setText(run.model.name);
      model.setTitle(modelSentence(run));
      place.element.hidden = !frontView(state).beside.place;
      if (!place.element.hidden) place.render(state, run.model.rnn);
      tag.setText(t('task.again', { task: run.model.task }));
      tag.setVisible(run.stale);
      setAttributes(card, { 'aria-pressed': String(isCardOpen(state)) });
      more.render(state, run);
    },
  };
}

/** Layer, direction and quantity: those of which the network has several. */
function placeControls(choose: (choices: Partial<Choices>) => void) {
  const layer = dropdown(t('controls.layer'), (value) => choose({ layer: Number(value) }), 'layer');
  const direction = dropdown(t('controls.direction'), (value) => choose(directionChoice(value)), 'direction');
  const chosen = (value: string) => choose({ quantity: value as Quantity });
  const quantity = segmented(t('controls.quantity'), chosen);
  const narrow = dropdown(t('controls.quantity'), chosen, 'quantity-narrow');
  const controls = [layer, direction, quantity, narrow];
  const element = h('div', { class: 'place' }, ...controls.map((control) => control.element));
  return {
    element,
    render: ({ choices }: State, rnn: RnnConfig) => {
      const quantities = quantitiesOf(rnn.cell);
      layer.update(layerEntries(rnn.layers), String(choices.layer));
      direction.update(directionEntries(), choices.bothDirections ? 'both' : choices.direction);
      quantity.update(quantitySegments(quantities), choices.quantity);
      narrow.update(
        quantities.map((value) => ({ value, text: value })),
        choices.quantity,
      );
      layer.setVisible(rnn.layers > 1);
      direction.setVisible(directionsOf(rnn, choices.layer).length > 1);
      for (const control of [quantity, narrow]) control.setVisible(quantities.length > 1);
    },
  };
}

function directionChoice(value: string): Partial<Choices> {
  if (value === 'both') return { bothDirections: true };
  return { bothDirections: false, direction: value as Direction };
}

function modelSentence({ model }: PanelRun): string {
  const { cell, layers, layerUnits, bidirectional } = model.rnn;
  const { title } = model;
  const score = scoreInBits(model.score);
  return t('controls.model', {
    ...{ title, cell, layers, score },
    units: formatUnits(model.rnn),
    isUneven: layerUnits ? 'yes' : 'no',
    bidirectional: bidirectional ? 'yes' : 'no',
    hasScore: score ? 'yes' : 'no',
  });
}

function layerEntries(layers: number) {
  return Array.from({ length: layers }, (_, layer) => ({
    value: String(layer),
    text: t('controls.layerOf', { layer: layer + 1 }),
  }));
}

function directionEntries() {
  return ['both', 'forward', 'backward'].map((value) => ({
    value,
    text: t('controls.directionOf', { direction: value }),
  }));
}

function quantitySegments(quantities: readonly Quantity[]) {
  return quantities.map((value) => {
    const name = t('quantity.name', { quantity: value });
    return { value, text: value, name: t('quantity.segment', { quantity: value, name }) };
  });
}
