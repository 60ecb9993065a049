import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { readDelimited } from '../../src/core/data/own/delimited.js';
import { readOwn, type OwnData } from '../../src/core/data/own/ownData.js';
import { ownRecipe } from '../../src/core/train/own/ownRecipe.js';
import { proposalsFor } from '../../src/core/train/own/proposals.js';
import { withinTime } from '../../src/core/train/own/withinTime.js';
import { readRecipe } from '../../src/core/train/recipe.js';

const files = { train: 'own', development: 'own' };

function read(own: OwnData, text: string): { train: string; development: string } {
  return readOwn(own, files, () => text);
}

/** Rows of two classes in some form. */
function rows(count: number, row: (text: string, label: string) => string): string {
  return Array.from({ length: count }, (_, k) => row(`text ${k}`, k % 3 === 0 ? 'bad' : 'good')).join('');
}

test('a table with commas is read as RFC 4180 says, and every cell comes back as it was', () => {
  fc.assert(
    fc.property(
      fc.array(
        fc.array(fc.string({ unit: fc.constantFrom('a', ',', '"', '\n', ' ', 'é') }), {
          minLength: 2,
          maxLength: 2,
        }),
        {
          minLength: 1,
          maxLength: 8,
        },
      ),
      (cells) => {
        const quoted = (cell: string): string => `"${cell.replaceAll('"', '""')}"`;
        const text = cells.map((row) => row.map(quoted).join(',')).join('\r\n');
        assert.deepEqual(
          readDelimited(text, ',', 'x').map((row) => row.cells),
          cells,
        );
      },
    ),
  );
});

test('of a table every so many-th row of each label is held out, and nothing is in both parts', () => {
  const own: OwnData = {
    kind: 'table',
    heldOut: 0.2,
    columns: { separator: '\t', header: false, text: 0, label: 1 },
  };
  const { train, development } = read(
    own,
    rows(30, (text, label) => `${text}\t${label}\n`),
  );
  const of = (part: string): string[] => part.trim().split('\n').slice(1);
  assert.equal(train.split('\n')[0], 'text\tlabel');
  assert.deepEqual([of(train).length, of(development).length], [24, 6]);
  assert.equal(new Set([...of(train), ...of(development)]).size, 30);
  assert.equal(of(development).filter((row) => row.endsWith('bad')).length, 2);
});

test('of a text the end is held out, at a line if one ends near', () => {
  const text = 'a line of the text\n'.repeat(100);
  const { train, development } = read({ kind: 'text', heldOut: 0.1 }, text);
  assert.equal(train + development, text);
  assert.ok(train.endsWith('\n') && Math.abs(development.length - 190) <= 19, String(development.length));
});

test('what cannot be learned from is refused in one sentence that names file and line', () => {
  const table = {
    kind: 'table',
    heldOut: 0.1,
    columns: { separator: ',', header: true, text: 0, label: 1 },
  } as const;
  const good = rows(10, (text, label) => `${text},${label}\n`);
  const cases: [OwnData, string, RegExp][] = [
    [
      { kind: 'text', heldOut: 0.1 },
      'short',
      /^own has 5 characters of text, and a network needs at least 200/,
    ],
    [
      table,
      `text,label\n${good}broken\n`,
      /^own, line 12 has 1 cells, and text and label are in the first 2\.$/,
    ],
    [
      table,
      `text,label\n${good}"open,good\n`,
      /^own, line 12: a cell begins with a quote that nothing closes\.$/,
    ],
    [table, `text,label\n${good}x,\n`, /^own, line 12 has no label\.$/],
    [
      table,
      `text,label\n${'x,good\n'.repeat(9)}`,
      /^own has one label only \(good\): there is nothing to tell apart\.$/,
    ],
    [
      { ...table, labels: ['good', 'bad'] },
      `text,label\n${good}x,ugly\n`,
      /^own, line 12: the label "ugly" is not one of/,
    ],
    [
      { kind: 'lines', heldOut: 0.1 },
      `${'__label__a x\n'.repeat(5)}none\n`,
      /^own, line 6 does not begin with a label/,
    ],
    [
      { kind: 'columns', heldOut: 0.1 },
      'The DT\nend NN\n\nword\n',
      /^own, line 4 is not a word and its tag: "word"\.$/,
    ],
    [{ kind: 'conllu', heldOut: 0.1 }, '1\tThe\t_\tDET\n', /^own, line 1 has 4 columns, and CoNLL-U has 10/],
    [table, 'text,label\nx,good\ny,bad\n', /^own has 2 labelled pieces, and a network needs at least 4/],
  ];
  for (const [own, text, sentence] of cases)
    assert.throws(() => read(own, text), { message: sentence }, text);
});

test('what a network could learn from a text follows from its form', () => {
  const kinds = (text: string): string[] =>
    proposalsFor(text, 'x').map(({ task, own }) => `${task} ${own.kind}`);
  const model = 'language-model text';
  assert.deepEqual(kinds('Once upon a time, there was a king.\nHe was old.\n'.repeat(9)), [model]);
  assert.deepEqual(kinds(rows(9, (text, label) => `${text}\t${label}\n`)), ['classification table', model]);
  assert.deepEqual(kinds(`label;text\n${rows(9, (text, label) => `${label};${text}\n`)}`), [
    'classification table',
    model,
  ]);
  assert.deepEqual(kinds(rows(9, (text, label) => `__label__${label} ${text}\n`)), [
    'classification lines',
    model,
  ]);
  assert.deepEqual(kinds('The DT\nend NN\n\nA DT\ncat NN\n'), ['tagging columns', model]);
  assert.deepEqual(
    kinds('1\tThe\tthe\tDET\tDT\t_\t2\tdet\t_\t_\n2\tend\tend\tNOUN\tNN\t_\t0\troot\t_\t_\n\n'),
    ['tagging conllu', model],
  );
  const [table] = proposalsFor(`stars,review\n${rows(9, (text, label) => `${label},"${text}, yes"\n`)}`, 'x');
  assert.deepEqual(table.own.columns, { separator: ',', header: true, text: 1, label: 0 });
  assert.deepEqual(table.own.labels, ['good', 'bad']);
});

test('a recipe of defaults can be read again, for a time budget has epochs of some seconds, and never more than asked', () => {
  const text = 'Once upon a time. '.repeat(2000);
  const recipe = ownRecipe({
    ...{ cell: 'GRU', layers: 1, hiddenSize: 32, bidirectional: false, name: 'x', title: 'X', seed: 1 },
    ...{ proposal: proposalsFor(text, 'x').at(-1)!, files, text },
  });
  assert.deepEqual(readRecipe(JSON.stringify(recipe), 'recipe.json'), JSON.parse(JSON.stringify(recipe)));
  fc.assert(
    fc.property(
      fc.double({ min: 0.1, max: 500, noNaN: true }),
      fc.integer({ min: 1, max: 5000 }),
      fc.double({ min: 1, max: 900, noNaN: true }),
      fc.constantFrom(1, 3, 15),
      (msAStep, stepsAPass, msAnEpoch, minutes) => {
        const { fit } = withinTime(recipe, { msAStep, stepsAPass, msAnEpoch }, minutes);
        const steps = fit.stepsAnEpoch ?? stepsAPass;
        assert.ok(steps >= 1 && steps <= stepsAPass && fit.epochs >= 1);
        const least = 8 * msAStep + 8 * msAnEpoch;
        assert.ok(fit.epochs * (steps * msAStep + msAnEpoch) <= Math.max(minutes * 60_000, least) * 1.01);
      },
    ),
  );
});
