// What a file and its vocabulary leave open, the likeliest answers, and what follows from them.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ForeignVocabulary, KerasTokenizerRules, Recognised } from '../../src/core/import/foreign.js';
import { importPlan } from '../../src/core/import/importPlan.js';
import type { ImportedNetwork } from '../../src/core/import/network.js';

/** A table of `rows`, an LSTM of one unit, and a linear layer. */
function networkOf(rows: number, outputs: number, window: number | null = null): ImportedNetwork {
  const zeros = (count: number): Float32Array => new Float32Array(count);
  const weights = { W_ih: zeros(4), W_hh: zeros(4), b_ih: null, b_hh: null, W_hr: null };
  return {
    layers: [
      { name: 'ids', operation: { kind: 'ids' }, inputs: [] },
      { name: 'table', operation: { kind: 'embedding', rows, width: 1, weight: zeros(rows) }, inputs: [0] },
      {
        name: 'lstm',
        operation: {
          ...{ kind: 'recurrent', cell: 'LSTM', hiddenSize: 1, projSize: 0, resetAfter: true },
          ...{ gateActivation: 'sigmoid', activation: 'tanh', directions: [weights], merge: 'none' },
          ...{ isReversed: false, isOutputReversed: false, returns: 'last', initial: null },
        },
        inputs: [1],
      },
      {
        name: 'dense',
        operation: { kind: 'dense', outputs, weight: zeros(outputs), bias: null },
        inputs: [2],
      },
    ],
    output: 3,
    reading: { window, padding: 'before', padId: 0, isMasked: false },
    notes: [],
  };
}

function recognised(network: ImportedNetwork): Recognised {
  return { kind: 'network', questions: [], network: () => Promise.resolve(network) };
}

function vocabularyOf(
  ids: Record<string, number>,
  tokenizer: Partial<KerasTokenizerRules> | null = null,
): ForeignVocabulary {
  const rules = { lower: true, filters: '.,', split: ' ', charLevel: false, numWords: null, oovToken: null };
  return {
    place: 'words.json',
    ids: new Map(Object.entries(ids)),
    unit: 'unknown',
    tokenizer: tokenizer && { ...rules, ...tokenizer },
  };
}

const SOURCE = { name: 'x', title: 'x', source: { file: 'x', format: 'x', sha256: '' } };

async function planOf(
  network: ImportedNetwork,
  vocabulary: ForeignVocabulary,
  answers: Record<string, string> = {},
) {
  const plan = await importPlan(recognised(network), { vocabulary, labels: null, answers });
  const likeliest = Object.fromEntries(plan.questions.map(({ id, options }) => [id, options[0].value]));
  return { plan, likeliest, settings: plan.settings(SOURCE) };
}

test('a tokenizer says how words are found, which are known, and what unknown ones are read as', async () => {
  const words = { '<OOV>': 1, the: 2, film: 3, good: 4, rare: 5 };
  const tokenizer = { oovToken: '<OOV>', numWords: 5 };
  const { likeliest, settings } = await planOf(networkOf(5, 3), vocabularyOf(words, tokenizer));
  assert.deepEqual(likeliest, {
    ...{ unit: 'words', case: 'lower', unknown: '1', predicts: 'classes', sequence: 'line' },
  });
  assert.deepEqual([...settings.symbols.ids.keys()], ['<OOV>', 'the', 'film', 'good']);
  assert.equal(settings.symbols.unknownId, 1);
  assert.equal(settings.separators, '., ');
  const without = await planOf(networkOf(5, 3), vocabularyOf({ the: 1, film: 2 }, {}));
  assert.equal(without.settings.symbols.unknownId, null);
});

test('words with capitals are looked up as they are written; punctuation among them is not between them', async () => {
  const { likeliest } = await planOf(networkOf(6, 3), vocabularyOf({ The: 1, film: 2, '.': 3, '<unk>': 4 }));
  assert.deepEqual(
    [likeliest['case'], likeliest['separators'], likeliest['unknown']],
    ['written', 'white-space', '4'],
  );
});

test('outputs that are the symbols again are what comes next, from windows or on and on', async () => {
  const letters = Object.fromEntries([...'abcdefgh'].map((letter, id) => [letter, id]));
  const { likeliest, settings } = await planOf(networkOf(8, 8, 4), vocabularyOf(letters));
  assert.deepEqual(
    [likeliest['unit'], likeliest['predicts'], likeliest['reading']],
    ['characters', 'next', 'windows'],
  );
  assert.equal(settings.predictsNext, true);
  const on = await planOf(networkOf(8, 8, 4), vocabularyOf(letters), { reading: 'on' });
  assert.equal(on.plan.network.reading.window, null);
  assert.equal(on.likeliest['sequence'], 'document');
  const classes = await planOf(networkOf(8, 3, 4), vocabularyOf(letters));
  assert.deepEqual([classes.likeliest['predicts'], classes.likeliest['reading']], ['classes', undefined]);
});

test('the word index of IMDB has ranks: ids are three more unless it is said otherwise', async () => {
  const index = { the: 1, and: 2, a: 3, br: 7, film: 19 };
  const { likeliest, settings } = await planOf(networkOf(30, 2), vocabularyOf(index));
  assert.deepEqual([likeliest['ids'], likeliest['unknown']], ['imdb', '2']);
  assert.equal(settings.symbols.ids.get('film'), 22);
  const written = await planOf(networkOf(30, 2), vocabularyOf(index), { ids: 'written' });
  assert.equal(written.settings.symbols.ids.get('film'), 19);
});

test('a vocabulary of another model and answers that are none are refused', async () => {
  const many = Object.fromEntries(Array.from({ length: 200 }, (_, k) => [`w${k}`, k]));
  await assert.rejects(
    planOf(networkOf(5, 3), vocabularyOf(many)),
    /200 symbols, the table 5 rows: it belongs to another model/,
  );
  await assert.rejects(planOf(networkOf(5, 3), vocabularyOf({})), /has no symbols/);
  await assert.rejects(
    planOf(networkOf(5, 3), vocabularyOf({ a: 1 }), { unit: 'lines' }),
    /"lines" is no answer to "unit"/,
  );
  await assert.rejects(
    planOf(networkOf(5, 3), vocabularyOf({ a: 1 }), { who: 'me' }),
    /There is no question "who"/,
  );
});
