// What follows predictions back says that it cannot where an imported network has more than recurrent layers and a head.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ablate } from '../../src/core/analysis/ablation.js';
import { attribute } from '../../src/core/analysis/attribution/attribute.js';
import type { AttributionMethod } from '../../src/core/analysis/attribution/method.js';
import { readModel } from '../../src/core/formats/modelPackage.js';
import { importedPackage } from '../../src/core/import/importedModel.js';
import { Pipeline } from '../../src/core/pipeline.js';
import { networkOf, type NetworkPlan } from '../tools/importedNetworks.js';

const PLAIN: NetworkPlan = {
  ...{ seed: 1, rows: 5, isOneHot: false, cell: 'GRU', resetAfter: true, stem: 'nothing', end: 'steps' },
  layers: [{ units: 3, merge: 'none', isReversed: false, hasBias: true, behind: 'nothing' }],
  ...{ dense: false, answer: 'softmax', window: null, padding: 'before' },
};

function pipelineOf(plan: NetworkPlan): Pipeline {
  const { json, weights } = importedPackage(networkOf(plan), {
    ...{
      name: 'x',
      title: 'X',
      labels: null,
      predictsNext: false,
      segment: 'line',
      separators: null,
    },
    symbols: {
      ids: new Map([...'abcde'].map((letter, id) => [letter, id])),
      ...{ unit: 'characters', lowerCase: false, unknownId: null },
    },
    source: { file: 'x', format: 'X', sha256: '' },
  });
  return new Pipeline(readModel(json, weights).model);
}

const stretch = { tokens: [...'abcd'], initialState: undefined };
const asked = { token: 2, head: 0, label: null, withPairs: false, isExpectation: false };

function attributed(plan: NetworkPlan, method: AttributionMethod = 'hide'): unknown {
  const job = attribute(pipelineOf(plan), stretch, { ...asked, method });
  for (;;) {
    const { done, value } = job.next();
    if (done) return value;
  }
}

function ablated(plan: NetworkPlan): unknown {
  const job = ablate(pipelineOf(plan), stretch, {
    ...{ layer: 0, direction: 'forward', units: [0], head: 0, isExpectation: false },
  });
  for (;;) {
    const { done, value } = job.next();
    if (done) return value;
  }
}

test('an imported network of recurrent layers and a head is followed back as any other', () => {
  assert.ok(attributed(PLAIN));
  assert.ok(ablated(PLAIN));
});

test('one with layers around these, or with windows, hides tokens, and says in a sentence what it cannot be asked', () => {
  for (const plan of [
    { ...PLAIN, end: 'max' as const },
    { ...PLAIN, stem: 'dense' as const },
  ]) {
    assert.ok(attributed(plan));
    assert.throws(() => attributed(plan, 'gradient'), /layers before or behind the recurrent ones/);
    assert.throws(() => ablated(plan), /layers before or behind the recurrent ones/);
  }
  assert.ok(attributed({ ...PLAIN, window: 4 }));
  assert.throws(() => attributed({ ...PLAIN, window: 4 }, 'gradient'), /windows of a fixed length/);
});
