// The plane of two principal components, against what it is by definition, and against what must not change it.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { nestingOf } from '../../src/core/analysis/nesting.js';
import { inPlane, principalPlane, sampledStretches } from '../../src/core/analysis/principalPlane.js';
import { Random } from '../../src/core/math/random.js';
import { solveEigen } from '../../src/kernel/eigen.js';

/** States `[steps, units]` around a middle, wider in some directions than in others. */
function states(steps: number, units: number, seed: number, shift = 0): Float32Array {
  const random = new Random(seed);
  const mix = Float64Array.from({ length: units * units }, () => random.next() - 0.5);
  const out = new Float32Array(steps * units);
  for (let step = 0; step < steps; step++)
    for (let k = 0; k < units; k++) {
      const size = (random.next() - 0.5) * 0.5 ** k;
      for (let unit = 0; unit < units; unit++) out[step * units + unit] += size * mix[k * units + unit];
    }
  return out.map((value) => value + shift);
}

const shape = {
  steps: fc.integer({ min: 2, max: 40 }),
  units: fc.integer({ min: 1, max: 12 }),
  seed: fc.integer({ min: 0, max: 1e6 }),
};

/** Variance of a column of `[n, width]`, by its definition. */
function variance(values: ArrayLike<number>, width: number, column: number): number {
  const own = Array.from({ length: values.length / width }, (_, row) => values[row * width + column]);
  const mean = own.reduce((sum, value) => sum + value, 0) / own.length;
  return own.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (own.length - 1);
}

const near = (a: number, b: number, by: number, what = ''): void =>
  assert.ok(Math.abs(a - b) <= by, `${what} ${a} and ${b}`);

test('the shares are those of the variance of the points, which no other direction has more of', () => {
  fc.assert(
    fc.property(fc.record(shape), ({ steps, units, seed }) => {
      const values = states(steps, units, seed);
      const plane = principalPlane(values, units, solveEigen);
      const points = inPlane(plane, values);
      const total = Array.from({ length: units }, (_, unit) => variance(values, units, unit)).reduce(
        (sum, each) => sum + each,
        0,
      );
      for (const k of [0, 1]) near(variance(points, 2, k) / total, plane.shares[k], 1e-4, `share ${k}`);
      assert.ok(plane.shares[0] >= plane.shares[1] && plane.shares[1] >= 0);
      const random = new Random(seed + 1);
      const other = Float64Array.from({ length: units }, () => random.next() - 0.5);
      const length = Math.hypot(...other);
      const along = inPlane({ ...plane, axes: Float64Array.of(...other.map((value) => value / length), ...other) }, values); // prettier-ignore
      assert.ok(variance(along, 2, 0) / total <= plane.shares[0] + 1e-4);
    }),
  );
});

test('axes are of length 1, at right angles, with their largest entry above 0', () => {
  fc.assert(
    fc.property(fc.record(shape), ({ steps, units, seed }) => {
      const { axes, shares } = principalPlane(states(steps, units, seed), units, solveEigen);
      const [first, second] = [axes.subarray(0, units), axes.subarray(units)];
      const dot = (a: Float64Array, b: Float64Array) => a.reduce((sum, value, k) => sum + value * b[k], 0);
      for (const [axis, share] of [
        [first, shares[0]],
        [second, shares[1]],
      ] as const) {
        near(dot(axis, axis), share > 0 ? 1 : 0, 1e-9);
        const largest = [...axis].sort((a, b) => Math.abs(b) - Math.abs(a))[0];
        assert.ok(share === 0 || largest > 0);
      }
      near(dot(first, second), 0, 1e-6);
    }),
  );
});

test('neither the order of the steps nor where the states lie changes the plane; turned around it is the same', () => {
  fc.assert(
    fc.property(fc.record(shape), ({ steps, units, seed }) => {
      const values = states(steps, units, seed);
      const plane = principalPlane(values, units, solveEigen);
      // Where two shares are alike, any direction between them is as good.
      if (plane.shares[0] < 1.2 * plane.shares[1]) return;
      const points = inPlane(plane, values);
      const backwards = new Float32Array(values.length);
      for (let step = 0; step < steps; step++)
        backwards.set(values.subarray(step * units, (step + 1) * units), (steps - 1 - step) * units);
      const turned = inPlane(principalPlane(backwards, units, solveEigen), values);
      const moved = states(steps, units, seed, 0.25);
      const shifted = inPlane(principalPlane(moved, units, solveEigen), moved);
      const opposite = values.map((value) => -value);
      const negative = inPlane(principalPlane(opposite, units, solveEigen), opposite);
      const size = Math.max(...Array.from(points, Math.abs));
      for (let step = 0; step < steps; step++) {
        near(turned[2 * step], points[2 * step], 1e-4 * size, 'turned');
        near(shifted[2 * step], points[2 * step], 1e-3 * size, 'moved');
        near(negative[2 * step], -points[2 * step], 1e-4 * size, 'opposite');
      }
    }),
  );
});

test('more units than steps are solved by the steps: the same plane', () => {
  const [steps, units] = [30, 6];
  const values = states(steps, units, 7);
  const plane = principalPlane(values, units, solveEigen);
  // Units that say nothing make the states wider and nothing else.
  const wide = new Float32Array(steps * 40);
  for (let step = 0; step < steps; step++)
    wide.set(values.subarray(step * units, (step + 1) * units), step * 40);
  const other = principalPlane(wide, 40, solveEigen);
  for (const k of [0, 1]) {
    near(other.shares[k], plane.shares[k], 1e-9);
    for (let unit = 0; unit < units; unit++)
      near(other.axes[k * 40 + unit], plane.axes[k * units + unit], 1e-7);
  }
});

test('where nothing varies there are no axes', () => {
  for (const values of [new Float32Array(0), new Float32Array(4).fill(2), Float32Array.of(1, 2)]) {
    const { axes, shares } = principalPlane(values, 2, solveEigen);
    assert.deepEqual([[...axes], shares], [[0, 0, 0, 0], [0, 0]]); // prettier-ignore
  }
});

test('the sample is all of a short text, and of a longer one eight stretches from its beginning to its end', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 50_000 }), fc.integer({ min: 1, max: 200 }), (count, each) => {
      const stretches = sampledStretches(count, each);
      let end = 0;
      for (const [from, to] of stretches) {
        assert.ok(from >= end && to > from && to <= count);
        end = to;
      }
      const sampled = stretches.reduce((sum, [from, to]) => sum + to - from, 0);
      assert.equal(sampled, Math.min(count, 8 * each));
      if (count > 0) assert.deepEqual([stretches[0][0], end], [0, count]);
    }),
  );
});

test('how deep something stands does not depend on where one begins to look, if nothing was open there', () => {
  const { depths, quoted } = nestingOf([], [...'a (b [c] "d) e" f) ”g']);
  assert.deepEqual([...depths], [0, 0, 1, 1, 1, 2, 2, 1, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
  assert.equal([...quoted].join(''), '000000000111111000000');
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom(...'ab()[]"“”\n ') }), fc.nat(), (text, at) => {
      const symbols = [...text];
      const cut = symbols.length === 0 ? 0 : at % symbols.length;
      const whole = nestingOf([], symbols);
      const rest = nestingOf(symbols.slice(0, cut), symbols.slice(cut));
      assert.deepEqual(rest.depths, whole.depths.slice(cut));
      assert.deepEqual(rest.quoted, whole.quoted.slice(cut));
    }),
  );
});
