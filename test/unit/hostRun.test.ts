import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MAX_ROWS, Run } from '../../src/host/run.js';
import type { ModelDescription } from '../../src/protocol/contracts.js';

const MODEL: ModelDescription = {
  name: 'toy',
  title: 'Toy',
  task: 'tagging',
  language: 'English',
  rnn: {
    cell: 'LSTM',
    inputSize: 2,
    hiddenSize: 3,
    projSize: 0,
    layers: 1,
    bidirectional: false,
    bias: true,
  },
  labels: ['A', 'B'],
  labelDescriptions: [],
  parameterCount: 1,
  sizeBytes: 4,
  score: '',
};

/** Tokens are the words; the third starts a segment. */
function runOn(text: string): Run {
  const run = new Run(1, 'toy.txt', 'file:///toy.txt', 7, text, MODEL);
  const words = [...text.matchAll(/\S+/g)];
  const starts = Uint32Array.from(words, (word) => word.index);
  const ends = Uint32Array.from(words, (word) => word.index + word[0].length);
  run.segmented(starts, ends, Uint32Array.of(0, 2, words.length));
  return run;
}

test('a token has no mark before it is tagged, and counts once however often it is', () => {
  const run = runOn('the dog barks loudly');
  run.tagged(2, Uint16Array.of(1), Float32Array.of(0.9));
  assert.deepEqual(run.marksIn(0, 20), [{ token: 2, label: 1, start: 8, end: 13 }]);
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
    run.marksIn(0, 100).map(({ token, start, end }) => [token, start, end]),
    [
      [0, 0, 3],
      [2, 11, 16],
    ],
  );
  assert.equal(run.rangeOf(1), null);
  assert.equal(run.tokenAt(6), null);
  assert.equal(run.tokenAt(16), 2);
  assert.equal(run.textOf(2), 'barks', 'the token is still the one the model read');
});

test('rows give 1-based positions of the text that was run, for both kinds of line breaks', () => {
  for (const lineBreak of ['\n', '\r\n']) {
    const run = runOn(`one two${lineBreak}${lineBreak} three`);
    run.edited([{ startUtf16: 0, endUtf16: 0, insertedLength: 3 }]);
    const rows = run.rows(0, 99);
    assert.deepEqual(rows.texts, ['one', 'two', 'three']);
    assert.deepEqual([...rows.lines], [1, 1, 3]);
    assert.deepEqual([...rows.columns], [1, 5, 2]);
    assert.deepEqual([...rows.segmentStarts], [1, 0, 1]);
    assert.ok(rows.probabilities.every(Number.isNaN));
  }
});

test('rows of a range hold what exists of it and never more than a message may', () => {
  const run = runOn('word '.repeat(MAX_ROWS + 10));
  assert.equal(run.rows(5, 1e9).texts.length, MAX_ROWS);
  assert.deepEqual(run.rows(MAX_ROWS + 8, 1e9).texts, ['word', 'word']);
  assert.equal(run.rows(-3, 2).fromToken, 0);
  assert.deepEqual(run.rows(1e9, 2e9).texts, []);
  // Views of the whole run's arrays would be sent whole.
  assert.equal(run.rows(3, 5).labels.buffer.byteLength, 2);
});

test('a monster token cannot fill a message', () => {
  const run = runOn('x'.repeat(3_000_000));
  assert.ok(run.rows(0, 1).texts[0].length < 1_000);
});
