import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import * as tf from '@tensorflow/tfjs';
import { readManifest, type ModelManifest } from '../../src/core/formats/manifest.js';
import { fineTuning } from '../../src/core/train/own/fineTuning.js';
import { defaultNetwork, ownRecipe } from '../../src/core/train/own/ownRecipe.js';
import { proposalsFor } from '../../src/core/train/own/proposals.js';
import type { TrainingRecipe } from '../../src/core/train/recipe.js';
import type { FinishedModel } from '../../src/protocol/training.js';
import { withTrainer } from '../fixtures/trainer.js';

before(() => tf.setBackend('cpu'));

const files = { train: 'own.txt', development: 'own.txt' };

/** A small language model of a text. */
function recipeFor(name: string, text: string, epochs: number): TrainingRecipe {
  const recipe = ownRecipe({
    ...{ ...defaultNetwork('language-model'), hiddenSize: 16, name, title: name, seed: 2, files, text },
    proposal: proposalsFor(text, 'own.txt').at(-1)!,
  });
  return { ...recipe, fit: { ...recipe.fit, epochs, stepsAnEpoch: 6 } };
}

/** The scores after each epoch, and the model. */
async function train(
  recipe: TrainingRecipe,
  text: string,
  start?: FinishedModel,
): Promise<{ scores: number[]; model: FinishedModel }> {
  return withTrainer(async (rpc, { keeps }) => {
    const texts = new Map([['own.txt', text]]);
    const task = { recipe: JSON.stringify(recipe), recipeFile: 'recipe.json', texts, cores: 1 };
    await rpc.call('open', { ...task, ...(start && { start }) });
    await rpc.call('go', null);
    return { scores: keeps.map(({ report }) => report.score), model: await rpc.call('finish', null) };
  });
}

test('a language model that goes on from another one knows at once what that one knew, and new characters, too', async () => {
  const text = 'the cat sat on the mat. '.repeat(100);
  const other = 'the cat sat on the rug! '.repeat(100);
  const { model } = await train(recipeFor('first', text, 12), text);
  const fresh = await train(recipeFor('fresh', other, 1), other);
  const tuned = fineTuning(recipeFor('tuned', other, 1), readManifest(model.manifest));
  assert.equal(tuned.start, 'first');
  const further = await train(tuned, other, model);
  assert.ok(further.scores[0] < fresh.scores[0] - 0.5, `${further.scores[0]} ${fresh.scores[0]}`);
  const { vocabulary } = readManifest(further.model.manifest);
  for (const character of 'mug!') assert.ok(vocabulary.characters.includes(character), character);
});

test('a network that cannot be trained on is refused in one sentence', async () => {
  const text = 'ab '.repeat(100);
  const recipe = recipeFor('x', text, 1);
  const { model } = await train(recipe, text);
  const manifest = readManifest(model.manifest);
  const cases: [Partial<ModelManifest>, RegExp][] = [
    [{ rnn: { ...manifest.rnn, bidirectional: true } }, /reads in both directions/],
    [{ rnn: { ...manifest.rnn, resetAfter: false } }, /is not trained on/],
    [{ input: { kind: 'symbols', symbolSize: 4, lowerCase: false } }, /does not read words or characters/],
  ];
  for (const [change, sentence] of cases)
    assert.throws(() => fineTuning(recipe, { ...manifest, ...change }), { message: sentence });
});
