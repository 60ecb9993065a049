// How imported networks of what comes next read a text: in windows, with a symbol before each text, and on and on.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readModel } from '../../src/core/formats/modelPackage.js';
import type { ForeignVocabulary, ImportAnswers } from '../../src/core/import/foreign.js';
import { importedPackage } from '../../src/core/import/importedModel.js';
import { importPlan } from '../../src/core/import/importPlan.js';
import type { ImportedNetwork, ImportedOperation } from '../../src/core/import/network.js';
import { readOn } from '../../src/core/import/readOn.js';
import { Random } from '../../src/core/math/random.js';
import { Pipeline } from '../../src/core/pipeline.js';
import { answerOf } from '../tools/runImported.js';

const SYMBOLS = ['', '<s>', ...'abcdef'];
const [V, E, H, WINDOW] = [SYMBOLS.length, 3, 4, 4];

/** Embedding, an LSTM's last step, a layer that bends, a head over the symbols. */
function network(): ImportedNetwork {
  const random = new Random(7);
  const numbers = (count: number): Float32Array =>
    Float32Array.from({ length: count }, () => random.next() * 2 - 1);
  const weights = {
    ...{ W_ih: numbers(4 * H * E), W_hh: numbers(4 * H * H), b_ih: numbers(4 * H), b_hh: numbers(4 * H) },
    W_hr: null,
  };
  const operations: readonly ImportedOperation[] = [
    { kind: 'ids' },
    { kind: 'embedding', weight: numbers(V * E), rows: V, width: E },
    {
      ...{ kind: 'recurrent', cell: 'LSTM', hiddenSize: H, projSize: 0, resetAfter: true },
      ...{ gateActivation: 'sigmoid', activation: 'tanh', directions: [weights], merge: 'none' },
      ...{ isReversed: false, isOutputReversed: false, returns: 'last', initial: null },
    },
    { kind: 'dense', weight: numbers(5 * H), bias: numbers(5), outputs: 5 },
    { kind: 'activation', activation: 'relu' },
    { kind: 'dense', weight: numbers(V * 5), bias: numbers(V), outputs: V },
    { kind: 'activation', activation: 'softmax' },
  ];
  return {
    layers: operations.map((operation, k) => ({
      ...{ name: `layer ${k}`, operation, inputs: k === 0 ? [] : [k - 1] },
    })),
    output: operations.length - 1,
    reading: { window: WINDOW, padding: 'before', padId: 0, isMasked: false },
    notes: [],
  };
}

const vocabulary: ForeignVocabulary = {
  place: 'symbols.json',
  ids: new Map(SYMBOLS.map((symbol, id) => [symbol, id] as const).slice(1)),
  unit: 'characters',
  tokenizer: null,
};

/** What is asked, and the probabilities of what follows each token of a text. */
async function read(
  text: string,
  answers: ImportAnswers = {},
): Promise<{ asked: readonly string[]; rows: number[][] }> {
  const own = network();
  const recognised = { kind: 'network', questions: [], network: () => Promise.resolve(own) } as const;
  const plan = await importPlan(recognised, { vocabulary, labels: null, answers });
  const source = { file: 'x', format: 'x', sha256: '' };
  const { json, weights } = importedPackage(plan.network, plan.settings({ name: 'x', title: 'x', source }));
  const { model } = readModel(json, weights);
  const [{ probabilities }] = new Pipeline(model).run([...text], Uint32Array.of(0, text.length)).heads;
  const rows = [...text].map((_, t) => [...probabilities.subarray(t * V, (t + 1) * V)]);
  return { asked: plan.questions.map(({ id }) => id), rows };
}

const idOf = (symbol: string): number => SYMBOLS.indexOf(symbol);

function padded(ids: readonly number[]): number[] {
  const own = ids.slice(-WINDOW);
  return [...Array<number>(WINDOW - own.length).fill(0), ...own];
}

function isNear(got: readonly number[][], expected: readonly (readonly number[])[]): void {
  assert.equal(got.length, expected.length);
  got.forEach((row, t) =>
    row.forEach((share, k) =>
      assert.ok(Math.abs(share - expected[t][k]) < 1e-5, `${t}.${k}: ${share}, ${expected[t][k]}`),
    ),
  );
}

const TEXT = 'badcafe';
const IDS = [...TEXT].map(idOf);

test('each prediction has its own window, and the symbol that was before each text is read before it', async () => {
  const { asked, rows } = await read(TEXT);
  assert.ok(asked.includes('start'));
  const begun = [idOf('<s>'), ...IDS];
  isNear(
    rows,
    IDS.map((_, t) => answerOf(network(), padded(begun.slice(0, t + 2))).rows[0]),
  );
  const bare = await read(TEXT, { start: 'none' });
  isNear(
    bare.rows,
    IDS.map((_, t) => answerOf(network(), padded(IDS.slice(0, t + 1))).rows[0]),
  );
});

test('read on and on, each prediction follows from all before it, also through layers behind the last step', async () => {
  const { asked, rows } = await read(TEXT, { reading: 'on', start: 'none' });
  assert.ok(!asked.includes('start'));
  const endless = { ...network(), reading: { ...network().reading, window: null } };
  isNear(
    rows,
    IDS.map((_, t) => answerOf(endless, IDS.slice(0, t + 1)).rows[0]),
  );
});

test('what needs a whole window is not read on and on', () => {
  const change = (at: number, operation: Partial<ImportedOperation>): ImportedNetwork => {
    const own = network();
    const layers = own.layers.map((layer, k) =>
      k === at ? { ...layer, operation: { ...layer.operation, ...operation } as ImportedOperation } : layer,
    );
    return { ...own, layers };
  };
  assert.ok(readOn(network()));
  assert.equal(readOn(change(2, { isReversed: true })), null);
  assert.equal(readOn(change(4, { kind: 'attention', weight: new Float32Array(5), bias: 0 })), null);
  assert.equal(readOn(change(4, { kind: 'pool', how: 'mean' })), null);
  assert.equal(readOn(change(4, { kind: 'flatten', steps: WINDOW })), null);
});
