import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  MODEL_FORMAT,
  architectureOf,
  readModel,
  readParameters,
  writeWeights,
  type ModelManifest,
} from '../../src/core/formats/modelPackage.js';
import { fromFloat4, toFloat4 } from '../../src/core/formats/float4.js';
import { quantise } from '../../src/core/formats/quantised.js';
import { readSafetensors, toFloat32, writeSafetensors } from '../../src/core/formats/safetensors.js';
import { Pipeline } from '../../src/core/pipeline.js';
import { gather } from '../../src/core/tokens/embedding.js';
import { tinyManifest, tinyParameters, tinyWeights } from '../fixtures/tinyModel.js';

const manifest = tinyManifest();
const weights = tinyWeights(manifest);
const json = (changes: object) => JSON.stringify({ ...manifest, ...changes });

test('a model that was written is read and runs', () => {
  const model = readModel(JSON.stringify(manifest), weights);
  const run = new Pipeline(model.model).run(['a', 'b', 'zebra'], Uint32Array.of(0, 3));
  const [{ probabilities, labels }] = run.heads;
  assert.equal(labels.length, 3);
  for (let t = 0; t < 3; t++) {
    const row = [...probabilities.subarray(t * 3, t * 3 + 3)];
    assert.ok(Math.abs(row.reduce((a, b) => a + b) - 1) < 1e-6);
  }
  const { tensors } = readSafetensors(weights);
  assert.equal(
    model.parameterCount,
    [...tensors.values()].reduce((n, t) => n + toFloat32(t).length, 0),
  );
});

const head = (changes: object) => json({ heads: [{ ...manifest.heads[0], ...changes }] });

const BAD_MANIFESTS: [name: string, text: string, message: RegExp][] = [
  ['no JSON', '{', /model\.json is not valid JSON/],
  ['a list', '[]', /model\.json: "" must be an object/],
  ['another format', json({ format: 'x' }), /"format" is not "rnn-lens-model-2"/],
  ['no title', json({ title: undefined }), /"title" must be a string/],
  ['an unknown task', json({ task: 'parsing' }), /"task" must be one of tagging/],
  ['an unknown cell', json({ rnn: { ...manifest.rnn, cell: 'QRNN' } }), /"rnn\.cell" must be one of/],
  ['no layers', json({ rnn: { ...manifest.rnn, layers: 0 } }), /"rnn\.layers" must be a whole number from 1/],
  ['layers without end', json({ rnn: { ...manifest.rnn, layers: 1e9 } }), /"rnn\.layers" must be/],
  [
    'a tokenizer that is not known',
    json({ tokenizer: 'klingon' }),
    /"tokenizer" must be one of english, korean/,
  ],
  ['heads that are no list', json({ heads: {} }), /"heads" must be a list/],
  ['no heads for a tagger', json({ heads: [] }), /"heads" must be heads of level "step" or "token"/],
  ['no labels', head({ labels: [] }), /"heads\[0\]\.labels" must list 1 to 65535/],
  [
    'a head without a level',
    head({ level: 'word' }),
    /"heads\[0\]\.level" must be one of step, token, segment/,
  ],
  [
    'two heads of one name',
    json({ heads: [...manifest.heads, ...manifest.heads] }),
    /"heads\[1\]\.name" must be/,
  ],
  [
    'too few descriptions',
    head({ labelDescriptions: [] }),
    /"heads\[0\]\.labelDescriptions" must have one entry a label/,
  ],
  ['an input of another kind', json({ input: { kind: 'pixels' } }), /"input\.kind" must be one of words/],
  [
    'a classifier that labels tokens',
    json({ task: 'classification' }),
    /"heads" must be heads of level "segment"/,
  ],
  ['heads for a network without a task', json({ task: 'states' }), /"heads" must be empty/],
  [
    'a language model that reads backwards',
    json({ task: 'language-model' }),
    /"rnn\.bidirectional" must be false for a language model: a backward direction has already read/,
  ],
  ['widths that do not meet', json({ input: { ...manifest.input, wordSize: 9 } }), /"rnn\.inputSize" is 10/],
  [
    'words that are no strings',
    json({ vocabulary: { words: [1], characters: [], pairs: [] } }),
    /"vocabulary\.words" must be a list/,
  ],
];

for (const [name, text, message] of BAD_MANIFESTS)
  test(`model.json with ${name} is refused, naming the field`, () => {
    assert.throws(() => readModel(text, weights), { name: 'RnnLensError', message });
  });

test('weights that are cut off are refused, naming the file', () => {
  assert.throws(() => readModel(JSON.stringify(manifest), weights.subarray(0, weights.length - 3)), {
    name: 'RnnLensError',
    message: /^weights\.safetensors: Tensor "heads\.upos\.bias" ends at byte/,
  });
});

test('weights of another vocabulary are refused, naming the tensor and both shapes', () => {
  const words = [...manifest.vocabulary.words, 'more'];
  assert.throws(() => readModel(json({ vocabulary: { ...manifest.vocabulary, words } }), weights), {
    message: /^weights\.safetensors: Tensor "word_embedding\.weight" is \[3, 4\], model\.json says \[4, 4\]/,
  });
});

test('a missing tensor is named', () => {
  const { tensors } = readSafetensors(weights);
  const rest = Object.fromEntries(
    [...tensors.values()]
      .filter((t) => t.name !== 'heads.upos.bias')
      .map((t) => [t.name, { shape: t.shape, values: toFloat32(t) }]),
  );
  assert.throws(
    () => readModel(JSON.stringify(manifest), writeSafetensors(rest)),
    /Tensor "heads\.upos\.bias" is missing/,
  );
});

test('weights that are not finite are refused', () => {
  const bad = writeWeights(architectureOf(manifest), manifest.vocabulary, (name) =>
    name === 'heads.upos.bias'
      ? Float32Array.of(0, NaN, 0)
      : toFloat32(readSafetensors(weights).tensors.get(name)!),
  );
  assert.throws(
    () => readModel(JSON.stringify(manifest), bad),
    /"heads\.upos\.bias" holds numbers that are not finite/,
  );
});

test('8-bit weights are read as what they stand for, within half a step of each row', () => {
  const values = tinyParameters(manifest);
  const small = writeWeights(architectureOf(manifest), manifest.vocabulary, (name) => values.get(name)!, {
    precision: 'I8',
  });
  const { model } = readModel(JSON.stringify(manifest), small);
  const name = 'word_embedding.weight';
  const [read, meant] = [gather(model.embeddings.get(name)!, Uint32Array.of(0, 1, 2)), values.get(name)!];
  for (let row = 0; row < 3; row++) {
    const part = meant.subarray(row * 4, row * 4 + 4);
    const step = Math.max(...part.map(Math.abs)) / 127;
    part.forEach((value, k) => assert.ok(Math.abs(read[row * 4 + k] - value) <= step * 0.5001));
  }
  const { tensors } = readSafetensors(small);
  const entries = [...tensors.values()].filter((t) => t.name !== `${name}.scale`);
  const rest = Object.fromEntries(
    entries.map((t) => [t.name, { shape: t.shape, values: toFloat32(t), dtype: t.dtype as 'I8' | 'F16' }]),
  );
  assert.throws(
    () => readModel(JSON.stringify(manifest), writeSafetensors(rest)),
    /"word_embedding\.weight" has numbers that need scales, but no scale for each of its 3 rows/,
  );
});

test('the format is written down', () => {
  assert.equal((JSON.parse(JSON.stringify(manifest)) as ModelManifest).format, MODEL_FORMAT);
});

test('a table of words in 4 bits is read as the nearest of the numbers it can hold, and the rest in its own precision', () => {
  const values = tinyParameters(manifest);
  const name = 'word_embedding.weight';
  const find = (wanted: string): Float32Array => values.get(wanted)!;
  const precision = { precision: 'I8', tablePrecision: 'F4' } as const;
  const stored = writeWeights(architectureOf(manifest), manifest.vocabulary, find, precision);
  const { tensors } = readSafetensors(stored);
  const { dtype, shape, bytes } = tensors.get(name)!;
  assert.deepEqual([dtype, shape, bytes.length], ['F4', [3, 4], 6]);
  assert.equal(tensors.get('rnn.weight_ih_l0')!.dtype, 'I8');
  const { parameters } = readParameters(JSON.stringify(manifest), stored);
  const scales = toFloat32(tensors.get(`${name}.scale`)!);
  const table = parameters.get(name)!;
  const embedding = readModel(JSON.stringify(manifest), stored).model.embeddings.get(name)!;
  for (let row = 0; row < 3; row++) {
    const own = new Float32Array(4);
    embedding.copyRow(row, own, 0);
    assert.deepEqual(own, table.slice(4 * row, 4 * row + 4));
    own.forEach((value, k) => {
      // Between 4 and 6, the widest step, half of it is 1; what is cut off is at most 0.36 of the largest.
      const error = Math.abs(value - values.get(name)![4 * row + k]) / scales[row];
      assert.ok(error <= 3.4, `${error}`);
    });
  }
});

test('numbers that 4-bit floats can hold come back as they are', () => {
  const exact = [0, 0.5, 1, 1.5, 2, 3, 4, 6, -0.5, -1, -1.5, -2, -3, -4, -6, 0];
  const { values } = quantise('t', [2, 8], Float32Array.from(exact), 'F4')['t'];
  assert.deepEqual([...values], exact);
  assert.deepEqual(exact.map(toFloat4).map(fromFloat4), exact);
  assert.deepEqual([0.24, 0.26, 5.1, 100, -0.1].map(toFloat4).map(fromFloat4), [0, 0.5, 6, 6, 0]);
});
