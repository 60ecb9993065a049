import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { TokenDecoder } from '../../src/core/heads/decodeTokens.js';
import { countTransitions, transitionFactors } from '../../src/core/heads/transitions.js';
import { argmaxRows, softmaxRows } from '../../src/core/heads/softmax.js';

const CLASSES = 4;

const tokens = fc.record({
  weight: fc.constantFrom(0, 0.2, 1),
  counted: fc.array(fc.array(fc.nat(CLASSES - 1), { maxLength: 5 }), { maxLength: 30 }),
  lengths: fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1, maxLength: 3 }),
  logits: fc.array(fc.double({ min: -4, max: 4, noNaN: true }), { minLength: 80, maxLength: 80 }),
});

/** Every sequence of labels of a token. */
function sequences(length: number): number[][] {
  if (length === 0) return [[]];
  return sequences(length - 1).flatMap((head) => Array.from({ length: CLASSES }, (_, k) => [...head, k]));
}

/** Tokens side by side, one step between any two. */
function laidOut(lengths: readonly number[]) {
  const [tokenStarts, tokenEnds]: [number[], number[]] = [[], []];
  let at = 0;
  for (const length of lengths) {
    tokenStarts.push(at);
    tokenEnds.push(at + length);
    at += length + 1;
  }
  const layout = {
    offsets: Uint32Array.of(0, at),
    tokenStarts: Uint32Array.from(tokenStarts),
    tokenEnds: Uint32Array.from(tokenEnds),
  };
  return { layout, steps: at };
}

test('the labels of a token and their probabilities are those of all its sequences, tried one by one', () => {
  fc.assert(
    fc.property(tokens, ({ weight, counted, lengths, logits }) => {
      const transitions = countTransitions(counted, CLASSES, weight);
      const { starts, pairs } = transitionFactors(transitions);
      const { layout, steps } = laidOut(lengths);
      const network = softmaxRows(
        Float64Array.from({ length: steps * CLASSES }, (_, k) => logits[k]),
        CLASSES,
      );
      const probabilities = network.slice();
      const decoder = new TokenDecoder(transitions);
      const labels = argmaxRows(network, CLASSES);
      const sequenceProbabilities = decoder.decode(probabilities, labels, layout);
      lengths.forEach((length, t) => {
        const from = layout.tokenStarts[t];
        const weightOf = (sequence: readonly number[]): number =>
          sequence.reduce(
            (product, label, k) =>
              product *
              network[(from + k) * CLASSES + label] *
              (k === 0 ? starts[label] : pairs[sequence[k - 1] * CLASSES + label]),
            1,
          );
        const all = sequences(length).map((sequence) => ({ sequence, weight: weightOf(sequence) }));
        const total = all.reduce((sum, one) => sum + one.weight, 0);
        const best = Math.max(...all.map((one) => one.weight));
        const found = [...labels.subarray(from, from + length)];
        assert.ok(weightOf(found) >= best * (1 - 1e-12));
        assert.ok(Math.abs(sequenceProbabilities[t] - best / total) < 2e-3);
        for (let k = 0; k < length; k += 1)
          for (let label = 0; label < CLASSES; label += 1) {
            const own = all.filter(({ sequence }) => sequence[k] === label);
            const expected = own.reduce((sum, one) => sum + one.weight, 0) / total;
            assert.ok(Math.abs(probabilities[(from + k) * CLASSES + label] - expected) < 2e-3);
          }
      });
    }),
    { numRuns: 300 },
  );
});

test('a token is decided the same whatever stands beside it', () => {
  fc.assert(
    fc.property(tokens, ({ weight, counted, lengths, logits }) => {
      const transitions = countTransitions(counted, CLASSES, weight);
      const decoder = new TokenDecoder(transitions);
      const { layout, steps } = laidOut(lengths);
      const network = softmaxRows(
        Float32Array.from({ length: steps * CLASSES }, (_, k) => logits[k]),
        CLASSES,
      );
      const together = network.slice();
      const decided = argmaxRows(network, CLASSES);
      decoder.decode(together, decided, layout);
      lengths.forEach((length, t) => {
        const from = layout.tokenStarts[t];
        const alone = network.slice(from * CLASSES, (from + length) * CLASSES);
        const labels = argmaxRows(alone, CLASSES);
        new TokenDecoder(transitions).decode(alone, labels, laidOut([length]).layout);
        assert.deepEqual(labels, decided.slice(from, from + length));
        assert.deepEqual(alone, together.slice(from * CLASSES, (from + length) * CLASSES));
      });
    }),
  );
});

test('a temperature changes no label', () => {
  fc.assert(
    fc.property(tokens, fc.constantFrom(0.5, 2), ({ weight, counted, lengths, logits }, temperature) => {
      const transitions = countTransitions(counted, CLASSES, weight);
      const { layout, steps } = laidOut(lengths);
      const decoded = [1, temperature].map((divisor) => {
        const scaled = Float64Array.from({ length: steps * CLASSES }, (_, k) => logits[k] / divisor);
        const probabilities = softmaxRows(scaled, CLASSES);
        const best = argmaxRows(probabilities, CLASSES);
        new TokenDecoder(transitions, divisor).decode(probabilities, best, layout);
        return [...best];
      });
      // But where two sequences are equal to the last digits.
      const { starts, pairs } = transitionFactors(transitions);
      const scores = decoded.map((labels) =>
        lengths.map((length, t) => {
          const from = layout.tokenStarts[t];
          const own = labels.slice(from, from + length);
          const steps = own.map((label, k) => {
            const factor = k === 0 ? starts[label] : pairs[own[k - 1] * CLASSES + label];
            return logits[(from + k) * CLASSES + label] + Math.log(factor);
          });
          return steps.reduce((sum, score) => sum + score, 0);
        }),
      );
      scores[0].forEach((score, t) => assert.ok(Math.abs(score - scores[1][t]) < 1e-6));
    }),
  );
});
