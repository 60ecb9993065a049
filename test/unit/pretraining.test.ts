import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import * as tf from '@tensorflow/tfjs';
import { readTexts, type TextSource } from '../../src/core/data/plainTexts.js';
import { readModel, readParameters, writeWeights } from '../../src/core/formats/modelPackage.js';
import { Random } from '../../src/core/math/random.js';
import { EMBEDDING } from '../../src/core/model/model.js';
import { groupsByLength } from '../../src/core/train/batching.js';
import { valuesOf } from '../../src/core/train/checkpoint.js';
import { fit, type EpochReport } from '../../src/core/train/fit.js';
import { formatManifest, pretrainedManifest } from '../../src/core/train/manifestOf.js';
import { columns } from '../../src/core/train/ops.js';
import { preparePretraining } from '../../src/core/train/preparePretraining.js';
import { prepareTraining } from '../../src/core/train/prepare.js';
import type { PretrainingRecipe, TrainingRecipe } from '../../src/core/train/recipe.js';
import type { StartingPoint } from '../../src/core/train/startingPoint.js';
import { maskedRecipe, sentimentRecipe, toyFiles } from '../fixtures/toyRecipes.js';

before(() => tf.setBackend('cpu'));

const read = (file: string): string => toyFiles[file];
const prepare = (recipe: PretrainingRecipe) => preparePretraining(recipe, read);
const twoWay: PretrainingRecipe = { ...maskedRecipe, objective: { kind: 'two-way', share: 0.5 } };

async function curveOf(recipe: PretrainingRecipe): Promise<EpochReport[]> {
  const curve: EpochReport[] = [];
  const { trainable } = prepare(recipe);
  await fit(trainable, recipe.fit, { onEpoch: async (report) => void curve.push(report) });
  return curve;
}

// A letter within a word is told by one beside it; the first of a word by the second; a space by what is around it.
const LEARNED: [PretrainingRecipe, number][] = [
  [maskedRecipe, 0.5],
  // Next and previous: ln 3 nats at every third place or so where a word begins or ends, and where a text might end.
  [twoWay, 2 * 0.6],
];

for (const [recipe, limit] of LEARNED)
  test(`a network learns from text alone, and the same from the same seed: ${recipe.objective.kind}`, async () => {
    const curves = [await curveOf(recipe), await curveOf(recipe)];
    const last = curves[0].at(-1)!;
    assert.ok(last.score < limit && last.score < curves[0][0].score, JSON.stringify(curves[0]));
    assert.deepEqual(curves[0], curves[1]);
  });

test('a hidden symbol is hidden everywhere, and asked for; nothing else is', () => {
  const { trainable, symbols } = prepare(maskedRecipe);
  for (const { input, questions } of trainable.batches(new Random(3))) {
    assert.ok(input.steps.kind === 'characters');
    const { characters, pairs } = input.steps;
    const { rows, targets } = questions[0];
    const hidden = new Set(rows);
    rows.forEach((row, k) => {
      assert.equal(characters[row], 0);
      assert.ok(targets[k] > 0 && targets[k] <= symbols.characters.length);
      assert.equal(pairs![row], 0);
      if (!input.layout.offsets.includes(row + 1)) assert.equal(pairs![row + 1], 0);
    });
    characters.forEach((id, row) => assert.equal(id === 0, hidden.has(row)));
  }
});

test('neighbours are asked for within a text only', () => {
  const { trainable } = prepare({ ...twoWay, objective: { kind: 'two-way', share: 1 } });
  for (const { input, questions } of trainable.batches(new Random(3))) {
    assert.ok(input.steps.kind === 'characters');
    const { characters } = input.steps;
    const { offsets } = input.layout;
    const [next, previous] = questions;
    const starts = new Set(offsets.slice(0, -1));
    const ends = new Set(offsets.slice(1).map((end) => end - 1));
    const all = Array.from(characters.keys());
    assert.deepEqual(
      [...next.rows],
      all.filter((row) => !ends.has(row)),
    );
    assert.deepEqual(
      [...previous.rows],
      all.filter((row) => !starts.has(row)),
    );
    next.targets.forEach((target, k) => assert.equal(target, characters[next.rows[k] + 1]));
    previous.targets.forEach((target, k) => assert.equal(target, characters[previous.rows[k] - 1]));
  }
});

test('each half of the network is asked what it has not seen', () => {
  const { trainable } = prepare(twoWay);
  const batch = trainable.batches(new Random(3))[0];
  const one = (k: number) => ({
    ...batch,
    questions: batch.questions.map((q, j) =>
      j === k ? q : { rows: q.rows.slice(0, 0), targets: q.targets.slice(0, 0) },
    ),
  });
  [/_reverse$/, /l0$/].forEach((other, k) => {
    const { grads } = tf.variableGrads(() => trainable.loss(one(k), new Random(1)), trainable.variables);
    for (const [name, variable] of trainable.network.parameters) {
      if (!name.startsWith('rnn.')) continue;
      const isOther = other.test(name);
      const size = grads[variable.name].dataSync<'float32'>().reduce((sum, g) => sum + Math.abs(g), 0);
      assert.equal(size === 0, isOther, `${k} ${name}`);
    }
  });
});

test('a batch is some texts of an epoch, those of like length together', () => {
  const lengths = Array.from({ length: 100 }, (_, k) => k % 10);
  const groups = groupsByLength(lengths, 4, new Random(1), 40);
  assert.equal(groups.length, 10);
  assert.equal(new Set(groups.flat()).size, 40);
  assert.ok(groups.flat().every((k) => lengths[k] > 0));
  for (const group of groups)
    assert.ok(Math.max(...group.map((k) => lengths[k])) - Math.min(...group.map((k) => lengths[k])) <= 2);
  assert.equal(groupsByLength(lengths, 4, new Random(1)).flat().length, 90);
});

test('some columns of a matrix, and their gradient', () => {
  const x = tf.tensor2d([1, 2, 3, 4, 5, 6], [2, 3]);
  const part = { from: 1, width: 2 };
  assert.deepEqual([...columns(x, part).dataSync()], [2, 3, 5, 6]);
  const weights = tf.tensor2d([1, 10, 100, 1000], [2, 2]);
  const gradient = tf.grad((y: tf.Tensor) => tf.sum(tf.mul(columns(y as tf.Tensor2D, part), weights)))(x);
  assert.deepEqual([...gradient.dataSync()], [0, 1, 10, 0, 100, 1000]);
});

/** A pretrained network as its package gives it again. */
function startOf(recipe: PretrainingRecipe): StartingPoint {
  const prepared = prepare(recipe);
  const values = valuesOf(prepared.trainable.network.parameters);
  const weights = writeWeights(prepared.architecture, prepared.symbols, (name) => values.get(name)!, {
    precision: 'F32',
  });
  const report = { epoch: 0, loss: 1, score: 1, isBest: true };
  const json = formatManifest(pretrainedManifest(recipe, prepared, [report]));
  assert.deepEqual(readModel(json, weights).model.architecture.heads, []);
  const { manifest, parameters } = readParameters(json, weights);
  assert.ok(![...parameters.keys()].some((name) => name.startsWith('heads.')));
  return { name: manifest.name, symbols: manifest.vocabulary, heads: manifest.heads, parameters };
}

const tuned: TrainingRecipe = { ...sentimentRecipe, start: 'toy-text', network: maskedRecipe.network };

test('a recipe begins with another network: its layers, its symbols, and rows by symbol', () => {
  const start = startOf(maskedRecipe);
  const { trainable, symbols } = prepareTraining(tuned, read, undefined, { start });
  const fresh = prepareTraining({ ...tuned, start: undefined }, read);
  assert.deepEqual(symbols.characters.slice(0, start.symbols.characters.length), start.symbols.characters);
  for (const symbol of fresh.symbols.characters) assert.ok(symbols.characters.includes(symbol), symbol);
  assert.equal(new Set(symbols.characters).size, symbols.characters.length);
  const now = valuesOf(trainable.network.parameters);
  for (const [name, numbers] of start.parameters)
    if (name.startsWith('rnn.')) assert.deepEqual(now.get(name), numbers, name);
  const table = now.get(EMBEDDING.characters)!;
  const given = start.parameters.get(EMBEDDING.characters)!;
  const row = (numbers: Float32Array, id: number) => [...numbers.subarray(id * 6, id * 6 + 6)];
  assert.deepEqual(row(table, 0), row(given, 0));
  start.symbols.characters.forEach((symbol, k) =>
    assert.deepEqual(row(table, symbols.characters.indexOf(symbol) + 1), row(given, k + 1), symbol),
  );
  // `o` is in the reviews and in no line: its row is its own.
  const own = symbols.characters.indexOf('o') + 1;
  assert.ok(!start.symbols.characters.includes('o') && own > 0);
  assert.ok(row(table, own).some((x) => x !== 0));
});

test('rows go to their symbols where the order is another', () => {
  const start = startOf(maskedRecipe);
  const characters = [...start.symbols.characters].reverse();
  const width = 6;
  const given = start.parameters.get(EMBEDDING.characters)!;
  const turned = new Float32Array(given.length);
  turned.set(given.subarray(0, width));
  characters.forEach((symbol, k) => {
    const from = (start.symbols.characters.indexOf(symbol) + 1) * width;
    turned.set(given.subarray(from, from + width), (k + 1) * width);
  });
  const other: StartingPoint = {
    ...start,
    symbols: { ...start.symbols, characters },
    parameters: new Map(start.parameters).set(EMBEDDING.characters, turned),
  };
  const rowsOf = (from: StartingPoint): Map<string, number[]> => {
    const { trainable, symbols } = prepareTraining(tuned, read, undefined, { start: from });
    const table = valuesOf(trainable.network.parameters).get(EMBEDDING.characters)!;
    return new Map(
      characters.map((symbol) => {
        const at = (symbols.characters.indexOf(symbol) + 1) * width;
        return [symbol, [...table.subarray(at, at + width)]];
      }),
    );
  };
  assert.deepEqual(rowsOf(other), rowsOf(start));
});

test('a network to begin with is asked for by name, and must fit', () => {
  const start = startOf(maskedRecipe);
  const begin = (recipe: TrainingRecipe, given?: StartingPoint) => () =>
    prepareTraining(recipe, read, undefined, { start: given });
  assert.throws(
    begin(tuned),
    /begins with the network of the recipe "toy-text": give its folder with --from/,
  );
  assert.throws(begin({ ...tuned, start: 'else' }, start), /of the recipe "else"/);
  assert.throws(begin({ ...tuned, start: undefined }, start), /leave --from out/);
  const wide = { ...tuned, network: { ...tuned.network, hiddenSize: 11 } };
  assert.throws(begin(wide, start), /"toy-text" to begin with does not fit parameter "rnn\.weight_ih_l0"/);
  const narrow = {
    ...tuned,
    network: { ...tuned.network, input: { ...maskedRecipe.network.input, characterSize: 5 } },
  };
  assert.throws(begin(narrow as TrainingRecipe, start), /does not fit parameter "char_embedding\.weight"/);
});

test('a network that would see what it is asked is refused', () => {
  const network = { ...twoWay.network, layers: 2 };
  assert.throws(() => prepare({ ...twoWay, network }), /"two-way" needs one bidirectional layer/);
});

test('a symbol is kept if it is frequent in all texts or in one that asks for less', () => {
  const texts: Record<string, string> = { 'a.txt': 'xxyzz\n', 'b.txt': 'xwwv\n' };
  const recipe = (minimumCounts?: TextSource['minimumCounts']): PretrainingRecipe => ({
    ...maskedRecipe,
    minimumCounts: { words: 1, characters: 3, pairs: 9 },
    data: {
      ...maskedRecipe.data,
      texts: [
        { file: 'a.txt', format: 'lines' },
        { file: 'b.txt', format: 'lines', minimumCounts },
      ],
      developmentTexts: [{ file: 'a.txt', format: 'lines' }],
    },
  });
  const symbolsOf = (one: PretrainingRecipe) => preparePretraining(one, (file) => texts[file]).symbols;
  assert.deepEqual(symbolsOf(recipe()), { words: [], characters: ['x'], pairs: [] });
  const more = symbolsOf(recipe({ characters: 2, pairs: 1 }));
  assert.deepEqual(more.characters, ['x', 'w']);
  assert.deepEqual([...more.pairs].sort(), ['wv', 'ww', 'x', 'xw']);
});

const conllu = '# text = a\n1\t나는\t_\tX\tX\t_\t0\t_\t_\t_\n2\t.\t_\tX\tX\t_\t0\t_\t_\t_\n\n';
const TEXTS: [TextSource['format'], string, string[][]][] = [
  ['conllu', conllu, [['나는', '.']]],
  ['lines', 'so it\n\nso\r\n', [['so', 'it'], ['so']]],
  ['table', 'id\tt\n1\tso it\n2\t\n', [['so', 'it']]],
  ['characters', '# id = 1\n나\tB\n는\tI\n \tO\n가\tO\n\n# id = 2\n#\tO\n', [['나는', '가'], ['#']]],
];

for (const [format, text, expected] of TEXTS)
  test(`text is read without its labels: ${format}`, () => {
    const source = { file: 'f', format, column: 't' };
    assert.deepEqual(readTexts(source, text, 'whitespace'), expected);
    assert.deepEqual(readTexts({ ...source, first: 1 }, text, 'whitespace'), expected.slice(0, 1));
    assert.throws(() => readTexts(source, format === 'table' ? 'id\tt\n' : '', 'whitespace'), {
      message: `f has no text of the format "${format}".`,
    });
  });
