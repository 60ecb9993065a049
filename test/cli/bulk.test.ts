// Many files, folders and threads: what is written depends on neither how many work at it nor on what else is read.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { words } from '../../src/core/formats/conllu.js';
import { readConllu } from '../../src/core/formats/conlluReader.js';
import { cli, ok, rnnLens } from './program.js';

const root = mkdtempSync(path.join(tmpdir(), 'rnn-lens-bulk-'));
after(() => rmSync(root, { recursive: true, force: true }));

const ENGLISH = readFileSync('media/samples/lighthouse.txt', 'utf8');
const KOREAN = readFileSync('media/samples/korean.txt', 'utf8');
const REVIEWS = readFileSync('media/samples/reviews-en.txt', 'utf8');
const NOVEL = readFileSync('media/samples/novel.txt', 'utf8');

/** A folder of its own with these files, by their paths. */
function folderWith(files: Readonly<Record<string, string | Uint8Array>>): string {
  const folder = mkdtempSync(path.join(root, 'case-'));
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(path.join(folder, path.dirname(name)), { recursive: true });
    writeFileSync(path.join(folder, name), content);
  }
  return folder;
}

/** All files below a folder with their bytes, by path. */
function tree(folder: string): Record<string, string> {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  const files = entries
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name));
  return Object.fromEntries(
    files.sort().map((file) => [path.relative(folder, file), readFileSync(file, 'latin1')]),
  );
}

const TASKS: [model: string, text: string, format: string][] = [
  ['english-pos', ENGLISH, 'conllu'],
  ['english-pos', ENGLISH, 'tsv'],
  ['korean-morphology', KOREAN, 'json'],
  ['english-feelings', REVIEWS, 'jsonl'],
  ['tolstoy-lstm', NOVEL, 'tsv'],
  ['tolstoy-lstm', NOVEL, 'json'],
];

for (const [model, text, format] of TASKS)
  test(`the bytes do not depend on threads: ${model} as ${format}`, async () => {
    // Several jobs of 1,024 tokens, so that threads are begun and each has some.
    const times = Math.ceil(15_000 / text.length);
    const long = `${text}\n\n`.repeat(times);
    const folder = folderWith({ 'long.txt': long, 'short.txt': text, 'again.txt': long });
    const args = ['tag', '--model', model, '--format', format, 'long.txt', 'short.txt', 'again.txt'];
    const [one, three] = await Promise.all(
      ['1', '3'].map((threads) => rnnLens([...args, '--threads', threads], '', folder)),
    );
    assert.deepEqual([one.code, three.code], [0, 0], one.stderr + three.stderr);
    assert.ok(one.stdout.length > 1000);
    assert.ok(one.stdout === three.stdout);
    assert.equal(one.stderr, three.stderr);
  });

test('several files on standard output: in order, each behind its name, sentences with numbers of their own', async () => {
  const folder = folderWith({ 'b.txt': 'One cat.\n', 'a.txt': 'Two cats. They sleep.\n', 'empty.txt': '' });
  const { stdout } = await rnnLens(['tag', 'b.txt', 'a.txt', 'empty.txt'], '', folder);
  assert.deepEqual(stdout.match(/^# (newdoc|sent_id).*$/gm), [
    '# newdoc id = b.txt',
    '# sent_id = b.txt-1',
    '# newdoc id = a.txt',
    '# sent_id = a.txt-1',
    '# sent_id = a.txt-2',
    '# newdoc id = empty.txt',
  ]);
  const json = await rnnLens(['tag', '--format', 'json', 'b.txt', 'empty.txt', 'a.txt'], '', folder);
  const sentences = JSON.parse(json.stdout) as { document: string; text: string }[];
  assert.deepEqual(
    sentences.map(({ document, text }) => `${document}: ${text}`),
    ['b.txt: One cat.', 'a.txt: Two cats.', 'a.txt: They sleep.'],
  );
});

test('--out DIR: a file an input, what the input alone gives; a folder stands for the files below it', async () => {
  const files = {
    'texts/b/two.txt': 'Two cats.',
    'texts/a.md': '# One\n\nA **cat**.',
    'texts/.hidden': 'No.',
  };
  const folder = folderWith(files);
  for (const [format, ending] of [
    ['conllu', 'conllu'],
    ['json', 'json'],
    ['tsv', 'tsv'],
  ]) {
    const run = await rnnLens(['tag', '--format', format, '--out', `out-${format}`, 'texts'], '', folder);
    assert.deepEqual([run.code, run.stdout], [0, ''], run.stderr);
    const alone = async (file: string) =>
      (await rnnLens(['tag', '--format', format, file], '', folder)).stdout;
    assert.deepEqual(tree(path.join(folder, `out-${format}`)), {
      [`texts/a.md.${ending}`]: await alone('texts/a.md'),
      [`texts/b/two.txt.${ending}`]: await alone('texts/b/two.txt'),
    });
  }
});

test('--out DIR: two inputs of one name, a file in its place, and an empty folder are refused in a sentence', async () => {
  const folder = folderWith({ 'a.txt': 'A cat.', file: '', 'none/.hidden': '' });
  const rows: [args: string[], message: RegExp][] = [
    [['--out', 'out', 'a.txt', './a.txt'], /a\.txt and \.\/a\.txt would both be written to a\.txt/],
    [['--out', 'file', 'a.txt'], /--out file is a file/],
    [['none'], /The folder none has no files to read/],
  ];
  for (const [args, message] of rows) {
    const run = await rnnLens(['tag', ...args], '', folder);
    assert.deepEqual([run.code, run.stdout], [1, '']);
    assert.match(run.stderr, message);
  }
});

test('an input that cannot be read is told and left out; the others are done, and the exit code says it', async () => {
  const folder = folderWith({
    'a.txt': 'A cat.',
    'bad.txt': Uint8Array.of(65, 66, 67, 0xe9, 68, 69),
    'c.txt': 'A dog.',
  });
  const args = ['--out', 'out', 'a.txt', 'gone.txt', 'bad.txt', 'c.txt'];
  const { code, stdout, stderr } = await rnnLens(['tag', ...args], '', folder);
  assert.deepEqual([code, stdout], [1, '']);
  assert.match(
    stderr,
    /^rnn-lens: gone\.txt is not there \(ENOENT\)\.\nrnn-lens: bad\.txt is not UTF-8: [^\n]*\n$/,
  );
  assert.deepEqual(Object.keys(tree(path.join(folder, 'out'))), ['a.txt.conllu', 'c.txt.conllu']);
});

test('states: an array an input in a folder, the same as of the input alone', async () => {
  const folder = folderWith({ 'a.txt': ENGLISH.repeat(3), 'b.txt': 'A cat.' });
  const place = ['--layer', '0', '--direction', 'forward', '--quantity', 'h'];
  const many = ['states', ...place, '--format', 'npy', '--out', 'out', '--threads', '3', 'a.txt', 'b.txt'];
  assert.deepEqual(await rnnLens(many, '', folder), { code: 0, stdout: '', stderr: '' });
  for (const name of ['a.txt', 'b.txt']) {
    await rnnLens(['states', ...place, '--out', 'alone.npy', name], '', folder);
    const [alone, one] = ['alone.npy', `out/${name}.npy`].map((file) =>
      readFileSync(path.join(folder, file)),
    );
    assert.ok(alone.equals(one));
  }
  const refused = await rnnLens(['states', ...place, '--out', 'x.npy', 'a.txt', 'b.txt'], '', folder);
  assert.match(refused.stderr, /Several inputs need a folder/);
});

test('evaluate: a line of scores a file, in order, with its name', async () => {
  const gold = readFileSync('test/fixtures/gold.conllu', 'utf8');
  const folder = folderWith({
    'gold/b.conllu': gold,
    'gold/a.conllu': gold.repeat(2),
    'gold/notes.txt': 'No gold.',
  });
  const { stdout, code } = await rnnLens(['evaluate', 'gold', '--threads', '2'], '', folder);
  assert.equal(code, 0);
  const lines = stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { file: string; tokens: number });
  assert.deepEqual(
    lines.map(({ file }) => file),
    ['gold/a.conllu', 'gold/b.conllu'],
  );
  assert.equal(lines[0].tokens, 2 * lines[1].tokens);
});

test('tag --input conllu: many sentences give what each gives alone, on any number of threads', async () => {
  const gold = readFileSync('test/fixtures/gold.conllu', 'utf8');
  const folder = folderWith({ 'gold.conllu': gold, 'long.conllu': gold.repeat(20) });
  const args = ['tag', '--input', 'conllu', 'long.conllu', '--threads'];
  const [one, three] = await Promise.all(
    ['1', '3'].map((threads) => rnnLens([...args, threads], '', folder)),
  );
  const alone = (await rnnLens(['tag', '--input', 'conllu', 'gold.conllu'], '', folder)).stdout;
  assert.ok(one.stdout === three.stdout && one.stdout === alone.repeat(20));
});

test('--no-positions: nothing depends on what stands before, so parts put together are the whole', async () => {
  const paragraphs = ['The cat sat. It slept.\n\n', 'A dog\nbarked!\n\n', '“No,” she said.\n\n'];
  for (const format of ['conllu', 'tsv', 'jsonl']) {
    const tag = (text: string) => ok(['tag', '--format', format, '--no-positions', '-'], text);
    const head = format === 'tsv' ? (await tag('')).length : 0;
    const parts = await Promise.all(paragraphs.map(tag));
    const whole = await tag(paragraphs.join(''));
    assert.equal(whole.slice(head), parts.map((part) => part.slice(head)).join(''));
    assert.doesNotMatch(whole, /TokenRange|sent_id|"start"|\tstart/);
  }
});

const SENTENCE = 'Café “naïve” – déjà vu? Ñandú!';

const ENCODINGS: [name: string, bytes: Uint8Array, args: string[]][] = [
  ['UTF-8 with a mark', Buffer.from(`\ufeff${SENTENCE}`), []],
  ['UTF-16 LE with a mark', Buffer.from(`\ufeff${SENTENCE}`, 'utf16le'), []],
  ['UTF-16 BE with a mark', Buffer.from(`\ufeff${SENTENCE}`, 'utf16le').swap16(), []],
  ['UTF-16 LE without a mark', Buffer.from(SENTENCE, 'utf16le'), []],
  ['UTF-16 BE without a mark', Buffer.from(SENTENCE, 'utf16le').swap16(), []],
  ['UTF-16 LE that is said', Buffer.from(SENTENCE, 'utf16le'), ['--encoding', 'utf-16le']],
  [
    'Latin-1 (windows-1252) that is said',
    Buffer.from(SENTENCE.replace('“', '\x93').replace('”', '\x94').replace('–', '\x96'), 'latin1'),
    ['--encoding', 'latin1'],
  ],
];

for (const [name, bytes, args] of ENCODINGS)
  test(`encodings: ${name} is read as UTF-8 is`, async () => {
    const folder = folderWith({ 'text.txt': bytes, 'plain.txt': SENTENCE });
    const tag = (more: string[]) => rnnLens(['tag', '--format', 'tsv', ...more], '', folder);
    const [read, expected] = [await tag([...args, 'text.txt']), await tag(['plain.txt'])];
    assert.equal(read.stderr, expected.stderr.replace('plain', 'text'));
    assert.equal(read.stdout, expected.stdout);
  });

const REFUSED: [name: string, bytes: Uint8Array][] = [
  ['Latin-1', Buffer.from('Der Bär aß Käse.', 'latin1')],
  ['EUC-KR', Uint8Array.of(0xb9, 0xe4, 0xc0, 0xbb, 0x20, 0xb8, 0xd4, 0xbe, 0xfa, 0xb4, 0xd9)],
  ['Korean UTF-16 without a mark', Buffer.from('밥을 먹었다.', 'utf16le')],
  ['UTF-8 that is cut off', Buffer.from('Caf').subarray(0, 3)],
];
REFUSED[3][1] = Buffer.concat([Buffer.from('The caf'), Uint8Array.of(0xc3)]);

for (const [name, bytes] of REFUSED)
  test(`encodings: ${name} is refused in a sentence with the file and --encoding`, async () => {
    const folder = folderWith({ 'text.txt': bytes });
    const { code, stdout, stderr } = await rnnLens(['tag', 'text.txt'], '', folder);
    assert.deepEqual([code, stdout], [1, '']);
    assert.match(stderr, /^rnn-lens: text\.txt is not UTF-8: [^\n]*--encoding[^\n]*\n$/);
    const said = await rnnLens(['tag', '--encoding', 'utf-8', 'text.txt'], '', folder);
    assert.equal(said.code, 0);
    assert.match(said.stdout, /\ufffd/);
  });

test('encodings: EUC-KR that is said is read; gold data and CoNLL-U take --encoding, too', async () => {
  const bytes = REFUSED[1][1];
  const gold = Buffer.from(readFileSync('test/fixtures/gold.conllu', 'utf8'), 'utf16le').swap16();
  const folder = folderWith({ 'ko.txt': bytes, 'gold.conllu': gold });
  const korean = await rnnLens(['tag', '--encoding', 'euc-kr', 'ko.txt'], '', folder);
  assert.match(korean.stdout, /# text = 밥을 먹었다\n/);
  for (const command of [['evaluate'], ['tag', '--input', 'conllu']]) {
    const run = await rnnLens([...command, '--encoding', 'utf-16be', 'gold.conllu'], '', folder);
    assert.deepEqual([run.code, run.stderr], [0, '']);
  }
});

test('--language: standard input is read as the prose of a document, files against their endings', async () => {
  const markdown = '# Title\n\nSome `code` and **bold** text.\n\n```\nlet x;\n```\n';
  const forms = async (args: string[], input: string) =>
    readConllu(await ok(['tag', ...args], input))
      .document.sentences.flatMap(words)
      .map(({ form }) => form);
  const file = path.join(folderWith({ 'a.md': markdown }), 'a.md');
  const prose = await forms([file], '');
  assert.ok(!prose.includes('let') && !prose.includes('#'));
  assert.deepEqual(await forms(['--language', 'markdown', '-'], markdown), prose);
  assert.ok((await forms(['-'], markdown)).includes('let'));
  assert.ok((await forms(['--markup', 'none', file], '')).includes('let'));
  assert.ok((await forms(['--language', 'plaintext', file], '')).includes('let'));
  assert.deepEqual(await forms(['--language', 'html', '-'], '<p>A <b>cat</b>.</p><script>x()</script>'), [
    'A',
    'cat',
    '.',
  ]);
});

const SPACES: [model: string, text: string, glued: string[]][] = [
  ['korean-morphology', '밥을 먹었다.물도 마셨다.', ['먹었다', '.', '마셨다']],
  [
    'english-pos',
    'She slept.“No!” he said. (Yes.)\n',
    ['slept', '.', '“', 'No', '!', 'said', '(', 'Yes', '.'],
  ],
];

for (const [model, text, glued] of SPACES)
  test(`SpaceAfter=No wherever no space follows, at the end of a sentence, too: ${model}`, async () => {
    const rows = readConllu(await ok(['tag', '--model', model, '-'], text)).document.sentences.flatMap(words);
    assert.deepEqual(
      rows.filter(({ misc }) => misc.includes('SpaceAfter=No')).map(({ form }) => form),
      glued,
    );
  });

test('a classifier gives the class and the probabilities of each unit, in every format', async () => {
  const text = '정말 재미있고 따뜻한 영화.\n시간이 아깝다. 최악.\n';
  const tag = (format: string) => ok(['tag', '--model', 'korean-sentiment', '--format', format, '-'], text);
  const objects = JSON.parse(await tag('json')) as {
    text: string;
    start: number;
    end: number;
    class: string;
    probability: number;
    probabilities: Record<string, number>;
  }[];
  assert.deepEqual(
    objects.map((unit) => unit.class),
    ['positive', 'negative'],
  );
  for (const unit of objects) {
    assert.equal(unit.text, text.slice(unit.start, unit.end));
    assert.equal(unit.probabilities[unit.class], unit.probability);
    const sum = Object.values(unit.probabilities).reduce((a, b) => a + b, 0);
    assert.ok(Math.abs(sum - 1) < 1e-6);
  }
  const lines = (await tag('jsonl')).trim().split('\n');
  assert.deepEqual(
    lines.map((line) => JSON.parse(line) as unknown),
    objects,
  );
  const [head, ...rows] = (await tag('tsv'))
    .trim()
    .split('\n')
    .map((line) => line.split('\t'));
  const column = (name: string) => rows.map((row) => row[head.indexOf(name)]);
  assert.deepEqual(column('class'), ['positive', 'negative']);
  assert.deepEqual(
    column('p(positive)').map(Number),
    objects.map((unit) => Number(unit.probabilities['positive'].toFixed(6))),
  );
});

test('labels that do not exclude one another: all that are on, of each head', async () => {
  const text = 'A warm and funny film, thank you!\nThe train leaves at five.\n';
  const units = JSON.parse(
    await ok(['tag', '--model', 'english-feelings', '--format', 'json', '-'], text),
  ) as {
    class: string;
    classes: string[];
    emotion: { class: string; classes: string[] };
  }[];
  assert.deepEqual(
    units.map(({ classes }) => classes),
    [['positive'], ['neutral']],
  );
  assert.ok(units[0].emotion.classes.includes('gratitude'));
  assert.equal(units[1].emotion.class, 'neutral');
  const conllu = await ok(['tag', '--model', 'english-feelings', '--format', 'conllu', '-'], text);
  assert.match(
    conllu,
    /# text = The train leaves at five\.\n# sentiment = neutral\n# sentiment_probabilities = positive=0\.\d+\|/,
  );
  assert.deepEqual(readConllu(conllu).problems, []);
});

test('a language model gives -ln p of each character, the same in every format', async () => {
  const text = NOVEL.slice(0, 3000);
  const tag = (format: string) => ok(['tag', '--model', 'tolstoy-lstm', '--format', format, '-'], text);
  const rows = (await tag('tsv'))
    .trim()
    .split('\n')
    .slice(1)
    .map((line) => line.split('\t'));
  assert.equal(rows.length, [...text].length);
  assert.equal(rows[0][1], '');
  const costs = rows.slice(1).map((row) => Number(row[1]));
  const mean = costs.reduce((a, b) => a + b, 0) / costs.length;
  const file = path.join(folderWith({ 'text.txt': text }), 'text.txt');
  const scores = JSON.parse(await ok(['evaluate', '--model', 'tolstoy-lstm', file])) as {
    natsPerCharacter: number;
  };
  assert.ok(Math.abs(mean - scores.natsPerCharacter) < 1e-5, `${mean}, ${scores.natsPerCharacter}`);
  const lines = JSON.parse(await tag('json')) as {
    text: string;
    start: number;
    end: number;
    surprisals: (number | null)[];
  }[];
  assert.equal(lines.map((line) => line.text).join(''), text);
  assert.deepEqual(
    lines.flatMap((line) => line.surprisals),
    rows.map((row) => (row[1] === '' ? null : Number(row[1]))),
  );
  const refused = await rnnLens(['tag', '--model', 'tolstoy-lstm', '--format', 'conllu', '-'], text);
  assert.match(refused.stderr, /reads no words, which CoNLL-U is of/);
  const without = await rnnLens(['tag', '--model', 'textbook-rnn', '-'], '1 1\n');
  assert.match(without.stderr, /gives no labels/);
});

test('a thread that ends is said in a sentence, and nothing is taken for whole', async () => {
  const folder = folderWith({ 'long.txt': `${ENGLISH}\n\n`.repeat(60) });
  const script = path.join(folder, 'kill.cjs');
  // A thread of the program that ends itself in place of its second answer.
  writeFileSync(
    script,
    `const { parentPort, isMainThread } = require('node:worker_threads');
     if (!isMainThread) { let said = 0; const post = parentPort.postMessage.bind(parentPort);
       parentPort.postMessage = (...args) => (++said === 3 ? process.exit(1) : post(...args)); }`,
  );
  const child = spawn(
    process.execPath,
    ['--require', script, cli, 'tag', '--threads', '2', '--out', 'out', 'long.txt'],
    {
      cwd: folder,
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  let stderr = '';
  child.stderr.on('data', (bytes) => (stderr += bytes));
  const code = await new Promise((resolve) => child.on('close', resolve));
  assert.deepEqual(
    [code, stderr],
    [1, 'rnn-lens: A thread ended unexpectedly, perhaps for lack of memory: try fewer with --threads.\n'],
  );
  assert.deepEqual(Object.keys(tree(path.join(folder, 'out'))), []);
});
