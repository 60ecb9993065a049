// Keras files with mistakes in them: read, refused or one sentence, and never a hang. Long runs: test/fuzz.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fuzzKeras } from '../fuzz/keras.js';

test('a Keras file with mistakes is read, refused or named in one sentence, soon', async () => {
  const { findings, run, refused, failed } = await fuzzKeras(3000, 1);
  assert.deepEqual(findings, []);
  assert.ok(
    run > 100 && refused > 100 && failed > 500,
    'the mistakes are neither all deadly nor all harmless',
  );
});
