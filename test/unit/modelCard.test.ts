import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { KindCosts, kindOf } from '../../src/core/evaluate/characterKinds.js';
import { LabelCounts } from '../../src/core/evaluate/labels.js';
import { lossSentences } from '../../src/core/evaluate/losses.js';
import { scoreReport, type Reported } from '../../src/core/evaluate/report.js';
import { blocksAsText, tableAsMarkdown } from '../../src/core/evaluate/reportFormats.js';
import { readManifest } from '../../src/core/formats/manifest.js';
import { modelCard } from '../../src/core/train/modelCard.js';
import { MODELS_BEGIN, MODELS_END, modelsTable } from '../../src/core/train/modelsTable.js';
import { readRecipe, type Recipe } from '../../src/core/train/recipe.js';
import { sparkline } from '../../src/core/train/sparkline.js';
import { tinyLanguageModel, tinyMorphology, tinyStates } from '../fixtures/tinyTasks.js';

/** 100 rows: X is right in 10 of 40, taken for NOUN in the rest; NOUN always right. */
function tagging() {
  const counts = new LabelCounts();
  for (let k = 0; k < 100; k++) counts.add(k < 40 ? 'X' : 'NOUN', k < 10 ? 'X' : 'NOUN');
  return { sentences: 7, tokens: 100, unknownWords: { tokens: 20, accuracy: 0.25 }, ...counts.scores() };
}

const tagger: Reported = {
  task: 'tagging',
  heads: [
    {
      name: 'upos',
      level: 'token',
      pooling: 'last',
      labels: ['NOUN', 'X'],
      labelDescriptions: ['noun', 'other: foreign words (and typos)'],
    },
  ],
  scores: {
    ...tagging(),
    heads: { xpos: tagging() },
    morphology: { eojeols: 50, xposExact: 0.9, morphemesExact: 0.94, analysisExact: 0.88 },
  },
};

const languageModel: Reported = {
  task: 'language-model',
  heads: [],
  scores: {
    characters: 100,
    natsPerCharacter: 1.5,
    bitsPerCharacter: 1.5 / Math.LN2,
    accuracy: 0.5,
    unknownCharacters: 3,
    kinds: [
      { kind: 'first letter of a word', characters: 20, natsPerCharacter: 3 },
      { kind: 'other letter', characters: 80, natsPerCharacter: 1.125 },
    ],
    quotations: {
      inside: 40,
      characters: 100,
      units: [
        { layer: 0, direction: 'forward', quantity: 'tanh(c)', unit: 17, auc: 0.0712 },
        { layer: 0, direction: 'forward', quantity: 'h', unit: 3, auc: 0.8 },
      ],
    },
    depthProbe: undefined,
  },
};

test('the table of a tagger has headline figures, labels, mistakes and unknown words of every head', () => {
  const text = blocksAsText(scoreReport(tagger));
  assert.match(
    text,
    /Of 50 eojeols the composite tag \(XPOS\) is exact in 90\.00 %, the morphemes in 94\.00 %/,
  );
  for (const name of ['UPOS', 'XPOS'])
    assert.match(
      text,
      new RegExp(`${name}, with gold tokens: 70\\.00 % of 100 tokens in 7 sentences\\. Macro F1 60\\.00 %`),
    );
  assert.match(text, /Words without an embedding of their own: 25\.00 % of 20\./);
  assert.match(text, /^ {2}label {2}precision {2}recall {5}F1 {2}support$/m);
  assert.match(text, /^ {2}X {9}100\.00 {3}25\.00 {2}40\.00 {7}40$/m);
  assert.match(text, /^ {2}X {5}NOUN {10}30$/m);
});

test('the table of a language model has nats, bits, kinds of characters and quotation units', () => {
  const text = blocksAsText(scoreReport(languageModel));
  assert.match(text, /1\.5000 nats \(2\.1640 bits\) a character over 100 characters/);
  assert.match(text, /^ {2}first letter of a word {10}20 {6}3\.000 {10}40\.00$/m);
  assert.match(text, /inside of quotations \(40 of 100 characters\)/);
  assert.match(text, /^ {2}tanh\(c\) {7}0 {4}17 {2}0\.0712$/m);
});

test('the table of a classifier has its texts; the depth probe is a sentence', () => {
  const scores = { ...tagging(), texts: 100, emptyTexts: 2 };
  const text = blocksAsText(scoreReport({ task: 'classification', heads: tagger.heads, scores }));
  assert.match(text, /^70\.00 % of 100 texts\. Macro F1 60\.00 %\. 2 of them are empty\./);
  const probed = { ...languageModel.scores, depthProbe: { accuracy: 0.9995, rows: 2000 } };
  assert.match(blocksAsText(scoreReport({ ...languageModel, scores: probed })), /99\.95 % of 2,000 places/);
});

test('where a model loses is said in words', () => {
  const sentences = lossSentences({ ...tagger, scores: { ...tagging() } });
  assert.deepEqual(sentences, [
    'UPOS: `X` (other: foreign words) is taken for `NOUN` (noun) 30 times, 100.0 % of the mistakes.',
    'UPOS: words without an embedding of their own are right in 25.00 %, the others in 81.25 %.',
    'The scores are for gold tokens. On raw text the mistakes of the tokenizer come on top.',
  ]);
  assert.deepEqual(lossSentences(languageModel), [
    'The hardest places are of the kind "first letter of a word": 3.00 nats each, 20.00 % of the text and 40.00 % of its cost.',
    '3 characters of the development text are not in its vocabulary.',
    'No unit of it detects quotations (AUC from 0.95): the best one has 0.0712.',
  ]);
  const counts = new LabelCounts();
  for (const label of ['A', 'B', 'C', 'D'])
    for (let k = 0; k < 20; k++) counts.add(label, k < 5 ? 'A' : label);
  counts.add('E', 'A');
  const scores = { ...tagging(), unknownWords: { tokens: 0, accuracy: 0 }, ...counts.scores() };
  // One row of E is too few to call it weak.
  assert.equal(
    lossSentences({ ...tagger, scores })[0],
    'UPOS: the weakest labels by F1 are `A` 71.43 (20 in the gold data), `B` 85.71 (20 in the gold data), `C` 85.71 (20 in the gold data).',
  );
});

test('characters are of a kind, and their costs are means over the kind', () => {
  const kinds = [...' aB1\n"é'].map((character, k, all) => kindOf(all[k - 1] ?? '', character));
  assert.deepEqual(kinds, [
    'space',
    'first letter of a word',
    'other letter',
    'digit',
    'line end',
    'other sign',
    'first letter of a word',
  ]);
  const costs = new KindCosts();
  costs.add('a', 'b', 1);
  costs.add(' ', 'a', 5);
  costs.add('b', 'c', 2);
  assert.deepEqual(costs.costs(), [
    { kind: 'first letter of a word', characters: 1, natsPerCharacter: 5 },
    { kind: 'other letter', characters: 2, natsPerCharacter: 1.5 },
  ]);
});

test('Markdown tables escape what would end a cell, and numbers stand flush right', () => {
  const table = {
    title: '',
    columns: ['a', 'n'],
    rows: [
      ['x|y', '1.5'],
      ['', '12.5'],
    ],
  };
  assert.equal(tableAsMarkdown(table), '| a    |    n |\n| ---- | ---: |\n| x\\|y |  1.5 |\n|      | 12.5 |');
  assert.equal(sparkline([1, 2, 3]), '▁▅█');
  assert.equal(sparkline([4, 4]), '▁▁');
});

const source = { name: 'Toy', version: '1', licence: 'CC BY-SA 4.0', attribution: 'A. Toy' };
const facts = { parameterCount: 1234, sizeBytes: 2500, recipeFile: 'media/recipes/toy.json' };

test('a card is made of the recipe’s notes and the manifest’s scores', () => {
  const data = {
    ...source,
    format: 'text',
    folder: 'toy-data',
    train: 't.txt',
    development: 'd.txt',
  } as const;
  const published = [{ system: '6-gram', figures: { 'nats a character': '1.9' }, note: 'a note' }];
  const curve = [
    { epoch: 0, loss: 3, score: 2.5, isBest: true, seconds: 60.2 },
    { epoch: 1, loss: 2, score: 1.5, isBest: true, seconds: 61.5 },
  ];
  const manifest = {
    ...tinyLanguageModel(),
    data: source,
    scores: languageModel.scores,
    score: '1.500 nats a character (development split)',
    training: { curve, precision: 'I8', fit: { seed: 1 } },
  };
  const recipe = { data, published, terms: 'Share alike.', precision: 'I8', fit: { seed: 1 } };
  const card = modelCard(manifest, { ...facts, recipe });
  for (const expected of [
    /1,234 parameters, 2\.5 kB of weights, stored as 8-bit integers/,
    /evaluate --model tiny-lm --format table DATA\/toy-data\/d\.txt/,
    /\| \*\*tiny-lm\*\* \| +1\.5000 \| development split/,
    /\| 6-gram +\| +1\.9 \| a note/,
    /- The hardest places are/,
    /2 epochs\. 122 seconds\./,
    /loss {2}█▁/,
    /train media\/recipes\/toy\.json --data DATA\/toy-data --out/,
    /- Credit: A\. Toy\.\n- Share alike\./,
  ])
    assert.match(card, expected);
  assert.doesNotMatch(card, /recipe has changed/);
  const changed = { ...recipe, fit: { seed: 2 } };
  assert.match(modelCard(manifest, { ...facts, recipe: changed }), /recipe has changed/);
});

test('the card of a network with given numbers claims no scores; a morphological one names all its figures', () => {
  const card = modelCard(tinyStates(), { ...facts, recipe: { data: source } });
  assert.doesNotMatch(card, /## (Scores|Beside|Where|Training)/);
  const manifest = { ...tinyMorphology(), scores: tagger.scores, score: 'UPOS 70.00 %' };
  const published = [{ system: 'S', figures: { UPOS: '1', XPOS: '2', morphemes: '3' }, note: '' }];
  assert.match(
    modelCard(manifest, { ...facts, recipe: { data: source, published } }),
    /\*\*tiny-morphology\*\* +\| 70\.00 \| 90\.00 \| +94\.00 \|/,
  );
});

const project = (...parts: string[]): string => readFileSync(path.join('media', ...parts), 'utf8');
const names = readdirSync('media/models').sort();

test('README and NOTICE say of the installed models what their manifests say', () => {
  const manifests = names.map((name) => readManifest(project('models', name, 'model.json')));
  const readme = readFileSync('README.md', 'utf8');
  const table = readme.slice(readme.indexOf(MODELS_BEGIN) + MODELS_BEGIN.length, readme.indexOf(MODELS_END));
  assert.equal(table.trim(), modelsTable(manifests), 'Run: npm run evaluate -- DATA');
  const notice = readFileSync('NOTICE', 'utf8');
  for (const { name, data } of manifests) {
    assert.ok(notice.includes(name), name);
    assert.ok(notice.includes(data.attribution), data.attribution);
    if (data.licence.startsWith('CC')) assert.ok(notice.includes(data.licence), data.licence);
  }
});

test('every card is the one its manifest gives, and every recipe on files names their folder', () => {
  const recipes = new Map<string, Recipe>(
    readdirSync('media/recipes').map((file) => [file, readRecipe(project('recipes', file), file)]),
  );
  for (const name of names) {
    const recipe = recipes.get(`${name}.json`);
    assert.ok(recipe, name);
    const manifest = readManifest(project('models', name, 'model.json'));
    const card = project('models', name, 'README.md');
    const [, parameters] = /^([\d,]+) parameters/m.exec(card) ?? [];
    const known = {
      parameterCount: Number(parameters.replaceAll(',', '')),
      sizeBytes: readFileSync(path.join('media/models', name, 'weights.safetensors')).length,
      recipeFile: `media/recipes/${name}.json`,
    };
    assert.equal(card, modelCard(manifest, { ...known, recipe }), `${name}: npm run evaluate -- DATA`);
  }
  for (const { name, data, terms } of recipes.values()) {
    if ('train' in data) assert.ok(data.folder, name);
    assert.ok(terms, name);
  }
  assert.ok(existsSync('media/samples/textbook.txt'));
});
