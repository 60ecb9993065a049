// Following edits without VS Code: what is sent to the engine, what its answers do to a run, and what ends it.
import assert from 'node:assert/strict';
import { setImmediate as turn } from 'node:timers/promises';
import { test } from 'node:test';
import { Follower } from '../../src/live/follower.js';
import { rowsOf } from '../../src/live/rows.js';
import { Run } from '../../src/live/run.js';
import type { RunText } from '../../src/live/runText.js';
import { coveringRange, descendingBatches } from '../../src/live/editMap.js';
import { TokenMirror } from '../../src/live/tokenMirror.js';
import type { EditedPlace, EditSummary, EngineContract } from '../../src/protocol/engine.js';
import { runSource } from '../fixtures/hostModels.js';

type EditParams = EngineContract['requests']['edit']['params'];

/** A text that edits change, as a document does. */
class FakeDocument implements RunText {
  version = 7;
  constructor(public text: string) {}

  read(start: number, end: number): string {
    return this.text.slice(start, end);
  }

  positionOf(offset: number): readonly [number, number] {
    const before = this.text.slice(0, offset).split('\n');
    return [before.length, before[before.length - 1].length + 1];
  }
}

interface Sent {
  readonly params: EditParams;
  readonly signal: AbortSignal;
  answer(summary: Partial<EditSummary>): void;
  refuse(error: Error): void;
}

/** A follower of a run over `text` whose tokens are words, and the engine's side of it. */
class Bench {
  readonly document: FakeDocument;
  readonly run: Run;
  readonly follower: Follower;
  readonly sent: Sent[] = [];
  changes = 0;
  lost: unknown[] = [];

  constructor(text: string, isOpen = true) {
    this.document = new FakeDocument(text);
    this.run = new Run(runSource(text, {}, 'sentence'), this.document);
    this.follower = new Follower(this.run, text.length, {
      edit: (params, signal) =>
        new Promise((resolve, reject) => {
          const answer = (summary: Partial<EditSummary>) => resolve(summary as EditSummary);
          this.sent.push({ params, signal, answer, refuse: reject });
        }),
      changed: () => this.changes++,
      lost: (reason) => this.lost.push(reason),
    });
    if (isOpen) this.open(text);
  }

  open(text: string): void {
    const words = [...text.matchAll(/\S+/g)];
    const starts = Uint32Array.from(words, ({ index }) => index);
    const ends = Uint32Array.from(words, (word) => word.index + word[0].length);
    this.run.segmented(starts, ends, Uint32Array.of(0, words.length));
    this.run.tagged(0, new Uint16Array(words.length), new Float32Array(words.length).fill(0.9));
    this.follower.opened();
  }

  /** Replaces in the document and tells of it. */
  edit(startUtf16: number, endUtf16: number, inserted: string): void {
    const { text } = this.document;
    this.document.text = text.slice(0, startUtf16) + inserted + text.slice(endUtf16);
    this.tell([{ startUtf16, endUtf16, inserted }]);
  }

  tell(changes: Parameters<Follower['edited']>[0]): void {
    const { document } = this;
    document.version++;
    this.follower.edited(changes, { version: document.version, length: document.text.length }, [0, 0]);
  }

  /** The engine's word that one token became others. */
  followed(fromToken: number, range: readonly [number, number], words: readonly [number, number][]): void {
    this.follower.followed([placeOf(fromToken, 1, range, words)]);
  }
}

/** `removed` tokens from `fromToken` on, at `[start, oldEnd)` before and `words` after the edit; no segment changes. */
function placeOf(
  fromToken: number,
  removed: number,
  [start, oldEnd]: readonly [number, number],
  words: readonly (readonly [number, number])[],
): EditedPlace {
  const end = words.at(-1)?.[1] ?? start;
  return {
    delta: {
      ...{ fromSegment: 0, removedSegments: 1, insertedSegments: 1 },
      ...{ fromToken, removedTokens: removed, insertedTokens: words.length },
      ...{ startUtf16: start, removedUtf16: oldEnd - start, insertedUtf16: end - start },
    },
    starts: Uint32Array.from(words, ([at]) => at),
    ends: Uint32Array.from(words, ([, at]) => at),
    segmentOffsets: Uint32Array.of(0, words.length),
  };
}

const textsOf = (run: Run): string[] => rowsOf(run, 0, 99).texts.slice();

test('an edit is sent at once; the run is stale until it is taken over, and then reads the new text', async () => {
  const bench = new Bench('the dog barks');
  const { run } = bench;
  bench.edit(5, 6, 'i');
  assert.equal(bench.sent.length, 1);
  assert.deepEqual(bench.sent[0].params.changes, [{ startUtf16: 5, endUtf16: 6, inserted: 'i' }]);
  assert.equal(bench.sent[0].params.version, 8);
  assert.deepEqual([run.stale, run.version, run.revision], [true, 7, 0]);
  assert.deepEqual(textsOf(run), ['the', 'dog', 'barks'], 'what the model read');
  bench.followed(1, [4, 7], [[4, 7]]);
  assert.deepEqual([run.stale, run.version], [false, 8]);
  assert.ok(run.revision > 0);
  assert.deepEqual(textsOf(run), ['the', 'dig', 'barks']);
  assert.equal(run.tokens.isTagged(1), false, 'nothing is known of the new word yet');
  assert.equal(run.taggedCount, 2);
  run.tagged(1, Uint16Array.of(1), Float32Array.of(0.5));
  assert.equal(run.tokens.labelOf(1).label, 1);
  bench.sent[0].answer({ tokenCount: 3 });
  await bench.follower.settled();
  assert.equal(bench.changes, 1);
  assert.equal(run.complete, true);
});

test('answers come late: marks are moved by the edits that came meanwhile, and only those count as stale', () => {
  const bench = new Bench('the dog barks');
  const { run } = bench;
  bench.edit(5, 6, 'oo');
  bench.edit(0, 0, 'so ');
  assert.equal(run.unanswered, 2);
  bench.followed(1, [4, 7], [[4, 8]]);
  assert.equal(run.stale, true, 'the second edit is not answered');
  assert.deepEqual(run.tokens.rangeOf(1), [7, 11]);
  assert.equal(run.tokens.textOf(1), 'doog');
  assert.deepEqual([...rowsOf(run, 1, 3).columns], [8, 13]);
  bench.followed(
    0,
    [0, 3],
    [
      [0, 2],
      [3, 6],
    ],
  );
  assert.equal(run.stale, false);
  assert.deepEqual(textsOf(run), ['so', 'the', 'doog', 'barks']);
  assert.deepEqual(run.tokens.rangeOf(3), [12, 17]);
});

test('edits before the engine has the document wait for it', () => {
  const bench = new Bench('the dog', false);
  bench.edit(0, 0, 'x');
  assert.equal(bench.sent.length, 0);
  bench.open('the dog');
  assert.equal(bench.sent.length, 1);
  assert.equal(bench.run.stale, true);
});

test('changes of one event that build on each other are sent as edits of their own', () => {
  const bench = new Bench('abc def');
  bench.document.text = 'xyabc def';
  bench.tell([
    { startUtf16: 0, endUtf16: 0, inserted: 'x' },
    { startUtf16: 1, endUtf16: 1, inserted: 'y' },
  ]);
  assert.equal(bench.sent.length, 2);
  // From the end to the beginning, as VS Code tells of several cursors: offsets are those of one text.
  const cursors = [4, 0].map((at) => ({ startUtf16: at, endUtf16: at }));
  assert.equal(descendingBatches(cursors).length, 1);
});

test('an edit that a later one ended is no failure; a refused one, or a failure of the last, is', async () => {
  const bench = new Bench('the dog barks');
  bench.edit(5, 6, 'i');
  bench.edit(5, 6, 'u');
  bench.followed(1, [4, 7], [[4, 7]]);
  bench.sent[0].refuse(new Error('Cancelled.'));
  await turn();
  assert.deepEqual(bench.lost, []);
  // Refused before anything was told of it.
  bench.sent[1].refuse(new RangeError('overlaps'));
  await turn();
  assert.equal(bench.lost.length, 1);
  assert.equal(bench.follower.canFollow, false);
  assert.equal(bench.follower.lostTrack, true);

  // The first of two refused: the second is of a text that the engine has not got.
  const refusing = new Bench('the dog barks');
  refusing.edit(5, 6, 'i');
  refusing.edit(5, 6, 'u');
  refusing.sent[0].refuse(new RangeError('overlaps'));
  await turn();
  assert.equal(refusing.lost.length, 1);

  const failing = new Bench('the dog barks');
  failing.edit(5, 6, 'i');
  failing.followed(1, [4, 7], [[4, 7]]);
  failing.sent[0].refuse(new Error('out of memory'));
  await turn();
  assert.equal(failing.lost.length, 1);
});

test('a change that is not told as one of the text (line breaks) ends following', () => {
  const bench = new Bench('one\ntwo');
  bench.document.text = 'one\r\ntwo';
  bench.tell([]);
  assert.equal(bench.lost.length, 1);
  assert.equal(bench.sent.length, 0);
});

test('an edit that is not followed leaves the run where it is, and nothing is sent from then on', () => {
  const bench = new Bench('the dog barks');
  bench.follower.leftBehind([{ startUtf16: 5, endUtf16: 6, insertedLength: 4 }]);
  assert.equal(bench.run.stale, true);
  assert.equal(bench.follower.canFollow, false);
  assert.equal(bench.follower.lostTrack, false, 'what is left of the run may still come');
  const busy = new Bench('the dog barks');
  busy.edit(5, 6, 'i');
  busy.follower.leftBehind([{ startUtf16: 0, endUtf16: 0, insertedLength: 1 }]);
  assert.equal(busy.follower.lostTrack, true, 'answers to the first edit are of a text nobody has');
  busy.followed(1, [4, 7], [[4, 7]]);
  assert.equal(busy.run.tokens.rangeOf(2)?.[0], 9);
});

test('a run that an edit ended is finished by that edit; cancelling ends the edit, too', async () => {
  const bench = new Bench('the dog barks');
  const finishing = bench.follower.finish(
    Promise.reject(new Error('Cancelled.')),
    new AbortController().signal,
  );
  bench.edit(5, 6, 'i');
  bench.followed(1, [4, 7], [[4, 7]]);
  bench.sent[0].answer({ tokenCount: 3, stepCount: 3 });
  await finishing;
  assert.equal(bench.run.summary?.stepCount, 3);

  const alone = new Bench('the dog').follower.finish(
    Promise.reject(new Error('broken')),
    new AbortController().signal,
  );
  await assert.rejects(alone, /broken/);

  const cancelled = new Bench('the dog barks');
  const abort = new AbortController();
  cancelled.edit(5, 6, 'i');
  const ending = cancelled.follower.finish(Promise.resolve({ stepCount: 1 } as EditSummary), abort.signal);
  await turn();
  abort.abort();
  assert.equal(cancelled.sent[0].signal.aborted, true);
  cancelled.sent[0].refuse(new Error('Cancelled.'));
  await ending;
  assert.deepEqual(cancelled.lost, []);
});

test('small changes of a probability are no news, others are', () => {
  const { run } = new Bench('the dog');
  run.tagged(0, Uint16Array.of(0), Float32Array.of(0.9001));
  assert.equal(run.revision, 0);
  run.tagged(0, Uint16Array.of(0), Float32Array.of(0.8));
  assert.equal(run.revision, 1);
  run.tagged(0, Uint16Array.of(1), Float32Array.of(0.8));
  assert.equal(run.revision, 2);
});

test('a mirror follows many places in one pass as if they came one after the other', () => {
  const places = [0, 3, 3, 7].map((from, k) =>
    placeOf(from, 2, [10 * from, 10 * from + 15], [[10 * from + k, 10 * from + k + 5]]),
  );
  const [atOnce, oneByOne] = [new TokenMirror('token'), new TokenMirror('token')];
  for (const mirror of [atOnce, oneByOne]) {
    const starts = Uint32Array.from({ length: 20 }, (_, k) => 10 * k);
    mirror.segmented(
      starts,
      starts.map((at) => at + 5),
      Uint32Array.of(0, 20),
    );
    mirror.tagged(
      0,
      Uint16Array.from({ length: 20 }, (_, k) => k),
      new Float32Array(20).fill(0.5),
    );
  }
  atOnce.edited(places);
  for (const place of places) oneByOne.edited([place]);
  assert.deepEqual(atOnce.flat(), oneByOne.flat());
  assert.equal(atOnce.tokenCount, 16);
  assert.deepEqual([atOnce.labels.knownCount, oneByOne.labels.knownCount], [13, 13]);
});

test('a token that an edit touched is shown with all of the edited place', () => {
  const map = [{ oldStart: 4, oldEnd: 7, newStart: 4, newEnd: 12 }];
  assert.deepEqual(coveringRange(map, 0, 3), [0, 3]);
  assert.deepEqual(coveringRange(map, 5, 9), [4, 14]);
  assert.deepEqual(coveringRange(map, 1, 5), [1, 12]);
  assert.deepEqual(coveringRange(map, 8, 9), [13, 14]);
});
