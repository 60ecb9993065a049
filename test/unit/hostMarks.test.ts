import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  classStrength,
  SURPRISAL_STEPS,
  surprisalRange,
  surprisalStep,
  surprisalStyle,
} from '../../src/host/editor/markStyles.js';
import { surprisalBits } from '../../src/core/views/probabilities.js';
import { placedMarks } from '../../src/host/editor/placedMarks.js';
import { Run } from '../../src/live/run.js';
import type { ModelDescription, RunUnit } from '../../src/protocol/engine.js';
import { runSource } from '../fixtures/hostModels.js';

/** Every character is a token, or (with `words`) every word; lines are segments. */
function runOn(text: string, pattern: RegExp, model: Partial<ModelDescription>, unit: RunUnit = 'line'): Run {
  const run = new Run(runSource(text, model, unit));
  const tokens = [...text.matchAll(pattern)];
  const starts = Uint32Array.from(tokens, ({ index }) => index);
  const ends = Uint32Array.from(tokens, (token) => token.index + token[0].length);
  const offsets = [0];
  tokens.forEach(({ index }, t) => {
    if (t > 0 && text.slice(starts[t - 1], index).includes('\n')) offsets.push(t);
  });
  const isOne = unit === 'document' || model.task !== 'classification';
  run.segmented(starts, ends, Uint32Array.from(isOne ? [0, tokens.length] : [...offsets, tokens.length]));
  return run;
}

const SENTIMENT: Partial<ModelDescription> = { task: 'classification', labels: ['negative', 'positive'] };

test('each tag has one style, and a stale one another', () => {
  const run = runOn('one two one', /\S+/g, { labels: ['NOUN', 'VERB'] });
  run.tagged(0, Uint16Array.of(0, 1, 0), Float32Array.of(1, 1, 1));
  const marks = placedMarks(run, [[0, 11]]);
  assert.deepEqual(
    marks.map(({ style, start, end }) => [style.label, start, end]),
    [
      ['NOUN', 0, 3],
      ['VERB', 4, 7],
      ['NOUN', 8, 11],
    ],
  );
  assert.equal(marks[0].style, marks[2].style);
  run.edited([{ startUtf16: 11, endUtf16: 11, insertedLength: 1 }]);
  const [stale] = placedMarks(run, [[0, 12]]);
  assert.notEqual(stale.style.key, marks[0].style.key);
  assert.equal(stale.style.light.backgroundColor, undefined, 'a stale mark has no tint');
});

test('a line is marked as a whole; classes differ by their line and strengths by their tint', () => {
  const run = runOn('bad\ngood day\nfine', /\S+/g, SENTIMENT);
  run.tagged(0, Uint16Array.of(0, 1, 1), Float32Array.of(0.99, 0.98, 0.55));
  const marks = placedMarks(run, [
    [0, 6],
    [7, 17],
  ]);
  assert.deepEqual(
    marks.map(({ style, start, end }) => [style.label, start, end]),
    [
      ['negative', 0, 3],
      ['positive', 4, 12],
      ['positive', 13, 17],
    ],
  );
  assert.ok(marks.every(({ style }) => style.wholeLine));
  const [negative, sure, unsure] = marks.map(({ style }) => style);
  assert.notEqual(negative.borderStyle, sure.borderStyle);
  assert.notEqual(sure.light.backgroundColor, unsure.light.backgroundColor);
});

test('a document is marked at its first line only', () => {
  const run = runOn('bad\ngood', /\S+/g, SENTIMENT, 'document');
  run.tagged(0, Uint16Array.of(1), Float32Array.of(0.9));
  const [mark, ...others] = placedMarks(run, [[0, 8]]);
  assert.deepEqual([mark.start, mark.end, others.length], [0, 0, 0]);
});

test('strength goes from guessing to sure', () => {
  assert.deepEqual(
    [0.5, 0.6, 0.7, 0.9, 1].map((p) => classStrength(p, 2)),
    [0, 0, 1, 2, 2],
  );
  assert.equal(classStrength(0.5, 5), 1);
  assert.equal(classStrength(NaN, 2), 0);
  assert.equal(classStrength(1, 1), 2);
});

test('surprisal has few styles, neighbours share a mark, and line breaks have none', () => {
  const run = runOn('abcd\nef', /[^]/g, { task: 'language-model' });
  run.tagged(0, new Uint16Array(7), Float32Array.of(NaN, 1 / 8, 1 / 9, 1, 1e-9, 1 / 8, 1 / 8));
  assert.deepEqual(
    placedMarks(run, [[0, 7]]).map(({ style, start, end }) => [style.label, start, end]),
    [
      ['3–4 bits', 1, 3],
      ['3–4 bits', 5, 7],
    ],
  );
  assert.ok(SURPRISAL_STEPS.length <= 8);
});

test('the scale of surprisal covers everything from half a bit on, in ascending tints', () => {
  assert.equal(surprisalStep(0.49), -1);
  assert.equal(surprisalStep(NaN), -1);
  assert.equal(surprisalStep(surprisalBits(0)), SURPRISAL_STEPS.length - 1);
  assert.equal(surprisalStep(3), 3);
  assert.deepEqual([-1, 0, 7].map(surprisalRange), ['below 0.5 bits', '0.5–1 bits', '11 bits or more']);
  const tints = SURPRISAL_STEPS.map((_, step) => surprisalStyle(step, false).dark.backgroundColor ?? '');
  assert.deepEqual(tints, [...tints].sort());
  assert.equal(new Set(tints).size, tints.length);
});

test('a model without heads marks nothing', () => {
  const run = runOn('1 2', /\S+/g, { task: 'states', labels: [] });
  assert.deepEqual(placedMarks(run, [[0, 3]]), []);
});
