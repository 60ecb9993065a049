// dist/core.mjs as another program sees it: imported from its file, with nothing else of this project.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';

const folder = mkdtempSync(path.join(tmpdir(), 'rnn-lens-core-'));
after(() => rmSync(folder, { recursive: true, force: true }));
cpSync('dist/core.mjs', path.join(folder, 'core.mjs'));
cpSync('media/models/english-pos', path.join(folder, 'english-pos'), { recursive: true });

/** Runs a program that lies beside core.mjs, and gives what it prints as JSON. */
function program(source: string): unknown {
  const file = path.join(folder, 'program.mjs');
  writeFileSync(file, source);
  const { status, stdout, stderr } = spawnSync(process.execPath, [file], { cwd: folder, encoding: 'utf8' });
  assert.equal(status, 0, stderr);
  return JSON.parse(stdout);
}

test('a program that imports core.mjs runs a network', () => {
  const states = program(`
    import { collectWeights, forward } from './core.mjs';

    // The published network of test/unit/rnn.test.ts, under PyTorch's parameter names.
    const parameters = {
      weight_ih_l0: [-0.1641, -0.6958, 0.1889, 0.4084],
      weight_hh_l0: [0.0063, -0.5073, -0.289, -0.5403],
      bias_ih_l0: [-0.0039, -0.285],
      bias_hh_l0: [0.5279, -0.1149],
    };
    const config = {
      cell: 'RNN_TANH', inputSize: 2, hiddenSize: 2, projSize: 0, layers: 1, bidirectional: false, bias: true,
    };
    const weights = collectWeights(config, ({ name }) => Float32Array.from(parameters[name]));
    const x = Float32Array.of(1, 1, 2, 2, 3, 3);
    const { output, hiddenState } = forward(config, weights, x, Uint32Array.of(0, 3));
    console.log(JSON.stringify([...output, ...hiddenState.h]));
  `) as number[];
  const published = [-0.3238, 0.1948, -0.8609, 0.6544, -0.9835, 0.8584];
  const expected = [...published, ...published.slice(4)];
  assert.equal(states.length, expected.length);
  states.forEach((h, k) => assert.ok(Math.abs(h - expected[k]) < 1e-4, `${h}, published ${expected[k]}`));
});

test('a program that imports core.mjs reads a model and tags a text', () => {
  const tokens = program(`
    import { readFileSync } from 'node:fs';
    import { readModel, segmentText, Pipeline } from './core.mjs';

    const { manifest, model } = readModel(
      readFileSync('english-pos/model.json', 'utf8'),
      new Uint8Array(readFileSync('english-pos/weights.safetensors')),
    );
    const text = 'The cat sleeps. It dreams!';
    const { starts, ends, segmentOffsets } = segmentText(text, 'english', 'sentence');
    const forms = Array.from(starts, (start, t) => text.slice(start, ends[t]));
    const [{ labels }] = new Pipeline(model).run(forms, segmentOffsets).heads;
    console.log(JSON.stringify(forms.map((form, t) => [form, manifest.heads[0].labels[labels[t]]])));
  `);
  assert.deepEqual(tokens, [
    ['The', 'DET'],
    ['cat', 'NOUN'],
    ['sleeps', 'VERB'],
    ['.', 'PUNCT'],
    ['It', 'PRON'],
    ['dreams', 'VERB'],
    ['!', 'PUNCT'],
  ]);
});
