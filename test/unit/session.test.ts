import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ascending } from '../../src/core/session/editedText.js';
import { SegmentStore } from '../../src/core/session/segments/segmentStore.js';
import { ENGLISH } from '../../src/core/text/english/english.js';

const TEXT = 'The cat sat. A dog ran!\nNobody saw it. ';

test('a document is found by segment, token and offset', () => {
  const store = SegmentStore.of<number>(ENGLISH, `  ${TEXT}`);
  assert.equal(store.segmentCount, 3);
  assert.deepEqual(store.forms(1, 3), {
    tokens: ['A', 'dog', 'ran', '!', 'Nobody', 'saw', 'it', '.'],
    offsets: Uint32Array.of(0, 4, 8),
  });
  assert.equal(store.segment(1)?.startUtf16, 15);
  assert.equal(store.segment(3), undefined);
  assert.equal(store.segmentOfToken(4)?.index, 1);
  assert.equal(store.segmentOfToken(12), undefined);
  assert.equal(store.segmentAt(0)?.index, 0);
  assert.equal(store.segmentAt(1000)?.index, 2);
  assert.deepEqual(store.tokenAt(17), { token: 5, segment: 1, startUtf16: 17, endUtf16: 20 });
  assert.equal(store.text(15, 20), 'A dog');
});

test('an edit keeps the results of segments that did not change, also where they moved', () => {
  const store = SegmentStore.of<string>(ENGLISH, TEXT);
  for (let s = 0; s < 3; s++) store.setResult(s, `result ${s}`);
  const deltas = store.edit([{ startUtf16: 17, endUtf16: 17, inserted: 'big ' }]);
  assert.deepEqual(deltas, [
    {
      fromSegment: 1,
      removedSegments: 1,
      insertedSegments: 1,
      fromToken: 4,
      removedTokens: 4,
      insertedTokens: 5,
      startUtf16: 13,
      removedUtf16: 11,
      insertedUtf16: 15,
    },
  ]);
  assert.equal(store.nextWithoutResult(), 1);
  assert.equal(store.nextWithoutResult(2), -1);
  assert.equal(store.segment(2)?.segment.result, 'result 2');
  // White space belongs to a segment's text, not to its tokens.
  store.setResult(1, 'again');
  store.edit([{ startUtf16: 12, endUtf16: 13, inserted: '\n  ' }]);
  assert.equal(store.nextWithoutResult(), -1);
  store.setResult(1, null);
  assert.equal(store.nextWithoutResult(), 1);
  assert.equal(store.segment(0)?.segment.result, 'result 0');
  // A sentence that is copied elsewhere is not run again if the edit took it from where it was.
  store.edit([{ startUtf16: 0, endUtf16: store.lengthUtf16, inserted: 'New. Nobody saw it. The cat sat.' }]);
  const results = Array.from(store.segments(0, 3), ({ segment }) => segment.result);
  assert.deepEqual(results, [null, 'result 2', 'result 0']);
  assert.deepEqual(store.edit([{ startUtf16: 0, endUtf16: 3, inserted: 'New' }]), []);
});

test('changes may come in any order; those that overlap or leave the text are refused and nothing changes', () => {
  const store = SegmentStore.of<number>(ENGLISH, TEXT);
  store.edit([
    { startUtf16: 4, endUtf16: 7, inserted: 'pig' },
    { startUtf16: 15, endUtf16: 18, inserted: 'cow' },
    { startUtf16: 0, endUtf16: 3, inserted: 'A' },
  ]);
  const changed = 'A pig sat. A cow ran!\nNobody saw it. ';
  assert.equal(store.text(), changed);
  for (const [startUtf16, endUtf16] of [
    [-1, 0],
    [3, 2],
    [0, 100],
    [NaN, NaN],
  ])
    // prettier-ignore
    assert.throws(() => store.edit([{ startUtf16, endUtf16, inserted: 'x' }]), RangeError);
  const overlapping = [{ startUtf16: 0, endUtf16: 4, inserted: '' }, { startUtf16: 3, endUtf16: 5, inserted: '' }]; // prettier-ignore
  assert.throws(() => store.edit(overlapping), RangeError);
  assert.equal(store.text(), changed);
  const [first, second] = ascending(
    [
      { startUtf16: 2, endUtf16: 2, inserted: 'second' },
      { startUtf16: 2, endUtf16: 2, inserted: 'first' },
    ],
    5,
  );
  assert.deepEqual([first.inserted, second.inserted], ['first', 'second']);
});

test('a streamed build gives way, takes over results, and ends when it is cancelled', async () => {
  const long = TEXT.repeat(20_000);
  const before = SegmentStore.of<string>(ENGLISH, TEXT);
  before.setResult(1, 'dog');
  let turns = 0;
  const store = await SegmentStore.build<string>(ENGLISH, long, () => Promise.resolve(void turns++), before);
  assert.ok(turns > 5);
  assert.equal(store.segmentCount, 60_000);
  assert.equal(store.segment(3 * 19_999 + 1)?.segment.result, 'dog');
  assert.equal(store.nextWithoutResult(1), 2);
  const cancelled = SegmentStore.build<string>(ENGLISH, long, () => Promise.reject(new Error('Cancelled.')));
  await assert.rejects(cancelled, /Cancelled/);
});
