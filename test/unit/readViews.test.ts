import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { BlockHeights } from '../../src/core/views/blockHeights.js';
import { isDoubtful, morphemesOf, surpriseShade } from '../../src/core/views/reading.js';

test('what is doubtful: labels under 90 %, symbols of 5 bits or more, never what is not known', () => {
  assert.equal(isDoubtful('tagging', 0.899), true);
  assert.equal(isDoubtful('tagging', 0.9), false);
  assert.equal(isDoubtful('classification', 0.5), true);
  assert.equal(isDoubtful('language-model', 0.5), false);
  assert.equal(isDoubtful('language-model', 1 / 32), true);
  for (const task of ['tagging', 'classification', 'language-model'] as const)
    assert.equal(isDoubtful(task, NaN), false);
});

test('shades go from what was expected to what costs ten bits and more', () => {
  assert.deepEqual([1, 0.3, 0.2, 2 ** -4, 2 ** -9, 2 ** -10, 2 ** -60, NaN].map(surpriseShade), [
    ...[0, 0, 1, 2, 4, 5, 5, 0],
  ]);
});

test('morphemes with and without tags, and of signs that part them', () => {
  assert.deepEqual(morphemesOf(''), []);
  assert.deepEqual(
    morphemesOf('읽 + 었 + 다').map(({ form }) => form),
    ['읽', '었', '다'],
  );
  assert.deepEqual(morphemesOf('읽/pvg + //sp'), [
    { form: '읽', tag: 'pvg' },
    { form: '/', tag: 'sp' },
  ]);
});

test('blocks: where one begins is the sum of those before, and each offset is inside of one', () => {
  const measures = fc.array(fc.tuple(fc.nat(39), fc.integer({ min: 1, max: 900 })), { maxLength: 60 });
  fc.assert(
    fc.property(measures, fc.nat(40_000), (measured, offset) => {
      const heights = new BlockHeights(500);
      heights.count = 40;
      for (const [block, height] of measured) heights.measure(block, height);
      let top = 0;
      for (let block = 0; block <= 40; block++) {
        assert.ok(Math.abs(heights.top(block) - top) < 1e-6);
        top += block < 40 ? heights.of(block) : 0;
      }
      const { block, delta } = heights.at(offset);
      assert.ok(Math.abs(heights.top(block) + delta - offset) < 1e-6);
      assert.ok(delta >= -1e-6 && (block === 39 || delta < heights.of(block) + 1e-6));
      for (const [at, height] of new Map(measured)) assert.equal(heights.of(at), height);
    }),
  );
});

test('a measured height is told once, and is forgotten at another width', () => {
  const heights = new BlockHeights(500);
  heights.count = 3;
  assert.equal(heights.measure(1, 320), true);
  assert.equal(heights.measure(1, 320.2), false);
  assert.equal(heights.total, 960);
  heights.forget();
  assert.equal(heights.total, 1500);
});
