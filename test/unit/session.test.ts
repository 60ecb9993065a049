import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Random } from '../../src/core/math/random.js';
import type { RnnConfig } from '../../src/core/rnn/config.js';
import { referenceEngine } from '../../src/core/rnn/engine.js';
import { collectWeights } from '../../src/core/rnn/weights.js';
import { ascending } from '../../src/core/session/editedText.js';
import { SegmentStore } from '../../src/core/session/segments/segmentStore.js';
import type { SequenceNetwork } from '../../src/core/session/stream/sequenceNetwork.js';
import { SequenceRun } from '../../src/core/session/stream/sequenceRun.js';
import type { DeliveredSteps } from '../../src/core/session/stream/settlingRun.js';
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

function chaoticNetwork(): { network: SequenceNetwork; random: Random } {
  const random = new Random(7);
  const config: RnnConfig = {
    cell: 'RNN_TANH',
    inputSize: 3,
    hiddenSize: 12,
    projSize: 0,
    layers: 1,
    bidirectional: false,
    bias: true,
  };
  const weights = collectWeights(config, ({ shape }) =>
    Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, () => random.uniform(1.2)),
  );
  const embed = (ids: Uint32Array): Float32Array =>
    Float32Array.from({ length: ids.length * 3 }, (_, k) => (ids[Math.floor(k / 3)] % (k % 3 + 2)) / 3); // prettier-ignore
  return { network: { engine: referenceEngine, config, weights, embed }, random };
}

test('a state remembered before an edit is not used after the exact pass changed what it came from', () => {
  const { network } = chaoticNetwork();
  const ids = Uint32Array.from({ length: 400 }, (_, k) => (k * k) % 11);
  const run = new SequenceRun(network, ids, { spacing: 64 });
  const pass = (): void => {
    while (!run.exactPass(100).done);
  };
  pass();
  run.edit(10, 0, Uint32Array.of(5));
  run.edit(300, 0, Uint32Array.of(6));
  run.runOn(1);
  pass();
  run.edit(302, 0, Uint32Array.of(7));
  while (!run.runOn(100).done);
  pass();
  const after = Uint32Array.of(...ids.slice(0, 10), 5, ...ids.slice(10, 299), 6, ...ids.slice(299, 300), 7, ...ids.slice(300)); // prettier-ignore
  const full = referenceEngine.forward(
    network.config,
    network.weights,
    network.embed(after),
    Uint32Array.of(0, after.length),
  );
  assert.deepEqual(run.window(0, after.length).layers[0].h, full.layers[0][0].h);
});

test('a new sequence is run by the exact pass in bounded pieces, and says what can be read', () => {
  const { network } = chaoticNetwork();
  const run = new SequenceRun(network, new Uint32Array(1000), { spacing: 50 });
  assert.equal(run.isKnown(0, 10), true);
  assert.equal(run.isKnown(0, 1000), false);
  assert.throws(() => run.window(0, 1000), RangeError);
  const first = run.exactPass(100);
  assert.deepEqual([first.done, first.rowSteps], [false, 100]);
  assert.equal(run.exactUntil, 150);
  while (!run.exactPass(100).done);
  assert.equal(run.exactUntil, 1000);
  assert.equal(run.window(990, 1000).provisionalFrom, 1000);
  assert.throws(() => run.edit(999, 2, new Uint32Array(0)), RangeError);
  assert.throws(() => run.stateBefore(1001), RangeError);
  const config = { ...network.config, bidirectional: true };
  assert.throws(() => new SequenceRun({ ...network, config }, new Uint32Array(4)), RangeError);
});

test('runOn gives the new states first where the edit was, beside the old ones further on', () => {
  const { network } = chaoticNetwork();
  const run = new SequenceRun(network, new Uint32Array(1000), { spacing: 50 });
  while (!run.exactPass(100).done);
  run.edit(500, 0, Uint32Array.of(3));
  assert.ok(run.exactUntil > 500 && run.exactUntil <= 601);
  assert.equal(run.staleFrom, run.exactUntil);
  const pieces: DeliveredSteps[] = [];
  const progress = run.runOn(300, (steps) => pieces.push(steps));
  assert.equal(progress.done, false);
  assert.ok(progress.fromStep <= 500 && progress.fromStep > 480);
  assert.equal(pieces[0].before, null);
  let at = progress.fromStep;
  for (const { fromStep, steps, before, trace } of pieces) {
    assert.equal(fromStep, at);
    at += steps;
    const { h } = run.window(fromStep, Math.min(at, run.staleFrom)).layers[0];
    assert.deepEqual(trace.layers[0][0].h.slice(0, h.length), h);
    if (fromStep > 600) assert.ok(before);
  }
  assert.equal(at, progress.toStep);
  const ahead = new SequenceRun(network, new Uint32Array(1000), { spacing: 50, leadSteps: 200 });
  while (!ahead.exactPass(100).done);
  ahead.edit(500, 0, Uint32Array.of(3));
  const beside: number[] = [];
  ahead.runOn(400, ({ fromStep, before }) => void (before && beside.push(fromStep)));
  assert.ok(beside[0] >= 690 && beside[0] < 760, `the old states are run from ${beside[0]} on`);
});
