// Files of PyTorch that are not what they say, or no network of tensors.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { torchReader } from '../../src/core/import/torch/reader.js';
import { fill } from '../../src/core/sentence.js';
import { memoryFiles } from '../tools/importFiles.js';
import {
  floats,
  stateDict,
  torchLegacy,
  torchTar,
  torchZip,
  type Saved,
  type TensorToSave,
} from '../tools/torchFiles.js';
import { read, tagger } from '../tools/torchReading.js';

test('files that are not what they say are refused with their names and numbers', async () => {
  const { tensors, storages } = tagger();
  const changed = (change: Partial<TensorToSave>): Saved =>
    stateDict({ ...tensors, 'emb.weight': { ...tensors['emb.weight'], ...change } });
  const wrong: readonly (readonly [Partial<TensorToSave>, RegExp])[] = [
    [{ offset: -1 }, /"emb.weight" begins at element -1/],
    [{ offset: 1e6 }, /"emb.weight" reaches element 1000010 of its storage "0", which has 67/],
    [{ strides: [-2, 1] }, /"emb.weight" has the shape \[5, 2\] and the strides \[-2, 1\]/],
    [{ strides: [100, 1] }, /reaches element 402/],
    [{ strides: [1] }, /the strides \[1\]/],
    [{ shape: [2 ** 30, 2 ** 30] }, /reaches element/],
    [{ count: 2 ** 40 }, /"archive\/data\/0" is said to have 4398046511104 bytes, but has 268/],
    [{ storage: '9', count: 10 }, /its storage "9" is not in the file/],
  ];
  for (const [change, message] of wrong)
    await assert.rejects(read(torchZip(changed(change), storages)), { name: 'RnnLensError', message });
  const repeated = await read(torchZip(changed({ shape: [2 ** 30, 2], strides: [0, 1] }), storages));
  await assert.rejects(
    Promise.resolve(repeated.tensors[0].values()),
    /repeats 2 numbers of its storage to 2147483648/,
  );
  const odd = await read(torchZip(changed({ type: 'QInt8Storage' }), storages));
  await assert.rejects(Promise.resolve(odd.tensors[0].values()), /element type QInt8Storage/);
  for (const [bytes, message] of [
    [torchZip(null, {}, { pickle: Uint8Array.of(0x80, 9) }), /pickle is damaged.*byte/],
    [
      torchLegacy(stateDict(tensors), storages).slice(0, -3),
      /cut off: its storage "0" is said to reach byte \d+ of \d+/,
    ],
    [torchZip(stateDict(tensors), storages).slice(0, -30), /cut off/],
    [torchTar(storages, {}, {}).slice(0, 2000), /cut off/],
  ] as const)
    await assert.rejects(torchReader.read(memoryFiles('model.pt', bytes)), { name: 'RnnLensError', message });
});

test('what is no network of tensors is said to be what it is', async () => {
  const keras = {
    record: 'keras.src.saving.pickle_utils.deserialize_model_from_bytecode',
    args: [floats(1)],
  };
  const refusal = async (value: Saved): Promise<string> => {
    const { recognised } = await read(torchZip(value, {}));
    assert.ok(recognised.kind === 'refused');
    return fill(recognised.reason.text, recognised.reason.values);
  };
  assert.match(await refusal(keras), /pickled Keras model \(keras.src.saving/);
  assert.match(await refusal([1, 2]), /there are no tensors/);
  assert.match(
    await refusal({
      dict: [
        ['a', 0],
        ['b', 1],
        ['c', 2],
      ],
    }),
    /a vocabulary of 3 symbols and no network/,
  );
  assert.match(await refusal({ record: 'shop.Basket' }), /an object of shop.Basket and no tensors/);
  await assert.rejects(read(torchZip({ record: 'os.system', args: ['true'] }, {})), /"os.system"/);
});
