import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { defaultNetwork, ownRecipe } from '../../src/core/train/own/ownRecipe.js';
import { proposalsFor } from '../../src/core/train/own/proposals.js';
import type { TrainingRecipe } from '../../src/core/train/recipe.js';
import { TrainerClient } from '../../src/live/training/trainerClient.js';
import { startTrainer } from '../../src/worker/start.node.js';
import { ok } from './program.js';

const text = 'The keeper said, "It is late," and went up. She lit the lamp and read. '.repeat(60);

/** A language model of the text, trained for some steps. */
function recipeFor(file: string): TrainingRecipe {
  const recipe = ownRecipe({
    ...defaultNetwork('language-model'),
    ...{ hiddenSize: 24, name: 'own', title: 'Own', seed: 5, text },
    proposal: proposalsFor(text, file).at(-1)!,
    files: { train: file, development: file },
  });
  return { ...recipe, fit: { ...recipe.fit, epochs: 3, stepsAnEpoch: 4 } };
}

test('the same recipe makes the same weights in the editor, on however many cores, and on the command line', async (t) => {
  const folder = mkdtempSync(path.join(tmpdir(), 'rnn-lens-train-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const file = 'data/notes.txt';
  const recipe = JSON.stringify(recipeFor(file));
  mkdirSync(path.join(folder, 'data'));
  writeFileSync(path.join(folder, file), text);
  writeFileSync(path.join(folder, 'recipe.json'), recipe);
  await ok(['train', path.join(folder, 'recipe.json'), '--data', folder, '--out', path.join(folder, 'out')]);
  const wanted = readFileSync(path.join(folder, 'out', 'weights.safetensors'));

  for (const cores of [1, 4]) {
    const trainer = new TrainerClient((onEnd) => startTrainer(path.resolve('dist/trainer.node.cjs'), onEnd), {
      requests: { keep: () => null },
      events: { steps: () => undefined, logged: () => undefined },
    });
    try {
      await trainer.call('open', {
        recipe,
        recipeFile: 'recipe.json',
        texts: new Map([[file, text]]),
        cores,
      });
      assert.equal(await trainer.call('go', null), 'finished');
      const { weights, manifest } = await trainer.call('finish', null);
      assert.ok(Buffer.from(weights).equals(wanted), `${cores} cores`);
      assert.match(manifest, /"name": "own"/);
    } finally {
      trainer.end();
    }
  }
});
