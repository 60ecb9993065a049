// `--eight-bit` in the bundled command line.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { test } from 'node:test';
import { availableKernels } from '../../src/kernel/load.js';

const cli = path.resolve('dist/cli.js');
const gold = path.resolve('test/fixtures/gold.conllu');
const isOffered = availableKernels().includes('relaxed');
/** Node 20 has relaxed SIMD behind a flag, and a baseline compiler that multiplies signed bytes wrongly. */
const flags = isOffered ? [] : ['--experimental-wasm-relaxed-simd', '--no-liftoff'];

function rnnLens(nodeFlags: readonly string[], ...args: string[]): { stdout: string; stderr: string } {
  const result = spawnSync(process.execPath, [...nodeFlags, cli, ...args], { encoding: 'utf8' });
  assert.equal(result.status, 0, result.stderr);
  return result;
}

test('evaluate --eight-bit says what the exact mode reaches, and the 8-bit mode beside it', () => {
  interface Scores {
    readonly accuracy: number;
    readonly eightBit?: Readonly<Record<string, number>>;
  }
  const exact = JSON.parse(rnnLens(flags, 'evaluate', gold).stdout) as Scores;
  const { eightBit, ...others } = JSON.parse(
    rnnLens(flags, 'evaluate', '--eight-bit', gold).stdout,
  ) as Scores;
  assert.deepEqual(others, exact);
  assert.ok(Math.abs(eightBit!['accuracy'] - exact.accuracy) < 0.2);
  assert.ok('heads.xpos.accuracy' in eightBit!);
  const { stdout } = rnnLens(flags, 'evaluate', '--format', 'table', '--eight-bit', gold);
  assert.match(
    stdout,
    /What 8 bits cost:\n {2}score +exact +8-bit +difference\n {2}accuracy +[\d.]+ +[\d.]+ +[-+]?[\d.]+\n/,
  );
});

test('tag --eight-bit computes other probabilities than tag', () => {
  const args = ['--format', 'tsv', gold];
  const [exact, rounded] = [rnnLens(flags, 'tag', ...args), rnnLens(flags, 'tag', '--eight-bit', ...args)];
  assert.notEqual(exact.stdout, rounded.stdout);
  assert.equal(exact.stdout.split('\n').length, rounded.stdout.split('\n').length);
});

/** Tokens and tags of a tagged text. */
function tags(nodeFlags: readonly string[], ...args: string[]): string[] {
  const { stdout } = rnnLens(nodeFlags, 'tag', '--format', 'tsv', '--no-positions', ...args);
  const [, ...rows] = stdout.split('\n').filter((line) => line !== '');
  return rows.map((row) => row.split('\t').toSpliced(2, 1).join('\t'));
}

const TEXTS: [model: string, file: string, least: number][] = [
  ['english-pos', 'media/samples/lighthouse.txt', 0.99],
  ['korean-morphology', 'media/samples/korean.txt', 0.97],
];

for (const [model, file, least] of TEXTS)
  test(`tag --eight-bit gives at least ${100 * least} % of the tokens what tag gives: ${model}`, () => {
    const args = ['--model', model, file];
    const [exact, rounded] = [tags(flags, ...args), tags(flags, '--eight-bit', ...args)];
    assert.equal(rounded.length, exact.length);
    const same = exact.filter((row, t) => row === rounded[t]).length / exact.length;
    assert.ok(same >= least, `${(100 * same).toFixed(2)} %`);
  });

test('tag --eight-bit: the bytes do not depend on threads', () => {
  const args = ['--eight-bit', ...Array<string>(8).fill('media/samples/lighthouse.txt')];
  const [one, two] = ['1', '2'].map((threads) => rnnLens(flags, 'tag', '--threads', threads, ...args).stdout);
  assert.equal(one, two);
});

test('tag --eight-bit is exact where the mode is not offered, and says so once', () => {
  const args = ['--format', 'tsv', gold];
  const { stdout, stderr } = rnnLens([], 'tag', '--eight-bit', ...args);
  assert.equal(stderr.match(/8-bit mode/g)?.length ?? 0, isOffered ? 0 : 1);
  assert.equal(stdout === rnnLens([], 'tag', ...args).stdout, !isOffered);
});
