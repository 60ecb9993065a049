import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  addChanges,
  shiftRange,
  shiftTokens,
  tokenAt,
  type EditMap,
  type TextChange,
} from '../../src/live/editMap.js';

/** Fewer for `npm run mutate`. */
const RUNS = Math.min(2000, 20 * Number(process.env.RNN_LENS_EDIT_SCRIPTS ?? 100));

/** A token followed by brute force: [start, end) in the current text, or null once an edit touched it. */
type Followed = { start: number; end: number } | null;

interface World {
  /** Every code unit of every text has its own number, so that equal slices are the same units. */
  text: number[];
  tokens: Followed[];
  map: EditMap;
}

const GAPS = fc.array(fc.tuple(fc.nat(3), fc.integer({ min: 1, max: 6 })), { maxLength: 30 });
const EDITS = fc.array(
  fc.array(fc.tuple(fc.nat(200), fc.nat(8), fc.nat(5)), { minLength: 1, maxLength: 6 }),
  { maxLength: 8 },
);

let nextUnit = 0;
const units = (n: number) => Array.from({ length: n }, () => nextUnit++);

function tokensOf(gaps: readonly (readonly [number, number])[]): { starts: Uint32Array; ends: Uint32Array } {
  const starts: number[] = [];
  const ends: number[] = [];
  let at = 0;
  for (const [gap, length] of gaps) {
    starts.push(at + gap);
    ends.push((at += gap + length));
  }
  return { starts: Uint32Array.from(starts), ends: Uint32Array.from(ends) };
}

function applyOne(world: World, change: TextChange): void {
  const { startUtf16: s, endUtf16: e, insertedLength: n } = change;
  world.text.splice(s, e - s, ...units(n));
  world.tokens = world.tokens.map((token) => {
    if (!token || (s <= token.end && e >= token.start)) return null;
    const shift = s > token.end ? 0 : n - (e - s);
    return { start: token.start + shift, end: token.end + shift };
  });
}

/** `descending`: as VS Code sends one edit's changes; otherwise in any order, one after the other. */
function editEvent(world: World, raw: readonly (readonly number[])[], descending: boolean): TextChange[] {
  const event: TextChange[] = [];
  let limit = world.text.length;
  const sorted = descending ? [...raw].sort((a, b) => b[0] - a[0]) : raw;
  for (const [at, deleted, insertedLength] of sorted as [number, number, number][]) {
    if (!descending) limit = world.text.length;
    const startUtf16 = Math.min(at, limit);
    const endUtf16 = Math.min(startUtf16 + deleted, limit);
    const change = { startUtf16, endUtf16, insertedLength };
    event.push(change);
    applyOne(world, change);
    limit = startUtf16;
  }
  return event;
}

function check(world: World, original: readonly number[], starts: Uint32Array, ends: Uint32Array): void {
  const alive = world.tokens.flatMap((t, token) => (t ? [{ token, start: t.start, end: t.end }] : []));
  assert.deepEqual(shiftTokens(world.map, starts, ends, 0, world.text.length), alive);
  world.tokens.forEach((followed, t) => {
    const range = shiftRange(world.map, starts[t], ends[t]);
    assert.deepEqual(range, followed && [followed.start, followed.end]);
    if (range) assert.deepEqual(world.text.slice(range[0], range[1]), original.slice(starts[t], ends[t]));
  });
  for (let i = 1; i < world.map.length; i++)
    assert.ok(world.map[i].newStart > world.map[i - 1].newEnd, 'hunks are sorted and apart');
}

test('tokens follow any edits exactly as when each edit moves them one by one', () => {
  fc.assert(
    fc.property(GAPS, fc.nat(5), EDITS, fc.boolean(), (gaps, tail, edits, descending) => {
      const { starts, ends } = tokensOf(gaps);
      const text = units((ends.at(-1) ?? 0) + tail);
      const tokens = [...starts].map((start, t) => ({ start, end: ends[t] }));
      const world: World = { text: [...text], tokens, map: [] };
      for (const raw of edits) {
        world.map = addChanges(world.map, editEvent(world, raw, descending));
        check(world, text, starts, ends);
      }
    }),
    { numRuns: RUNS },
  );
});

test('a window shows the tokens that lie in it, and an offset finds its token', () => {
  fc.assert(
    fc.property(GAPS, EDITS, fc.nat(150), fc.nat(60), (gaps, edits, from, length) => {
      const { starts, ends } = tokensOf(gaps);
      const tokens = [...starts].map((start, t) => ({ start, end: ends[t] }));
      const world: World = { text: units(ends.at(-1) ?? 0), tokens, map: [] };
      for (const raw of edits) world.map = addChanges(world.map, editEvent(world, raw, true));
      const to = from + length;
      const inside = world.tokens.flatMap((t, token) =>
        t && t.end > from && t.start < to ? [{ token, start: t.start, end: t.end }] : [],
      );
      assert.deepEqual(shiftTokens(world.map, starts, ends, from, to), inside);
      const containing = world.tokens.findIndex((t) => t && t.start <= from && from < t.end);
      const ending = world.tokens.findIndex((t) => t && t.end === from);
      const expected = containing >= 0 ? containing : ending >= 0 ? ending : null;
      assert.equal(tokenAt(world.map, starts, ends, from), expected);
    }),
    { numRuns: RUNS },
  );
});

test('a replace-all with 50,000 hits is one pass', () => {
  const changes = Array.from({ length: 50_000 }, (_, i) => {
    const startUtf16 = (49_999 - i) * 10;
    return { startUtf16, endUtf16: startUtf16 + 3, insertedLength: 5 };
  });
  const map = addChanges([], changes);
  assert.equal(map.length, 50_000);
  const again = addChanges(map, [{ startUtf16: 7, endUtf16: 7, insertedLength: 1 }]);
  assert.equal(again.length, 50_001);
  assert.equal(again.at(-1)!.newEnd, map.at(-1)!.newEnd + 1);
});
