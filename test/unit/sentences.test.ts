import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';
import { RnnLensError } from '../../src/core/problems.js';
import { fill, sentence } from '../../src/core/sentence.js';
import { plural, sentenceOf, t, useTranslator } from '../../src/live/sentences.js';

afterEach(() => useTranslator((text, ...values) => fill(text, values), 'en'));

test('values stand in their places, also twice and out of order; a place without a value stays', () => {
  assert.equal(t('{1} of {0}, {1} again, {2}', 'two', 1), '1 of two, 1 again, {2}');
  assert.equal(t('{0}', '{1}', 'x'), '{1}');
});

test('one sentence for one, another for all other counts', () => {
  assert.equal(plural(1, '{0} token', '{0} tokens'), '1 token');
  assert.equal(plural(0, '{0} token', '{0} tokens'), '0 tokens');
  assert.equal(plural(12345, '{0} token of {1}', '{0} tokens of {1}', 'a'), '12,345 tokens of a');
});

test('a sentence in a sentence is translated by itself', () => {
  const inner = sentence('must be one of {0}', 'a, {1}');
  const error = new RnnLensError('{0}: "{1}" {2}.', 'model.json', 'task', inner);
  assert.equal(error.message, 'model.json: "task" must be one of a, {1}.');
  const korean: Record<string, string> = {
    'must be one of {0}': '{0} 중 하나여야 합니다',
    '{0}: "{1}" {2}.': '{0}: {1}: {2}.',
  };
  useTranslator((text, ...values) => fill(korean[text], values), 'ko');
  assert.equal(sentenceOf(error), 'model.json: task: a, {1} 중 하나여야 합니다.');
});

test('an error of the core is said in the display language, others as they are', () => {
  const error = new RnnLensError('{0} has no tensor "{1}".', 'a.safetensors', 'w');
  assert.equal(error.message, 'a.safetensors has no tensor "w".');
  useTranslator((text, ...values) => `[${fill(text.toUpperCase(), values)}]`, 'de');
  assert.equal(sentenceOf(error), '[a.safetensors HAS NO TENSOR "w".]');
  assert.equal(sentenceOf(new Error('as it is')), 'as it is');
  assert.equal(sentenceOf('text'), 'text');
  assert.equal(plural(1234, '{0} token', '{0} tokens'), '[1.234 TOKENS]');
});
