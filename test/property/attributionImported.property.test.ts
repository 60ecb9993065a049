// Hiding tokens works through whatever stands around the recurrent layers of an imported network.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { attribute, type Attribution } from '../../src/core/analysis/attribution/attribute.js';
import { readModel } from '../../src/core/formats/modelPackage.js';
import { importedPackage } from '../../src/core/import/importedModel.js';
import { hasMoreAround } from '../../src/core/model/model.js';
import { Pipeline } from '../../src/core/pipeline.js';
import { isRnnLensError } from '../../src/core/problems.js';
import { loadEngine } from '../../src/kernel/load.js';
import { hiddenForm } from '../../src/core/tokens/hidden.js';
import {
  FLATTENED,
  LETTERS,
  letterSettings,
  networkOf,
  plans,
  type NetworkPlan,
} from '../tools/importedNetworks.js';

const engine = loadEngine();

/** A network of the house; null where the plan's cannot be one. */
function pipelineOf(plan: NetworkPlan): Pipeline | null {
  try {
    const { json, weights } = importedPackage(networkOf(plan), letterSettings(plan.rows));
    return new Pipeline(readModel(json, weights).model, engine);
  } catch (error) {
    if (isRnnLensError(error) && /shown, not run/.test(error.message)) return null;
    throw error;
  }
}

function attributed(pipeline: Pipeline, tokens: readonly string[], token: number): Attribution {
  const question = {
    token,
    head: 0,
    label: null,
    method: 'hide',
    withPairs: false,
    isExpectation: false,
  } as const;
  const work = attribute(pipeline, { tokens }, question);
  let next = work.next();
  while (!next.done) next = work.next();
  return next.value;
}

/** Odds of a label in bits, as the whole network says it of tokens. */
function oddsOf(pipeline: Pipeline, tokens: readonly string[], token: number, label: number): number {
  const run = pipeline.run(tokens, Uint32Array.of(0, tokens.length));
  const [config] = pipeline.model.architecture.heads;
  const row =
    config.level === 'segment' ? 0 : config.level === 'step' ? run.layout.tokenEnds[token] - 1 : token;
  const p = run.heads[0].probabilities[row * config.labels.length + label];
  return Math.log2(p / (1 - p));
}

test('what a hidden token takes away is what a run of the changed tokens lacks, with layers around and windows', () => {
  let [compared, around] = [0, 0];
  const settings = plans.chain((plan) =>
    fc.tuple(
      fc.constant(plan),
      fc.array(fc.integer({ min: 0, max: plan.rows - 1 }), {
        minLength: 1,
        // A segment is never longer than its window: documents are cut so.
        maxLength: Math.min(5, plan.window ?? (plan.end === 'flatten' ? FLATTENED : 5)),
      }),
    ),
  );
  fc.assert(
    fc.property(settings, ([plan, ids]) => {
      const pipeline = pipelineOf(plan);
      const [config] = pipeline?.model.architecture.heads ?? [];
      if (!pipeline || !config || config.crf) return;
      const tokens = ids.map((id) => LETTERS[id]);
      const token = tokens.length - 1;
      const { values, label, score } = attributed(pipeline, tokens, token);
      const whole = oddsOf(pipeline, tokens, token, label);
      // Near certainty a probability of single precision says nothing of its odds.
      if (!(Math.abs(whole) < 12)) return;
      compared++;
      if (hasMoreAround(pipeline.model.architecture)) around++;
      assert.ok(Math.abs(score - whole) < 1e-2 * Math.max(1, Math.abs(whole)), `${score}, not ${whole}`);
      tokens.forEach((form, t) => {
        const changed = tokens.with(t, hiddenForm(pipeline.model.architecture.input, form));
        const left = oddsOf(pipeline, changed, token, label);
        if (Math.abs(left) < 12)
          assert.ok(Math.abs(values[t] - (score - left)) < 2e-2, `${values[t]}, ${score - left}`);
      });
    }),
    { numRuns: 150 },
  );
  assert.ok(compared > 60 && around > 30, `${compared}, ${around}`);
});
