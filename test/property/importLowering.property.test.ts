// What an imported network says and remembers is what the plain runner of the file's own layers says and remembers.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { readModel } from '../../src/core/formats/modelPackage.js';
import { importedPackage } from '../../src/core/import/importedModel.js';
import type { ImportedNetwork } from '../../src/core/import/network.js';
import { Pipeline } from '../../src/core/pipeline.js';
import { isRnnLensError } from '../../src/core/problems.js';
import { referenceEngine } from '../../src/core/rnn/engine.js';
import { quantityOf } from '../../src/core/rnn/stack.js';
import { loadEngine } from '../../src/kernel/load.js';
import { LETTERS, letterSettings, networkOf, plans, type NetworkPlan } from '../tools/importedNetworks.js';
import { answerOf, runImported } from '../tools/runImported.js';

/** Where a network cannot be one of the house, it says so; what it can is compared. */
function packageOf(network: ImportedNetwork, plan: NetworkPlan, predictsNext = false) {
  try {
    return importedPackage(network, letterSettings(plan.rows, predictsNext));
  } catch (error) {
    if (isRnnLensError(error) && /shown, not run/.test(error.message)) return null;
    throw error;
  }
}

const texts = (rows: number, most: number): fc.Arbitrary<number[]> =>
  fc.array(fc.integer({ min: 0, max: rows - 1 }), { minLength: 1, maxLength: most });

const engines = [referenceEngine, loadEngine()];

test('an imported network answers as its own layers do, whatever they are, also several texts at once', () => {
  let compared = 0;
  fc.assert(
    fc.property(
      plans.chain((plan) =>
        fc.tuple(
          fc.constant(plan),
          fc.array(texts(plan.rows, plan.window ?? 4), { minLength: 1, maxLength: 3 }),
        ),
      ),
      ([plan, all]) => {
        const network = networkOf(plan);
        const made = packageOf(network, plan);
        if (!made) return;
        compared++;
        const { model } = readModel(made.json, made.weights);
        const tokens = all.flat().map((id) => LETTERS[id]);
        const offsets = Uint32Array.from([0, ...all.map((_, k) => all.slice(0, k + 1).flat().length)]);
        for (const engine of engines) {
          const [head] = new Pipeline(model, engine).run(tokens, offsets).heads;
          near(
            [...head.probabilities],
            all.flatMap((ids) => expectedOf(network, plan, ids)),
          );
        }
      },
    ),
    { numRuns: 150 },
  );
  assert.ok(compared > 100, String(compared));
});

/** Probabilities of our head for one text: a yes or no is two classes, steps of padding have none. */
function expectedOf(network: ImportedNetwork, plan: NetworkPlan, ids: readonly number[]): number[] {
  const { rows } = answerOf(network, ids);
  return rows.flatMap((row) => {
    if (plan.answer === 'one') return [1 - row[0], row[0]];
    return plan.answer === 'logits' ? softmax(row) : [...row];
  });
}

function softmax(row: readonly number[]): number[] {
  const powers = row.map((x) => Math.exp(x - Math.max(...row)));
  return powers.map((power) => power / powers.reduce((a, b) => a + b, 0));
}

function near(got: readonly number[], expected: readonly number[]): void {
  assert.equal(got.length, expected.length);
  got.forEach((value, k) =>
    assert.ok(Math.abs(value - expected[k]) < 2e-5, `${k}: ${value}, ${expected[k]}`),
  );
}

test('states of every layer and direction are those of the file’s own layers', () => {
  fc.assert(
    fc.property(
      plans.chain((plan) => fc.tuple(fc.constant({ ...plan, window: null }), texts(plan.rows, 6))),
      ([plan, ids]) => {
        if (plan.end === 'flatten') return;
        const network = networkOf(plan);
        const made = packageOf(network, plan);
        if (!made) return;
        const { model } = readModel(made.json, made.weights);
        const tokens = ids.map((id) => LETTERS[id]);
        const { trace } = new Pipeline(model).run(tokens, Uint32Array.of(0, ids.length));
        const { states } = runImported(network, ids);
        plan.layers.forEach((layer, k) =>
          states.get(`rnn${k}`)!.forEach(({ h }, direction) => {
            const isBackward = direction === 1 || (layer.merge === 'none' && layer.isReversed);
            near([...quantityOf(trace, k, isBackward ? 'backward' : 'forward', 'h')], h.flat());
          }),
        );
      },
    ),
    { numRuns: 80 },
  );
});

test('where each prediction has a window of its own, every token says what its window says', () => {
  fc.assert(
    fc.property(
      plans.chain((plan) => fc.tuple(fc.constant(plan), texts(plan.rows, 9), fc.nat(8))),
      ([plan, ids, cut]) => {
        const own = { ...plan, end: 'last' as const, window: 3, answer: 'softmax' as const };
        const network = networkOf(own);
        const made = packageOf(network, own, true);
        if (!made) return;
        assert.equal(made.manifest.window?.slides, true);
        const pipeline = new Pipeline(readModel(made.json, made.weights).model, engines[1]);
        const tokens = ids.map((id) => LETTERS[id]);
        const middle = Math.min(cut, ids.length);
        const run = pipeline.run(tokens, Uint32Array.of(0, middle, ids.length));
        const expected = ids.flatMap((_, t) => {
          const from = t < middle ? 0 : middle;
          return answerOf(network, ids.slice(Math.max(from, t - 2), t + 1)).rows[0];
        });
        near([...run.heads[0].probabilities], expected);
        near(
          [
            ...pipeline.run(tokens, Uint32Array.of(0, middle, ids.length), { outputOnly: true }).heads[0]
              .probabilities,
          ],
          expected,
        );
      },
    ),
    { numRuns: 60 },
  );
});
