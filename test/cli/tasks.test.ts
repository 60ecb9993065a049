// Every task from its recipe to its scores through the command line, on toy data.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { readModel } from '../../src/core/formats/modelPackage.js';
import type { TrainingRecipe } from '../../src/core/train/recipe.js';
import { languageModelRecipe, morphologyRecipe, sentimentRecipe, toyFiles } from '../fixtures/toyRecipes.js';

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

function make(recipeFile: string, name: string): Made {
  const out = path.join(folder, name);
  rnnLens('train', recipeFile, '--data', folder, '--out', out);
  const read = (file: string) => readFileSync(path.join(out, file), 'utf8');
  readModel(read('model.json'), new Uint8Array(readFileSync(path.join(out, 'weights.safetensors'))));
  return { out, manifest: JSON.parse(read('model.json')) as Made['manifest'], card: read('README.md') };
}

function makeToy(recipe: TrainingRecipe): Made {
  const file = path.join(folder, `${recipe.name}.json`);
  writeFileSync(file, JSON.stringify(recipe));
  return make(file, recipe.name);
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

test('tag: a morphological analyser cuts Korean text and fills LEMMA and XPOS; a language model is refused', () => {
  const text = path.join(folder, 'text.txt');
  writeFileSync(text, '서울이 했다.\n');
  const rows = rnnLens('tag', '--model', path.join(folder, 'toy-morphology'), text)
    .split('\n')
    .filter((line) => /^\d/.test(line))
    .map((line) => line.split('\t').slice(1, 5).join(' '));
  assert.deepEqual(rows, ['서울이 서울+이 PROPN nq+jcs', '했다 하+았+다 VERB pvg+ep+ef', '. . PUNCT sf']);
  const refused = spawnSync(process.execPath, [
    'dist/cli.js',
    'tag',
    '--model',
    path.join(folder, 'toy-lm'),
    text,
  ]);
  assert.equal(refused.status, 1);
  assert.match(refused.stderr.toString(), /"toy-lm" is no tagger/);
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
