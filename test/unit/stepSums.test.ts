import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { stepInputs, stepSums, unitSums } from '../../src/core/analysis/stepSums.js';
import { ACTIVATION } from '../../src/core/rnn/activations.js';
import {
  activationOf,
  gateActivationOf,
  gateCount,
  placesOf,
  quantitySize,
  resetsBefore,
  type Direction,
  type RnnConfig,
} from '../../src/core/rnn/config.js';
import { referenceEngine } from '../../src/core/rnn/engine.js';
import { loadEngine } from '../../src/kernel/load.js';
import { configs, rowLengths, run, seeds, setting, type Setting } from '../fixtures/randomNetworks.js';

/** Every layer, direction and step of a batch. */
function* places(config: RnnConfig, steps: number) {
  for (const place of placesOf(config)) for (let p = 0; p < steps; p++) yield { ...place, p };
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
  const H = quantitySize(config, 'c', place);
  const [gate, phi] = [ACTIVATION[gateActivationOf(config)].of, ACTIVATION[activationOf(config)].of];
  const part = (W: ArrayLike<number>, v: ArrayLike<number>, row: number): number => {
    let sum = 0;
    for (let j = 0; j < v.length; j++) sum += W[row * v.length + j] * v[j];
    return sum;
  };
  const a = (g: number): number => part(W_ih, read.x, g * H + k) + (b_ih?.[g * H + k] ?? 0);
  const b = (g: number, state: ArrayLike<number> = read.hBefore): number =>
    part(W_hh, state, g * H + k) + (b_hh?.[g * H + k] ?? 0);
  if (config.cell === 'RNN_TANH' || config.cell === 'RNN_RELU') return { h: phi(a(0) + b(0)) };
  if (config.cell === 'GRU') {
    const [r, z] = [gate(a(0) + b(0)), gate(a(1) + b(1))];
    const all = Array.from(read.hBefore, (value, j) => {
      const sum = part(W_ih, read.x, j) + (b_ih?.[j] ?? 0) + part(W_hh, read.hBefore, j) + (b_hh?.[j] ?? 0);
      return gate(sum) * value;
    });
    const n = phi(a(2) + (resetsBefore(config) ? b(2, all) : r * b(2)));
    return { h: (1 - z) * n + z * read.hBefore[k] };
  }
  const [i, f, g, o] = [gate(a(0) + b(0)), gate(a(1) + b(1)), phi(a(2) + b(2)), gate(a(3) + b(3))];
  const c = f * read.cBefore[k] + i * g;
  return { c, h: o * phi(c) };
}

const close = (got: number, expected: number, bound: number, what: string): void =>
  assert.ok(Math.abs(got - expected) <= bound * (1 + Math.abs(expected)), `${what}: ${got}, not ${expected}`);

test('the sums of a step give h, c and gates of the reference bit for bit, and those of the equations as written', () => {
  fc.assert(
    fc.property(configs, rowLengths, seeds, (config, rows, seed) => {
      const s = setting(config, rows, seed);
      const trace = run(referenceEngine, s);
      for (const place of places(config, s.offsets[rows.length])) {
        const H = quantitySize(config, 'c', place);
        const d = place.direction === 'backward' ? 1 : 0;
        const traced = trace.layers[place.layer][d];
        const k = (seed + place.p) % H;
        const read = stepInputs(trace, place.p, place, s.initialState);
        const sums = unitSums(config, s.weights[place.layer][d], read, k);
        if (config.projSize === 0)
          assert.equal(sums.h, traced.h[place.p * quantitySize(config, 'h', place) + k]);
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
      const [place] = placesOf(config);
      const d = place.direction === 'backward' ? 1 : 0;
      const read = stepInputs(trace, 3, place, s.initialState);
      const { gates } = unitSums(config, s.weights[0][d], read, seed % quantitySize(config, 'c', place));
      gates.forEach(({ gate, inputSum, inputBias, stateSum, stateBias, sum, value, products }) => {
        const reset = gate === 'n' && !resetsBefore(config) ? gates[0].value : 1;
        close(sum, inputSum + inputBias + reset * (stateSum + stateBias), 1e-5, 'sum');
        const isGate = gate !== null && !'gn'.includes(gate);
        const activation = isGate ? gateActivationOf(config) : activationOf(config);
        if (gate) close(value, ACTIVATION[activation].of(sum), 1e-6, 'value');
        const width = config.inputSize + quantitySize(config, 'h', place);
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
        const H = quantitySize(config, 'c', place);
        const k = (seed + place.p) % H;
        const read = stepInputs(trace, place.p, place, s.initialState);
        const { h, c } = unitSums(config, s.weights[place.layer][d], read, k);
        const traced = trace.layers[place.layer][d];
        if (config.projSize === 0)
          close(h, traced.h[place.p * quantitySize(config, 'h', place) + k], 1e-5, 'h');
        if (traced.c) close(c!, traced.c[place.p * H + k], 1e-5, 'c');
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

test('a reset before the product is in the sums: they are of r ⊙ h, bit for bit', () => {
  const config: RnnConfig = {
    ...{ cell: 'GRU', inputSize: 3, hiddenSize: 12, projSize: 0, layers: 1, bidirectional: true, bias: true },
    resetAfter: false,
  };
  const s = setting(config, [6], 5);
  const trace = run(referenceEngine, s);
  for (const place of places(config, 6)) {
    const d = place.direction === 'backward' ? 1 : 0;
    const read = stepInputs(trace, place.p, place, s.initialState);
    const { gates } = trace.layers[0][d];
    const at = 36 * place.p;
    for (let unit = 0; unit < 12; unit++) {
      const sums = unitSums(config, s.weights[0][d], read, unit);
      assert.equal(sums.h, trace.layers[0][d].h[12 * place.p + unit]);
      const ofState = sums.gates[2].products.filter(({ of }) => of === 'h');
      assert.equal(ofState.length, 12);
      for (const { index, value } of ofState)
        assert.equal(value, Math.fround(gates![at + index] * read.hBefore[index]));
    }
  }
});
