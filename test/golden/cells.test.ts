// Cells of other frameworks against what TensorFlow.js computed with them (weights in Keras' layout).
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { readSafetensors, toFloat32, type SafetensorsFile } from '../../src/core/formats/safetensors.js';
import { transpose } from '../../src/core/math/matrix.js';
import { lastHidden } from '../../src/core/pipeline.js';
import type { RnnConfig } from '../../src/core/rnn/config.js';
import { referenceEngine } from '../../src/core/rnn/engine.js';
import type { DirectionWeights } from '../../src/core/rnn/weights.js';
import { availableKernels, kernelEngine } from '../../src/kernel/load.js';
import { distance } from '../fixtures/randomNetworks.js';
import { enableRelaxedSimd } from '../fixtures/relaxedSimd.js';

enableRelaxedSimd();

function read(file: string): SafetensorsFile {
  return readSafetensors(new Uint8Array(readFileSync(`test/fixtures/reference/cells/${file}.safetensors`)));
}

/** A tensor of Keras with gates side by side, as rows in another order of gates. */
function gates(file: SafetensorsFile, name: string, order: readonly number[]): Float32Array {
  const { shape } = file.tensors.get(name)!;
  const [rows, columns] = shape.length === 2 ? shape : [1, shape[0]];
  const turned = transpose(toFloat32(file.tensors.get(name)!), rows, columns);
  const block = (rows * columns) / order.length;
  const out = new Float32Array(turned.length);
  order.forEach((from, to) => out.set(turned.subarray(from * block, (from + 1) * block), to * block));
  return out;
}

function layer(file: SafetensorsFile, name: string, order: readonly number[]): DirectionWeights {
  const b_ih = gates(file, `${name}/bias`, order);
  return {
    W_ih: gates(file, `${name}/kernel`, order),
    W_hh: gates(file, `${name}/recurrent_kernel`, order),
    ...{ b_ih, b_hh: new Float32Array(b_ih.length), W_hr: null },
  };
}

/** What the layer reads in each of the sequences, one behind another. */
function batch(weights: SafetensorsFile, expected: SafetensorsFile) {
  const number = (name: string, k: number): number => {
    const { bytes } = expected.tensors.get(name)!;
    return Number(new DataView(bytes.buffer, bytes.byteOffset).getBigInt64(8 * k, true));
  };
  const [rows, time] = expected.tensors.get('tokens')!.shape;
  const offsets = new Uint32Array(rows + 1);
  for (let row = 0; row < rows; row++) offsets[row + 1] = offsets[row] + number('lengths', row);
  const table = toFloat32(weights.tensors.get('embedding/embeddings')!);
  const x = new Float32Array(offsets[rows] * 4);
  for (let row = 0; row < rows; row++)
    for (let t = 0; t < offsets[row + 1] - offsets[row]; t++) {
      const id = number('tokens', row * time + t);
      x.set(table.subarray(4 * id, 4 * id + 4), 4 * (offsets[row] + t));
    }
  return { x, offsets, rows, time };
}

const shape = { inputSize: 4, hiddenSize: 5, projSize: 0, layers: 1, bias: true };

for (const engine of [referenceEngine, ...availableKernels().map(kernelEngine)]) {
  test(`${engine.name}: a GRU that resets before the product is that of TensorFlow.js`, () => {
    const [weights, expected] = ['weights', 'expected'].map((part) => read(`gru_reset_before.${part}`));
    const config: RnnConfig = { ...shape, cell: 'GRU', bidirectional: true, resetAfter: false };
    // Keras has z, r, h.
    const of = (name: string) => layer(weights, `bidirectional_0/${name}_gru_0`, [1, 0, 2]);
    const { x, offsets } = batch(weights, expected);
    const run = engine.forward(config, [[of('forward'), of('backward')]], x, offsets);
    const error = distance(lastHidden(run), toFloat32(expected.tensors.get('layer_0')!));
    assert.ok(error < 1e-5, `${error}`);
    const after = engine.forward(
      { ...config, resetAfter: true },
      [[of('forward'), of('backward')]],
      x,
      offsets,
    );
    assert.ok(distance(lastHidden(after), toFloat32(expected.tensors.get('layer_0')!)) > 1e-3);
  });

  test(`${engine.name}: an LSTM with hard sigmoid is that of TensorFlow.js`, () => {
    const [weights, expected] = ['weights', 'expected'].map((part) => read(`lstm_hard_sigmoid.${part}`));
    const config: RnnConfig = {
      ...{ ...shape, cell: 'LSTM', bidirectional: false, gateActivation: 'hard-sigmoid' },
    };
    const { x, offsets, rows, time } = batch(weights, expected);
    const { output } = engine.forward(config, [[layer(weights, 'lstm_0', [0, 1, 2, 3])]], x, offsets);
    const all = toFloat32(expected.tensors.get('layer_0')!);
    for (let row = 0; row < rows; row++) {
      const [from, to] = [offsets[row] * 5, offsets[row + 1] * 5];
      const own = all.subarray(row * time * 5, row * time * 5 + to - from);
      const error = distance(output.subarray(from, to), own);
      assert.ok(error < 1e-5, `row ${row}: ${error}`);
    }
  });
}
