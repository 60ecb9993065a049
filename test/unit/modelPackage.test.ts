import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  MODEL_FORMAT,
  architectureOf,
  readModel,
  writeWeights,
  type ModelManifest,
} from '../../src/core/formats/modelPackage.js';
import { readSafetensors, toFloat32, writeSafetensors } from '../../src/core/formats/safetensors.js';
import { TaggerPipeline } from '../../src/core/pipeline.js';
import { tinyManifest, tinyWeights } from '../fixtures/tinyModel.js';

const manifest = tinyManifest();
const weights = tinyWeights(manifest);
const json = (changes: object) => JSON.stringify({ ...manifest, ...changes });

test('a model that was written is read and runs', () => {
  const model = readModel(JSON.stringify(manifest), weights);
  const { probabilities, labels } = new TaggerPipeline(model.tagger).run(
    ['a', 'b', 'zebra'],
    Uint32Array.of(0, 3),
  );
  assert.equal(labels.length, 3);
  for (let t = 0; t < 3; t++) {
    const row = probabilities.slice(t * 3, t * 3 + 3);
    assert.ok(Math.abs(row.reduce((a, b) => a + b) - 1) < 1e-6);
  }
  const { tensors } = readSafetensors(weights);
  assert.equal(
    model.parameterCount,
    [...tensors.values()].reduce((n, t) => n + toFloat32(t).length, 0),
  );
});

const BAD_MANIFESTS: [name: string, text: string, message: RegExp][] = [
  ['no JSON', '{', /model\.json is not valid JSON/],
  ['a list', '[]', /model\.json: "" must be an object/],
  ['another format', json({ format: 'x' }), /"format" is not "rnn-lens-model-1"/],
  ['no title', json({ title: undefined }), /"title" must be a string/],
  ['an unknown task', json({ task: 'parsing' }), /"task" must be one of tagging/],
  ['an unknown cell', json({ rnn: { ...manifest.rnn, cell: 'QRNN' } }), /"rnn\.cell" must be one of/],
  ['no layers', json({ rnn: { ...manifest.rnn, layers: 0 } }), /"rnn\.layers" must be a whole number from 1/],
  ['layers without end', json({ rnn: { ...manifest.rnn, layers: 1e9 } }), /"rnn\.layers" must be/],
  ['no labels', json({ labels: [] }), /"labels" must list 1 to 255/],
  [
    'too few descriptions',
    json({ labelDescriptions: [] }),
    /"labelDescriptions" must have one entry a label/,
  ],
  ['widths that do not meet', json({ input: { ...manifest.input, wordSize: 9 } }), /"rnn\.inputSize" is 10/],
  [
    'words that are no strings',
    json({ vocabulary: { words: [1], characters: [] } }),
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
    message: /^weights\.safetensors: Tensor "head\.bias" ends at byte/,
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
      .filter((t) => t.name !== 'head.bias')
      .map((t) => [t.name, { shape: t.shape, values: toFloat32(t) }]),
  );
  assert.throws(
    () => readModel(JSON.stringify(manifest), writeSafetensors(rest)),
    /Tensor "head\.bias" is missing/,
  );
});

test('weights that are not finite are refused', () => {
  const bad = writeWeights(
    architectureOf(manifest),
    { ...manifest.vocabulary, labels: manifest.labels },
    (name) =>
      name === 'head.bias'
        ? Float32Array.of(0, NaN, 0)
        : toFloat32(readSafetensors(weights).tensors.get(name)!),
  );
  assert.throws(
    () => readModel(JSON.stringify(manifest), bad),
    /"head\.bias" holds numbers that are not finite/,
  );
});

test('the format is written down', () => {
  assert.equal((JSON.parse(JSON.stringify(manifest)) as ModelManifest).format, MODEL_FORMAT);
});
