// Networks of Keras and TensorFlow.js give what TensorFlow.js gives for the same weights.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as tf from '@tensorflow/tfjs';
import { networkOf } from '../tools/foreignValues.js';
import { savedModel, seedWeights, tfjsFiles, wholeHdf5 } from '../tools/kerasFiles.js';
import { answerOf } from '../tools/runImported.js';
import {
  STEPS,
  assertClose,
  both,
  chain,
  embedding,
  head,
  idsOf,
  layers,
  lstm,
  predicted,
  read,
  type Layer,
} from '../tools/kerasNetworks.js';

/** A network that is no chain: `join` makes one value of two recurrent layers. */
function joined(join: Layer, width: number): tf.LayersModel {
  const input = tf.input({ shape: [STEPS], dtype: 'int32', name: 'tokens' });
  const embedded = embedding().apply(input) as tf.SymbolicTensor;
  const both = ['one', 'two'].map((name) =>
    layers.gru({ units: width, returnSequences: true, name }).apply(embedded),
  ) as tf.SymbolicTensor[];
  const pooled = layers.globalAveragePooling1d({ name: 'mean' }).apply(join.apply(both)) as tf.SymbolicTensor;
  const output = layers
    .dense({ units: 3, activation: 'softmax', name: 'head' })
    .apply(pooled) as tf.SymbolicTensor;
  return tf.model({ inputs: input, outputs: output });
}

/** Each with what its name says, the rest as small as can be. */
const NETWORKS: Readonly<Record<string, () => tf.LayersModel>> = {
  'LSTM, hard sigmoid, one answer': () => chain(embedding(), lstm(), head(1, 'sigmoid')),
  'LSTM, sigmoid, no bias, every step': () =>
    chain(
      embedding(),
      lstm({ recurrentActivation: 'sigmoid', useBias: false, returnSequences: true }),
      head(),
    ),
  'LSTM, ReLU inside': () =>
    chain(embedding(), lstm({ activation: 'relu', recurrentActivation: 'sigmoid' }), head()),
  'SimpleRNN backwards, every step': () =>
    chain(
      embedding(),
      layers.simpleRNN({ units: 5, goBackwards: true, returnSequences: true, name: 'rnn' }),
      head(),
    ),
  'SimpleRNN, ReLU': () =>
    chain(embedding(), layers.simpleRNN({ units: 5, activation: 'relu', name: 'rnn' }), head()),
  'GRU, reset before': () => chain(embedding(), layers.gru({ units: 5, name: 'gru' }), head()),
  'two directions side by side, stacked': () =>
    chain(
      embedding(),
      layers.bidirectional({
        layer: lstm({ returnSequences: true, name: 'a' }) as never,
        mergeMode: 'concat',
        name: 'first',
      }),
      layers.dropout({ rate: 0.2, name: 'drop' }),
      both(lstm({ name: 'b' }), 'concat'),
      head(),
    ),
  'two directions added': () => chain(embedding(), both(lstm({ returnSequences: true }), 'sum'), head()),
  'two directions multiplied': () => chain(embedding(), both(lstm(), 'mul'), head()),
  'two directions averaged': () =>
    chain(embedding(), both(layers.gru({ units: 5, name: 'gru' }), 'ave'), head()),
  'padding masked': () => chain(embedding(true), lstm(), head()),
  'padding masked in two directions': () => chain(embedding(true), both(lstm(), 'concat'), head()),
  'Dense at each step': () =>
    chain(
      embedding(),
      lstm({ returnSequences: true }),
      layers.timeDistributed({
        layer: layers.dense({ units: 3, activation: 'softmax', name: 'inner' }),
        name: 'steps',
      }),
    ),
  Flatten: () =>
    chain(embedding(), lstm({ returnSequences: true }), layers.flatten({ name: 'flat' }), head()),
  'convolution, normalisation, largest of all steps': () =>
    chain(
      embedding(),
      layers.conv1d({ filters: 6, kernelSize: 4, padding: 'same', activation: 'relu', name: 'conv' }),
      layers.batchNormalization({ name: 'norm' }),
      lstm({ returnSequences: true }),
      layers.globalMaxPooling1d({ name: 'max' }),
      layers.dense({ units: 4, name: 'hidden' }),
      layers.leakyReLU({ alpha: 0.15, name: 'leaky' }),
      head(),
    ),
  'convolution with holes': () =>
    chain(
      embedding(),
      layers.conv1d({ filters: 6, kernelSize: 3, padding: 'same', dilationRate: 2, name: 'conv' }),
      lstm(),
      head(),
    ),
  'convolution that loses steps': () =>
    chain(embedding(), layers.conv1d({ filters: 6, kernelSize: 3, name: 'conv' }), lstm(), head()),
  'side by side': () => joined(layers.concatenate({ name: 'join' }), 4),
  added: () => joined(layers.add({ name: 'join' }), 4),
  multiplied: () => joined(layers.multiply({ name: 'join' }), 4),
  averaged: () => joined(layers.average({ name: 'join' }), 4),
  'the larger one': () => joined(layers.maximum({ name: 'join' }), 4),
  'other activations': () =>
    chain(
      embedding(),
      lstm(),
      layers.dense({ units: 4, activation: 'elu', name: 'd1' }),
      layers.dense({ units: 4, activation: 'selu', name: 'd2' }),
      layers.dense({ units: 4, activation: 'softplus', name: 'd3' }),
      layers.dense({ units: 4, activation: 'softsign', name: 'd4' }),
      layers.dense({ units: 4, activation: 'hardSigmoid', name: 'd5' }),
      layers.dense({ units: 4, activation: 'tanh', name: 'd6' }),
      layers.reLU({ name: 'd7' }),
      layers.activation({ activation: 'swish', name: 'd8' }),
      head(3, 'linear'),
      layers.softmax({ name: 'd9' }),
    ),
};

test('every kind of layer gives what TensorFlow.js gives, from model.json and from HDF5', async () => {
  for (const [name, make] of Object.entries(NETWORKS)) {
    const model = make();
    seedWeights(model, name.length);
    const saved = await savedModel(model);
    for (const files of [tfjsFiles(saved, 2), { 'model.h5': await wholeHdf5(saved) }]) {
      const place = `${name} (${Object.keys(files)[0]})`;
      const file = await read(files);
      assert.ok(file.tensors.length === saved.specs.length, place);
      const network = await networkOf(file);
      for (const padded of ['before', 'after'] as const) {
        const ids = idsOf(name.length, padded);
        const got = answerOf(network, ids).rows.flat();
        assertClose(got, await predicted(model, ids), `${place}, padded ${padded}`);
      }
    }
    model.dispose();
  }
});

test('one-hot symbols are seen by the shape, and what is no symbol is zeros', async () => {
  const model = chain(layers.lstm({ units: 6, inputShape: [5, 9], name: 'lstm' }), head(9));
  seedWeights(model, 3);
  const network = await networkOf(await read(tfjsFiles(await savedModel(model))));
  assert.deepEqual(network.reading, { window: 5, padding: 'before', padId: -1, isMasked: false });
  const rows = [2, 8, 4].map((id) => Array.from({ length: 9 }, (_, k) => Number(k === id)));
  const padded = tf.tensor3d([[...Array.from({ length: 2 }, () => new Array<number>(9).fill(0)), ...rows]]);
  assertClose(
    answerOf(network, [2, 8, 4]).rows.flat(),
    [...(await (model.predict(padded) as tf.Tensor).data())],
    'one-hot',
  );
});
