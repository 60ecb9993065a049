// What stands at the points of a trajectory, where they are drawn, and what of a long text is in sight.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  extentOf,
  formatShare,
  labelLetters,
  placeOfPoint,
  stepsAround,
} from '../../src/core/views/trajectory.js';
import { doubtsOf } from '../../src/live/rows.js';
import type { Run } from '../../src/live/run.js';
import { trajectoryKey } from '../../webview/views/trajectory/keys.js';

test('each label has a sign of its own, its first letter where it can have it', () => {
  const letters = labelLetters(['ADJ', 'ADP', 'ADV', 'NOUN', 'VERB']);
  assert.deepEqual([letters[0], letters[1], letters[3], letters[4]], ['A', 'D', 'N', 'V']);
  assert.notEqual(letters[2], 'V');
  fc.assert(
    fc.property(fc.array(fc.string({ maxLength: 6 }), { maxLength: 62 }), (labels) => {
      const own = labelLetters(labels).filter((letter) => letter !== '•');
      assert.equal(new Set(own).size, own.length);
    }),
  );
  assert.equal(labelLetters(Array.from({ length: 80 }, () => 'X')).filter((letter) => letter === '•').length, 18); // prettier-ignore
});

test('shares for people', () => {
  assert.deepEqual([0.7951, 0.063, 1, 0, 0.00001].map(formatShare), ['79.5 %', '6.30 %', '100.0 %', '0.00 %', '<0.01 %']); // prettier-ignore
});

test('every point of an extent is within the picture, the highest above', () => {
  const points = fc.array(fc.tuple(fc.double({ min: -5, max: 5, noNaN: true }), fc.double({ min: -5, max: 5, noNaN: true })), { minLength: 1 }); // prettier-ignore
  fc.assert(
    fc.property(points, (list) => {
      const extent = extentOf(list.flat());
      const frame = { width: 200, height: 100, padding: 20, extent };
      for (const [x, y] of list) {
        const [left, top] = placeOfPoint(frame, x, y);
        assert.ok(left >= 19.99 && left <= 180.01 && top >= 19.99 && top <= 80.01, `${left} ${top}`);
      }
      const [low, high] = extent.y;
      assert.ok(placeOfPoint(frame, 0, high)[1] < placeOfPoint(frame, 0, low)[1]);
    }),
  );
  assert.deepEqual(extentOf([]), { x: [-1, 1], y: [-1, 1] });
});

test('what is in sight holds its step, and stays while it does', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 900 }), fc.nat(), fc.nat(), (steps, a, b) => {
      const [first, second] = [a % steps, b % steps];
      const seen = stepsAround(first, steps, 100, null);
      assert.ok(first >= seen[0] && first < seen[1] && seen[0] >= 0 && seen[1] <= steps);
      assert.equal(seen[1] - seen[0], Math.min(100, steps));
      const next = stepsAround(second, steps, 100, seen);
      assert.equal(next[0] === seen[0], (second >= seen[0] && second < seen[1]) || next[0] === seen[0]);
      assert.ok(second >= next[0] && second < next[1]);
    }),
  );
});

test('keys: a stretch grows from where Shift was pressed first, and ends with another key', () => {
  const key = (name: string, shiftKey = false) => ({ key: name, shiftKey, altKey: false, ctrlKey: false, metaKey: false }); // prettier-ignore
  const place = { step: 5, steps: 10, seen: [2, 9] as const, anchor: null };
  const first = trajectoryKey(key('ArrowLeft', true), place)!;
  assert.deepEqual(first, { step: 4, reveal: false, anchor: 5, stretch: [4, 6] });
  const second = trajectoryKey(key('Home', true), { ...place, step: 4, anchor: first.anchor })!;
  assert.deepEqual(second.stretch, [2, 6]);
  assert.deepEqual(trajectoryKey(key('End'), { ...place, anchor: 5 }), {
    step: 8,
    reveal: false,
    anchor: null,
  });
  assert.deepEqual(trajectoryKey(key(' '), place), { step: 5, reveal: true, anchor: null });
  assert.equal(trajectoryKey(key('a'), place), null);
  assert.equal(trajectoryKey({ ...key('ArrowLeft'), altKey: true }, place), null);
});

test('doubts of a text: the least certain row of each column', async () => {
  const { signal } = new AbortController();
  const p = [1, 0.5, 0.25, NaN, 1, 1];
  const tokens = { labelOf: (token: number) => ({ label: 0, probability: p[token] }) };
  const run = { tokenCount: p.length, tokens } as unknown as Run;
  assert.deepEqual([...(await doubtsOf(run, 3, signal))], [1, 2, 0]);
  assert.ok(Number.isNaN((await doubtsOf(run, 6, signal))[3]));
});
