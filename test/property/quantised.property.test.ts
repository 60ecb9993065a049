// The 8-bit mode against the same arithmetic written plainly, and how far it is from the exact states.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { addRowTransposed } from '../../src/core/math/matrix.js';
import { cellOf } from '../../src/core/rnn/cell.js';
import {
  directionConfig,
  gateCount,
  layerInputSize,
  stateSize,
  type CellKind,
} from '../../src/core/rnn/config.js';
import { readingOrder, rowOf } from '../../src/core/rnn/direction.js';
import { referenceEngine } from '../../src/core/rnn/engine.js';
import { initialRows, type Trace } from '../../src/core/rnn/stack.js';
import type { DirectionWeights } from '../../src/core/rnn/weights.js';
import { loadQuantisedEngine } from '../../src/kernel/load.js';
import {
  configs,
  distance,
  rowLengths,
  run,
  seeds,
  setting,
  type Setting,
} from '../fixtures/randomNetworks.js';
import { enableRelaxedSimd } from '../fixtures/relaxedSimd.js';

type Numbers = ArrayLike<number>;

enableRelaxedSimd();
const engine = loadQuantisedEngine()!;

function largestOf(row: Numbers): number {
  return Array.from(row).reduce((most, x) => Math.max(most, Math.abs(x)), 0);
}

/** A row as whole numbers from -63 to 63 times a scale; every operation in single precision, ties to even. */
function quantisedRow(row: Numbers): { numbers: number[]; scale: number } {
  const largest = largestOf(row);
  const factor = largest > 0 ? Math.fround(63 / largest) : 0;
  // In single precision numbers of this size have no fraction.
  const size = 3 * 2 ** 22;
  const numbers = Array.from(row, (x) => Math.fround(Math.fround(x * factor) + size + 64) - size - 64);
  return { numbers, scale: largest / 63 };
}

/** W · row with both quantised, and a bias; W is [n, row]. */
function product(W: Numbers, row: Numbers, bias: Numbers | null, n: number): Float64Array {
  const { numbers, scale } = quantisedRow(row);
  return Float64Array.from({ length: n }, (_, j) => {
    const weights = Array.from(row, (_, k) => W[j * row.length + k]);
    const step = largestOf(weights) / 127;
    const sum = weights.reduce((s, w, k) => s + (step > 0 ? Math.round(w / step) : 0) * numbers[k], 0);
    return sum * step * scale + (bias?.[j] ?? 0);
  });
}

/** The largest distance of any step's h, c and gates from what the step before them and the input make of it. */
function largestStepError({ config, weights, initialState, offsets }: Setting, trace: Trace): number {
  const errors = weights.flatMap((directions, layer) =>
    directions.flatMap((w, direction) => {
      const own = trace.layers[layer][direction];
      const units = directionConfig(config, layer, direction);
      const [P, H] = [stateSize(units), units.hiddenSize];
      const { h0, c0 } = initialRows(config, initialState, layer, direction, offsets.length - 1);
      return Array.from({ length: offsets.length - 1 }, (_, row) => {
        let before = {
          h: rowOf(h0, row, stateSize(config)).subarray(0, P),
          c: rowOf(c0, row, config.hiddenSize).subarray(0, H),
        };
        let worst = 0;
        for (const p of readingOrder(offsets, row, direction === 1)) {
          const I = layerInputSize(config, layer);
          const step = stepOf(units, w, rowOf(trace.inputs[layer], p, I), before);
          before = { h: rowOf(own.h, p, P), c: rowOf(own.c, p, H) };
          const gates = rowOf(own.gates, p, step.gates.length);
          worst = Math.max(
            worst,
            distance(before.h, step.h),
            distance(before.c, step.c),
            distance(gates, step.gates),
          );
        }
        return worst;
      });
    }),
  );
  return Math.max(...errors);
}

function stepOf(
  config: Setting['config'],
  w: DirectionWeights,
  x: Numbers,
  before: { h: Numbers; c: Numbers },
): { h: Float64Array; c: Float64Array; gates: Float64Array } {
  const H = config.hiddenSize;
  const width = gateCount(config.cell) * H;
  const full = new Float64Array(H);
  const c = new Float64Array(before.c.length);
  const gates = new Float64Array(width > H ? width : 0);
  const [hPrev, cPrev] = [Float64Array.from(before.h), Float64Array.from(before.c)];
  const a = product(w.W_ih, x, w.b_ih, width);
  const b = product(w.W_hh, before.h, w.b_hh, width);
  const cell = cellOf(config);
  const step = { a, b, hPrev, cPrev, gates, c, h: full };
  if (cell.reset) {
    const reset = new Float64Array(H);
    cell.reset.forward(H, step, reset);
    b.set(product(w.W_hh, reset, w.b_hh, width).subarray(2 * H), 2 * H);
  }
  cell.forward(H, step);
  if (!w.W_hr) return { h: full, c, gates };
  const h = new Float64Array(config.projSize);
  addRowTransposed(h, full, w.W_hr, config.projSize, H);
  return { h, c, gates };
}

test('8-bit: every step is that of the same arithmetic written plainly', () => {
  fc.assert(
    fc.property(configs, rowLengths, seeds, (config, rows, seed) => {
      const s = setting(config, rows, seed);
      const error = largestStepError(s, run(engine, s));
      assert.ok(error < 1e-5, `${error}`);
    }),
    { numRuns: 100 },
  );
});

for (const cell of ['RNN_TANH', 'GRU', 'LSTM'] satisfies CellKind[])
  test(`8-bit: states of a ${cell} are near the exact ones, but are not the exact ones`, () => {
    const config = {
      cell,
      inputSize: 50,
      hiddenSize: 64,
      projSize: 0,
      layers: 2,
      bidirectional: true,
      bias: true,
    };
    const s = setting(config, [30, 7, 1, 60, 19], 4);
    const [exact, rounded] = [referenceEngine, engine].map((by) => run(by, s).output);
    const errors = Array.from(exact, (value, k) => Math.abs(value - rounded[k]));
    const rms = Math.sqrt(errors.reduce((sum, e) => sum + e * e, 0) / errors.length);
    assert.ok(Math.max(...errors) < 0.05 && rms < 0.01 && rms > 1e-5, `${Math.max(...errors)}, ${rms}`);
  });

test('8-bit: numbers of any size and rows of zeros are no trouble', () => {
  const config = {
    cell: 'LSTM',
    inputSize: 5,
    hiddenSize: 6,
    projSize: 0,
    layers: 1,
    bidirectional: false,
    bias: true,
  } as const;
  const s = setting(config, [4], 1);
  const scaled = (factor: number): Setting => ({ ...s, x: s.x.map((v) => v * factor) });
  for (const factor of [0, 1e-38, 1e-20, 1e20, 1e37]) {
    const { output } = run(engine, scaled(factor));
    assert.ok(
      Array.from(output).every((h) => Math.abs(h) <= 1),
      `${factor}: ${output.join(' ')}`,
    );
  }
  assert.ok(distance(run(engine, scaled(0)).output, run(referenceEngine, scaled(0)).output) < 0.02);
});
