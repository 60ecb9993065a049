// `export`: models are written for other frameworks, and what is imported again says what it said.
import assert from 'node:assert/strict';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { readSafetensors, toFloat32, writeSafetensors } from '../../src/core/formats/safetensors.js';
import { ok, rnnLens } from './program.js';

const folder = mkdtempSync(path.join(os.tmpdir(), 'rnn-lens-export-'));
after(() => rmSync(folder, { recursive: true }));

const TEXT = '"Well, Prince, so Genoa and Lucca are now just family estates."\n';

/** Numbers of a table with tabs. */
const numbersOf = (table: string): number[] => [...table.matchAll(/(?<=\t)-?\d+\.\d+/g)].map(Number);

test('a language model goes to ONNX and to PyTorch and back, and says the same of a text', async () => {
  const told = numbersOf(await ok(['tag', '--model', 'tolstoy-gru', '--format', 'tsv', '-'], TEXT));
  assert.ok(told.length >= TEXT.length - 2, String(told.length));
  for (const [format, ending] of [
    ['onnx', 'onnx'],
    ['pytorch', 'safetensors'],
  ]) {
    const file = path.join(folder, `lm.${ending}`);
    const said = await ok(['export', 'tolstoy-gru', '--format', format, '--out', file]);
    assert.match(said, /lm\.(onnx|safetensors): \d+ bytes/);
    const answers = ['--answer', 'sequence=document', '--answer', 'predicts=next'];
    await ok(['import', '--name', format, '--out', folder, ...answers, file]);
    const again = numbersOf(
      await ok(['tag', '--model', path.join(folder, format), '--format', 'tsv', '-'], TEXT),
    );
    assert.equal(again.length, told.length);
    again.forEach((value, k) => assert.ok(Math.abs(value - told[k]) <= 2e-6, `${value} and ${told[k]}`));
  }
});

test('a program is written beside the numbers, and never over one of somebody else', async () => {
  const file = path.join(folder, 'pair.safetensors');
  const program = path.join(folder, 'pair.py');
  writeFileSync(program, 'print("mine")\n');
  const refused = await rnnLens(['export', 'parentheses', '--out', file]);
  assert.equal(refused.code, 1);
  assert.match(
    refused.stderr,
    /pair\.py is there already and was not written by RNN Lens: give another --out\./,
  );
  assert.equal(existsSync(file), false);
  assert.equal(readFileSync(program, 'utf8'), 'print("mine")\n');
  rmSync(program);
  for (let k = 0; k < 2; k++) await ok(['export', 'parentheses', '--out', file]);
  assert.match(readFileSync(program, 'utf8'), /nn\.LSTM\(8, 16, num_layers=1, batch_first=True\)/);
});

test('a format that there is not, and a place that there is not, are named', async () => {
  const format = await rnnLens(['export', 'parentheses', '--format', 'h5', '--out', path.join(folder, 'a')]);
  assert.match(format.stderr, /--format.*pytorch, onnx, npz/);
  const place = await rnnLens(['export', 'parentheses', '--out', path.join(folder, 'none', 'a')]);
  assert.match(place.stderr, /the folder .*none is not there/);
});

test('a model in several files is imported by their index, or by any of them', async () => {
  const whole = path.join(folder, 'whole.safetensors');
  await ok(['export', 'parentheses', '--out', whole]);
  const { tensors, metadata } = readSafetensors(readFileSync(whole));
  const names = [...tensors.keys()];
  const partOf = (k: number): string => `parts-0000${k + 1}-of-00002.safetensors`;
  const parts = path.join(folder, 'parts');
  mkdirSync(parts);
  [names.slice(0, 3), names.slice(3)].forEach((own, k) => {
    const entries = own.map((name) => {
      const { shape } = tensors.get(name)!;
      return [name, { shape, values: toFloat32(tensors.get(name)!) }] as const;
    });
    writeFileSync(path.join(parts, partOf(k)), writeSafetensors(Object.fromEntries(entries)));
  });
  const map = Object.fromEntries(names.map((name, k) => [name, partOf(k < 3 ? 0 : 1)]));
  const index = path.join(parts, 'parts.safetensors.index.json');
  writeFileSync(index, JSON.stringify({ metadata: {}, weight_map: map }));
  writeFileSync(path.join(parts, 'vocabulary.json'), metadata['vocabulary']);
  const text = '((a)b)[c]';
  const told = await ok(['tag', '--model', 'parentheses', '--format', 'tsv', '-'], text);
  for (const [name, file] of [
    ['by-index', index],
    ['by-part', path.join(parts, partOf(1))],
  ]) {
    const vocabulary = ['--vocabulary', path.join(parts, 'vocabulary.json')];
    const answers = ['sequence=document', 'predicts=next', 'unit=characters'].flatMap((one) => [
      '--answer',
      one,
    ]);
    await ok(['import', ...vocabulary, ...answers, '--name', name, '--out', folder, file]);
    const again = await ok(['tag', '--model', path.join(folder, name), '--format', 'tsv', '-'], text);
    assert.deepEqual(numbersOf(again).length, numbersOf(told).length);
    numbersOf(again).forEach((value, k) => assert.ok(Math.abs(value - numbersOf(told)[k]) <= 2e-6));
  }
});
