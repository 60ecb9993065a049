import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { tableExamples, type TableData } from '../../src/core/data/gold.js';
import { depths, parentheses, parenthesesEntropy } from '../../src/core/data/parentheses.js';
import { readTable } from '../../src/core/data/table.js';
import { scoreClassifier } from '../../src/core/evaluate/classification.js';
import { LabelCounts } from '../../src/core/evaluate/labels.js';
import { scoreLanguageModel, surprisals } from '../../src/core/evaluate/languageModel.js';
import { linearProbe } from '../../src/core/evaluate/probe.js';
import { runExamples } from '../../src/core/evaluate/tagging.js';
import { areaUnderCurve } from '../../src/core/analysis/areaUnderCurve.js';
import { insideQuotations, separatingUnits } from '../../src/core/evaluate/units.js';
import { Random } from '../../src/core/math/random.js';
import { assembleModel, modelParameters, type Architecture } from '../../src/core/model/model.js';
import { Pipeline } from '../../src/core/pipeline.js';
import type { RnnConfig } from '../../src/core/rnn/config.js';

const rnn: RnnConfig = {
  cell: 'LSTM',
  inputSize: 3,
  hiddenSize: 4,
  projSize: 0,
  layers: 1,
  bidirectional: false,
  bias: true,
};
const input = { kind: 'characters', characterSize: 3, pairSize: 0, separated: false } as const;
const symbols = { words: [], characters: ['a', 'b', 'c'], pairs: [] };

/** A random network on the characters a, b, c with one head. */
function pipelineOf(level: 'step' | 'segment', labels: string[], scale = 1): Pipeline {
  const architecture: Architecture = {
    input,
    rnn,
    heads: [{ name: 'head', level, pooling: 'last', labels }],
  };
  const random = new Random(9);
  const parameters = new Map(
    modelParameters(architecture, symbols).map(({ name, shape }) => {
      const size = shape.reduce((a, b) => a * b, 1);
      const bound = name.startsWith('heads.') ? scale : 1;
      return [name, Float32Array.from({ length: size }, () => random.uniform(bound))];
    }),
  );
  return new Pipeline(assembleModel(architecture, symbols, (name) => parameters.get(name)!));
}

test('accuracy, F1 and confusion are those of counting by hand', () => {
  const counts = new LabelCounts();
  for (const [gold, predicted] of ['AA', 'AA', 'AB', 'BB', 'BA', 'BA', 'CC']) counts.add(gold, predicted);
  const { accuracy, perLabel, macroF1, confusion } = counts.scores();
  assert.equal(accuracy, 4 / 7);
  // A: precision 2/4, recall 2/3; B: 1/2, 1/3; C: 1, 1.
  const f1 = [4 / 7, 2 / 5, 1];
  perLabel.forEach((score, k) => assert.ok(Math.abs(score.f1 - f1[k]) < 1e-12));
  assert.ok(Math.abs(macroF1 - (f1[0] + f1[1] + f1[2]) / 3) < 1e-12);
  assert.deepEqual(confusion, [
    { gold: 'B', predicted: 'A', count: 2 },
    { gold: 'A', predicted: 'B', count: 1 },
  ]);
});

test('the area under the curve is the share of pairs that are in order, ties counted half', () => {
  const rows = fc.array(fc.tuple(fc.integer({ min: -3, max: 3 }), fc.boolean()), { maxLength: 30 });
  fc.assert(
    fc.property(rows, (pairs) => {
      const inside = Uint8Array.from(pairs, ([, isInside]) => (isInside ? 1 : 0));
      const [high, low] = [pairs.filter(([, one]) => one), pairs.filter(([, one]) => !one)];
      const wins = high.flatMap(([a]) => low.map(([b]) => (a > b ? 1 : a === b ? 0.5 : 0)));
      const expected =
        wins.length === 0 ? 0.5 : wins.reduce((sum: number, win) => sum + win, 0) / wins.length;
      const values = pairs.map(([value]) => value);
      assert.ok(Math.abs(areaUnderCurve(values, inside) - expected) < 1e-9);
    }),
  );
});

test('the inside of quotations ends at the closing quote or at a blank line', () => {
  const text = '"ab" c “d” "e\n\nf" g';
  const inside = [...insideQuotations([...text])].map((one, k) => (one ? text[k] : '.')).join('');
  // After the blank line the next quote opens again: `f` is outside, ` g` is inside.
  assert.equal(inside, '.ab.....d...e\n... g');
});

test('a unit that is high inside a and low elsewhere is found, signed', () => {
  const characters = [...'abcabcaabbcc'.repeat(20)];
  const inside = Uint8Array.from(characters, (character) => (character === 'a' ? 1 : 0));
  const pipeline = pipelineOf('step', ['?', 'a', 'b', 'c']);
  const units = separatingUnits(pipeline, characters, inside);
  assert.equal(units.length, 8);
  const [best] = units;
  const { trace } = pipeline.run(characters, Uint32Array.of(0, characters.length));
  const { h, c } = trace.layers[0][0];
  const states = best.quantity === 'h' ? h : c!;
  const column = characters.map((_, t) => states[t * 4 + best.unit]);
  assert.equal(best.auc, areaUnderCurve(column, inside));
  for (const { auc } of units) assert.ok(Math.abs(auc - 0.5) <= Math.abs(best.auc - 0.5));
});

test('a probe reads what is linear in the states and not what is noise', () => {
  const random = new Random(2);
  const [rows, width] = [600, 5];
  const states = Float32Array.from({ length: rows * width }, () => random.uniform(1));
  const side = Array.from({ length: rows }, (_, r) =>
    states[r * width] - states[r * width + 3] > 0 ? 1 : 0,
  );
  const noise = side.map(() => Math.floor(random.next() * 2));
  assert.ok(linearProbe(states, width, side).accuracy > 0.95);
  assert.ok(linearProbe(states, width, noise).accuracy < 0.6);
  assert.equal(linearProbe(states, width, side).rows, 300);
});

test('nested parentheses have the entropy that is said, whichever way it is counted', () => {
  // By hand: shares of the depths 1 : 1.5 : 1.5 : 1.5 : 1, with 2, 3, 3, 3, 2 symbols to choose from.
  assert.ok(Math.abs(parenthesesEntropy() - (2 * Math.log(2) + 4.5 * Math.log(3)) / 6.5) < 1e-12);
  assert.ok(Math.abs(parenthesesEntropy() - 0.97385) < 5e-6);
  const text = parentheses(200_000, 3);
  const after = depths(text);
  let nats = 0;
  [...text].forEach((symbol, k) => {
    const depth = k === 0 ? 0 : after[k - 1];
    const choices = [String(depth), depth < 4 ? '(' : '', depth > 0 ? ')' : ''].filter(Boolean);
    assert.ok(choices.includes(symbol));
    nats += Math.log(choices.length);
  });
  assert.ok(Math.abs(nats / text.length - parenthesesEntropy()) < 2e-3);
  assert.equal(parentheses(50, 3), text.slice(0, 50));
  assert.notEqual(parentheses(50, 4), text.slice(0, 50));
});

test('a language model that knows nothing costs the logarithm of its symbols', () => {
  const pipeline = pipelineOf('step', ['?', 'a', 'b', 'c'], 0);
  const { natsPerCharacter, bitsPerCharacter, characters, unknownCharacters } = scoreLanguageModel(pipeline, [
    ...'abcaxb',
  ]);
  assert.equal(characters, 5);
  assert.equal(unknownCharacters, 1);
  assert.ok(Math.abs(natsPerCharacter - Math.log(4)) < 1e-6);
  assert.ok(Math.abs(bitsPerCharacter - 2) < 1e-6);
});

test('surprisals are -ln p of one run over the whole text, however the text is cut into runs', () => {
  const pipeline = pipelineOf('step', ['?', 'a', 'b', 'c']);
  const characters = [...'abccba'.repeat(700)];
  const found = surprisals(pipeline, characters);
  const { heads } = pipeline.run(characters, Uint32Array.of(0, characters.length));
  assert.ok(Number.isNaN(found[0]));
  for (let k = 1; k < characters.length; k++) {
    const id = ['?', 'a', 'b', 'c'].indexOf(characters[k]);
    assert.equal(found[k], Math.fround(-Math.log(heads[0].probabilities[(k - 1) * 4 + id])));
  }
  const mean = found.slice(1).reduce((a, b) => a + b, 0) / (characters.length - 1);
  assert.ok(Math.abs(scoreLanguageModel(pipeline, characters).natsPerCharacter - mean) < 1e-5);
});

test('examples that are run together are labelled as they are alone', () => {
  const pipeline = pipelineOf('segment', ['bad', 'good']);
  const random = new Random(6);
  const examples = Array.from({ length: 150 }, () => ({
    tokens: Array.from({ length: Math.floor(random.next() * 6) }, () => 'abc'[Math.floor(random.next() * 3)]),
    labels: [['good']],
  }));
  const seen: number[] = [];
  runExamples(pipeline, examples, (_, [labels]) => seen.push(...labels));
  const alone = examples
    .filter(({ tokens }) => tokens.length > 0)
    .map(({ tokens }) => pipeline.run(tokens, Uint32Array.of(0, tokens.length)).heads[0].labels[0]);
  assert.deepEqual(seen, alone);
  const { texts, emptyTexts, accuracy } = scoreClassifier(pipeline, examples);
  assert.equal(texts, 150);
  assert.equal(emptyTexts, 150 - alone.length);
  assert.equal(accuracy, alone.reduce((sum, label) => sum + label, 0) / 150);
});

const table: TableData = {
  format: 'table',
  textColumn: 'text',
  labelColumn: 'label',
  heads: [
    { name: 'class', labels: { 0: 'bad', 4: 'good' }, developmentLabels: { 0: 'bad', 1: 'good' } },
    { name: 'grade', labels: { 0: 'bad', 2: 'so', 4: 'good' }, developmentLabels: {} },
  ],
  treebankBrackets: true,
};

test('tables are read by their column names; a head learns nothing from labels it does not name', () => {
  const text = 'label\ttext\r\n4\ta -lrb- "b -RRB-\n2\tc d\n7\tignored\n';
  const train = tableExamples(text, table, 'whitespace', { file: 'x.tsv', isDevelopment: false });
  assert.deepEqual(train, [
    { tokens: ['a', '(', '"b', ')'], labels: [['good'], ['good']] },
    { tokens: ['c', 'd'], labels: [[null], ['so']] },
  ]);
  const part = { file: 'dev.tsv', isDevelopment: true };
  assert.deepEqual(tableExamples('label\ttext\n1\ta\n4\tb\n', table, 'whitespace', part), [
    { tokens: ['a'], labels: [['good'], [null]] },
  ]);
  assert.throws(
    () => tableExamples('label\ttext\n9\ta\n', table, 'whitespace', part),
    /dev\.tsv has no rows/,
  );
  assert.throws(() => readTable('a\tb\n', ['c'], 'x.tsv'), {
    name: 'RnnLensError',
    message: 'x.tsv has no column "c": its first line names a, b.',
  });
});
