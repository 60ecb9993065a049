// Cells as other frameworks build them: functions and their derivatives, equations, scales, what a manifest may say.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { readManifest } from '../../src/core/formats/manifest.js';
import {
  ACTIVATION,
  CELL_ACTIVATIONS,
  isNonnegative,
  rangeOf,
  type CellActivation,
} from '../../src/core/rnn/activations.js';
import type { RnnConfig } from '../../src/core/rnn/config.js';
import { referenceEngine } from '../../src/core/rnn/engine.js';
import type { RnnWeights } from '../../src/core/rnn/weights.js';
import { argumentText } from '../../src/core/views/activationText.js';
import { cellEquation } from '../../src/core/views/equation.js';
import { scaleOf } from '../../src/core/views/scales.js';
import { FIXED_SCALE, unboundedScale } from '../../src/core/views/unitScale.js';
import { availableKernels, kernelEngine } from '../../src/kernel/load.js';
import { tinyManifest } from '../fixtures/tinyModel.js';
import { enableRelaxedSimd } from '../fixtures/relaxedSimd.js';

enableRelaxedSimd();

const network = (cell: RnnConfig['cell'], others: Partial<RnnConfig> = {}): RnnConfig => ({
  ...{ cell, inputSize: 1, hiddenSize: 1, projSize: 0, layers: 1, bidirectional: false, bias: true },
  ...others,
});
const numbers = fc.double({ min: -12, max: 12, noNaN: true });

test('what comes back through a function is its slope, and its values are in its range', () => {
  const corners = [0, -2.5, 2.5, -3, 3];
  fc.assert(
    fc.property(fc.constantFrom(...CELL_ACTIVATIONS), numbers, (name, x) => {
      fc.pre(corners.every((corner) => Math.abs(x - corner) > 1e-3));
      const { of, back } = ACTIVATION[name];
      const slope = (of(x + 1e-6) - of(x - 1e-6)) / 2e-6;
      assert.ok(Math.abs(back(2, of(x)) - 2 * slope) < 1e-6, `${name} at ${x}`);
      const [least, most] = rangeOf(name) ?? [-Infinity, Infinity];
      assert.ok(of(x) >= least && of(x) <= most);
      if (isNonnegative(name)) assert.ok(of(x) >= 0);
    }),
    { numRuns: 2000 },
  );
});

for (const kernel of availableKernels())
  test(`${kernel}: functions are the reference's, however far out`, () => {
    const x = Float32Array.from({ length: 4000 }, (_, k) => (k - 2000) / 40);
    const far = Float32Array.of(-3e38, -1e4, -200, 200, 1e4, 3e38);
    const all = Float32Array.of(...x, ...far);
    // W_hh = 0: every step is the function of x.
    const weights: RnnWeights = [
      [{ W_ih: Float32Array.of(1), W_hh: Float32Array.of(0), b_ih: null, b_hh: null, W_hr: null }],
    ];
    for (const activation of CELL_ACTIVATIONS) {
      const config = network('RNN_TANH', { bias: false, activation });
      const offsets = Uint32Array.from(all, (_, k) => k);
      const ends = Uint32Array.of(...offsets, all.length);
      const [got, expected] = [kernelEngine(kernel), referenceEngine].map(
        (engine) => engine.forward(config, weights, all, ends).output,
      );
      got.forEach((value, k) => {
        const bound = 2e-7 * (1 + Math.abs(expected[k]));
        assert.ok(
          Math.abs(value - expected[k]) <= bound,
          `${activation} of ${all[k]}: ${value}, ${expected[k]}`,
        );
      });
    }
  });

test('equations are those of the cell, with the functions it has', () => {
  const lines = (rnn: RnnConfig, now = {}): string[] =>
    cellEquation({ rnn, direction: 'forward', now, before: {} }).lines.map(({ symbols }) => symbols);
  assert.deepEqual(lines(network('LSTM')), ['cₜ = f·cₜ₋₁ + i·g', 'hₜ = o·tanh(cₜ)']);
  assert.deepEqual(lines(network('LSTM', { gateActivation: 'hard-sigmoid', activation: 'relu' })), [
    'cₜ = f·cₜ₋₁ + i·g',
    'hₜ = o·ReLU(cₜ)',
    'i, f, o = hardσ(W_ih xₜ + b_ih + W_hh hₜ₋₁ + b_hh)',
    'hardσ(x) = max(0, min(1, 0.2·x + 0.5))',
  ]);
  assert.deepEqual(lines(network('GRU', { resetAfter: false })), [
    'n = tanh(W_in xₜ + b_in + W_hn (r ⊙ hₜ₋₁) + b_hn)',
    'hₜ = (1 − z)·n + z·hₜ₋₁',
  ]);
  assert.deepEqual(lines(network('GRU', { activation: 'softsign' })), [
    'n = softsign(W_in xₜ + b_in + r·(W_hn hₜ₋₁ + b_hn))',
    'hₜ = (1 − z)·n + z·hₜ₋₁',
    'softsign(x) = x / (1 + |x|)',
  ]);
  assert.deepEqual(lines(network('RNN_TANH', { activation: 'linear' })), [
    'hₜ = W_ih xₜ + b_ih + W_hh hₜ₋₁ + b_hh',
  ]);
  const both = network('LSTM', { gateActivation: 'softsign', activation: 'softsign' });
  assert.equal(lines(both).filter((line) => line.startsWith('softsign(x)')).length, 1);
  assert.equal(
    lines(network('LSTM', { gateActivation: 'hard-sigmoid-6' }))[3],
    'hardσ(x) = max(0, min(1, x/6 + 0.5))',
  );
});

test('what a function was taken of is told back from its value, as far as that says it', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...CELL_ACTIVATIONS),
      fc.double({ min: -3, max: 3, noNaN: true }),
      (name, x) => {
        const text = argumentText(name, ACTIVATION[name].of(x));
        if (text.startsWith('≤'))
          assert.ok(x <= Number(text.slice(2).replace('−', '-')) + 1e-5, `${name}: ${text} for ${x}`);
        else if (text.startsWith('≥'))
          assert.ok(x >= Number(text.slice(2)) - 1e-5, `${name}: ${text} for ${x}`);
        else assert.ok(Math.abs(Number(text.replace('−', '-')) - x) < 1e-3, `${name}: ${text} for ${x}`);
      },
    ),
  );
  for (const name of CELL_ACTIVATIONS) assert.equal(argumentText(name, NaN), '…');
});

test('a scale has an end that is fixed only where the equations bound what is drawn', () => {
  const scale = (rnn: RnnConfig, quantity: Parameters<typeof scaleOf>[1]): string => {
    const { kind, limit, fixed } = scaleOf(rnn, quantity, 7);
    return `${kind} ${fixed ? limit : `up to ${limit}`}`;
  };
  assert.equal(scale(network('LSTM'), 'h'), 'diverging 1');
  assert.equal(scale(network('LSTM'), 'i'), 'sequential 1');
  assert.equal(scale(network('RNN_RELU'), 'h'), 'sequential up to 7');
  const relu = network('LSTM', { activation: 'relu', gateActivation: 'hard-sigmoid' });
  assert.deepEqual([scale(relu, 'h'), scale(relu, 'g'), scale(relu, 'f')], ['sequential up to 7', 'sequential up to 7', 'sequential 1']); // prettier-ignore
  assert.equal(scale(network('GRU', { gateActivation: 'tanh' }), 'h'), 'diverging up to 7');
  assert.equal(scale(network('GRU', { activation: 'sigmoid' }), 'h'), 'sequential 1');
  assert.equal(scale(network('LSTM', { projSize: 1 }), 'h'), 'diverging up to 7');
});

test('colours of what has no bound go to the ends of the text, 0 in the middle', () => {
  const values = Float32Array.from({ length: 1000 }, (_, k) => (k === 7 ? 900 : (k % 50) / 10));
  assert.deepEqual(unboundedScale(values), { own: { middle: 0, half: Math.fround(4.9) }, around: 0 });
  assert.deepEqual(unboundedScale(Float32Array.of(0, 0, 0, 3)), { own: { middle: 0, half: 3 }, around: 0 });
  assert.deepEqual([unboundedScale(new Float32Array(4)), unboundedScale(new Float32Array(0))], [FIXED_SCALE, FIXED_SCALE]); // prettier-ignore
});

test('a manifest says how its cells differ, and is refused where that cannot be', () => {
  const read = (others: object) => {
    const manifest = tinyManifest();
    return readManifest(JSON.stringify({ ...manifest, rnn: { ...manifest.rnn, ...others } })).rnn;
  };
  const good = { gateActivation: 'hard-sigmoid', activation: 'relu', layerUnits: [[5, 0], [2, 3]] }; // prettier-ignore
  assert.deepEqual(read(good), { ...tinyManifest().rnn, ...good });
  const wrong = (others: object, why: RegExp): void => assert.throws(() => read(others), why);
  wrong({ activation: 'swish' }, /"rnn\.activation" must be one of tanh, sigmoid/);
  wrong({ gateActivation: 1 }, /"rnn\.gateActivation" must be a string/);
  wrong({ resetAfter: false }, /"rnn\.resetAfter" can be false for the cell GRU only/);
  wrong({ cell: 'RNN_TANH', gateActivation: 'sigmoid' }, /"rnn\.gateActivation" is for cells with gates/);
  wrong({ cell: 'RNN_RELU', activation: 'tanh' }, /"rnn\.activation" must be "relu" for the cell RNN_RELU/);
  wrong({ layerUnits: [[5, 5]] }, /"rnn\.layerUnits" must have one list a layer/);
  wrong({ layerUnits: [[5], [5]] }, /must have one number a direction/);
  wrong({ layerUnits: [[5, 5], [0, 0]] }, /not all of them 0/); // prettier-ignore
  wrong({ layerUnits: [[4, 4], [3, 3]] }, /"hiddenSize" \(5\) as its largest/); // prettier-ignore
  wrong({ layerUnits: [[-1, 5], [5, 5]] }, /whole numbers from 0/); // prettier-ignore
  wrong({ projSize: 3, layerUnits: [[5, 5], [5, 5]] }, /cannot be given where "projSize" is/); // prettier-ignore
});

test('a cell whose gates do nothing keeps what it should: the two places of the reset gate differ', () => {
  // One unit, W_hn = 1, r = σ(0) = 0.5: after the product 0.5·(h + b_hn), before it 0.5·h + b_hn.
  const weights: RnnWeights = [
    [
      {
        ...{ W_ih: Float32Array.of(0, 0, 0), W_hh: Float32Array.of(0, 0, 1), W_hr: null },
        ...{ b_ih: Float32Array.of(0, 0, 0), b_hh: Float32Array.of(0, 0, 0.4) },
      },
    ],
  ];
  const x = new Float32Array(1);
  const initialState = { h: Float32Array.of(0.6), c: null };
  const h = (resetAfter: boolean, activation: CellActivation = 'linear'): number =>
    referenceEngine.forward(network('GRU', { resetAfter, activation }), weights, x, Uint32Array.of(0, 1), {
      initialState,
    }).output[0];
  assert.ok(Math.abs(h(true) - (0.5 * (0.5 * (0.6 + 0.4)) + 0.5 * 0.6)) < 1e-7);
  assert.ok(Math.abs(h(false) - (0.5 * (0.5 * 0.6 + 0.4) + 0.5 * 0.6)) < 1e-7);
});
