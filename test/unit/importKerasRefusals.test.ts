// Keras networks that cannot be run on a text, with the sentence that says why.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fill } from '../../src/core/sentence.js';
import { networkOf, reasonOf } from '../tools/foreignValues.js';
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

async function reasonFor(
  config: Json,
  weights?: Readonly<Record<string, readonly number[]>>,
): Promise<string> {
  return reasonOf(await reading(modelJson(config, weights)));
}

test('what people see most: networks that do not read text', async () => {
  assert.equal(
    await reasonFor(sequential(input(60, 1), lstm, layer('Dense', { units: 1 }))),
    'The network reads 60 steps of 1 numbers (input shape [60, 1]): a series of measurements, not text.',
  );
  assert.match(
    await reasonFor(sequential(input(null, 300), lstm)),
    /vectors of width 300 \(input shape \[\?, 300\]\)/,
  );
  assert.match(
    await reasonFor(sequential(input(64, 64, 3), lstm)),
    /images or other data of the shape \[64, 64, 3\], not text/,
  );
  assert.match(
    await reasonFor(sequential(input(30), layer('Reshape', { target_shape: [30, 1] }), lstm)),
    /numbers of the shape \[30\] and has no Embedding: a series of measurements/,
  );
  assert.equal(
    await reasonFor(
      sequential(input(8), embedding, layer('GlobalAveragePooling1D'), layer('Dense', { units: 1 })),
    ),
    'The network has no recurrent layer (its layers are Embedding, GlobalAveragePooling1D, Dense).',
  );
});

test('layers that cannot run are named, with their class', async () => {
  const after = (odd: Json): Promise<string> =>
    reasonFor(sequential(input(8), embedding, layer('LSTM', { units: 5, return_sequences: true }), odd));
  assert.match(await after(layer('Lambda')), /"lambda" \(Lambda\) is Python code of its own/);
  assert.match(await after(layer('MaxPooling1D', { pool_size: 2 })), /makes one step of several/);
  assert.match(await after(layer('LayerNormalization')), /normalises each step/);
  assert.match(await after(layer('Reshape', { target_shape: [2, 20] })), /makes another shape/);
  assert.match(await after(layer('Masking')), /skips steps that are 0/);
  assert.match(
    await after(layer('Activation', { activation: 'my_swish' })),
    /activation my_swish, which is not known/,
  );
  const vector = (odd: Json): Promise<string> => reasonFor(sequential(input(8), embedding, lstm, odd));
  assert.match(await vector(layer('RepeatVector', { n: 3 })), /begins a second sequence \(encoder-decoder\)/);
  assert.match(
    await vector(layer('GlobalMaxPooling1D')),
    /wants a vector for each step and gets one vector for all/,
  );
  assert.match(
    await reasonFor({ class_name: 'MyModel', config: {} }),
    /a Python class of its own \(MyModel\)/,
  );
});

test('of a network with a layer that is not known, the states before it can be shown', async () => {
  for (const name of ['MyLayer', 'Custom>MyLayer', 'Attention']) {
    const recurrent = layer('LSTM', { units: 5, return_sequences: true });
    const file = await reading(
      modelJson(sequential(input(8), embedding, recurrent, layer(name), layer('Dense', { units: 2 }))),
    );
    assert.ok(file.recognised.kind === 'network');
    const [question] = file.recognised.questions;
    assert.equal(question.isNeeded, true);
    assert.match(fill(question.text.text, question.text.values), /not known here \((MyLayer|Attention)\)/);
    const network = await networkOf(file);
    assert.equal(network.layers[network.output].operation.kind, 'recurrent');
  }
  const message = await reasonFor(sequential(input(8), embedding, lstm, layer('MyLayer')));
  assert.match(message, /"mylayer" is of a kind that cannot be run \(MyLayer\)/);
});

test('padding is skipped by what Keras skips it in, and networks that also read it are refused', async () => {
  const masked = layer('Embedding', { input_dim: 10, output_dim: 4, mask_zero: true });
  const recurrent = layer('LSTM', { units: 5, return_sequences: true });
  const conv = layer('Conv1D', { filters: 4, kernel_size: [1], padding: 'same', use_bias: false });
  const weights = { ...WEIGHTS, 'conv1d/kernel': [1, 4, 4] };
  const isMasked = async (...layers: readonly Json[]): Promise<boolean> =>
    (await networkOf(await reading(modelJson(sequential(input(8), ...layers), weights)))).reading.isMasked;
  assert.equal(await isMasked(masked, lstm), true);
  assert.equal(await isMasked(masked, layer('Dropout'), recurrent, layer('GlobalAveragePooling1D')), true);
  assert.equal(await isMasked(masked, conv, lstm), false, 'a convolution forgets what is padding');
  assert.match(
    await reasonFor(sequential(input(8), masked, recurrent, layer('GlobalMaxPooling1D'))),
    /"globalmaxpooling1d" \(GlobalMaxPooling1D\) reads the padding that layers before it skip/,
  );
});

test('encoder-decoder networks and those with several inputs are refused', async () => {
  const node = (...names: readonly string[]): Json => ({
    inbound_nodes: [names.map((name) => [name, 0, 0, {}])],
  });
  const named = (name: string, entry: Json, ...from: readonly string[]): Json => ({
    ...entry,
    name,
    config: { ...(entry['config'] as Json), name },
    ...(from.length > 0 ? node(...from) : { inbound_nodes: [] }),
  });
  const functional = (layers: readonly Json[], inputs: readonly string[], output: string): Json => ({
    class_name: 'Functional',
    config: { layers, input_layers: inputs.map((name) => [name, 0, 0]), output_layers: [[output, 0, 0]] },
  });
  const two = functional(
    [
      named('a', input(8)),
      named('b', input(3)),
      named('embedding', embedding, 'a'),
      named('lstm', lstm, 'embedding'),
      named('join', layer('Concatenate'), 'lstm', 'b'),
    ],
    ['a', 'b'],
    'join',
  );
  assert.match(await reasonFor(two), /has 2 inputs \(a \[8\], b \[3\]\).*encoder-decoder/);
  const states = functional(
    [
      named('a', input(8)),
      named('embedding', embedding, 'a'),
      named('lstm', lstm, 'embedding'),
      {
        ...named('other', lstm),
        inbound_nodes: [
          [
            ['embedding', 0, 0, {}],
            ['lstm', 0, 1, {}],
          ],
        ],
      },
    ],
    ['a'],
    'other',
  );
  assert.match(await reasonFor(states), /"lstm" hands its state to another layer/);
  const shared = functional(
    [
      named('a', input(8)),
      { ...named('embedding', embedding), inbound_nodes: [[['a', 0, 0, {}]], [['a', 0, 0, {}]]] },
      named('lstm', lstm, 'embedding'),
    ],
    ['a'],
    'lstm',
  );
  assert.match(await reasonFor(shared), /"embedding" is used 2 times/);
});

test('weights that do not fit are one sentence with both shapes', async () => {
  const network = sequential(input(8), embedding, lstm);
  const message = async (weights: Readonly<Record<string, readonly number[]>>): Promise<string> =>
    reading(modelJson(network, weights)).then(
      () => assert.fail('it was read'),
      (error: Error) => error.message,
    );
  assert.equal(
    await message({ ...WEIGHTS, 'lstm/kernel': [5, 20] }),
    'Layer "lstm": "lstm/kernel" should have the shape [4, 20] and has [5, 20].',
  );
  const without = Object.fromEntries(Object.entries(WEIGHTS).filter(([name]) => name !== 'lstm/bias'));
  assert.equal(
    await message(without),
    'Layer "lstm" should have the weights kernel, recurrent_kernel, bias and has lstm/kernel, lstm/recurrent_kernel.',
  );
  assert.match(await message({ ...WEIGHTS, 'embedding/embeddings': [11, 4] }), /\[10, 4\] and has \[11, 4\]/);
  const short = modelJson(network);
  assert.match(
    await reading({ ...short, w: short['w'].slice(4) }).then(
      () => '',
      (error: Error) => error.message,
    ),
    /"lstm\/bias" ends at byte 960, but w has 956 bytes: it is cut off/,
  );
  assert.match(
    await reading({ ...short, w: new Uint8Array(9999) }).then(
      () => '',
      (error: Error) => error.message,
    ),
    /w has 9999 bytes, but the tensors need 960: it is of another model/,
  );
});
