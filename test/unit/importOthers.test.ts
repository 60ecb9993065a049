// Files that are no model, .safetensors in parts, and checkpoints of ml5.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { writeSafetensors } from '../../src/core/formats/safetensors.js';
import type { SourceFiles } from '../../src/core/import/files.js';
import type { ForeignFile, ForeignReader } from '../../src/core/import/foreign.js';
import { lowerNetwork } from '../../src/core/import/lowering/lowerNetwork.js';
import { ml5Reader } from '../../src/core/import/ml5/ml5.js';
import type { ImportedLayer, ImportedOperation } from '../../src/core/import/network.js';
import { notModel, whatItIs } from '../../src/core/import/notModels.js';
import { openForeign } from '../../src/core/import/openForeign.js';
import { FOREIGN_READERS } from '../../src/core/import/readers.js';
import { safetensorsReader } from '../../src/core/import/safetensors/safetensors.js';
import { fill } from '../../src/core/sentence.js';
import { headOf, memoryFile, memoryFiles } from '../tools/importFiles.js';
import { Weights } from '../tools/onnxFile.js';
import { answerOf } from '../tools/runImported.js';

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);
const latin = (text: string): Uint8Array => Uint8Array.from(text, (one) => one.charCodeAt(0));

function whatIs(bytes: Uint8Array, name: string, sizeBytes = bytes.length): string {
  const { text, values } = notModel(bytes, name, sizeBytes);
  return fill(text, values);
}

test('files that are no model are named by their content', () => {
  const cases: readonly (readonly [string, Uint8Array, RegExp])[] = [
    ['m.h5', new Uint8Array(), /"m.h5" is empty: it has 0 bytes/],
    ['m.keras', utf8('\r\n'), /"m.keras" is no model: it has 2 bytes/],
    ['m.pt', Uint8Array.of(0x80, 2), /has 2 bytes/],
    [
      'm.h5',
      utf8('version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 123456\n'),
      /Git LFS pointer \(\d+ bytes\), not the model \(123456 bytes\): run "git lfs pull"/,
    ],
    ['m.pt', utf8('\n<!-- x -->\n<html><body>Sign in</body></html>'), /web page/],
    ['m.pt', utf8('{"message": "Not Found"}'), /message of a server/],
    ['m.xml', utf8('<?xml version="1.0"?><net name="m">'), /XML/],
    ['checkpoint', utf8('model_checkpoint_path: "model.ckpt-10"\n'), /TensorFlow checkpoint/],
    ['train.py', utf8('import torch\nimport x\n'), /Python program/],
    ['m.ipynb', utf8('{"cells": []}'), /notebook/],
    ['m.json', utf8('{"a": 1}'), /is JSON/],
    ['m.onnx', utf8('once upon a time'), /is a text, not a model/],
    ['m.onnx', utf8('ÄÖÜ 한국어'), /is a text, not a model/],
    ['m.gguf', latin('GGUF\x03\0\0\0\0\0'), /GGUF.*transformer/],
    ['m.tflite', latin('\x1c\0\0\0TFL3\0\0'), /TensorFlow Lite/],
    ['saved_model.pb', latin('\x08\x01\x12\xff\x01\x0a\x05serve'), /SavedModel.*\.h5 or \.keras/],
    ['frozen.pb', latin('\x0a\x20\x0a\x05input\0\0\0\0'), /frozen graph/],
    ['m.mlmodel', latin('\x08\x01\x12\x20\0\0\0\0\0'), /Core ML/],
    ['m.bin', latin('\xba\x16\x4f\x2f\x0c\0\0\0'), /fastText/],
    ['clf.joblib', latin('\x80\x04\x95\0\0\0\0\0\x8c\x15sklearn.linear_model'), /pickled object of sklearn/],
    ['t.pkl', latin('\x78\x9c\0\0\0\0\0\0'), /compressed \(zlib/],
    ['m.zip', latin('PK\x03\x04\x14\0\0\0readme.md'), /packed file \(zip\)/],
    ['m.npz', latin('PK\x03\x04\x14\0\0\0W.npy'), /arrays of NumPy/],
    ['m.docx', latin('PK\x03\x04\x14\0\0\0[Content_Types].xml'), /document of Office/],
    ['m.gz', latin('\x1f\x8b\x08\0\0\0\0\0'), /packed file \(gzip\)/],
    ['a.npy', latin('\x93NUMPY\x01\0'), /one array of NumPy/],
    ['m.png', latin('\x89PNG\r\n\x1a\n'), /a picture \(PNG\)/],
    ['model.ckpt.index', latin('\0\0\x01\x02\xff\0\0\0'), /TensorFlow checkpoint/],
    ['w2idx', latin('X\n\0\0\0\x02\0\x03'), /data of R/],
    ['m.h5', new Uint8Array(64), /nothing but zeros/],
    ['m.pt', latin('\xf3\x91\x02\0\0\0\xff\xfe\x81'), /is no model that can be read/],
  ];
  for (const [name, bytes, meaning] of cases) assert.match(whatIs(bytes, name), meaning, name);
  assert.equal(whatItIs(latin('\x89HDF\r\n\x1a\n\0\0'), 'm.h5', 10_000), null);
  assert.equal(whatItIs(utf8('a\nb\n'), 'labels', 4)?.isText, true);
  assert.match(
    whatIs(utf8('é'.repeat(2048)).subarray(0, 4095), 'm.pt', 9000),
    /is a text/,
    'a character cut in two',
  );
});

async function read(reader: ForeignReader, files: SourceFiles): Promise<ForeignFile> {
  assert.ok(reader.sniff(await headOf(files), files.main.name));
  return reader.read(files);
}

/** A tagger's tensors under the names of PyTorch. */
function tagger(): Record<string, { shape: number[]; values: Float32Array }> {
  const w = new Weights();
  const of = (...shape: number[]): { shape: number[]; values: Float32Array } => ({
    shape,
    values: Float32Array.from(w.list(shape.reduce((a, b) => a * b, 1))),
  });
  return {
    'embedding.weight': of(5, 2),
    'lstm.weight_ih_l0': of(12, 2),
    'lstm.weight_hh_l0': of(12, 3),
    'lstm.bias_ih_l0': of(12),
    'lstm.bias_hh_l0': of(12),
    'hidden2tag.weight': of(4, 3),
    'hidden2tag.bias': of(4),
  };
}

test('safetensors: the parts of an index are one model, whichever of them is opened', async () => {
  const all = Object.entries(tagger());
  const one = writeSafetensors(Object.fromEntries(all), { format: 'pt' });
  const [a, b] = [all.slice(0, 3), all.slice(3)].map((part) => writeSafetensors(Object.fromEntries(part)));
  const names = ['model-00001-of-00002.safetensors', 'model-00002-of-00002.safetensors'];
  const map = Object.fromEntries(all.map(([name], k) => [name, names[k < 3 ? 0 : 1]]));
  const index = utf8(JSON.stringify({ metadata: { total_size: 1 }, weight_map: map }));
  const indexName = 'model.safetensors.index.json';
  const whole = await read(safetensorsReader, memoryFiles('model.safetensors', one));
  assert.deepEqual(whole.facts, [{ name: 'format', value: 'pt' }]);
  const parts = { [names[0]]: a, [names[1]]: b, [indexName]: index };
  for (const main of [indexName, names[0], names[1]]) {
    const file = await read(safetensorsReader, memoryFiles(main, parts[main], parts));
    assert.deepEqual(
      file.tensors.map(({ name, shape }) => [name, shape]),
      whole.tensors.map(({ name, shape }) => [name, shape]),
      main,
    );
    assert.ok(file.recognised.kind === 'network' && whole.recognised.kind === 'network');
    const answers = [file, whole].map(async ({ recognised }) => {
      assert.ok(recognised.kind === 'network');
      return answerOf(await recognised.network({}), [1, 4, 2]);
    });
    assert.deepEqual(await answers[0], await answers[1]);
  }
  await assert.rejects(
    read(safetensorsReader, memoryFiles(indexName, index, { [names[0]]: a })),
    /"model-00002-of-00002.safetensors" is missing/,
  );
  const outside = utf8(JSON.stringify({ weight_map: { w: '../secret.safetensors' } }));
  await assert.rejects(
    read(safetensorsReader, memoryFiles(indexName, outside)),
    /"..\/secret.safetensors", which is not in the folder/,
  );
  const broken = utf8('{"weight_map": {"w": 3}}');
  await assert.rejects(read(safetensorsReader, memoryFiles(indexName, broken)), /no file for tensor "w"/);
});

test('safetensors: symbols and labels in the metadata are found', async () => {
  const metadata = {
    vocab: '{"the": 1, "of": 2}',
    labels: '["neg", "pos"]',
    note: '{"a": 1}',
    words: 'none',
  };
  const { vocabularies, labels } = await read(
    safetensorsReader,
    memoryFiles('m.safetensors', writeSafetensors(tagger(), metadata)),
  );
  assert.deepEqual(
    vocabularies.map(({ place, ids }) => [place, [...ids]]),
    [
      [
        'vocab',
        [
          ['the', 1],
          ['of', 2],
        ],
      ],
    ],
  );
  assert.deepEqual(labels, ['neg', 'pos']);
});

test('safetensors: of a large file the header is read, and a tensor when it is asked for', async () => {
  const bytes = writeSafetensors(tagger());
  const asked: number[] = [];
  const main = {
    ...memoryFile('m.safetensors', bytes),
    read: (start: number, end: number) => (asked.push(end - start), memoryFile('m', bytes).read(start, end)),
  };
  const { tensors } = await safetensorsReader.read({ ...memoryFiles('m.safetensors', bytes), main });
  const header = Number(new DataView(bytes.buffer).getBigUint64(0, true));
  assert.ok(asked.every((count) => count <= Math.max(4096, header + 8)));
  asked.length = 0;
  await tensors[2].values();
  assert.deepEqual(asked, [144]);
});

/** A checkpoint of one cell, its manifest and its files. */
function checkpoint(
  change: (parts: Record<string, { shape: number[]; values: number[] }>) => void = () => undefined,
): SourceFiles {
  const w = new Weights();
  const [V, E, H] = [6, 2, 3];
  const of = (...shape: number[]): { shape: number[]; values: number[] } => ({
    shape,
    values: w.list(shape.reduce((a, b) => a * b, 1)),
  });
  const parts = {
    Variable: of(),
    embedding: of(V, E),
    'rnnlm/multi_rnn_cell/cell_0/basic_lstm_cell/kernel': of(E + H, 4 * H),
    'rnnlm/multi_rnn_cell/cell_0/basic_lstm_cell/bias': of(4 * H),
    'rnnlm/softmax_w': of(H, V),
    'rnnlm/softmax_b': of(V),
  };
  change(parts);
  const files: Record<string, Uint8Array> = {};
  const manifest: Record<string, unknown> = {};
  for (const [name, { shape, values }] of Object.entries(parts)) {
    const filename = name.replaceAll('/', '_');
    manifest[name] = { filename, shape };
    files[filename] = new Uint8Array(Float32Array.from(values).buffer);
  }
  files['vocab.json'] = utf8('{"a": 0, "b": 1, "c": 2, "d": 3, "e": 4, "f": 5}');
  return memoryFiles('manifest.json', utf8(JSON.stringify(manifest)), files);
}

test('ml5: a cell of TensorFlow 1 gives what its equations give', async () => {
  const files = checkpoint();
  const { recognised, vocabularies, tensors } = await read(ml5Reader, files);
  assert.ok(recognised.kind === 'network');
  assert.equal(vocabularies[0].ids.get('c'), 2);
  const get = async (name: string): Promise<Float32Array> =>
    tensors.find((one) => one.name.endsWith(name))!.values();
  const [table, kernel, bias, W, b] = [
    await get('embedding'),
    await get('kernel'),
    await get('bias'),
    await get('softmax_w'),
    await get('softmax_b'),
  ];
  const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));
  let [c, h] = [
    [0, 0, 0],
    [0, 0, 0],
  ];
  const expected: number[] = [];
  for (const id of [2, 5, 0]) {
    const x = [table[2 * id], table[2 * id + 1], ...h];
    const z = Array.from({ length: 12 }, (_, k) =>
      x.reduce((sum, value, j) => sum + value * kernel[j * 12 + k], bias[k]),
    );
    c = c.map((value, k) => value * sigmoid(z[6 + k] + 1) + sigmoid(z[k]) * Math.tanh(z[3 + k]));
    h = c.map((value, k) => Math.tanh(value) * sigmoid(z[9 + k]));
    for (let k = 0; k < 6; k++) expected.push(h.reduce((sum, value, j) => sum + value * W[j * 6 + k], b[k]));
  }
  const got = answerOf(await recognised.network({}), [2, 5, 0]).rows.flat();
  got.forEach((value, k) =>
    assert.ok(Math.abs(value - expected[k]) < 1e-6, `${k}: ${value}, ${expected[k]}`),
  );
});

test('ml5: what is wrong with a checkpoint is named', async () => {
  const wrong = async (change: Parameters<typeof checkpoint>[0]): Promise<string> => {
    try {
      const { recognised } = await ml5Reader.read(checkpoint(change));
      return recognised.kind === 'refused'
        ? fill(recognised.reason.text, recognised.reason.values)
        : 'It runs.';
    } catch (error) {
      return (error as Error).message;
    }
  };
  const kernel = 'rnnlm/multi_rnn_cell/cell_0/basic_lstm_cell/kernel';
  assert.match(
    await wrong((parts) => void (parts['embedding'].shape = [6, 3])),
    /The file "embedding" of "embedding" has 48 bytes; \[6, 3\] needs 72/,
  );
  assert.match(
    await wrong((parts) => void (parts[kernel] = { shape: [4, 12], values: Array<number>(48).fill(0) })),
    /basic_lstm_cell\/kernel" is \[4, 12\]; \[5, 12\] is what fits/,
  );
  assert.match(await wrong((parts) => void delete parts['rnnlm/softmax_b']), /lacks "softmax_b"/);
  assert.match(
    await wrong((parts) => {
      parts['rnnlm/cell_0/gru_cell/gates/kernel'] = { shape: [1], values: [0] };
    }),
    /cells are GRU/,
  );
  const files = checkpoint();
  await assert.rejects(
    ml5Reader.read({ ...files, beside: () => Promise.resolve(null), names: [] }),
    /"Variable" of "Variable" is missing/,
  );
  const outside = memoryFiles('manifest.json', utf8('{"w": {"filename": "../w", "shape": [1]}}'));
  await assert.rejects(ml5Reader.read(outside), /"..\/w", which is not in its folder/);
});

test('damaged headers of safetensors are told as such, with the name of the file', async () => {
  const header = (json: string, length = BigInt(json.length)): Uint8Array => {
    const bytes = new Uint8Array(8 + json.length);
    new DataView(bytes.buffer).setBigUint64(0, length, true);
    bytes.set(utf8(json), 8);
    return bytes;
  };
  const tensor = '{"a":{"dtype":"F32","shape":[0],"data_offsets":[0,0]}}';
  for (const [bytes, message] of [
    [
      header(tensor, 2n ** 63n + 5n),
      /^RnnLensError: x\.safetensors: The header is said to have 9223372036854775813 bytes/,
    ],
    [
      header(tensor, 2n ** 32n + 52n),
      /^RnnLensError: x\.safetensors: The header is said to have 4294967348 bytes/,
    ],
    [header(tensor, 0n), /^RnnLensError: x\.safetensors: The header is said to have 0 bytes: there is none/],
    [header('[1, 2, 3]'), /^RnnLensError: x\.safetensors: The header is not a JSON object/],
    [header('{"a": "hello"}'), /^RnnLensError: x\.safetensors: Tensor "a" is "hello" in the header/],
  ] as const)
    await assert.rejects(openForeign(memoryFiles('x.safetensors', bytes), FOREIGN_READERS), message);
});

test('directions of two kinds are told to stand side by side', async () => {
  const rnn = (activation: 'tanh' | 'relu'): ImportedOperation => ({
    kind: 'recurrent',
    ...{
      cell: activation === 'relu' ? 'RNN_RELU' : 'RNN_TANH',
      hiddenSize: 1,
      projSize: 0,
      resetAfter: true,
    },
    ...{ gateActivation: 'sigmoid', activation, merge: 'none', isReversed: activation === 'relu' },
    directions: [{ W_ih: Float32Array.of(1), W_hh: Float32Array.of(1), b_ih: null, b_hh: null, W_hr: null }],
    ...{ isOutputReversed: false, returns: 'sequence', initial: null },
  });
  const layers = [
    { name: 'ids', operation: { kind: 'ids' }, inputs: [] },
    {
      name: 'table',
      operation: { kind: 'embedding', rows: 2, width: 1, weight: new Float32Array(2) },
      inputs: [0],
    },
    { name: 'one', operation: rnn('tanh'), inputs: [1] },
    { name: 'two', operation: rnn('relu'), inputs: [1] },
    { name: 'both', operation: { kind: 'merge', how: 'concat' }, inputs: [2, 3] },
  ] as const satisfies readonly ImportedLayer[];
  const reading = { window: null, padding: 'after', padId: 0, isMasked: false } as const;
  assert.throws(
    () => lowerNetwork({ layers, output: 4, reading, notes: [] }),
    /"one" \(RNN_TANH, tanh\) and "two" \(RNN_RELU, relu\) read the same steps side by side/,
  );
});
