import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import * as tf from '@tensorflow/tfjs';
import { Random } from '../../src/core/math/random.js';
import { TaggerPipeline } from '../../src/core/pipeline.js';
import type { RnnConfig } from '../../src/core/rnn/config.js';
import { parameterSpecs } from '../../src/core/rnn/weights.js';
import {
  decodeCheckpoint,
  encodeCheckpoint,
  optimizerValues,
  restoreOptimizer,
} from '../../src/core/train/checkpoint.js';
import { restoreVariables, valuesOf } from '../../src/core/train/checkpoint.js';
import { fit, NOTHING_DONE, type EpochReport } from '../../src/core/train/fit.js';
import { crossEntropy, linear } from '../../src/core/train/loss.js';
import { lastHidden, recurrent } from '../../src/core/train/ops.js';
import { createOptimizer, trainStep } from '../../src/core/train/optimizer.js';
import { batchOf, type LabelledSentence } from '../../src/core/train/sentences.js';
import type { TaggerRecipe } from '../../src/core/train/taggerRecipe.js';
import { TaggerTask } from '../../src/core/train/taggerTask.js';

const optimizer = { kind: 'adam', learningRate: 0.02, maxGradientNorm: 5 } as const;

const recipe: TaggerRecipe = {
  name: 'tiny',
  title: 'Tiny',
  task: 'tagging',
  language: 'en',
  tokenizer: 'english',
  data: { name: '', version: '', licence: '', attribution: '', train: '', development: '', column: 'upos' },
  labelDescriptions: {},
  network: { cell: 'GRU', layers: 2, hiddenSize: 8, wordSize: 6, characterSize: 5, characterHiddenSize: 4 },
  vocabulary: { minimumWordCount: 1, minimumCharacterCount: 1 },
  batchSentences: 4,
  dropout: { input: 0.1, layer: 0.1, output: 0.1, word: 0.1 },
  fit: { seed: 5, epochs: 6, optimizer, finalLearningRateShare: 0.1, patience: 6 },
};

/** "the dog runs": a language of three words a sentence, in which the order decides what `run` is. */
function sentences(count: number, random: Random): LabelledSentence[] {
  const one = (): LabelledSentence =>
    random.next() < 0.5
      ? { forms: ['the', 'run', 'ends'], labels: ['DET', 'NOUN', 'VERB'] }
      : { forms: ['they', 'run', 'home'], labels: ['PRON', 'VERB', 'ADV'] };
  return Array.from({ length: count }, one);
}

function tinyTask(): TaggerTask {
  const random = new Random(3);
  return new TaggerTask(recipe, { train: sentences(24, random), development: sentences(8, random) });
}

before(() => tf.setBackend('cpu'));

test('a tagger learns a toy language, and learns the same one from the same seed', async () => {
  const curves: EpochReport[][] = [];
  for (let k = 0; k < 2; k++) {
    const curve: EpochReport[] = [];
    await fit(tinyTask(), recipe.fit, { onEpoch: async (report) => void curve.push(report) });
    curves.push(curve);
  }
  assert.equal(curves[0].at(-1)!.score, 1);
  assert.ok(curves[0].at(-1)!.loss < curves[0][0].loss / 2);
  assert.deepEqual(curves[0], curves[1]);
});

test('training that was interrupted and restarted from its checkpoint ends with the same weights', async () => {
  const straight = tinyTask();
  await fit(straight, recipe.fit, { onEpoch: async () => undefined });

  const first = tinyTask();
  const firstOptimizer = createOptimizer(optimizer);
  let file: Uint8Array = new Uint8Array();
  const stop = { ...recipe.fit, patience: 99 };
  await assert.rejects(
    fit(
      first,
      stop,
      {
        onEpoch: async (_, progress) => {
          if (progress.epochsDone < 3) return;
          const current = valuesOf(first.network.parameters);
          const saved = {
            progress,
            curve: [],
            current,
            best: current,
            optimizer: await optimizerValues(firstOptimizer),
          };
          file = encodeCheckpoint(saved, 'tiny');
          throw new Error('power cut');
        },
      },
      NOTHING_DONE,
      firstOptimizer,
    ),
    /power cut/,
  );

  assert.throws(() => decodeCheckpoint(file, 'another recipe'), /another recipe/);
  const saved = decodeCheckpoint(file, 'tiny');
  const second = tinyTask();
  const secondOptimizer = createOptimizer(optimizer);
  restoreVariables(second.network.parameters, saved.current);
  await restoreOptimizer(secondOptimizer, saved.optimizer, second.variables);
  await fit(second, recipe.fit, { onEpoch: async () => undefined }, saved.progress, secondOptimizer);
  assert.deepEqual(valuesOf(second.network.parameters), valuesOf(straight.network.parameters));
});

test('early stopping ends training after `patience` epochs without a better score', async () => {
  const variable = tf.variable(tf.scalar(1));
  const scores = [0.5, 0.6, 0.6, 0.4, 0.9];
  const seen: boolean[] = [];
  const task = {
    variables: [variable],
    batches: () => [0],
    loss: () => tf.square(variable) as tf.Scalar,
    score: () => scores[seen.length],
  };
  const config = { ...recipe.fit, epochs: 5, patience: 2 };
  const end = await fit(task, config, { onEpoch: async ({ isBest }) => void seen.push(isBest) });
  assert.deepEqual(seen, [true, true, false, false]);
  assert.equal(end.bestScore, 0.6);
});

test('what is trained is what runs: the network without dropout and the pipeline agree on probabilities', () => {
  const task = tinyTask();
  const batch = batchOf(sentences(3, new Random(1)), new Map());
  const none = { input: 0, layer: 0, output: 0, word: 0 };
  const trained = tf.softmax(task.network.logits(batch, none, new Random(0))).dataSync();
  const run = new TaggerPipeline(task.network.snapshot()).run(batch.forms, batch.offsets).probabilities;
  run.forEach((p, k) => assert.ok(Math.abs(p - trained[k]) < 1e-6));
});

test('many-to-one: a classifier on the last hidden states learns which symbol came first', () => {
  const config: RnnConfig = {
    cell: 'LSTM',
    inputSize: 2,
    hiddenSize: 6,
    projSize: 0,
    layers: 1,
    bidirectional: false,
    bias: true,
  };
  const random = new Random(8);
  const specs = [
    ...parameterSpecs(config),
    { name: 'head.weight', shape: [2, 6] },
    { name: 'head.bias', shape: [2] },
  ];
  const variables = new Map(
    specs.map(({ name, shape }) => {
      const values = Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, () =>
        random.uniform(0.4),
      );
      return [name, tf.variable(tf.tensor(values, [...shape]))];
    }),
  );
  const rows = Array.from({ length: 16 }, (_, b) =>
    Array.from({ length: 2 + (b % 4) }, () => Math.floor(random.next() * 2)),
  );
  const offsets = new Uint32Array(rows.length + 1);
  rows.forEach((row, b) => (offsets[b + 1] = offsets[b] + row.length));
  const x = tf.tensor2d(
    rows.flat().flatMap((symbol) => (symbol ? [0, 1] : [1, 0])),
    [offsets[rows.length], 2],
  );
  const targets = Uint32Array.from(rows, (row) => row[0]);
  const loss = () => {
    const output = recurrent(config, variables, x, { offsets });
    const [weight, bias] = [
      variables.get('head.weight') as tf.Tensor,
      variables.get('head.bias') as tf.Tensor,
    ];
    return crossEntropy(
      linear(lastHidden(config, output, offsets), weight as tf.Tensor2D, bias as tf.Tensor1D),
      targets,
      'mean',
    );
  };
  const adam = createOptimizer({ kind: 'adam', learningRate: 0.05, maxGradientNorm: 1 });
  const losses = Array.from({ length: 80 }, () => trainStep(adam, [...variables.values()], 1, loss).loss);
  assert.ok(losses.at(-1)! < 0.05, `loss ${losses.at(-1)}`);
});
