// HDF5 files that the C library has written, and what is not one.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { File, FS, Module, ready } from 'h5wasm';
import { openHdf5, type HdfDataset, type HdfGroup } from '../../src/core/import/hdf5/hdf5.js';
import { writeHdf5, type GroupToWrite } from '../tools/hdf5Writer.js';
import { memoryFile, diskFile } from '../tools/importFiles.js';
import { processorClock } from '../tools/processorTime.js';

const numbers = (n: number): number[] => Array.from({ length: n }, (_, k) => k * 0.5 - 3);

/** All datasets below a group by path. */
async function datasetsIn(group: HdfGroup): Promise<Map<string, HdfDataset>> {
  const found = new Map<string, HdfDataset>();
  for (const child of (await group.children()).values()) {
    if (child.kind === 'dataset') found.set(child.path, child);
    else for (const [name, dataset] of await datasetsIn(child)) found.set(name, dataset);
  }
  return found;
}

const opened = (bytes: Uint8Array): Promise<HdfGroup> => openHdf5(memoryFile('a.h5', bytes));

const SMALL: GroupToWrite = {
  attributes: { text: 'ein Wert, 값', names: ['a', 'long name', ''], none: [] as string[], number: 3 },
  children: {
    'one/two/w:0': { shape: [2, 3], values: numbers(6) },
    scalar: { shape: [], values: [4] },
    doubles: { shape: [3], values: Float64Array.of(1.5, -2.25, 1e-3), dtype: '<d' },
    whole: { shape: [4], values: Int32Array.of(-1, 2, 3, 2 ** 30), dtype: '<i' },
    bytes: { shape: [2], values: Uint8Array.of(7, 255), dtype: '<B' },
    texts: { shape: [2], values: ['a', 'b'], dtype: 'S3' },
    pieces: { shape: [7, 5], values: numbers(35), chunks: [3, 2] },
    plain: { shape: [4, 3, 2], values: numbers(24), chunks: [2, 2, 2], level: 0 },
  },
};

test('groups, attributes and arrays are what the C library wrote', async () => {
  const root = await opened(await writeHdf5(SMALL));
  assert.deepEqual(Object.fromEntries(await root.attributes()), SMALL.attributes);
  const datasets = await datasetsIn(root);
  assert.deepEqual([...datasets.keys()].sort(), Object.keys(SMALL.children!).sort());
  for (const [name, dataset] of datasets) {
    const wanted = SMALL.children![name] as { shape: number[]; values: number[] };
    assert.deepEqual(dataset.shape, wanted.shape, name);
    if (name !== 'texts')
      assert.deepEqual([...(await dataset.values())], [...Float32Array.from(wanted.values)], name);
  }
  assert.deepEqual(
    ['doubles', 'whole', 'bytes', 'texts'].map((name) => datasets.get(name)!.dtype),
    ['float64', 'int32', 'uint8', 'string'],
  );
  await assert.rejects(datasets.get('texts')!.values(), /"texts" holds string, not numbers/);
});

test('a group with a thousand members and an object with a hundred attributes are read', async () => {
  const names = Array.from({ length: 1000 }, (_, k) => `member ${k}, with a name that is not short`);
  const attributes = Object.fromEntries(
    Array.from({ length: 100 }, (_, k) => [`attribute ${k}`, `value ${'x'.repeat((k * 37) % 900)} ${k}`]),
  );
  const children = Object.fromEntries(names.map((name, k) => [name, { shape: [1], values: [k] }]));
  for (const libver of ['earliest', 'latest'] as const) {
    const root = await opened(
      await writeHdf5({ attributes, children: { group: { attributes, children } } }, libver),
    );
    const group = (await root.children()).get('group') as HdfGroup;
    assert.deepEqual(new Set((await group.children()).keys()), new Set(names));
    const last = (await group.children()).get(names[999]) as HdfDataset;
    assert.deepEqual([...(await last.values())], [999]);
    assert.deepEqual(Object.fromEntries(await group.attributes()), attributes);
  }
});

test('only what is asked for is read of a large file', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'rnn-lens-'));
  try {
    const file = path.join(folder, 'large.h5');
    const large = { shape: [4_000_000], values: new Float32Array(4_000_000) };
    writeFileSync(file, await writeHdf5({ children: { large, small: { shape: [3], values: [1, 2, 3] } } }));
    let count = 0;
    const root = await openHdf5(diskFile(file, (bytes) => (count += bytes)));
    const small = (await root.children()).get('small') as HdfDataset;
    assert.deepEqual([...(await small.values())], [1, 2, 3]);
    assert.ok(count < 400_000, `${count} bytes of 16 million were read`);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

/** Where bytes are in a file. */
function placeOf(bytes: Uint8Array, text: string, from = 0): number {
  const wanted = new TextEncoder().encode(text);
  for (let at = from; at + wanted.length <= bytes.length; at++)
    if (wanted.every((byte, k) => bytes[at + k] === byte)) return at;
  return assert.fail(`${text} is not in the file`);
}

test('what is cut off, damaged or no HDF5 is one sentence', async () => {
  const whole = await writeHdf5(SMALL);
  const failure = async (bytes: Uint8Array): Promise<string> => {
    const reading = opened(bytes).then(async (root) => {
      for (const dataset of (await datasetsIn(root)).values())
        if (dataset.dtype !== 'string') await dataset.values();
    });
    const error = await reading.then(
      () => assert.fail('it was read'),
      (caught: Error) => caught,
    );
    assert.equal(error.name, 'RnnLensError', error.stack);
    return error.message;
  };
  assert.match(
    await failure(whole.subarray(0, whole.length - 1)),
    /a\.h5 is cut off: it says that it has \d+ bytes/,
  );
  assert.match(
    await failure(whole.subarray(0, 40)),
    /is no HDF5 file, or its beginning is cut off \(40 bytes\)/,
  );
  assert.match(await failure(new Uint8Array(4000)), /is no HDF5 file/);
  const changed = (at: number, ...values: number[]): Uint8Array => {
    const bytes = whole.slice();
    bytes.set(values, at);
    return bytes;
  };
  assert.match(await failure(changed(placeOf(whole, 'TREE'), 0x41)), /does not begin with TREE/);
  assert.match(await failure(changed(8, 9)), /superblock 9 is not known/);
});

test('a group that contains itself ends, and links to nothing are left out', async () => {
  await ready;
  const file = new File('links.h5', 'w');
  const group = file.create_group('group');
  group.create_group('inner');
  Module.create_hard_link(file.file_id, '/group', '/group/inner/again');
  file.create_soft_link('/nowhere', 'soft');
  file.close();
  const root = await opened(new Uint8Array(FS!.readFile('links.h5') as Uint8Array));
  assert.deepEqual([...(await root.children()).keys()], ['group']);
  await assert.rejects(datasetsIn(root), /a\.h5: group "group\/inner" contains itself/);
});

test('an attribute that promises a billion texts of no bytes takes no memory', async () => {
  const whole = await writeHdf5({ attributes: { names: ['abc', 'def'] } });
  // The name is followed by the type (its size in the second four bytes) and the shape.
  const at = placeOf(whole, 'names\0');
  const bytes = whole.slice();
  const view = new DataView(bytes.buffer);
  let type = at;
  while (bytes[type] !== 0x13 && bytes[type] !== 0x19) type++;
  view.setUint32(type + 4, 0, true);
  for (let k = type + 8; k < type + 60; k++)
    if (view.getUint32(k, true) === 2) {
      view.setUint32(k, 0x7fffffff, true);
      break;
    }
  const elapsed = processorClock();
  await opened(bytes)
    .then((root) => root.attributes())
    .catch((error: Error) => assert.equal(error.name, 'RnnLensError'));
  assert.ok(elapsed() < 1000);
});
