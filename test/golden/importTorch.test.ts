// Files of PyTorch run as PyTorch does: real ones, those made for tests, and broken ones. Every folder has a manifest
// or a meta.json a file; nothing is known of single files here.
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { readSafetensors, toFloat64, type SafetensorsFile } from '../../src/core/formats/safetensors.js';
import type { ForeignFile, ImportAnswers } from '../../src/core/import/foreign.js';
import type { ImportedNetwork } from '../../src/core/import/network.js';
import { torchReader } from '../../src/core/import/torch/reader.js';
import { fill } from '../../src/core/sentence.js';
import { diskFiles, headOf } from '../tools/importFiles.js';
import { processorClock } from '../tools/processorTime.js';
import { runImported, type Value } from '../tools/runImported.js';

const reference = process.env['RNN_LENS_REFERENCE'] ?? '';
const realModels = process.env['RNN_LENS_REALMODELS'] ?? '';
const TORCH = /\.(pt|pth|th|net|jit|ckpt)$/;

const readJson = <T>(...parts: string[]): T => JSON.parse(readFileSync(path.join(...parts), 'utf8')) as T;
const readTensors = (file: string): SafetensorsFile => readSafetensors(new Uint8Array(readFileSync(file)));

/** What a file comes to: the file, or the sentence it is refused with. */
async function outcome(
  file: string,
): Promise<{ file: ForeignFile | null; refusal: string | null; network: ForeignFile['recognised'] | null }> {
  const elapsed = processorClock();
  try {
    const files = diskFiles(file);
    if (!torchReader.sniff(await headOf(files), path.basename(file)))
      throw Object.assign(new Error(`unrecognised: ${path.basename(file)}`), { name: 'RnnLensError' });
    const read = await torchReader.read(files);
    const { recognised } = read;
    const refusal =
      recognised.kind === 'refused' ? fill(recognised.reason.text, recognised.reason.values) : null;
    return { file: read, refusal, network: recognised };
  } catch (error) {
    assert.equal((error as Error).name, 'RnnLensError', (error as Error).stack);
    return { file: null, refusal: (error as Error).message, network: null };
  } finally {
    assert.ok(elapsed() < 1000, `${file} takes ${elapsed()} ms`);
  }
}

async function networkOf(file: string, answers: ImportAnswers = {}): Promise<ImportedNetwork> {
  const { network, refusal } = await outcome(file);
  assert.ok(network?.kind === 'network', `${file}: ${refusal}`);
  return network.network(answers);
}

/** Largest difference of rows from a tensor that begins with them. */
function worst(rows: readonly (readonly number[])[], expected: ArrayLike<number>, from = 0): number {
  let largest = 0;
  rows.forEach((row, t) =>
    row.forEach((value, k) => {
      const difference = Math.abs(value - expected[from + t * row.length + k]);
      largest = Number.isNaN(difference) ? Infinity : Math.max(largest, difference);
    }),
  );
  return largest;
}

const softmax = (row: readonly number[]): number[] => {
  const powers = row.map((value) => Math.exp(value - Math.max(...row)));
  return powers.map((value) => value / powers.reduce((a, b) => a + b));
};

interface Entry {
  readonly file: string;
  readonly expect: string;
  readonly kind?: string;
  readonly expected?: string | readonly string[];
  readonly global_?: string;
  readonly tensor?: string;
}

if (reference && existsSync(path.join(reference, 'import'))) {
  const folder = path.join(reference, 'import');
  const { models } = readJson<{ models: { model: string; info: { task: string }; files: Entry[] }[] }>(
    folder,
    'manifest.json',
  );
  for (const { info, files } of models)
    for (const { file, expect, expected } of files.filter((entry) => TORCH.test(entry.file)))
      test(`${file} runs as PyTorch does`, async () => {
        const { network, refusal } = await outcome(path.join(folder, file));
        if (network?.kind !== 'network') {
          assert.equal(expect, 'load-or-refuse', `${file}: ${refusal}`);
          return;
        }
        const imported = await network.network({ answer: info.task === 'many_to_one' ? 'last' : 'every' });
        for (const name of [expected!].flat()) checkBatch(imported, readTensors(path.join(folder, name)));
      });
}

/** Rows of a padded batch, each by itself: logits, and h of every layer and direction. */
function checkBatch(network: ImportedNetwork, { tensors }: SafetensorsFile): void {
  const numbers = (name: string): Float64Array => toFloat64(tensors.get(name)!);
  const [batch, time] = tensors.get('tokens')!.shape;
  const lengths = numbers('lengths');
  const tokens = numbers('tokens');
  for (let b = 0; b < batch; b++) {
    const ids = [...tokens.subarray(b * time, b * time + lengths[b])];
    const { outputs, states } = runImported(network, ids);
    const answer: Value = outputs[network.output];
    const { shape } = tensors.get('logits')!;
    const row = numbers('logits').length / batch;
    assert.equal(answer.isVector, shape.length === 2);
    assert.equal(answer.rows[0].length, shape.at(-1));
    assert.ok(worst(answer.rows, numbers('logits'), b * row) < 1e-5);
    [...states.values()].forEach((directions, layer) =>
      directions.forEach(({ h }, direction) => {
        const name = `h_l${layer}${direction ? '_reverse' : ''}`;
        assert.ok(worst(h, numbers(name), (b * numbers(name).length) / batch) < 1e-5, name);
      }),
    );
  }
}

if (reference && existsSync(path.join(reference, 'broken'))) {
  const folder = path.join(reference, 'broken');
  const { files } = readJson<{ files: Entry[] }>(folder, 'manifest.json');
  for (const { file, expect, kind, tensor, global_, expected } of files.filter((entry) =>
    TORCH.test(entry.file),
  ))
    test(`broken: ${file} (${kind})`, async () => {
      const { file: read, refusal } = await outcome(path.join(folder, file));
      if (expect === 'error') assert.ok(refusal, 'is refused');
      if (refusal) {
        assert.doesNotMatch(refusal, /undefined|NaN|\[object|\{\d\}/);
        if (expect === 'error')
          for (const word of [tensor, global_?.split(' ')[0].replace('builtins.', '')])
            assert.ok(refusal.includes(word ?? ''), `${refusal} names ${word}`);
        else assert.equal(expect, 'load-or-refuse', refusal);
        return;
      }
      const truth = readTensors(path.join(folder, String(expected)));
      for (const { name, values } of read!.tensors)
        assert.deepEqual(Float64Array.from(await values()), toFloat64(truth.tensors.get(name)!), name);
    });
}

interface Meta {
  readonly expect: string;
  readonly message?: string;
  readonly source: { readonly files: readonly { readonly file: string }[] };
}

/** Real models: folders of one or several files with a `meta.json`, and with expected values where there are any. */
const folders = [path.resolve('test/fixtures/import'), realModels].filter(
  (folder) => folder && existsSync(folder),
);
for (const folder of folders)
  for (const name of readdirSync(folder).filter((of) => existsSync(path.join(folder, of, 'meta.json')))) {
    const meta = readJson<Meta>(folder, name, 'meta.json');
    const file = meta.source.files.map((of) => of.file).find((of) => TORCH.test(of));
    if (file === undefined) continue;
    const where = path.join(folder, name, file);
    if (meta.expect === 'refuse') test(`${name} is refused`, () => checkRefused(where, meta));
    else test(`${name} runs as it does in PyTorch`, () => checkReal(where, path.join(folder, name)));
  }

/** Words of a message that carry its meaning. */
function meaningOf(message: string): string[] {
  return (
    message.match(
      /TorchScript|audio|token input|Encoder-decoder|attention|target side|pickled Keras model|hand-written|\bW\w+|bh\b/gi,
    ) ?? []
  );
}

async function checkRefused(file: string, { message }: Meta): Promise<void> {
  const { network, refusal } = await outcome(file);
  const said =
    refusal ??
    (await (network as Extract<typeof network, { kind: 'network' }>).network({}).then(
      () => 'is not refused',
      (error: Error) => error.message,
    ));
  for (const word of meaningOf(message!))
    assert.match(said.toLowerCase(), new RegExp(word.toLowerCase()), said);
  // What is refused until it is confirmed runs right once it is.
  if (network?.kind !== 'network' || !existsSync(path.join(path.dirname(file), 'expected.safetensors')))
    return;
  const likeliest = network.questions.map(({ id, options }) => [id, options[0].value] as const);
  await checkReal(file, path.dirname(file), Object.fromEntries(likeliest));
}

async function checkReal(file: string, folder: string, answers: ImportAnswers = {}): Promise<void> {
  const { tensors } = readTensors(path.join(folder, 'expected.safetensors'));
  const network = await networkOf(file, answers);
  const ids = [...toFloat64(tensors.get('ids')!)];
  const { outputs, states } = runImported(network, ids);
  const { rows } = outputs[network.output];
  const layers = [...states.values()].map((directions) =>
    directions[0].h.map((_, t) => directions.flatMap(({ h }) => h[t])),
  );
  const compared: string[] = [];
  const compare = (name: string, got: readonly (readonly number[])[], tolerance: number): void => {
    const tensor = tensors.get(name);
    if (!tensor) return;
    compared.push(name);
    const difference = worst(got, toFloat64(tensor));
    assert.ok(difference <= tolerance, `${name} differs by ${difference}`);
  };
  compare('logits', rows, 2e-5);
  compare('probs', rows.map(softmax), 1e-5);
  compare(
    'log_probs',
    rows.map((row) => softmax(row).map(Math.log)),
    2e-5,
  );
  compare('hidden', layers.at(-1)!, 2e-5);
  layers.forEach((layer, k) => [`h_l${k}`, `hidden_l${k}`].forEach((name) => compare(name, layer, 2e-5)));
  assert.ok(compared.length > 0, [...tensors.keys()].join());
}
