import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { before, test } from 'node:test';
import * as tf from '@tensorflow/tfjs';
import { anbn } from '../../src/core/data/lessons/anbn.js';
import { numberWidths } from '../../src/core/data/numbers.js';
import { TEXTBOOK, textbookSequences } from '../../src/core/data/lessons/textbook.js';
import { isCounted, longestCounted } from '../../src/core/evaluate/counting.js';
import { insideQuotations } from '../../src/core/evaluate/units.js';
import { readModel } from '../../src/core/formats/modelPackage.js';
import { Pipeline } from '../../src/core/pipeline.js';
import { quantityOf } from '../../src/core/rnn/stack.js';
import { handCounter } from '../../src/core/train/handCounter.js';
import { LESSONS, lessonPlan, lessonText, type Lesson } from '../../src/core/train/lessons.js';
import { prepareTraining } from '../../src/core/train/prepare.js';
import { TrainingRun } from '../../src/core/train/run.js';
import { readRecipe } from '../../src/core/train/recipe.js';
import { loadEngine } from '../../src/kernel/load.js';
import { TRAINING_LESSONS } from '../../src/protocol/training.js';

before(() => tf.setBackend('cpu'));

/** A lesson with the text that comes with it. */
function planOf(lesson: Lesson) {
  const file = lessonText(lesson);
  const own = file === null ? '' : readFileSync(`media/lessons/texts/${file}`, 'utf8');
  return lessonPlan(lesson, ({ cell }) => cell, own);
}

test('lessons of the panel are those there are, and their recipes can be read', () => {
  assert.deepEqual([...LESSONS], [...TRAINING_LESSONS]);
  for (const lesson of LESSONS) {
    const plan = planOf(lesson);
    assert.equal(new Set(plan.recipes.map(({ name }) => name)).size, plan.recipes.length);
    for (const recipe of plan.recipes) readRecipe(JSON.stringify(recipe), 'recipe.json');
    assert.ok(!plan.text.includes(plan.watched));
  }
});

test('texts of lessons follow from their seed, and obey their rule', () => {
  assert.equal(anbn(50, 3), anbn(50, 3));
  assert.notEqual(anbn(50, 3), anbn(50, 4));
  for (const line of anbn(200, 1).trim().split('\n')) {
    assert.match(line, /^a+b+$/);
    assert.equal(line.lastIndexOf('a') + 1, line.length / 2);
  }
  const numbers = textbookSequences(20, 1);
  assert.equal(numbers, textbookSequences(20, 1));
  assert.deepEqual(numberWidths(numbers), { inputs: 2, targets: 2 });
});

test('what is watched of the novel has quotations, and is not what is learned from', () => {
  const { text, watched } = planOf('quotation');
  const inside = insideQuotations([...watched]).reduce((sum, one) => sum + one, 0) / watched.length;
  assert.ok(inside > 0.2 && inside < 0.8, String(inside));
  assert.ok(watched.length >= 6_000 && watched.length < 8_010, String(watched.length));
  assert.ok(text.length >= 400_000 && text.endsWith('\n\n') && !text.includes(watched.slice(0, 200)));
});

test('the textbook network has the published numbers', () => {
  const recipe = JSON.parse(readFileSync('media/recipes/textbook-rnn.json', 'utf8')) as {
    parameters: unknown;
  };
  assert.deepEqual(TEXTBOOK, recipe.parameters);
});

test('weights set by hand count exactly, in c', () => {
  const { manifest, weights } = handCounter('by-hand', 'By hand');
  const { model } = readModel(JSON.stringify(manifest), weights);
  for (const pipeline of [new Pipeline(model), new Pipeline(model, loadEngine())]) {
    for (const n of [1, 2, 17, 300, 4000]) assert.ok(isCounted(pipeline, n), String(n));
    assert.equal(longestCounted(pipeline, 60), 60);
    const symbols = [...'aaabb'];
    const { trace } = pipeline.run(symbols, Uint32Array.of(0, symbols.length));
    const c = quantityOf(trace, 0, 'forward', 'c');
    assert.deepEqual(
      [0, 2, 4, 6, 8].map((at) => c[at]),
      [1, 2, 3, 2, 1],
    );
  }
});

test('a network that cannot count fails where it says', async () => {
  const { file, text, recipes } = planOf('anbn');
  const short = { ...recipes[2], fit: { ...recipes[2].fit, epochs: 2, stepsAnEpoch: 40 } };
  const prepared = prepareTraining(short, (name) => (name === file ? text : ''), loadEngine());
  await new TrainingRun(prepared, short).go({ onEpoch: async () => undefined, now: () => 0 });
  const pipeline = new Pipeline(prepared.trainable.network.snapshot(), loadEngine());
  const n = longestCounted(pipeline, 60);
  assert.ok(n < 60);
  assert.ok(!isCounted(pipeline, n + 1));
});

/** The network after some epochs of a lesson's recipe. */
async function trained(lesson: Lesson, network: number, fit: { epochs?: number } = {}): Promise<Pipeline> {
  const { file, text, recipes } = planOf(lesson);
  const recipe = { ...recipes[network], fit: { ...recipes[network].fit, ...fit } };
  const prepared = prepareTraining(recipe, (name) => (name === file ? text : ''), loadEngine());
  await new TrainingRun(prepared, recipe).go({ onEpoch: async () => undefined, now: () => 0 });
  return new Pipeline(prepared.trainable.network.snapshot(), loadEngine());
}

test('the textbook numbers are found again, by the loss over all steps and by that of the last', async () => {
  for (const network of [0, 1]) {
    const { weights } = (await trained('textbook', network)).model;
    const near = (values: ArrayLike<number>, published: readonly number[]): void =>
      published.forEach((value, k) =>
        assert.ok(Math.abs(values[k] - value) < 0.002, `${values[k]} ${value}`),
      );
    const { W_ih, W_hh, b_ih, b_hh } = weights[0][0];
    near(W_ih, TEXTBOOK['rnn.weight_ih_l0']);
    near(W_hh, TEXTBOOK['rnn.weight_hh_l0']);
    const sum = (a: ArrayLike<number>, b: ArrayLike<number>): number[] => [0, 1].map((k) => a[k] + b[k]);
    near(sum(b_ih!, b_hh!), sum(TEXTBOOK['rnn.bias_ih_l0'], TEXTBOOK['rnn.bias_hh_l0']));
  }
});
