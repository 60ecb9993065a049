/** Graphs as tf2onnx and keras2onnx make them. */
import { FLOAT, INT32, INT64, OnnxFile, rawFloats, tensor, Weights } from './onnxFile.js';
import { E, H, ROWS, V, head, type Graph, weights } from './onnxGraphParts.js';

/** A window, ids that come as floats, the last state, a stack of dense layers: tf2onnx of a Keras model. */
export function keras(kind: 'GRU' | 'LSTM', resetAfter: boolean): Graph {
  const [f, w] = [new OnnxFile(13), new Weights()];
  f.input('embedding_input', FLOAT, ['unk__1', 6]);
  const ids = f.node('Cast', ['embedding_input'], { to: INT32 });
  const embedded = f.node('Gather', [f.floats('table', [V, E], w.list(V * E)), ids], { axis: 0 });
  const x = f.node('Transpose', [embedded], { perm: [1, 0, 2] });
  const attributes: Record<string, number> =
    kind === 'GRU' ? { hidden_size: H, linear_before_reset: Number(resetAfter) } : { hidden_size: H };
  f.node(kind, [x, ...weights(f, w, kind, 1, E)], attributes, ['Y', 'Y_h']);
  const last = f.node('Squeeze', ['Y_h', f.longs('axes', [0])]);
  const one = f.node('MatMul', [last, f.floats('dense.weight', [H, 5], w.list(5 * H))]);
  const relu = f.node('Relu', [f.node('Add', [one, f.floats('dense.bias', [5], w.list(5))])]);
  const normal = f.node(
    'BatchNormalization',
    [
      relu,
      ...['gamma', 'beta', 'mean'].map((name) => f.floats(name, [5], w.list(5))),
      f.floats('var', [5], [1, 0.5, 2, 0.3, 1]),
    ],
    { epsilon: { float: 0.001 } },
  );
  head(f, w, normal, 5, 1, 'score');
  f.node('Sigmoid', ['score'], {}, ['probability']);
  f.output('probability', FLOAT, ['unk__1', 1]);
  return {
    name: `keras-${kind.toLowerCase()}${resetAfter ? '' : '-reset-before'}`,
    file: f,
    producer: 'tf2onnx',
    input: { name: 'embedding_input', type: 'float32' },
    rows: ROWS.map((row) => [...row, 0, 0, 0, 0].slice(0, 6)),
  };
}

/** Two nodes of one direction each, the steps reversed by the graph, side by side: Bidirectional of Keras. */
export function kerasBidirectional(): Graph {
  const [f, w] = [new OnnxFile(13), new Weights()];
  f.input('ids', INT32, ['batch', 5]);
  const embedded = f.node('Gather', [f.floats('table', [V, E], w.list(V * E)), 'ids'], { axis: 0 });
  const x = f.node('Transpose', [embedded], { perm: [1, 0, 2] });
  const minus = (name: string, value: number): string => f.longs(name, [value]);
  const reversed = (value: string): string => f.node('Slice', [value, 'from', 'to', 'axis', 'step']);
  minus('from', -1);
  minus('to', -(2 ** 31));
  f.longs('axis', [0]);
  minus('step', -1);
  f.node('LSTM', [x, ...weights(f, w, 'LSTM', 1, E, 'forward')], { hidden_size: H }, ['Y1']);
  f.node('LSTM', [reversed(x), ...weights(f, w, 'LSTM', 1, E, 'backward')], { hidden_size: H }, ['Y2']);
  const axes = f.longs('axes', [1]);
  const a = f.node('Squeeze', ['Y1', axes]);
  const b = reversed(f.node('Squeeze', ['Y2', axes]));
  const both = f.node('Transpose', [f.node('Concat', [a, b], { axis: 2 })], { perm: [1, 0, 2] });
  const best = f.node('ReduceMax', [both], { axes: [1], keepdims: 0 });
  f.node(
    'Gemm',
    [best, f.floats('fc', [3, 2 * H], w.list(6 * H)), f.floats('fc.bias', [3], w.list(3))],
    { transB: 1, alpha: { float: 0.5 } },
    ['scores'],
  );
  f.node('Softmax', ['scores'], { axis: -1 }, ['probabilities']);
  f.output('probabilities', FLOAT, ['batch', 3]);
  return {
    name: 'keras-bidirectional',
    file: f,
    producer: 'tf2onnx',
    input: { name: 'ids', type: 'int32' },
    rows: ROWS.map((row) => [...row, 1, 2].slice(0, 5)),
  };
}

/** A dense layer at every step, steps and texts put together and apart by the sizes: TimeDistributed of Keras. */
export function kerasTimeDistributed(): Graph {
  const [f, w] = [new OnnxFile(15), new Weights()];
  f.input('ids', FLOAT, ['unk__1', 'unk__2']);
  const embedded = f.node('Gather', [
    f.floats('table', [V, E], w.list(V * E)),
    f.node('Cast', ['ids'], { to: INT32 }),
  ]);
  const x = f.node('Transpose', [embedded], { perm: [1, 0, 2] });
  f.node('LSTM', [x, ...weights(f, w, 'LSTM', 1, E)], { hidden_size: H }, ['Y']);
  const y = f.node('Transpose', [f.node('Squeeze', ['Y', f.longs('axis', [1])])], { perm: [1, 0, 2] });
  const sizes = f.node('Cast', [f.node('Shape', [y])], { to: FLOAT });
  const two = f.node('Slice', [sizes, f.longs('from', [0]), f.longs('to', [2]), f.longs('along', [0])]);
  f.initializer('five', tensor('five', FLOAT, [1], rawFloats([5])));
  const target = f.node('Cast', [f.node('Concat', [two, 'five'], { axis: 0 })], { to: INT64 });
  const flat = f.node('Reshape', [y, f.longs('rows', [-1, H])]);
  head(f, w, flat, H, 5, 'dense');
  f.node('Softmax', [f.node('Reshape', ['dense', target])], { axis: -1 }, ['tags']);
  f.output('tags', FLOAT, ['unk__1', 'unk__2', 5]);
  return {
    name: 'keras-time-distributed',
    file: f,
    producer: 'tf2onnx',
    input: { name: 'ids', type: 'float32' },
    rows: ROWS,
  };
}

/** The steps turned round by the graph, the last one of them taken: go_backwards of Keras. */
export function kerasBackwards(): Graph {
  const [f, w] = [new OnnxFile(12), new Weights()];
  f.input('ids', INT64, ['batch', 'time']);
  const embedded = f.node('Gather', [f.floats('table', [V, E], w.list(V * E)), 'ids']);
  const x = f.node('Transpose', [embedded], { perm: [1, 0, 2] });
  const size = f.node('Shape', [x]);
  const part = (k: number): string =>
    f.node('Slice', [size, f.longs(`from${k}`, [k]), f.longs(`to${k}`, [k + 1])]);
  const lengths = f.node('Expand', [part(0), part(1)]);
  const turned = f.node('ReverseSequence', [x, lengths], { time_axis: 0, batch_axis: 1 });
  f.node('GRU', [turned, ...weights(f, w, 'GRU', 1, E)], { hidden_size: H }, ['Y', 'Y_h']);
  const y = f.node('Squeeze', ['Y'], { axes: [1] });
  const last = f.node('Gather', [y, f.longs('minus', [-1], [])], { axis: 0 });
  const first = f.node('Gather', [y, f.longs('zero', [0], [])], { axis: 0 });
  const state = f.node('Squeeze', ['Y_h'], { axes: [0] });
  const all = f.node('Concat', [last, first, state], { axis: 1 });
  head(f, w, all, 3 * H, 3);
  f.output('logits', FLOAT, ['batch', 3]);
  return { name: 'keras-backwards', file: f, producer: 'tf2onnx', input: { name: 'ids' }, rows: ROWS };
}
