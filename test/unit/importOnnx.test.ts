// ONNX files: small graphs as exporters make them against what ONNX Runtime gives (test/tools/makeOnnxFixtures.ts).
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import type { ImportAnswers } from '../../src/core/import/foreign.js';
import { onnxReader } from '../../src/core/import/onnx/onnx.js';
import { fieldsIn } from '../../src/core/import/onnx/wire.js';
import { fill } from '../../src/core/sentence.js';
import { concatBytes, integer, message, text } from '../../src/core/export/onnx/protobuf.js';
import { memoryFiles } from '../tools/importFiles.js';
import { BFLOAT16, FLOAT, rawFloats, tensor } from '../tools/onnxFile.js';
import { answerOf } from '../tools/runImported.js';
import { E, H, node, read, reasonOf, tagger } from '../tools/onnxReading.js';

const folder = path.resolve('test/fixtures/import/onnx');

interface Expected {
  readonly rows: readonly (readonly number[])[];
  readonly answers: readonly (readonly number[])[];
}

for (const name of readdirSync(folder).filter((file) => file.endsWith('.onnx')))
  test(`ONNX: ${name} gives what ONNX Runtime gives`, async () => {
    const { rows, answers } = JSON.parse(
      readFileSync(path.join(folder, name.replace('.onnx', '.json')), 'utf8'),
    ) as Expected;
    const { recognised } = await read(new Uint8Array(readFileSync(path.join(folder, name))));
    assert.ok(recognised.kind === 'network', JSON.stringify(recognised));
    const given: ImportAnswers = recognised.questions.some(({ id }) => id === 'padding')
      ? { padding: 'after' }
      : {};
    const network = await recognised.network(given);
    rows.forEach((ids, row) => {
      const got = answerOf(network, ids).rows.flat();
      // Logarithms of probabilities are shown as probabilities.
      const expected = name.startsWith('torch-opset9') ? answers[row].map(Math.exp) : answers[row];
      assert.equal(got.length, expected.length);
      got.forEach((value, k) =>
        assert.ok(Math.abs(value - expected[k]) < 1e-5, `${row}.${k}: ${value}, ${expected[k]}`),
      );
    });
  });

test('ONNX: what a graph leaves open is asked, and decides', async () => {
  const file = (name: string): Uint8Array => new Uint8Array(readFileSync(path.join(folder, name)));
  const keras = (await read(file('keras-gru.onnx'))).recognised;
  assert.ok(keras.kind === 'network');
  assert.deepEqual(
    keras.questions.map(({ id, isNeeded, options }) => [id, isNeeded, options.map(({ value }) => value)]),
    [['padding', true, ['before', 'after', 'any']]],
  );
  const { reading } = await keras.network({ padding: 'before' });
  assert.deepEqual(reading, { window: 6, padding: 'before', padId: 0, isMasked: false });
  assert.equal((await keras.network({ padding: 'any' })).reading.window, null);
  const flat = (await read(file('one-hot-window.onnx'))).recognised;
  assert.ok(flat.kind === 'network');
  assert.deepEqual(
    flat.questions[0].options.map(({ value }) => value),
    ['before', 'after'],
    'a network of a fixed window reads nothing else',
  );
  const floats = (await read(file('one-hot-input.onnx'))).recognised;
  assert.ok(floats.kind === 'network');
  assert.deepEqual([floats.questions[0].id, floats.questions[0].isNeeded], ['input', true]);
  await assert.rejects(
    floats.network({ input: 'numbers' }),
    /\[batch, time, 21\], a float sequence of width 21/,
  );
});

test('ONNX: what is in a file is told, also what was converted', async () => {
  const bytes = new Uint8Array(readFileSync(path.join(folder, 'torch-states.onnx')));
  const { format, tensors, facts, recognised } = await read(bytes);
  assert.equal(format, 'ONNX, opset 17');
  const table = tensors.find(({ name }) => name === 'embedding.weight')!;
  assert.deepEqual([table.dtype, table.shape], ['float', [7, 3]]);
  assert.equal((await table.values()).length, 21);
  const fact = (name: string): string => facts.find((one) => one.name === name)!.value;
  assert.equal(fact('inputs'), 'tokens: int64 [batch, time]');
  assert.match(fact('nodes'), /2 GRU/);
  assert.ok(recognised.kind === 'network');
  const { notes } = await recognised.network({});
  assert.match(notes.map(({ text: of, values }) => fill(of, values)).join('\n'), /z, r, h → r, z, n/);
});

test('ONNX: peepholes that are all zero are none', async () => {
  const zero = tagger((f) => {
    f.floats('P', [1, 3 * H], Array<number>(3 * H).fill(0));
    node({}, ['', '', '', 'P'])(f);
  });
  assert.equal(await reasonOf(zero.bytes()), 'It runs.');
});

test('ONNX: states that come from outside begin with zeros, and that is said', async () => {
  const f = tagger((file) => {
    file.input('h_in', FLOAT, [1, 'batch', H]);
    file.input('c_in', FLOAT, [1, 'batch', H]);
    node({}, ['', 'h_in', 'c_in'])(file);
  });
  const { recognised } = await read(f.bytes());
  assert.ok(recognised.kind === 'network');
  const { notes } = await recognised.network({});
  assert.match(
    notes.map(({ text: of, values }) => fill(of, values)).join(),
    /"h_in" comes from outside: it begins with zeros/,
  );
});

/** A float tensor whose numbers lie in another file. */
function external(
  name: string,
  dims: readonly number[],
  entries: Readonly<Record<string, string>>,
): Uint8Array {
  const parts = Object.entries(entries).map(([key, value]) => message(13, text(1, key), text(2, value)));
  return concatBytes([
    ...dims.map((d) => integer(1, d)),
    integer(2, FLOAT),
    text(8, name),
    ...parts,
    integer(14, 1),
  ]);
}

test('ONNX: numbers in another file are read from there, and never from outside the folder', async () => {
  const model = (entries: Readonly<Record<string, string>>): Uint8Array =>
    tagger((f) => {
      f.initializer('R2', external('R2', [1, 4 * H, H], entries));
      f.node('LSTM', ['x', 'W', 'R2', 'B'], { hidden_size: H }, ['Y']);
      f.node('Squeeze', ['Y', f.longs('one', [1])], {}, ['answer']);
    }).bytes();
  const data = {
    'data.bin': new Uint8Array(8 + 4 * 4 * H * H),
    'sub/data.bin': new Uint8Array(4 * 4 * H * H),
  };
  assert.equal(await reasonOf(model({ location: 'data.bin', offset: '8' }), data), 'It runs.');
  assert.equal(await reasonOf(model({ location: './sub/data.bin' }), data), 'It runs.');
  assert.match(
    await reasonOf(model({ location: 'data.bin', offset: '16' }), data),
    /should end at byte 160 of "data.bin", which has 152/,
  );
  assert.match(
    await reasonOf(model({ location: 'none.bin' }), data),
    /"none.bin", which is missing: put it beside model.onnx/,
  );
  for (const location of ['../x', '/etc/hostname', 'a/../../x', 'C:\\x', 'http://x/y', '\\\\server\\x', ''])
    assert.match(
      await reasonOf(model({ location }), data),
      /not in the folder of the file: nothing is read from there/,
      location,
    );
});

test('ONNX: a file of the size of memory is read in parts', async () => {
  const f = tagger(node({}));
  const bytes = f.bytes();
  const files = memoryFiles('model.onnx', bytes);
  // Beside the graph stands a field of a gigabyte, which nothing asks for.
  const head = Uint8Array.of(0x32, 0x80, 0x80, 0x80, 0x80, 0x04);
  const sizeBytes = bytes.length + head.length + 2 ** 30;
  let taken = 0;
  const main = {
    name: 'model.onnx',
    sizeBytes,
    read: (start: number, end: number) => {
      taken += end - start;
      const out = new Uint8Array(end - start);
      const all = concatBytes([bytes, head]);
      out.set(all.subarray(Math.min(start, all.length), Math.min(end, all.length)));
      return Promise.resolve(out);
    },
  };
  const { recognised } = await onnxReader.read({ ...files, main });
  assert.equal(recognised.kind, 'network');
  assert.ok(taken < 2 ** 21, `${taken} bytes were read`);
});

test('ONNX: all ways to store numbers give the same ones', async () => {
  const values = [1.5, -2, 0.25, 3];
  const dims = [integer(1, 4)];
  const packed = message(1, ...[4].map((n) => Uint8Array.of(n)));
  const single = values.map((value) => concatBytes([Uint8Array.of(0x25), rawFloats([value])]));
  const ways: Readonly<Record<string, Uint8Array>> = {
    raw: tensor('t', FLOAT, [4], rawFloats(values)),
    packed: concatBytes([packed, integer(2, FLOAT), text(8, 't'), message(4, rawFloats(values))]),
    'one by one': concatBytes([...dims, integer(2, FLOAT), text(8, 't'), ...single]),
    bfloat16: tensor(
      't',
      BFLOAT16,
      [4],
      new Uint8Array(
        Uint16Array.from(values, (v) => new Uint32Array(Float32Array.of(v).buffer)[0] >>> 16).buffer,
      ),
    ),
    double: concatBytes([
      ...dims,
      integer(2, 11),
      text(8, 't'),
      message(10, new Uint8Array(Float64Array.from(values).buffer)),
    ]),
    'half in integers': concatBytes([
      ...dims,
      integer(2, 10),
      text(8, 't'),
      ...[0x3e00, 0xc000, 0x3400, 0x4200].map((n) => integer(5, n)),
    ]),
  };
  for (const [way, encoded] of Object.entries(ways)) {
    const { tensors } = await read(
      tagger((f) => {
        f.initializer('t', encoded);
        node({})(f);
      }).bytes(),
    );
    assert.deepEqual([...(await tensors.find(({ name }) => name === 't')!.values())], values, way);
  }
  const integers = concatBytes([
    integer(1, 3),
    integer(2, 6),
    text(8, 't'),
    ...[-7, 0, 2 ** 31 - 1].map((n) => integer(5, n)),
  ]);
  const { tensors } = await read(
    tagger((f) => {
      f.initializer('t', integers);
      node({})(f);
    }).bytes(),
  );
  assert.deepEqual([...(await tensors.find(({ name }) => name === 't')!.values())], [-7, 0, 2 ** 31]);
});

test('ONNX: numbers of the wire encoding are read to their limits', () => {
  const value = (...bytes: number[]): number => fieldsIn(Uint8Array.of(8, ...bytes), 0)[0].value;
  assert.equal(value(0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01), -1);
  assert.equal(value(0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x01), -(2 ** 63));
  assert.equal(value(0x80, 0x80, 0x80, 0x80, 0x08), 2 ** 31);
  assert.equal(value(0xff, 0xff, 0xff, 0xff, 0x0f), 2 ** 32 - 1);
  assert.equal(value(0xac, 0x02), 300);
  assert.throws(() => value(0x80), /ends within a number at byte 1/);
  assert.throws(() => value(...Array<number>(11).fill(0x80)), /does not end/);
  assert.throws(() => fieldsIn(Uint8Array.of(0x0b), 0), /no field of a protocol buffer/);
  assert.throws(() => fieldsIn(Uint8Array.of(0x0a, 0x05, 0x00), 0), /should end at 7, and there are 3/);
});

test('ONNX: weights that the graph makes of one number are as many as it says', async () => {
  const f = tagger((file) => {
    const filled = (name: string, size: readonly number[], value: number): string =>
      file.node('ConstantOfShape', [file.longs(name, size)], {
        value: { tensor: tensor('', FLOAT, [1], rawFloats([value])) },
      });
    const half = filled('w', [1, 2 * H, E], 0.5);
    const W = file.node('Concat', [half, half], { axis: 1 });
    const one = file.node('Gather', [filled('r', [3, 1, 1], 0.25), file.longs('pick', [1])], { axis: 0 });
    const R = file.node('Expand', [one, file.longs('size', [1, 4 * H, H])]);
    file.node('LSTM', ['x', W, R], { hidden_size: H }, ['Y']);
    file.node('Squeeze', ['Y', file.longs('axis', [1])], {}, ['answer']);
  });
  const { recognised } = await read(f.bytes());
  assert.ok(recognised.kind === 'network');
  const { layers } = await recognised.network({});
  const recurrent = layers.find(({ operation }) => operation.kind === 'recurrent')!.operation;
  assert.ok(recurrent.kind === 'recurrent');
  const [{ W_ih, W_hh }] = recurrent.directions;
  assert.deepEqual([...W_ih], Array<number>(4 * H * E).fill(0.5));
  assert.deepEqual([...W_hh], Array<number>(4 * H * H).fill(0.25));
});
