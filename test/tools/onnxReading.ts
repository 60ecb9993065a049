// ONNX files that tests read, and a tagger whose parts can be changed.
import assert from 'node:assert/strict';
import type { ForeignFile } from '../../src/core/import/foreign.js';
import { onnxReader } from '../../src/core/import/onnx/onnx.js';
import { RnnLensError } from '../../src/core/problems.js';
import { fill } from '../../src/core/sentence.js';
import { headOf, memoryFiles } from './importFiles.js';
import { FLOAT, INT64, OnnxFile, Weights } from './onnxFile.js';

export async function read(
  bytes: Uint8Array,
  others: Readonly<Record<string, Uint8Array>> = {},
): Promise<ForeignFile> {
  const files = memoryFiles('model.onnx', bytes, others);
  assert.ok(onnxReader.sniff(await headOf(files), 'model.onnx'), 'it is taken for ONNX');
  return onnxReader.read(files);
}

/** Why a file cannot run, as an error or a refusal. */
export async function reasonOf(
  bytes: Uint8Array,
  others: Readonly<Record<string, Uint8Array>> = {},
): Promise<string> {
  try {
    const { recognised } = await read(bytes, others);
    if (recognised.kind === 'refused') return fill(recognised.reason.text, recognised.reason.values);
    await recognised.network({});
    return 'It runs.';
  } catch (error) {
    if (error instanceof RnnLensError) return error.message;
    throw error;
  }
}

export const [V, E, H] = [5, 2, 3];

/** A tagger whose recurrent node can be changed. */
export function tagger(change: (f: OnnxFile, w: Weights) => void = () => undefined, opset = 14): OnnxFile {
  const [f, w] = [new OnnxFile(opset), new Weights()];
  f.input('tokens', INT64, ['batch', 'time']);
  f.floats('table', [V, E], w.list(V * E));
  f.node('Transpose', [f.node('Gather', ['table', 'tokens'])], { perm: [1, 0, 2] }, ['x']);
  f.floats('W', [1, 4 * H, E], w.list(4 * H * E));
  f.floats('R', [1, 4 * H, H], w.list(4 * H * H));
  f.floats('B', [1, 8 * H], w.list(8 * H));
  change(f, w);
  f.output('answer', FLOAT, ['batch', 'time', H]);
  return f;
}

/** The recurrent node with its own attributes, as the answer. */
export const node =
  (attributes: Parameters<OnnxFile['node']>[2], inputs: readonly string[] = []) =>
  (f: OnnxFile): void => {
    f.node('LSTM', ['x', 'W', 'R', 'B', ...inputs], { hidden_size: H, ...attributes }, ['Y']);
    f.node('Squeeze', ['Y', f.longs('one', [1])], {}, ['answer']);
  };
