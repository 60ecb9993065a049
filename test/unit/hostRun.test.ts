import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Task } from '../../src/core/model/model.js';
import { describeRun } from '../../src/live/description.js';
import { MAX_ROWS, rowsOf } from '../../src/live/rows.js';
import { Run } from '../../src/live/run.js';
import type { EditedPlace, ModelDescription, RunSummary, RunUnit } from '../../src/protocol/engine.js';
import { runSource } from '../fixtures/hostModels.js';

/** Tokens are the words; the third starts a segment. */
function runOn(text: string, model: Partial<ModelDescription> = {}, unit: RunUnit = 'sentence'): Run {
  const run = new Run(runSource(text, model, unit));
  const words = [...text.matchAll(/\S+/g)];
  const starts = Uint32Array.from(words, (word) => word.index);
  const ends = Uint32Array.from(words, (word) => word.index + word[0].length);
  run.segmented(starts, ends, Uint32Array.of(0, 2, words.length));
  return run;
}

const SUMMARY: RunSummary = {
  tokenCount: 4,
  stepCount: 9,
  segmentCount: 2,
  shapes: { input: [2, 2, 2], output: [2, 2, 3], hiddenState: [1, 2, 3], cellState: null },
  problems: [],
  elapsedMs: 1,
};

test('a token has no mark before it is tagged, and counts once however often it is', () => {
  const run = runOn('the dog barks loudly');
  run.tagged(2, Uint16Array.of(1), Float32Array.of(0.9));
  assert.deepEqual(run.tokens.marksIn(0, 20), [
    { token: 2, label: 1, probability: Math.fround(0.9), start: 8, end: 13 },
  ]);
  run.tagged(1, Uint16Array.of(0, 1), Float32Array.of(0.5, 0.8));
  assert.equal(run.taggedCount, 2);
  assert.equal(run.complete, false);
});

test('after an edit the run is stale, marks move, and the changed word has none', () => {
  const run = runOn('the dog barks');
  run.tagged(0, Uint16Array.of(0, 1, 0), Float32Array.of(1, 1, 1));
  assert.equal(run.stale, false);
  run.edited([{ startUtf16: 5, endUtf16: 6, insertedLength: 4 }]);
  assert.equal(run.stale, true);
  assert.deepEqual(
    run.tokens.marksIn(0, 100).map(({ token, start, end }) => [token, start, end]),
    [
      [0, 0, 3],
      [2, 11, 16],
    ],
  );
  assert.equal(run.tokens.rangeOf(1), null);
  assert.equal(run.tokens.at(6), null);
  assert.equal(run.tokens.at(16), 2);
  assert.equal(run.tokens.textOf(2), 'barks', 'the token is still the one the model read');
});

test('rows give 1-based positions of the text that was run, for both kinds of line breaks', () => {
  for (const lineBreak of ['\n', '\r\n']) {
    const run = runOn(`one two${lineBreak}${lineBreak} three`);
    run.edited([{ startUtf16: 0, endUtf16: 0, insertedLength: 3 }]);
    const rows = rowsOf(run, 0, 99);
    assert.deepEqual(rows.texts, ['one', 'two', 'three']);
    assert.deepEqual([...rows.lines], [1, 1, 3]);
    assert.deepEqual([...rows.columns], [1, 5, 2]);
    assert.deepEqual([...rows.segmentStarts], [1, 0, 1]);
    assert.ok(rows.probabilities.every(Number.isNaN));
  }
});

test('rows of a range hold what exists of it and never more than a message may', () => {
  const run = runOn('word '.repeat(MAX_ROWS + 10));
  assert.equal(rowsOf(run, 5, 1e9).texts.length, MAX_ROWS);
  assert.deepEqual(rowsOf(run, MAX_ROWS + 8, 1e9).texts, ['word', 'word']);
  assert.equal(rowsOf(run, -3, 2).fromToken, 0);
  assert.deepEqual(rowsOf(run, 1e9, 2e9).texts, []);
  // Views of the whole run's arrays would be sent whole.
  assert.equal(rowsOf(run, 3, 5).labels.buffer.byteLength, 4);
});

test('a monster token cannot fill a message', () => {
  const run = runOn('x'.repeat(3_000_000));
  assert.ok(rowsOf(run, 0, 1).texts[0].length < 1_000);
});

test('a classifier labels segments: its tokens, rows and marks have those of theirs', () => {
  const run = runOn('one two\nthree four', { task: 'classification' }, 'line');
  assert.equal(run.level, 'segment');
  run.tagged(1, Uint16Array.of(1), Float32Array.of(0.75));
  assert.equal(run.tokens.isTagged(0), false);
  assert.deepEqual(run.tokens.segmentMarksIn(0, 99), [
    { token: 2, label: 1, probability: 0.75, start: 8, end: 18 },
  ]);
  assert.deepEqual([...rowsOf(run, 0, 9).probabilities], [NaN, NaN, 0.75, 0.75]);
  assert.deepEqual([...rowsOf(run, 0, 9).labels], [0, 0, 1, 1]);
  assert.deepEqual([run.rowCount, run.taggedCount, run.complete], [2, 1, false]);
  run.tagged(0, Uint16Array.of(0), Float32Array.of(0.5));
  run.summary = SUMMARY;
  assert.equal(run.complete, true);
  // A word inside the first line: that line is another text now, the second only moved.
  run.edited([{ startUtf16: 3, endUtf16: 3, insertedLength: 4 }]);
  assert.deepEqual(
    run.tokens.segmentMarksIn(0, 99).map(({ start, end }) => [start, end]),
    [[12, 22]],
  );
});

test('a language model is done although nothing predicts its first symbol', () => {
  const run = runOn('a b c d', { task: 'language-model' });
  run.tagged(0, Uint16Array.of(0, 0, 1, 1), Float32Array.of(NaN, 0.5, 0.25, 0.125));
  assert.equal(run.bitsPerSymbol, null, 'the engine is not done');
  run.summary = SUMMARY;
  assert.equal(run.complete, true);
  assert.equal(run.bitsPerSymbol, 2);
});

test('a model without heads labels nothing and is complete when the engine is', () => {
  const run = runOn('1 2 3 4', { task: 'states', heads: [], labels: [] });
  assert.equal(run.complete, false);
  run.summary = SUMMARY;
  assert.equal(run.complete, true);
  assert.equal(describeRun(run).taggedCount, 4);
  assert.deepEqual(run.tokens.marksIn(0, 99), []);
});

test('steps are tokens where each token is one, and else what the engine says in the end', () => {
  assert.equal(runOn('a b c d').stepCount, 4);
  const run = runOn('a b c d', { input: 'characters', tokenizer: 'korean' });
  assert.equal(run.stepCount, 0);
  run.summary = SUMMARY;
  assert.equal(run.stepCount, 9);
});

test('a language model is provisional from an edit until the engine has run all again, a tagger never', () => {
  const place: EditedPlace = {
    delta: {
      fromSegment: 0,
      removedSegments: 0,
      insertedSegments: 0,
      fromToken: 1,
      removedTokens: 1,
      insertedTokens: 1,
      startUtf16: 1,
      removedUtf16: 1,
      insertedUtf16: 1,
    },
    starts: Uint32Array.of(1),
    ends: Uint32Array.of(2),
    segmentOffsets: Uint32Array.of(0),
  };
  const stages = (task: Task): boolean[] => {
    const run = new Run(runSource('abc', { task }, 'document'));
    run.segmented(Uint32Array.of(0, 1, 2), Uint32Array.of(1, 2, 3), Uint32Array.of(0, 3));
    run.tagged(0, new Uint16Array(3), new Float32Array(3));
    const seen = [describeRun(run).provisional];
    run.editSent(8, [{ startUtf16: 1, endUtf16: 2, insertedLength: 1 }]);
    run.followed([place]);
    seen.push(describeRun(run).provisional);
    // What was run on from the edit is known, the exact pass is still to come.
    run.tagged(1, new Uint16Array(2), new Float32Array(2));
    seen.push(describeRun(run).provisional);
    run.finished(SUMMARY);
    return [...seen, describeRun(run).provisional];
  };
  assert.deepEqual(stages('language-model'), [false, true, true, false]);
  assert.deepEqual(stages('tagging'), [false, false, false, false]);
});
