// Looking into model files of other frameworks: their layers, and what the numbers of their tensors are like.
import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import fc from 'fast-check';
import type { SourceFile } from '../../src/core/import/files.js';
import type { ForeignFile, ForeignTensor } from '../../src/core/import/foreign.js';
import { openHdf5 } from '../../src/core/import/hdf5/hdf5.js';
import { networkLayers } from '../../src/core/import/networkLayers.js';
import { openForeign } from '../../src/core/import/openForeign.js';
import { FOREIGN_READERS } from '../../src/core/import/readers.js';
import { tensorStatistics } from '../../src/core/import/tensorStatistics.js';
import { writeSafetensors } from '../../src/core/formats/safetensors.js';
import { FileLooks } from '../../src/worker/fileLooks.js';
import { Jobs } from '../../src/worker/jobs.js';
import { diskFiles } from '../tools/importFiles.js';
import { writeHdf5 } from '../tools/hdf5Writer.js';

const FIXTURES = path.join('test', 'fixtures', 'import');
const never = new AbortController().signal;
const silent = (): void => undefined;
const go = (): Promise<void> => Promise.resolve();

function tensorOf(values: readonly number[]): ForeignTensor {
  const numbers = Float32Array.from(values);
  return { name: 'x', dtype: 'F32', shape: [values.length], values: () => Promise.resolve(numbers) };
}

test('statistics are those of their definitions, whatever is not finite left out', async () => {
  const number = fc.oneof(
    fc.float({ noNaN: true, noDefaultInfinity: true, min: -1000, max: 1000 }),
    fc.constantFrom(0, -0, NaN, Infinity, -Infinity),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(number, { maxLength: 60 }), async (values) => {
      const { count, range, zeros, notFinite, histogram } = await tensorStatistics(tensorOf(values), go);
      const finite = [...Float32Array.from(values)].filter(Number.isFinite);
      assert.deepEqual(
        [count, zeros, notFinite],
        [values.length, values.filter((value) => value === 0).length, values.length - finite.length],
      );
      assert.equal(
        histogram.reduce((a, b) => a + b, 0),
        finite.length,
      );
      if (!range) return assert.equal(finite.length, 0);
      const mean = finite.reduce((a, b) => a + b, 0) / finite.length;
      const variance = finite.reduce((a, b) => a + (b - mean) ** 2, 0) / finite.length;
      assert.ok(range.min === Math.min(...finite) && range.max === Math.max(...finite));
      assert.ok(Math.abs(range.mean - mean) < 1e-6 * Math.max(1, Math.abs(mean)));
      assert.ok(Math.abs(range.deviation - Math.sqrt(variance)) < 1e-4);
    }),
  );
});

test('a small spread around a large mean is not lost, nor the ends of single precision', async () => {
  const { range } = await tensorStatistics(tensorOf([1e6, 1e6 + 1, 1e6 + 2]), go);
  assert.ok(range && Math.abs(range.deviation - Math.sqrt(2 / 3)) < 1e-9);
  const { histogram } = await tensorStatistics(tensorOf([-3e38, 3e38, 0]), go);
  assert.deepEqual([histogram[0], histogram[16], histogram.at(-1)], [1, 1, 1]);
  const one = await tensorStatistics(tensorOf([7, 7]), go);
  assert.deepEqual([one.range?.min, one.range?.max, one.histogram[0]], [7, 7, 2]);
});

/** A safetensors file of which only the header is there; its numbers are made when they are read. */
function endless(numbers: number): { readonly file: SourceFile; readonly reads: [number, number][] } {
  const shape = JSON.stringify([numbers]);
  const header = `{"small":{"dtype":"F32","shape":[4],"data_offsets":[0,16]},"large":{"dtype":"F32","shape":${shape},"data_offsets":[16,${16 + 4 * numbers}]}}`;
  const head = new Uint8Array(8 + header.length);
  new DataView(head.buffer).setBigUint64(0, BigInt(header.length), true);
  head.set(new TextEncoder().encode(header), 8);
  const reads: [number, number][] = [];
  const file: SourceFile = {
    name: 'large.safetensors',
    sizeBytes: head.length + 16 + 4 * numbers,
    read: (start, end) => {
      reads.push([start, end]);
      if (start < head.length) {
        const bytes = new Uint8Array(end - start);
        bytes.set(head.subarray(start, end));
        return Promise.resolve(bytes);
      }
      const ones = new Float32Array((end - start) / 4).fill(1);
      return Promise.resolve(new Uint8Array(ones.buffer));
    },
  };
  return { file, reads };
}

test('of a file of many gigabytes so much is read as is asked for, a large tensor piece by piece, and given up at once', async () => {
  const { file, reads } = endless(3e9);
  const looks = new FileLooks(
    () => Promise.resolve({ main: file, names: [], beside: () => Promise.resolve(null) }),
    jobs(),
  );
  const { lookInto, statisticsOfTensor } = looks.questions();
  const contents = await lookInto({ id: 1, at: { kind: 'path', path: 'x' } }, never);
  assert.equal(contents.numbers, 3e9 + 4);
  const { range } = await statisticsOfTensor({ id: 1, tensor: 0 }, never, silent);
  assert.equal(range?.mean, 1);
  const bytes = reads.reduce((sum, [start, end]) => sum + end - start, 0);
  assert.ok(bytes < 100_000, `${bytes} bytes were read`);
  reads.length = 0;
  const stop = new AbortController();
  const shares: number[] = [];
  const asked = statisticsOfTensor({ id: 1, tensor: 1 }, stop.signal, (share) => {
    shares.push(share);
    if (shares.length === 3) stop.abort();
  });
  await assert.rejects(async () => asked, /Cancelled/);
  assert.ok(shares[2] > shares[0] && shares[2] < 0.01);
  assert.ok(
    reads.length <= 5 && reads.every(([start, end]) => end - start <= 1 << 22),
    'no more than a few pieces',
  );
});

function jobs(): Jobs {
  return new Jobs(() => new Promise((resolve) => setImmediate(resolve)));
}

test('a tensor in pieces says what it says as a whole', async () => {
  const values = Float32Array.from({ length: 2_500_000 }, (_, k) => Math.sin(k) + (k % 7 === 0 ? 3 : 0));
  const bytes = writeSafetensors({ x: { shape: [values.length], values } });
  const file = await open('x.safetensors', bytes);
  const [stored] = file.tensors;
  const whole = await tensorStatistics({ ...tensorOf([]), shape: stored.shape, values: stored.values }, go);
  assert.deepEqual(await tensorStatistics(stored, go), whole);
});

async function open(name: string, bytes: Uint8Array): Promise<ForeignFile> {
  const main: SourceFile = {
    ...{ name, sizeBytes: bytes.length },
    read: (start, end) => Promise.resolve(bytes.slice(start, end)),
  };
  return openForeign({ main, names: [], beside: () => Promise.resolve(null) }, FOREIGN_READERS);
}

/** Model files of all formats. */
const FILES = readdirSync(FIXTURES, { recursive: true, encoding: 'utf8' })
  .filter((file) => /\.(onnx|h5|keras|th)$|model\.json$/.test(file))
  .map((file) => path.join(FIXTURES, file));

test('a part of a tensor is what stands there in the whole, in every format', async () => {
  let parts = 0;
  for (const name of FILES)
    for (const tensor of (await openForeign(diskFiles(name), FOREIGN_READERS)).tensors) {
      const values = await tensor.values();
      const [start, end] = [Math.floor(values.length / 3), Math.ceil(values.length / 2)];
      const part = await tensor.part?.(start, end);
      if (!part) continue;
      parts++;
      assert.deepEqual(part, values.slice(start, end), `${name}: ${tensor.name}`);
    }
  assert.ok(parts > 100, `${parts} tensors in a row`);
});

test('numbers of HDF5 that are packed or in pieces are not in a row: they are read as a whole', async () => {
  const values = Float32Array.from({ length: 64 }, (_, k) => k);
  const array = { shape: [64], values };
  const children = { plain: array, packed: { ...array, chunks: [16] } };
  const bytes = await writeHdf5({ children });
  const main: SourceFile = {
    ...{ name: 'x.h5', sizeBytes: bytes.length },
    read: (start, end) => Promise.resolve(bytes.slice(start, end)),
  };
  const found = await (await openHdf5(main)).children();
  const partOf = (name: string) => {
    const dataset = found.get(name);
    return dataset?.kind === 'dataset' ? dataset.part(3, 6) : undefined;
  };
  assert.deepEqual(await partOf('plain'), Float32Array.of(3, 4, 5));
  assert.equal(await partOf('packed'), null);
});

test('layers are named, said and counted as the file has them', async () => {
  const file = await openForeign(
    diskFiles(path.join(FIXTURES, 'keras', 'sentiment', 'sentiment.h5')),
    FOREIGN_READERS,
  );
  assert.equal(file.recognised.kind, 'network');
  if (file.recognised.kind !== 'network') return;
  const layers = networkLayers(await file.recognised.network({}), file.tensors);
  const total = file.tensors.reduce((sum, { shape }) => sum + shape.reduce((a, b) => a * b, 1), 0);
  assert.equal(
    layers.reduce((sum, { parameters }) => sum + parameters, 0),
    total,
    'one bias is not counted twice',
  );
  assert.ok(layers.some(({ recurrent }) => recurrent?.cell === 'LSTM'));
  assert.deepEqual(
    layers.slice(1).every(({ inputs }) => inputs.length > 0),
    true,
  );
});

test('layers of every fixture that runs have their widths, and name what they read', async () => {
  let seen = 0;
  for (const name of FILES) {
    const { recognised, tensors } = await openForeign(diskFiles(name), FOREIGN_READERS);
    if (recognised.kind === 'refused') continue;
    const network = await recognised.network({});
    const layers = networkLayers(network, tensors);
    for (const [k, { kind, width, parameters, inputs }] of layers.entries()) {
      assert.ok(kind === 'ids' ? width === 0 : width > 0, `${name}: ${kind} gives ${width}`);
      assert.ok(Number.isInteger(parameters));
      assert.equal(inputs.length, network.layers[k].inputs.length);
    }
    seen++;
  }
  assert.ok(seen > 5);
});

test('a file that is looked into is known until it is closed; what does not run says why where layers are asked for', async () => {
  const weights = writeSafetensors({ w: { shape: [2], values: Float32Array.of(1, NaN) } });
  const bytes = new Map([['x.safetensors', Uint8Array.from(weights)]]);
  const { lookInto, layersOfFile, statisticsOfTensor, closeLook } = new FileLooks(null, jobs()).questions();
  const contents = await lookInto(
    { id: 4, at: { kind: 'bytes', name: 'x.safetensors', files: bytes } },
    never,
  );
  assert.deepEqual([contents.tensorCount, contents.numbers, contents.refusal === null], [1, 2, false]);
  assert.equal((await statisticsOfTensor({ id: 4, tensor: 0 }, never, silent)).notFinite, 1);
  await assert.rejects(async () => layersOfFile({ id: 4 }, never), /No nn\.|recurrent|parameters/);
  await closeLook({ id: 4 }, never);
  await assert.rejects(async () => statisticsOfTensor({ id: 4, tensor: 0 }, never, silent), /not open/);
});
