// Past one machine: the command line as the worker of GNU parallel. The two hosts are folders of this machine that a
// stand-in for ssh changes into; everything else is as it would be between machines.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { cli, ok } from './program.js';

const root = mkdtempSync(path.join(tmpdir(), 'rnn-lens-parallel-'));
after(() => rmSync(root, { recursive: true, force: true }));

/** Runs its command in the folder of a host, and writes down that it was asked. */
const SSH = `#!/bin/sh
while [ "\${1#-}" != "$1" ]; do shift; done
host=$1; shift
[ "$1" = -- ] && shift
echo asked >> "${root}/$host/asked"
cd "${root}/$host" && exec sh -c "$*"
`;
const ssh = path.join(root, 'ssh');
writeFileSync(ssh, SSH);
chmodSync(ssh, 0o755);
for (const host of ['one', 'two']) mkdirSync(path.join(root, host));

const HOSTS = ['--ssh', ssh, '--sshlogin', '1/one,1/two'];
const RNN_LENS = `${process.execPath} ${cli}`;

before(() => {
  const { stdout, error } = spawnSync('parallel', ['--version'], { encoding: 'utf8' });
  if (error || !stdout.startsWith('GNU parallel'))
    throw new Error('This test needs GNU parallel: install it (on Debian: apt-get install parallel).');
});

function parallel(...args: string[]): string {
  const run = spawnSync('parallel', ['--will-cite', '--keep-order', ...HOSTS, ...args], {
    encoding: 'utf8',
    maxBuffer: 1 << 28,
    cwd: root,
    // GNU parallel gives its jobs to this shell, and without one to none.
    env: { ...process.env, SHELL: '/bin/sh' },
  });
  assert.equal(run.status, 0, run.stderr);
  return run.stdout;
}

/** How often each host was asked since the last time. */
function asked(): number[] {
  return ['one', 'two'].map((host) => {
    const file = path.join(root, host, 'asked');
    const times = existsSync(file) ? readFileSync(file, 'utf8').split('\n').length - 1 : 0;
    rmSync(file, { force: true });
    return times;
  });
}

const PIECES: [name: string, text: string, recend: string, args: string[]][] = [
  [
    'running text, cut at empty lines',
    `${readFileSync('media/samples/lighthouse.txt', 'utf8')}\n\n`.repeat(8),
    '\n\n',
    ['--no-positions'],
  ],
  [
    'CoNLL-U, cut at empty lines',
    readFileSync('test/fixtures/gold.conllu', 'utf8').repeat(6),
    '\n\n',
    ['--input', 'conllu'],
  ],
  [
    'a unit a line, cut at line ends',
    readFileSync('media/samples/reviews-en.txt', 'utf8').repeat(8),
    '\n',
    ['--model', 'english-feelings', '--format', 'jsonl', '--no-positions'],
  ],
];

for (const [name, text, recend, args] of PIECES)
  test(`a file over two hosts gives the bytes of one run: ${name}`, async () => {
    const file = path.join(root, 'input');
    writeFileSync(file, text);
    const block = String(Math.ceil(Buffer.byteLength(text) / 4));
    const pipe = [
      '--pipepart',
      '--block',
      block,
      '--recend',
      recend.replaceAll('\n', '\\n'),
      '--arg-file',
      file,
    ];
    asked();
    const out = parallel(...pipe, [RNN_LENS, 'tag', ...args, '--threads', '1', '-'].join(' '));
    assert.ok(asked().every((times) => times > 0));
    assert.ok(out.length > 1000);
    assert.ok(out === (await ok(['tag', ...args, file])));
  });

test('files over two hosts: each written by the one that read it, in one folder, as in one run', async () => {
  const texts = path.join(root, 'texts');
  mkdirSync(texts);
  for (let k = 0; k < 6; k++)
    writeFileSync(path.join(texts, `${k}.txt`), `Cat ${k} sat. It slept ${k} hours.\n`);
  asked();
  const command = `cd ${root} && ${RNN_LENS} tag --threads 1 --out over-two {}`;
  parallel('-n', '2', command, ':::', ...readdirSync(texts).map((name) => `texts/${name}`));
  assert.ok(asked().every((times) => times > 0));
  spawnSync(process.execPath, [cli, 'tag', '--out', 'in-one', 'texts'], { cwd: root });
  const read = (out: string) =>
    readdirSync(path.join(root, out, 'texts')).map((name) => [
      name,
      readFileSync(path.join(root, out, 'texts', name), 'utf8'),
    ]);
  assert.equal(read('in-one').length, 6);
  assert.deepEqual(read('over-two'), read('in-one'));
});
