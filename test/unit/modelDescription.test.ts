import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { readManifest, readModel } from '../../src/core/formats/modelPackage.js';
import { describeModel } from '../../src/protocol/model.js';

test('what is told of a model follows from its manifest, for every bundled one', () => {
  for (const name of readdirSync('media/models')) {
    const json = readFileSync(`media/models/${name}/model.json`, 'utf8');
    const weights = new Uint8Array(readFileSync(`media/models/${name}/weights.safetensors`));
    const { manifest, parameterCount, sizeBytes } = readModel(json, weights);
    const told = describeModel(readManifest(json), weights.length);
    assert.deepEqual([told.parameterCount, told.sizeBytes], [parameterCount, sizeBytes]);
    assert.deepEqual([told.name, told.task, told.rnn], [name, manifest.task, manifest.rnn]);
    assert.deepEqual(told.labels, manifest.heads[0]?.labels ?? []);
    assert.ok(!('vocabulary' in told) && JSON.stringify(told).length < 1_000_000);
  }
});
