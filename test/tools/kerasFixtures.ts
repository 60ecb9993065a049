// Small Keras files of every kind, made from seeded weights: for fixtures and as a beginning for wrong files.
import * as tf from '@tensorflow/tfjs';
import { textBytes } from './importFiles.js';
import { writeHdf5 } from './hdf5Writer.js';
import { kerasArchive, savedModel, seedWeights, tfjsFiles, weightsHdf5, wholeHdf5 } from './kerasFiles.js';

const { layers } = tf;

/** A sentiment classifier: masked, in two directions, one answer. */
export function sentimentModel(): tf.LayersModel {
  const model = tf.sequential();
  model.add(
    layers.embedding({ inputDim: 30, outputDim: 6, maskZero: true, inputLength: 8, name: 'embedding' }),
  );
  const inner = layers.lstm({ units: 5, recurrentActivation: 'sigmoid', name: 'lstm' });
  model.add(layers.bidirectional({ layer: inner as never, mergeMode: 'concat', name: 'bidirectional' }));
  model.add(layers.dense({ units: 4, activation: 'relu', name: 'dense' }));
  model.add(layers.dropout({ rate: 0.3, name: 'dropout' }));
  model.add(layers.dense({ units: 1, activation: 'sigmoid', name: 'dense_1' }));
  seedWeights(model, 11);
  return model;
}

/** A character model that reads one-hot symbols. */
export function characterModel(): tf.LayersModel {
  const model = tf.sequential();
  model.add(layers.lstm({ units: 7, inputShape: [10, 13], name: 'lstm' }));
  model.add(layers.dense({ units: 13, activation: 'softmax', name: 'dense' }));
  seedWeights(model, 12);
  return model;
}

/** A tagger that is no chain, with what stands around recurrent layers. */
export function taggerModel(): tf.LayersModel {
  const input = tf.input({ shape: [null as unknown as number], dtype: 'int32', name: 'words' });
  const apply = (layer: tf.layers.Layer, value: tf.SymbolicTensor | tf.SymbolicTensor[]): tf.SymbolicTensor =>
    layer.apply(value) as tf.SymbolicTensor;
  const embedded = apply(layers.embedding({ inputDim: 40, outputDim: 6, name: 'embedding' }), input);
  const seen = apply(
    layers.conv1d({ filters: 6, kernelSize: 3, padding: 'same', activation: 'relu', name: 'conv1d' }),
    embedded,
  );
  const normal = apply(layers.batchNormalization({ name: 'batch_normalization' }), seen);
  const joined = apply(layers.concatenate({ name: 'concatenate' }), [embedded, normal]);
  const gru = apply(layers.gru({ units: 5, returnSequences: true, name: 'gru' }), joined);
  const rnn = apply(layers.gru({ units: 5, returnSequences: true, name: 'gru_1' }), gru);
  const head = layers.dense({ units: 4, activation: 'softmax', name: 'dense' });
  const output = apply(layers.timeDistributed({ layer: head, name: 'time_distributed' }), rnn);
  const model = tf.model({ inputs: input, outputs: output });
  seedWeights(model, 13);
  return model;
}

const SENTIMENT_PLACES = {
  embedding: 'layers/embedding',
  forward: 'layers/bidirectional/forward_layer/cell',
  backward: 'layers/bidirectional/backward_layer/cell',
  dense_1: 'layers/dense_1',
  dense: 'layers/dense',
};

/** Files by kind; the first of each is the one to import. */
export async function fixtureFiles(): Promise<Record<string, Record<string, Uint8Array>>> {
  const [sentiment, character, tagger] = await Promise.all(
    [sentimentModel(), characterModel(), taggerModel()].map(savedModel),
  );
  const config = textBytes(JSON.stringify({ ...tagger.config, keras_version: '2.13.1' }));
  const pieces = { shape: [7, 5], values: Float32Array.from({ length: 35 }, (_, k) => k), chunks: [3, 2] };
  return {
    sentimentKeras: {
      'sentiment.keras': await kerasArchive(sentiment, SENTIMENT_PLACES, { version: '3.8.0' }),
    },
    sentimentHdf5: { 'sentiment.h5': await wholeHdf5(sentiment, '2.13.1') },
    characterTfjs: tfjsFiles(character, 2),
    taggerHdf5: { 'tagger.h5': await wholeHdf5(tagger, '2.13.1') },
    taggerTfjs: tfjsFiles(tagger),
    taggerWeights: { 'weights.h5': await weightsHdf5(tagger, '2.13.1'), 'config.json': config },
    sentimentWeights: { 'weights.h5': await weightsHdf5(sentiment) },
    pieces: {
      'pieces.h5': await writeHdf5({
        attributes: { layer_names: ['a'] },
        children: { a: { attributes: { weight_names: ['w'] }, children: { w: pieces } } },
      }),
    },
    latest: {
      'latest.h5': await writeHdf5(
        {
          attributes: { layer_names: ['a'] },
          children: {
            a: { attributes: { weight_names: ['w'] }, children: { w: { shape: [2], values: [1, 2] } } },
          },
        },
        'latest',
      ),
    },
  };
}
