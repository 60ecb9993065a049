import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import * as tf from '@tensorflow/tfjs';
import { anbn } from '../../src/core/data/lessons/anbn.js';
import { quotations } from '../../src/core/data/lessons/quotations.js';
import { isCounted, longestCounted } from '../../src/core/evaluate/counting.js';
import { insideQuotations } from '../../src/core/evaluate/units.js';
import { readModel } from '../../src/core/formats/modelPackage.js';
import { Pipeline } from '../../src/core/pipeline.js';
import { quantityOf } from '../../src/core/rnn/stack.js';
import { handCounter } from '../../src/core/train/handCounter.js';
import { LESSONS, lessonPlan } from '../../src/core/train/lessons.js';
import { prepareTraining } from '../../src/core/train/prepare.js';
import { TrainingRun } from '../../src/core/train/run.js';
import { readRecipe } from '../../src/core/train/recipe.js';
import { loadEngine } from '../../src/kernel/load.js';
import { TRAINING_LESSONS } from '../../src/protocol/training.js';

before(() => tf.setBackend('cpu'));

test('lessons of the panel are those there are, and their recipes can be read', () => {
  assert.deepEqual([...LESSONS], [...TRAINING_LESSONS]);
  for (const lesson of LESSONS) {
    const plan = lessonPlan(lesson, (cell) => cell);
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
  const text = quotations(20_000, 1);
  const inside = insideQuotations([...text]).reduce((sum, one) => sum + one, 0) / text.length;
  assert.ok(inside > 0.25 && inside < 0.75, String(inside));
  assert.equal(text.split('"').length % 2, 1);
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
  const { file, text, recipes } = lessonPlan('anbn', (cell) => cell);
  const short = { ...recipes[2], fit: { ...recipes[2].fit, epochs: 2, stepsAnEpoch: 40 } };
  const prepared = prepareTraining(short, (name) => (name === file ? text : ''), loadEngine());
  await new TrainingRun(prepared, short).go({ onEpoch: async () => undefined, now: () => 0 });
  const pipeline = new Pipeline(prepared.trainable.network.snapshot(), loadEngine());
  const n = longestCounted(pipeline, 60);
  assert.ok(n < 60);
  assert.ok(!isCounted(pipeline, n + 1));
});
