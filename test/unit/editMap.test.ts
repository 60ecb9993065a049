// Where places of a text are after edits, at the borders of what was edited; editMap.property.test.ts tries any edits.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { addChanges, coveringRange, passageAfter, shiftRange } from '../../src/live/editMap.js';

const change = (startUtf16: number, endUtf16: number, insertedLength: number) => ({
  startUtf16,
  endUtf16,
  insertedLength,
});

test('a place that an edit touches, also at its border, has moved nowhere', () => {
  const map = addChanges([], [change(10, 12, 5)]);
  assert.deepEqual(shiftRange(map, 3, 9), [3, 9]);
  assert.deepEqual(shiftRange(map, 13, 15), [16, 18]);
  for (const [start, end] of [
    [3, 10],
    [12, 15],
    [10, 12],
    [11, 11],
  ])
    assert.equal(shiftRange(map, start, end), null);
});

test('a range grows with what was put in at its borders', () => {
  const map = addChanges([], [change(10, 12, 5)]);
  for (const [range, expected] of [
    [
      [3, 9],
      [3, 9],
    ],
    [
      [3, 10],
      [3, 15],
    ],
    [
      [3, 11],
      [3, 15],
    ],
    [
      [3, 13],
      [3, 16],
    ],
    [
      [10, 20],
      [10, 23],
    ],
    [
      [12, 20],
      [10, 23],
    ],
    [
      [13, 20],
      [16, 23],
    ],
    [
      [11, 11],
      [10, 15],
    ],
  ] as const)
    assert.deepEqual(coveringRange(map, range[0], range[1]), expected, JSON.stringify(range));
  assert.deepEqual(coveringRange([], 3, 9), [3, 9]);
});

test('a passage keeps what was in it, without what is put in at its borders', () => {
  const passage = [10, 20] as const;
  for (const [changes, expected] of [
    [[], [10, 20]],
    [[change(5, 5, 3)], [13, 23]],
    [[change(10, 10, 3)], [13, 23]],
    [[change(15, 15, 3)], [10, 23]],
    [[change(20, 20, 3)], [10, 20]],
    [[change(25, 25, 3)], [10, 20]],
    [[change(8, 12, 1)], [9, 17]],
    [[change(18, 22, 1)], [10, 18]],
    [[change(8, 22, 4)], [12, 12]],
    [[change(10, 20, 0)], [10, 10]],
  ] as const)
    assert.deepEqual(passageAfter(changes, passage), expected, JSON.stringify(changes));
  assert.deepEqual(passageAfter([change(10, 10, 3)], [10, 10]), [13, 13], 'a cursor is behind what is typed');
});
