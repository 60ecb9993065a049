// `import`: files of other frameworks become model folders that every command can use.
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { readManifest } from '../../src/core/formats/manifest.js';
import { ok, rnnLens } from './program.js';

const folder = mkdtempSync(path.join(os.tmpdir(), 'rnn-lens-import-'));
after(() => rmSync(folder, { recursive: true }));

const keras = (name: string, file: string): string =>
  path.join('test', 'fixtures', 'import', 'keras', name, file);
const allennlp = path.join('test', 'fixtures', 'import', 'pt-legacy-allennlp-tagger');

interface Expected {
  readonly ids: readonly number[];
  readonly answer: readonly number[];
}

function expectedOf(name: string): Expected {
  return JSON.parse(readFileSync(keras(name, 'expected.json'), 'utf8')) as Expected;
}

/** A file of words whose ids are their numbers. */
function words(count: number): string {
  const file = path.join(folder, `words${count}.json`);
  writeFileSync(file, JSON.stringify(Object.fromEntries(range(1, count).map((id) => [`w${id}`, id]))));
  return file;
}

const range = (from: number, to: number): number[] => Array.from({ length: to - from }, (_, k) => from + k);

/** Lines of a table, by column. */
function table(text: string): Record<string, string>[] {
  const [head, ...lines] = text.trim().split('\n');
  const names = head.split('\t');
  return lines.map((line) => Object.fromEntries(line.split('\t').map((field, k) => [names[k], field])));
}

test('a Keras classifier is imported and says of a text what its framework said of the ids', async () => {
  const { ids, answer } = expectedOf('sentiment');
  for (const [name, file] of [
    ['sentiment', 'sentiment.h5'],
    ['sentiment-v3', 'sentiment.keras'],
  ]) {
    const args = ['--vocabulary', words(30), '--labels', 'bad,good', '--name', name, '--out', folder];
    const said = await ok(['import', ...args, '--answer', 'padding=after', keras(name, file)]);
    assert.match(said, /gates|kernel|classification/);
    const text = ids.filter((id) => id > 0).map((id) => `W${id}`);
    const [row] = table(
      await ok(['tag', '--model', path.join(folder, name), '--format', 'tsv', '-'], `${text.join(', ')}!\n`),
    );
    assert.ok(Math.abs(Number(row['p(good)']) - answer[0]) < 2e-6, row['p(good)']);
    assert.equal(row['class'], answer[0] > 0.5 ? 'good' : 'bad');
  }
});

test('a Keras tagger without its file of weights’ architecture, and one with, tag alike', async () => {
  const { ids, answer } = expectedOf('tagger');
  const tagged = await Promise.all(
    [keras('tagger', 'tagger.h5'), keras('tagger-weights', 'weights.h5')].map(async (file, k) => {
      const name = `tagger${k}`;
      await ok(['import', '--vocabulary', words(40), '--name', name, '--out', folder, file]);
      const text = ids.map((id) => `w${id}`).join(' ');
      return table(await ok(['tag', '--model', path.join(folder, name), '--format', 'tsv', '-'], text));
    }),
  );
  const classes = answer.length / ids.length;
  for (const rows of tagged)
    rows.forEach(({ tag, probability }, t) => {
      const own = answer.slice(t * classes, (t + 1) * classes);
      assert.equal(own.indexOf(Math.max(...own)), Number(tag));
      assert.ok(Math.abs(Number(probability) - Math.max(...own)) < 2e-6);
    });
});

test('a PyTorch tagger with its vocabulary and labels gives the published tags', async () => {
  const expected = JSON.parse(readFileSync(path.join(allennlp, 'expected.json'), 'utf8')) as {
    input_text: string;
    predictions: Record<string, string>;
  };
  const of = (file: string): string => path.join(allennlp, 'vocabulary', file);
  const given = [
    '--vocabulary',
    of('tokens.txt'),
    '--labels',
    of('labels.txt'),
    '--out',
    folder,
    '--name',
    'ner',
  ];
  const file = path.join(allennlp, 'best.th');
  await ok(['import', ...given, file]);
  const rows = table(
    await ok(['tag', '--model', path.join(folder, 'ner'), '--format', 'tsv', '-'], expected.input_text),
  );
  assert.deepEqual(Object.fromEntries(rows.map(({ token, tag }) => [token, tag])), expected.predictions);
  const manifest = readManifest(readFileSync(path.join(folder, 'ner', 'model.json'), 'utf8'));
  assert.match(manifest.data.version, /^[0-9a-f]{64}$/);
});

test('what is in a file and what it leaves open is said without writing', async () => {
  const said = await ok(['import', '--dry-run', keras('sentiment', 'sentiment.h5')]);
  assert.match(said, /^Keras /);
  assert.match(said, /kernel.*\[\d+, \d+\]/);
  assert.match(said, /--answer padding=…\t/);
  assert.match(said, /--vocabulary FILE\tsymbols of 30 ids/);
});

test('what cannot be imported is one sentence', async () => {
  const h5 = keras('sentiment', 'sentiment.h5');
  const out = ['--out', folder, '--name', 'none'];
  const text = path.join(folder, 'a.txt');
  writeFileSync(text, 'version https://git-lfs.github.com/spec/v1\noid sha256:1\nsize 12345\n');
  const wrong: [string[], RegExp][] = [
    [[h5, ...out], /says no symbols for its 30 ids: give --vocabulary FILE, or --alphabet/],
    [[h5, ...out, '--alphabet', 'lower'], /There is no alphabet "lower" of 30 symbols/],
    [
      [h5, ...out, '--vocabulary', words(30), '--answer', 'padding=left'],
      /"left" is no answer to "padding"; there are: before, after\./,
    ],
    [[h5, ...out, '--vocabulary', words(30), '--answer', 'colour=red'], /There is no question "colour"/],
    [[h5, ...out, '--vocabulary', words(30), '--answer', 'padding'], /--answer needs QUESTION=VALUE/],
    [[h5, ...out, '--vocabulary', words(900)], /belongs to another model/],
    [
      [h5, ...out, '--vocabulary', words(30), '--labels', 'a,b,c'],
      /3 labels were given, the network has 2 outputs/,
    ],
    [[text, ...out], /Git LFS pointer .*git lfs pull/],
    [[path.join(folder, 'missing.h5'), ...out], /missing\.h5/],
  ];
  for (const [args, sentence] of wrong) {
    const { code, stderr } = await rnnLens(['import', ...args]);
    assert.equal(code, 1, args.join(' '));
    assert.match(stderr, sentence);
    assert.equal(stderr.trim().split('\n').length, 1, stderr);
  }
  await ok(['import', h5, ...out, '--vocabulary', words(30)]);
  const again = await rnnLens(['import', h5, ...out, '--vocabulary', words(30)]);
  assert.match(again.stderr, /is there already/);
});

test('what a file leaves open is run over a text: of classes how certain they are, which is no loss; of characters the loss', async () => {
  const text = path.join(folder, 'measured.txt');
  writeFileSync(text, 'w4 w7 w1\nw3 w9\n');
  const sentiment = keras('sentiment', 'sentiment.h5');
  const args = ['import', '--dry-run', '--text', text];
  const classes = measuredRows(await ok([...args, '--vocabulary', words(30), sentiment]));
  assert.deepEqual(
    classes.filter(({ question }) => question === 'padding').map(({ answer, counted }) => [answer, counted]),
    [
      ['before', '2'],
      ['after', '2'],
    ],
  );
  for (const { measure, bits, p } of classes) {
    assert.equal(measure, 'entropy (no loss: there are no labels)');
    assert.ok(Number(bits) > 0 && Number(bits) <= 1 && Number(p) >= 0.5);
  }
  const letters = path.join(folder, 'letters.json');
  const size = rowsOfCharacters();
  writeFileSync(
    letters,
    JSON.stringify(Object.fromEntries(range(0, size).map((id) => [String.fromCharCode(97 + id), id]))),
  );
  writeFileSync(text, 'abcabdab');
  const characters = measuredRows(
    await ok([...args, '--vocabulary', letters, keras('character', 'model.json')]),
  );
  assert.ok(characters.every(({ measure, bits }) => measure === 'loss per token' && Number(bits) > 0));
  assert.ok(characters.some(({ question, answer }) => question === 'reading' && answer === 'on'));
});

/** Symbols that the fixture of characters reads, by the width of its input. */
function rowsOfCharacters(): number {
  const model = readFileSync(keras('character', 'model.json'), 'utf8');
  const [, width] = /"batch_input_shape":\s*\[null,\s*\d+,\s*(\d+)\]/.exec(model) ?? [];
  return Number(width);
}

/** The table of measures, which ends what is said. */
function measuredRows(said: string): Record<string, string>[] {
  return table(said.slice(said.indexOf('question\tanswer')));
}
