// One long sequence that is edited: what is kept of it, what can be asked, and how its run goes on.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Random } from '../../src/core/math/random.js';
import { referenceEngine } from '../../src/core/rnn/engine.js';
import { SequenceRun } from '../../src/core/session/stream/sequenceRun.js';
import type { DeliveredSteps } from '../../src/core/session/stream/settlingRun.js';
import { chaoticNetwork } from '../fixtures/chaoticNetwork.js';

/** h of a full run over some symbols, [n, 12]. */
function fullRun(network: ReturnType<typeof chaoticNetwork>, ids: Uint32Array): Float32Array {
  const { config, weights, embed } = network;
  const { layers } = referenceEngine.forward(config, weights, embed(ids), Uint32Array.of(0, ids.length));
  return layers[config.layers - 1][0].h as Float32Array;
}

/** Some symbols, the same for the same length. */
const symbols = (length: number): Uint32Array => Uint32Array.from({ length }, (_, k) => (k * k) % 11);

/** Runs all of a sequence exactly; the steps that were computed for it. */
function exactly(run: SequenceRun, atOnce = 100): number {
  let rowSteps = 0;
  for (let done = false; !done;) {
    const progress = run.exactPass(atOnce);
    rowSteps += progress.rowSteps;
    ({ done } = progress);
  }
  return rowSteps;
}

test('a state remembered before an edit is not used after the exact pass changed what it came from', () => {
  const network = chaoticNetwork();
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
  const network = chaoticNetwork();
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
  const network = chaoticNetwork();
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

test('states are asked for where there are some, and nowhere else', () => {
  const network = chaoticNetwork();
  const ids = symbols(300);
  const run = new SequenceRun(network, ids, { spacing: 50 });
  exactly(run);
  const h = fullRun(network, ids);
  assert.deepEqual(run.window(0, 300).layers[0].h, h);
  assert.deepEqual(run.window(299, 300).layers[0].h, h.slice(299 * 12));
  for (const at of [0, 150, 300]) assert.equal(run.window(at, at).layers[0].h.length, 0, 'an empty window');
  for (const [from, to] of [
    [-1, 3],
    [5, 4],
    [299, 301],
    [301, 301],
  ] as const)
    assert.throws(() => run.window(from, to), RangeError, `${from} to ${to}`);
  assert.ok(run.stateBefore(0).h.every((value) => value === 0));
  for (const step of [1, 50, 51, 300])
    assert.deepEqual(
      [...run.stateBefore(step).h],
      [...h.slice((step - 1) * 12, step * 12)],
      `before ${step}`,
    );
  for (const step of [-1, 301, NaN]) assert.throws(() => run.stateBefore(step), RangeError, `before ${step}`);
  const fresh = new SequenceRun(network, ids, { spacing: 50 });
  assert.deepEqual(
    [fresh.isKnown(0, 50), fresh.isKnown(49, 51), fresh.isKnown(50, 51)],
    [true, false, false],
  );
  assert.equal(fresh.isKnown(290, 290), true, 'nothing is known of nothing');
  assert.throws(() => fresh.stateBefore(51), RangeError, 'no run has come there');
  assert.throws(() => new SequenceRun(network, new Uint32Array(0)).stateBefore(1), RangeError);
});

test('a window of many checkpoints is read in batches, each from where it is', () => {
  const network = chaoticNetwork();
  const ids = symbols(9_300);
  const run = new SequenceRun(network, ids, { spacing: 512 });
  exactly(run, 10_000);
  const h = fullRun(network, ids);
  assert.deepEqual(run.window(0, 9_300).layers[0].h, h);
  assert.deepEqual(run.window(700, 9_200).layers[0].h, h.slice(700 * 12, 9_200 * 12));
});

test('checkpoints take no more memory than they may, also after what is typed', () => {
  const network = chaoticNetwork();
  // A checkpoint is 12 numbers of 4 bytes.
  const few = { spacing: 10, checkpointBytes: 20 * 48 };
  const ids = symbols(1_000);
  const run = new SequenceRun(network, ids, few);
  // 20 of them at most: 1,000 steps are 80 apart, the next power of two times 10.
  const first = run.exactPass(1);
  assert.equal(first.rowSteps, Math.floor(1_000 / 12), 'steps between two checkpoints');
  exactly(run);
  let text = [...ids];
  const random = new Random(3);
  for (let key = 0; key < 12; key++) {
    const at = Math.floor(random.next() * text.length);
    const inserted = symbols(300);
    run.edit(at, 0, inserted);
    text = [...text.slice(0, at), ...inserted, ...text.slice(at)];
    // A run on its way when checkpoints are given up begins again.
    run.runOn(1);
    if (key % 3 === 0) while (!run.runOn(200).done);
  }
  const rowSteps = exactly(run, 1);
  assert.ok(rowSteps > 0);
  const all = Uint32Array.from(text);
  assert.deepEqual(run.window(0, all.length).layers[0].h, fullRun(network, all));
  // After the edit of one symbol the exact pass begins at its checkpoint: they lie as far apart as memory asks for.
  run.edit(2_000, 0, Uint32Array.of(1));
  const { fromStep, rowSteps: apart } = run.exactPass(1);
  assert.ok(apart >= all.length / 40, `${apart} steps between checkpoints`);
  assert.ok(fromStep > 2_000 && fromStep <= 2_000 + 2 * apart);
  const lstm = new SequenceRun(chaoticNetwork({ cell: 'LSTM' }), ids, few);
  // h and c: 96 bytes each.
  assert.equal(lstm.exactPass(1).rowSteps, Math.floor(1_000 / 6));
});

test('an edit of steps that are not there is refused, and nothing is changed', () => {
  const run = new SequenceRun(chaoticNetwork(), symbols(100), { spacing: 50 });
  exactly(run);
  const none = new Uint32Array(0);
  for (const [at, removed] of [
    [-1, 0],
    [-1, 2],
    [0, -1],
    [5, -1],
    [100, 1],
    [101, 0],
    [NaN, 0],
  ] as const)
    assert.throws(() => run.edit(at, removed, none), RangeError, `${removed} at ${at}`);
  assert.deepEqual([run.steps, run.exactUntil], [100, 100]);
  run.edit(100, 0, Uint32Array.of(1));
  assert.deepEqual([run.steps, run.idAt(100)], [101, 1]);
});

test('what is left of a block that was mostly deleted joins the next one', () => {
  const run = new SequenceRun(chaoticNetwork(), symbols(400), { spacing: 100 });
  exactly(run);
  run.edit(110, 85, new Uint32Array(0));
  // 15 steps are left of the second block: with the third one they are 115, and the first link behind is at 215.
  assert.equal(run.exactUntil, 215);
  run.edit(10, 70, new Uint32Array(0));
  assert.equal(run.exactUntil, 30, 'a larger rest stays a block');
});

test('a copy is a sequence of its own, with its symbols, states and what is left to run', () => {
  const network = chaoticNetwork();
  const ids = symbols(400);
  const run = new SequenceRun(network, ids, { spacing: 50 });
  exactly(run);
  const before = run.window(0, 400).layers[0].h;
  const copy = run.copy();
  run.edit(100, 1, Uint32Array.of(9, 9));
  exactly(run);
  assert.deepEqual([copy.steps, run.steps], [400, 401]);
  assert.deepEqual([copy.idAt(100), run.idAt(100), run.idAt(101), run.idAt(102)], [ids[100], 9, 9, ids[101]]);
  assert.deepEqual(copy.window(0, 400).layers[0].h, before);
  copy.edit(0, 400, new Uint32Array(0));
  assert.deepEqual([copy.steps, copy.exactUntil, copy.staleFrom], [0, 0, 0]);
  assert.equal(copy.exactPass(10).done, true);
  copy.edit(0, 0, ids.slice(0, 120));
  exactly(copy);
  assert.deepEqual(copy.window(0, 120).layers[0].h, before.slice(0, 120 * 12));
});

test('typing on at a place does not run its block from the checkpoint again', () => {
  const network = chaoticNetwork();
  const run = new SequenceRun(network, symbols(2_048), { spacing: 512 });
  exactly(run);
  run.edit(400, 0, Uint32Array.of(1));
  const first = run.runOn(1);
  assert.deepEqual([first.rowSteps, first.fromStep, first.toStep], [513, 384, 513], 'all of the block');
  run.edit(401, 0, Uint32Array.of(2));
  const second = run.runOn(1);
  assert.deepEqual(
    [second.rowSteps, second.fromStep, second.toStep],
    [514 - 384, 385, 514],
    'from the last key',
  );
  run.edit(300, 0, Uint32Array.of(3));
  assert.equal(run.runOn(1).rowSteps, 515, 'an earlier place is before what is remembered');
  const all = Uint32Array.of(...symbols(2_048).slice(0, 300), 3, ...symbols(2_048).slice(300, 400), 1, 2, ...symbols(2_048).slice(400)); // prettier-ignore
  exactly(run);
  assert.deepEqual(run.window(0, all.length).layers[0].h, fullRun(network, all));
});

test('a run whose states settle says where, goes no further, and runs old states beside the new ones', () => {
  const network = chaoticNetwork({}, 0.35);
  const run = new SequenceRun(network, symbols(4_096), { spacing: 512 });
  exactly(run);
  run.edit(1_020, 0, Uint32Array.of(3));
  const pieces: DeliveredSteps[] = [];
  const { done, settledAt, fromStep, toStep, rowSteps } = run.runOn(4_096, (piece) => pieces.push(piece));
  assert.equal(done, true);
  assert.equal(run.staleFrom, run.steps, 'nothing is older than the text');
  // The edited block ends at 1,025; 64 close steps behind it are in the next piece of 128.
  assert.deepEqual([fromStep, toStep], [1_004, 1_153]);
  assert.ok(settledAt! >= 1_025 + 63 && settledAt! < 1_153, `settled at ${settledAt}`);
  assert.deepEqual(
    pieces.map(({ fromStep: from, steps, before }) => [from, steps, before !== null]),
    [
      [1_004, 21, false],
      [1_025, 128, true],
    ],
  );
  for (const { steps, trace } of pieces) assert.equal(trace.layers[0][0].h.length, steps * 12);
  assert.equal(rowSteps, 513 + 2 * 128);
  assert.equal(
    run.exactUntil,
    1_537,
    'behind the block that settled it is exact only in all but the last bits',
  );
  assert.equal(exactly(run) <= 4_097, true);
  const all = Uint32Array.of(...symbols(4_096).slice(0, 1_020), 3, ...symbols(4_096).slice(1_020));
  assert.deepEqual(run.window(0, all.length).layers[0].h, fullRun(network, all));
});

test('a run that was on its way goes on after an edit before it, behind it, and the exact pass', () => {
  const network = chaoticNetwork({}, 0.2);
  const run = new SequenceRun(network, symbols(4_096), { spacing: 256 });
  exactly(run);
  let text = [...symbols(4_096)];
  const insert = (at: number, id: number): void => {
    run.edit(at, 0, Uint32Array.of(id));
    text = [...text.slice(0, at), id, ...text.slice(at)];
  };
  insert(3_000, 4);
  run.runOn(1);
  insert(1_000, 5);
  const second = run.runOn(1);
  assert.ok(second.fromStep > 980 && second.fromStep <= 1_000, 'the last edit first');
  let settled = 0;
  for (let done = false; !done;) {
    const progress = run.runOn(200);
    if (progress.settledAt !== null) settled++;
    ({ done } = progress);
  }
  assert.ok(settled > 0, 'they were run until they settled');
  insert(2_000, 6);
  run.runOn(1);
  run.exactPass(300);
  while (!run.runOn(200).done);
  exactly(run);
  assert.equal(run.exactUntil, run.steps);
  const all = Uint32Array.from(text);
  assert.deepEqual(run.window(0, all.length).layers[0].h, fullRun(network, all));
});
