// The sums that ranking is made of, against their definitions.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { withoutDrift } from '../../src/core/analysis/drift.js';
import {
  afterCutting,
  areaOf,
  levelsOf,
  RankSums,
  tidyStretches,
  type PositionRange,
} from '../../src/core/analysis/rankSums.js';
import { isOnForBrush, onStretches, rankMatches } from '../../src/core/analysis/unitMatches.js';
import { relateToTags } from '../../src/core/analysis/unitTags.js';
import { Random } from '../../src/core/math/random.js';
import { FIXED_SCALE, onUnitScale, unitScale } from '../../src/core/views/unitScale.js';

const values = fc
  .array(fc.integer({ min: -4, max: 4 }), { minLength: 1, maxLength: 60 })
  .map((numbers) => Float32Array.from(numbers));
const stretches = fc.array(fc.tuple(fc.integer({ min: -5, max: 70 }), fc.integer({ min: 0, max: 20 })), {
  maxLength: 5,
});
const both = fc.record({ column: values, ranges: stretches }).map(({ column, ranges }) => ({
  column,
  inside: tidyStretches(
    ranges.map(([from, length]): PositionRange => [from, from + length]),
    column.length,
  ),
}));

function maskOf(n: number, inside: readonly PositionRange[], shift = 0): boolean[] {
  const mask = new Array<boolean>(n).fill(false);
  for (const [from, to] of inside) for (let k = from; k < to; k++) mask[(k + shift) % n] = true;
  return mask;
}

function areaByPairs(column: Float32Array, mask: readonly boolean[]): number {
  let [wins, pairs] = [0, 0];
  column.forEach((a, i) =>
    column.forEach((b, j) => {
      if (!mask[i] || mask[j]) return;
      pairs++;
      wins += a > b ? 1 : a === b ? 0.5 : 0;
    }),
  );
  return pairs === 0 ? 0.5 : wins / pairs;
}

test('an area from sums of ranks is the share of pairs, also of stretches moved around the end of the text', () => {
  fc.assert(
    fc.property(both, fc.nat({ max: 59 }), ({ column, inside }, move) => {
      const shift = move % column.length;
      const area = RankSums.of(levelsOf(column)).area(inside, shift);
      const expected = areaByPairs(column, maskOf(column.length, inside, shift));
      assert.ok(Math.abs(area - expected) < 1e-9, `${area}, not ${expected}`);
    }),
  );
});

test('tidy stretches cover the same positions, once and in order', () => {
  fc.assert(
    fc.property(stretches, fc.integer({ min: 1, max: 60 }), (ranges, n) => {
      const raw = ranges.map(([from, length]): PositionRange => [from, from + length]);
      const tidy = tidyStretches(raw, n);
      const covered = (k: number): boolean => raw.some(([from, to]) => k >= from && k < to);
      assert.deepEqual(
        maskOf(n, tidy),
        Array.from({ length: n }, (_, k) => covered(k)),
      );
      tidy.forEach(([from, to], k) => assert.ok(from < to && from > (tidy[k - 1]?.[1] ?? -1)));
    }),
  );
});

test('positions that are cut out count nowhere, and stretches behind them are where they moved to', () => {
  fc.assert(
    fc.property(both, ({ column, inside }) => {
      const gone = inside.filter((_, k) => k % 2 === 0);
      const kept = inside.filter((_, k) => k % 2 === 1);
      const mask = maskOf(column.length, gone);
      const left = column.filter((_, k) => !mask[k]);
      const moved = afterCutting(kept, gone);
      const texts = (all: Float32Array, ranges: readonly PositionRange[]): string[] =>
        ranges.map(([from, to]) => all.subarray(from, to).join());
      assert.deepEqual(texts(left, moved), texts(column, kept));
      const area = RankSums.without(levelsOf(column), gone).area(moved);
      assert.ok(Math.abs(area - areaByPairs(left, maskOf(left.length, moved))) < 1e-9);
      assert.ok(Math.abs(areaOf(column, kept) - areaByPairs(column, maskOf(column.length, kept))) < 1e-9);
    }),
  );
});

test('drift is the line through what is around: a straight line is gone, and what is quick stays', () => {
  fc.assert(
    fc.property(values, fc.integer({ min: 1, max: 80 }), (column, around) => {
      const flat = withoutDrift(column, around);
      for (let k = around; k < column.length - around; k++) {
        const near = column.subarray(k - around, k + around + 1);
        const mean = near.reduce((sum, one) => sum + one, 0) / near.length;
        assert.ok(Math.abs(column[k] - mean - flat[k]) < 1e-5);
      }
    }),
  );
  const line = Float32Array.from({ length: 1000 }, (_, k) => k / 10 + (k === 500 ? 3 : 0));
  const flat = withoutDrift(line, 100);
  for (let k = 0; k < 390; k++) assert.ok(Math.abs(flat[k]) < 1e-3, `${flat[k]} at ${k}`);
  assert.ok(flat[500] > 2.9);
  assert.deepEqual(withoutDrift(Float32Array.of(7), 5), Float32Array.of(0));
});

test('a unit is on for a brush if it is on at each of its positions, and off beside it where that is asked', () => {
  const brush = fc.record({
    from: fc.nat({ max: 59 }),
    length: fc.integer({ min: 1, max: 10 }),
    threshold: fc.integer({ min: -4, max: 4 }),
    side: fc.constantFrom('high' as const, 'low' as const),
    offLeft: fc.boolean(),
    offRight: fc.boolean(),
  });
  fc.assert(
    fc.property(values, brush, (column, { from: start, length, ...rule }) => {
      const from = start % column.length;
      const to = Math.min(column.length, from + length);
      const on = [...column].map((value) =>
        rule.side === 'high' ? value >= rule.threshold : value <= rule.threshold,
      );
      const expected =
        on.slice(from, to).every(Boolean) &&
        !(rule.offLeft && from > 0 && on[from - 1]) &&
        !(rule.offRight && to < on.length && on[to]);
      assert.equal(isOnForBrush(column, { ...rule, brush: [from, to] }), expected);
      assert.deepEqual(maskOf(column.length, onStretches(column, rule)), on);
    }),
  );
});

test('matches have at least half of the units, those with more first, and leave the brush out', () => {
  const counts = fc.array(fc.nat({ max: 4 }), { minLength: 1, maxLength: 60 });
  fc.assert(
    fc.property(counts, fc.nat({ max: 59 }), fc.integer({ min: 1, max: 8 }), (all, start, length) => {
      const from = start % all.length;
      const brush: PositionRange = [from, Math.min(all.length, from + length)];
      const matches = rankMatches(all, 4, brush);
      matches.forEach(({ from: a, to: b, units }, k) => {
        assert.ok(b <= brush[0] || a >= brush[1]);
        assert.ok(units >= 2 && all.slice(a, b).every((count) => count === units));
        assert.ok(k === 0 || matches[k - 1].units >= units);
        // As long as it can be, and no better one inside the stretch it is the best part of.
        assert.ok((all[a - 1] ?? 0) < units && (all[b] ?? 0) < units);
      });
    }),
  );
});

test('c has a scale of its own only where tanh(c) is one colour; its ends are those of the text', () => {
  const wave = (offset: number, slope = 0): Float32Array =>
    Float32Array.from({ length: 4000 }, (_, k) => offset + slope * k + (k % 100 < 20 ? -2 : 1));
  assert.deepEqual(unitScale('c', wave(0)), FIXED_SCALE);
  assert.deepEqual(unitScale('h', wave(50)), FIXED_SCALE);
  assert.deepEqual(onUnitScale(FIXED_SCALE, 'c', Float32Array.of(0.5)), Float32Array.of(Math.tanh(0.5)));
  const high = unitScale('c', wave(50));
  assert.equal(high.around, 0);
  const shown = onUnitScale(high, 'c', wave(50));
  assert.ok(shown[0] < -0.99 && shown[50] > 0.99, 'both ends are used');
  const drifting = unitScale('c', wave(-20, -0.04));
  assert.ok(drifting.around > 0);
  const flat = onUnitScale(drifting, 'c', wave(-20, -0.04));
  for (const k of [1000, 2000, 3000]) assert.ok(flat[k] < -0.5 && flat[k + 50] > 0, `at ${k}`);
  // A part of the text with enough around it is coloured as the whole is.
  const part = onUnitScale(drifting, 'c', wave(-20, -0.04).subarray(1000, 3000), 600, 700);
  for (let k = 0; k < 100; k++) assert.ok(Math.abs(part[k] - flat[1600 + k]) < 1e-3);
  assert.deepEqual(unitScale('c', new Float32Array(0)), FIXED_SCALE);
  assert.deepEqual(unitScale('c', new Float32Array(10).fill(9)), FIXED_SCALE);
});

test('a unit that is high at one tag is related to it beyond chance, and one of noise is to none', () => {
  const labels = Uint16Array.from({ length: 400 }, (_, k) => (k % 7 === 0 ? 1 : k % 3 === 0 ? 2 : 0));
  const kinds = Uint32Array.from(labels, (_, k) => k);
  const [first] = relateToTags(
    Float32Array.from(labels, (label, k) => (label === 1 ? 1 : (k % 5) / 10)),
    { labels, kinds },
  );
  assert.deepEqual([first.label, first.auc, first.isBeyond], [1, 1, true]);
  assert.ok(first.r > 0.9 && first.bits > 0.4 && first.tokens === 58);
  assert.ok(first.control.auc < 0.65 && first.control.bits < 0.05 && first.control.r < 0.2);
  const noise = Float32Array.from(labels, (_, k) => Math.sin(k * k));
  for (const relation of relateToTags(noise, { labels, kinds })) {
    assert.ok(
      !relation.isBeyond && Math.abs(relation.r) < 0.2 && relation.bits < 0.05,
      JSON.stringify(relation),
    );
  }
  assert.deepEqual(
    relateToTags(new Float32Array(5), { labels: new Uint16Array(5), kinds: new Uint32Array(5) }),
    [],
  );
});

test('a unit that knows one word is beyond chance at its tag, and not beyond a control that gives words any tag', () => {
  // Of four words only the first has tag 1; the unit knows that word and nothing else.
  const random = new Random(7);
  const kinds = Uint32Array.from({ length: 900 }, () => Math.floor(4 * random.next()));
  const labels = Uint16Array.from(kinds, (kind) => (kind === 0 ? 1 : 0));
  const word = Float32Array.from(kinds, (kind, k) => (kind === 0 ? 1 : 0) + Math.sin(k) / 5);
  const [relation] = relateToTags(word, { labels, kinds });
  assert.ok(Math.abs(relation.auc - 0.5) > 0.49 && relation.chance < 0.7);
  assert.ok(relation.controlChance > 0.99 && !relation.isBeyond, JSON.stringify(relation));
});

test('tags that a unit does not know are called finds in at most 5 of 100 texts', () => {
  let [finds, texts] = [0, 0];
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 2 ** 31 - 1 }), (seed) => {
      const random = new Random(seed);
      const kinds = Uint32Array.from({ length: 300 }, () => Math.floor(60 * random.next() ** 3));
      const tagOf = Uint16Array.from({ length: 60 }, () => Math.floor(5 * random.next()));
      const labels = Uint16Array.from(kinds, (kind) => tagOf[kind]);
      // The unit goes slowly up and down, and has something to say of each word.
      const own = Float32Array.from({ length: 60 }, () => random.next());
      const values = Float32Array.from(kinds, (kind, k) => own[kind] + Math.sin(k / 9 + seed));
      texts++;
      if (relateToTags(values, { labels, kinds }, seed).some(({ isBeyond }) => isBeyond)) finds++;
    }),
    { numRuns: 200 },
  );
  assert.ok(finds / texts <= 0.05, `${finds} of ${texts}`);
});
