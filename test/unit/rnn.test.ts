import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { RnnConfig } from '../../src/core/rnn/config.js';
import { forward, quantityOf } from '../../src/core/rnn/stack.js';
import { parameterSpecs, type RnnWeights } from '../../src/core/rnn/weights.js';

const textbook: RnnConfig = {
  cell: 'RNN_TANH',
  inputSize: 2,
  hiddenSize: 2,
  projSize: 0,
  layers: 1,
  bidirectional: false,
  bias: true,
};

// Numbers of a public thread, "Dimensionslity in RNN" (PyTorch forum, thread 51498), printed to four places.
const published: RnnWeights = [
  [
    {
      W_ih: Float32Array.of(-0.1641, -0.6958, 0.1889, 0.4084),
      W_hh: Float32Array.of(0.0063, -0.5073, -0.289, -0.5403),
      b_ih: Float32Array.of(-0.0039, -0.285),
      b_hh: Float32Array.of(0.5279, -0.1149),
      W_hr: null,
    },
  ],
];

test('the four-parameter RNN gives the published states, three rows at once', () => {
  const x = Float32Array.of(1, 1, 2, 2, 3, 3, 2, 2, 3, 3, 4, 4, 4, 4, 5, 5, 6, 6);
  const { output, hiddenState } = forward(textbook, published, x, Uint32Array.of(0, 3, 6, 9));
  const expected = [
    -0.3238, 0.1948, -0.8609, 0.6544, -0.9835, 0.8584, -0.8324, 0.6611, -0.9836, 0.8553, -0.9976, 0.948,
    -0.9941, 0.9633, -0.9996, 0.9821, -0.9999, 0.9945,
  ];
  output.forEach((h, k) =>
    assert.ok(Math.abs(h - expected[k]) < 1e-4, `h[${k}] = ${h}, published ${expected[k]}`),
  );
  const last = [4, 5, 10, 11, 16, 17].map((k) => output[k]);
  assert.deepEqual([...hiddenState.h], last);
});

test('by hand: the first step of that RNN is tanh(W_ih x + b_ih + b_hh)', () => {
  const { output } = forward(textbook, published, Float32Array.of(1, 1), Uint32Array.of(0, 1));
  assert.ok(Math.abs(output[0] - Math.tanh(-0.1641 - 0.6958 - 0.0039 + 0.5279)) < 1e-7);
  assert.ok(Math.abs(output[1] - Math.tanh(0.1889 + 0.4084 - 0.285 - 0.1149)) < 1e-7);
});

test('parameters have the names and shapes that PyTorch gives them', () => {
  const config: RnnConfig = { ...textbook, cell: 'LSTM', projSize: 1, layers: 2, bidirectional: true };
  const specs = parameterSpecs(config).map(({ name, shape }) => `${name} ${shape.join('x')}`);
  assert.equal(specs.length, 20);
  assert.deepEqual(specs.slice(0, 5), [
    'weight_ih_l0 8x2',
    'weight_hh_l0 8x1',
    'bias_ih_l0 8',
    'bias_hh_l0 8',
    'weight_hr_l0 1x2',
  ]);
  assert.equal(specs.at(-1), 'weight_hr_l1_reverse 1x2');
});

test('a quantity the cell does not have is refused by name', () => {
  const trace = forward(textbook, published, Float32Array.of(1, 1), Uint32Array.of(0, 1));
  assert.throws(() => quantityOf(trace, 0, 'forward', 'c'), /RNN_TANH has no quantity c/);
});

test('an empty row keeps its initial state and adds nothing to the output', () => {
  const initialState = { h: Float32Array.of(0.1, 0.2, 0.3, 0.4), c: null };
  const offsets = Uint32Array.of(0, 0, 1);
  const { output, hiddenState } = forward(textbook, published, Float32Array.of(1, 1), offsets, {
    initialState,
  });
  assert.equal(output.length, 2);
  assert.deepEqual([...hiddenState.h.slice(0, 2)], [...initialState.h.slice(0, 2)]);
});
