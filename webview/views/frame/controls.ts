import './frame.css';
import { directionCount, quantitiesOf } from '../../../src/core/rnn/config.js';
import type { Direction, Quantity } from '../../../src/core/rnn/config.js';
import type { PanelRun } from '../../../src/protocol/panel.js';
import { h } from '../../dom.js';
import type { Choices } from '../../state/choices.js';
import { segmented } from '../../ui/segmented.js';
import { button, dropdown } from '../../ui/toolkit.js';
import type { Context, RunView } from '../view.js';
import { t } from '../../sentences/text.js';

/** The one line of controls: model, layer, direction, quantity, and the button that runs the model again. */
export function controlsView(context: Context): RunView {
  const choose = (choices: Partial<Choices>) => context.store.dispatch({ type: 'choose', choices });
  const model = button('', () => context.rpc.emit('selectModel', null), 'model');
  const layer = dropdown(t('controls.layer'), (value) => choose({ layer: Number(value) }));
  const direction = dropdown(t('controls.direction'), (value) => choose({ direction: value as Direction }));
  const quantity = segmented(t('controls.quantity'), (value) => choose({ quantity: value as Quantity }));
  const tag = button('', () => context.rpc.emit('tag', null));
  const space = h('span', { class: 'grow' });
  const parts = [model.element, layer.element, direction.element, quantity.element, space, tag.element];
  const element = h(
    'div',
    { class: 'controls', role: 'toolbar', 'aria-label': t('controls.label') },
    ...parts,
  );
  return {
    element,
    render: ({ choices }, run) => {
      const { rnn, name } = run.model;
      model.setText(name);
      model.setTitle(modelSentence(run));
      layer.update(layerEntries(rnn.layers), String(choices.layer));
      direction.update(directionEntries(directionCount(rnn) === 2), choices.direction);
      quantity.update(quantitySegments(quantitiesOf(rnn.cell)), choices.quantity);
      tag.setText(t('task.again', { task: run.model.task }));
      tag.setPrimary(run.stale);
    },
  };
}

function modelSentence({ model }: PanelRun): string {
  const { cell, layers, hiddenSize, bidirectional } = model.rnn;
  const { title, score } = model;
  return t('controls.model', {
    ...{ title, cell, layers, score },
    units: String(hiddenSize),
    bidirectional: bidirectional ? 'yes' : 'no',
    hasScore: score ? 'yes' : 'no',
  });
}

function layerEntries(layers: number) {
  return Array.from({ length: layers }, (_, layer) => ({
    value: String(layer),
    text: t('controls.layerOf', { layer: layer + 1, layers }),
  }));
}

function directionEntries(bidirectional: boolean) {
  const directions = bidirectional ? ['forward', 'backward'] : ['forward'];
  return directions.map((value) => ({ value, text: t('controls.directionOf', { direction: value }) }));
}

function quantitySegments(quantities: readonly Quantity[]) {
  return quantities.map((value) => {
    const name = t('quantity.name', { quantity: value });
    return { value, text: value, name: t('quantity.segment', { quantity: value, name }) };
  });
}
