// Candidates for what a file leaves open, run over a text: the right one costs least where it predicts what comes next.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { measureImport, MEASURED_TOKENS } from '../../src/core/evaluate/importMeasure.js';
import { surprisals } from '../../src/core/evaluate/languageModel.js';
import { readModel } from '../../src/core/formats/modelPackage.js';
import type { ForeignVocabulary, ImportAnswers, Recognised } from '../../src/core/import/foreign.js';
import { importedPackage } from '../../src/core/import/importedModel.js';
import { importPlan } from '../../src/core/import/importPlan.js';
import type { ImportedNetwork, ImportedOperation } from '../../src/core/import/network.js';
import { Pipeline } from '../../src/core/pipeline.js';
import { referenceEngine } from '../../src/core/rnn/engine.js';
import { sentence } from '../../src/core/sentence.js';

const LETTERS = 'abcd';
const N = LETTERS.length;
const SOURCE = { name: 'x', title: 'x', source: { file: '', format: '', sha256: '' } };

/** The blocks of i, f, g and o in an order that a file may have them in: the letter read goes through g into c, and out. */
function blocks(order: string): { W_ih: Float32Array; bias: Float32Array } {
  const W_ih = new Float32Array(4 * N * N);
  const bias = new Float32Array(4 * N);
  [...order].forEach((gate, block) => {
    for (let unit = 0; unit < N; unit++) {
      const row = block * N + unit;
      if (gate === 'g') W_ih[row * N + unit] = 3;
      else bias[row] = gate === 'f' ? -9 : 9;
    }
  });
  return { W_ih, bias };
}

/** Knows that b follows a, c b, d c and a d; its gates are read in an order, whatever the file has. */
function cyclic(
  file: string,
  read: string,
  { returns = 'sequence' as 'sequence' | 'last', outputs = N, weight = 12, memory = 0 } = {},
): ImportedNetwork {
  const stored = blocks(file);
  const [W_ih, bias] = [new Float32Array(stored.W_ih.length), new Float32Array(stored.bias.length)];
  [...'ifgo'].forEach((gate, block) => {
    const from = read.indexOf(gate);
    W_ih.set(stored.W_ih.subarray(from * N * N, (from + 1) * N * N), block * N * N);
    bias.set(stored.bias.subarray(from * N, (from + 1) * N), block * N);
  });
  const dense = new Float32Array(outputs * N);
  for (let letter = 0; letter < N; letter++) dense[((letter + 1) % outputs) * N + letter] = weight;
  const direction = {
    W_ih,
    W_hh: new Float32Array(4 * N * N).fill(memory),
    b_ih: bias,
    b_hh: null,
    W_hr: null,
  };
  const lstm: ImportedOperation = {
    ...{ kind: 'recurrent', cell: 'LSTM', hiddenSize: N, projSize: 0, resetAfter: true },
    ...{ gateActivation: 'sigmoid', activation: 'tanh', directions: [direction], merge: 'none' },
    ...{ isReversed: false, isOutputReversed: false, returns, initial: null },
  };
  return {
    layers: [
      { name: 'ids', operation: { kind: 'ids' }, inputs: [] },
      { name: 'one-hot', operation: { kind: 'one-hot', width: N }, inputs: [0] },
      { name: 'lstm', operation: lstm, inputs: [1] },
      { name: 'dense', operation: { kind: 'dense', outputs, weight: dense, bias: null }, inputs: [2] },
    ],
    output: 3,
    reading: { window: null, padding: 'before', padId: 0, isMasked: false },
    notes: [],
  };
}

/** A file with its gates in the order i, f, o, g (as Keras' are i, f, c, o), which it does not say. */
const GATES: Recognised = {
  kind: 'network',
  questions: [
    {
      id: 'gates',
      text: sentence('In which order are the gates?'),
      isNeeded: false,
      options: ['ifgo', 'ifog', 'figo', 'oifg'].map((value) => ({ value, title: sentence(value) })),
    },
  ],
  network: (answers) => Promise.resolve(cyclic('ifog', answers['gates'] ?? 'ifgo')),
};

function lettersIn(order: string): ForeignVocabulary {
  const ids = new Map([...order].map((letter, id) => [letter, id]));
  return { place: 'letters', ids, unit: 'characters', tokenizer: null };
}

async function measured(
  recognised: Recognised,
  text: string,
  { answers = {} as ImportAnswers, order = LETTERS, turn = (): Promise<void> => Promise.resolve() } = {},
) {
  const plan = await importPlan(recognised, { vocabulary: lettersIn(order), labels: null, answers });
  const settings = plan.settings(SOURCE);
  return measureImport(plan.network, settings, text, { engine: referenceEngine, turn });
}

const only = (network: ImportedNetwork): Recognised => ({
  ...{ kind: 'network', questions: [], network: () => Promise.resolve(network) },
});
const CLASSES = { answers: { predicts: 'classes' } };
const TEXT = 'abcdabcdab'.repeat(20).replaceAll('aba', 'abcda');

test('of the orders of gates that a file may have, its own costs least, and by far', async () => {
  const costs = new Map<string, number>();
  for (const { value } of GATES.questions[0].options) {
    const { kind, bits } = await measured(GATES, TEXT, { answers: { gates: value } });
    assert.equal(kind, 'loss');
    costs.set(value, bits);
  }
  const [least, next] = [...costs].sort((a, b) => a[1] - b[1]);
  assert.equal(least[0], 'ifog');
  assert.ok(least[1] < 0.01, `the right order costs ${least[1]}`);
  assert.ok(next[1] > 2 * least[1], `another costs ${next[1]}`);
});

test('of the orders of an alphabet the right one costs least', async () => {
  const right = await measured(only(cyclic('ifgo', 'ifgo')), TEXT);
  const turned = await measured(only(cyclic('ifgo', 'ifgo')), TEXT, { order: 'dcba' });
  assert.ok(right.bits < 0.1 && turned.bits > 3, `${right.bits} and ${turned.bits}`);
});

test('the loss is that of the model as it is imported: the mean surprisal of all characters but the first', async () => {
  const recognised = only(cyclic('ifgo', 'ifgo', { weight: 3, memory: 4 }));
  // Longer than a piece of the stream: the state goes on.
  const text = `${'abcadbdbcaacddb'.repeat(100)}\nbcda`;
  const plan = await importPlan(recognised, { vocabulary: lettersIn(LETTERS), labels: null, answers: {} });
  const { json, weights } = importedPackage(plan.network, plan.settings(SOURCE));
  const { model } = readModel(json, weights);
  const costs = [...surprisals(new Pipeline(model), [...text])].filter((_, k) => k > 0 && text[k] !== '\n');
  const { bits, count, unknown } = await measured(recognised, text);
  assert.deepEqual([count, unknown], [costs.length, 1]);
  const mean = costs.reduce((a, b) => a + b, 0) / costs.length / Math.LN2;
  assert.ok(Math.abs(bits - mean) < 1e-5, `${bits} and ${mean}`);
});

test('a network of windows is measured from its windows', async () => {
  const network = cyclic('ifgo', 'ifgo', { returns: 'last' });
  const windows = { ...network, reading: { ...network.reading, window: 3 } };
  const { kind, bits, count } = await measured(only(windows), TEXT);
  assert.deepEqual([kind, count], ['loss', TEXT.length - 1]);
  assert.ok(bits < 0.1, String(bits));
});

test('of classes nothing is lost without labels: how certain the answers are is said, and that it is no loss', async () => {
  const unsure = cyclic('ifgo', 'ifgo', { returns: 'last', outputs: 3, weight: 0 });
  const { kind, bits, confidence, count } = await measured(only(unsure), 'abc\nbd\n', CLASSES);
  assert.deepEqual([kind, count], ['certainty', 2]);
  assert.ok(Math.abs(bits - Math.log2(3)) < 1e-6);
  assert.ok(Math.abs((confidence ?? 0) - 1 / 3) < 1e-6);
  const sure = await measured(only(cyclic('ifgo', 'ifgo', { returns: 'last', outputs: 3 })), 'abc', CLASSES);
  assert.ok(sure.bits < 0.1 && (sure.confidence ?? 0) > 0.9, JSON.stringify(sure));
});

test('of a long text so much is read as takes a moment, in pieces that can be given up; an empty one has nothing', async () => {
  const recognised = only(cyclic('ifgo', 'ifgo'));
  let turns = 0;
  const turn = (): Promise<void> => {
    turns++;
    return Promise.resolve();
  };
  const long = await measured(recognised, TEXT.repeat(1000), { turn });
  assert.equal(long.count, MEASURED_TOKENS - 1);
  assert.ok(turns > 1);
  await assert.rejects(
    measured(recognised, TEXT.repeat(1000), { turn: () => Promise.reject(new Error('given up')) }),
    /given up/,
  );
  const empty = await measured(recognised, '');
  assert.deepEqual([empty.count, empty.bits], [0, NaN]);
});
