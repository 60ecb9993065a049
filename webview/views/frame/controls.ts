import './frame.css';
import { directionCount, quantitiesOf } from '../../../src/core/rnn/config.js';
import type { Direction, Quantity } from '../../../src/core/rnn/config.js';
import { quantityName } from '../../../src/core/views/scales.js';
import { taskWords } from '../../../src/core/views/task.js';
import type { PanelRun } from '../../../src/protocol/panel.js';
import { h } from '../../dom.js';
import type { Choices } from '../../state/choices.js';
import { segmented } from '../../ui/segmented.js';
import { button, dropdown } from '../../ui/toolkit.js';
import type { Context, RunView } from '../view.js';

/** The one line of controls: model, layer, direction, quantity, and the button that runs the model again. */
export function controlsView(context: Context): RunView {
  const choose = (choices: Partial<Choices>) => context.store.dispatch({ type: 'choose', choices });
  const model = button('', () => context.rpc.emit('selectModel', null), 'model');
  const layer = dropdown('Layer', (value) => choose({ layer: Number(value) }));
  const direction = dropdown('Direction', (value) => choose({ direction: value as Direction }));
  const quantity = segmented('Quantity', (value) => choose({ quantity: value as Quantity }));
  const tag = button('Tag again', () => context.rpc.emit('tag', null));
  const space = h('span', { class: 'grow' });
  const parts = [model.element, layer.element, direction.element, quantity.element, space, tag.element];
  const element = h('div', { class: 'controls', role: 'toolbar', 'aria-label': 'What is shown' }, ...parts);
  return {
    element,
    render: ({ choices }, run) => {
      const { rnn, name } = run.model;
      model.setText(name);
      model.setTitle(`${modelSentence(run)} Choose another model…`);
      layer.update(layerEntries(rnn.layers), String(choices.layer));
      direction.update(directionEntries(directionCount(rnn) === 2), choices.direction);
      quantity.update(quantitySegments(quantitiesOf(rnn.cell)), choices.quantity);
      tag.setText(taskWords(run.model.task).again);
      tag.setPrimary(run.stale);
    },
  };
}

function modelSentence({ model }: PanelRun): string {
  const { cell, layers, hiddenSize, bidirectional } = model.rnn;
  const shape = `${bidirectional ? 'bidirectional ' : ''}${cell}, ${layers} × ${hiddenSize} units`;
  return `${model.title}: ${shape}.${model.score ? ` ${model.score}.` : ''}`;
}

function layerEntries(layers: number) {
  return Array.from({ length: layers }, (_, layer) => ({
    value: String(layer),
    text: `Layer ${layer + 1} of ${layers}`,
  }));
}

function directionEntries(bidirectional: boolean) {
  const forward = { value: 'forward', text: '→ forward' };
  return bidirectional ? [forward, { value: 'backward', text: '← backward' }] : [forward];
}

function quantitySegments(quantities: readonly Quantity[]) {
  return quantities.map((value) => ({ value, text: value, name: `${value}: ${quantityName(value)}` }));
}
