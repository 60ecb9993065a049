/** What the readers of ONNX, .safetensors, ml5 and vocabularies are fuzzed with. */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { writeSafetensors } from '../../src/core/formats/safetensors.js';
import { ml5Reader } from '../../src/core/import/ml5/ml5.js';
import { notModel } from '../../src/core/import/notModels.js';
import { onnxReader } from '../../src/core/import/onnx/onnx.js';
import { safetensorsReader } from '../../src/core/import/safetensors/safetensors.js';
import { vocabularyMisfits } from '../../src/core/import/vocabulary/check.js';
import { readSymbols } from '../../src/core/import/vocabulary/vocabulary.js';
import { fill } from '../../src/core/sentence.js';
import { memoryFile } from '../tools/importFiles.js';
import { chanceOf, type Chance } from './chance.js';
import { complaintAbout, mutateBytes } from './importers.js';
import { mutateJson, mutateSafetensors } from './jsonHeader.js';
import { mutateProtobuf } from './protobuf.js';

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);

/** A thing that is fuzzed: makes an input of chance and says what went wrong with it. */
export interface Target {
  readonly name: string;
  /** What went wrong with the `k`th input, and the input. */
  run(k: number): Promise<{ readonly complaint: string | null; readonly bytes: Uint8Array }>;
}

/** Fixtures of a folder whose names end so. */
export function seedsIn(folder: string, ending: string): Uint8Array[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith(ending))
    .sort()
    .map((name) => new Uint8Array(readFileSync(path.join(folder, name))));
}

function checkpointSeed(): { manifest: Uint8Array; files: Record<string, Uint8Array> } {
  const shapes: Record<string, number[]> = {
    embedding: [4, 2],
    'rnnlm/multi_rnn_cell/cell_0/basic_lstm_cell/weights': [5, 12],
    'rnnlm/multi_rnn_cell/cell_0/basic_lstm_cell/biases': [12],
    'rnnlm/softmax_w': [3, 4],
    'rnnlm/softmax_b': [4],
  };
  const entries = Object.entries(shapes).map(
    ([name, shape]) => [name, { filename: name.replaceAll('/', '_'), shape }] as const,
  );
  const files: Record<string, Uint8Array> = Object.fromEntries(
    entries.map(([, { filename, shape }]) => [
      filename,
      new Uint8Array(4 * shape.reduce((a, b) => a * b, 1)),
    ]),
  );
  files['vocab.json'] = utf8('{"a": 0, "b": 1, "": 2, " ": 3}');
  return { manifest: utf8(JSON.stringify(Object.fromEntries(entries))), files };
}

function safetensorsSeeds(): Uint8Array[] {
  const of = (...shape: number[]): { shape: number[]; values: Float32Array; dtype?: 'F16' } => ({
    shape,
    values: new Float32Array(shape.reduce((a, b) => a * b, 1)).fill(0.5),
  });
  const lstm = {
    'emb.weight': of(5, 2),
    'lstm.weight_ih_l0': of(12, 2),
    'lstm.weight_hh_l0': of(12, 3),
    'lstm.bias_ih_l0': of(12),
    'lstm.bias_hh_l0': of(12),
    'fc.weight': of(4, 3),
    'fc.bias': of(4),
  };
  const gru = {
    'emb.weight': of(5, 2),
    'gru.weight_ih_l0': of(9, 2),
    'gru.weight_hh_l0': of(9, 3),
    'gru.weight_ih_l0_reverse': of(9, 2),
    'gru.weight_hh_l0_reverse': of(9, 3),
    'fc.weight': { ...of(4, 6), dtype: 'F16' as const },
  };
  return [writeSafetensors(lstm, { format: 'pt' }), writeSafetensors(gru)];
}

const VOCABULARIES: readonly (readonly [string, string])[] = [
  ['v.json', '{"word_index": {"the": 1, "a": 2}, "config": [1, 2]}'],
  ['v.json', '{"class_name": "Tokenizer", "config": {"word_index": "{\\"a\\": 1}", "num_words": 3}}'],
  ['v.json', '[["a", 1], ["b", 2], {"token": "c", "id": 3}]'],
  ['v.js', 'export const v = {"a": 0, b: [1, `c`], /* x */ [`d`]: 2}; export default ["a"];'],
  ['v.csv', 'word,id\n"a, b",1\nc,2\n'],
  ['v.txt', '@@UNKNOWN@@\na\nb 1\n\n'],
  ['g.txt', 'the 0.1 0.2 0.3 0.4 0.5 0.6 0.7 0.8 0.9 1.0\nof 1 2 3 4 5 6 7 8 9 10\n'],
];

/** All targets; `seed` makes other inputs, `fixtures` is the folder of fixtures of the importers. */
export function targets(seed: number, fixtures: string): Target[] {
  const models = seedsIn(path.join(fixtures, 'onnx'), '.onnx');
  const tensors = safetensorsSeeds();
  const checkpoint = checkpointSeed();
  const made = (k: number): Chance => chanceOf(seed, k);
  return [
    {
      name: 'ONNX',
      async run(k) {
        const chance = made(k);
        const bytes = (chance.below(4) === 0 ? mutateBytes : mutateProtobuf)(chance.of(models), chance);
        return { bytes, complaint: await complaintAbout(onnxReader, 'model.onnx', bytes) };
      },
    },
    {
      name: 'safetensors',
      async run(k) {
        const chance = made(k);
        const bytes = mutateSafetensors(chance.of(tensors), chance);
        return { bytes, complaint: await complaintAbout(safetensorsReader, 'model.safetensors', bytes) };
      },
    },
    {
      name: 'ml5',
      async run(k) {
        const chance = made(k);
        const bytes = mutateJson(checkpoint.manifest, chance);
        return {
          bytes,
          complaint: await complaintAbout(ml5Reader, 'manifest.json', bytes, checkpoint.files),
        };
      },
    },
    {
      name: 'vocabularies',
      async run(k) {
        const chance = made(k);
        const [name, text] = chance.of(VOCABULARIES);
        const bytes = (name === 'v.json' ? mutateJson : mutateBytes)(utf8(text), chance);
        return { bytes, complaint: await vocabularyComplaint(name, bytes) };
      },
    },
  ];
}

async function vocabularyComplaint(name: string, bytes: Uint8Array): Promise<string | null> {
  try {
    const symbols = await readSymbols(memoryFile(name, bytes));
    if (symbols.kind === 'symbols') vocabularyMisfits(symbols.vocabulary, 5);
    const { text, values } = notModel(bytes.subarray(0, 4096), name, bytes.length);
    return fill(text, values) === '' ? 'no sentence' : null;
  } catch (error) {
    return String((error as Error).stack);
  }
}
