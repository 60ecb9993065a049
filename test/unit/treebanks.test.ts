import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import * as tf from '@tensorflow/tfjs';
import { calibratedHeads } from '../../src/core/evaluate/calibrate.js';
import { evaluateModel } from '../../src/core/evaluate/evaluateModel.js';
import { calibratedTagSets, scoresOfOthers } from '../../src/core/evaluate/treebanks.js';
import { referenceEngine } from '../../src/core/rnn/engine.js';
import { readManifest, readModel, withTagSet, writeWeights } from '../../src/core/formats/modelPackage.js';
import { Random } from '../../src/core/math/random.js';
import { headsOfTagSet } from '../../src/core/model/tagSets.js';
import { Pipeline } from '../../src/core/pipeline.js';
import { valuesOf } from '../../src/core/train/checkpoint.js';
import { averagedWith } from '../../src/core/train/average.js';
import { dropped, stepMask } from '../../src/core/train/dropout.js';
import type { TrainingBatch } from '../../src/core/train/examples.js';
import { fit, type EpochReport } from '../../src/core/train/fit.js';
import { formatManifest, manifestOf } from '../../src/core/train/manifestOf.js';
import { createOptimizer, trainStep } from '../../src/core/train/optimizer.js';
import { prepareTraining } from '../../src/core/train/prepare.js';
import { readRecipe } from '../../src/core/train/recipe.js';
import { morphologyRecipe, toyFiles, treebanksRecipe } from '../fixtures/toyRecipes.js';

before(() => tf.setBackend('cpu'));

const read = (file: string): string => toyFiles[file];
const prepare = () => prepareTraining(treebanksRecipe, read);
const KEPT = ['upos', 'edits', 'upos-large', 'edits-large'];

async function trained() {
  const prepared = prepare();
  const curve: EpochReport[] = [];
  await fit(prepared.trainable, treebanksRecipe.fit, { onEpoch: async (report) => void curve.push(report) });
  const values = valuesOf(prepared.trainable.network.parameters);
  const weights = writeWeights(prepared.architecture, prepared.symbols, (name) => values.get(name)!);
  return { prepared, curve, json: formatManifest(manifestOf(treebanksRecipe, prepared, curve)), weights };
}

test('each tag set has its heads, treebanks of one share them; helping heads are learned and not kept', () => {
  const { architecture, trainable, tagSets } = prepare();
  assert.deepEqual(
    architecture.heads.map(({ name }) => name),
    KEPT,
  );
  assert.deepEqual(tagSets, [
    { name: 'small', heads: { upos: 'upos', edits: 'edits' } },
    { name: 'large', heads: { upos: 'upos-large', edits: 'edits-large' } },
  ]);
  for (const head of [...KEPT, 'xpos', 'xpos-large'])
    assert.ok(trainable.network.parameters.has(`heads.${head}.weight`), head);
  const [, edits, , large] = architecture.heads;
  assert.ok(
    edits.labels.every((label) => !/[A-Z]{2}/.test(label)) &&
      large.labels.some((label) => /[A-Z]{2}/.test(label)),
  );
  assert.ok(edits.transitions && large.transitions && edits.transitions !== large.transitions);
});

test('generated words are a treebank like others: they share the heads of their tag set', () => {
  const { data } = treebanksRecipe;
  assert.ok(data.format === 'morphology');
  const generated = { tagSet: 'large', format: 'generated', tags: 'sejong', seed: 1, sentences: 40 } as const;
  const others = [...(data.others ?? []), generated];
  const recipe = { ...treebanksRecipe, data: { ...data, others } };
  assert.deepEqual(readRecipe(JSON.stringify(recipe), 'toy.json'), recipe);
  const { architecture, trainable } = prepareTraining(recipe, read);
  assert.deepEqual(
    architecture.heads.map(({ name }) => name),
    KEPT,
  );
  assert.ok(architecture.heads[3].labels.some((label) => label.startsWith('B-VV')));
  // Ten batches of four more than without.
  assert.equal(trainable.batches(new Random(2)).length, 30);
  const half = {
    ...recipe,
    data: { ...data, others: [...(data.others ?? []), { ...generated, share: 0.5 }] },
  };
  assert.deepEqual(readRecipe(JSON.stringify(half), 'toy.json'), half);
  assert.equal(prepareTraining(half, read).trainable.batches(new Random(2)).length, 25);
  const none = { ...recipe, data: { ...data, others: [{ ...generated, share: 0 }] } };
  assert.throws(() => readRecipe(JSON.stringify(none), 'toy.json'), /others\[0\]\.share/);
  const wrong = { ...recipe, data: { ...data, others: [{ ...generated, tags: 'penn' }] } };
  assert.throws(() => readRecipe(JSON.stringify(wrong), 'toy.json'), /others\[0\]\.tags/);
});

test('a batch is of one treebank and asks the heads of its tag set alone', () => {
  const { trainable } = prepare();
  const batches = trainable.batches(new Random(2)) as TrainingBatch[];
  const asked = batches.map(({ targets }) => targets.map((one) => (one.length > 0 ? 1 : 0)).join(''));
  assert.deepEqual([...new Set(asked)].sort(), ['001101', '110010']);
  // 40 sentences of one tag set, 24 and 16 of the other, in batches of 4; mixed.
  assert.equal(asked.filter((one) => one === '110010').length, 10);
  assert.equal(asked.length, 20);
  assert.ok(new Set(asked.slice(0, 10)).size === 2);
});

test('a batch changes no head of another tag set, and the loss is that of its own', () => {
  const { trainable } = prepare();
  const batch = (trainable.batches(new Random(2)) as TrainingBatch[]).find(
    ({ targets }) => targets[0].length > 0,
  )!;
  const before = valuesOf(trainable.network.parameters);
  const optimizer = createOptimizer({ kind: 'sgd', learningRate: 0.1, maxGradientNorm: null });
  trainStep(optimizer, trainable.variables, null, () => trainable.loss(batch, new Random(1)));
  for (const [name, values] of valuesOf(trainable.network.parameters)) {
    const isOther = /heads\.(upos|edits|xpos)-large\./.test(name);
    assert.equal(values.join() === before.get(name)!.join(), isOther, name);
  }
});

test('the weight of a helping head multiplies its loss', () => {
  const { trainable } = prepare();
  const batch = (trainable.batches(new Random(2)) as TrainingBatch[]).find(
    ({ targets }) => targets[0].length > 0,
  )!;
  const none = { input: 0, layer: 0, output: 0, symbol: 0 };
  const lossWith = (weight: number): number =>
    trainable.network
      .loss(batch, none, new Random(1), { headWeights: [1, 1, 1, 1, weight, 1] })
      .dataSync()[0];
  const one = lossWith(1) - lossWith(0);
  assert.ok(one > 0.1 && Math.abs(lossWith(0.25) - lossWith(0) - 0.25 * one) < 1e-5);
});

test('heads begin with those of their name, or else with those that have most of their labels', () => {
  const { architecture, symbols, trainable } = prepare();
  const { heads } = architecture;
  const parameters = valuesOf(trainable.network.parameters);
  const start = { name: 'before', symbols, heads, parameters };
  const { data } = treebanksRecipe;
  assert.ok(data.format === 'morphology');
  const others = [{ tagSet: 'third', train: 'train-third.conllu', development: 'dev-third.conllu' }];
  const recipe = { ...treebanksRecipe, start: 'before', data: { ...data, others } };
  const next = prepareTraining(recipe, read, undefined, { start });
  const now = valuesOf(next.trainable.network.parameters);
  const names = next.architecture.heads.map(({ name }) => name);
  assert.deepEqual(names, ['upos', 'edits', 'upos-third', 'edits-third']);
  assert.deepEqual(now.get('heads.edits.weight'), parameters.get('heads.edits.weight'));
  const [third, large] = [next.architecture.heads[3], heads[3]];
  const row = (of: Map<string, Float32Array>, head: typeof third, label: string): number[] => {
    const weight = of.get(`heads.${head.name}.weight`)!;
    const width = weight.length / head.labels.length;
    const k = head.labels.indexOf(label);
    return [...weight.subarray(k * width, (k + 1) * width)];
  };
  const common = third.labels.filter((label) => large.labels.includes(label));
  assert.ok(common.length > 2);
  for (const label of common) assert.deepEqual(row(now, third, label), row(parameters, large, label), label);
});

test('a model may be the mean of its network and of the one it began with; what that lacks is its own', async () => {
  const { data } = treebanksRecipe;
  assert.ok(data.format === 'morphology');
  const earlier = prepareTraining({ ...treebanksRecipe, data: { ...data, others: [] } }, read);
  const start = {
    name: 'before',
    symbols: earlier.symbols,
    heads: earlier.architecture.heads,
    parameters: valuesOf(earlier.trainable.network.parameters),
  };
  const recipe = { ...treebanksRecipe, start: 'before', averageWithStart: true };
  assert.deepEqual(readRecipe(JSON.stringify(recipe), 'toy.json'), recipe);
  const nothing = { ...treebanksRecipe, averageWithStart: true };
  assert.throws(() => readRecipe(JSON.stringify(nothing), 'toy.json'), /start/);
  const prepared = prepareTraining(recipe, read, undefined, { start });
  await fit(prepared.trainable, { ...recipe.fit, epochs: 1 }, { onEpoch: async () => undefined });
  const own = valuesOf(prepared.trainable.network.parameters);
  const mean = averagedWith(start, own, prepared);
  const [name] = [...own.keys()].filter((key) => key.startsWith('rnn.'));
  const [before, after] = [start.parameters.get(name)!, own.get(name)!];
  assert.notDeepEqual(before, after);
  assert.deepEqual(
    mean.get(name),
    after.map((number, k) => (number + before[k]) / 2),
  );
  assert.deepEqual(mean.get('heads.upos-large.weight'), own.get('heads.upos-large.weight'));
  assert.notDeepEqual(mean.get('heads.upos.weight'), own.get('heads.upos.weight'));
});

test('a model of several treebanks learns them, and is evaluated as a tagger with either tag set alone', async () => {
  const { curve, json, weights } = await trained();
  assert.equal(curve.at(-1)!.score, 1);
  const loaded = readModel(json, weights);
  assert.deepEqual(
    loaded.manifest.heads.map(({ name }) => name),
    KEPT,
  );
  for (const [set, file] of [
    [undefined, 'dev-ko.conllu'],
    ['small', 'dev-ko.conllu'],
    ['large', 'dev-other.conllu'],
    ['large', 'dev-third.conllu'],
  ] as const) {
    const { manifest, model } = withTagSet(loaded, set);
    assert.deepEqual(
      manifest.heads.map(({ name }) => name),
      ['upos', 'edits'],
    );
    const gold = { text: toyFiles[file], file };
    const { headline } = evaluateModel(
      new Pipeline(model),
      manifest,
      { format: 'morphology', minimumLabelCount: 1 },
      gold,
    );
    assert.equal(headline, 'UPOS 100.00 %, XPOS 100.00 %, morphemes 100.00 %', `${set} ${file}`);
  }
  const { manifest, model } = withTagSet(loaded, 'large');
  const other = { text: toyFiles['dev-ko.conllu'], file: '' };
  assert.match(
    evaluateModel(new Pipeline(model), manifest, { format: 'morphology', minimumLabelCount: 1 }, other)
      .headline,
    /XPOS 0\.00 %/,
  );
});

test('heads are calibrated on the treebanks of their tag set; those of the others are scored with theirs', async () => {
  const { json, weights } = await trained();
  const loaded = readModel(json, weights);
  const { data } = treebanksRecipe;
  assert.ok(data.format === 'morphology');
  const asked: string[] = [];
  const heads = calibratedTagSets(
    loaded,
    data,
    (file) => (asked.push(file), toyFiles[file]),
    referenceEngine,
  );
  assert.deepEqual(asked, ['dev-ko.conllu', 'dev-other.conllu', 'dev-third.conllu']);
  assert.deepEqual(
    heads.map(({ name }) => name),
    KEPT,
  );
  const alone = withTagSet(loaded, 'large');
  const gold = { text: `${toyFiles['dev-other.conllu']}\n${toyFiles['dev-third.conllu']}`, file: '' };
  const expected = calibratedHeads(new Pipeline(alone.model), alone.manifest, data, gold);
  assert.deepEqual(
    heads.slice(2).map(({ temperature }) => temperature),
    expected.map(({ temperature }) => temperature),
  );
  assert.deepEqual(
    scoresOfOthers(loaded, data, read, referenceEngine).map(({ tagSet, file, headline }) => [
      tagSet,
      file,
      headline,
    ]),
    ['dev-other.conllu', 'dev-third.conllu'].map((file) => [
      'large',
      file,
      'UPOS 100.00 %, XPOS 100.00 %, morphemes 100.00 %',
    ]),
  );
});

test('tag sets of a manifest name heads that are there', async () => {
  const { prepared } = { prepared: prepare() };
  const manifest = manifestOf(treebanksRecipe, prepared, []);
  assert.deepEqual(readManifest(formatManifest(manifest)).tagSets, prepared.tagSets);
  const wrong = { ...manifest, tagSets: [{ name: 'x', heads: { upos: 'else' } }] };
  assert.throws(
    () => readManifest(JSON.stringify(wrong)),
    /"tagSets\[0\]\.heads\.upos" must be one of upos, edits/,
  );
  assert.equal(manifestOf(morphologyRecipe, prepareTraining(morphologyRecipe, read), []).tagSets, undefined);
});

test('a tag set that a model does not have is refused with those it has', () => {
  const { architecture, tagSets } = prepare();
  assert.throws(
    () => headsOfTagSet(architecture.heads, tagSets, 'else'),
    /no tag set "else": its tag sets are small, large/,
  );
  assert.throws(
    () => headsOfTagSet(architecture.heads, undefined, 'else'),
    /has no tag sets, so none is called "else"/,
  );
  assert.deepEqual(
    headsOfTagSet(architecture.heads, undefined).map(({ place }) => place),
    [0, 1, 2, 3],
  );
  assert.deepEqual(
    headsOfTagSet(architecture.heads, tagSets, 'large').map(({ place }) => place),
    [2, 3],
  );
});

test('words of a head are those of the head it stands for', () => {
  const recipe = { ...treebanksRecipe, labelDescriptions: { upos: { VERB: 'verb' } } };
  const { heads } = manifestOf(recipe, prepare(), []);
  for (const k of [0, 2]) assert.equal(heads[k].labelDescriptions[heads[k].labels.indexOf('VERB')], 'verb');
});

test('locked dropout leaves out the same units at all steps of a segment, and others in the next', () => {
  const segments = Uint32Array.of(0, 3, 3, 7);
  const factors = stepMask(7, 40, 0.5, new Random(3), segments);
  const row = (step: number): string => factors.subarray(step * 40, (step + 1) * 40).join();
  for (const step of [1, 2]) assert.equal(row(step), row(0));
  for (const step of [4, 5, 6]) assert.equal(row(step), row(3));
  assert.notEqual(row(0), row(3));
  assert.deepEqual([...new Set(factors)].sort(), [0, 2]);
  const free = stepMask(7, 40, 0.5, new Random(3), null);
  assert.notEqual(free.subarray(0, 40).join(), free.subarray(40, 80).join());
  const x = tf.ones([7, 40]) as tf.Tensor2D;
  assert.deepEqual(dropped(x, 0.5, new Random(3), segments).dataSync(), factors);
  assert.equal(dropped(x, 0, new Random(3), segments), x);
});
