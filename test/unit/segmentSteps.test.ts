import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Segment } from '../../src/core/session/segments/segment.js';
import { SegmentStore } from '../../src/core/session/segments/segmentStore.js';
import { ENGLISH } from '../../src/core/text/english/english.js';

const SENTENCES = ['A cab came. ', 'It was a very bad cab and it came late. ', 'Nobody saw it. '];
const textOf = (count: number): string =>
  Array.from({ length: count }, (_, k) => SENTENCES[k % SENTENCES.length]).join('');

/** A store, its steps (two a token), and how many segments were counted. */
function counted(text: string) {
  let count = 0;
  const store = SegmentStore.of<null>(ENGLISH, text);
  const stepsOf = ({ starts }: Segment<unknown>): number => {
    count++;
    return 2 * starts.length;
  };
  return { store, steps: store.countSteps(stepsOf), counts: () => count };
}

test('steps are found by segment and segments by step, after edits as in a new document', () => {
  const { store, steps } = counted(textOf(2_000));
  for (const [at, removed, inserted] of [
    [0, 0, ' '],
    [9_000, 3_000, 'A new and much longer sentence than all others, it seems to me, stands here now. '],
    [30_000, 10, ''],
    [0, 12_000, ''],
  ] as const) {
    assert.ok(steps.longest > 0);
    store.edit([{ startUtf16: at, endUtf16: at + removed, inserted }]);
    let [first, longest] = [0, 0];
    for (const { index, segment } of store.segments(0, store.segmentCount)) {
      const own = 2 * segment.starts.length;
      assert.equal(steps.firstOf(index), first);
      assert.deepEqual([steps.segmentOf(first), steps.segmentOf(first + own - 1)], [index, index]);
      first += own;
      longest = Math.max(longest, own);
    }
    assert.equal(steps.firstOf(store.segmentCount), first);
    assert.deepEqual([steps.total, steps.longest], [first, longest]);
  }
});

test('a key counts the segments around it again, however many there are', () => {
  for (const size of [300, 30_000]) {
    const { store, steps, counts } = counted(textOf(size));
    assert.ok(steps.longest > 0);
    const before = counts();
    assert.equal(before, size);
    const at = store.lengthUtf16 >> 1;
    store.edit([{ startUtf16: at, endUtf16: at, inserted: 'e' }]);
    assert.ok(steps.longest > 0);
    assert.ok(counts() - before <= 300, `${counts() - before} of ${size} segments counted again`);
  }
});
