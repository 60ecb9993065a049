import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { readModel, writeWeights } from '../../src/core/formats/modelPackage.js';
import { Pipeline } from '../../src/core/pipeline.js';
import { segmentText } from '../../src/core/text/segmentation.js';
import { fixedModel, formatManifest } from '../../src/core/train/manifestOf.js';
import { isFixed, readRecipe, type FixedRecipe } from '../../src/core/train/recipe.js';
import { taggerRecipe } from '../fixtures/toyRecipes.js';

const folder = path.resolve('media/recipes');
const recipes = readdirSync(folder).map((file) =>
  readRecipe(readFileSync(path.join(folder, file), 'utf8'), file),
);

test('every recipe of the project is a recipe, under the name of its file', () => {
  assert.deepEqual(
    recipes.map(({ name }) => `${name}.json`),
    readdirSync(folder),
  );
  for (const name of ['english-pos', 'korean-morphology', 'tolstoy-lstm', 'textbook-rnn'])
    assert.ok(recipes.some((recipe) => recipe.name === name));
});

test('the two language models of one text differ in the cell alone', () => {
  const [lstm, rnn] = ['tolstoy-lstm', 'tolstoy-rnn'].map((name) => recipes.find((r) => r.name === name)!);
  assert.ok(!isFixed(lstm) && !isFixed(rnn));
  const { name, title, network, ...rest } = lstm;
  assert.deepEqual(
    { ...rnn, name, title, network: { ...rnn.network, cell: network.cell } },
    { ...rest, name, title, network },
  );
});

/** The published states after the inputs (1, 1), (2, 2), (3, 3). */
const PUBLISHED = [-0.3238, 0.1948, -0.8609, 0.6544, -0.9835, 0.8584];

test('the textbook network reads numbers from lines and gives the published states', () => {
  const recipe = recipes.find(isFixed)!;
  const { manifest, parameters } = fixedModel(recipe);
  const weights = writeWeights(manifest, manifest.vocabulary, (name) => parameters.get(name)!, {
    precision: 'F32',
  });
  const { model } = readModel(formatManifest(manifest), weights);
  const text = '1 1\n2 2\n3 3\n';
  const { starts, ends, segmentOffsets } = segmentText(text, manifest.tokenizer, manifest.segment);
  const tokens = Array.from(starts, (start, t) => text.slice(start, ends[t]));
  const { trace, heads } = new Pipeline(model).run(tokens, segmentOffsets);
  assert.deepEqual(heads, []);
  trace.output.forEach((h, k) => assert.ok(Math.abs(h - PUBLISHED[k]) < 1e-4));
  const wrong: FixedRecipe = { ...recipe, parameters: { ...recipe.parameters, 'rnn.bias_ih_l0': [1] } };
  assert.throws(() => fixedModel(wrong), /must give "rnn\.bias_ih_l0" 2 numbers/);
});

const changed = (changes: object) => JSON.stringify({ ...taggerRecipe, ...changes });

const BAD_RECIPES: [name: string, json: string, message: RegExp][] = [
  ['no JSON', '[', /^toy\.json is not valid JSON/],
  ['no task', changed({ task: undefined }), /^toy\.json: "task" must be a string/],
  [
    'an unknown format',
    changed({ data: { ...taggerRecipe.data, format: 'xml' } }),
    /"data\.format" must be one of/,
  ],
  ['no file', changed({ data: { ...taggerRecipe.data, train: 1 } }), /"data\.train" must be a string/],
  [
    'no cell',
    changed({ network: { ...taggerRecipe.network, cell: 'QRNN' } }),
    /"network\.cell" must be one of/,
  ],
  [
    'too much dropout',
    changed({ dropout: { ...taggerRecipe.dropout, layer: 1 } }),
    /"dropout\.layer" must be a number/,
  ],
  [
    'a decay of another kind',
    changed({ fit: { ...taggerRecipe.fit, decay: 'steps' } }),
    /"fit\.decay" must be one of linear, cosine/,
  ],
  [
    'too much momentum',
    changed({ fit: { ...taggerRecipe.fit, optimizer: { ...taggerRecipe.fit.optimizer, momentum: 2 } } }),
    /"fit\.optimizer\.momentum" must be a number from 0 to 1/,
  ],
  ['no batch', changed({ batch: {} }), /"batch\.streams" must be a whole number/],
  [
    'no epochs',
    changed({ fit: { ...taggerRecipe.fit, epochs: 0 } }),
    /"fit\.epochs" must be a whole number from 1/,
  ],
  ['no precision', changed({ precision: 'F8' }), /"precision" must be one of F32, F16, I8/],
];

for (const [name, json, message] of BAD_RECIPES)
  test(`a recipe with ${name} is refused, naming file and field`, () => {
    assert.throws(() => readRecipe(json, 'toy.json'), { name: 'RnnLensError', message });
  });

test('a manifest that is written for people is the same JSON', () => {
  const { manifest } = fixedModel(recipes.find(isFixed)!);
  const words = Array.from({ length: 400 }, (_, k) => `a "quoted", \\ [word] ${k}`);
  const heads = [
    { name: 'upos', level: 'token', pooling: 'last', labels: words, labelDescriptions: words },
  ] as const;
  const full = { ...manifest, heads, vocabulary: { words, characters: ['"', '\n', ']'], pairs: [] } };
  const text = formatManifest(full);
  assert.deepEqual(JSON.parse(text), full);
  assert.ok(text.split('\n').length < 100);
});
