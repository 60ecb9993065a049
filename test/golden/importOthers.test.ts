// Checkpoints of ml5, vocabularies and files that are no model, of the reference sets where they are there.
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { ml5Reader } from '../../src/core/import/ml5/ml5.js';
import { notModel } from '../../src/core/import/notModels.js';
import { onnxReader } from '../../src/core/import/onnx/onnx.js';
import { safetensorsReader } from '../../src/core/import/safetensors/safetensors.js';
import { readSymbols } from '../../src/core/import/vocabulary/vocabulary.js';
import { fill } from '../../src/core/sentence.js';
import { diskFiles, headOf } from '../tools/importFiles.js';
import { runImported } from '../tools/runImported.js';
import { CaseTensors, difference } from './reference.js';

const reference = process.env['RNN_LENS_REFERENCE'] ?? '';
const realModels = process.env['RNN_LENS_REALMODELS'] ?? '';
const TOLERANCE = { atol: 2e-5, rtol: 0 };

const ml5 = path.join(realModels, 'ml5-charrnn-shakespeare');
if (existsSync(ml5))
  test('ml5: the character model gives the expected logits and states; its damaged vocabulary is named', async () => {
    const files = diskFiles(path.join(ml5, 'manifest.json'));
    assert.ok(ml5Reader.sniff(await headOf(files), 'manifest.json'));
    const { recognised, vocabularies, facts } = await ml5Reader.read(files);
    assert.ok(recognised.kind === 'network');
    const network = await recognised.network({});
    const tensors = new CaseTensors(ml5, 'expected.safetensors');
    const ids = [...tensors.get('ids')];
    const run = runImported(network, ids);
    const logits = run.outputs[network.output].rows.flat();
    const states = [...run.states.values()][1][0].h.flat();
    assert.equal(difference('logits', logits, tensors.get('logits'), TOLERANCE), null);
    assert.equal(difference('h_l1', states, tensors.get('hidden_l1'), TOLERANCE), null);
    assert.equal(vocabularies[0].unit, 'characters');
    const text = 'The meaning of ';
    assert.deepEqual(
      [...text].map((one) => vocabularies[0].ids.get(one)),
      ids,
    );
    const damage = facts.map(({ value }) => value).join('\n');
    assert.match(damage, /damaged: "" has id 40/);
    assert.match(damage, /damaged: " {2}" has id 13/);
  });

/** Vocabularies of the real models: symbols, ids of some, what they are of. */
const VOCABULARIES: readonly (readonly [
  file: string,
  size: number,
  symbol: string,
  id: number,
  unit: string,
])[] = [
  ['tfjs-mulkan-emotion/word_index.json', 0, 'feel', 3, 'words'],
  ['pt-legacy-allennlp-tagger/vocabulary/tokens.txt', 14, '.', 2, 'words'],
  ['pt-legacy-allennlp-tagger/vocabulary/labels.txt', 4, 'U-ORG', 1, 'words'],
  ['pt-legacy-allennlp-classifier/vocabulary/tokens.txt', 0, 'a', 3, 'words'],
  ['pt-zip-naman-rnn/vocab.json', 26, 'a', 3, 'characters'],
  ['pt-zip-oknel-charlm/vocab.json', 0, '\n', 11, 'characters'],
  ['h5-kathir-ner/vocab.json', 98, '0.9', 2, 'words'],
  ['h5-reactionrnn/reactionrnn_vocab.json', 0, '🎼', 254, 'characters'],
  ['h5-textgenrnn-default/textgenrnn_vocab.json', 0, '"', 75, 'characters'],
  ['keras-nik-textgen/word_index.json', 0, 'deep', 3, 'words'],
  ['tfjs-mlt-charlm/char_indices.json', 0, '"', 3, 'characters'],
];

if (existsSync(realModels))
  test('vocabularies of real models are read with their ids', async () => {
    for (const [file, size, symbol, id, unit] of VOCABULARIES) {
      const read = await readSymbols(diskFiles(path.join(realModels, file)).main);
      assert.ok(read.kind === 'symbols', `${file}: ${JSON.stringify(read)}`);
      if (size > 0) assert.equal(read.vocabulary.ids.size, size, file);
      assert.equal(read.vocabulary.ids.get(symbol), id, file);
      assert.equal(read.vocabulary.unit, unit, file);
    }
  });

async function whatIs(file: string): Promise<string> {
  const files = diskFiles(file);
  const head = await headOf(files);
  for (const reader of [onnxReader, safetensorsReader, ml5Reader])
    assert.ok(!reader.sniff(head, files.main.name), `${file} is taken for ${reader.format}`);
  const { text, values } = notModel(head, files.main.name, files.main.sizeBytes);
  return fill(text, values);
}

/** Files of the set of damaged ones that no reader takes. */
const MEANS: Readonly<Record<string, RegExp>> = {
  empty: /is empty: it has 0 bytes/,
  'git-lfs-pointer': /Git LFS pointer \(\d+ bytes\), not the model.*git lfs pull/,
  unrecognised: /is a text, not a model|is a web page|is no model that can be read/,
};

const broken = path.join(reference, 'broken');
if (existsSync(broken))
  test('files that are no model are named as what they are', async () => {
    const { files } = JSON.parse(readFileSync(path.join(broken, 'manifest.json'), 'utf8')) as {
      files: { file: string; kind: string }[];
    };
    const mine = files.filter(({ file }) =>
      /^(text_renamed|git_lfs|html|empty|st_empty|onnx_random)/.test(file),
    );
    assert.ok(mine.length >= 11);
    for (const { file, kind } of mine) assert.match(await whatIs(path.join(broken, file)), MEANS[kind], file);
  });

if (existsSync(realModels))
  test('uploads that went wrong are named as what they are', async () => {
    const pointers = path.join(realModels, 'lfs-flipkart');
    for (const name of readdirSync(pointers).filter((one) => one !== 'meta.json'))
      assert.match(
        await whatIs(path.join(pointers, name)),
        /Git LFS pointer \(13\d bytes\), not the model \(\d+ bytes\)/,
      );
    assert.match(
      await whatIs(path.join(realModels, 'keras-sahan-empty', 'lstm_final.keras')),
      /is no model: it has 2 bytes/,
    );
  });
