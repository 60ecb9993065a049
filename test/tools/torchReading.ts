// Files of PyTorch that tests read.
import assert from 'node:assert/strict';
import type { ForeignFile } from '../../src/core/import/foreign.js';
import { torchReader } from '../../src/core/import/torch/reader.js';
import { memoryFiles } from './importFiles.js';
import { floats, type TensorToSave } from './torchFiles.js';

export const read = (bytes: Uint8Array, name = 'model.pt'): Promise<ForeignFile> => {
  assert.ok(torchReader.sniff(bytes.subarray(0, 4096), name), 'is taken for what it is');
  return torchReader.read(memoryFiles(name, bytes));
};

/** A tagger of three tags in one storage, its tensors one after the other. */
export function tagger(prefix = ''): {
  tensors: Record<string, TensorToSave>;
  storages: Record<string, Uint8Array>;
} {
  const shapes: Record<string, readonly number[]> = {
    'emb.weight': [5, 2],
    'rnn.weight_ih_l0': [8, 2],
    'rnn.weight_hh_l0': [8, 2],
    'rnn.bias_ih_l0': [8],
    'rnn.bias_hh_l0': [8],
    'hidden2tag.weight': [3, 2],
    'hidden2tag.bias': [3],
  };
  let offset = 0;
  const tensors: Record<string, TensorToSave> = {};
  for (const [name, shape] of Object.entries(shapes)) {
    tensors[prefix + name] = { shape, storage: '0', offset };
    offset += shape.reduce((a, b) => a * b, 1);
  }
  return { tensors, storages: { 0: floats(...Array.from({ length: offset }, (_, k) => Math.sin(k))) } };
}
