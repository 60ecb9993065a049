// Saved states and drawing symbols: what a language model needs to be continued and to write.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readStateFile, writeStateFile } from '../../src/core/formats/stateFile.js';
import { sample } from '../../src/core/heads/sampling.js';
import { Random } from '../../src/core/math/random.js';
import type { RnnConfig } from '../../src/core/rnn/config.js';
import { zeroState } from '../../src/core/rnn/state.js';

const config: RnnConfig = {
  cell: 'LSTM',
  inputSize: 3,
  hiddenSize: 4,
  projSize: 0,
  layers: 2,
  bidirectional: false,
  bias: true,
};

test('a state file gives back the same bits, and says what does not fit', () => {
  const state = zeroState(config, 1);
  state.h.forEach((_, k) => (state.h[k] = Math.fround(Math.sin(k))));
  state.c?.forEach((_, k) => (state.c![k] = Math.fround(Math.cos(k))));
  const bytes = writeStateFile(config, state, 'some-model');
  assert.deepEqual(readStateFile(config, bytes), state);
  assert.throws(
    () => readStateFile({ ...config, hiddenSize: 5 }, bytes),
    /"h" has the shape \(2, 1, 4\); this model needs \(2, 1, 5\)/,
  );
  const gru = { ...config, cell: 'GRU' as const };
  const withoutCell = writeStateFile(gru, zeroState(gru, 1), 'other');
  assert.throws(() => readStateFile(config, withoutCell), /no tensor "c"/);
  assert.throws(() => readStateFile(config, bytes.slice(0, 20)), /header/);
});

test('symbols are drawn as often as they are probable; temperature sharpens and flattens', () => {
  const probabilities = Float32Array.of(0.1, 0.2, 0.7);
  const shares = (temperature: number, excluded?: ReadonlySet<number>): number[] => {
    const random = new Random(3);
    const counts = [0, 0, 0];
    for (let k = 0; k < 20000; k++) counts[sample(probabilities, temperature, random, excluded)]++;
    return counts.map((count) => count / 20000);
  };
  const near = (got: number[], expected: number[]): void =>
    got.forEach((share, k) => assert.ok(Math.abs(share - expected[k]) < 0.02, `${got.join(' ')}`));
  near(shares(1), [0.1, 0.2, 0.7]);
  near(shares(0.5), [0.01 / 0.54, 0.04 / 0.54, 0.49 / 0.54]);
  near(shares(100), [1 / 3, 1 / 3, 1 / 3]);
  near(shares(1, new Set([2])), [1 / 3, 2 / 3, 0]);
  assert.deepEqual(shares(0.001), [0, 0, 1]);
});
