// Every task from its recipe to its scores through the command line, on toy data.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { readModel } from '../../src/core/formats/modelPackage.js';
import type { FixedRecipe, Recipe, TrainingRecipe } from '../../src/core/train/recipe.js';
import {
  languageModelRecipe,
  maskedRecipe,
  morphologyRecipe,
  sentimentRecipe,
  taggerRecipe,
  toyFiles,
  treebanksRecipe,
} from '../fixtures/toyRecipes.js';

const folder = mkdtempSync(path.join(tmpdir(), 'rnn-lens-tasks-'));
after(() => rmSync(folder, { recursive: true, force: true }));
for (const [name, text] of Object.entries(toyFiles)) writeFileSync(path.join(folder, name), text);

function rnnLens(...args: string[]): string {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['dist/cli.js', ...args], {
    encoding: 'utf8',
  });
  assert.equal(status, 0, stderr);
  return stdout;
}

interface Made {
  readonly out: string;
  readonly manifest: { readonly score: string; readonly scores: Readonly<Record<string, unknown>> };
  readonly card: string;
}

function make(recipeFile: string, name: string, ...more: string[]): Made {
  const out = path.join(folder, name);
  rnnLens('train', recipeFile, '--data', folder, '--out', out, ...more);
  const read = (file: string) => readFileSync(path.join(out, file), 'utf8');
  readModel(read('model.json'), new Uint8Array(readFileSync(path.join(out, 'weights.safetensors'))));
  return { out, manifest: JSON.parse(read('model.json')) as Made['manifest'], card: read('README.md') };
}

function makeToy(recipe: Exclude<Recipe, FixedRecipe>, ...more: string[]): Made {
  const file = path.join(folder, `${recipe.name}.json`);
  writeFileSync(file, JSON.stringify(recipe));
  return make(file, recipe.name, ...more);
}

const TASKS: [recipe: TrainingRecipe, gold: string, score: RegExp, card: RegExp][] = [
  [
    { ...sentimentRecipe, precision: 'I8' },
    'dev.tsv',
    /^accuracy (9[5-9]|100)\.\d\d %/,
    /\| positive \| .*\n[^]*## Training/,
  ],
  [languageModelRecipe, 'dev.txt', /^0\.0\d\d nats a character/, /nats .* a character over 38 characters/],
  [
    morphologyRecipe,
    'dev-ko.conllu',
    /^UPOS 100\.00 %, XPOS 100\.00 %, morphemes 100\.00 %/,
    /head `edits` gives each step one of/,
  ],
];

for (const [recipe, gold, score, card] of TASKS)
  test(`train and evaluate say the same: ${recipe.name}`, () => {
    const made = makeToy(recipe);
    assert.match(made.manifest.score, score);
    assert.match(made.card, card);
    const { model, ...scores } = JSON.parse(
      rnnLens('evaluate', '--model', made.out, path.join(folder, gold)),
    ) as Record<string, unknown>;
    assert.equal(model, recipe.name);
    assert.deepEqual(scores, made.manifest.scores);
  });

test('tag: a morphological analyser cuts Korean text and fills LEMMA and XPOS', () => {
  const text = path.join(folder, 'text.txt');
  writeFileSync(text, '서울이 했다.\n');
  const rows = rnnLens('tag', '--model', path.join(folder, 'toy-morphology'), text)
    .split('\n')
    .filter((line) => /^\d/.test(line))
    .map((line) => line.split('\t').slice(1, 5).join(' '));
  assert.deepEqual(rows, ['서울이 서울+이 PROPN nq+jcs', '했다 하+았+다 VERB pvg+ep+ef', '. . PUNCT sf']);
  const tsv = rnnLens('tag', '--format', 'tsv', '--model', path.join(folder, 'toy-morphology'), text);
  const [head, first] = tsv.split('\n').map((line) => line.split('\t'));
  assert.deepEqual(head, ['token', 'tag', 'probability', 'start', 'end', 'xpos', 'morphemes']);
  assert.deepEqual([first[0], ...first.slice(3)], ['서울이', '0', '3', 'nq+jcs', '서울+이']);
});

test('a network that learned from text alone is a package, and a recipe begins with it', () => {
  const start = makeToy(maskedRecipe);
  assert.match(start.manifest.score, /^\d\.\d{3} nats a symbol that is told/);
  assert.match(start.card, /Score\nis nats a symbol that is told/);
  const recipe = { ...sentimentRecipe, name: 'toy-tuned', start: 'toy-text', network: maskedRecipe.network };
  const made = makeToy(recipe, '--from', start.out);
  assert.match(made.manifest.score, /^accuracy (9[5-9]|100)\.\d\d %/);
  assert.match(
    made.card,
    /--out media\/models\/toy-tuned --from DIR\n\nDIR is the folder that training `media\/recipes\/toy-text\.json` fills/,
  );
});

test('a recipe begins with word vectors of a file; the model knows words that training never had', () => {
  const vectors = { name: 'toy', version: '1', licence: 'none', attribution: 'nobody', words: 9 };
  const input = { ...taggerRecipe.network.input, vectors } as TrainingRecipe['network']['input'];
  const file = path.join(folder, 'vectors.txt');
  writeFileSync(file, 'ends 3 3 0 0 0 1\nflees 3 3 0 0 0 1\n');
  const recipe = { ...taggerRecipe, name: 'toy-vectors', network: { ...taggerRecipe.network, input } };
  const made = makeToy(recipe, '--vectors', file);
  assert.match(made.card, /Word vectors to begin with: toy 1\. Licence: none\. Credit: nobody\./);
  const text = path.join(folder, 'flees.txt');
  writeFileSync(text, 'the run flees');
  assert.match(rnnLens('tag', '--model', made.out, text), /3\tflees\t_\tVERB/);
});

test('evaluate --tag-set: a model of several treebanks as a tagger with one of its conventions', () => {
  const { out, manifest, card } = makeToy(treebanksRecipe);
  assert.match(card, /With the tag set `large`.*\*\*UPOS 100\.00 %, XPOS 100\.00 %, morphemes 100\.00 %\*\*/);
  assert.match(card, /evaluate --model toy-treebanks --tag-set large --format table DATA\/dev-third\.conllu/);
  const scoreOf = (gold: string, ...more: string[]): unknown =>
    JSON.parse(rnnLens('evaluate', '--model', out, ...more, path.join(folder, gold))).morphology.xposExact;
  assert.match(manifest.score, /XPOS 100\.00 %/);
  assert.equal(scoreOf('dev-ko.conllu'), 1);
  assert.equal(scoreOf('dev-other.conllu', '--tag-set', 'large'), 1);
  assert.equal(scoreOf('dev-other.conllu'), 0);
});

test('generated data need no file, and evaluate finds the depth of nesting in the states', () => {
  const data = {
    ...languageModelRecipe.data,
    format: 'parentheses',
    seed: 1,
    trainSymbols: 20_000,
    developmentSymbols: 5000,
  } as const;
  const network = { ...languageModelRecipe.network, hiddenSize: 12 };
  const fit = { ...languageModelRecipe.fit, epochs: 4 };
  const recipe = {
    ...languageModelRecipe,
    name: 'toy-parentheses',
    data,
    network,
    fit,
    batch: { streams: 8, steps: 25 },
  };
  const made = makeToy(recipe);
  const scores = JSON.parse(rnnLens('evaluate', '--model', made.out, 'generated')) as {
    natsPerCharacter: number;
    depthProbe: { accuracy: number };
  };
  assert.ok(scores.natsPerCharacter < 1.05, String(scores.natsPerCharacter));
  assert.ok(scores.depthProbe.accuracy > 0.95, String(scores.depthProbe.accuracy));
});

test('the textbook network is written as it was published, and is described', () => {
  const { out, card } = make('media/recipes/textbook-rnn.json', 'textbook-rnn');
  assert.match(card, /An RNN_TANH of 1 layer × 1 direction × 2 units/);
  assert.match(rnnLens('describe', out), /rnn\.weight_hh_l0 +\(2, 2\) +4/);
});
