import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import fc from 'fast-check';
import { dominantScript } from '../../src/core/text/script.js';
import {
  chooseModel,
  chooseModels,
  globOf,
  isFilePattern,
  namedModels,
  type ChoiceFacts,
} from '../../src/host/models/chooseModel.js';
import { formatGeneration, parseGeneration } from '../../src/host/commands/generationInput.js';

interface Manifest {
  readonly contributes: {
    readonly configuration: { readonly properties: Readonly<Record<string, { readonly default: unknown }>> };
  };
}
const { properties } = (JSON.parse(readFileSync('package.json', 'utf8')) as Manifest).contributes
  .configuration;

const FACTS: ChoiceFacts = {
  remembered: null,
  override: 'auto',
  byKind: properties['rnnLens.models'].default as Record<string, string>,
  patterns: [],
  languageId: 'plaintext',
  script: 'latin',
  scripts: ['latin'],
  installed: ['english-pos', 'korean-morphology', 'korean-sentiment', 'typescript-lm'],
};

test('the script is that of most letters near the start', () => {
  assert.equal(dominantScript('The keeper climbed the tower.'), 'latin');
  assert.equal(dominantScript('서울이 크다. OK?'), 'hangul');
  assert.equal(dominantScript('서울'.normalize('NFD')), 'hangul');
  assert.equal(dominantScript('Ωμέγα 123 漢字 …'), null);
  assert.equal(dominantScript(''), null);
  assert.equal(
    dominantScript(`${'word '.repeat(4_000)}${'가'.repeat(50_000)}`),
    'latin',
    'only the start counts',
  );
});

test('the model is chosen by language id, then by script', () => {
  assert.equal(chooseModel(FACTS), 'english-pos');
  assert.equal(chooseModel({ ...FACTS, script: 'hangul' }), 'korean-morphology');
  assert.equal(chooseModel({ ...FACTS, languageId: 'javascript' }), 'typescript-lm');
  assert.equal(chooseModel({ ...FACTS, script: null }), 'english-pos');
});

test('a choice by hand comes before the setting for all, and this before language and script', () => {
  const override = 'korean-sentiment';
  assert.equal(chooseModel({ ...FACTS, override, languageId: 'typescript' }), override);
  assert.equal(chooseModel({ ...FACTS, override, remembered: 'typescript-lm' }), 'typescript-lm');
  const byKind = { ...FACTS.byKind, plaintext: 'korean-sentiment' };
  assert.equal(chooseModel({ ...FACTS, byKind }), 'korean-sentiment');
});

test('a pattern of files comes before language and script, and after what is chosen or set for all', () => {
  const byKind = { ...FACTS.byKind, 'reviews-*.txt': 'korean-sentiment', '*.txt': 'gone' };
  const facts = { ...FACTS, byKind, patterns: ['*.txt', 'reviews-*.txt'], languageId: 'typescript' };
  assert.equal(chooseModel(facts), 'korean-sentiment');
  assert.equal(chooseModel({ ...facts, override: 'english-pos' }), 'english-pos');
  assert.equal(chooseModel({ ...facts, remembered: 'english-pos' }), 'english-pos');
  assert.deepEqual(
    chooseModels({ ...facts, scripts: ['latin', 'hangul'] }, () => true),
    [{ name: 'korean-sentiment' }],
  );
  const keys = ['plaintext', 'hangul', 'c++', 'novel.txt', 'docs/**', '*.md'];
  assert.deepEqual(keys.filter(isFilePattern), ['novel.txt', 'docs/**', '*.md']);
  const globs = ['novel.txt', 'docs/**', '**/docs/*.md', '/home/docs/*'].map(globOf);
  assert.deepEqual(globs, ['**/novel.txt', '**/docs/**', '**/docs/*.md', '/home/docs/*']);
});

test('models that are not installed are passed over, but not one that was set for all', () => {
  const installed = ['english-pos'];
  assert.equal(chooseModel({ ...FACTS, installed, script: 'hangul' }), 'english-pos');
  assert.equal(chooseModel({ ...FACTS, installed, remembered: 'gone' }), 'english-pos');
  assert.equal(chooseModel({ ...FACTS, installed: ['other'] }), 'other');
  assert.equal(chooseModel({ ...FACTS, installed, override: 'engl' }), 'engl');
  assert.throws(() => chooseModel({ ...FACTS, installed: [] }), /reinstall/);
});

test('a document in two scripts is read by a model for each, unless one was chosen', () => {
  const mixed: ChoiceFacts = { ...FACTS, scripts: ['hangul', 'latin'], script: 'hangul' };
  const all = (facts: ChoiceFacts, words = (_: string) => true) =>
    chooseModels(facts, words).map(({ name, script }) => [name, script]);
  const both = [
    ['korean-morphology', 'hangul'],
    ['english-pos', 'latin'],
  ];
  assert.deepEqual(all(mixed), both);
  assert.deepEqual(all({ ...mixed, languageId: 'markdown' }), both);
  const one = [['korean-morphology', undefined]];
  assert.deepEqual(all({ ...mixed, scripts: ['hangul'] }), one);
  assert.deepEqual(all({ ...mixed, remembered: 'korean-sentiment' }), [['korean-sentiment', undefined]]);
  assert.deepEqual(all({ ...mixed, override: 'english-pos' }), [['english-pos', undefined]]);
  assert.deepEqual(all({ ...mixed, languageId: 'typescript' }), [['typescript-lm', undefined]]);
  assert.deepEqual(all({ ...mixed, installed: ['korean-morphology'] }), one, 'the other one is not there');
  assert.deepEqual(
    all(mixed, (name) => name !== 'english-pos'),
    one,
    'it would read all that is written',
  );
  const same = { ...FACTS.byKind, latin: 'korean-morphology' };
  assert.deepEqual(all({ ...mixed, byKind: same }), one);
});

const DEFAULTS = { temperature: 0.8, seed: 1, maxCharacters: 400, stop: '' };

test('settings of a generation can be written, edited and read', () => {
  assert.equal(formatGeneration(DEFAULTS), 'temperature 0.8, seed 1, length 400, stop ""');
  for (const settings of [DEFAULTS, { temperature: 1e-3, seed: 7, maxCharacters: 1, stop: 'a "b", \n\\' }])
    assert.deepEqual(parseGeneration(formatGeneration(settings), DEFAULTS), settings);
  assert.deepEqual(parseGeneration('seed=3 stop:END', DEFAULTS), { ...DEFAULTS, seed: 3, stop: 'END' });
  assert.deepEqual(parseGeneration('  ', DEFAULTS), DEFAULTS);
});

test('what cannot be read or done is said', () => {
  for (const [line, problem] of [
    ['temperature 0', /above 0/],
    ['temperature warm', /above 0/],
    ['seed 1.5', /whole number/],
    ['length 1000000', /1 to 100000/],
    ['colour 3', /"colour" is not one of/],
    ['seed', /not a name and a value/],
    ['stop "\\q"', /double quotes/],
  ] as const) {
    const read = parseGeneration(line, DEFAULTS);
    assert.ok(typeof read === 'string', `${line}: ${JSON.stringify(read)}`);
    assert.match(read, problem);
  }
});

test('of the models that are there only those a choice can come to by name need to be known', () => {
  const name = fc.constantFrom('english-pos', 'korean-morphology', 'typescript-lm', 'own', 'gone');
  const script = fc.constantFrom('latin' as const, 'hangul' as const);
  const facts = fc.record({
    remembered: fc.option(name),
    override: fc.oneof(fc.constant('auto'), fc.constant(''), name),
    byKind: fc.dictionary(fc.constantFrom('latin', 'hangul', 'plaintext', '*.log', 'other'), name),
    patterns: fc.constantFrom([], ['*.log']),
    languageId: fc.constantFrom('plaintext', 'markdown'),
    script: fc.option(script),
    scripts: fc.uniqueArray(script),
    installed: fc.uniqueArray(name, { minLength: 1 }).map((names) => names.sort()),
  });
  fc.assert(
    fc.property(facts, (all) => {
      const named = namedModels(all);
      const known = { ...all, installed: all.installed.filter((one) => named.includes(one)) };
      if (known.installed.length === 0) return;
      const readsWords = (one: string): boolean => one !== 'typescript-lm';
      // Where nothing that is named can be used, the first of all there are is as good as any other.
      const isAny = !named.includes(chooseModel(all));
      if (isAny) return;
      assert.equal(chooseModel(known), chooseModel(all));
      assert.deepEqual(chooseModels(known, readsWords), chooseModels(all, readsWords));
    }),
  );
});
