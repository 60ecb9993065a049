import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { drawnValue, linearRange } from '../../webview/views/train/chartRange.js';

test('what a chart cannot put lines beside is not drawn: diverged losses, vanished gradients, what is unknown', () => {
  for (const y of [NaN, Infinity, -Infinity, 1e31, -1e38])
    assert.equal(drawnValue(y, false), null, String(y));
  for (const y of [0, -1, 1e-40, NaN]) assert.equal(drawnValue(y, true), null, String(y));
  for (const y of [0, -3, 1e-40, 2e29]) assert.equal(drawnValue(y, false), y);
  assert.equal(drawnValue(1e-12, true), 1e-12);
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
