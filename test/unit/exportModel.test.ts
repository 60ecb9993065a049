import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { unzipSync } from 'fflate';
import { isOwnProgram } from '../../src/core/export/exportFormats.js';
import { exportModel, type ExportedFiles } from '../../src/core/export/exportModel.js';
import { readModel, readParameters, type ModelManifest } from '../../src/core/formats/modelPackage.js';
import { readSafetensors } from '../../src/core/formats/safetensors.js';
import { symbolsOf } from '../../src/core/export/symbols.js';
import { onnxReader } from '../../src/core/import/onnx/onnx.js';
import { Pipeline } from '../../src/core/pipeline.js';
import { isRnnLensError } from '../../src/core/problems.js';
import { fill } from '../../src/core/sentence.js';
import { PADDING, START } from '../../src/core/tokens/windows.js';
import { exported, imported, modelOf, type ModelPlan } from '../tools/exportedModels.js';
import { memoryFiles } from '../tools/importFiles.js';

const PLAN: ModelPlan = {
  ...{ seed: 1, cell: 'LSTM', layers: 2, units: 4, width: 3, bidirectional: true, bias: true },
  ...{ isProjected: false, resetAfter: true, level: 'step', pooling: 'last', temperature: 1 },
};

const BUNDLED = path.join('media', 'models');

function bundled(
  name: string,
  format: Parameters<typeof exportModel>[2],
): ExportedFiles & { manifest: ModelManifest } {
  const read = (file: string): Buffer => readFileSync(path.join(BUNDLED, name, file));
  const { manifest, parameters } = readParameters(read('model.json').toString(), read('weights.safetensors'));
  return { manifest, ...exportModel(manifest, (of) => parameters.get(of)!, format, `${name}.x`) };
}

/** The sentence with which a format is refused. */
function refusal(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    if (isRnnLensError(error)) return error.message;
    throw error;
  }
  return 'nothing';
}

test('every model that comes with the project is written in every format, and what is left out is said', async () => {
  for (const name of readdirSync(BUNDLED)) {
    const { files } = bundled(name, 'pytorch');
    const program = new TextDecoder().decode(files[1].bytes);
    assert.ok(isOwnProgram(files[1].bytes), program.split('\n')[0]);
    assert.match(program, /class Network\(nn\.Module\):/);
    const { tensors } = readSafetensors(files[0].bytes);
    // Each tensor is of a module that the program makes.
    for (const tensor of tensors.keys())
      assert.ok(program.includes(`self.${tensor.split('.')[0]} = `), `${name}: ${tensor}`);
    const onnx = await onnxReader.read(memoryFiles('x.onnx', bundled(name, 'onnx').files[0].bytes));
    assert.ok(onnx.tensors.length > 2, name);
    assert.equal(bundled(name, 'npz').files.length, 1);
  }
  const said = bundled('korean-morphology', 'onnx').notes.map(({ text, values }) => fill(text, values));
  assert.ok(
    said.some((note) => /"edits".*\(transitions\)/.test(note)),
    said.join(' '),
  );
});

test('.npz has every number under its own name', () => {
  const model = modelOf(PLAN);
  const files = unzipSync(exported(model, 'npz').files[0].bytes);
  const { parameters } = readParameters(model.json, model.weights);
  assert.deepEqual(
    Object.keys(files),
    [...parameters.keys()].map((name) => `${name}.npy`),
  );
  for (const [name, values] of parameters) {
    const file = files[`${name}.npy`];
    assert.equal(new TextDecoder('latin1').decode(file.subarray(1, 6)), 'NUMPY');
    assert.deepEqual(new Float32Array(file.slice(128).buffer), values);
  }
  const shape = new TextDecoder().decode(files['rnn.weight_ih_l0.npy'].subarray(10, 128));
  assert.match(shape, /'shape': \(16, 3\)/);
});

test('the program builds the modules that the tensors are of', () => {
  const program = (plan: Partial<ModelPlan>): string =>
    new TextDecoder().decode(exported(modelOf({ ...PLAN, ...plan }), 'pytorch').files[1].bytes);
  assert.match(
    program({ isProjected: true }),
    /self\.rnn = nn\.LSTM\(3, 4, num_layers=2, batch_first=True, bidirectional=True, proj_size=3\)/,
  );
  assert.match(program({ cell: 'RNN_RELU', bias: false }), /nn\.RNN\(.*nonlinearity="relu".*bias=False\)/);
  const ends = 'torch.cat([rnn_[:, -1, :4], rnn_[:, 0, 4:]], -1)';
  assert.ok(program({ level: 'segment' }).includes(ends));
  assert.match(program({ level: 'segment', pooling: 'mean' }), /rnn_\.mean\(1\)/);
});

test('what a format has no words for is named', () => {
  const plan = (own: Partial<ModelPlan>) => modelOf({ ...PLAN, ...own });
  assert.equal(
    refusal(() => exported(plan({ isProjected: true }), 'onnx')),
    'ONNX has no projection of an LSTM (3 of 4 units): export it in another format.',
  );
  assert.equal(
    refusal(() => exported(plan({ cell: 'GRU', resetAfter: false }), 'pytorch')),
    'PyTorch has no GRU whose reset gate comes before the product: export it in another format.',
  );
  const { json, weights } = plan({});
  const hard = JSON.stringify({
    ...(JSON.parse(json) as ModelManifest),
    rnn: { ...(JSON.parse(json) as ModelManifest).rnn, gateActivation: 'hard-sigmoid' },
  });
  assert.equal(
    refusal(() => exported({ json: hard, weights }, 'pytorch')),
    'PyTorch has no LSTM with the activation hard-sigmoid of its gates: export it in another format.',
  );
  assert.equal(
    refusal(() => exported({ json: hard, weights }, 'onnx')),
    'nothing',
  );
});

/** A tagger whose labels are decided together. */
function tagger() {
  const { json, weights } = modelOf(PLAN);
  const manifest = JSON.parse(json) as ModelManifest;
  const [head] = manifest.heads;
  const crf = {
    follows: [
      [1, -1, 0.5],
      [-0.5, 2, -1],
      [0, 1, -2],
    ],
    starts: [0.5, 0, -1],
    ends: [-1, 1, 0],
  };
  return { json: JSON.stringify({ ...manifest, heads: [{ ...head, level: 'token', crf }] }), weights };
}

test('labels that are decided together go to PyTorch and back, and not to ONNX', async () => {
  const model = tagger();
  assert.match(
    refusal(() => exported(model, 'onnx')),
    /^ONNX has no labels that are decided together \(a CRF\)/,
  );
  const { files } = exported(model, 'pytorch');
  assert.match(new TextDecoder().decode(files[1].bytes), /best = network\.crf\.decode\(logits\)/);
  const again = await imported(files[0], { unit: 'characters', predicts: 'classes' });
  const tokens = [...'abcdhgfeacc'];
  const [before, after] = [model, again].map(({ json, weights }) =>
    new Pipeline(readModel(json, weights).model).run(tokens, Uint32Array.of(0, tokens.length)),
  );
  assert.deepEqual(again.manifest.heads[0].crf?.starts, [0.5, 0, -1]);
  assert.deepEqual([...after.heads[0].labels], [...before.heads[0].labels]);
  before.heads[0].probabilities.forEach((p, k) =>
    assert.ok(Math.abs(p - after.heads[0].probabilities[k]) < 1e-6, String(k)),
  );
});

test('the symbol before each text has a name that imports know it by', () => {
  const manifest = {
    input: { kind: 'symbols', symbolSize: 3 },
    vocabulary: { words: ['a', 'b', START, PADDING], characters: [], pairs: [] },
    window: { steps: 4, padding: 'before', slides: true, hasStart: true },
  } as unknown as ModelManifest;
  const [{ ids }] = symbolsOf(manifest).symbols;
  assert.deepEqual([...ids].slice(1), [
    ['a', 1],
    ['b', 2],
    ['<s>', 3],
  ]);
});
