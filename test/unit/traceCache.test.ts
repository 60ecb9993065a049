import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readModel } from '../../src/core/formats/modelPackage.js';
import { Pipeline } from '../../src/core/pipeline.js';
import { referenceEngine, type RecurrentEngine } from '../../src/core/rnn/engine.js';
import { SegmentStore } from '../../src/core/session/segments/segmentStore.js';
import { KOREAN } from '../../src/core/text/korean/korean.js';
import type { TokenLabels } from '../../src/worker/helper.js';
import { SegmentedDocument } from '../../src/worker/documents/segmentedDocument.js';
import { Helpers } from '../../src/worker/helpers.js';
import { Labelling } from '../../src/worker/labelling.js';
import { tinyWeights } from '../fixtures/tinyModel.js';
import { tinyMorphology } from '../fixtures/tinyTasks.js';

const TEXT = '나는 서울이 했다. 나는 했다. 서울이 나는 했다.';

/** A document of three sentences, and how many steps were run for it so far. */
function watched(text: string): { document: SegmentedDocument; steps: () => number } {
  let steps = 0;
  const engine: RecurrentEngine = {
    ...referenceEngine,
    forward(config, weights, x, offsets, options) {
      steps += offsets[offsets.length - 1];
      return referenceEngine.forward(config, weights, x, offsets, options);
    },
  };
  const manifest = tinyMorphology();
  const { model } = readModel(JSON.stringify(manifest), tinyWeights(manifest));
  const store = SegmentStore.of<TokenLabels>(KOREAN, text);
  return { document: new SegmentedDocument(new Pipeline(model, engine), store), steps: () => steps };
}

function everything(document: SegmentedDocument): unknown {
  const { values, ...window } = document.window(0, document.stepCount);
  const backward = values(0, 'backward', 'h');
  return {
    ...{ window, forward: values(0, 'forward', 'h'), backward },
    details: document.details(0, document.tokenCount),
    classes: Array.from({ length: document.tokenCount }, (_, token) => document.classProbabilities(token, 0)),
  };
}

test('what is asked for in pieces is what is asked for at once, and is run once', () => {
  const { document, steps } = watched(TEXT);
  const all = document.window(0, document.stepCount).values(0, 'forward', 'h');
  const units = all.length / document.stepCount;
  assert.equal(steps(), document.stepCount);
  for (let from = 0; from < document.stepCount; from += 3) {
    const to = Math.min(document.stepCount, from + 3);
    const piece = document.window(from, to).values(0, 'forward', 'h');
    assert.deepEqual(piece, all.slice(from * units, to * units));
  }
  document.details(0, document.tokenCount);
  document.classProbabilities(2, 0);
  assert.equal(steps(), document.stepCount, 'the trace has all that rows need');
});

for (const [what, visible, again] of [
  ['of what is in sight are kept', [0, TEXT.length], false],
  ['of a document that nobody sees are not', [0, 0], true],
] as const)
  test(`states that came with the labels ${what}`, async () => {
    const { document, steps } = watched(TEXT);
    const labelling = new Labelling(new Helpers([], () => undefined));
    const job = { turn: () => Promise.resolve(), signal: new AbortController().signal };
    const files = { name: 'tiny', manifest: '', weights: new Uint8Array() };
    await labelling.run(document, files, [0, TEXT.length], job, () => undefined);
    everything(document);
    const at = TEXT.indexOf('나는 했다');
    document.edit([{ startUtf16: at, endUtf16: at + 2, inserted: '우리는' }]);
    await labelling.run(document, files, visible, job, () => undefined);
    const before = steps();
    everything(document);
    assert.equal(steps() > before, again);
  });

test('after an edit its own sentence is run again and no other, to what a new document has', () => {
  const { document, steps } = watched(TEXT);
  everything(document);
  const before = steps();
  const at = TEXT.indexOf('나는 했다');
  document.edit([{ startUtf16: at, endUtf16: at + 2, inserted: '우리는' }]);
  const changed = everything(document);
  const [from, to] = document.sequenceOf(5);
  const ownSteps = document.stepsOfToken(to - 1).toStep - document.stepsOfToken(from).fromStep;
  assert.equal(steps() - before, ownSteps);
  const fresh = watched(TEXT.replace('나는 했다', '우리는 했다'));
  assert.deepEqual(changed, everything(fresh.document));
});

test('a long document is not kept, and does not drive out what is looked at', () => {
  const { document, steps } = watched(TEXT.repeat(40));
  document.window(0, 20);
  const before = steps();
  document.window(0, document.stepCount);
  const whole = steps() - before;
  assert.ok(whole > 1024 && whole < document.stepCount, 'what was kept is not run again');
  document.window(0, 20);
  assert.equal(steps() - before, whole);
});
