// The kernels against the readable reference, and the promise that a state's bits do not depend on how it came about.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { Random } from '../../src/core/math/random.js';
import {
  directionCount,
  layerOutputSize,
  outputOffset,
  outputSize,
  stateSize,
  stateUnits,
  type RnnConfig,
} from '../../src/core/rnn/config.js';
import { referenceEngine } from '../../src/core/rnn/engine.js';
import type { Trace } from '../../src/core/rnn/stack.js';
import type { HiddenState } from '../../src/core/rnn/state.js';
import { availableKernels, kernelEngine, loadQuantisedEngine } from '../../src/kernel/load.js';
import {
  bits,
  configs,
  distance,
  numbers,
  rowLengths,
  run,
  seeds,
  setting,
  sizes,
} from '../fixtures/randomNetworks.js';
import { enableRelaxedSimd } from '../fixtures/relaxedSimd.js';

enableRelaxedSimd();

/** Everything a trace holds, in one list. */
function arraysOf(trace: Trace): (ArrayLike<number> | null)[] {
  const perDirection = trace.layers.flat().flatMap(({ h, c, gates, bn, unprojected }) => {
    return [h, c, gates, bn, unprojected];
  });
  return [
    trace.output,
    trace.hiddenState.h,
    trace.hiddenState.c,
    ...trace.inputs.slice(1),
    ...perDirection,
  ] as (ArrayLike<number> | null)[];
}

for (const name of availableKernels()) {
  const kernels = kernelEngine(name);

  test(`${name}: states, gates and gradients are the reference's within rounding`, () => {
    fc.assert(
      fc.property(configs, rowLengths, seeds, (config, rows, seed) => {
        const s = setting(config, rows, seed);
        const steps = s.offsets[rows.length];
        const width = outputSize(config);
        const layerMasks = Array.from({ length: config.layers - 1 }, (_, layer) =>
          numbers(s.random, steps * layerOutputSize(config, layer), 2),
        );
        const options = { layerMasks, forTraining: true };
        const got = run(kernels, s, options);
        const expected = run(referenceEngine, s, options);
        // Gates that may be negative or large let a state grow from step to step, and rounding with it.
        const growth = Math.max(1, ...Array.from(expected.output, Math.abs));
        const found = arraysOf(got).map((array, k) => distance(array, arraysOf(expected)[k]));
        assert.ok(Math.max(...found) < 1e-5 * growth, `forward: ${found.join(' ')}`);

        const dOutput = numbers(s.random, steps * width);
        const back = { initialState: s.initialState, layerMasks };
        const gradients = kernels.backward(s.weights, got, dOutput, back);
        const truth = referenceEngine.backward(s.weights, expected, dOutput, back);
        const flat = ({ weights, x, initialState }: typeof gradients) => [
          x,
          initialState.h,
          initialState.c,
          ...weights.flat().flatMap((w) => [w.W_ih, w.W_hh, w.b_ih, w.b_hh, w.W_hr]),
        ];
        const apart = flat(gradients).map((array, k) => distance(array, flat(truth)[k]));
        assert.ok(Math.max(...apart) < 1e-4 * growth, `backward: ${apart.join(' ')}`);
      }),
      { numRuns: 150 },
    );
  });

  test(`${name}: matrix products are the reference's, and a row's bits its own`, () => {
    const triple = fc.tuple(sizes, sizes, sizes, seeds);
    fc.assert(
      fc.property(triple, ([m, n, k, seed]) => {
        const random = new Random(seed);
        const [a, b, bias] = [numbers(random, m * k), numbers(random, n * k), numbers(random, n)];
        const product = kernels.matMulTransposed(a, b, m, n, k, bias);
        assert.ok(distance(product, referenceEngine.matMulTransposed(a, b, m, n, k, bias)) < 1e-5);
        assert.ok(distance(kernels.matMul(a, b, m, n, k), referenceEngine.matMul(a, b, m, n, k)) < 1e-5);
        const transposed = kernels.transposedMatMul(a, b, m, n, k);
        assert.ok(distance(transposed, referenceEngine.transposedMatMul(a, b, m, n, k)) < 1e-5);
        const last = kernels.matMulTransposed(a.slice((m - 1) * k), b, 1, n, k, bias);
        assert.deepEqual(bits(last), bits(product.slice((m - 1) * n)));
      }),
      { numRuns: 200 },
    );
  });
}

for (const kernels of [...availableKernels().map(kernelEngine), loadQuantisedEngine()!]) {
  const { name } = kernels;

  test(`${name}: a row has the same bits alone, in any batch and in any order`, () => {
    fc.assert(
      fc.property(configs, rowLengths, seeds, (config, rows, seed) => {
        const s = setting(config, rows, seed);
        const together = run(kernels, s);
        const width = outputSize(config);
        rows.forEach((length, row) => {
          const [from, to] = [s.offsets[row], s.offsets[row + 1]];
          const alone = run(kernels, {
            ...s,
            x: s.x.slice(from * config.inputSize, to * config.inputSize),
            offsets: Uint32Array.from([0, length]),
            initialState: stateOfRow(config, s.initialState, row, rows.length),
          });
          assert.deepEqual(bits(alone.output), bits(together.output.slice(from * width, to * width)));
          const own = stateOfRow(config, together.hiddenState, row, rows.length);
          assert.deepEqual(bits(alone.hiddenState.h), bits(own.h));
          assert.deepEqual(bits(alone.hiddenState.c), bits(own.c));
        });
      }),
      { numRuns: 150 },
    );
  });

  test(`${name}: a run that is saved and continued anywhere has the bits of one run`, () => {
    const lengths = fc.oneof(fc.integer({ min: 2, max: 40 }), fc.integer({ min: 250, max: 600 }));
    fc.assert(
      fc.property(
        configs,
        lengths,
        fc.double({ min: 0, max: 1, noNaN: true }),
        seeds,
        (c, n, share, seed) => {
          const s = setting({ ...c, bidirectional: false }, [n], seed);
          const at = Math.round(n * share);
          const I = s.config.inputSize;
          const first = run(kernels, { ...s, x: s.x.slice(0, at * I), offsets: Uint32Array.from([0, at]) });
          const second = run(kernels, {
            ...s,
            x: s.x.slice(at * I),
            offsets: Uint32Array.from([0, n - at]),
            initialState: first.hiddenState,
          });
          const whole = run(kernels, s);
          const joined = Float32Array.of(
            ...(first.output as Float32Array),
            ...(second.output as Float32Array),
          );
          assert.deepEqual(bits(joined), bits(whole.output));
          assert.deepEqual(bits(second.hiddenState.h), bits(whole.hiddenState.h));
          assert.deepEqual(bits(second.hiddenState.c), bits(whole.hiddenState.c));
        },
      ),
      { numRuns: 60 },
    );
  });

  test(`${name}: asking for the trace changes no bit`, () => {
    fc.assert(
      fc.property(configs, rowLengths, seeds, (config, rows, seed) => {
        const s = setting(config, rows, seed);
        const plain = run(kernels, s, { outputOnly: true });
        // Training is exact.
        const others = name.endsWith('8-bit') ? [{}] : [{}, { forTraining: true }];
        for (const options of others) {
          const traced = run(kernels, s, options);
          assert.deepEqual(bits(traced.output), bits(plain.output));
          assert.deepEqual(bits(traced.hiddenState.c), bits(plain.hiddenState.c));
          assert.deepEqual(bits(lastLayerH(traced)), bits(plain.output));
        }
      }),
      { numRuns: 60 },
    );
  });
}

test('WebAssembly kernels can be run here', () => {
  assert.ok(availableKernels().includes('plain'));
});

/** The part of a state that belongs to one row of a batch. */
function stateOfRow(config: RnnConfig, state: HiddenState, row: number, batch: number): HiddenState {
  const count = config.layers * directionCount(config);
  const pick = (array: ArrayLike<number>, width: number): Float32Array => {
    const out = new Float32Array(count * width);
    for (let k = 0; k < count; k++)
      for (let j = 0; j < width; j++) out[k * width + j] = array[(k * batch + row) * width + j];
    return out;
  };
  return { h: pick(state.h, stateSize(config)), c: state.c && pick(state.c, config.hiddenSize) };
}

/** The last layer's h, both directions side by side: what the output is. */
function lastLayerH({ config, layers, offsets }: Trace): Float32Array {
  const steps = offsets[offsets.length - 1];
  const last = config.layers - 1;
  const out = new Float32Array(steps * outputSize(config));
  layers[last].forEach(({ h }, direction) => {
    const P = stateUnits(config, last, direction);
    const at = outputOffset(config, last, direction);
    for (let p = 0; p < steps; p++) out.set(h.slice(p * P, (p + 1) * P), p * outputSize(config) + at);
  });
  return out;
}
