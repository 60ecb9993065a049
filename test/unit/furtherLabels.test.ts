import assert from 'node:assert/strict';
import test from 'node:test';
import { readModel, type ModelManifest } from '../../src/core/formats/modelPackage.js';
import { Pipeline } from '../../src/core/pipeline.js';
import { classHover } from '../../src/host/editor/hoverText.js';
import { statusText } from '../../src/host/status/statusText.js';
import { describeModel } from '../../src/protocol/model.js';
import { TokenDetails } from '../../src/worker/documents/segmentDetails.js';
import { tinyWeights } from '../fixtures/tinyModel.js';
import { tinyClassifier } from '../fixtures/tinyTasks.js';

const [HEAD] = tinyClassifier().heads;
const FEELINGS: ModelManifest = {
  ...tinyClassifier(),
  heads: [
    { ...HEAD, activation: 'sigmoid', thresholds: [0, 0] },
    { ...HEAD, name: 'emotion', labels: ['joy', 'anger'], activation: 'sigmoid', thresholds: [0, 1] },
    { ...HEAD, name: 'intent', labels: ['Play', 'Rate'] },
  ],
};

function pipelineOf(manifest: ModelManifest): Pipeline {
  return new Pipeline(readModel(JSON.stringify(manifest), tinyWeights(manifest)).model);
}

const place = { form: 'good', row: 0, hasSpace: null };

test('the first token of a text says all labels that are on, the others nothing', () => {
  const pipeline = pipelineOf(FEELINGS);
  const run = pipeline.run(['good', 'dog'], Uint32Array.of(0, 2));
  const details = new TokenDetails(pipeline);
  const [main, , intent] = run.heads;
  const other = FEELINGS.heads[0].labels[1 - main.labels[0]];
  const wanted = FEELINGS.heads[2].labels[intent.labels[0]];
  assert.equal(details.of(run, 0, { ...place, isFirst: true }), `+ ${other} · joy · ${wanted}`);
  assert.equal(details.of(run, 1, { ...place, isFirst: false }), '');
});

test('a space that is missing and one too many are told, where the model and the text differ', () => {
  const spacing = { ...HEAD, name: 'spacing', level: 'token', labels: ['join', 'space'] } as const;
  const manifest: ModelManifest = { ...tinyClassifier(), task: 'tagging', heads: [spacing] };
  const pipeline = pipelineOf(manifest);
  const tokens = ['a', 'b', 'c', 'd', 'e', 'f', '나', '는'];
  const run = pipeline.run(tokens, Uint32Array.of(0, tokens.length));
  const details = new TokenDetails(pipeline);
  assert.equal(details.areNone, false);
  const of = (t: number, hasSpace: boolean | null) =>
    details.of(run, t, { ...place, isFirst: false, hasSpace });
  run.heads[0].labels.forEach((label, t) => {
    assert.equal(of(t, label === 1), '');
    assert.equal(of(t, label !== 1), label === 1 ? '␣ missing' : '␣ superfluous');
    assert.equal(of(t, null), '');
  });
});

test('a hover names all labels that are on, or says that none is', () => {
  const model = describeModel(FEELINGS, 1);
  const head = { ...model.heads[0], thresholds: [0.3, 0.3] };
  const hover = (...probabilities: number[]) =>
    classHover({
      ...{
        model: { ...model, heads: [head, ...model.heads.slice(1)] },
        stale: false,
        text: 'good',
        label: 0,
        probability: 0,
        token: 'good',
        prefix: null,
      },
      whole: { probabilities: Float32Array.from(probabilities), note: '' },
      further: [{ head: model.heads[1], row: { probabilities: Float32Array.of(0.2, 0.1), note: '' } }],
    });
  assert.match(hover(0.4, 0.8), /`good`: \*\*positive\*\*, \*\*negative\*\*/);
  assert.match(hover(0.2, 0.1), /`good`: no label is on; the likeliest is negative/);
  assert.match(hover(0.4, 0.8), /EMOTION \*\*joy\*\*/);
});

test('the status bar says of a text without a label that is on that the likeliest is below its threshold', () => {
  const content = {
    ...({ task: 'classification', unit: 'document', tokenCount: 1, stepCount: 1, segmentCount: 1 } as const),
    ...{
      bitsPerSymbol: null,
      modelName: 'm',
      continued: false,
      stale: false,
      complete: true,
      progress: null,
    },
  };
  const text = (isBelow: boolean) =>
    statusText({ ...content, verdict: { label: 'joy', probability: 0.23, isBelow } });
  assert.match(text(true), /joy 23 % \(below its threshold\)/);
  assert.match(text(false), /joy 23 % · m/);
});
