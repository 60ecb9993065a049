import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import {
  closeSync,
  existsSync,
  linkSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  symlinkSync,
  watch,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { isSameFile, replaceFile, writeFileWhole } from '../../src/cli/outputFile.js';
import { quantitiesOf, quantitySize } from '../../src/core/rnn/config.js';
import { readManifest } from '../../src/core/formats/manifest.js';
import { readNpy, readOneTensor } from '../fixtures/arrayFiles.js';
import { cli, ok, rnnLens } from './program.js';

const root = realpathSync(mkdtempSync(path.join(tmpdir(), 'rnn-lens-out-')));
after(() => rmSync(root, { recursive: true, force: true }));

/** A folder of its own with these files. */
function folderWith(files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(path.join(root, 'case-'));
  for (const [name, content] of Object.entries(files)) writeFileSync(path.join(folder, name), content);
  return folder;
}

const PLACE = ['--layer', '0', '--direction', 'forward', '--quantity', 'h'];

const TEXT = '집에 갔다, e.g. 😀 nn ((2)).\n0.5 -1\n1 1\n';

for (const name of readdirSync('media/models'))
  test(`states: header and data agree, for every quantity and direction of ${name}`, async () => {
    const { rnn } = readManifest(readFileSync(`media/models/${name}/model.json`, 'utf8'));
    const folder = folderWith({ 'text.txt': TEXT });
    const layer = rnn.layers - 1;
    const direction = rnn.bidirectional ? 'backward' : 'forward';
    const rows = new Set<number>();
    for (const quantity of quantitiesOf(rnn.cell).filter((_, k) => k % 2 === 0)) {
      const place = [
        '--model',
        name,
        '--layer',
        String(layer),
        '--direction',
        direction,
        '--quantity',
        quantity,
      ];
      const [npy, safe] = [path.join(folder, 'x.npy'), path.join(folder, 'x.safetensors')];
      for (const out of [npy, safe])
        await ok(['states', ...place, '--out', out, path.join(folder, 'text.txt')]);
      const tensor = readOneTensor(new Uint8Array(readFileSync(safe)));
      assert.equal(tensor.name, `${quantity}_l${layer}${rnn.bidirectional ? '_reverse' : ''}`);
      assert.equal(tensor.shape[1], quantitySize(rnn, quantity, { layer, direction }));
      assert.ok(tensor.shape[0] > 1 && tensor.values.every((value) => Number.isFinite(value)));
      const array = readNpy(new Uint8Array(readFileSync(npy)));
      assert.deepEqual([array.shape, array.values], [tensor.shape, tensor.values]);
      rows.add(tensor.shape[0]);
    }
    assert.equal(rows.size, 1);
  });

test('states: an empty text gives an array without rows', async () => {
  const out = path.join(folderWith({}), 'x.npy');
  await ok(['states', ...PLACE, '--out', out, '-'], '');
  assert.deepEqual(readNpy(new Uint8Array(readFileSync(out))).shape, [0, 160]);
});

test('states: what is read is not written over, however it is named', async () => {
  const folder = folderWith({ 'text.npy': 'Some text.' });
  mkdirSync(path.join(folder, 'deeper'));
  symlinkSync('text.npy', path.join(folder, 'link.npy'));
  symlinkSync('..', path.join(folder, 'deeper', 'up'));
  linkSync(path.join(folder, 'text.npy'), path.join(folder, 'twin.npy'));
  const names = [
    'text.npy',
    './text.npy',
    path.join(folder, 'text.npy'),
    'link.npy',
    'deeper/up/text.npy',
    'twin.npy',
  ];
  for (const out of names) {
    const { code, stderr } = await rnnLens(['states', ...PLACE, '--out', out, 'text.npy'], '', folder);
    assert.deepEqual([code, /is the file that is read: it would be lost/.test(stderr)], [1, true], stderr);
  }
  const input = openSync(path.join(folder, 'text.npy'), 'r');
  const args = [cli, 'states', ...PLACE, '--out', 'link.npy', '-'];
  const piped = spawnSync(process.execPath, args, { cwd: folder, stdio: [input, 'pipe', 'pipe'] });
  closeSync(input);
  assert.match(String(piped.stderr), /is the file that is read/);
  assert.equal(readFileSync(path.join(folder, 'text.npy'), 'utf8'), 'Some text.');
  assert.deepEqual(readdirSync(folder).sort(), ['deeper', 'link.npy', 'text.npy', 'twin.npy']);
});

const FAILING: [name: string, args: string[], message: RegExp][] = [
  ['an input that is not there', ['nowhere.txt'], /nowhere\.txt is not there \(ENOENT\)/],
  ['an input that is a folder', ['.'], /\. is a folder \(EISDIR\)/],
  ['a model that is not there', ['--model', 'nowhere', 'text.txt'], /no model "nowhere"/],
  ['a quantity of another cell', ['--quantity', 'z', 'text.txt'], /--quantity z does not fit/],
  ['an output that is a folder', ['--out', 'folder.npy', 'text.txt'], /folder\.npy is a folder/],
  ['an output in no folder', ['--out', 'gone/x.npy', 'text.txt'], /the folder gone is not there/],
  ['another ending', ['--out', 'x.txt', 'text.txt'], /--out x\.txt must end in \.npy, \.safetensors, \.hdf5/],
];

for (const [name, args, message] of FAILING)
  test(`states: an earlier file stays and nothing is left behind after ${name}`, async () => {
    const folder = folderWith({ 'text.txt': 'Some text.', 'out.npy': 'earlier' });
    mkdirSync(path.join(folder, 'folder.npy'));
    const run = await rnnLens(['states', ...PLACE, '--out', 'out.npy', ...args], '', folder);
    assert.deepEqual([run.code, run.stdout], [1, '']);
    assert.match(run.stderr, message);
    assert.equal(run.stderr.trim().split('\n').length, 1);
    assert.equal(readFileSync(path.join(folder, 'out.npy'), 'utf8'), 'earlier');
    assert.deepEqual(readdirSync(folder).sort(), ['folder.npy', 'out.npy', 'text.txt']);
  });

test('states: a run that is ended leaves the earlier file and nothing else', async () => {
  const folder = folderWith({ 'out.npy': 'earlier' });
  const begun = new Promise<void>((resolve) => {
    const watcher = watch(folder, () => {
      if (readdirSync(folder).length < 2) return;
      watcher.close();
      resolve();
    });
  });
  const child = spawn(process.execPath, [cli, 'states', ...PLACE, '--out', 'out.npy', '-'], { cwd: folder });
  const ended = new Promise((resolve) => child.on('close', resolve));
  child.stdin.on('error', () => undefined);
  child.stdin.write('One more sentence. ');
  await begun;
  child.kill('SIGTERM');
  assert.notEqual(await ended, 0);
  assert.deepEqual(readdirSync(folder), ['out.npy']);
  assert.equal(readFileSync(path.join(folder, 'out.npy'), 'utf8'), 'earlier');
});

for (const value of ['', ' ', '-1', '0x1', '1e0', '1.0', 'x', 'NaN', '99999999999'])
  test(`states: --layer=${value} is refused in a sentence`, async () => {
    const out = path.join(folderWith({}), 'x.npy');
    const args = [
      'states',
      `--layer=${value}`,
      '--direction',
      'forward',
      '--quantity',
      'h',
      '--out',
      out,
      '-',
    ];
    const { code, stderr } = await rnnLens(args, 'Text.');
    assert.equal(code, 1);
    const sentence = value === '' ? /--layer is missing\. / : /--layer must be a whole number, not ".+"\. /;
    assert.match(stderr, sentence);
    assert.ok(!existsSync(out));
  });

const USAGE_MISTAKES: [args: string[], message: RegExp][] = [
  [['tag', '--model', '--format', 'tsv', '-'], /--model needs a value/],
  [['tag', '--model', '-'], /Give one FILE/],
  [['tag', '--model=', '-'], /--model is missing/],
  [['tag', '--eight-bit=no', '-'], /--eight-bit takes no value/],
  [['tag', '-x', '-'], /There is no option -x here/],
  [['evaluate', '--layer', '1', '-'], /There is no option --layer here/],
  [['describe', 'a', 'b'], /Give one MODEL/],
  [['tag', '--threads', '0', '-'], /--threads must be at least 1/],
  [['tag', '--threads', 'many', '-'], /--threads must be a whole number, not "many"/],
  [['tag', '--encoding', 'klingon', '-'], /--encoding does not know "klingon"/],
  [['tag', '--language', 'klingon', '-'], /--language does not know "klingon"/],
];

for (const [args, message] of USAGE_MISTAKES)
  test(`a usage mistake is one sentence: ${args.join(' ')}`, async () => {
    const { code, stdout, stderr } = await rnnLens(args);
    assert.deepEqual([code, stdout], [1, '']);
    assert.match(stderr, message);
    if (!/does not know/.test(stderr)) assert.match(stderr, /See --help\.\n$/);
  });

test('help and version, wherever they are asked for', async () => {
  const usage = await ok([]);
  assert.match(usage, /^RNN Lens: [\s\S]*\n {2}states /);
  for (const args of [['--help'], ['-h'], ['help']]) assert.equal(await ok(args), usage, args.join(' '));
  for (const command of ['tag', 'states', 'evaluate', 'cards', 'train', 'models', 'describe']) {
    const own = await ok([command, '--help']);
    assert.match(own, new RegExp(`^ {2}${command}`));
    assert.equal(await ok([command, '-h']), own);
    const [synopsis] = own.split('\n\n');
    assert.ok(usage.includes(synopsis), command);
    for (const option of synopsis.match(/--[a-z-]+/g) ?? [])
      assert.ok(own.includes(`${option} `) || own.includes(`${option}]`), `${command} ${option}`);
  }
  const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };
  assert.equal(await ok(['--version']), `${version}\n`);
  assert.match((await rnnLens(['tag', '--', '-h'])).stderr, /-h is not there/);
});

test('standard input that is a folder is no empty text', () => {
  const folder = openSync(root, 'r');
  const run = spawnSync(process.execPath, [cli, 'tag', '-'], { stdio: [folder, 'pipe', 'pipe'] });
  closeSync(folder);
  assert.deepEqual([run.status, String(run.stderr)], [1, 'rnn-lens: Standard input is a folder.\n']);
});

if (existsSync('/dev/full')) {
  test('a full disk is said in a sentence: states', async () => {
    const folder = folderWith({ 'text.txt': 'Some text.' });
    for (const out of ['out.npy', 'out.safetensors']) {
      symlinkSync('/dev/full', path.join(folder, out));
      const { code, stderr } = await rnnLens(['states', ...PLACE, '--out', out, 'text.txt'], '', folder);
      assert.deepEqual(
        [code, stderr],
        [1, `rnn-lens: The disk is full: ${out} could not be written (ENOSPC).\n`],
      );
    }
    assert.equal(readdirSync(folder).length, 3);
  });

  test('a full disk is said in a sentence: what is printed', () => {
    for (const args of [['models'], ['tag', 'README.md'], ['--help']]) {
      const full = openSync('/dev/full', 'w');
      const run = spawnSync(process.execPath, [cli, ...args], { stdio: ['ignore', full, 'pipe'] });
      closeSync(full);
      const sentence = 'rnn-lens: The disk is full: standard output could not be written (ENOSPC).\n';
      assert.deepEqual([run.status, String(run.stderr)], [1, sentence]);
    }
  });
}

test('a file is replaced when the new one is whole, with its mode and behind its links', async () => {
  const folder = folderWith({ 'file.txt': 'earlier' });
  const [file, link] = [path.join(folder, 'file.txt'), path.join(folder, 'link.txt')];
  symlinkSync('file.txt', link);
  const failing = writeFileWhole(link, async (write) => {
    write(Uint8Array.of(65, 66));
    assert.equal(readFileSync(file, 'utf8'), 'earlier');
    return Promise.reject(new Error('enough'));
  });
  await assert.rejects(failing, /enough/);
  assert.deepEqual(readdirSync(folder).sort(), ['file.txt', 'link.txt']);
  assert.equal(readFileSync(file, 'utf8'), 'earlier');
  const { mode } = statSync(file);
  await writeFileWhole(link, async (write) => {
    write(Uint8Array.of(0, 0));
    write(Uint8Array.of(67));
    write(Uint8Array.of(65, 66), 0);
    return Promise.resolve();
  });
  assert.equal(readFileSync(file, 'utf8'), 'ABC');
  replaceFile(link, 'é');
  assert.equal(readFileSync(file, 'utf8'), 'é');
  assert.equal(statSync(file).mode, mode);
  assert.ok(lstatSync(link).isSymbolicLink());
  assert.deepEqual(readdirSync(folder).sort(), ['file.txt', 'link.txt']);
  assert.ok(isSameFile(file, link));
  assert.ok(!isSameFile(file, path.join(folder, 'other.txt')));
});

test('train: a model is not written over its recipe', async () => {
  const recipe = readFileSync('media/recipes/textbook-rnn.json', 'utf8');
  const folder = folderWith({ 'model.json': recipe });
  const file = path.join(folder, 'model.json');
  const { code, stderr } = await rnnLens(['train', file, '--data', folder, '--out', folder]);
  assert.deepEqual(
    [code, /would replace .*model\.json: give another folder/.test(stderr)],
    [1, true],
    stderr,
  );
  assert.equal(readFileSync(file, 'utf8'), recipe);
  await ok(['train', file, '--data', folder, '--out', path.join(folder, 'out')]);
  assert.deepEqual(readdirSync(path.join(folder, 'out')).sort(), [
    'README.md',
    'model.json',
    'weights.safetensors',
  ]);
});
