import assert from 'node:assert/strict';
import test from 'node:test';
import * as tf from '@tensorflow/tfjs';
import { labelSetExamples, labelsOfHead, type LabelSetData } from '../../src/core/data/labelSets.js';
import { calibratedHeads, withHeads } from '../../src/core/evaluate/calibrate.js';
import type { ClassificationScores } from '../../src/core/evaluate/classification.js';
import { evaluateModel } from '../../src/core/evaluate/evaluateModel.js';
import { CalibrationBins, TemperatureFit } from '../../src/core/evaluate/calibration.js';
import { bestThresholds, scoreLabelSets } from '../../src/core/evaluate/labelSets.js';
import { readManifest, readModel } from '../../src/core/formats/modelPackage.js';
import type { HeadConfig } from '../../src/core/heads/head.js';
import { headProbabilities, onLabels, shownLabels } from '../../src/core/heads/probabilities.js';
import { Random } from '../../src/core/math/random.js';
import { NO_SET } from '../../src/core/train/examples.js';
import { Pipeline } from '../../src/core/pipeline.js';
import { headLoss } from '../../src/core/train/loss.js';
import { tinyWeights } from '../fixtures/tinyModel.js';
import { tinyClassifier } from '../fixtures/tinyTasks.js';

const DATA: LabelSetData = {
  format: 'label-sets',
  labels: ['joy', 'anger', 'neutral'],
  heads: [
    { name: 'sentiment', groups: { joy: 'positive', anger: 'negative', neutral: 'neutral' } },
    { name: 'emotion' },
  ],
};

const HEAD: HeadConfig = {
  name: 'emotion',
  level: 'segment',
  pooling: 'last',
  labels: ['joy', 'anger', 'neutral'],
  activation: 'sigmoid',
  thresholds: [0.5, 0.2, 0.9],
};

test('texts with numbers of labels give each head its own labels; groups join several to one', () => {
  const examples = labelSetExamples('So glad!\t0\r\nglad and cross\t0,1\n', DATA, 'english', 'f.tsv');
  assert.deepEqual(examples[1], {
    tokens: ['glad', 'and', 'cross'],
    labels: [[], []],
    sets: [[['positive', 'negative']], [['joy', 'anger']]],
  });
  assert.deepEqual(labelsOfHead(DATA, DATA.heads[0]), ['positive', 'negative', 'neutral']);
  assert.deepEqual(labelsOfHead(DATA, DATA.heads[1]), DATA.labels);
});

test('a line without a label that is known is refused, naming file and line', () => {
  for (const line of ['text', 'text\t', 'text\t3', 'text\t0,', 'text\tjoy', 'text\t-1'])
    assert.throws(
      () => labelSetExamples(`fine\t0\n${line}\n`, DATA, 'english', 'f.tsv'),
      /f\.tsv: line 2/,
      line,
    );
});

test('probabilities of a sigmoid head do not sum to 1, and a temperature divides the logits', () => {
  const weights = { weight: Float32Array.of(2, -2, 0), bias: Float32Array.of(0, 0, 1) };
  const x = Float32Array.of(1);
  const plain = headProbabilities(HEAD, weights, x, 1);
  const heated = headProbabilities({ ...HEAD, temperature: 2 }, weights, x, 1);
  const logistic = (z: number) => Math.fround(1 / (1 + Math.exp(-z)));
  [2, -2, 1].forEach((z, k) => {
    assert.ok(Math.abs(plain[k] - logistic(z)) < 1e-6);
    assert.ok(Math.abs(heated[k] - logistic(z / 2)) < 1e-6);
  });
});

test('labels are on from their own thresholds; the likeliest of those is shown, without any the likeliest of all', () => {
  const rows = Float32Array.of(0.6, 0.3, 0.8, 0.1, 0.1, 0.8, 0.4, 0.25, 0.6);
  assert.deepEqual(onLabels(HEAD, rows.subarray(0, 3)), [0, 1]);
  assert.deepEqual(onLabels(HEAD, rows.subarray(3, 6)), []);
  assert.deepEqual([...shownLabels(HEAD, rows, 3)], [0, 2, 1]);
  const { activation, thresholds, ...softmax } = HEAD;
  assert.deepEqual([activation, thresholds?.length], ['sigmoid', 3]);
  assert.deepEqual([...shownLabels(softmax, rows, 3)], [2, 2, 2]);
});

test('macro and micro F1 of label sets are those of counting by hand', () => {
  // On: {joy, anger}, {}, {anger}; gold: {joy}, {neutral}, {anger}.
  const probabilities = Float32Array.of(0.6, 0.3, 0.8, 0.1, 0.1, 0.8, 0.4, 0.25, 0.6);
  const gold = Uint8Array.of(1, 0, 0, 0, 0, 1, 0, 1, 0);
  const scores = scoreLabelSets(HEAD, { classes: 3, probabilities, gold });
  assert.deepEqual(
    scores.perLabel.map(({ label, f1, support }) => [label, f1, support]),
    [
      ['joy', 1, 1],
      ['anger', 2 / 3, 1],
      ['neutral', 0, 1],
    ],
  );
  assert.ok(Math.abs(scores.macroF1 - 5 / 9) < 1e-9);
  assert.equal(scores.microF1, 4 / 6);
  assert.deepEqual([scores.texts, scores.exact, scores.without], [3, 1 / 3, 1 / 3]);
});

test('the best threshold of a label is where its F1 is highest', () => {
  const probabilities = Float32Array.of(0.9, 0.7, 0.6, 0.2, 0.1);
  assert.deepEqual(bestThresholds({ classes: 1, probabilities, gold: Uint8Array.of(1, 0, 1, 0, 0) }), [0.4]);
  assert.deepEqual(bestThresholds({ classes: 1, probabilities, gold: new Uint8Array(5) }), [0.5]);
});

test('the sigmoid loss is the binary cross-entropy summed over the labels, and its gradient that of TensorFlow.js', async () => {
  await tf.setBackend('cpu');
  const random = new Random(3);
  const numbers = (length: number) => Float32Array.from({ length }, () => random.uniform(2));
  const x = tf.tensor2d(numbers(8), [4, 2]);
  const [weight, bias] = [tf.tensor2d(numbers(6), [3, 2]), tf.tensor1d(numbers(3))];
  const targets = Uint8Array.of(1, 0, 0, 0, 1, 1, 0, 0, 0, 1, 1, 1);
  const ours = tf.valueAndGrads((a, w, b) => {
    const head = { weight: w as tf.Tensor2D, bias: b as tf.Tensor1D };
    return headLoss(a as tf.Tensor2D, head, targets, 'mean');
  })([x, weight, bias]);
  const y = tf.tensor2d(Float32Array.from(targets), [4, 3]);
  const theirs = tf.valueAndGrads((a, w, b) => {
    const z = tf.add(tf.matMul(a as tf.Tensor2D, w as tf.Tensor2D, false, true), b);
    const cost = tf.sub(tf.softplus(z), tf.mul(z, y));
    return tf.div(tf.sum(cost), 4);
  })([x, weight, bias]);
  assert.ok(Math.abs(ours.value.dataSync()[0] - theirs.value.dataSync()[0]) < 1e-5);
  ours.grads.forEach((grad, k) => {
    const expected = theirs.grads[k].dataSync();
    grad.dataSync().forEach((value, j) => assert.ok(Math.abs(value - expected[j]) < 1e-5));
  });
});

test('a row whose labels are not known adds neither loss nor gradient, and is not counted', async () => {
  await tf.setBackend('cpu');
  const random = new Random(4);
  const numbers = (length: number) => Float32Array.from({ length }, () => random.uniform(2));
  const values = numbers(6);
  const [weight, bias] = [tf.tensor2d(numbers(6), [3, 2]), tf.tensor1d(numbers(3))];
  const lossOf = (rows: number[], targets: Uint8Array) =>
    tf.valueAndGrads((a, w, b) =>
      headLoss(a as tf.Tensor2D, { weight: w as tf.Tensor2D, bias: b as tf.Tensor1D }, targets, 'mean'),
    )([
      tf.tensor2d(
        rows.flatMap((row) => [...values.subarray(2 * row, 2 * row + 2)]),
        [rows.length, 2],
      ),
      weight,
      bias,
    ]);
  const all = lossOf([0, 1, 2], Uint8Array.of(1, 0, 0, NO_SET, NO_SET, NO_SET, 0, 1, 1));
  const known = lossOf([0, 2], Uint8Array.of(1, 0, 0, 0, 1, 1));
  assert.ok(Math.abs(all.value.dataSync()[0] - known.value.dataSync()[0]) < 1e-6);
  const [input, ...parameters] = all.grads.map((grad) => [...grad.dataSync()]);
  assert.deepEqual(input.slice(2, 4), [0, 0]);
  parameters.forEach((own, k) => assert.deepEqual(own, [...known.grads[k + 1].dataSync()]));
});

test('the expected calibration error is the mean distance of shares and probabilities, over bins', () => {
  const bins = new CalibrationBins();
  for (let k = 0; k < 10; k++) bins.add(0.9, k < 7);
  for (let k = 0; k < 10; k++) bins.add(0.5, k < 5);
  const { rows, confidence, expectedError } = bins.result();
  assert.equal(rows, 20);
  assert.ok(Math.abs(confidence - 0.7) < 1e-9);
  assert.ok(Math.abs(expectedError - 0.1) < 1e-9);
});

test('the temperature that is found is the one by which probabilities were made too sure', () => {
  const random = new Random(8);
  const [softmax, sigmoid] = [new TemperatureFit(), new TemperatureFit()];
  for (let k = 0; k < 20_000; k++) {
    const z = random.uniform(3);
    const p = 1 / (1 + Math.exp(-z));
    const isFirst = random.next() < p;
    const sure = 1 / (1 + Math.exp(-1.6 * z));
    const chosen = z > 0 ? 0 : 1;
    softmax.add([sure, 1 - sure], chosen, (chosen === 0) === isFirst);
    sigmoid.addLabel(sure, isFirst);
  }
  assert.ok(Math.abs(softmax.best()! - 1.6) < 0.08, String(softmax.best()));
  assert.ok(Math.abs(sigmoid.best()! - 1.6) < 0.08, String(sigmoid.best()));
  assert.equal(new TemperatureFit().best(), null);
});

test('a manifest says what its heads do; thresholds must fit labels and activation', () => {
  const manifest = tinyClassifier();
  const read = (head: Record<string, unknown>) =>
    readManifest(JSON.stringify({ ...manifest, heads: [{ ...manifest.heads[0], ...head }] })).heads[0];
  const head = { activation: 'sigmoid', thresholds: [0.3, 0.4], temperature: 1.2 };
  assert.deepEqual(read(head), { ...manifest.heads[0], ...head });
  assert.throws(
    () => read({ ...head, thresholds: [0.3] }),
    /heads\[0\]\.thresholds" must have one entry a label/,
  );
  assert.throws(
    () => read({ ...head, thresholds: [0.3, 2] }),
    /heads\[0\]\.thresholds" must be a list of numbers/,
  );
  assert.throws(() => read({ thresholds: [0.3, 0.4] }), /heads\[0\]\.thresholds" are for heads/);
  assert.throws(
    () => read({ activation: 'tanh' }),
    /heads\[0\]\.activation" must be one of softmax, sigmoid/,
  );
  assert.throws(() => read({ temperature: 0 }), /heads\[0\]\.temperature" must be a number/);
});

test('calibrating changes no label of a softmax head, and brings its probabilities nearer to what comes true', () => {
  const manifest = tinyClassifier();
  const { model } = readModel(JSON.stringify(manifest), tinyWeights(manifest));
  const sure = {
    ...model,
    heads: model.heads.map(({ weight, bias }) => ({ weight: weight.map((w) => 60 * w), bias })),
  };
  const pipeline = new Pipeline(sure);
  const random = new Random(2);
  const texts = Array.from(
    { length: 300 },
    (_, k) => `${'abcdefgh'[k % 8]}${'ijklm'[k % 5]} ${'nopqrst'[k % 7]}`,
  );
  const rows = texts.map((text) => `${text}\t${random.next() < 0.5 ? 'negative' : 'positive'}\n`);
  const data = {
    format: 'table',
    textColumn: 'text',
    labelColumn: 'label',
    heads: [{ name: 'class', labels: { negative: 'negative', positive: 'positive' } }],
    treebankBrackets: false,
  } as const;
  const gold = { text: `text\tlabel\n${rows.join('')}`, file: 'f.tsv' };
  const heads = calibratedHeads(pipeline, manifest, data, gold);
  assert.ok(heads[0].temperature! > 1.5, String(heads[0].temperature));
  const [before, after] = [pipeline, new Pipeline(withHeads(sure, heads))].map(
    (own) => evaluateModel(own, manifest, data, gold).scores as unknown as ClassificationScores,
  );
  assert.equal(after.accuracy, before.accuracy);
  assert.ok(after.calibration!.expectedError < before.calibration!.expectedError);
  assert.deepEqual(calibratedHeads(pipeline, manifest, { format: 'text' }, gold), manifest.heads);
});
