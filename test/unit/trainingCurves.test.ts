// What is told of a training's curves: checkpoints that stand for all, how far gradients reach, courses in parts.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  aboveChanceSince,
  continuedCourse,
  flowReach,
  nearestIndex,
  pairedStretch,
  tellingCheckpoints,
  type AreaCourse,
} from '../../src/core/views/trainingCurves.js';

test('the nearest of a list is found, the first of two that are as near', () => {
  assert.equal(nearestIndex([], 3), -1);
  assert.equal(nearestIndex([0, 300, 600], 449), 1);
  assert.equal(nearestIndex([0, 300, 600], 451), 2);
  assert.equal(nearestIndex([0, 2], 1), 0);
});

test('checkpoints that tell the most: the first, the newest, most of the early ones, never more than asked for', () => {
  assert.deepEqual(tellingCheckpoints([0, 1, 2], 6), [0, 1, 2]);
  assert.deepEqual(tellingCheckpoints([...Array(61).keys()], 6), [0, 1, 4, 11, 26, 60]);
  fc.assert(
    fc.property(
      fc.uniqueArray(fc.nat(5000), { minLength: 1, maxLength: 300 }).map((all) => all.sort((a, b) => a - b)),
      fc.integer({ min: 2, max: 12 }),
      (all, most) => {
        const told = tellingCheckpoints(all, most);
        assert.equal(told.length, Math.min(most, all.length));
        assert.equal(told[0], all[0]);
        assert.equal(told.at(-1), all.at(-1));
        assert.ok(told.every((each, k) => all.includes(each) && (k === 0 || each > told[k - 1])));
      },
    ),
  );
});

test('a gradient vanishes, grows or reaches back', () => {
  const of = (rate: number, lags = 64) => Float32Array.from({ length: lags }, (_, k) => 0.02 * rate ** k);
  // 0.5 ** 7 is the first below a hundredth: eight steps back.
  assert.deepEqual({ ...flowReach(of(0.5)), share: 0 }, { kind: 'vanishes', lag: 8, share: 0 });
  assert.deepEqual({ ...flowReach(of(2)), share: 0 }, { kind: 'grows', lag: 5, share: 0 });
  const reaches = flowReach(of(0.99))!;
  assert.deepEqual([reaches.kind, reaches.lag], ['reaches', 64]);
  assert.ok(Math.abs(reaches.share - 0.99 ** 63) < 1e-4);
  assert.equal(flowReach([]), null);
  assert.equal(flowReach([0, 0]), null);
  assert.equal(flowReach(of(0.99, 1))?.kind, 'reaches');
});

/** A course over some checkpoints; areas are multiples of 1/64, so that 1 − area is exact. */
function courseOf(checkpoints: readonly number[], area: (checkpoint: number) => number): AreaCourse<number> {
  return {
    checkpoints: Uint32Array.from(checkpoints),
    auc: Float32Array.from(checkpoints, area),
    chance: Float32Array.from(checkpoints, () => 0.75),
    best: [...checkpoints],
    ofOthers: true,
  };
}

test('a course that is asked for in parts is the one that is asked for at once, on whichever side a unit is then', () => {
  fc.assert(
    fc.property(
      fc.uniqueArray(fc.nat(200), { minLength: 2, maxLength: 40 }).map((all) => all.sort((a, b) => a - b)),
      fc.array(fc.integer({ min: 1, max: 63 }), { minLength: 201, maxLength: 201 }),
      fc.nat(1000),
      fc.boolean(),
      (all, areas, place, turns) => {
        const cut = place % (all.length - 1);
        // The unit is the other way round at the end of the first part.
        const before = courseOf(
          all.slice(0, cut + 1),
          (each) => (turns ? 64 - areas[each] : areas[each]) / 64,
        );
        const next = courseOf(all.slice(cut), (each) => areas[each] / 64);
        const whole = courseOf(all, (each) => areas[each] / 64);
        const joined = continuedCourse(before, next, true);
        assert.deepEqual(joined.checkpoints, whole.checkpoints);
        // Of an area of one half nobody can say on which side it is.
        if (areas[all[cut]] !== 32) assert.deepEqual(joined.auc, whole.auc);
        assert.deepEqual(joined.best, whole.best);
        const untouched = continuedCourse(before, next, false);
        assert.deepEqual(untouched.auc.subarray(0, cut), before.auc.subarray(0, cut));
      },
    ),
  );
});

test('above chance since: the last stretch without a break', () => {
  const course = (areas: readonly number[]) => courseOf([...areas.keys()], (each) => areas[each]);
  assert.equal(aboveChanceSince(course([0.5, 0.8, 0.7, 0.9, 1])), 3);
  assert.equal(aboveChanceSince(course([0.8, 0.9])), 0);
  assert.equal(aboveChanceSince(course([0.9, 0.7])), null);
  assert.equal(aboveChanceSince(course([])), null);
});

test('what stands between two signs near a place', () => {
  const texts = [...'so "a b" (cd) “ef” x'];
  const stretch = (at: number) => {
    const found = pairedStretch(texts, at);
    return found && texts.slice(...found).join('');
  };
  assert.equal(stretch(0), 'a b');
  assert.equal(stretch(5), 'a b');
  assert.equal(stretch(10), 'cd');
  assert.equal(stretch(19), 'ef');
  assert.equal(pairedStretch([...'no "end, no ) begin'], 3), null);
  // Of nested ones the outermost: only that is a pair that others can be compared with.
  assert.deepEqual(pairedStretch([...'0(11()(3))0(1)'], 3), [2, 9]);
  assert.deepEqual(pairedStretch([...'0(11()(3))0(1)'], 13), [12, 13]);
  assert.deepEqual(pairedStretch(['It', '(', 'they', '(', 'say', ')', ')', '.'], 0), [2, 6]);
  assert.equal(pairedStretch([...'nothing in ""'], 3), null);
});
