import { countOf, flagOf, type JsonObject } from './json.js';
import type { LegacyWeights } from './legacyWeights.js';

/** A layer of a functional network as Keras writes it. */
function layer(
  className: string,
  name: string,
  config: JsonObject,
  ...inputs: readonly string[]
): JsonObject {
  const nodes = inputs.length > 0 ? [inputs.map((input) => [input, 0, 0, {}])] : [];
  return { class_name: className, name, config: { ...config, name }, inbound_nodes: nodes };
}

function functional(layers: readonly JsonObject[], output: string): JsonObject {
  return {
    class_name: 'Model',
    config: { layers, input_layers: [['input', 0, 0]], output_layers: [[output, 0, 0]] },
  };
}

/** Networks of libraries that ship weights only, known by the names of their layers; null for others. */
export function knownModel(weights: LegacyWeights, settings: JsonObject): JsonObject | null {
  const names = new Set(weights.layerNames);
  const has = (...all: readonly string[]): boolean => all.every((name) => names.has(name));
  if (has('embedding', 'rnn_1', 'attention', 'output')) return textgenrnn(weights, settings);
  return has('embedding', 'rnn', 'output') && names.size <= 4 ? reactionrnn(settings) : null;
}

/** textgenrnn: recurrent layers one upon another, all of them and the embedding side by side, an attention average. */
function textgenrnn({ layerNames, byLayer }: LegacyWeights, settings: JsonObject): JsonObject {
  const recurrent = layerNames
    .filter((name) => /^rnn_\d+$/.test(name))
    .sort((a, b) => Number(a.slice(4)) - Number(b.slice(4)));
  const isBidirectional =
    flagOf(settings, 'rnn_bidirectional') || (byLayer.get(recurrent[0])?.length ?? 0) > 3;
  const cell = { return_sequences: true, recurrent_activation: 'sigmoid' };
  const layers = recurrent.map((name, k) =>
    isBidirectional
      ? layer(
          'Bidirectional',
          name,
          { layer: { class_name: 'LSTM', config: cell } },
          recurrent[k - 1] ?? 'embedding',
        )
      : layer('LSTM', name, cell, recurrent[k - 1] ?? 'embedding'),
  );
  return functional(
    [
      layer('InputLayer', 'input', { batch_input_shape: [null, countOf(settings, 'max_length') ?? 40] }),
      layer('Embedding', 'embedding', {}, 'input'),
      ...layers,
      layer('Concatenate', 'rnn_concat', {}, 'embedding', ...recurrent),
      layer('AttentionWeightedAverage', 'attention', {}, 'rnn_concat'),
      layer('Dense', 'output', { activation: 'softmax' }, 'attention'),
    ],
    'output',
  );
}

/** reactionrnn: one GRU, five answers that are shares of their positive parts. */
function reactionrnn(settings: JsonObject): JsonObject {
  return functional(
    [
      layer('InputLayer', 'input', { batch_input_shape: [null, countOf(settings, 'max_length') ?? 140] }),
      layer('Embedding', 'embedding', {}, 'input'),
      layer('GRU', 'rnn', { recurrent_activation: 'hard_sigmoid' }, 'embedding'),
      layer('Dense', 'output', { activation: 'relu_share' }, 'rnn'),
    ],
    'output',
  );
}
