import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import * as tf from '@tensorflow/tfjs';
import { readModel } from '../../src/core/formats/modelPackage.js';
import { readSafetensors } from '../../src/core/formats/safetensors.js';
import { fit } from '../../src/core/train/fit.js';
import { valuesOf } from '../../src/core/train/checkpoint.js';
import { prepareTraining } from '../../src/core/train/prepare.js';
import type { TrainingRecipe } from '../../src/core/train/recipe.js';
import { loadEngine } from '../../src/kernel/load.js';
import type { TrainingTask } from '../../src/protocol/training.js';
import { languageModelRecipe, sentimentRecipe, taggerRecipe, toyFiles } from '../fixtures/toyRecipes.js';
import { withTrainer, type Keep } from '../fixtures/trainer.js';

const texts: ReadonlyMap<string, string> = new Map(Object.entries(toyFiles));

function taskOf(recipe: TrainingRecipe, more: Partial<TrainingTask> = {}): TrainingTask {
  return { recipe: JSON.stringify(recipe), recipeFile: 'recipe.json', texts, cores: 2, ...more };
}

/** Weights of a checkpoint by name. */
function numbersOf({ kept }: Keep): Map<string, Uint8Array> {
  return new Map([...readSafetensors(kept.weights).tensors].map(([name, { bytes }]) => [name, bytes]));
}

before(() => tf.setBackend('cpu'));

for (const recipe of [taggerRecipe, sentimentRecipe, languageModelRecipe])
  test(`the trainer makes the weights of the loop alone, and goes on after any epoch with the same: ${recipe.task}`, async () => {
    const { trainable } = prepareTraining(recipe, (file) => toyFiles[file], loadEngine());
    await fit(trainable, recipe.fit, { onEpoch: async () => undefined });

    const first = await withTrainer(async (rpc, kept) => {
      const opened = await rpc.call('open', taskOf(recipe));
      assert.equal(opened.at.checkpoint, 0);
      assert.equal(await rpc.call('go', null), 'finished');
      assert.equal(kept.steps.at(-1)!.lastStep, opened.stepsAnEpoch * kept.keeps.length);
      return { keeps: kept.keeps, manifest: opened.manifest, model: await rpc.call('finish', null) };
    });
    const last = first.keeps.at(-1)!;
    const alone = valuesOf(trainable.network.parameters);
    const there = readSafetensors(last.kept.weights).tensors;
    assert.deepEqual([...there.keys()].sort(), [...alone.keys()].sort());
    for (const [name, values] of alone)
      assert.deepEqual(Buffer.from(there.get(name)!.bytes), Buffer.from(values.buffer), name);
    // A checkpoint is a model that can be run.
    assert.equal(readModel(first.manifest, last.kept.weights).manifest.name, recipe.name);
    readModel(first.model.manifest, first.model.weights);
    assert.match(first.model.card, /## Scores/);

    const second = await withTrainer(async (rpc, kept) => {
      const checkpoint = first.keeps[1].state;
      const { epochsDone, at } = await rpc.call('open', taskOf(recipe, { checkpoint }));
      assert.deepEqual([epochsDone, at.checkpoint], [2, 2]);
      await rpc.call('go', null);
      return { keeps: kept.keeps, model: await rpc.call('finish', null) };
    });
    assert.equal(second.keeps[0].kept.checkpoint, 3);
    assert.deepEqual(numbersOf(second.keeps.at(-1)!), numbersOf(last));
    assert.deepEqual(second.model.weights, first.model.weights);
  });

test('it waits between two steps while it is paused, ends where it is when stopped, and the best epoch stays', async () => {
  let resumed = 0;
  const recipe = { ...languageModelRecipe, fit: { ...languageModelRecipe.fit, epochs: 500, patience: 500 } };
  await withTrainer(
    async (rpc, kept) => {
      await rpc.call('open', taskOf(recipe));
      assert.equal(await rpc.call('go', null), 'stopped');
      assert.equal(resumed, 1);
      assert.ok(kept.keeps.length >= 4 && kept.keeps.length < 500, String(kept.keeps.length));
      const { manifest, weights } = await rpc.call('finish', null);
      readModel(manifest, weights);
    },
    ({ report }, rpc) => {
      if (report.epoch === 1) {
        rpc.emit('pause', null);
        // Nothing comes meanwhile: another epoch would take some milliseconds.
        setTimeout(() => {
          resumed++;
          rpc.emit('resume', null);
        }, 300);
      }
      if (report.epoch === 2) assert.equal(resumed, 1);
      if (report.epoch === 3) rpc.emit('stop', null);
    },
  );
});

test('an epoch that cannot be kept pauses it, and is handed over again once it is resumed', async () => {
  const undisturbed = await withTrainer(async (rpc, kept) => {
    await rpc.call('open', taskOf(sentimentRecipe));
    await rpc.call('go', null);
    return kept.keeps;
  });
  let refusals = 0;
  const disturbed = await withTrainer(
    async (rpc, kept) => {
      await rpc.call('open', taskOf(sentimentRecipe));
      assert.equal(await rpc.call('go', null), 'finished');
      return kept.keeps;
    },
    ({ report }, rpc) => {
      if (report.epoch !== 1 || refusals === 2) return;
      refusals++;
      rpc.emit('pause', null);
      setTimeout(() => rpc.emit('resume', null), 20);
      throw new Error('The disk is full.');
    },
  );
  assert.equal(refusals, 2);
  assert.deepEqual(
    disturbed.map(({ kept }) => kept.checkpoint),
    undisturbed.map(({ kept }) => kept.checkpoint),
  );
  assert.deepEqual(numbersOf(disturbed.at(-1)!), numbersOf(undisturbed.at(-1)!));
});

test('an epoch can be a part of the data, another part each time', async () => {
  const recipe = { ...languageModelRecipe, fit: { ...languageModelRecipe.fit, stepsAnEpoch: 3, epochs: 4 } };
  await withTrainer(async (rpc, kept) => {
    const { stepsAnEpoch } = await rpc.call('open', taskOf(recipe));
    assert.equal(stepsAnEpoch, 3);
    await rpc.call('go', null);
    assert.equal(kept.steps.at(-1)!.lastStep, 12);
    assert.equal(new Set(kept.keeps.map(({ report }) => report.loss)).size, 4);
  });
});

test('a moment tells what a network writes, its weights, and how far gradients reach', async () => {
  await withTrainer(async (rpc) => {
    const { at } = await rpc.call('open', taskOf(languageModelRecipe));
    const { samples, gradientFlow, histograms } = at.moment;
    assert.ok(samples.length > 1 && samples.every(({ text }) => /^[ab]+$/.test(text)));
    assert.ok(gradientFlow && gradientFlow.lags > 5 && gradientFlow.norms.every((norm) => norm >= 0));
    for (const { counts, shape } of histograms)
      assert.equal(
        counts.reduce((a, b) => a + b, 0),
        shape.reduce((a, b) => a * b, 1),
      );
  });
});

test('steps are timed and forgotten', async () => {
  await withTrainer(async (rpc, kept) => {
    const { msAStep, stepsAPass, msAnEpoch } = await rpc.call('measure', taskOf(taggerRecipe));
    assert.ok(msAStep > 0 && stepsAPass === 6 && msAnEpoch > 0, JSON.stringify({ msAStep, stepsAPass }));
    assert.deepEqual([kept.keeps.length, kept.steps.length], [0, 0]);
  });
});

test('what cannot be trained is refused in one sentence', async () => {
  await withTrainer(async (rpc) => {
    const missing = { ...taggerRecipe, data: { ...taggerRecipe.data, train: 'gone.conllu' } };
    await assert.rejects(rpc.call('open', taskOf(missing as TrainingRecipe)), /gone\.conllu is not there\./);
    const both = { ...languageModelRecipe, network: { ...languageModelRecipe.network, bidirectional: true } };
    await assert.rejects(rpc.call('open', taskOf(both)), /does not fit its task/);
    await assert.rejects(rpc.call('open', { ...taskOf(taggerRecipe), recipe: '{' }), /not valid JSON/);
    const checkpoint = new Uint8Array(20);
    await assert.rejects(
      rpc.call('open', taskOf(taggerRecipe, { checkpoint })),
      /safetensors|header|damaged/i,
    );
  });
});
