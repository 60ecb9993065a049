import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { Random } from '../../src/core/math/random.js';
import { outputSize, type CellKind, type RnnConfig } from '../../src/core/rnn/config.js';
import type { RecurrentEngine } from '../../src/core/rnn/engine.js';
import { zeroState } from '../../src/core/rnn/state.js';
import { collectWeights, parametersOf } from '../../src/core/rnn/weights.js';
import { ThreadedEngine } from '../../src/threads/threadedEngine.js';
import { loadEngine } from '../../src/kernel/load.js';
import { root } from '../project.mjs';

const script = pathToFileURL(path.join(root, 'dist', 'engineThread.js'));
const lengths = [3, 1, 9, 4, 4, 12, 2, 7, 5, 1, 8];

function numbers(random: Random, length: number): Float32Array {
  return Float32Array.from({ length }, () => random.uniform(0.5));
}

/** Everything a training step computes, one array after the other. */
function trainingStep(engine: RecurrentEngine, cell: CellKind): ArrayLike<number>[] {
  const config: RnnConfig = {
    cell,
    inputSize: 5,
    hiddenSize: 6,
    projSize: cell === 'LSTM' ? 4 : 0,
    layers: 2,
    bidirectional: true,
    bias: true,
  };
  const random = new Random(7);
  const weights = collectWeights(config, ({ shape }) =>
    numbers(
      random,
      shape.reduce((a, b) => a * b, 1),
    ),
  );
  const offsets = new Uint32Array(lengths.length + 1);
  lengths.forEach((n, b) => (offsets[b + 1] = offsets[b] + n));
  const steps = offsets[lengths.length];
  const zero = zeroState(config, lengths.length);
  const initialState = { h: numbers(random, zero.h.length), c: zero.c && numbers(random, zero.c.length) };
  const layerMasks = [numbers(random, steps * outputSize(config))];
  const options = { initialState, layerMasks };
  const x = numbers(random, steps * config.inputSize);
  const trace = engine.forward(config, weights, x, offsets, { ...options, forTraining: true });
  const dOutput = numbers(random, steps * outputSize(config));
  const { weights: gradients, x: dx, initialState: d } = engine.backward(weights, trace, dOutput, options);
  const { output, hiddenState } = trace;
  return [output, hiddenState.h, hiddenState.c ?? [], dx, d.h, d.c ?? [], ...parametersOf(gradients)];
}

for (const cell of ['LSTM', 'GRU', 'RNN_TANH'] as const)
  test(`training on threads, ${cell}: states bit for bit, gradients alike, the number of threads without effect`, () => {
    const own = loadEngine();
    const alone = trainingStep(own, cell);
    const one = trainingStep(new ThreadedEngine(own, 1, script), cell);
    const three = trainingStep(new ThreadedEngine(own, 3, script), cell);
    assert.deepEqual(three, one);
    // Output, states and the gradient of x belong to their rows; only the sums over rows are added up otherwise.
    for (const k of [0, 1, 2, 3, 4, 5]) assert.deepEqual(three[k], alone[k]);
    alone.forEach((array, k) =>
      Array.from(array).forEach((value, i) => assert.ok(Math.abs(value - three[k][i]) < 1e-4)),
    );
  });

test('training on threads: two networks may run forward before either goes back', () => {
  const engine = new ThreadedEngine(loadEngine(), 2, script);
  const first = networkStep(engine, 'LSTM', 1);
  const second = networkStep(engine, 'GRU', 2);
  const [gru, lstm] = [second.back(), first.back()];
  assert.deepEqual(lstm, networkStep(engine, 'LSTM', 1).back());
  assert.deepEqual(gru, networkStep(engine, 'GRU', 2).back());
});

for (const [what, death] of [
  ['at its start', 'process.exit(1);'],
  // It says so by Atomics.store when a job is done.
  ['in a job', `Atomics.store = () => process.exit(1); await import('${script.href}');`],
  ['with an error', "throw new Error('killed by the test');"],
])
  test(`a training thread that dies ${what} ends training with one sentence`, () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'rnn-lens-thread-'));
    try {
      const mortal = path.join(folder, 'thread.mjs');
      const watching = `if ('threads' in workerData) await import('${script.href}');`;
      writeFileSync(
        mortal,
        `import { workerData } from 'node:worker_threads';\n${watching}\nelse {\n${death}\n}\n`,
      );
      const engine = new ThreadedEngine(loadEngine(), 3, pathToFileURL(mortal));
      assert.throws(() => networkStep(engine, 'LSTM', 1), {
        name: 'RnnLensError',
        message: /^A training thread ended unexpectedly, .*: start the training again, .*\.$/,
      });
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

/** A small network run forward, and what its backward pass gives for x. */
function networkStep(engine: RecurrentEngine, cell: CellKind, seed: number): { back(): ArrayLike<number> } {
  const random = new Random(seed);
  const config = {
    cell,
    inputSize: 3,
    hiddenSize: 4,
    projSize: 0,
    layers: 1,
    bidirectional: false,
    bias: true,
  };
  const weights = collectWeights(config, ({ shape }) => numbers(random, shape[0] * (shape[1] ?? 1)));
  const offsets = Uint32Array.from({ length: 9 }, (_, row) => 2 * row);
  const trace = engine.forward(config, weights, numbers(random, 16 * 3), offsets, { forTraining: true });
  const dOutput = numbers(random, 16 * 4);
  return { back: () => engine.backward(weights, trace, dOutput).x };
}
