// Labels of a sequence decided together by learned scores: against all sequences written out.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { decodeCrf } from '../../src/core/heads/crf.js';
import { softmaxRows } from '../../src/core/heads/softmax.js';
import { Random } from '../../src/core/math/random.js';

/** All sequences of labels of a length. */
function sequences(classes: number, rows: number): number[][] {
  if (rows === 0) return [[]];
  const shorter = sequences(classes, rows - 1);
  return Array.from({ length: classes }, (_, label) => shorter.map((rest) => [label, ...rest])).flat();
}

test('the path is the best of all sequences, and each label has the share of those that have it', () => {
  fc.assert(
    fc.property(
      fc.record({
        seed: fc.nat(1e6),
        classes: fc.integer({ min: 1, max: 4 }),
        lengths: fc.array(fc.integer({ min: 0, max: 4 }), { minLength: 1, maxLength: 3 }),
      }),
      ({ seed, classes, lengths }) => {
        const random = new Random(seed);
        const list = (): number[] => Array.from({ length: classes }, () => 6 * random.next() - 3);
        const scores = { starts: list(), ends: list(), follows: Array.from({ length: classes }, list) };
        if (classes > 1) scores.follows[0][1] = -1e9;
        const rows = lengths.reduce((a, b) => a + b, 0);
        const logits = Float32Array.from({ length: rows * classes }, () => 6 * random.next() - 3);
        const probabilities = softmaxRows(Float32Array.from(logits), classes);
        const labels = new Uint16Array(rows);
        const starts = Uint32Array.from(lengths, (_, k) => lengths.slice(0, k).reduce((a, b) => a + b, 0));
        const ends = starts.map((from, k) => from + lengths[k]);
        const places = { tokenStarts: starts, tokenEnds: ends };
        const chances = decodeCrf(scores, probabilities, labels, places);
        lengths.forEach((length, k) => {
          if (length === 0) return assert.equal(chances[k], 1);
          const all = sequences(classes, length);
          const weights = all.map((sequence) => {
            let score = scores.starts[sequence[0]] + scores.ends[sequence[length - 1]];
            sequence.forEach((label, t) => {
              score += logits[(starts[k] + t) * classes + label];
              if (t > 0) score += scores.follows[sequence[t - 1]][label];
            });
            return Math.exp(score);
          });
          const total = weights.reduce((a, b) => a + b, 0);
          const best = weights.indexOf(Math.max(...weights));
          assert.ok(Math.abs(chances[k] - weights[best] / total) < 1e-4);
          const path = [...labels.subarray(starts[k], ends[k])];
          const own = all.findIndex((sequence) => sequence.join() === path.join());
          assert.ok(weights[own] >= weights[best] * (1 - 1e-4), path.join());
          for (let t = 0; t < length; t++)
            for (let label = 0; label < classes; label++) {
              const share = weights.filter((_, s) => all[s][t] === label).reduce((a, b) => a + b, 0) / total;
              assert.ok(Math.abs(probabilities[(starts[k] + t) * classes + label] - share) < 1e-4);
            }
        });
      },
    ),
    { numRuns: 200 },
  );
});
