// States as HDF5, against the C library and against our own reader.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { File, FS, ready, type Dataset } from 'h5wasm';
import { ARRAY_HEADER_BYTES, arrayHeader } from '../../src/core/formats/arrayFile.js';
import { hdf5Header } from '../../src/core/formats/hdf5File.js';
import { openHdf5 } from '../../src/core/import/hdf5/hdf5.js';
import { memoryFile } from '../tools/importFiles.js';

function fileOf(name: string, shape: readonly number[]): { file: Uint8Array; values: Float32Array } {
  const values = Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, (_, k) => Math.sin(k) * 3);
  const head = arrayHeader('hdf5', name, shape);
  assert.equal(head.length, ARRAY_HEADER_BYTES.hdf5);
  const file = new Uint8Array(head.length + 4 * values.length);
  file.set(head);
  file.set(new Uint8Array(values.buffer), head.length);
  return { file, values };
}

test('the C library reads names, shapes, types and numbers as they were written', async () => {
  await ready;
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom('h_l0', 'c_l12_reverse', 'r_l0'),
      fc.tuple(fc.integer({ min: 0, max: 40 }), fc.integer({ min: 1, max: 9 })),
      (name, shape) => {
        const { file, values } = fileOf(name, shape);
        FS!.writeFile('states.hdf5', file);
        const opened = new File('states.hdf5', 'r');
        try {
          assert.deepEqual(opened.keys(), [name]);
          const dataset = opened.get(name) as Dataset;
          assert.deepEqual([dataset.shape, dataset.dtype], [shape, '<f']);
          assert.deepEqual([...((dataset.value ?? []) as Float32Array)], [...values]);
        } finally {
          opened.close();
        }
        return Promise.resolve();
      },
    ),
    { numRuns: 30 },
  );
});

test('our own reader reads them, too', async () => {
  const { file, values } = fileOf('h_l1_reverse', [7, 5]);
  const group = await openHdf5(memoryFile('states.hdf5', file));
  const [dataset] = [...(await group.children()).values()];
  assert.ok(dataset.kind === 'dataset');
  assert.deepEqual([dataset.path, [...dataset.shape]], ['h_l1_reverse', [7, 5]]);
  assert.deepEqual([...(await dataset.values())], [...values]);
});

test('a name that has no room is refused', () => {
  assert.throws(() => hdf5Header('x'.repeat(24), [1, 1]), RangeError);
});
