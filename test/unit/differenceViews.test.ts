// What people read about a difference: scales, sentences, lists.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { identity } from '../../src/core/analysis/tokenAlignment.js';
import { compareClasses, differenceLimit, signed } from '../../src/core/views/difference.js';
import { describeDifference, unpackAlignment } from '../../src/live/difference.js';
import { Run } from '../../src/live/run.js';
import type { ModelDescription } from '../../src/protocol/engine.js';
import { changedWords, countSentence } from '../../webview/views/difference/differenceWords.js';
import { runSource } from '../fixtures/hostModels.js';

const noTurn = () => Promise.reject(new Error('These texts are short.'));

test('the scale ends at one of a few numbers, so that it seldom changes while one types', () => {
  assert.deepEqual(
    [NaN, 0, 0.004, 0.011, 0.4, 0.5, 1.7, 2].map(differenceLimit),
    [0.01, 0.01, 0.01, 0.02, 0.5, 0.5, 2, 2],
  );
  assert.equal(differenceLimit(5), 8);
});

test('counts are said in words, and only those that are not 0', () => {
  assert.equal(countSentence({ inserted: 0, replaced: 0, removed: 0 }, 'english'), '');
  assert.equal(
    countSentence({ inserted: 1, replaced: 2, removed: 3 }, 'english'),
    'Tokens: 1 new, 2 replaced, 3 gone',
  );
  assert.equal(
    countSentence({ inserted: 0, replaced: 0, removed: 1200 }, 'characters'),
    'Characters: 1,200 gone',
  );
});

test('a change is said with both labels and probabilities, of a language model in bits', () => {
  const before = { label: 'NOUN', probability: 0.5 };
  assert.deepEqual(changedWords('tagging', before, { label: 'VERB', probability: 0.75 }), {
    before: 'NOUN 0.500',
    after: 'VERB 0.750',
    change: 'tag changed',
  });
  assert.equal(changedWords('tagging', before, { label: 'NOUN', probability: 0.25 }).change, 'Δp −0.250');
  assert.deepEqual(changedWords('language-model', before, { label: 'a', probability: 0.125 }), {
    before: '1.00 bits',
    after: '3.00 bits',
    change: '+2.00 bits',
  });
  assert.deepEqual(
    [0.12, -0.12, 0.0004, NaN].map((value) => signed(value, 3)),
    ['+0.120', '−0.120', '±0', '…'],
  );
});

test('classes of two runs are compared by their names, the most probable ones in either', () => {
  const before = { labels: ['A', 'B', 'C'], probabilities: [0.7, 0.2, 0.1] };
  const after = { labels: ['B', 'A', 'D'], probabilities: [0.6, 0.1, 0.3] };
  assert.deepEqual(compareClasses(before, after, 3), [
    { label: 'B', before: 0.2, after: 0.6 },
    { label: 'D', before: NaN, after: 0.3 },
    { label: 'A', before: 0.7, after: 0.1 },
  ]);
  assert.deepEqual(compareClasses(null, after, 1), [{ label: 'B', before: NaN, after: 0.6 }]);
});

/** A run of words with labels and probabilities; each line is a segment. */
function runOf(
  text: string,
  model: Partial<ModelDescription>,
  labels: readonly number[],
  probabilities: readonly number[],
): Run {
  const run = new Run(runSource(text, model, 'sentence'));
  const found = [...text.matchAll(/\S+/g)];
  const starts = Uint32Array.from(found, ({ index }) => index);
  const ends = Uint32Array.from(found, ({ index, 0: word }) => index + word.length);
  const lines = found.map(({ index }) => text.slice(0, index).split('\n').length);
  const firsts = lines.flatMap((line, k) => (line !== lines[k - 1] ? [k] : []));
  run.segmented(starts, ends, Uint32Array.of(...firsts, found.length));
  run.tagged(0, Uint16Array.from(labels), Float32Array.from(probabilities));
  return run;
}

test('tokens with another tag or another probability are listed with their lines, and counted', async () => {
  const before = runOf('a b\nc d', {}, [0, 0, 1, 1], [0.9, 0.8, 0.7, 0.6]);
  const after = runOf('a X b\ne d', {}, [0, 1, 1, 1, 1], [0.9, 0.5, 0.8, 0.7, 0.5]);
  const alignment = unpackAlignment(Uint32Array.of(0, 0, 1, 0, 2, 1, 1, 0, 3, 2, 1, 1, 4, 3, 1, 0));
  const { first, changes, changeCount, ...counts } = await describeDifference(
    { before, after },
    alignment,
    1,
    noTurn,
  );
  assert.deepEqual(counts, { inserted: 1, replaced: 1, removed: 0 });
  assert.deepEqual(first, { token: 1, text: 'X', line: 1 });
  assert.equal(changeCount, 2);
  assert.deepEqual(
    changes.map(({ token, text, beforeText, line, beforeLabel, label }) => {
      return [token, text, beforeText, line, beforeLabel, label];
    }),
    [
      [2, 'b', 'b', 1, 'A', 'B'],
      [4, 'd', 'd', 2, 'B', 'B'],
    ],
  );
  assert.deepEqual(await describeDifference({ before, after: before }, identity(4), -1, noTurn), {
    ...{ inserted: 0, replaced: 0, removed: 0, first: null, changes: [], changeCount: 0 },
  });
});

test('a classifier lists each segment once, a language model what is a bit more or less surprising', async () => {
  const classes: Partial<ModelDescription> = { task: 'classification' };
  const old = runOf('a b\nc d\ne', classes, [0, 1, 0], [0.9, 0.8, 0.6]);
  const now = runOf('a b\nc d\ne', classes, [0, 0, 0], [0.9, 0.6, 0.61]);
  const ofClasses = await describeDifference({ before: old, after: now }, identity(5), 3, noTurn);
  assert.deepEqual(ofClasses.first, { token: 3, text: 'd', line: 2 });
  assert.deepEqual(
    ofClasses.changes.map(({ token, text, line }) => [token, text, line]),
    [
      [2, 'c d', 2],
      [4, 'e', 3],
    ],
  );
  const symbols: Partial<ModelDescription> = { task: 'language-model' };
  const read = runOf('a b c d', symbols, [0, 0, 0, 0], [NaN, 0.5, 0.5, 0.5]);
  const readNow = runOf('a b c d', symbols, [0, 1, 1, 1], [NaN, 0.26, 0.25, 1]);
  const ofSymbols = await describeDifference({ before: read, after: readNow }, identity(4), 1, noTurn);
  assert.deepEqual(
    ofSymbols.changes.map(({ token }) => token),
    [2, 3],
  );
});

test('symbols that were or became impossible stay in the list, with a change in numbers where it is known', async () => {
  const symbols: Partial<ModelDescription> = { task: 'language-model' };
  const read = runOf('a b c d', symbols, [0, 0, 0, 0], [0, 0.5, 0, 0]);
  const readNow = runOf('a b c d', symbols, [0, 0, 1, 0], [0.25, 0, 0, 0]);
  const { changes: found } = await describeDifference(
    { before: read, after: readNow },
    identity(4),
    0,
    noTurn,
  );
  // The largest change comes first; what is beyond what can be told comes last.
  assert.deepEqual(
    found.map(({ token }) => token),
    [1, 0, 2],
  );
  const changes = found.toSorted((a, b) => a.token - b.token);
  const words = changes.map(({ beforeLabel, beforeProbability, label, probability }) =>
    changedWords(
      'language-model',
      { label: beforeLabel, probability: beforeProbability },
      { label, probability },
    ),
  );
  assert.deepEqual(
    words.map(({ before, after, change }) => [before, after, change]),
    [
      ['≥149 bits', '2.00 bits', '−147.00 bits'],
      ['1.00 bits', '≥149 bits', '+148.00 bits'],
      ['≥149 bits', '≥149 bits', '… bits'],
    ],
  );
});

test('a copy of a run stays what it was', () => {
  const run = runOf('a b', {}, [0, 1], [0.9, 0.8]);
  const copy = run.copy(-1, 'a b');
  run.tagged(0, Uint16Array.of(1), Float32Array.of(0.5));
  assert.deepEqual(copy.tokens.labelOf(0), { label: 0, probability: Math.fround(0.9) });
  assert.equal(copy.tokens.textOf(1), 'b');
  assert.equal(copy.documentId, -1);
});
