// The segments of an edited document are those of its whole text, whatever was typed, and results go with them.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { Random } from '../../src/core/math/random.js';
import type { ContentChange } from '../../src/core/session/editedText.js';
import type { SegmentDelta } from '../../src/core/session/segments/editPlan.js';
import { SegmentStore } from '../../src/core/session/segments/segmentStore.js';
import { ENGLISH } from '../../src/core/text/english/english.js';
import { KOREAN } from '../../src/core/text/korean/korean.js';
import { LOOKAHEAD_UTF16 } from '../../src/core/text/limits.js';
import { segmentBy, type SegmentRules } from '../../src/core/text/segmenter.js';

/** Long runs: RNN_LENS_EDIT_SCRIPTS=10000. */
const SCRIPTS = Number(process.env.RNN_LENS_EDIT_SCRIPTS ?? 2000);

const PIECES = [
  ...["don't ", 'cannot', 'U.S. ', 'etc. ', 'Mr. ', 'e-mail', 'www.x.com/a ', '$3M ', '5pm', 'Word ', 'The '],
  ...[
    '. ',
    '? ',
    '! ',
    '"',
    "'",
    ')',
    '(',
    ':) ',
    '---',
    '\n- ',
    '\n',
    '\r\n',
    '\r',
    '\n\n',
    ' ',
    '\t',
    '\u00a0',
  ],
  ...[
    '\u0301',
    '\u200d',
    '\ufe0f',
    '👩',
    '🏽',
    '한국어 ',
    '나는 학교에 갔다. ',
    '그래요? ',
    '했습니다. ',
    '漢',
    'かな',
  ],
  ...[
    '\ud83d',
    '\udc69',
    '\u1112\u1161\u11ab',
    '# ',
    'He said so. ',
    'It is, I think, true.\n',
    'x'.repeat(40),
  ],
];
/** Pieces that reach the limits of a token, of the lookahead or of a segment. */
const LONG_PIECES = [
  ' '.repeat(300),
  'y'.repeat(1100),
  'ab '.repeat(600),
  '\n'.repeat(1500),
  '가'.repeat(1030),
];

interface Script {
  readonly seed: number;
  readonly pieces: number;
  readonly edits: number;
  readonly korean: boolean;
}

function someText(random: Random, pieces: number): string {
  const pick = (list: readonly string[]): string => list[Math.floor(random.next() * list.length)];
  return Array.from({ length: Math.floor(random.next() * (pieces + 1)) }, () =>
    random.next() < 0.02 ? pick(LONG_PIECES) : pick(PIECES),
  ).join('');
}

/** Up to `most` changes that do not overlap, in a random order. */
function someChanges(random: Random, text: string, most: number): ContentChange[] {
  const places = Array.from({ length: 2 * (1 + Math.floor(random.next() * most)) }, () =>
    Math.floor(random.next() * (text.length + 1)),
  ).sort((a, b) => a - b);
  const changes: ContentChange[] = [];
  for (let k = 0; k < places.length; k += 2) {
    const [start, far] = [places[k], places[k + 1]];
    // Two changes at one place would leave open which is first: the order has its own test.
    if (changes.at(-1)?.endUtf16 === start) continue;
    const end = random.next() < 0.3 ? far : Math.min(far, start + Math.floor(random.next() * 4));
    changes.push({
      startUtf16: start,
      endUtf16: end,
      inserted: someText(random, random.next() < 0.7 ? 2 : 40),
    });
  }
  return random.permutation(changes.length).map((k) => changes[k]);
}

function applied(text: string, changes: readonly ContentChange[]): string {
  return changes
    .toSorted((a, b) => b.startUtf16 - a.startUtf16)
    .reduce((t, c) => t.slice(0, c.startUtf16) + c.inserted + t.slice(c.endUtf16), text);
}

/** What an engine would compute: a function of a segment's tokens. */
function computed(store: SegmentStore<string>, segment: number): string {
  return store.forms(segment, segment + 1).tokens.join('|');
}

function computeMissing(store: SegmentStore<string>): number {
  let count = 0;
  for (let s = store.nextWithoutResult(); s >= 0; s = store.nextWithoutResult(s + 1)) {
    store.setResult(s, computed(store, s));
    count++;
  }
  return count;
}

/** The document as flat lists, kept by deltas alone, as a mirror in another process does. */
class Mirror {
  starts: number[] = [];
  ends: number[] = [];
  segments: number[] = [];

  constructor(store: SegmentStore<string>) {
    const all = store.flat(0, store.segmentCount);
    this.starts = [...all.starts];
    this.ends = [...all.ends];
    this.segments = Array.from(all.segmentOffsets.slice(1), (end, s) => end - all.segmentOffsets[s]);
  }

  apply(deltas: readonly SegmentDelta[], store: SegmentStore<string>): void {
    for (const d of deltas) {
      const fresh = store.flat(d.fromSegment, d.fromSegment + d.insertedSegments);
      assert.equal(fresh.starts.length, d.insertedTokens);
      const shift = d.insertedUtf16 - d.removedUtf16;
      const behind = d.fromToken + d.removedTokens;
      for (let t = behind; t < this.starts.length; t++) {
        this.starts[t] += shift;
        this.ends[t] += shift;
      }
      this.starts = [...this.starts.slice(0, d.fromToken), ...fresh.starts, ...this.starts.slice(behind)];
      this.ends = [...this.ends.slice(0, d.fromToken), ...fresh.ends, ...this.ends.slice(behind)];
      const counts = Array.from(fresh.segmentOffsets.slice(1), (end, s) => end - fresh.segmentOffsets[s]);
      this.segments.splice(d.fromSegment, d.removedSegments, ...counts);
    }
  }
}

function checkStore(store: SegmentStore<string>, text: string, rules: SegmentRules): void {
  assert.equal(store.text(), text);
  const expected = segmentBy(rules, text);
  const found = store.flat(0, store.segmentCount);
  assert.deepEqual(found.starts, expected.starts);
  assert.deepEqual(found.ends, expected.ends);
  assert.deepEqual(found.segmentOffsets, expected.segmentOffsets);
  assert.equal(store.lengthUtf16, text.length);
  assert.equal(store.tokenCount, expected.starts.length);
  assert.equal(store.segmentCount, expected.segmentOffsets.length - 1);
  for (const { segment, index } of store.segments(0, store.segmentCount))
    if (segment.result !== null) assert.equal(segment.result, computed(store, index));
}

function checkLookups(store: SegmentStore<string>, text: string, random: Random): void {
  const { starts, ends } = store.flat(0, store.segmentCount);
  const [a, b] = [random.next(), random.next()]
    .map((x) => Math.floor(x * (text.length + 1)))
    .sort((x, y) => x - y);
  assert.equal(store.text(a, b), text.slice(a, b));
  const [from, to] = [random.next(), random.next()]
    .map((x) => Math.floor(x * starts.length))
    .sort((x, y) => x - y);
  const tokens = [...store.tokens(from, to)];
  assert.deepEqual(
    tokens.map(({ token, startUtf16, endUtf16 }) => [token, startUtf16, endUtf16]),
    Array.from({ length: to - from }, (_, k) => [from + k, starts[from + k], ends[from + k]]),
  );
  if (starts.length === 0) assert.equal(store.tokenAt(a), undefined);
  else
    assert.equal(
      store.tokenAt(a)?.token,
      Math.max(
        0,
        starts.findLastIndex((start) => start <= a),
      ),
    );
}

const scripts = fc.record<Script>({
  seed: fc.integer({ min: 0, max: 2 ** 31 }),
  pieces: fc.oneof(fc.integer({ min: 0, max: 30 }), fc.integer({ min: 100, max: 1500 })),
  edits: fc.integer({ min: 1, max: 6 }),
  korean: fc.boolean(),
});

test(`after any edits (${SCRIPTS} scripts) segments are those of the whole text, and results still fit`, () => {
  fc.assert(
    fc.property(scripts, ({ seed, pieces, edits, korean }) => {
      const random = new Random(seed);
      const rules = korean ? KOREAN : ENGLISH;
      let text = someText(random, pieces);
      const store = SegmentStore.of<string>(rules, text);
      checkStore(store, text, rules);
      const mirror = new Mirror(store);
      for (let k = 0; k < edits; k++) {
        if (random.next() < 0.7) computeMissing(store);
        const changes = someChanges(random, text, random.next() < 0.7 ? 1 : 12);
        const deltas = store.edit(changes);
        text = applied(text, changes);
        checkStore(store, text, rules);
        mirror.apply(deltas, store);
        const found = store.flat(0, store.segmentCount);
        assert.deepEqual(mirror.starts, [...found.starts]);
        assert.deepEqual(mirror.ends, [...found.ends]);
        checkLookups(store, text, random);
      }
      computeMissing(store);
      checkStore(store, text, rules);
    }),
    { numRuns: SCRIPTS },
  );
});

test('a typed character leaves all segments alone that it cannot reach', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 1e9 }), (seed) => {
      const random = new Random(seed);
      const text = 'The cat sat on the mat. I saw 3 dogs! '.repeat(200);
      const store = SegmentStore.of<string>(ENGLISH, text);
      computeMissing(store);
      const at = Math.floor(random.next() * text.length);
      const [delta] = store.edit([{ startUtf16: at, endUtf16: at, inserted: 'x' }]);
      assert.ok(delta.removedSegments <= 2, JSON.stringify(delta));
      assert.ok(delta.startUtf16 <= at && at <= delta.startUtf16 + delta.insertedUtf16);
      assert.ok(delta.insertedUtf16 < LOOKAHEAD_UTF16);
      assert.ok(computeMissing(store) <= 2);
    }),
    { numRuns: Math.min(200, SCRIPTS) },
  );
});
