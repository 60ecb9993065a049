/** Graphs as exporters make them, small. */
import { concatBytes, integer, message, text } from '../../src/core/export/onnx/protobuf.js';
import { toFloat16 } from '../../src/core/formats/float16.js';
import { DOUBLE, FLOAT, FLOAT16, INT32, INT64, OnnxFile, rawFloats, tensor, Weights } from './onnxFile.js';
import { keras, kerasBackwards, kerasBidirectional, kerasTimeDistributed } from './onnxGraphsOfKeras.js';
import { E, H, ROWS, V, head, type Graph, weights, tokens } from './onnxGraphParts.js';
import { torchDynamo, torchLastStep, torchOpset9, torchStates, torchViews } from './onnxGraphsOfTorch.js';

/** Convolution before the layer, a mean over the steps with the axis as an input. */
function convolution(): Graph {
  const [f, w] = [new OnnxFile(18), new Weights()];
  const channels = f.node('Transpose', [tokens(f, w)], { perm: [0, 2, 1] });
  const conv = f.node(
    'Conv',
    [channels, f.floats('conv', [E, E, 3], w.list(9 * E)), f.floats('conv.bias', [E], w.list(E))],
    { kernel_shape: [3], pads: [1, 1] },
  );
  const x = f.node('Transpose', [f.node('Relu', [conv])], { perm: [2, 0, 1] });
  f.node('LSTM', [x, ...weights(f, w, 'LSTM', 2, E)], { hidden_size: H, direction: 'bidirectional' }, ['Y']);
  // Both directions added up.
  const sum = f.node('ReduceSum', ['Y', f.longs('directions', [1])], { keepdims: 0 });
  const mean = f.node('ReduceMean', [sum, f.longs('steps', [0])], { keepdims: 0 });
  head(f, w, mean, H, 2);
  f.output('logits', FLOAT, ['batch', 2]);
  return { name: 'convolution', file: f, input: { name: 'tokens' }, rows: ROWS };
}

/** One-hot in the graph, the window flattened. */
function oneHotWindow(): Graph {
  const [f, w] = [new OnnxFile(11), new Weights()];
  f.input('ids', INT64, [1, 6]);
  f.initializer('values', tensor('values', FLOAT, [2], rawFloats([0, 1])));
  const hot = f.node('OneHot', ['ids', f.longs('depth', [V], []), 'values']);
  const x = f.node('Transpose', [hot], { perm: [1, 0, 2] });
  const initial = f.floats('h0', [1, 1, H], w.list(H));
  f.node(
    'LSTM',
    [x, ...weights(f, w, 'LSTM', 1, V), '', initial, f.floats('c0', [1, 1, H], w.list(H))],
    { hidden_size: H, direction: 'reverse' },
    ['Y'],
  );
  const y = f.node('Transpose', [f.node('Squeeze', ['Y'], { axes: [1] })], { perm: [1, 0, 2] });
  const flat = f.node('Reshape', [y, f.longs('shape', [-1, 6 * H])]);
  head(f, w, flat, 6 * H, V);
  f.output('logits', FLOAT, [1, V]);
  return {
    name: 'one-hot-window',
    file: f,
    input: { name: 'ids' },
    rows: ROWS.map((row) => [...row, 1, 2, 3].slice(0, 6)),
  };
}

/** Float input that is one-hot by its width, all steps of the batch side by side before the head. */
function oneHotInput(): Graph {
  const [f, w] = [new OnnxFile(14), new Weights()];
  const symbols = 21;
  f.input('x', FLOAT, ['batch', 'time', symbols]);
  const x = f.node('Transpose', ['x'], { perm: [1, 0, 2] });
  f.node('GRU', [x, ...weights(f, w, 'GRU', 1, symbols)], { hidden_size: H }, ['Y']);
  const y = f.node('Transpose', ['Y'], { perm: [2, 0, 1, 3] });
  const flat = f.node('Reshape', [y, f.longs('shape', [-1, H])]);
  head(f, w, flat, H, symbols, 'rows');
  f.node('Softmax', ['rows'], { axis: 1 }, ['probabilities']);
  f.output('probabilities', FLOAT, ['rows', symbols]);
  return {
    name: 'one-hot-input',
    file: f,
    input: { name: 'x' },
    rows: [
      [1, 20, 3, 0],
      [5, 5],
    ],
    oneHot: symbols,
  };
}

/** Numbers in half and double precision and in typed fields, cast by the graph; a residual sum. */
function numberTypes(): Graph {
  const [f, w] = [new OnnxFile(14), new Weights()];
  const half = Uint16Array.from(w.list(V * E), toFloat16);
  f.initializer('table', tensor('table', FLOAT16, [V, E], new Uint8Array(half.buffer)));
  const double = new Uint8Array(Float64Array.from(w.list(E * H)).buffer);
  f.initializer('w', tensor('w', DOUBLE, [1, H, E], double));
  const typed = concatBytes([
    ...[1, H, H].map((d) => integer(1, d)),
    integer(2, FLOAT),
    message(4, rawFloats(w.list(H * H))),
    text(8, 'r'),
  ]);
  f.initializer('r', typed);
  f.initializer(
    'shape',
    concatBytes([
      integer(1, 3),
      integer(2, INT64),
      ...[0, -1, H].map((n) => integer(7, n)),
      text(8, 'shape'),
    ]),
  );
  f.input('tokens', INT64, ['batch', 'time']);
  const embedded = f.node('Gather', [f.node('Cast', ['table'], { to: FLOAT }), 'tokens']);
  const x = f.node('Transpose', [embedded], { perm: [1, 0, 2] });
  f.node('RNN', [x, f.node('Cast', ['w'], { to: FLOAT }), 'r'], { hidden_size: H }, ['Y']);
  const y = f.node('Reshape', [f.node('Transpose', ['Y'], { perm: [2, 0, 1, 3] }), 'shape']);
  const scaled = f.node('Mul', [
    f.node('Sub', [y, f.floats('mean', [H], w.list(H))]),
    f.floats('factor', [1], [0.5]),
  ]);
  const sum = f.node('Add', [scaled, y]);
  head(f, w, sum, H, 3);
  f.output('logits', FLOAT, ['batch', 'time', 3]);
  return { name: 'number-types', file: f, input: { name: 'tokens' }, rows: ROWS };
}

/** Directions with activations of their own; lengths as a second input. */
function mixedActivations(): Graph {
  const [f, w] = [new OnnxFile(14), new Weights()];
  const x = f.node('Transpose', [tokens(f, w)], { perm: [1, 0, 2] });
  f.input('lengths', INT64, ['batch']);
  const lengths = f.node('Cast', ['lengths'], { to: INT32 });
  f.node(
    'LSTM',
    [x, ...weights(f, w, 'LSTM', 2, E), lengths],
    {
      hidden_size: H,
      direction: 'bidirectional',
      activations: ['HardSigmoid', 'Tanh', 'Tanh', 'Sigmoid', 'Softsign', 'Softsign'],
      activation_alpha: { floats: [0.2] },
      activation_beta: { floats: [0.5] },
    },
    ['Y', 'Y_h'],
  );
  const y = f.node('Reshape', [
    f.node('Transpose', ['Y'], { perm: [2, 0, 1, 3] }),
    f.longs('shape', [0, 0, 2 * H]),
  ]);
  head(f, w, y, 2 * H, 3);
  f.output('logits', FLOAT, ['batch', 'time', 3]);
  return { name: 'mixed-activations', file: f, input: { name: 'tokens' }, rows: ROWS };
}

/** Both the steps and the last state are read. */
function stepsAndState(): Graph {
  const [f, w] = [new OnnxFile(14), new Weights()];
  const x = f.node('Transpose', [tokens(f, w)], { perm: [1, 0, 2] });
  f.node('GRU', [x, ...weights(f, w, 'GRU', 2, E)], { hidden_size: H, direction: 'bidirectional' }, [
    'Y',
    'Y_h',
  ]);
  const y = f.node('Reshape', [
    f.node('Transpose', ['Y'], { perm: [2, 0, 1, 3] }),
    f.longs('shape', [0, 0, 2 * H]),
  ]);
  const best = f.node('ReduceMax', [y], { axes: [1], keepdims: 0 });
  const state = f.node('Reshape', [
    f.node('Transpose', ['Y_h'], { perm: [1, 0, 2] }),
    f.longs('two', [-1, 2 * H]),
  ]);
  head(f, w, f.node('Concat', [best, state], { axis: -1 }), 4 * H, 3);
  f.output('logits', FLOAT, ['batch', 3]);
  return { name: 'steps-and-state', file: f, input: { name: 'tokens' }, rows: ROWS };
}

/** One character at a time, the state given and returned: a model for generation. */
function stepByStep(): Graph {
  const [f, w] = [new OnnxFile(12), new Weights()];
  f.input('char', INT64, [1, 1]);
  f.input('h_in', FLOAT, [1, 1, H]);
  const embedded = f.node('Gather', [f.floats('table', [V, E], w.list(V * E)), 'char']);
  const x = f.node('Reshape', [embedded, f.longs('shape', [1, 1, -1])]);
  f.node('GRU', [x, ...weights(f, w, 'GRU', 1, E), '', 'h_in'], { hidden_size: H, linear_before_reset: 1 }, [
    'Y',
    'h_out',
  ]);
  const y = f.node('Squeeze', ['Y'], { axes: [1] });
  const flat = f.node('Reshape', [y, f.longs('rows', [1, -1])]);
  head(f, w, flat, H, V);
  f.output('logits', FLOAT, [1, V]);
  f.output('h_out', FLOAT, [1, 1, H]);
  return { name: 'step-by-step', file: f, input: { name: 'char' }, rows: ROWS, states: { h_in: 'h_out' } };
}

/** A causal convolution, a pool of all channels' steps, columns split and put together, in attributes of opset 11. */
function pools(): Graph {
  const [f, w] = [new OnnxFile(11), new Weights()];
  const x = f.node('Transpose', [tokens(f, w)], { perm: [1, 0, 2] });
  f.node('LSTM', [x, ...weights(f, w, 'LSTM', 1, E)], { hidden_size: H, direction: 'reverse' }, ['Y']);
  const channels = f.node('Transpose', [f.node('Squeeze', ['Y'], { axes: [1] })], { perm: [1, 2, 0] });
  const inputs = [channels, f.floats('conv', [5, H, 2], w.list(10 * H))];
  const conv = f.node('Conv', inputs, { kernel_shape: [2], pads: [2, 0], dilations: [2] });
  const hard = f.node('HardSigmoid', [conv]);
  f.node('Split', [hard], { axis: 1, split: [2, 3] }, ['a', 'b']);
  const best = f.node('GlobalMaxPool', [f.node('Concat', ['b', 'a'], { axis: 1 })]);
  const mean = f.node('GlobalAveragePool', [f.node('Elu', [conv])]);
  const both = f.node('Concat', [f.node('Flatten', [best]), f.node('Flatten', [mean])], { axis: 1 });
  const scaled = f.node('Div', [
    f.node('Sub', [f.floats('shift', [1, 10], w.list(10)), both]),
    f.floats('by', [], [4]),
  ]);
  head(f, w, f.node('Softplus', [scaled]), 10, 2);
  f.output('logits', FLOAT, ['batch', 2]);
  return { name: 'pools', file: f, input: { name: 'tokens' }, rows: ROWS };
}

export function allGraphs(): Graph[] {
  return [
    torchOpset9(),
    keras('GRU', true),
    keras('GRU', false),
    keras('LSTM', true),
    kerasBidirectional(),
    torchStates(),
    torchLastStep(),
    convolution(),
    oneHotWindow(),
    oneHotInput(),
    numberTypes(),
    mixedActivations(),
    stepsAndState(),
    torchViews(),
    torchDynamo(),
    kerasTimeDistributed(),
    stepByStep(),
    kerasBackwards(),
    pools(),
  ];
}
