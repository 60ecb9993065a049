import assert from 'node:assert/strict';
import { test } from 'node:test';
import { areaUnderCurve } from '../../src/core/analysis/areaUnderCurve.js';
import {
  alignByEnds,
  alignOverEdit,
  changedLabels,
  diffValues,
  identityAlignment,
} from '../../src/core/analysis/stateDiff.js';
import { UnitHistograms, insideMask, rankUnits } from '../../src/core/analysis/unitStatistics.js';
import { Random } from '../../src/core/math/random.js';

/** By definition: over all pairs. */
function areaByPairs(values: readonly number[], inside: Uint8Array): number {
  let [wins, pairs] = [0, 0];
  values.forEach((a, i) =>
    values.forEach((b, j) => {
      if (!inside[i] || inside[j]) return;
      pairs++;
      wins += a > b ? 1 : a === b ? 0.5 : 0;
    }),
  );
  return wins / pairs;
}

test('the area under the curve is the share of pairs that are the right way round', () => {
  const random = new Random(5);
  for (let k = 0; k < 50; k++) {
    const values = Array.from({ length: 60 }, () => Math.round(random.uniform(1) * 20) / 32);
    const inside = Uint8Array.from(values, (_, i) => (i === 0 || (i > 1 && random.next() < 0.3) ? 1 : 0));
    assert.ok(Math.abs(areaUnderCurve(values, inside) - areaByPairs(values, inside)) < 1e-12);
  }
});

test('histograms filled window by window give the area within the error they state', () => {
  const random = new Random(6);
  const [n, units] = [3000, 5];
  for (const scale of [1, 1e-3, 40]) {
    const inside = insideMask([[100, 400], [390, 500], [2990, 9000]], 0, n); // prettier-ignore
    const values = Float32Array.from({ length: n * units }, (_, k) => {
      const [p, unit] = [Math.floor(k / units), k % units];
      return scale * (0.7 * random.uniform(1) + (inside[p] ? [0, 0.1, -0.1, 0.3, -0.29][unit] : 0));
    });
    const histograms = new UnitHistograms(1, 'backward', 'h', units, scale === 1);
    for (let from = 0; from < n; from += 700) {
      const to = Math.min(n, from + 700);
      histograms.add(values.subarray(from * units, to * units), insideMask([[100, 500], [2990, 9000]], from, to)); // prettier-ignore
    }
    for (const { unit, auc, error } of histograms.separations()) {
      const column = Float32Array.from({ length: n }, (_, p) => values[p * units + unit]);
      const exact = areaUnderCurve(column, inside);
      assert.ok(Math.abs(auc - exact) <= error + 1e-12, `unit ${unit}: ${auc} is not ${exact} ± ${error}`);
      if (scale === 1) assert.ok(error < 1e-3);
    }
    assert.deepEqual(rankUnits([histograms]).map(({ unit }) => unit).slice(0, 2).sort(), [3, 4]); // prettier-ignore
  }
});

test('ranking takes all layers, and low units as well as high ones', () => {
  const make = (layer: number, ...columns: number[][]): UnitHistograms => {
    const histograms = new UnitHistograms(layer, 'forward', 'h', columns.length, true);
    const rows = columns[0].flatMap((_, p) => columns.map((column) => column[p]));
    histograms.add(Float32Array.from(rows), Uint8Array.of(1, 1, 0, 0));
    return histograms;
  };
  const ranked = rankUnits([
    make(0, [0.5, 0.1, 0.2, 0.3], [0, 0, 0, 0]),
    make(1, [-1, -0.9, 0.9, 1], [0.5, 0.4, 0.3, 0.45]),
  ]);
  assert.deepEqual(
    ranked.map(({ layer, unit, separation }) => [layer, unit, separation]),
    [[1, 0, -1], [1, 1, 0.5], [0, 0, 0], [0, 1, 0]], // prettier-ignore
  );
  const empty = new UnitHistograms(0, 'forward', 'h', 1, true);
  assert.equal(empty.separations()[0].separation, 0);
});

test('tokens are aligned from both ends, and over edits one after the other', () => {
  assert.deepEqual([...alignByEnds([...'abcde'], [...'abXde'])], [0, 1, -1, 3, 4]);
  assert.deepEqual([...alignByEnds([...'aa'], [...'aaa'])], [0, 1, -1]);
  assert.deepEqual([...alignByEnds([], [...'ab'])], [-1, -1]);
  const start = identityAlignment(6);
  const inserted = alignOverEdit(start, [{ fromToken: 2, removedTokens: 0, insertedTokens: 2 }]);
  assert.deepEqual([...inserted], [0, 1, -1, -1, 2, 3, 4, 5]);
  const removed = alignOverEdit(inserted, [{ fromToken: 3, removedTokens: 3, insertedTokens: 1 }]);
  assert.deepEqual([...removed], [0, 1, -1, -1, 4, 5]);
  const two = alignOverEdit(start, [
    { fromToken: 0, removedTokens: 1, insertedTokens: 1 },
    { fromToken: 3, removedTokens: 2, insertedTokens: 0 },
  ]);
  assert.deepEqual([...two], [0, 1, 2, 5]);
  const [before, after] = ['the cat sat down'.split(' '), 'the big cat sat up'.split(' ')];
  const closer = alignOverEdit(
    identityAlignment(4),
    [{ fromToken: 0, removedTokens: 4, insertedTokens: 5 }],
    (b, a) => before[b] === after[a],
  );
  assert.deepEqual([...closer], [0, -1, -1, -1, -1]);
});

test('differences follow the tokens, and the first one over the tolerance is found', () => {
  const alignment = alignByEnds([...'abcd'], [...'abXcd']);
  const before = { fromToken: 0, width: 2, values: Float32Array.of(0, 0, 1, 1, 2, 2, 3, 3) };
  const after = { fromToken: 1, width: 2, values: Float32Array.of(1, 1, 9, 9, 2, 2.25, 4, 2.5) };
  const diff = diffValues(before, after, alignment);
  assert.deepEqual([...diff.delta], [0, 0, NaN, NaN, 0, 0.25, 1, -0.5]);
  assert.deepEqual([...diff.largest], [0, NaN, 0.25, 1]);
  assert.deepEqual([...diff.largestByUnit], [1, 0.5]);
  assert.equal(diff.firstDiverging, 3);
  assert.equal(diffValues(before, after, alignment, 0.25).firstDiverging, 4);
  assert.equal(diffValues(before, after, alignment, 1).firstDiverging, -1);
  const part = { ...before, fromToken: 3, values: before.values.slice(6) };
  assert.deepEqual([...diffValues(part, after, alignment).largest], [NaN, NaN, NaN, 1]);
  assert.throws(() => diffValues({ ...before, width: 4 }, after, alignment), RangeError);
  assert.deepEqual(changedLabels([0, 1, 2, 3], [0, 1, 7, 2, 9], alignment), [
    { token: 4, before: 3, after: 9 },
  ]);
});
