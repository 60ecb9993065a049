// The tokens of a text that is one sequence, as its edits move them.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SequenceTokens } from '../../src/core/session/stream/sequenceTokens.js';

/** One token a letter. */
function letters(text: string): SequenceTokens {
  const starts = Uint32Array.from({ length: text.length }, (_, k) => k);
  return new SequenceTokens(text, { starts, ends: starts.map((start) => start + 1) });
}

test('tokens are found by number and by offset, and those that are not there are said to be none', () => {
  const tokens = letters('abc');
  assert.deepEqual([tokens.count, tokens.lengthUtf16], [3, 3]);
  assert.deepEqual([tokens.startOf(0), tokens.startOf(2), tokens.startOf(3)], [0, 2, 3]);
  assert.deepEqual([tokens.endOf(2), tokens.endOf(3)], [3, NaN]);
  assert.deepEqual([tokens.textOf(1), tokens.textOf(3), tokens.read(1, 3)], ['b', '', 'bc']);
  assert.deepEqual([tokens.lastStartingBy(1), tokens.lastEndingBy(1), tokens.lastEndingBy(0)], [1, 0, -1]);
  assert.deepEqual([...tokens.flat().segmentOffsets], [0, 3]);
  assert.deepEqual([...letters('').flat().segmentOffsets], [0]);
});

test('an edit replaces tokens and moves those behind it by what the text grew or shrank', () => {
  const tokens = letters('abcdef');
  const before = tokens.copy();
  const grown = { from: 1, to: 3, starts: Uint32Array.of(1, 4), ends: Uint32Array.of(4, 6) };
  tokens.edit({ startUtf16: 1, endUtf16: 3, inserted: 'xyzvw' }, grown);
  const { starts, ends } = tokens.flat();
  assert.deepEqual([...starts], [0, 1, 4, 6, 7, 8]);
  assert.deepEqual([...ends], [1, 4, 6, 7, 8, 9]);
  assert.deepEqual([tokens.textOf(1), tokens.textOf(2), tokens.textOf(3)], ['xyz', 'vw', 'd']);
  const shrunk = { from: 0, to: 4, starts: new Uint32Array(0), ends: new Uint32Array(0) };
  tokens.edit({ startUtf16: 0, endUtf16: 7, inserted: '' }, shrunk);
  assert.deepEqual([tokens.count, tokens.lengthUtf16, tokens.textOf(0), tokens.textOf(1)], [2, 2, 'e', 'f']);
  assert.deepEqual(
    [before.count, before.textOf(1), before.read(0, 6)],
    [6, 'b', 'abcdef'],
    'a copy is its own',
  );
});
