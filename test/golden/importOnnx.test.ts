// ONNX files of the reference sets, where they are there: expected values through the plain runner, or the refusal.
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import type { ForeignFile, ImportAnswers } from '../../src/core/import/foreign.js';
import type { ImportedNetwork } from '../../src/core/import/network.js';
import type { OnnxModel, OnnxNode, Stored } from '../../src/core/import/onnx/model.js';
import { readModel } from '../../src/core/import/onnx/model.js';
import { onnxReader } from '../../src/core/import/onnx/onnx.js';
import { recogniseOnnx } from '../../src/core/import/onnx/recognise.js';
import { locate, tensorFrom } from '../../src/core/import/onnx/tensor.js';
import { WireFile } from '../../src/core/import/onnx/wire.js';
import { RnnLensError } from '../../src/core/problems.js';
import { fill } from '../../src/core/sentence.js';
import { diskFiles, headOf } from '../tools/importFiles.js';
import { runImported } from '../tools/runImported.js';
import { checkRows } from '../tools/expectedRows.js';
import { difference } from './reference.js';

const reference = process.env['RNN_LENS_REFERENCE'] ?? '';
const realModels = process.env['RNN_LENS_REALMODELS'] ?? '';
const TOLERANCE = { atol: 2e-5, rtol: 0 };

async function read(file: string): Promise<ForeignFile> {
  const files = diskFiles(file);
  assert.ok(onnxReader.sniff(await headOf(files), files.main.name), `${file} is taken for ONNX`);
  return onnxReader.read(files);
}

/** The network, or a sentence why there is none. */
async function networkOf(file: string, answers: ImportAnswers = {}): Promise<ImportedNetwork | string> {
  try {
    const { recognised } = await read(file);
    if (recognised.kind === 'refused') return fill(recognised.reason.text, recognised.reason.values);
    return await recognised.network(answers);
  } catch (error) {
    if (error instanceof RnnLensError) return error.message;
    throw error;
  }
}

const exported = path.join(reference, 'import');
if (existsSync(exported))
  test('ONNX: models exported by PyTorch give the values that PyTorch gives', async () => {
    const { models } = JSON.parse(readFileSync(path.join(exported, 'manifest.json'), 'utf8')) as {
      models: { files: { file: string; expected: string | string[] }[] }[];
    };
    const files = models.flatMap((model) => model.files).filter(({ file }) => file.endsWith('.onnx'));
    assert.ok(files.length >= 7);
    for (const { file, expected } of files) {
      const network = await networkOf(path.join(exported, file));
      assert.ok(typeof network !== 'string', `${file}: ${String(network)}`);
      for (const one of [expected].flat()) checkRows(network, exported, one);
    }
  });

/** What a refusal of each kind of damage must name. */
const MEANS: Readonly<Record<string, RegExp>> = {
  truncated: /cut off/,
  'size-mismatch': /Tensor "W" has (\d+ bytes of numbers|no valid shape)/,
  'shape-mismatch': /weights R .*\[1, 4, 16\].*\[1, 16, 4\]/,
  'missing-tensor': /"R", which is neither stored/,
  'onnx-external-data': /"weights\.bin", which is missing|not in the folder/,
  'onnx-unsupported': /peepholes/,
  'no-rnn': /no node RNN, GRU or LSTM/,
};

const broken = path.join(reference, 'broken');
if (existsSync(broken))
  test('ONNX: damaged and odd files of the reference set are refused by name, or give the right values', async () => {
    const { files } = JSON.parse(readFileSync(path.join(broken, 'manifest.json'), 'utf8')) as {
      files: { file: string; expect: string; kind: string; expected?: string }[];
    };
    let count = 0;
    for (const { file, expect, kind, expected } of files.filter((one) => /onnx_.*\.onnx$/.test(one.file))) {
      if (kind === 'unrecognised') continue;
      count++;
      const network = await networkOf(path.join(broken, file));
      if (typeof network === 'string') {
        assert.notEqual(expect, 'load', `${file}: ${network}`);
        assert.match(network, MEANS[kind], file);
      } else {
        assert.ok(expected && expect !== 'error', `${file} is refused`);
        checkRows(network, broken, expected);
      }
    }
    assert.ok(count >= 17);
  });

/** What real files are refused with, by the folder's name. */
const REFUSALS: readonly (readonly [RegExp, RegExp])[] = [
  [/transformer/, /no node RNN, GRU or LSTM \(MatMul and Softmax/],
  [/coli/, /float sequence of width 3, and there is no token input/],
  [/keras2onnx/, /float sequence of width 5, and there is no token input/],
  [/lemon/, /\[28, 128, 28\].*no token input/],
  [/onnx-(node|o2c)/, /W and R are inputs of the graph, not stored weights: nothing to import\./],
  [/tenncor/, /not standard ONNX: it names no opset, and operators such as _(LSTM|GRU)_LAYER/],
];

const onnxFolders = existsSync(realModels)
  ? readdirSync(realModels).filter((name) => name.startsWith('onnx-'))
  : [];
if (onnxFolders.length > 0)
  test('ONNX: real files that cannot run on text are refused with the reason', async () => {
    for (const name of onnxFolders) {
      const folder = path.join(realModels, name);
      const file = readdirSync(folder).find((one) => one.endsWith('.onnx'))!;
      const network = await networkOf(path.join(folder, file));
      const [, meaning] = REFUSALS.find(([folderName]) => folderName.test(name))!;
      assert.ok(typeof network === 'string', `${name} is refused`);
      assert.match(network, meaning, name);
    }
  });

/** A tensor in a file of its own. */
async function readTensor(file: string): Promise<Stored> {
  const files = diskFiles(file);
  const tensor = tensorFrom(await new WireFile(files.main).fields(0, files.main.sizeBytes));
  return { tensor, ...(await locate(tensor, files)) };
}

function stored(name: string, shape: readonly number[], values: Float32Array, type = 1): Stored {
  const elements = shape.reduce((a, b) => a * b, 1);
  return {
    tensor: { name, shape, type, elements, external: null, raw: null, typed: [] },
    load: () => Promise.resolve(values),
    missing: null,
  };
}

/** Numbers of one text of a batch along an axis. */
async function oneOf({ tensor, load }: Stored, axis: number, text: number): Promise<Stored> {
  const values = await load();
  const inside = tensor.shape.slice(axis + 1).reduce((a, b) => a * b, 1);
  const outside = tensor.shape.slice(0, axis).reduce((a, b) => a * b, 1);
  const parts = Array.from({ length: outside }, (_, k) => {
    const from = (k * tensor.shape[axis] + text) * inside;
    return [...values.subarray(from, from + inside)];
  });
  const shape = tensor.shape.map((n, k) => (k === axis ? 1 : n));
  return stored(tensor.name, shape, Float32Array.from(parts.flat()));
}

/**
 * An operator test as a model that reads ids: its tensors are stored, and each step's input is a row of a table. The
 * answer is the output that is asked for.
 */
async function asModel(
  model: OnnxModel,
  inputs: ReadonlyMap<string, Stored>,
  text: number,
  output: string,
): Promise<OnnxModel> {
  const [node] = model.graph.nodes;
  const isBatchFirst = node.attributes.get('layout')?.integer === 1;
  const kept = new Map<string, Stored>();
  for (const [k, name] of node.inputs.entries()) {
    const given = inputs.get(name);
    if (!given || k === 0 || k === 4) continue;
    kept.set(name, k >= 5 && k <= 6 ? await oneOf(given, isBatchFirst ? 0 : 1, text) : given);
  }
  const x = await oneOf(inputs.get(node.inputs[0])!, isBatchFirst ? 0 : 1, text);
  const width = x.tensor.shape[2];
  kept.set('table', stored('table', [x.tensor.elements / width, width], (await x.load()) as Float32Array));
  const gather: OnnxNode = {
    name: '',
    type: 'Gather',
    inputs: ['table', 'ids'],
    outputs: [node.inputs[0]],
    attributes: new Map(),
  };
  const read = node.inputs.map((name, k) => (k === 4 ? '' : name));
  const ids = { name: 'ids', type: 7, shape: isBatchFirst ? [1, null] : [null, 1], shapeText: '' };
  return {
    ...model,
    graph: {
      nodes: [gather, { ...node, inputs: read }],
      stored: kept,
      inputs: [ids],
      outputs: model.graph.outputs.filter(({ name }) => name === output),
    },
  };
}

const operatorTests = onnxFolders.filter((name) => /onnx-(node|o2c)/.test(name));
if (operatorTests.length > 0)
  test('ONNX: the operator tests give their published values, those with peepholes and clip are refused', async () => {
    const compared: string[] = [];
    for (const name of operatorTests) {
      const folder = path.join(realModels, name);
      const model = await readModel(diskFiles(path.join(folder, 'model.onnx')));
      const data = (kind: string, k: number): string =>
        path.join(folder, 'test_data_set_0', `${kind}_${k}.pb`);
      const inputs = new Map<string, Stored>();
      for (const [k, { name: input }] of model.graph.inputs.entries())
        inputs.set(input, await readTensor(data('input', k)));
      const [node] = model.graph.nodes;
      const isBatchFirst = node.attributes.get('layout')?.integer === 1;
      const texts = inputs.get(node.inputs[0])!.tensor.shape[isBatchFirst ? 0 : 1];
      for (const [k, { name: output }] of model.graph.outputs.entries()) {
        const place = node.outputs.indexOf(output);
        if (place === 2) continue;
        const expected = await readTensor(data('output', k));
        for (let text = 0; text < texts; text++) {
          const recognised = await recogniseOnnx(await asModel(model, inputs, text, output));
          if (/peepholes|clip/.test(name)) {
            assert.ok(recognised.kind === 'refused' && /peepholes|clip/.test(recognised.reason.text), name);
            continue;
          }
          assert.ok(recognised.kind === 'network', `${name}: ${JSON.stringify(recognised)}`);
          const network = await recognised.network({});
          const steps = inputs.get(node.inputs[0])!.tensor.shape[isBatchFirst ? 1 : 0];
          const run = runImported(
            network,
            Array.from({ length: steps }, (_, t) => t),
          );
          const batchAxis = place === 0 ? (isBatchFirst ? 0 : 2) : isBatchFirst ? 0 : 1;
          const wanted = await (await oneOf(expected, batchAxis, text)).load();
          const got = run.outputs[network.output].rows.flat();
          assert.equal(difference(`${name} ${output}[${text}]`, got, wanted, TOLERANCE), null);
          compared.push(`${name} ${output}`);
        }
      }
    }
    assert.ok(new Set(compared).size >= 12, compared.join());
  });
