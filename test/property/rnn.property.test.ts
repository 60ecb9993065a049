import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { float64, type FloatArray } from '../../src/core/math/matrix.js';
import { Random } from '../../src/core/math/random.js';
import { backward } from '../../src/core/rnn/backward.js';
import {
  activationOf,
  directionCount,
  gateActivationOf,
  outputOffset,
  outputSize,
  stateSize,
  stateUnits,
  type CellKind,
  type RnnConfig,
} from '../../src/core/rnn/config.js';
import { forward } from '../../src/core/rnn/stack.js';
import { zeroState, type HiddenState } from '../../src/core/rnn/state.js';
import { collectWeights, parametersOf, type RnnWeights } from '../../src/core/rnn/weights.js';
import { varied, variants } from '../fixtures/randomNetworks.js';

const configs: fc.Arbitrary<RnnConfig> = fc.record({
  cell: fc.constantFrom<CellKind>('RNN_TANH', 'RNN_RELU', 'GRU', 'LSTM'),
  inputSize: fc.integer({ min: 1, max: 5 }),
  hiddenSize: fc.integer({ min: 2, max: 7 }),
  projSize: fc.constant(0),
  layers: fc.integer({ min: 1, max: 3 }),
  bidirectional: fc.boolean(),
  bias: fc.boolean(),
});
const projected = fc.tuple(configs, fc.boolean(), variants).map(([c, p, variant]): RnnConfig => {
  const config = p && c.cell === 'LSTM' ? { ...c, projSize: c.hiddenSize - 1 } : c;
  return variant ? varied(config, variant) : config;
});
const lengths = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 5 });
const seeds = fc.integer({ min: 0, max: 1e6 });

function numbers(random: Random, length: number, bound = 1): Float32Array {
  return Float32Array.from({ length }, () => random.uniform(bound));
}

function weightsOf(config: RnnConfig, random: Random): RnnWeights {
  return collectWeights(config, ({ shape }) =>
    numbers(
      random,
      shape.reduce((a, b) => a * b, 1),
      0.8,
    ),
  );
}

function offsetsOf(lengths: readonly number[]): Uint32Array {
  const offsets = new Uint32Array(lengths.length + 1);
  lengths.forEach((n, b) => (offsets[b + 1] = offsets[b] + n));
  return offsets;
}

test('a row has the same states, bit for bit, alone and in any batch', () => {
  fc.assert(
    fc.property(projected, lengths, seeds, (config, rows, seed) => {
      const random = new Random(seed);
      const weights = weightsOf(config, random);
      const offsets = offsetsOf(rows);
      const x = numbers(random, offsets[rows.length] * config.inputSize);
      const { output } = forward(config, weights, x, offsets);
      const width = outputSize(config);
      rows.forEach((n, b) => {
        const own = x.subarray(offsets[b] * config.inputSize, offsets[b + 1] * config.inputSize);
        const alone = forward(config, weights, own, Uint32Array.of(0, n)).output;
        assert.deepEqual(alone, output.slice(offsets[b] * width, offsets[b + 1] * width));
      });
    }),
  );
});

test('a forward network split anywhere and continued from its saved state is one run, bit for bit', () => {
  const split = fc.tuple(fc.integer({ min: 1, max: 12 }), fc.integer({ min: 0, max: 12 }));
  fc.assert(
    fc.property(projected, split, seeds, (any, [n, at], seed) => {
      const config = { ...any, bidirectional: false };
      const cut = Math.min(at, n);
      const random = new Random(seed);
      const weights = weightsOf(config, random);
      const x = numbers(random, n * config.inputSize);
      const whole = forward(config, weights, x, Uint32Array.of(0, n));
      const I = config.inputSize;
      const first = forward(config, weights, x.subarray(0, cut * I), Uint32Array.of(0, cut));
      const initialState = first.hiddenState;
      const second = forward(config, weights, x.subarray(cut * I), Uint32Array.of(0, n - cut), {
        initialState,
      });
      assert.deepEqual([...first.output, ...second.output], [...whole.output]);
      assert.deepEqual(second.hiddenState, whole.hiddenState);
    }),
  );
});

test('in a stacked network the output is the last layer alone, the hidden state has every layer', () => {
  fc.assert(
    fc.property(projected, lengths, seeds, (config, rows, seed) => {
      const random = new Random(seed);
      const offsets = offsetsOf(rows);
      const x = numbers(random, offsets[rows.length] * config.inputSize);
      const { output, hiddenState, layers } = forward(config, weightsOf(config, random), x, offsets);
      const rowsOfState = config.layers * directionCount(config) * rows.length;
      assert.equal(hiddenState.h.length, rowsOfState * stateSize(config));
      const last = config.layers - 1;
      for (let p = 0; p < offsets[rows.length]; p++)
        layers[last].forEach(({ h }, direction) => {
          const P = stateUnits(config, last, direction);
          const at = p * outputSize(config) + outputOffset(config, last, direction);
          assert.deepEqual(output.slice(at, at + P), h.slice(p * P, (p + 1) * P));
        });
    }),
    { numRuns: 40 },
  );
});

/** Weighted sum of the outputs in double precision: a loss whose gradient is its weights. */
function lossOf(
  config: RnnConfig,
  w: RnnWeights,
  x: FloatArray,
  offsets: Uint32Array,
  state: HiddenState,
  d: FloatArray,
) {
  const { output } = forward(config, w, x, offsets, { initialState: state, allocate: float64 });
  return Array.from(output).reduce((sum, h, k) => sum + h * d[k], 0);
}

const KINKED = ['relu', 'hard-sigmoid', 'hard-sigmoid-6', 'selu'];

test('the gradient is the slope of the loss in every weight, input and initial state', () => {
  fc.assert(
    fc.property(projected, lengths, seeds, (config, rows, seed) => {
      // A kink within the step would make the slope meaningless.
      fc.pre(![activationOf(config), gateActivationOf(config)].some((name) => KINKED.includes(name)));
      const random = new Random(seed);
      const double = (a: FloatArray) => Float64Array.from(a);
      const offsets = offsetsOf(rows);
      const weights = collectWeights(config, ({ shape }) =>
        double(
          numbers(
            random,
            shape.reduce((a, b) => a * b, 1),
          ),
        ),
      );
      const x = double(numbers(random, offsets[rows.length] * config.inputSize));
      const zero = zeroState(config, rows.length, float64);
      const state = {
        h: double(numbers(random, zero.h.length)),
        c: zero.c && double(numbers(random, zero.c.length)),
      };
      const d = double(numbers(random, offsets[rows.length] * outputSize(config)));
      const trace = forward(config, weights, x, offsets, {
        initialState: state,
        forTraining: true,
        allocate: float64,
      });
      const gradient = backward(weights, trace, d, { initialState: state, allocate: float64 });
      const gradients = parametersOf(gradient.weights);
      const pairs: [FloatArray, FloatArray][] = [
        [x, gradient.x],
        [state.h, gradient.initialState.h],
        ...parametersOf(weights).map((values, k): [FloatArray, FloatArray] => [values, gradients[k]]),
      ];
      if (state.c) pairs.push([state.c, gradient.initialState.c!]);
      for (const [values, slopes] of pairs) {
        if (values.length === 0) continue;
        const k = Math.floor(random.next() * values.length);
        const kept = values[k];
        const at = (value: number) => {
          values[k] = value;
          return lossOf(config, weights, x, offsets, state, d);
        };
        const [wide, narrow] = [1e-5, 5e-6].map((step) => (at(kept + step) - at(kept - step)) / (2 * step));
        values[k] = kept;
        // States without a bound can bend so much that both are off: by as much as they differ.
        const slope = (4 * narrow - wide) / 3;
        assert.ok(
          Math.abs(slope - slopes[k]) < 1e-6 * Math.max(1, Math.abs(slope)) + Math.abs(wide - narrow),
          `slope ${slope}, gradient ${slopes[k]}`,
        );
      }
    }),
    { numRuns: 120 },
  );
});
