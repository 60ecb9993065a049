import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import * as tf from '@tensorflow/tfjs';
import { readWordVectors } from '../../src/core/data/wordVectors.js';
import { readModel, writeWeights } from '../../src/core/formats/modelPackage.js';
import { Random } from '../../src/core/math/random.js';
import { Pipeline } from '../../src/core/pipeline.js';
import { EMBEDDING } from '../../src/core/model/model.js';
import { fit } from '../../src/core/train/fit.js';
import { formatManifest, manifestOf } from '../../src/core/train/manifestOf.js';
import { NO_DROPOUT } from '../../src/core/train/dropout.js';
import { valuesOf } from '../../src/core/train/checkpoint.js';
import { Batcher } from '../../src/core/train/examples.js';
import { vocabulariesOf } from '../../src/core/tokens/vocabulary.js';
import { prepareTraining } from '../../src/core/train/prepare.js';
import type { TrainingRecipe } from '../../src/core/train/recipe.js';
import { taggerRecipe, toyFiles } from '../fixtures/toyRecipes.js';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const all = (): boolean => true;

before(() => tf.setBackend('cpu'));

const LINES = 'the 0.5 -1\nhome 2 3e-1\nof 1 1\n';
const WINK =
  '{"precision":8,"l2NormIndex":2,"wordIndex":3,"size":3,"dimensions":2,"words":["the","vectors","a\\"b"],' +
  '"vectors":{"2008":[7,8,1.5,2],"the":[0.5,-1,1.1,0],"a\\"b":[2,0.3,2,1]},"unkVector":[0,0,0,-1]}';

const READ: [name: string, file: string, words: string[], table: number[]][] = [
  ['lines', LINES, ['the', 'home', 'of'], [0.5, -1, 2, 0.3, 1, 1]],
  ['lines without a last newline', LINES.trimEnd(), ['the', 'home', 'of'], [0.5, -1, 2, 0.3, 1, 1]],
  ['lines below how many they are', `3 2\n${LINES}`, ['the', 'home', 'of'], [0.5, -1, 2, 0.3, 1, 1]],
  ['a wink package, by rank', WINK, ['the', 'a"b', '2008'], [0.5, -1, 2, 0.3, 7, 8]],
];

for (const [name, file, words, table] of READ)
  test(`word vectors are read from ${name}`, () => {
    const vectors = readWordVectors(bytes(file), all, 'v');
    assert.deepEqual(vectors.words, words);
    assert.deepEqual(vectors.table, Float32Array.from(table));
    const some = readWordVectors(bytes(file), (word, rank) => rank === 0 || word === words[2], 'v');
    assert.deepEqual(some.words, [words[0], words[2]]);
  });

const BAD: [name: string, file: string, message: RegExp][] = [
  ['nothing', '', /^v has no word vectors/],
  ['no number', 'the 0.5 x\n', /^v: the vector of "the" is not 2 numbers/],
  ['one vector shorter', 'the 0.5 1\nof 1\n', /^v: the vector of "of" is not 2 numbers/],
  ['other JSON', '{"a":1}', /^v is JSON, but not of a wink-embeddings package/],
  ['a JSON cut off', WINK.slice(0, 150), /^v ends in the middle of a vector/],
];

for (const [name, file, message] of BAD)
  test(`a file of word vectors with ${name} is refused`, () =>
    assert.throws(() => readWordVectors(bytes(file), all, 'v'), { name: 'RnnLensError', message }));

const source = { name: 'toy vectors', version: '1', licence: 'none', attribution: 'nobody' };
const input = { ...taggerRecipe.network.input, vectors: { ...source, words: 2 } };
const recipe: TrainingRecipe = {
  ...taggerRecipe,
  network: { ...taggerRecipe.network, input: input as TrainingRecipe['network']['input'] },
};

/** `flees` never occurs in training, `ends` does; their vectors are alike. `rare` is not frequent enough. */
const VECTORS = [
  ['house', [1, -1, 0, 2, 0, 0]],
  ['flees', [3, 3, 0, 0, 0, 1]],
  ['rare', [1, 1, 1, 1, 1, 1]],
  ['ends', [3, 3, 0, 0, 0, 1]],
] as const;
const vectorsFile = {
  name: 'toy.txt',
  bytes: bytes(VECTORS.map(([word, vector]) => `${word} ${vector.join(' ')}\n`).join('')),
};
const prepare = (given = { vectors: vectorsFile }) =>
  prepareTraining(recipe, (file) => toyFiles[file], undefined, given);

test('the vocabulary is the training words and the most frequent words that have vectors', () => {
  const { symbols } = prepare();
  assert.deepEqual(symbols.words.slice(-2), ['house', 'flees']);
  assert.ok(symbols.words.includes('ends') && !symbols.words.includes('rare'));
  assert.equal(new Set(symbols.words).size, symbols.words.length);
});

test('given vectors stay, what is trained is added, and a finished model has one table', async () => {
  const { trainable, symbols, architecture, task, pretrained } = prepare();
  const before = valuesOf(trainable.network.parameters).get(EMBEDDING.words)!;
  await fit(trainable, recipe.fit, { onEpoch: async () => undefined });
  const after = valuesOf(trainable.network.parameters);
  const own = after.get(EMBEDDING.words)!;
  assert.equal(own.length, (symbols.words.length - 2 + 1) * 6);
  assert.notDeepEqual(own, before);
  const table = trainable.network.finished(after).get(EMBEDDING.words)!;
  assert.equal(table.length, (symbols.words.length + 1) * 6);
  const row = (numbers: Float32Array, id: number): number[] => [...numbers.subarray(id * 6, id * 6 + 6)];
  const sum = (a: readonly number[], b: readonly number[]): number[] =>
    a.map((x, k) => Math.fround(x + b[k]));
  const idOf = (word: string): number => symbols.words.indexOf(word) + 1;
  assert.deepEqual(row(table, idOf('ends')), sum(VECTORS[3][1], row(own, idOf('ends'))));
  assert.deepEqual(row(table, idOf('flees')), sum(VECTORS[1][1], row(own, 0)));
  assert.deepEqual(row(table, idOf('run')), row(own, idOf('run')));
  assert.deepEqual(row(table, 0), row(own, 0));

  // The package: nothing but more words; a word that training never had is known by its vector.
  const find = trainable.network.finished(after);
  const weights = writeWeights(architecture, symbols, (name) => find.get(name)!, { precision: 'I8' });
  const manifest = manifestOf(recipe, { task, architecture, symbols, pretrained }, []);
  const { model } = readModel(formatManifest(manifest), weights);
  const run = new Pipeline(model).run(['the', 'run', 'flees'], Uint32Array.of(0, 3));
  assert.equal(architecture.heads[0].labels[run.heads[0].labels[2]], 'VERB');
});

test('what is trained is what runs, with given vectors too', () => {
  const { trainable, architecture, symbols } = prepare();
  const examples = [
    {
      tokens: ['the', 'ends', 'flees', 'xx'],
      labels: [['DET', 'NOUN', 'VERB', 'VERB'], Array(4).fill('NN')],
    },
  ];
  const batch = new Batcher(architecture, vocabulariesOf(symbols)).batch(examples);
  const output = trainable.network.output(batch, NO_DROPOUT, new Random(1), {}).dataSync<'float32'>();
  const run = new Pipeline(trainable.network.snapshot()).run(examples[0].tokens, Uint32Array.of(0, 4));
  run.trace.output.forEach((h, k) => assert.ok(Math.abs(h - output[k]) < 1e-6, `${k}`));
});

test('vectors that are missing, not asked for or of another width are refused with the reason', () => {
  assert.throws(
    () => prepare({} as never),
    /begins with the word vectors "toy vectors" 1: give their file with --vectors/,
  );
  const plain = () =>
    prepareTraining(taggerRecipe, (file) => toyFiles[file], undefined, { vectors: vectorsFile });
  assert.throws(plain, /asks for no word vectors: leave toy\.txt out/);
  const narrow = { vectors: { name: 'n.txt', bytes: bytes('the 1 2\n') } };
  assert.throws(() => prepare(narrow), /n\.txt has vectors of 2 numbers, the recipe asks for 6/);
});
