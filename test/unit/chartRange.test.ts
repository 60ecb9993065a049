import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  drawnValue,
  linearLines,
  linearRange,
  logLines,
  logRange,
} from '../../webview/views/train/chartRange.js';

test('what a chart cannot put lines beside is not drawn: diverged losses, vanished gradients, what is unknown', () => {
  for (const y of [NaN, Infinity, -Infinity, 1e31, -1e38])
    assert.equal(drawnValue(y, false), null, String(y));
  for (const y of [0, -1, 1e-310, NaN]) assert.equal(drawnValue(y, true), null, String(y));
  for (const y of [0, -3, 1e-40, 2e29]) assert.equal(drawnValue(y, false), y);
  assert.equal(drawnValue(1e-12, true), 1e-12);
  assert.equal(drawnValue(1e-60, true), 1e-60);
});

test('an axis has room for lines that differ, however close the values are', () => {
  const value = fc.double({ min: -1e30, max: 1e30, noNaN: true });
  fc.assert(
    fc.property(value, fc.double({ min: 0, max: 1, noNaN: true }), (y, share) => {
      const highest = y + Math.abs(y) * share * 1e-15;
      const [low, high] = linearRange(y, highest);
      assert.ok(low <= y && highest <= high);
      // A hundred lines between the ends are a hundred numbers.
      const step = (high - low) / 100;
      assert.ok(low + step > low && high - step < high, `${low} ${high}`);
    }),
  );
  assert.deepEqual(linearRange(0, 0), [-0.06, 0.06]);
});

const isAscending = (lines: readonly number[]): boolean => lines.every((y, k) => k === 0 || y > lines[k - 1]);

test('lines of a linear axis are round numbers in it, not more than there is room for', () => {
  assert.deepEqual(linearLines(0, 1.06, 6), [0, 0.2, 0.4, 0.6, 0.8, 1]);
  assert.deepEqual(linearLines(0, 1200, 7), [0, 200, 400, 600, 800, 1000, 1200]);
  assert.deepEqual(linearLines(-0.3, 0.3, 7), [-0.3, -0.2, -0.1, 0, 0.1, 0.2, 0.3]);
  const bound = fc.double({ min: -1e30, max: 1e30, noNaN: true });
  fc.assert(
    fc.property(
      bound,
      fc.double({ min: 0, max: 1, noNaN: true }),
      fc.integer({ min: 2, max: 40 }),
      (y, share, most) => {
        const [low, high] = linearRange(y, y + Math.abs(y) * share);
        const lines = linearLines(low, high, most);
        const rounding = 1e-9 * Math.max(Math.abs(low), Math.abs(high));
        assert.ok(lines.length >= 1 && lines.length <= most, `${lines.length} of ${most}`);
        assert.ok(isAscending(lines), lines.join(' '));
        assert.ok(lines[0] >= low - rounding && lines[lines.length - 1] <= high + rounding);
      },
    ),
  );
});

test('lines of a logarithmic axis are powers of ten, also of gradients that have vanished', () => {
  assert.deepEqual(logRange(0.03, 2), [0.01, 10]);
  assert.deepEqual(logRange(1, 1), [1, 10]);
  assert.deepEqual(logRange(5.8e-24, 0.02), [1e-24, 0.1]);
  assert.deepEqual(logLines(0.01, 10, 4), [0.01, 0.1, 1, 10]);
  assert.deepEqual(logLines(0.1, 1, 5), [0.1, 0.2, 0.5, 1]);
  assert.deepEqual(logLines(1e-24, 1, 5), [1e-24, 1e-18, 1e-12, 1e-6, 1]);
  fc.assert(
    fc.property(
      fc.double({ min: -300, max: 30, noNaN: true }),
      fc.double({ min: 0, max: 300, noNaN: true }),
      fc.integer({ min: 2, max: 40 }),
      (from, span, most) => {
        const [lowest, highest] = [10 ** from, 10 ** Math.min(30, from + span)];
        const [low, high] = logRange(lowest, highest);
        assert.ok(low <= lowest * (1 + 1e-8) && highest <= high * (1 + 1e-8));
        const lines = logLines(low, high, most);
        assert.ok(lines.length >= 1 && lines.length <= most, `${lines.length} of ${most}`);
        assert.ok(isAscending(lines) && lines[0] === low && lines[lines.length - 1] <= high);
      },
    ),
  );
});
