import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { buildLut, SCALE_ENDS } from '../../src/core/views/colors.js';
import {
  columnsAt,
  columnWidth,
  columnX,
  shareFor,
  type ColumnWidths,
} from '../../src/core/views/columns.js';
import {
  bodyLength,
  bodyTop,
  cellAt,
  layoutRows,
  stepX,
  unitY,
  visibleRows,
  visibleSteps,
} from '../../src/core/views/geometry.js';
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

const share = fc.double({ min: 0, max: 1, noNaN: true });
/** Even columns, or ones of their own widths, which look random but are always the same. */
const widths = fc
  .record({
    steps: fc.integer({ min: 1, max: 200_000 }),
    stepPx: fc.constantFrom(0.5, 9, 15, 56),
    own: fc.boolean(),
  })
  .map(({ steps, stepPx, own }): ColumnWidths => {
    const even = { steps, stepPx };
    return own ? { steps, stepPx: 52, widthOf: (step) => 24 + ((step * 7919) % 100) } : even;
  });

test('columns fill the viewport without gaps; scrolled to an end, the text ends there', () => {
  fc.assert(
    fc.property(widths, share, viewport, (of, at, px) => {
      const columns = columnsAt(of, at, px);
      const { from, to, lefts, stepsEach } = columns;
      assert.ok(from >= 0 && to <= of.steps && from < to && from % stepsEach === 0);
      assert.equal(lefts.length - 1, Math.ceil((to - from) / stepsEach));
      for (let k = 1; k < lefts.length; k++) assert.ok(lefts[k] > lefts[k - 1]);
      assert.ok(lefts[0] <= 1e-6, 'nothing is free on the left');
      assert.ok(to === of.steps || lefts[lefts.length - 1] >= px - 1e-6, 'nor on the right, but for the end');
      const first = columnsAt(of, 0, px);
      assert.ok(first.from === 0 && Math.abs(first.lefts[0]) < 1e-6);
      const last = columnsAt(of, 1, px);
      const end = last.lefts[last.lefts.length - 1];
      assert.ok(last.to === of.steps && (last.from === 0 || Math.abs(end - px) < 1e-6), `${end} of ${px}`);
    }),
  );
});

test('a step that is brought into sight is there as a whole, and one that was is not moved', () => {
  fc.assert(
    fc.property(widths, share, fc.nat(), viewport, (of, at, any, px) => {
      // A column wider than the viewport cannot be in sight as a whole.
      const room = Math.max(px, 300);
      const step = any % of.steps;
      const moved = shareFor(of, at, step, room, 20);
      assert.ok(moved >= 0 && moved <= 1);
      const columns = columnsAt(of, moved, room);
      const left = columnX(columns, step);
      assert.ok(step >= columns.from && step < columns.to, `${step}`);
      assert.ok(left >= -0.6 && left + columnWidth(columns, step) <= room + 0.6, `${left}`);
      assert.equal(shareFor(of, moved, step, room, 0), moved);
    }),
  );
});

test('the cell under the middle of a drawn cell is that cell', () => {
  const place = fc.record({
    widths,
    units: fc.integer({ min: 1, max: 2048 }),
    both: fc.boolean(),
    zoom: fc.double({ min: 1, max: 64, noNaN: true }),
    lines: fc.uniqueArray(fc.nat(2047), { maxLength: 5 }),
    shareX: share,
    shareY: share,
  });
  fc.assert(
    fc.property(place, ({ widths: of, units, both, zoom, lines: pinned, shareX, shareY }) => {
      const directions = both ? (['forward', 'backward'] as const) : (['forward'] as const);
      const blocks = directions.map((direction) => ({ direction, units, order: null }));
      const lines = pinned.map((unit) => ({ direction: 'forward' as const, unit }));
      const content = { height: 700, rulerPx: 26, lines, blocks, zoom };
      const hidden = Math.max(0, bodyLength(content) - (700 - bodyTop(content)));
      const rows = layoutRows({ ...content, offsetY: Math.round(shareY * hidden) });
      const columns = columnsAt(of, shareX, 852);
      const geometry = { width: 900, height: 700, gutterPx: 48, rulerPx: 26, columns, ...rows };
      const block = geometry.blocks.find((each) => each.seenBottom - each.seenTop > 2 * each.rowPx);
      if (!block) return;
      const [fromStep, toStep] = visibleSteps(geometry);
      const [fromRow, toRow] = visibleRows(block);
      const step = Math.min(toStep - 1, fromStep + columns.stepsEach);
      const unit = Math.min(toRow - 1, fromRow + 1);
      const [x, y] = [stepX(geometry, step) + 0.2, unitY(block, unit) + block.rowPx / 2];
      if (x < 48 || x >= 900) return;
      assert.deepEqual(cellAt(geometry, x, y), { step, at: { direction: block.direction, unit } });
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
