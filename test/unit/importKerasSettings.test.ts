// Settings of Keras files of every age, and the vocabularies in them.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { KERAS_READER } from '../../src/core/import/keras/reader.js';
import { symbolsIn } from '../../src/core/import/vocabulary/vocabulary.js';
import { networkOf } from '../tools/foreignValues.js';
import { textBytes } from '../tools/importFiles.js';
import { fixtureFiles } from '../tools/kerasFixtures.js';
import { writeHdf5 } from '../tools/hdf5Writer.js';
import { zipSync } from 'fflate';
import {
  WEIGHTS,
  embedding,
  input,
  layer,
  lstm,
  modelJson,
  reading,
  sequential,
  type Json,
} from '../tools/kerasJson.js';

test('nested networks, a fixed batch and settings of all ages are read', async () => {
  const nested = sequential(
    layer('InputLayer', {
      batch_shape: [8, 6],
      dtype: { class_name: 'DTypePolicy', config: { name: 'float32' } },
    }),
    sequential(embedding, layer('SpatialDropout1D', { rate: 0.1 })),
    layer('LSTM', { units: 5, stateful: true }),
  );
  const network = await networkOf(await reading(modelJson(nested)));
  assert.equal(network.reading.window, 6);
  const list = {
    class_name: 'Sequential',
    config: [layer('Embedding', { input_dim: 10, output_dim: 4, input_length: 7 }), lstm],
  };
  assert.equal((await networkOf(await reading(modelJson(list)))).reading.window, 7);
  const old = sequential(
    layer('Embedding', { input_dim: 10, output_dim: 4, input_length: 7, mask_zero: true }),
    layer('LSTM', { output_dim: 5, inner_activation: 'hard_sigmoid', activation: 'tanh', name: 'lstm' }),
  );
  const weights: Record<string, readonly number[]> = { 'embedding/embedding_W': [10, 4] };
  for (const gate of ['i', 'c', 'f', 'o'])
    for (const [letter, shape] of [
      ['W', [4, 5]],
      ['U', [5, 5]],
      ['b', [5]],
    ] as const)
      weights[`lstm/lstm_${letter}_${gate}`] = shape;
  const first = await networkOf(await reading(modelJson(old, weights)));
  assert.deepEqual(
    first.layers.map(({ operation }) => operation.kind),
    ['ids', 'embedding', 'recurrent'],
  );
});

test('hard_sigmoid is what it was in the version that wrote the file', async () => {
  const gates = async (version: string): Promise<string> => {
    const attributes = {
      keras_version: version,
      model_config: JSON.stringify(
        sequential(input(8), embedding, layer('LSTM', { units: 5, recurrent_activation: 'hard_sigmoid' })),
      ),
    };
    const group = (names: readonly string[]) => ({
      attributes: { weight_names: names },
      children: Object.fromEntries(
        names.map((name) => [
          name,
          { shape: WEIGHTS[name], values: new Float32Array(WEIGHTS[name].reduce((a, b) => a * b, 1)) },
        ]),
      ),
    });
    const names = Object.keys(WEIGHTS);
    const bytes = await writeHdf5({
      attributes,
      children: {
        model_weights: {
          attributes: { layer_names: ['embedding', 'lstm'] },
          children: { embedding: group(names.slice(0, 1)), lstm: group(names.slice(1)) },
        },
      },
    });
    const { layers } = await networkOf(await reading({ 'm.h5': bytes }));
    const { operation } = layers[2];
    return operation.kind === 'recurrent' ? operation.gateActivation : assert.fail();
  };
  assert.equal(await gates('2.15.0'), 'hard-sigmoid');
  assert.equal(await gates('3.4.1'), 'hard-sigmoid-6');
});

test('a text layer gives its vocabulary and the window', async () => {
  const { sentimentKeras } = await fixtureFiles();
  const { unzipSync } = await import('fflate');
  const members = unzipSync(Object.values(sentimentKeras)[0]);
  const config = JSON.parse(new TextDecoder().decode(members['config.json'])) as {
    config: { layers: Json[] };
  };
  const [first, ...others] = config.config.layers;
  const text = [
    layer('InputLayer', { batch_shape: [null, 1], dtype: 'string' }),
    layer('TextVectorization', {
      name: 'vectorize',
      output_mode: 'int',
      output_sequence_length: 9,
      standardize: 'lower_and_strip_punctuation',
    }),
    { ...first, config: { ...(first['config'] as Json), batch_input_shape: undefined } },
  ];
  const changed = { ...config, config: { ...config.config, layers: [...text, ...others] } };
  const path = 'assets/layers/text_vectorization/_lookup_layer/vocabulary.txt';
  const archive = zipSync({
    ...members,
    'config.json': textBytes(JSON.stringify(changed)),
    [path]: textBytes('\n[UNK]\nthe\nfilm'),
  });
  const file = await reading({ 'text.keras': archive });
  const [vocabulary] = file.vocabularies;
  assert.deepEqual(
    [...vocabulary.ids],
    [
      ['', 0],
      ['[UNK]', 1],
      ['the', 2],
      ['film', 3],
    ],
  );
  assert.equal(vocabulary.tokenizer!.removed!.includes('!'), true);
  assert.equal((await networkOf(file)).reading.window, 9);
});

test('a tokenizer’s JSON is read, also as JSON in a string', () => {
  const config = {
    num_words: 5000,
    filters: '!?',
    lower: true,
    split: ' ',
    char_level: false,
    oov_token: '<OOV>',
    word_index: JSON.stringify({ '<OOV>': 1, the: 2, film: 3 }),
  };
  const text = JSON.stringify({ class_name: 'Tokenizer', config });
  for (const written of [text, JSON.stringify(text)]) {
    const found = symbolsIn(written, 'tokenizer.json');
    assert.ok(found.kind === 'symbols');
    assert.deepEqual(
      [...found.vocabulary.ids],
      [
        ['<OOV>', 1],
        ['the', 2],
        ['film', 3],
      ],
    );
    assert.equal(found.vocabulary.tokenizer!.oovToken, '<OOV>');
  }
});

test('files are known by what is in them, not by their names', async () => {
  for (const files of Object.values(await fixtureFiles())) {
    const [name] = Object.keys(files);
    const head = files[name].subarray(0, 4096);
    assert.ok(KERAS_READER.sniff(head, 'no name'), name);
  }
  const others = [
    '',
    '{"a": 1}',
    'PK\x03\x04 archive/data.pkl',
    '{"class_name":"Tokenizer"}',
    'version https://git-lfs',
  ];
  const inside = zipSync(
    { 'archive/data.pkl': textBytes('PK\x03\x04 config.json metadata.json') },
    { level: 0 },
  );
  assert.ok(!KERAS_READER.sniff(inside, 'model.pt'), 'a Keras file in one of PyTorch');
  for (const text of others) assert.ok(!KERAS_READER.sniff(textBytes(text), 'model.keras'), text);
  await assert.rejects(
    reading({ 'a.keras': textBytes('\r\n') }),
    /a\.keras is not a Keras file: it has 2 bytes/,
  );
});
