import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import * as tf from '@tensorflow/tfjs';
import type { Example } from '../../src/core/data/example.js';
import { Random } from '../../src/core/math/random.js';
import { vocabulariesOf } from '../../src/core/tokens/vocabulary.js';
import { Pipeline } from '../../src/core/pipeline.js';
import type { RnnConfig } from '../../src/core/rnn/config.js';
import { referenceEngine, type RecurrentEngine } from '../../src/core/rnn/engine.js';
import { parameterSpecs } from '../../src/core/rnn/weights.js';
import { decodeCheckpoint, encodeCheckpoint } from '../../src/core/train/checkpoint.js';
import { restoreVariables, valuesOf } from '../../src/core/train/checkpoint.js';
import { Batcher } from '../../src/core/train/examples.js';
import { fit, NOTHING_DONE, type EpochReport } from '../../src/core/train/fit.js';
import { headLoss } from '../../src/core/train/loss.js';
import { NO_DROPOUT } from '../../src/core/train/dropout.js';
import { headInput, lastHidden, recurrent } from '../../src/core/train/ops.js';
import { createOptimizer, trainStep } from '../../src/core/train/optimizer.js';
import { prepareTraining, type PreparedTraining } from '../../src/core/train/prepare.js';
import type { TrainingRecipe } from '../../src/core/train/recipe.js';
import {
  feelingsRecipe,
  languageModelRecipe,
  sentimentRecipe,
  taggerRecipe,
  toyFiles,
} from '../fixtures/toyRecipes.js';

const optimizer = taggerRecipe.fit.optimizer;

function prepare(recipe: TrainingRecipe, engine?: RecurrentEngine): PreparedTraining {
  return prepareTraining(recipe, (file) => toyFiles[file], engine);
}

async function curveOf(recipe: TrainingRecipe): Promise<EpochReport[]> {
  const curve: EpochReport[] = [];
  await fit(prepare(recipe).trainable, recipe.fit, { onEpoch: async (report) => void curve.push(report) });
  return curve;
}

before(() => tf.setBackend('cpu'));

test('a tagger with two heads learns a toy language, and learns the same one from the same seed', async () => {
  const curves = [await curveOf(taggerRecipe), await curveOf(taggerRecipe)];
  assert.equal(curves[0].at(-1)!.score, 1);
  assert.ok(curves[0].at(-1)!.loss < curves[0][0].loss / 2);
  assert.deepEqual(curves[0], curves[1]);
});

for (const pooling of ['last', 'max', 'mean'] as const)
  test(`a classifier that reads the ${pooling} state learns which texts are good`, async () => {
    const network = { ...sentimentRecipe.network, pooling };
    const curve = await curveOf({ ...sentimentRecipe, network });
    assert.ok(Math.max(...curve.map(({ score }) => score)) >= 0.95, JSON.stringify(curve.at(-1)));
  });

test('a classifier with sigmoid heads learns texts with two labels and with one', async () => {
  const curve = await curveOf(feelingsRecipe);
  assert.ok(Math.max(...curve.map(({ score }) => score)) >= 0.95, JSON.stringify(curve.at(-1)));
});

test('a language model learns what only the state can tell, also at the borders of its chunks', async () => {
  const curve = await curveOf(languageModelRecipe);
  assert.ok(curve.at(-1)!.score < 0.05, JSON.stringify(curve.at(-1)));
  // After an `a` come `a` and `b`. If chunks of 5 steps began with an empty state, this would stay above
  // 1/5 · 2/3 · ln 2 = 0.09 nats.
  assert.ok(curve.at(-1)!.loss < 0.05, JSON.stringify(curve.at(-1)));
});

for (const recipe of [taggerRecipe, sentimentRecipe, languageModelRecipe])
  test(`training that was interrupted and restarted from its checkpoint ends with the same weights: ${recipe.task}`, async () => {
    const straight = prepare(recipe).trainable;
    await fit(straight, recipe.fit, { onEpoch: async () => undefined });

    const first = prepare(recipe).trainable;
    const firstOptimizer = createOptimizer(recipe.fit.optimizer);
    let file: Uint8Array = new Uint8Array();
    const powerCut = fit(
      first,
      { ...recipe.fit, patience: 99 },
      {
        onEpoch: async (_, progress) => {
          if (progress.epochsDone < 3) return;
          const current = valuesOf(first.network.parameters);
          const state = firstOptimizer.state();
          file = encodeCheckpoint({ progress, curve: [], current, best: current, optimizer: state }, 'toy');
          throw new Error('power cut');
        },
      },
      NOTHING_DONE,
      firstOptimizer,
    );
    await assert.rejects(powerCut, /power cut/);

    assert.throws(() => decodeCheckpoint(file, 'another recipe'), /another recipe/);
    const saved = decodeCheckpoint(file, 'toy');
    const second = prepare(recipe).trainable;
    const secondOptimizer = createOptimizer(recipe.fit.optimizer);
    restoreVariables(second.network.parameters, saved.current);
    secondOptimizer.restore(saved.optimizer, second.variables);
    await fit(second, recipe.fit, { onEpoch: async () => undefined }, saved.progress, secondOptimizer);
    assert.deepEqual(valuesOf(second.network.parameters), valuesOf(straight.network.parameters));
  });

test('moments of another network are refused', () => {
  const { variables } = prepare(taggerRecipe).trainable;
  const state = { steps: 3, moments: [new Float32Array(2)] };
  assert.throws(() => createOptimizer(optimizer).restore(state, variables), /another network/);
});

test('early stopping ends training after `patience` epochs without a better score', async () => {
  const variable = tf.variable(tf.scalar(1));
  for (const better of ['higher', 'lower'] as const) {
    const scores = [0.5, 0.6, 0.6, 0.4, 0.9].map((score) => (better === 'higher' ? score : 1 - score));
    const seen: boolean[] = [];
    const task = {
      variables: [variable],
      better,
      batches: () => [0],
      loss: () => tf.square(variable) as tf.Scalar,
      score: () => scores[seen.length],
    };
    const config = { ...taggerRecipe.fit, epochs: 5, patience: 2 };
    const end = await fit(task, config, { onEpoch: async ({ isBest }) => void seen.push(isBest) });
    assert.deepEqual(seen, [true, true, false, false]);
    assert.equal(end.bestScore, scores[1]);
  }
});

/** Sum of the heads' mean cross-entropies, from the pipeline's probabilities. */
function lossOfPipeline({ trainable }: PreparedTraining, examples: readonly Example[]): number {
  const pipeline = new Pipeline(trainable.network.snapshot());
  const offsets = Uint32Array.from([0, ...examples.map(({ tokens }) => tokens.length)]);
  for (let k = 1; k < offsets.length; k++) offsets[k] += offsets[k - 1];
  const run = pipeline.run(
    examples.flatMap(({ tokens }) => tokens),
    offsets,
  );
  return pipeline.model.architecture.heads.reduce((total, { labels }, head) => {
    const gold = examples.flatMap((example) => example.labels[head]);
    const { probabilities } = run.heads[head];
    const nats = gold.map(
      (label, row) => -Math.log(probabilities[row * labels.length + labels.indexOf(label!)]),
    );
    return total + nats.reduce((a, b) => a + b, 0) / gold.length;
  }, 0);
}

const EXAMPLES: [TrainingRecipe, Example[]][] = [
  [
    taggerRecipe,
    [
      {
        tokens: ['the', 'run'],
        labels: [
          ['DET', 'NOUN'],
          ['DT', 'NN'],
        ],
      },
      { tokens: ['they'], labels: [['PRON'], ['PRP']] },
    ],
  ],
  [
    sentimentRecipe,
    [
      { tokens: ['so', 'good'], labels: [['positive']] },
      { tokens: ['bad', 'bad', 'dog'], labels: [['negative']] },
    ],
  ],
];

for (const [recipe, examples] of EXAMPLES)
  test(`what is trained is what runs: network without dropout and pipeline agree on the loss, ${recipe.task}`, () => {
    const prepared = prepare(recipe);
    const batcher = new Batcher(prepared.architecture, vocabulariesOf(prepared.symbols));
    const loss = prepared.trainable.network
      .loss(batcher.batch(examples), NO_DROPOUT, new Random(0))
      .dataSync()[0];
    assert.ok(Math.abs(loss - lossOfPipeline(prepared, examples)) < 1e-6);
  });

test('everything heavy goes through the engine that was given', async () => {
  const calls = new Map<string, number>();
  const counting = new Proxy(referenceEngine, {
    get(target, name: keyof RecurrentEngine) {
      calls.set(name, (calls.get(name) ?? 0) + 1);
      return target[name];
    },
  });
  await fit(
    prepare(taggerRecipe, counting).trainable,
    { ...taggerRecipe.fit, epochs: 1 },
    {
      onEpoch: async () => undefined,
    },
  );
  for (const name of ['forward', 'backward', 'matMul', 'matMulTransposed', 'transposedMatMul'])
    assert.ok((calls.get(name) ?? 0) > 0, name);
});

test('a language model that reads backwards is refused with the reason', () => {
  const network = { ...languageModelRecipe.network, bidirectional: true };
  assert.throws(() => prepare({ ...languageModelRecipe, network }), {
    name: 'RnnLensError',
    message: /rnn\.bidirectional must be false for a language model: a backward direction has already read/,
  });
});

test('the gradient of a pooled or token-wise readout is that of finite differences', () => {
  const config: RnnConfig = { ...LSTM, cell: 'GRU', hiddenSize: 2, bidirectional: true };
  const random = new Random(4);
  const layout = {
    offsets: Uint32Array.of(0, 3, 7),
    tokenStarts: Uint32Array.of(0, 2, 3),
    tokenEnds: Uint32Array.of(1, 3, 7),
  };
  const output = Float32Array.from({ length: 7 * 4 }, () => random.uniform(1));
  for (const head of [
    { level: 'segment', pooling: 'last' },
    { level: 'segment', pooling: 'max' },
    { level: 'segment', pooling: 'mean' },
    { level: 'token', pooling: 'last' },
  ] as const) {
    const factors = Float32Array.from({ length: 3 * 4 }, () => random.uniform(1));
    const loss = (x: tf.Tensor): tf.Scalar => {
      const read = headInput(head, config, x as tf.Tensor2D, layout);
      return tf.sum(tf.mul(read, tf.tensor2d(factors.slice(0, read.size), read.shape))) as tf.Scalar;
    };
    const gradient = tf
      .grad(loss)(tf.tensor2d(output, [7, 4]))
      .dataSync();
    output.forEach((value, k) => {
      const at = (step: number) => {
        const moved = output.slice();
        moved[k] = value + step;
        return loss(tf.tensor2d(moved, [7, 4])).dataSync()[0];
      };
      const expected = (at(0.01) - at(-0.01)) / 0.02;
      assert.ok(Math.abs(gradient[k] - expected) < 1e-4, `${head.level} ${head.pooling} ${k}`);
    });
  }
});

const LSTM: RnnConfig = {
  cell: 'LSTM',
  inputSize: 2,
  hiddenSize: 6,
  projSize: 0,
  layers: 1,
  bidirectional: false,
  bias: true,
};

test('many-to-one: a classifier on the last hidden states learns which symbol came first', () => {
  const random = new Random(8);
  const specs = [
    ...parameterSpecs(LSTM),
    { name: 'head.weight', shape: [2, 6] },
    { name: 'head.bias', shape: [2] },
  ];
  const variables = new Map(
    specs.map(({ name, shape }) => {
      const size = shape.reduce((a, b) => a * b, 1);
      const values = Float32Array.from({ length: size }, () => random.uniform(0.4));
      return [name, tf.variable(tf.tensor(values, [...shape]))];
    }),
  );
  const rows = Array.from({ length: 16 }, (_, b) =>
    Array.from({ length: 2 + (b % 4) }, () => Math.floor(random.next() * 2)),
  );
  const offsets = new Uint32Array(rows.length + 1);
  rows.forEach((row, b) => (offsets[b + 1] = offsets[b] + row.length));
  const symbols = rows.flat().flatMap((symbol) => (symbol ? [0, 1] : [1, 0]));
  const x = tf.tensor2d(symbols, [offsets[rows.length], 2]);
  const targets = Uint32Array.from(rows, (row) => row[0]);
  const loss = () => {
    const weight = variables.get('head.weight') as tf.Tensor as tf.Tensor2D;
    const bias = variables.get('head.bias') as tf.Tensor as tf.Tensor1D;
    const output = recurrent(LSTM, variables, x, { offsets });
    return headLoss(lastHidden(LSTM, output, offsets), { weight, bias }, targets, 'mean');
  };
  const adam = createOptimizer({ kind: 'adam', learningRate: 0.05, maxGradientNorm: 1 });
  const losses = Array.from({ length: 80 }, () => trainStep(adam, [...variables.values()], 1, loss).loss);
  assert.ok(losses.at(-1)! < 0.05, `loss ${losses.at(-1)}`);
});
