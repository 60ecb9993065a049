// Files of PyTorch of every age: the same tensors, wherever they are.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ForeignFile } from '../../src/core/import/foreign.js';
import {
  floats,
  pickled,
  stateDict,
  torchLegacy,
  torchTar,
  torchZip,
  type Saved,
  type TensorToSave,
} from '../tools/torchFiles.js';
import { read, tagger } from '../tools/torchReading.js';

async function numbersIn({ tensors }: ForeignFile): Promise<Record<string, readonly number[]>> {
  const pairs = tensors.map(async ({ name, values }) => [name, [...(await values())]] as const);
  return Object.fromEntries(await Promise.all(pairs));
}

const isRunnable = (file: ForeignFile): void =>
  assert.equal(file.recognised.kind, 'network', JSON.stringify(file.recognised));

test('views of one storage, turned, repeated, of any element type', async () => {
  const storages = {
    a: floats(0, 1, 2, 3, 4, 5, 6),
    half: new Uint8Array(Uint16Array.of(0x3c00, 0xc000, 0x0001).buffer),
    brain: new Uint8Array(Uint16Array.of(0x3f80, 0xc040).buffer),
    double: new Uint8Array(Float64Array.of(0.1, 1e300).buffer),
    long: new Uint8Array(BigInt64Array.of(-3n, 2n ** 40n).buffer),
    byte: Uint8Array.of(0, 255),
  };
  const value = stateDict({
    row: { shape: [2, 3], storage: 'a', offset: 1 },
    turned: { shape: [3, 2], storage: 'a', offset: 1, strides: [1, 3] },
    every: { shape: [3], storage: 'a', strides: [2] },
    repeated: { shape: [2, 2], storage: 'a', offset: 5, strides: [0, 1] },
    none: { shape: [0, 4], storage: 'a' },
    scalar: { shape: [], storage: 'a', offset: 6 },
    half: { shape: [3], storage: 'half', type: 'HalfStorage' },
    brain: { shape: [2], storage: 'brain', type: 'BFloat16Storage' },
    double: { shape: [2], storage: 'double', type: 'DoubleStorage' },
    long: { shape: [2], storage: 'long', type: 'LongStorage' },
    byte: { shape: [2], storage: 'byte', type: 'ByteStorage' },
  });
  const expected = {
    row: [1, 2, 3, 4, 5, 6],
    turned: [1, 4, 2, 5, 3, 6],
    every: [0, 2, 4],
    repeated: [5, 6, 5, 6],
    none: [],
    scalar: [6],
    half: [1, -2, 2 ** -24],
    brain: [1, -3],
    double: [Math.fround(0.1), Infinity],
    long: [-3, 2 ** 40],
    byte: [0, 255],
  };
  for (const bytes of [
    torchZip(value, storages),
    torchZip(value, storages, { folder: 'any name/', level: 6 }),
    torchZip(value, storages, { folder: '' }),
  ])
    assert.deepEqual(await numbersIn(await read(bytes)), expected);
});

test('the same tagger in every container', async () => {
  const { tensors, storages } = tagger();
  const expected = await numbersIn(await read(torchZip(stateDict(tensors), storages)));
  const old = Object.fromEntries(
    Object.entries(tensors).map(([name, { shape, offset = 0 }], k) => [
      name,
      {
        key: String(k + 100),
        shape,
        offset,
        strides: shape.map((_, axis) => shape.slice(axis + 1).reduce((a, b) => a * b, 1)),
        storage: '0',
      },
    ]),
  );
  const byNumber = Object.fromEntries(Object.values(old).map((tensor) => [tensor.key, tensor]));
  const names = Object.fromEntries(Object.entries(old).map(([name, { key }]) => [name, key]));
  const nested = {
    record: 'torch.storage._load_from_bytes',
    args: [torchLegacy({ storage: '0' }, storages)],
  } satisfies Saved;
  const files: Record<string, Uint8Array> = {
    'PyTorch (before 1.6)': torchLegacy(stateDict(tensors), storages),
    'PyTorch 0.1 (tar)': torchTar(storages, byNumber, names),
    'Python pickle': pickled({
      dict: Object.entries(tensors).map(
        ([name, { shape, offset = 0 }]) => [name, rebuilt(nested, offset, shape)] as const,
      ),
    }),
  };
  for (const [format, bytes] of Object.entries(files)) {
    const file = await read(bytes);
    assert.equal(file.format, format);
    assert.deepEqual(await numbersIn(file), expected, format);
    isRunnable(file);
  }
});

function rebuilt(storage: Saved, offset: number, shape: readonly number[]): Saved {
  const strides = shape.map((_, axis) => shape.slice(axis + 1).reduce((a, b) => a * b, 1));
  return {
    record: 'torch._utils._rebuild_tensor_v2',
    args: [
      storage,
      offset,
      { tuple: shape },
      { tuple: strides },
      false,
      { record: 'collections.OrderedDict' },
    ],
  };
}

test('weights are found wherever checkpoints have them, with their vocabulary, labels and settings', async () => {
  for (const [key, prefix] of [
    ['state_dict', ''],
    ['model_state_dict', 'module.'],
    ['model', ''],
    ['net', ''],
    ['state_dict', 'model.'],
    ['anything', ''],
  ]) {
    const { tensors, storages } = tagger(prefix);
    const value: Saved = {
      dict: [
        ['epoch', 7],
        [
          'optimizer_state_dict',
          { dict: [['state', { dict: [[0, stateDict({ exp_avg: { shape: [2], storage: '0' } })]] }]] },
        ],
        [
          'args',
          {
            record: 'argparse.Namespace',
            state: {
              dict: [
                ['hidden', 2],
                ['lr', 0.5],
              ],
            },
          },
        ],
        [key, stateDict(tensors)],
        ['ema_state_dict', stateDict(tensors)],
        [
          'word_to_ix',
          {
            dict: [
              ['the', 0],
              ['dog', 1],
              ['ate', 2],
            ],
          },
        ],
        [
          'tag_to_ix',
          {
            dict: [
              ['DET', 0],
              ['NN', 1],
              ['V', 2],
            ],
          },
        ],
      ],
    };
    const file = await read(torchZip(value, storages));
    assert.deepEqual(
      file.tensors.map(({ name }) => name),
      Object.keys(tensors),
      key,
    );
    assert.deepEqual(file.labels, ['DET', 'NN', 'V']);
    assert.deepEqual(
      file.vocabularies.map(({ place, ids }) => [place, ids.size]),
      [['model.pt: word_to_ix', 3]],
    );
    for (const [name, text] of [
      ['epoch', '7'],
      ['hidden', '2'],
      ['class', 'argparse.Namespace'],
    ])
      assert.ok(
        file.facts.some((fact) => fact.name === name && fact.value === text),
        `${name} ${text}`,
      );
    isRunnable(file);
  }
});

/** An `nn.Module` as it is pickled. */
function moduleOf(
  path: string,
  parameters: Readonly<Record<string, TensorToSave>>,
  modules: readonly (readonly [string, Saved])[] = [],
  more: readonly (readonly [Saved, Saved])[] = [],
): Saved {
  const wrapped = Object.entries(parameters).map(
    ([name, tensor]) =>
      [
        name,
        {
          record: 'torch._utils._rebuild_parameter',
          args: [{ tensor }, true, { record: 'collections.OrderedDict' }],
        },
      ] as const,
  );
  const state: Saved = {
    dict: [
      ['training', false],
      ['_parameters', { dict: wrapped }],
      ['_buffers', { dict: [] }],
      ['_modules', { dict: modules }],
      ...more,
    ],
  };
  return { record: path, state };
}

test('a network that was saved whole tells its activation', async () => {
  const storages = { 0: floats(...Array.from({ length: 40 }, (_, k) => Math.cos(k))) };
  const at = (offset: number, ...shape: readonly number[]): TensorToSave => ({ shape, offset, storage: '0' });
  const rnn = {
    weight_ih_l0: at(0, 2, 3),
    weight_hh_l0: at(6, 2, 2),
    bias_ih_l0: at(10, 2),
    bias_hh_l0: at(12, 2),
  };
  const flat = [['_flat_weights', Object.values(rnn).map((tensor) => ({ tensor }))]] as const;
  const whole = moduleOf('my.models.CharRNN', {}, [
    [
      'embed',
      moduleOf('torch.nn.modules.sparse.Embedding', { weight: at(14, 4, 3) }, [], [['padding_idx', 3]]),
    ],
    [
      'rnn',
      moduleOf(
        'torch.nn.modules.rnn.RNN',
        rnn,
        [],
        [['nonlinearity', 'relu'], ['mode', 'RNN_RELU'], ...flat],
      ),
    ],
    ['out', moduleOf('torch.nn.modules.linear.Linear', { weight: at(26, 4, 2), bias: at(34, 4) })],
  ]);
  for (const value of [whole, { dict: [['model', whole]] } satisfies Saved]) {
    const file = await read(torchZip(value, storages));
    assert.equal(file.tensors.length, 7);
    assert.ok(file.recognised.kind === 'network');
    assert.deepEqual(
      file.recognised.questions.map(({ id }) => id),
      ['answer'],
    );
    const { layers, reading } = await file.recognised.network({});
    const recurrent = layers.find(({ operation }) => operation.kind === 'recurrent')!.operation;
    assert.ok(recurrent.kind === 'recurrent' && recurrent.cell === 'RNN_RELU');
    assert.equal(reading.padId, 3);
  }
});
