// Lists of numbers in chunks at the edges of chunks and of the list; chunks.property.test.ts edits them at random.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ChunkedArray } from '../../src/core/session/chunks/chunkedArray.js';
import { ChunkedText } from '../../src/core/session/chunks/chunkedText.js';

/** 0, 1, 2, … */
const count = (n: number): Uint32Array<ArrayBuffer> => Uint32Array.from({ length: n }, (_, k) => k);
/** What a list holds. */
const all = (list: ChunkedArray<Uint32Array>) => [...list.read(0, new Uint32Array(list.length))];
/** Long enough for four chunks. */
const LENGTH = 8_000;

test('numbers are read from anywhere, as many as there are', () => {
  const list = ChunkedArray.of(count(LENGTH));
  for (const from of [0, 1, 2_047, 2_048, 2_049, 5_000, LENGTH - 1])
    for (const length of [0, 1, 2, 2_048, 5_000]) {
      const expected = Array.from({ length }, (_, k) => (from + k < LENGTH ? from + k : 9));
      assert.deepEqual([...list.read(from, new Uint32Array(length).fill(9))], expected);
    }
  assert.deepEqual([...list.read(LENGTH, new Uint32Array(2).fill(9))], [9, 9]);
  assert.deepEqual([...list.read(LENGTH + 5, new Uint32Array(2).fill(9))], [9, 9]);
});

test('numbers are put anywhere, and none is put outside', () => {
  for (const from of [0, 1, 2_047, 2_048, 5_000, LENGTH])
    for (const length of [0, 1, 2_048, 3_000].filter((n) => from + n <= LENGTH)) {
      const list = ChunkedArray.of(count(LENGTH));
      const expected = [...count(LENGTH).fill(7, from, from + length)];
      list.set(from, new Uint32Array(length).fill(7));
      assert.deepEqual(all(list), expected);
    }
  const list = ChunkedArray.of(count(LENGTH));
  for (const from of [-1, NaN, LENGTH, LENGTH + 1])
    assert.throws(() => list.set(from, Uint32Array.of(1)), RangeError, `from ${from}`);
  assert.deepEqual(all(list), [...count(LENGTH)]);
});

test('numbers that are moved are set and found where they are then', () => {
  const list = ChunkedArray.of(count(LENGTH));
  list.splice([{ from: 2, removed: 0, moved: 100 }], () => new Uint32Array(0));
  assert.deepEqual([list.at(1), list.at(2), list.at(7_000)], [1, 102, 7_100]);
  list.set(6_000, Uint32Array.of(5, 6));
  assert.deepEqual(
    [5_999, 6_000, 6_001, 6_002].map((k) => list.at(k)),
    [6_099, 5, 6, 6_102],
  );
  assert.deepEqual([list.lastAtMost(-1), list.lastAtMost(1), list.lastAtMost(101)], [-1, 1, 1]);
  assert.equal(ChunkedArray.of(new Uint32Array(0)).lastAtMost(5), -1);
});

test('cuts that leave the list are refused', () => {
  const list = ChunkedArray.of(count(LENGTH));
  const none = () => new Uint32Array(0);
  for (const cut of [
    { from: LENGTH + 1, removed: 0, moved: 0 },
    { from: LENGTH - 1, removed: 2, moved: 0 },
  ])
    assert.throws(() => list.splice([cut], none), RangeError, JSON.stringify(cut));
  assert.deepEqual(all(list), [...count(LENGTH)]);
});

test('what is inserted is copied', () => {
  const list = ChunkedArray.of(count(10));
  const inserted = new Uint32Array(3_000).fill(7);
  list.splice([{ from: 5, removed: 0, moved: 0 }], () => inserted);
  inserted.fill(8);
  assert.deepEqual([list.at(5), list.at(3_004), list.at(3_005)], [7, 7, 5]);
});

test('small pieces become one chunk, large ones several, and chunks that no edit reaches stay as they are', () => {
  const list = ChunkedArray.of(new Uint32Array(0));
  assert.deepEqual([list.chunkCount, list.length], [0, 0]);
  list.splice([{ from: 0, removed: 0, moved: 0 }], () => count(4_096));
  assert.equal(list.chunkCount, 1);
  list.splice([{ from: 0, removed: 4_096, moved: 0 }], () => count(4_097));
  assert.equal(list.chunkCount, 2);
  const long = ChunkedArray.of(count(10 * 2_048));
  assert.equal(long.chunkCount, 10);
  long.splice([{ from: 3_000, removed: 0, moved: 0 }], () => Uint32Array.of(1));
  assert.equal(long.chunkCount, 10);
  // All but the end of a chunk goes: what is left of it, too short for a chunk, is joined to the next one.
  long.splice([{ from: 0, removed: 2_000, moved: 0 }], () => new Uint32Array(0));
  assert.equal(long.chunkCount, 9);
  assert.equal(long.length, 10 * 2_048 + 1 - 2_000);
});

test('pieces of a text are cut and read at their edges', () => {
  const plain = Array.from({ length: 20_000 }, (_, k) => String.fromCharCode(33 + (k % 90))).join('');
  for (const [from, to, inserted] of [
    [0, 0, 'x'],
    [0, 20_000, ''],
    [20_000, 20_000, 'end'],
    [4_096, 8_192, ''],
    [100, 19_900, 'y'.repeat(9_000)],
  ] as const) {
    const text = new ChunkedText(plain);
    text.splice(from, to, inserted);
    const expected = plain.slice(0, from) + inserted + plain.slice(to);
    assert.equal(text.length, expected.length);
    for (const [a, b] of [
      [0, expected.length],
      [0, 0],
      [expected.length, expected.length + 9],
      [4_096, 8_192],
      [4_095, 4_097],
    ])
      assert.equal(text.read(a, b), expected.slice(a, b));
  }
});
