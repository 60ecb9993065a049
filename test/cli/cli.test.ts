import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { words, writeConllu } from '../../src/core/formats/conllu.js';
import { readConllu } from '../../src/core/formats/conlluReader.js';
import { readSafetensors, toFloat32 } from '../../src/core/formats/safetensors.js';
import { cli, ok, rnnLens } from './program.js';

const model = path.resolve('media/models/english-pos');
const folder = mkdtempSync(path.join(tmpdir(), 'rnn-lens-cli-'));
after(() => rmSync(folder, { recursive: true, force: true }));

const TEXT = 'The cat doesn’t sleep.\r\n\r\nIt watches 😀 birds — “all day”.\n';

interface JsonSentence {
  readonly text: string;
  readonly tokens: {
    readonly text: string;
    readonly start: number;
    readonly end: number;
    readonly tag: string;
    readonly probability: number;
  }[];
}

test('tag --format json: offsets are those of the text, tags have probabilities', async () => {
  const sentences = JSON.parse(await ok(['tag', '--format', 'json', '-'], TEXT)) as JsonSentence[];
  assert.equal(sentences.length, 2);
  for (const { tokens } of sentences)
    for (const { text, start, end, probability } of tokens) {
      assert.equal(TEXT.slice(start, end), text);
      assert.ok(probability > 0 && probability <= 1);
    }
  const [first] = sentences;
  assert.deepEqual(
    first.tokens.map(({ text }) => text),
    ['The', 'cat', 'does', 'n’t', 'sleep', '.'],
  );
  assert.deepEqual(
    first.tokens.map(({ tag }) => tag),
    ['DET', 'NOUN', 'AUX', 'PART', 'VERB', 'PUNCT'],
  );
});

test('tag: CoNLL-U and TSV say the same as JSON', async () => {
  const conllu = await ok(['tag', '-'], TEXT);
  const tsv = await ok(['tag', '--format', 'tsv', '-'], TEXT);
  const json = JSON.parse(await ok(['tag', '--format', 'json', '-'], TEXT)) as JsonSentence[];
  const { document, problems } = readConllu(conllu);
  assert.deepEqual(problems, []);
  const tokens = json.flatMap((sentence) => sentence.tokens);
  const rows = document.sentences.flatMap(words);
  assert.deepEqual(
    rows.map(({ form, upos }) => [form, upos]),
    tokens.map(({ text, tag }) => [text, tag]),
  );
  const lines = tsv
    .split('\n')
    .slice(1)
    .filter((line) => line !== '')
    .map((line) => line.split('\t'));
  assert.deepEqual(
    lines.map(([form, tag, , start, end]) => [form, tag, +start, +end]),
    tokens.map((t) => [t.text, t.tag, t.start, t.end]),
  );
});

test('tag: columns give back the text between two sentences, too', async () => {
  const text = '그는 왔다.나도 갔다. 정말 좋다!\n';
  const conllu = await ok(['tag', '--model', 'korean-morphology', '-'], text);
  const rows = readConllu(conllu).document.sentences.flatMap(words);
  const rebuilt = rows.map(({ form, misc }) => (misc.includes('SpaceAfter=No') ? form : `${form} `)).join('');
  assert.equal(rebuilt.trimEnd(), text.trimEnd());
  assert.ok(readConllu(conllu).document.sentences.length > 1);
});

test('tag: a file that is longer than one read gives what its parts give', async () => {
  const paragraph = 'The old clock in the hall struck nine. Nobody heard it, or so it seemed.\n\n';
  const file = path.join(folder, 'long.txt');
  writeFileSync(file, paragraph.repeat(150));
  const one = (await ok(['tag', '--format', 'tsv', '-'], paragraph)).split('\n').slice(1);
  const many = (await ok(['tag', '--format', 'tsv', file])).split('\n').slice(1);
  const forms = (lines: string[]) => lines.filter(Boolean).map((line) => line.split('\t').slice(0, 3).join());
  assert.deepEqual(forms(many), Array.from({ length: 150 }, () => forms(one)).flat());
});

const GOLD = readFileSync('test/fixtures/gold.conllu', 'utf8');

test('tag --input conllu: only the tags change; comments, ranges and empty nodes stay', async () => {
  const file = path.join(folder, 'gold.conllu');
  writeFileSync(file, GOLD.replace(/^(\d+\t[^\t]+\t[^\t]+\t)[^\t]+/gm, '$1_'));
  const out = await ok(['tag', '--input', 'conllu', file]);
  const strip = (text: string) =>
    text
      .split('\n')
      .map((line) => (/^\d+\t/.test(line) ? line.split('\t').toSpliced(3, 1).join('\t') : line))
      .join('\n');
  assert.equal(strip(out), strip(GOLD));
  const tags = readConllu(out)
    .document.sentences.flatMap(words)
    .map(({ upos }) => upos);
  assert.ok(
    tags.every((tag) => /^[A-Z]+$/.test(tag)),
    tags.join(' '),
  );
  assert.equal(writeConllu(readConllu(out).document), out);
});

test('tag --input conllu: a byte-order mark and any line ends stay, and what is wrong is said', async () => {
  const marked = `\ufeff${GOLD}`;
  for (const text of [marked, marked.replaceAll('\n', '\r\n'), marked.replaceAll('\n', '\r')]) {
    const { stdout, stderr, code } = await rnnLens(['tag', '--input', 'conllu', '-'], text);
    assert.deepEqual([code, stderr], [0, '']);
    const untagged = (all: string) => all.replace(/^(\d+\t[^\t]+\t[^\t]+\t)[^\t]+/gm, '$1_');
    assert.equal(untagged(stdout), untagged(text));
  }
  const word = (id: string) => `${id}\ta${'\t_'.repeat(8)}\n`;
  const { stderr } = await rnnLens(
    ['tag', '--input', 'conllu', '-'],
    `${word('2-1')}${word('1')}${word('2')}\n`,
  );
  assert.match(stderr, /-:1: The range 2-1 runs backwards\.\n/);
});

test('evaluate: counts are those of a tagging done by hand', async () => {
  const file = path.join(folder, 'gold2.conllu');
  writeFileSync(file, GOLD);
  const scores = JSON.parse(await ok(['evaluate', file])) as {
    tokens: number;
    accuracy: number;
    sentences: number;
  };
  const gold = readConllu(GOLD).document.sentences.flatMap(words);
  const tagged = readConllu(await ok(['tag', '--input', 'conllu', file])).document.sentences.flatMap(words);
  const right = gold.filter(({ upos }, k) => upos === tagged[k].upos).length;
  assert.equal(scores.tokens, gold.length);
  assert.equal(scores.accuracy, right / gold.length);
});

/** Shape and values of a file that `states` writes of a text. */
async function statesOf(name: string, text: string): Promise<{ shape: number[]; values: Float32Array }> {
  const out = path.join(folder, `${name}.npy`);
  const model = path.resolve('media/models', name);
  const how = ['--layer', '0', '--direction', 'forward', '--quantity', 'h'];
  await ok(['states', '--model', model, ...how, '--out', out, '-'], text);
  const bytes = readFileSync(out);
  const [, shape] = /'shape': \(([^)]*)\)/.exec(bytes.toString('latin1', 0, 128)) ?? [];
  return {
    shape: shape.split(',').map(Number),
    values: new Float32Array(bytes.buffer.slice(bytes.byteOffset + 128)),
  };
}

test('states: a text is read as the model reads it, lines of numbers as one sequence of any length', async () => {
  const { shape, values } = await statesOf(
    'textbook-rnn',
    readFileSync('media/samples/textbook.txt', 'utf8'),
  );
  assert.deepEqual(shape, [3, 2]);
  [-0.3238, 0.1948].forEach((h, k) => assert.ok(Math.abs(values[k] - h) < 1e-4));
  // Of the same line again and again the state comes to rest; a network that started from zero would leave it.
  const long = await statesOf('textbook-rnn', '1 1\n'.repeat(1200));
  assert.deepEqual(long.shape, [1200, 2]);
  const rest = long.values[2 * 1199];
  assert.ok(Math.abs(rest - values[0]) > 0.02);
  for (let step = 50; step < 1200; step++)
    assert.ok(Math.abs(long.values[2 * step] - rest) < 1e-4, `step ${step}`);
});

test('states: a character model has one row a character, in one stream', async () => {
  const text = readFileSync('media/samples/novel.txt', 'utf8');
  const whole = await statesOf('tolstoy-lstm', text);
  assert.deepEqual(whole.shape, [3080, 128]);
  const start = await statesOf('tolstoy-lstm', text.slice(0, 100));
  assert.deepEqual(whole.values.subarray(0, start.values.length), start.values);
});

test('states: .npy and .safetensors hold the same [N, units]', async () => {
  const args = ['--layer', '1', '--direction', 'backward', '--quantity', 'c'];
  const [npy, safe] = [path.join(folder, 'x.npy'), path.join(folder, 'x.safetensors')];
  await ok(['states', ...args, '--out', npy, '-'], TEXT);
  await ok(['states', ...args, '--out', safe, '-'], TEXT);
  const tensor = readSafetensors(new Uint8Array(readFileSync(safe))).tensors.get('c_l1_reverse')!;
  const bytes = readFileSync(npy);
  assert.match(bytes.subarray(0, 128).toString('latin1'), new RegExp(`\\(${tensor.shape.join(', ')}\\)`));
  assert.deepEqual(new Float32Array(new Uint8Array(bytes.subarray(128)).buffer), toFloat32(tensor));
  const tokens =
    (await ok(['tag', '--format', 'tsv', '-'], TEXT)).split('\n').filter((line) => line.includes('\t'))
      .length - 1;
  assert.equal(tensor.shape[0], tokens);
});

test('models and describe name the network and its shapes', async () => {
  assert.match(await ok(['models']), /^english-pos \(default\)\ttagging\ten\tLSTM 2 × 2 × 160/m);
  const text = await ok(['describe', 'english-pos']);
  assert.match(text, /x \(batch, n, 228\) → output \(batch, n, 320\), h_n \(4, batch, 160\)/);
  assert.match(text, /rnn\.weight_hh_l1_reverse +\(640, 160\) +102,400/);
});

test('train: the recipe makes a model that evaluate scores as the training said, twice the same', async () => {
  const recipe = JSON.parse(readFileSync('media/recipes/english-pos.json', 'utf8')) as Record<
    string,
    Record<string, unknown>
  >;
  Object.assign(recipe['data'], { train: 'gold.conllu', development: 'gold.conllu' });
  const input = { kind: 'words', wordSize: 8, characterSize: 4, characterHiddenSize: 4, lowerCase: false };
  Object.assign(recipe['network'], { hiddenSize: 6, input });
  recipe['minimumCounts'] = { words: 1, characters: 1, pairs: 1 };
  Object.assign(recipe['fit'], { epochs: 3 });
  const data = path.join(folder, 'data');
  cpSync('test/fixtures', data, { recursive: true });
  const file = path.join(folder, 'recipe.json');
  writeFileSync(file, JSON.stringify(recipe));
  for (const out of ['one', 'two'])
    await ok(['train', file, '--data', data, '--out', path.join(folder, out)]);
  const read = (out: string, name: string) => readFileSync(path.join(folder, out, name));
  assert.ok(read('one', 'weights.safetensors').equals(read('two', 'weights.safetensors')));
  const manifest = JSON.parse(read('one', 'model.json').toString()) as { scores: { accuracy: number } };
  const scores = JSON.parse(
    await ok(['evaluate', '--model', path.join(folder, 'one'), path.join(data, 'gold.conllu')]),
  ) as { accuracy: number };
  assert.equal(scores.accuracy, manifest.scores.accuracy);
  assert.match(read('one', 'README.md').toString(), /^An LSTM of 2 layers × 2 directions × 6 units/m);
});

test('pack: a model with its numbers stored otherwise says how, and smaller again it is the one it was', async () => {
  const from = 'media/models/english-requests';
  const [large, small] = [path.join(folder, 'large'), path.join(folder, 'small')];
  const sizes = async (args: string[]) => {
    const line = await ok(['pack', ...args]);
    return (/: (\d+) -> (\d+) bytes/.exec(line) ?? []).slice(1).map(Number);
  };
  const training = (model: string) =>
    (JSON.parse(readFileSync(path.join(model, 'model.json'), 'utf8')) as { training: Record<string, string> })
      .training;
  const [before, more] = await sizes([from, '--out', large]);
  assert.ok(more > before);
  assert.deepEqual([training(large)['precision'], training(large)['tablePrecision']], ['I8', undefined]);
  const [, less] = await sizes([large, '--out', small, '--tables', 'F4']);
  assert.equal(less, before);
  assert.deepEqual(training(small), training(from));
  assert.match(await ok(['tag', '--model', small, '--format', 'tsv', '-'], 'Play some jazz.\n'), /PlayMusic/);
});

const MISTAKES: [name: string, args: string[], message: RegExp][] = [
  ['no such command', ['frobnicate'], /no command "frobnicate"/],
  ['no such option', ['tag', '--colour', 'red', '-'], /--colour/],
  ['no file', ['tag'], /Give one FILE/],
  ['a file that is not there', ['tag', path.join(folder, 'nowhere.txt')], /ENOENT/],
  [
    'no such model',
    ['tag', '--model', 'nowhere', '-'],
    /no model "nowhere"\. Installed: english-feelings, english-pos/,
  ],
  [
    'a format that is not known',
    ['tag', '--format', 'xml', '-'],
    /--format must be one of conllu, tsv, json/,
  ],
  [
    'a quantity of another cell',
    ['states', '--layer', '0', '--direction', 'forward', '--quantity', 'z', '--out', 'x.npy', '-'],
    /--quantity z does not fit this model/,
  ],
  [
    'a layer too many',
    ['states', '--layer', '7', '--direction', 'forward', '--quantity', 'h', '--out', 'x.npy', '-'],
    /--layer 7 does not fit/,
  ],
  ['gold data that are none', ['evaluate', path.resolve('package.json')], /no words to evaluate on/],
  [
    'training without data',
    [
      'train',
      path.resolve('media/recipes/english-pos.json'),
      '--data',
      folder,
      '--out',
      path.join(folder, 'm'),
    ],
    /--data must name the folder/,
  ],
];

for (const [name, args, message] of MISTAKES)
  test(`a mistake is one sentence on standard error: ${name}`, async () => {
    const { code, stdout, stderr } = await rnnLens(args);
    assert.notEqual(code, 0);
    assert.equal(stdout, '');
    const lines = stderr.trim().split('\n');
    assert.match(lines.at(-1)!, message);
    assert.ok(!stderr.includes('    at '), stderr);
  });

test('a damaged model folder is named with the file and what is wrong', async () => {
  const damaged = path.join(folder, 'damaged');
  cpSync(model, damaged, { recursive: true });
  writeFileSync(
    path.join(damaged, 'weights.safetensors'),
    readFileSync(path.join(model, 'weights.safetensors')).subarray(0, 5000),
  );
  const cut = await rnnLens(['tag', '--model', damaged, '-'], 'a');
  assert.match(cut.stderr, /damaged: weights\.safetensors: .*(header|cut off)/);
  rmSync(path.join(damaged, 'model.json'));
  assert.match(
    (await rnnLens(['tag', '--model', damaged, '-'], 'a')).stderr,
    /damaged: model\.json is missing/,
  );
});

test('a reader that stops early does not make an error', async () => {
  const child = spawn(process.execPath, [cli, 'tag', '-']);
  child.stdin.on('error', () => undefined);
  child.stdin.end('One more sentence. '.repeat(3000));
  let stderr = '';
  child.stderr.on('data', (bytes) => (stderr += bytes));
  child.stdout.once('data', () => child.stdout.destroy());
  const code = await new Promise((resolve) => child.on('close', resolve));
  assert.equal(stderr, '');
  assert.equal(code, 0);
});

const PARAGRAPH = 'The old clock in the hall struck nine. Nobody heard it, or so it seemed.\n\n';

test(
  'tag streams: the first sentences are out before the input ends',
  { timeout: 30_000 },
  async ({ signal }) => {
    const child = spawn(process.execPath, [cli, 'tag', '-'], { signal });
    const closed = once(child, 'close');
    closed.catch(() => undefined);
    child.stdin.write(PARAGRAPH.repeat(1000));
    let [stdout] = (await once(child.stdout.setEncoding('utf8'), 'data')) as [string];
    child.stdout.on('data', (text: string) => (stdout += text));
    child.stdin.end(PARAGRAPH);
    await closed;
    assert.equal(stdout.match(/^# sent_id/gm)?.length, 2002);
  },
);

test('tag reads its input no faster than it tags it', { timeout: 60_000 }, async ({ signal }) => {
  const child = spawn(process.execPath, [cli, 'tag', '-'], { signal });
  const closed = once(child, 'close');
  closed.catch(() => undefined);
  const chunk = PARAGRAPH.repeat(1000);
  let accepted = 0;
  const writeAll = async () => {
    while (accepted < 50e6) {
      accepted += chunk.length;
      if (!child.stdin.write(chunk)) await once(child.stdin, 'drain');
    }
  };
  const writing = writeAll().catch(() => undefined);
  // The first output says that the model is loaded and the reading has begun.
  await Promise.race([writing, once(child.stdout, 'readable').then(() => setTimeout(1000))]);
  child.kill();
  await closed;
  assert.ok(accepted < 2e6, `It took ${accepted} bytes.`);
});
