import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { stepInputs, stepSums, unitSums } from '../../src/core/analysis/stepSums.js';
import { gateCount, stateSize, type Direction, type RnnConfig } from '../../src/core/rnn/config.js';
import { referenceEngine } from '../../src/core/rnn/engine.js';
import { loadEngine } from '../../src/kernel/load.js';
import { configs, rowLengths, run, seeds, setting, type Setting } from '../fixtures/randomNetworks.js';

const sigmoid = (v: number): number => 1 / (1 + Math.exp(-v));

/** Every layer, direction and step of a batch. */
function* places(config: RnnConfig, steps: number) {
  const directions: Direction[] = config.bidirectional ? ['forward', 'backward'] : ['forward'];
  for (let layer = 0; layer < config.layers; layer++)
    for (const direction of directions) for (let p = 0; p < steps; p++) yield { layer, direction, p };
}

/** A unit written down once more, in double precision: the equations of the paper and nothing else. */
function plainUnit(
  s: Setting,
  trace: ReturnType<typeof run>,
  place: { layer: number; direction: Direction; p: number },
  k: number,
) {
  const { config, weights } = s;
  const { layer, direction, p } = place;
  const { W_ih, W_hh, b_ih, b_hh } = weights[layer][direction === 'backward' ? 1 : 0];
  const read = stepInputs(trace, p, place, s.initialState);
  const H = config.hiddenSize;
  const part = (W: ArrayLike<number>, v: ArrayLike<number>, row: number): number => {
    let sum = 0;
    for (let j = 0; j < v.length; j++) sum += W[row * v.length + j] * v[j];
    return sum;
  };
  const a = (g: number): number => part(W_ih, read.x, g * H + k) + (b_ih?.[g * H + k] ?? 0);
  const b = (g: number): number => part(W_hh, read.hBefore, g * H + k) + (b_hh?.[g * H + k] ?? 0);
  if (config.cell === 'RNN_TANH') return { h: Math.tanh(a(0) + b(0)) };
  if (config.cell === 'RNN_RELU') return { h: Math.max(0, a(0) + b(0)) };
  if (config.cell === 'GRU') {
    const [r, z] = [sigmoid(a(0) + b(0)), sigmoid(a(1) + b(1))];
    const n = Math.tanh(a(2) + r * b(2));
    return { h: (1 - z) * n + z * read.hBefore[k] };
  }
  const [i, f, g, o] = [
    sigmoid(a(0) + b(0)),
    sigmoid(a(1) + b(1)),
    Math.tanh(a(2) + b(2)),
    sigmoid(a(3) + b(3)),
  ];
  const c = f * read.cBefore[k] + i * g;
  return { c, h: o * Math.tanh(c) };
}

const close = (got: number, expected: number, bound: number, what: string): void =>
  assert.ok(Math.abs(got - expected) <= bound * (1 + Math.abs(expected)), `${what}: ${got}, not ${expected}`);

test('the sums of a step give h, c and gates of the reference bit for bit, and those of the equations as written', () => {
  fc.assert(
    fc.property(configs, rowLengths, seeds, (config, rows, seed) => {
      const s = setting(config, rows, seed);
      const trace = run(referenceEngine, s);
      const H = config.hiddenSize;
      for (const place of places(config, s.offsets[rows.length])) {
        const d = place.direction === 'backward' ? 1 : 0;
        const traced = trace.layers[place.layer][d];
        const k = (seed + place.p) % H;
        const read = stepInputs(trace, place.p, place, s.initialState);
        const sums = unitSums(config.cell, s.weights[place.layer][d], read, k);
        if (config.projSize === 0) assert.equal(sums.h, traced.h[place.p * stateSize(config) + k]);
        if (traced.c) assert.equal(sums.c, traced.c[place.p * H + k]);
        sums.gates.forEach(({ gate, value }, g) => {
          if (gate) assert.equal(value, traced.gates![(place.p * gateCount(config.cell) + g) * H + k]);
        });
        const plain = plainUnit(s, trace, place, k);
        close(sums.h, plain.h, 1e-5, 'h');
        if (plain.c !== undefined) close(sums.c!, plain.c, 1e-5, 'c');
      }
    }),
    { numRuns: 60 },
  );
});

test('the parts of a gate add up to what its activation is taken of, and the products to the parts', () => {
  fc.assert(
    fc.property(configs, seeds, (config, seed) => {
      const s = setting(config, [5], seed);
      const trace = run(referenceEngine, s);
      const read = stepInputs(trace, 3, { layer: 0, direction: 'forward' }, s.initialState);
      const { gates } = unitSums(config.cell, s.weights[0][0], read, seed % config.hiddenSize);
      gates.forEach(({ gate, inputSum, inputBias, stateSum, stateBias, sum, value, products }) => {
        const reset = gate === 'n' ? gates[0].value : 1;
        close(sum, inputSum + inputBias + reset * (stateSum + stateBias), 1e-5, 'sum');
        const activation = gate === null ? null : 'gn'.includes(gate) ? Math.tanh : sigmoid;
        if (activation) close(value, activation(sum), 1e-6, 'value');
        const width = config.inputSize + stateSize(config);
        assert.equal(products.length, width <= 16 ? width : 8);
        if (width <= 16)
          close(products.reduce((all, { product }) => all + product, 0), inputSum + stateSum, 1e-9, 'products'); // prettier-ignore
        else
          products.forEach(({ product }, k) =>
            assert.ok(k === 0 || Math.abs(products[k - 1].product) >= Math.abs(product)),
          );
      });
    }),
    { numRuns: 60 },
  );
});

test('the trace of the kernels is what the sums of each of its steps say', () => {
  const engine = loadEngine();
  fc.assert(
    fc.property(configs, rowLengths, seeds, (config, rows, seed) => {
      const s = setting(config, rows, seed);
      const trace = run(engine, s);
      for (const place of places(config, s.offsets[rows.length])) {
        const d = place.direction === 'backward' ? 1 : 0;
        const k = (seed + place.p) % config.hiddenSize;
        const read = stepInputs(trace, place.p, place, s.initialState);
        const { h, c } = unitSums(config.cell, s.weights[place.layer][d], read, k);
        const traced = trace.layers[place.layer][d];
        if (config.projSize === 0) close(h, traced.h[place.p * stateSize(config) + k], 1e-5, 'h');
        if (traced.c) close(c!, traced.c[place.p * config.hiddenSize + k], 1e-5, 'c');
      }
    }),
    { numRuns: 30 },
  );
});

test('a small layer is told as matrices with all units, a large one as one unit', () => {
  const config: RnnConfig = {
    ...{
      cell: 'LSTM',
      inputSize: 3,
      hiddenSize: 4,
      projSize: 0,
      layers: 1,
      bidirectional: false,
      bias: true,
    },
  };
  const s = setting(config, [3], 1);
  const read = stepInputs(run(referenceEngine, s), 1, { layer: 0, direction: 'forward' }, s.initialState);
  const small = stepSums(config, 0, s.weights[0][0], read, 2);
  assert.deepEqual(small.units.map(({ unit }) => unit), [0, 1, 2, 3]); // prettier-ignore
  assert.deepEqual(small.matrices!.W_ih, s.weights[0][0].W_ih);
  assert.deepEqual([...small.matrices!.x], [...read.x]);
  const large = setting({ ...config, hiddenSize: 12 }, [3], 1);
  const other = stepInputs(run(referenceEngine, large), 1, { layer: 0, direction: 'forward' });
  const sums = stepSums(large.config, 0, large.weights[0][0], other, 7);
  assert.equal(sums.matrices, null);
  assert.deepEqual(sums.units.map(({ unit }) => unit), [7]); // prettier-ignore
  assert.throws(() => stepSums(large.config, 0, large.weights[0][0], other, 12), /no unit 12/);
  assert.throws(
    () => stepInputs(run(referenceEngine, s), 3, { layer: 0, direction: 'forward' }),
    /no step 3/,
  );
});
