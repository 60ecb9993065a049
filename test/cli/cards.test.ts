// `cards` on a project of toy models: scores are measured again, cards and the README's table written.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { MODELS_BEGIN, MODELS_END } from '../../src/core/train/modelsTable.js';
import type { TrainingRecipe } from '../../src/core/train/recipe.js';
import { languageModelRecipe, sentimentRecipe, taggerRecipe, toyFiles } from '../fixtures/toyRecipes.js';

const project = mkdtempSync(path.join(tmpdir(), 'rnn-lens-cards-'));
const data = path.join(project, 'data');
after(() => rmSync(project, { recursive: true, force: true }));

function rnnLens(...args: string[]): string {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['dist/cli.js', ...args], {
    encoding: 'utf8',
  });
  assert.equal(status, 0, stderr);
  return stdout;
}

const modelFile = (name: string, file: string): string => path.join(project, 'media/models', name, file);
const read = (name: string, file: string): string => readFileSync(modelFile(name, file), 'utf8');
const cards = (): string[] => rnnLens('cards', '--project', project, data).trim().split('\n');

const inFolder = (recipe: TrainingRecipe, folder: string): TrainingRecipe => ({
  ...recipe,
  data: { ...recipe.data, folder } as TrainingRecipe['data'],
  fit: { ...recipe.fit, epochs: 2 },
});

const README = `Models\n\n${MODELS_BEGIN}\n\nold\n\n${MODELS_END}\n\nend\n`;

before(() => {
  const recipes = [
    inFolder(languageModelRecipe, 'texts'),
    inFolder(sentimentRecipe, 'reviews'),
    inFolder(taggerRecipe, 'elsewhere'),
  ];
  for (const folder of ['media/recipes', 'data/texts', 'data/reviews'])
    mkdirSync(path.join(project, folder), { recursive: true });
  for (const [name, text] of Object.entries(toyFiles))
    for (const folder of ['texts', 'reviews']) writeFileSync(path.join(data, folder, name), text);
  for (const recipe of recipes) {
    const file = path.join(project, 'media/recipes', `${recipe.name}.json`);
    writeFileSync(file, JSON.stringify(recipe));
    rnnLens('train', file, '--data', path.join(data, 'texts'), '--out', modelFile(recipe.name, ''));
  }
  writeFileSync(path.join(project, 'README.md'), README);
});

test('cards: what training wrote stands; a model without data is named, and keeps its scores', () => {
  const written = ['toy-lm', 'toy-sentiment'].map(
    (name) => read(name, 'model.json') + read(name, 'README.md'),
  );
  const [unmeasured, card] = ['model.json', 'README.md'].map((file) => read('toy-tagger', file));
  writeFileSync(modelFile('toy-tagger', 'README.md'), 'old');
  const [lm, sentiment, tagger] = cards();
  assert.match(lm, /^toy-lm: \d\.\d{3} nats a character \(development split\); as before; [\d.]+ s$/);
  assert.match(sentiment, /^toy-sentiment: accuracy [\d.]+ % \(development split\); as before/);
  assert.match(
    tagger,
    /^toy-tagger: skipped, .*elsewhere.dev\.conllu is not there; its card says the scores it had$/,
  );
  assert.deepEqual([read('toy-tagger', 'model.json'), read('toy-tagger', 'README.md')], [unmeasured, card]);
  for (const [k, name] of ['toy-lm', 'toy-sentiment'].entries())
    assert.equal(read(name, 'model.json') + read(name, 'README.md'), written[k]);
  const readme = readFileSync(path.join(project, 'README.md'), 'utf8');
  assert.match(readme, /^Models\n\n[^]*\n\nend\n$/);
  assert.match(readme, /\| \[toy-lm\]\(media\/models\/toy-lm\/README\.md\) +\| Toy +\| LSTM, 1 layer/);
  assert.doesNotMatch(readme, /^old$/m);
});

interface Scored {
  score: string;
  scores: { macroF1: number };
}

const WRONG: [name: string, change: (manifest: Scored) => void][] = [
  ['headline', (manifest) => (manifest.score = 'accuracy 99.99 % (development split)')],
  ['detail', ({ scores }) => (scores.macroF1 *= 1 + 1e-4)],
];

for (const [name, change] of WRONG)
  test(`cards: a ${name} that is not what the model gives is found and put right, in manifest and card`, () => {
    const [right, card] = ['model.json', 'README.md'].map((file) => read('toy-sentiment', file));
    const manifest = JSON.parse(right) as Scored;
    change(manifest);
    writeFileSync(modelFile('toy-sentiment', 'model.json'), JSON.stringify(manifest));
    writeFileSync(modelFile('toy-sentiment', 'README.md'), '');
    assert.ok(cards()[1].includes(`was ${manifest.score}, scores rewritten`));
    assert.equal(read('toy-sentiment', 'model.json'), right);
    assert.equal(read('toy-sentiment', 'README.md'), card);
  });

test('cards: the last digits of float32, in which kernels differ, are no other score', () => {
  const manifest = JSON.parse(read('toy-lm', 'model.json')) as { scores: { natsPerCharacter: number } };
  manifest.scores.natsPerCharacter *= 1 + 1e-9;
  const other = JSON.stringify(manifest);
  writeFileSync(modelFile('toy-lm', 'model.json'), other);
  assert.match(cards()[0], /as before/);
  assert.equal(read('toy-lm', 'model.json'), other);
});

test('evaluate --format table prints what the JSON says, for people', () => {
  const args = ['--model', modelFile('toy-lm', ''), path.join(data, 'texts/dev.txt')];
  const { natsPerCharacter } = JSON.parse(rnnLens('evaluate', ...args)) as { natsPerCharacter: number };
  const table = rnnLens('evaluate', '--format', 'table', ...args);
  assert.match(table, /^toy-lm: \d\.\d{3} nats a character\n/);
  assert.ok(table.includes(`${natsPerCharacter.toFixed(4)} nats (`));
  const tagger = ['--model', modelFile('toy-tagger', ''), path.join(data, 'texts/dev.conllu')];
  const tags = rnnLens('evaluate', '--format', 'table', ...tagger);
  assert.match(tags, /XPOS by label \(percent\):\n {2}label {2}precision/);
});

test('a folder of data sets that is not there is one sentence', () => {
  const { status, stderr } = spawnSync(process.execPath, ['dist/cli.js', 'cards', path.join(project, 'no')], {
    encoding: 'utf8',
  });
  assert.equal(status, 1);
  assert.match(stderr, /^rnn-lens: .*no is not there: give the folder of the data sets\.\n$/);
});
