// What is read of a document has a way back: every code unit is where it was.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { Projection, tokensInDocument } from '../../src/core/text/projection.js';
import { segmentText } from '../../src/core/text/segmentation.js';

/** A text, and ascending ranges of it. */
const cases = fc
  .tuple(fc.string({ maxLength: 80, unit: 'grapheme' }), fc.array(fc.nat({ max: 200 }), { maxLength: 12 }))
  .map(([text, places]) => {
    const sorted = places.map((place) => Math.min(place, text.length)).sort((a, b) => a - b);
    const ranges = Array.from(
      { length: sorted.length >> 1 },
      (_, k) => [sorted[2 * k], sorted[2 * k + 1]] as const,
    );
    return { text, ranges };
  });

test('what is read is the ranges one after the other, and each code unit finds back', () => {
  fc.assert(
    fc.property(cases, ({ text, ranges }) => {
      const projection = new Projection(ranges);
      const read = projection.read(text);
      assert.equal(read, ranges.map(([start, end]) => text.slice(start, end)).join(''));
      assert.equal(projection.lengthUtf16, read.length);
      for (let at = 0; at < read.length; at++) {
        const place = projection.toDocument(at);
        assert.equal(text[place], read[at]);
        assert.ok(ranges.some(([start, end]) => place >= start && place < end));
        assert.equal(projection.toRead(place), at);
        assert.equal(projection.endInDocument(at + 1), place + 1);
      }
      for (let place = 0; place <= text.length; place++) {
        const before = ranges.reduce((n, [start, end]) => n + Math.max(0, Math.min(end, place) - start), 0);
        assert.equal(projection.toRead(place), before);
      }
    }),
  );
});

test('tokens of what is read lie in the document, in their order', () => {
  fc.assert(
    fc.property(cases, ({ text, ranges }) => {
      const projection = new Projection(ranges);
      const read = projection.read(text);
      const segmented = segmentText(read, 'english', 'sentence');
      const { starts, ends } = tokensInDocument(projection, segmented);
      let last = 0;
      starts.forEach((start, t) => {
        assert.ok(start >= last && ends[t] > start && ends[t] <= text.length);
        assert.equal(text[start], read[segmented.starts[t]]);
        last = ends[t];
      });
    }),
  );
});

test('ranges that overlap, or are not in order, are refused', () => {
  for (const ranges of [
    [
      [0, 3],
      [2, 4],
    ],
    [
      [3, 4],
      [0, 1],
    ],
    [[4, 2]],
  ] as const)
    assert.throws(() => new Projection(ranges), RangeError);
  assert.equal(new Projection([]).read('text'), '');
});
