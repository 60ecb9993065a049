import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { buildLut, SCALE_ENDS } from '../../src/core/views/colors.js';
import { cellAt, stepX, unitY, visibleSteps, visibleUnits } from '../../src/core/views/geometry.js';
import { magnitudeRank, unitsByMagnitude } from '../../src/core/views/heatmap.js';
import { pageRange, pagesFor, statePageSteps } from '../../src/core/views/pages.js';
import { rankClasses } from '../../src/core/views/probabilities.js';
import { lutIndex, LUT_STEPS, type Scale } from '../../src/core/views/scales.js';
import {
  clampOffset,
  contentOffset,
  elementLength,
  MAX_ELEMENT_PX,
  revealOffset,
  rowsInSight,
  scrollPosition,
} from '../../src/core/views/scroll.js';

const viewport = fc.integer({ min: 50, max: 2000 });
const content = fc.integer({ min: 3000, max: 120_000_000 });

test('a scroll position and its offset are inverse, and both ends of the content are reached', () => {
  fc.assert(
    fc.property(
      content,
      viewport,
      fc.double({ min: 0, max: 1, noNaN: true }),
      (contentPx, viewportPx, share) => {
        const offset = share * (contentPx - viewportPx);
        const back = contentOffset(scrollPosition(offset, contentPx, viewportPx), contentPx, viewportPx);
        assert.ok(Math.abs(back - offset) < 1e-6 * contentPx);
        const furthest = elementLength(contentPx) - viewportPx;
        assert.ok(elementLength(contentPx) <= MAX_ELEMENT_PX);
        assert.ok(
          Math.abs(contentOffset(furthest, contentPx, viewportPx) - (contentPx - viewportPx)) <
            1e-6 * contentPx,
        );
        assert.equal(contentOffset(0, contentPx, viewportPx), 0);
      },
    ),
  );
});

test('rows in sight are those that overlap the viewport, and as many more as asked for', () => {
  const offset = fc.double({ min: 0, max: 5000, noNaN: true });
  fc.assert(
    fc.property(
      offset,
      viewport,
      fc.integer({ min: 0, max: 300 }),
      fc.integer({ min: 0, max: 9 }),
      (at, px, count, beyond) => {
        const overlaps = (row: number) => (row + 1) * 22 > at && row * 22 < at + px;
        const rows = Array.from({ length: count }, (_, row) => row);
        const seen = rows.filter(overlaps);
        const [from, to] = rowsInSight(at, px, 22, count);
        assert.deepEqual(rows.slice(from, to), seen);
        const [first, end] = rowsInSight(at, px, 22, count, beyond);
        assert.ok(first >= 0 && end <= count && first <= end);
        if (seen.length > 0)
          assert.deepEqual([first, end], [Math.max(0, from - beyond), Math.min(count, to + beyond)]);
      },
    ),
  );
});

test('a revealed item is in sight, and one that was is not moved', () => {
  fc.assert(
    fc.property(content, viewport, fc.nat(), fc.nat(), (contentPx, viewportPx, at, from) => {
      const item = (at % Math.floor(contentPx / 22)) * 22;
      const before = clampOffset(from % contentPx, contentPx, viewportPx);
      const offset = clampOffset(revealOffset(before, viewportPx, item, 22), contentPx, viewportPx);
      assert.ok(item >= offset && item + 22 <= offset + viewportPx);
      assert.equal(revealOffset(offset, viewportPx, item, 22), offset);
    }),
  );
});

test('colours grow away from the neutral one on both sides of a scale', () => {
  const scale: Scale = { kind: 'diverging', limit: 1, fixed: true };
  for (const [kind, ends] of Object.entries(SCALE_ENDS)) {
    const neutral = kind.includes('light') ? ([255, 255, 255] as const) : ([31, 31, 31] as const);
    const lut = buildLut('diverging', { ...ends, neutral });
    const distance = (value: number) => {
      const at = lutIndex(scale, value) * 4;
      return Math.hypot(...neutral.map((channel, index) => channel - lut[at + index]));
    };
    fc.assert(
      fc.property(
        fc.double({ min: -1, max: 1, noNaN: true }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (value, share) => assert.ok(distance(value * share) <= distance(value) + 1.8),
      ),
    );
  }
});

test('every number has a colour of the table, and larger ones never an earlier one', () => {
  const scales = fc.record({
    kind: fc.constantFrom('diverging' as const, 'sequential' as const),
    limit: fc.double({ min: 1e-9, max: 1e9, noNaN: true }),
    fixed: fc.boolean(),
  });
  const number = fc.double({ noNaN: true });
  fc.assert(
    fc.property(scales, number, number, (scale, a, b) => {
      const [low, high] = [Math.min(a, b), Math.max(a, b)].map((value) => lutIndex(scale, value));
      assert.ok(Number.isInteger(low) && low >= 0 && high < LUT_STEPS && low <= high);
    }),
  );
});

test('the cell under the middle of a drawn cell is that cell', () => {
  const place = fc.record({
    stepPx: fc.constantFrom(0.5, 9, 16, 56),
    rowPx: fc.double({ min: 3, max: 14, noNaN: true }),
    units: fc.integer({ min: 1, max: 4096 }),
    steps: fc.integer({ min: 1, max: 2_000_000 }),
    pins: fc.uniqueArray(fc.nat(4095), { maxLength: 5 }),
    shareX: fc.double({ min: 0, max: 1, noNaN: true }),
    shareY: fc.double({ min: 0, max: 1, noNaN: true }),
  });
  fc.assert(
    fc.property(place, ({ stepPx, rowPx, units, steps, pins, shareX, shareY }) => {
      const fixed = {
        width: 900,
        height: 500,
        gutterPx: 48,
        rulerPx: 90,
        pins,
        pinPx: 20,
        selectedPx: 22,
        rowPx,
        stepPx,
        units,
        steps,
      };
      const offsetX = Math.round(shareX * Math.max(0, steps * stepPx - 852));
      const offsetY = Math.round(shareY * Math.max(0, units * rowPx - 282));
      const geometry = { ...fixed, offsetX, offsetY };
      const [fromStep, toStep] = visibleSteps(geometry);
      const [fromUnit, toUnit] = visibleUnits(geometry);
      const step = Math.min(toStep - 1, fromStep + 3);
      const unit = Math.min(toUnit - 1, fromUnit + 1);
      const found = cellAt(geometry, stepX(geometry, step) + stepPx / 2, unitY(geometry, unit) + rowPx / 2);
      assert.deepEqual(found, { step, unit });
    }),
  );
});

test('pages cover what is wanted, without gaps, inside the document, in messages under 1 MB', () => {
  fc.assert(
    fc.property(
      fc.nat(2_000_000),
      fc.nat(5000),
      fc.nat(2_000_000),
      fc.integer({ min: 1, max: 8192 }),
      (from, length, count, units) => {
        const size = statePageSteps(units);
        const ranges = pagesFor(from, from + length, count, size).map((page) => pageRange(page, count, size));
        for (const [start, end] of ranges)
          assert.ok(start < end && end <= count && (end - start) * (units * 4 + 16) <= 1_000_000);
        for (let index = 1; index < ranges.length; index++)
          assert.equal(ranges[index][0], ranges[index - 1][1]);
        const wanted = Math.min(from + length, count);
        if (from < wanted) assert.ok(ranges[0][0] <= from && ranges.at(-1)![1] >= wanted);
      },
    ),
  );
});

test('ranking classes and units loses none and puts the largest first', () => {
  const values = fc.float32Array({ minLength: 1, maxLength: 40, min: -1, max: 1, noNaN: true });
  fc.assert(
    fc.property(values, (numbers) => {
      const classes = rankClasses(numbers, 'probability');
      assert.deepEqual(new Set(classes.map(({ label }) => label)).size, numbers.length);
      for (let at = 1; at < classes.length; at++)
        assert.ok(classes[at - 1].probability >= classes[at].probability);
      unitsByMagnitude(numbers).forEach((unit, index) =>
        assert.equal(magnitudeRank(numbers, unit), index + 1),
      );
    }),
  );
});
