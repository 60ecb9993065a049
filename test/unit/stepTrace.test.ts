import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readModel } from '../../src/core/formats/modelPackage.js';
import { Pipeline } from '../../src/core/pipeline.js';
import { stateSize, type Direction } from '../../src/core/rnn/config.js';
import { loadEngine } from '../../src/kernel/load.js';
import { openDocument } from '../../src/worker/documents/openDocument.js';
import { SequenceDocument } from '../../src/worker/documents/sequenceDocument.js';
import { stepTraceOf } from '../../src/worker/documents/stepTrace.js';
import { tinyManifest, tinyWeights } from '../fixtures/tinyModel.js';
import { tinyLanguageModel, tinyMorphology } from '../fixtures/tinyTasks.js';

const turn = (): Promise<void> => Promise.resolve();

async function documentOf(manifest: ReturnType<typeof tinyManifest>, text: string) {
  const { model } = readModel(JSON.stringify(manifest), tinyWeights(manifest));
  const params = { documentId: 1, modelName: manifest.name, text, visible: [0, 0] as const };
  const document = await openDocument(
    { manifest, pipeline: new Pipeline(model, loadEngine()) },
    params,
    turn,
  );
  if (document instanceof SequenceDocument) for (const part of document.runRest()) assert.ok(part);
  return document;
}

for (const [name, manifest, text] of [
  ['a tagger of sentences', tinyManifest(), 'A cab. A bad cab came by, a cab.'],
  ['an analyser of syllables', tinyMorphology(), '나는 서울이 했다. 나는 했다.'],
  ['a language model', tinyLanguageModel(), 'a cab came by'],
] as const)
  test(`${name}: every step is what its parts say, and its sequence is the one it is run in`, async () => {
    const document = await documentOf(manifest, text);
    const { rnn } = manifest;
    const all = document.window(0, document.stepCount);
    const directions: Direction[] = rnn.bidirectional ? ['forward', 'backward'] : ['forward'];
    for (let layer = 0; layer < rnn.layers; layer++)
      for (const direction of directions) {
        const states = all.values(layer, direction, 'h');
        for (let step = 0; step < document.stepCount; step++) {
          const unit = step % rnn.hiddenSize;
          const trace = stepTraceOf(document, { layer, direction, step, unit });
          const sums = trace.units.find((each) => each.unit === unit)!;
          assert.ok(Math.abs(sums.h - states[step * stateSize(rnn) + unit]) < 1e-5);
          const { fromStep, toStep } = trace.sequence;
          assert.equal(all.segmentStarts[fromStep], 1);
          assert.ok(!all.segmentStarts.slice(fromStep + 1, toStep).includes(1));
          assert.ok(toStep === document.stepCount || all.segmentStarts[toStep] === 1);
          assert.equal(trace.isFirst, step === (direction === 'forward' ? fromStep : toStep - 1));
          if (trace.isFirst) assert.equal(sums.hBefore, 0);
        }
      }
    const none = { layer: 0, direction: 'forward', unit: 0 } as const;
    assert.throws(() => stepTraceOf(document, { ...none, step: document.stepCount }), RangeError);
    assert.throws(() => stepTraceOf(document, { ...none, step: -1 }), RangeError);
    assert.throws(() => stepTraceOf(document, { ...none, step: 0, layer: 9 }), /no layer 9/);
    assert.throws(() => stepTraceOf(document, { ...none, step: 0, unit: 99 }), /no unit 99/);
  });
