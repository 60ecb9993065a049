import assert from 'node:assert/strict';
import { test } from 'node:test';
import { RnnLensError } from '../../src/core/problems.js';
import { scoreInBits, shortScore } from '../../src/core/views/score.js';
import { offeredModels } from '../../src/host/models/modelOrder.js';
import { describeModel } from '../../src/host/models/modelText.js';
import type { ModelEntry } from '../../src/models/modelRegistry.js';
import { tinyManifest } from '../fixtures/tinyModel.js';

function entry(id: string, language: string): ModelEntry {
  const manifest = { ...tinyManifest(), name: id, language };
  return { kind: 'usable', id, manifest, sizeBytes: 1_500_000, place: id, version: '1' };
}

const DAMAGED: ModelEntry = {
  ...{ kind: 'damaged', id: 'a-damaged', place: 'a', version: '1' },
  problem: new RnnLensError('Damaged.'),
};

/** By id, as the registry lists them. */
const ENTRIES = [
  DAMAGED,
  entry('brackets', ''),
  entry('english-pos', 'en'),
  entry('english-requests', 'en-GB'),
  entry('german-pos', 'de'),
  entry('korean-morphology', 'ko'),
  entry('korean-sentiment', 'ko-KR'),
  entry('typescript-lm', 'typescript'),
];

function offered(text: Parameters<typeof offeredModels>[1]): string[][] {
  const { fitting, others, damaged } = offeredModels(ENTRIES, text);
  return [fitting, others, damaged].map((entries) => entries.map(({ id }) => id));
}

test('models for the language or script of a text are offered first, the automatic one before all', () => {
  const damaged = ['a-damaged'];
  const korean = { languageId: 'plaintext', script: 'hangul', automatic: 'korean-sentiment' } as const;
  assert.deepEqual(offered(korean), [
    ['korean-sentiment', 'korean-morphology'],
    ['brackets', 'english-pos', 'english-requests', 'german-pos', 'typescript-lm'],
    damaged,
  ]);
  const latin = { languageId: 'plaintext', script: 'latin', automatic: 'gone' } as const;
  assert.deepEqual(offered(latin), [
    ['english-pos', 'english-requests', 'german-pos'],
    ['brackets', 'korean-morphology', 'korean-sentiment', 'typescript-lm'],
    damaged,
  ]);
  const code = { languageId: 'typescript', script: 'latin', automatic: 'english-pos' } as const;
  assert.deepEqual(offered(code)[0], ['english-pos', 'typescript-lm', 'english-requests', 'german-pos']);
  // What the text is written in cannot be told: only what is set for it fits.
  const unknown = { languageId: 'plaintext', script: null, automatic: 'brackets' } as const;
  assert.deepEqual(offered(unknown)[0], ['brackets']);
});

test('what is said of a model in a list begins with its score, short and in bits', () => {
  const manifest = { ...tinyManifest(), score: 'UPOS 95.92 %, XPOS 95.37 % (development split)' };
  const text = describeModel({ manifest, sizeBytes: 3_400_000 });
  assert.match(text, /^UPOS 95\.92 %, XPOS 95\.37 % · (LSTM|GRU|RNN)/);
  assert.match(text, / · 3\.4 MB$/);
  assert.equal(shortScore('1.300 nats a character (development split)'), '1.88 bits a character');
  assert.equal(scoreInBits('0.9752 nats a character (test split)'), '1.41 bits a character (test split)');
  assert.equal(shortScore('given numbers, not trained'), 'given numbers, not trained');
});
