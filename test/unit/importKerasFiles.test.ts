// Files of Keras of every age and kind: how their weights are found, and what they leave open.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { KERAS_READER } from '../../src/core/import/keras/reader.js';
import { networkOf, reasonOf } from '../tools/foreignValues.js';
import { diskFiles, textBytes } from '../tools/importFiles.js';
import {
  kerasArchive,
  savedModel,
  seedWeights,
  tfjsFiles,
  weightsHdf5,
  wholeHdf5,
} from '../tools/kerasFiles.js';
import { writeHdf5 } from '../tools/hdf5Writer.js';
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
} from '../tools/kerasNetworks.js';

test('a .keras archive has its weights numbered by class', async () => {
  const model = chain(
    embedding(),
    lstm({ returnSequences: true, name: 'lstm_7', recurrentActivation: 'sigmoid' }),
    lstm({ returnSequences: true, name: 'lstm_3', recurrentActivation: 'sigmoid' }),
    both(layers.gru({ units: 5, recurrentActivation: 'sigmoid', name: 'gru' }), 'concat'),
    layers.dense({ units: 4, activation: 'relu', name: 'dense_9' }),
    head(),
  );
  seedWeights(model, 5);
  const saved = await savedModel(model);
  const ids = idsOf(2, 'after');
  for (const container of ['layers', '_layer_checkpoint_dependencies']) {
    const places = {
      embed: `${container}/embedding`,
      lstm_7: `${container}/lstm/cell`,
      lstm_3: `${container}/lstm_1/cell`,
      forward: `${container}/bidirectional/forward_layer/cell`,
      backward: `${container}/bidirectional/backward_layer/cell`,
      dense_9: `${container}/dense`,
      head: `${container}/dense_1`,
    };
    const file = await read({ 'model.keras': await kerasArchive(saved, places, { version: '3.3.3' }) });
    assert.equal(file.format, 'Keras 3.3.3 (.keras)');
    assert.equal(file.tensors.length, saved.specs.length, 'without the optimiser');
    assertClose(answerOf(await networkOf(file), ids).rows.flat(), await predicted(model, ids), container);
  }
});

test('weights alone need the configuration beside them, or answers to what they do not say', async () => {
  const model = chain(
    embedding(),
    layers.lstm({ units: 5, name: 'lstm_2' }),
    layers.dense({ units: 4, activation: 'tanh', name: 'dense_4' }),
    layers.dense({ units: 3, activation: 'softmax', name: 'dense_5' }),
  );
  seedWeights(model, 8);
  const saved = await savedModel(model);
  const ids = idsOf(4, 'before');
  const wanted = await predicted(model, ids);
  const weights = await weightsHdf5(saved);
  const config = JSON.stringify({ ...saved.config, keras_version: '2.2.4' });
  for (const beside of [config, JSON.stringify(config)]) {
    const file = await read({
      'weights.h5': weights,
      'tokenizer.json': textBytes('{"a": 1}'),
      'model.json': textBytes(beside),
    });
    assertClose(answerOf(await networkOf(file), ids).rows.flat(), wanted, 'configuration beside the weights');
  }
  const chosen = await read({ 'model.json': textBytes(config), 'weights.h5': weights });
  assertClose(answerOf(await networkOf(chosen), ids).rows.flat(), wanted, 'weights beside the configuration');
  const alone = await read({ 'weights.h5': weights });
  assert.ok(alone.recognised.kind === 'network');
  const needed = alone.recognised.questions.filter(({ isNeeded }) => isNeeded).map(({ id }) => id);
  assert.deepEqual(needed, ['hidden', 'answer', 'steps', 'gates']);
  const network = await networkOf(alone, { hidden: 'tanh', answer: 'softmax', gates: 'hard_sigmoid' });
  assertClose(answerOf(network, ids).rows.flat(), wanted, 'answered');
  const bare = await read({ 'model.json': textBytes(config) });
  assert.match(reasonOf(bare), /model\.json describes a network, but its weights \(\.h5\) are not beside it/);
});

test('a padding is asked for where the window is fixed', async () => {
  const model = chain(embedding(true), lstm(), head());
  const file = await read(tfjsFiles(await savedModel(model)));
  assert.ok(file.recognised.kind === 'network');
  assert.deepEqual(
    file.recognised.questions.map(({ id, isNeeded, options }) => [
      id,
      isNeeded,
      options.map(({ value }) => value),
    ]),
    [['padding', false, ['before', 'after']]],
  );
  const reading = (await networkOf(file, { padding: 'after' })).reading;
  assert.deepEqual(reading, { window: STEPS, padding: 'after', padId: 0, isMasked: true });
});

test('the files that are kept give what TensorFlow.js gave when they were made', async () => {
  const folder = path.resolve('test/fixtures/import/keras');
  const names = readdirSync(folder);
  assert.equal(names.length, 5);
  for (const name of names) {
    const expected = JSON.parse(readFileSync(path.join(folder, name, 'expected.json'), 'utf8')) as {
      main: string;
      ids: number[];
      answer: number[];
    };
    const file = await KERAS_READER.read(diskFiles(path.join(folder, name, expected.main)));
    const network = await networkOf(file, { padding: 'after' });
    assertClose(answerOf(network, expected.ids).rows.flat(), expected.answer, name);
  }
});

/** A kernel [rows, 4·units] as CuDNN's layers keep it: each gate's block is read as its transpose. */
function cudnnKernel(values: Float32Array, rows: number, units: number): Float32Array {
  const out = new Float32Array(values.length);
  for (let gate = 0; gate < 4; gate++)
    for (let i = 0; i < rows; i++)
      for (let j = 0; j < units; j++) {
        const at = j * rows + i;
        const to = Math.floor(at / units) * 4 * units + gate * units + (at % units);
        out[to] = values[i * 4 * units + gate * units + j];
      }
  return out;
}

test('weights of a CuDNN layer are known by the length of the bias', async () => {
  const model = chain(embedding(), lstm({ recurrentActivation: 'sigmoid' }), head());
  seedWeights(model, 21);
  const saved = await savedModel(model);
  const specs = saved.specs.map((spec) => {
    const [rows] = spec.shape;
    if (spec.name === 'lstm/bias') {
      const halves = Float32Array.from({ length: 40 }, (_, k) => (k < 20 ? spec.values[k] - 0.25 : 0.25));
      return { ...spec, shape: [40], values: halves };
    }
    if (!spec.name.startsWith('lstm/')) return spec;
    return { ...spec, values: cudnnKernel(spec.values, rows, 5) };
  });
  const file = await read({ 'model.h5': await wholeHdf5({ ...saved, specs }, '2.3.1') });
  const ids = idsOf(3, 'before');
  assertClose(answerOf(await networkOf(file), ids).rows.flat(), await predicted(model, ids), 'CuDNN');
});

test('textgenrnn and reactionrnn are known by the names of their layers', async () => {
  const numbers = (
    seed: number,
    ...shape: readonly number[]
  ): { shape: readonly number[]; values: Float32Array } => ({
    shape,
    values: Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, (_, k) =>
      Math.sin(seed + 1.7 * k),
    ),
  });
  const file = (layers: Readonly<Record<string, Readonly<Record<string, ReturnType<typeof numbers>>>>>) =>
    writeHdf5({
      attributes: { layer_names: ['input', ...Object.keys(layers)], keras_version: '2.0.6' },
      children: Object.fromEntries(
        Object.entries(layers).map(([name, weights]) => [
          name,
          {
            attributes: { weight_names: Object.keys(weights).map((weight) => `${name}/${weight}:0`) },
            children: Object.fromEntries(
              Object.entries(weights).map(([weight, array]) => [`${name}/${weight}:0`, array]),
            ),
          },
        ]),
      ),
    });
  const recurrent = (seed: number, width: number, gates: number) => ({
    kernel: numbers(seed, width, gates * 3),
    recurrent_kernel: numbers(seed + 1, 3, gates * 3),
    bias: numbers(seed + 2, gates * 3),
  });
  const reaction = await file({
    embedding: { embeddings: numbers(1, 9, 4) },
    rnn: recurrent(2, 4, 3),
    output: { kernel: numbers(5, 3, 5), bias: numbers(6, 5) },
  });
  const shares = answerOf(await networkOf(await read({ 'w.hdf5': reaction })), [1, 2, 3]).rows.flat();
  assert.ok(
    Math.abs(shares.reduce((a, b) => a + b, 0) - 1) < 1e-9 && shares.includes(0),
    'shares of positive parts',
  );
  const generator = await file({
    embedding: { embeddings: numbers(1, 9, 4) },
    rnn_1: recurrent(2, 4, 4),
    rnn_2: recurrent(4, 3, 4),
    attention: { attention_W: numbers(7, 10, 1) },
    output: { kernel: numbers(8, 10, 9), bias: numbers(9, 9) },
  });
  const settings = textBytes(JSON.stringify({ max_length: 6, rnn_layers: 2 }));
  const network = await networkOf(await read({ 'w.hdf5': generator, 'w_config.json': settings }));
  assert.equal(network.reading.window, 6);
  assert.deepEqual(
    network.layers.map(({ operation }) => operation.kind),
    ['ids', 'embedding', 'recurrent', 'recurrent', 'merge', 'attention', 'dense', 'activation'],
  );
});

test('packed weights of TensorFlow.js are unpacked', async () => {
  const config = { class_name: 'Sequential', config: { layers: [] as unknown[] } };
  const layer = (class_name: string, own: object): unknown => ({
    class_name,
    config: { name: class_name, ...own },
  });
  config.config.layers = [
    layer('Embedding', { input_dim: 2, output_dim: 2 }),
    layer('SimpleRNN', { units: 1 }),
  ];
  const half = Uint16Array.of(0x3c00, 0xc000, 0x3800, 0x0000); // 1, -2, 0.5, 0
  const words = Uint16Array.of(0, 65535);
  const bytes = Uint8Array.of(...new Uint8Array(half.buffer), ...new Uint8Array(words.buffer), 128, 10);
  const packed = (dtype: string, scale = 0, min = 0) => ({
    quantization: { dtype, scale, min, original_dtype: 'float32' },
  });
  const weights = [
    { name: 'Embedding/embeddings', shape: [2, 2], dtype: 'float32', ...packed('float16') },
    { name: 'SimpleRNN/kernel', shape: [2, 1], dtype: 'float32', ...packed('uint16', 2 / 65535, -1) },
    { name: 'SimpleRNN/recurrent_kernel', shape: [1, 1], dtype: 'float32', ...packed('uint8', 0.5, -64) },
    { name: 'SimpleRNN/bias', shape: [1], dtype: 'float32', ...packed('uint8', 0.1, 0) },
  ];
  const json = { modelTopology: { model_config: config }, weightsManifest: [{ paths: ['w'], weights }] };
  const file = await read({ 'model.json': textBytes(JSON.stringify(json)), w: bytes });
  const values = await Promise.all(file.tensors.map((tensor) => tensor.values()));
  assert.deepEqual(
    values.map((of) => [...of].map((value) => Math.round(value * 1e4) / 1e4)),
    [[1, -2, 0.5, 0], [-1, 1], [0], [1]],
  );
  const network = await networkOf(file);
  const expected = Math.tanh(-1 * 1 + 1 * -2 + 1);
  assertClose(answerOf(network, [0]).rows.flat(), [expected], 'packed');
});
