// The order of the table of tokens: sorted in pieces it is what one sort gives, filters take what they say.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { certaintyOf, NO_LABEL } from '../../src/core/views/certainty.js';
import { entropyBits } from '../../src/core/views/probabilities.js';
import {
  rowsShown,
  sortedRows,
  sortNumbers,
  TEXT_ORDER,
  type TokenFacts,
} from '../../src/core/views/tokenOrder.js';

const turn = () => Promise.resolve();
const numbers = fc.array(fc.oneof(fc.constantFrom(NaN, 0, 1), fc.double({ noNaN: true })), { maxLength: 60 });

test('rows are sorted by their numbers; equal ones as in the text, those without one last', async () => {
  await fc.assert(
    fc.asyncProperty(numbers, fc.boolean(), async (values, descending) => {
      const rows = Uint32Array.from(values, (_, row) => row);
      const sorted = Array.from(await sortedRows(rows, values, descending, turn));
      const known = [...rows].filter((row) => !Number.isNaN(values[row]));
      const sign = descending ? -1 : 1;
      known.sort((a, b) => (values[a] === values[b] ? a - b : sign * (values[a] < values[b] ? -1 : 1)));
      const unknown = [...rows].filter((row) => Number.isNaN(values[row]));
      assert.deepEqual(sorted, [...known, ...unknown]);
    }),
  );
});

test('many rows are sorted in turns, and give way between them', async () => {
  const count = 50_000;
  const values = Float32Array.from({ length: count }, (_, k) => Math.sin(k * k) * 1000);
  let turns = 0;
  const rows = Uint32Array.from(values, (_, k) => k);
  const sorted = await sortedRows(rows, values, true, async () => void turns++);
  for (let k = 1; k < count; k++) assert.ok(values[sorted[k - 1]] >= values[sorted[k]], `row ${k}`);
  assert.equal(new Set(sorted).size, count);
  assert.ok(turns > 10, `${turns} turns`);
  await assert.rejects(
    sortedRows(rows, values, true, () => Promise.reject(new Error('Cancelled.'))),
    /Cancelled/,
  );
});

/** Facts of tokens of two labels, of which some are unknown. */
const facts = fc
  .array(
    fc.record({
      text: fc.constantFrom('The', 'the', 'cab', 'Zebra', '10', '9', ''),
      label: fc.integer({ min: 0, max: 1 }),
      probability: fc.double({ min: 0, max: 1, noNaN: true }),
      unknown: fc.integer({ min: 0, max: 2 }),
      starts: fc.integer({ min: 0, max: 1 }),
    }),
    { maxLength: 30 },
  )
  .map((tokens): TokenFacts => {
    const of = (value: (token: (typeof tokens)[number]) => number) => Float32Array.from(tokens, value);
    return {
      texts: tokens.map(({ text }) => text),
      details: tokens.map(({ text }) => `${text}/x`),
      labels: Uint16Array.from(tokens, ({ label }) => label),
      probabilities: of(({ probability }) => probability),
      runnerUpProbabilities: of(({ probability }) => 1 - probability),
      entropies: of(({ probability }) => probability),
      confidences: of(() => NaN),
      unknown: Uint8Array.from(tokens, ({ unknown }) => unknown),
      starts: Uint8Array.from(tokens, ({ starts }) => starts),
    };
  });

const model = { task: 'tagging', labels: ['VERB', 'NOUN'] } as const;

test('each filter leaves what it says, and all together what all of them leave', () => {
  fc.assert(
    fc.property(
      facts,
      fc.constantFrom('', 'the', '/X'),
      fc.boolean(),
      fc.boolean(),
      (of, text, unknown, doubtful) => {
        const query = { ...TEXT_ORDER, text, unknown, doubtful, hidden: [0] };
        const shown = new Set(rowsShown({ ...of, starts: null }, query, model));
        of.texts.forEach((own, token) => {
          const fits =
            of.labels[token] !== 0 &&
            (!unknown || of.unknown[token] > 0) &&
            (!doubtful || of.probabilities[token] < 0.9) &&
            `${own}\n${of.details[token]}`.toLowerCase().includes(text.toLowerCase());
          assert.equal(shown.has(token), fits, `token ${token}`);
        });
        const starts = Array.from(rowsShown(of, TEXT_ORDER, model));
        assert.ok(starts.every((token) => of.starts![token] === 1));
      },
    ),
  );
});

test('texts and tags are sorted as in a dictionary, numbers in them as numbers', async () => {
  const texts = ['zebra', 'The', 'cab', '10', '9', 'the'];
  const of = {
    texts,
    details: texts,
    labels: Uint16Array.of(0, 1, 0, 1, 0, 1),
    probabilities: new Float32Array(6),
  };
  const known = of as unknown as TokenFacts;
  const rows = Uint32Array.from(texts, (_, k) => k);
  const byText = await sortedRows(rows, sortNumbers(known, 'text', model), false, turn);
  assert.deepEqual(
    Array.from(byText, (row) => texts[row]),
    ['9', '10', 'cab', 'the', 'The', 'zebra'],
  );
  const byTag = await sortedRows(rows, sortNumbers(known, 'tag', model), false, turn);
  assert.deepEqual([...byTag], [1, 3, 5, 0, 2, 4], 'NOUN before VERB');
});

test('the runner-up is the most probable of the others; entropy is that of the row, or the sum over labels of their own', () => {
  const row = fc.array(fc.double({ min: 0.001, max: 1, noNaN: true }), { minLength: 1, maxLength: 6 });
  fc.assert(
    fc.property(row, fc.nat(), (weights, pick) => {
      const total = weights.reduce((a, b) => a + b, 0);
      const p = Float32Array.from(weights, (weight) => weight / total);
      const label = pick % p.length;
      const { runnerUp, runnerUpProbability, entropy } = certaintyOf({}, p, label);
      assert.equal(entropy, entropyBits(p));
      const others = Array.from(p, (value, k) => ({ value, k })).filter(({ k }) => k !== label);
      if (others.length === 0) return assert.deepEqual([runnerUp, runnerUpProbability], [NO_LABEL, NaN]);
      assert.equal(runnerUpProbability, Math.max(...others.map(({ value }) => value)));
      assert.notEqual(runnerUp, label);
    }),
  );
  const independent = certaintyOf({ activation: 'sigmoid' }, Float32Array.of(0.5, 0.9, 0.25), 1);
  assert.equal(independent.runnerUp, 2, 'what is on is no runner-up');
  const one = (value: number) => entropyBits(Float32Array.of(value, 1 - value));
  assert.ok(Math.abs(independent.entropy - one(0.5) - one(0.9) - one(0.25)) < 1e-6);
});
