// Safetensors files of the reference sets, where they are there.
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import type { ForeignFile, ImportAnswers } from '../../src/core/import/foreign.js';
import { safetensorsReader } from '../../src/core/import/safetensors/safetensors.js';
import { RnnLensError } from '../../src/core/problems.js';
import { fill } from '../../src/core/sentence.js';
import { diskFiles, headOf } from '../tools/importFiles.js';
import { checkRows } from '../tools/expectedRows.js';
import { CaseTensors } from './reference.js';

const reference = process.env['RNN_LENS_REFERENCE'] ?? '';
const realModels = process.env['RNN_LENS_REALMODELS'] ?? '';
const exported = path.join(reference, 'import');

async function read(file: string): Promise<ForeignFile> {
  const files = diskFiles(file);
  assert.ok(
    safetensorsReader.sniff(await headOf(files), files.main.name),
    `${file} is taken for safetensors`,
  );
  return safetensorsReader.read(files);
}

if (existsSync(exported))
  test('safetensors: models saved under the names of PyTorch give the values that PyTorch gives', async () => {
    const { models } = JSON.parse(readFileSync(path.join(exported, 'manifest.json'), 'utf8')) as {
      models: { files: { file: string; expected: string | string[] }[] }[];
    };
    const files = models.flatMap((model) => model.files).filter(({ file }) => file.endsWith('.safetensors'));
    assert.ok(files.length >= 6);
    for (const { file, expected } of files) {
      const { recognised } = await read(path.join(exported, file));
      assert.ok(recognised.kind === 'network', `${file}: ${JSON.stringify(recognised)}`);
      // What cannot be seen in the tensors: taggers answer at every step.
      const answers: ImportAnswers = /classifier/.test(file) ? {} : { answer: 'every' };
      const network = await recognised.network(answers);
      for (const one of [expected].flat()) checkRows(network, exported, one);
    }
  });

const broken = path.join(reference, 'broken');
/** What of a message names the damage. */
const MEANS: Readonly<Record<string, RegExp>> = {
  'no-rnn': /No recurrent layer was found/,
  'non-finite': /NaN|Infinity|finite/i,
};

if (existsSync(broken))
  test('safetensors: damaged files of the reference set are refused by name, sound ones are read', async () => {
    const { files } = JSON.parse(readFileSync(path.join(broken, 'manifest.json'), 'utf8')) as {
      files: { file: string; expect: string; kind: string; expected?: string; tensor?: string }[];
    };
    const mine = files.filter(({ file }) => /safetensors/.test(file) && !/^(git|text|html)/.test(file));
    assert.ok(mine.length > 45);
    for (const { file, expect, kind, expected, tensor } of mine) {
      const message = await messageOf(path.join(broken, file));
      if (expect === 'load' || expect === 'load-or-refuse') {
        if (kind !== 'valid-tensors') assert.equal(message, null, file);
        if (expected) await checkTensors(path.join(broken, file), expected);
        continue;
      }
      assert.ok(message, `${file} is refused`);
      if (tensor) assert.ok(message.includes(`"${tensor}"`), `${file}: ${message}`);
      assert.match(message, MEANS[kind] ?? /./, file);
      assert.doesNotMatch(message, /\[object/, file);
    }
  });

async function messageOf(file: string): Promise<string | null> {
  try {
    const files = diskFiles(file);
    if (!safetensorsReader.sniff(await headOf(files), files.main.name)) return 'It is no safetensors file.';
    const { recognised } = await safetensorsReader.read(files);
    if (recognised.kind === 'refused') return fill(recognised.reason.text, recognised.reason.values);
    await recognised.network({});
    return null;
  } catch (error) {
    if (error instanceof RnnLensError) return error.message;
    throw error;
  }
}

async function checkTensors(file: string, expected: string): Promise<void> {
  const wanted = new CaseTensors(broken, expected);
  const { tensors } = await read(file);
  for (const name of wanted.names()) {
    const tensor = tensors.find((one) => one.name === name)!;
    assert.deepEqual(await tensor.values(), wanted.get(name), `${file}: ${name}`);
  }
}

const silero = path.join(realModels, 'st-silero-16k');
if (existsSync(silero))
  test('safetensors: a cell behind convolutions of sound is refused with the reason', async () => {
    const [name] = readdirSync(silero).filter((one) => one.endsWith('.safetensors'));
    const { recognised, tensors } = await read(path.join(silero, name));
    assert.equal(tensors.length, 15);
    assert.ok(recognised.kind === 'refused');
    const reason = fill(recognised.reason.text, recognised.reason.values);
    assert.match(
      reason,
      /lstm_cell.*128 units.*convolution.*no embedding or one-hot input.*cannot run on text/,
    );
  });
