/** Graphs as PyTorch of several versions makes them. */
import { FLOAT, INT64, OnnxFile, rawFloats, tensor, Weights } from './onnxFile.js';
import { E, H, ROWS, V, head, type Graph, weights, tokens } from './onnxGraphParts.js';

/** Gates reordered by the graph, attributes instead of inputs, states of the shape's own size: PyTorch 1.3. */
export function torchOpset9(): Graph {
  const [f, w] = [new OnnxFile(9), new Weights()];
  const embedded = tokens(f, w);
  const slices = (name: string, dims: readonly number[]): string => {
    f.floats(name, dims, w.list(dims.reduce((a, b) => a * b, 1)));
    const cut = (from: number, to: number): string =>
      f.node('Slice', [name], { axes: [0], starts: [from * H], ends: [to * H] });
    return f.node('Concat', [cut(0, 1), cut(3, 4), cut(1, 3)], { axis: 0 });
  };
  const x = f.node('Transpose', [embedded], { perm: [1, 0, 2] });
  const W = f.node('Unsqueeze', [slices('lstm.weight_ih_l0', [4 * H, E])], { axes: [0] });
  const R = f.node('Unsqueeze', [slices('lstm.weight_hh_l0', [4 * H, H])], { axes: [0] });
  const both = f.node('Concat', [slices('lstm.bias_ih_l0', [4 * H]), slices('lstm.bias_hh_l0', [4 * H])], {
    axis: 0,
  });
  const B = f.node('Unsqueeze', [both], { axes: [0] });
  const shape = f.node('Shape', [embedded]);
  const zero = f.node('Constant', [], { value: { tensor: tensor('', INT64, [], new Uint8Array(8)) } });
  const batch = f.node('Unsqueeze', [f.node('Gather', [shape, zero], { axis: 0 })], { axes: [0] });
  const one = f.longs('one', [1]);
  const size = f.node('Concat', [one, batch, f.longs('units', [H])], { axis: 0 });
  const state = f.node('ConstantOfShape', [size], {
    value: { tensor: tensor('', FLOAT, [1], rawFloats([0])) },
  });
  f.node('LSTM', [x, W, R, B, '', state, state], { hidden_size: H }, ['Y', 'Y_h', 'Y_c']);
  const y = f.node('Transpose', [f.node('Squeeze', ['Y'], { axes: [1] })], { perm: [1, 0, 2] });
  head(f, w, y, H, 5, 'scores');
  f.node('LogSoftmax', ['scores'], { axis: 2 }, ['log_probs']);
  f.output('log_probs', FLOAT, ['batch', 'time', 5]);
  return { name: 'torch-opset9', file: f, input: { name: 'tokens' }, rows: ROWS };
}

/** Two layers of both directions; the head reads the last states, backward before forward. */
export function torchStates(): Graph {
  const [f, w] = [new OnnxFile(17), new Weights()];
  const x = f.node('Transpose', [tokens(f, w)], { perm: [1, 0, 2] });
  f.node(
    'GRU',
    [x, ...weights(f, w, 'GRU', 2, E, 'l0')],
    { hidden_size: H, direction: 'bidirectional', linear_before_reset: 1 },
    ['Y0', 'h0'],
  );
  const turned = f.node('Transpose', ['Y0'], { perm: [0, 2, 1, 3] });
  const flat = f.node('Reshape', [turned, f.longs('flat', [0, 0, -1])]);
  f.node(
    'GRU',
    [flat, ...weights(f, w, 'GRU', 2, 2 * H, 'l1')],
    { hidden_size: H, direction: 'bidirectional', linear_before_reset: 1 },
    ['Y1', 'h1'],
  );
  f.node('Concat', ['h0', 'h1'], { axis: 0 }, ['h_n']);
  const pick = (k: number): string => f.node('Gather', ['h_n', f.longs(`pick${k}`, [k], [])], { axis: 0 });
  const both = f.node('Concat', [pick(-1), pick(-2)], { axis: 1 });
  f.node('Dropout', [both], {}, ['dropped']);
  head(f, w, 'dropped', 2 * H, 3);
  f.output('logits', FLOAT, ['batch', 3]);
  f.output('h_n', FLOAT, [4, 'batch', H]);
  return { name: 'torch-states', file: f, input: { name: 'tokens' }, rows: ROWS };
}

/** Steps first, the last one by its index, tanh, and a branch that squeezes where there is one text. */
export function torchLastStep(): Graph {
  const [f, w] = [new OnnxFile(14), new Weights()];
  f.input('tokens', INT64, ['time', 'batch']);
  const embedded = f.node('Gather', [f.floats('table', [V, E], w.list(V * E)), 'tokens']);
  f.node('RNN', [embedded, ...weights(f, w, 'RNN', 1, E)], { hidden_size: H, activations: ['Relu'] }, ['Y']);
  const y = f.node('Squeeze', ['Y', f.longs('axes', [1])]);
  const last = f.node('Slice', [y, f.longs('minus', [-1]), f.longs('end', [2 ** 40]), f.longs('zero', [0])]);
  const size = f.node('Gather', [f.node('Shape', [last]), f.longs('first', [0], [])], { axis: 0 });
  const isOne = f.node('Equal', [size, f.longs('one', [1], [])]);
  const [then, otherwise] = [new OnnxFile(14), new OnnxFile(14)];
  then.node('Squeeze', [last, 'zero'], {}, ['squeezed']);
  then.output('squeezed', FLOAT, ['batch', H]);
  otherwise.node('Identity', [last], {}, ['same']);
  otherwise.output('same', FLOAT, ['batch', H]);
  f.node('If', [isOne], { then_branch: { graph: then }, else_branch: { graph: otherwise } }, ['state']);
  head(f, w, f.node('Tanh', ['state']), H, V);
  f.output('logits', FLOAT, ['batch', V]);
  return { name: 'torch-last-step', file: f, input: { name: 'tokens', isTimeFirst: true }, rows: ROWS };
}

/** Views with computed sizes, the first and the last step of the two directions, a table that is scaled and tied. */
export function torchViews(): Graph {
  const [f, w] = [new OnnxFile(14), new Weights()];
  f.input('tokens', INT64, ['batch', 'time']);
  const table = f.floats('table', [V, 2 * H], w.list(2 * V * H));
  const scaled = f.node('Mul', [f.node('Gather', [table, 'tokens']), f.floats('root', [], [2])]);
  const x = f.node('Transpose', [scaled], { perm: [1, 0, 2] });
  f.node('GRU', [x, ...weights(f, w, 'GRU', 2, 2 * H)], { hidden_size: H, direction: 'bidirectional' }, [
    'Y',
    'Y_h',
  ]);
  const y = f.node('Transpose', ['Y'], { perm: [2, 0, 1, 3] });
  const shape = f.node('Shape', ['tokens']);
  const dim = (k: number): string => f.node('Gather', [shape, f.longs(`dim${k}`, [k], [])], { axis: 0 });
  const list = (value: string): string => f.node('Unsqueeze', [value, 'axis0']);
  const [zero] = [f.longs('axis0', [0])];
  const width = f.longs('width', [2 * H]);
  // (batch · time, 2 H) and back.
  const rows = list(f.node('Mul', [dim(0), dim(1)]));
  const flat = f.node('Reshape', [y, f.node('Concat', [rows, width], { axis: 0 })]);
  const tied = f.node('MatMul', [flat, f.node('Transpose', [table], { perm: [1, 0] })]);
  const back = f.node('Reshape', [
    tied,
    f.node('Concat', [list(dim(0)), list(dim(1)), f.longs('v', [V])], { axis: 0 }),
  ]);
  const mean = f.node('ReduceMean', [back], { axes: [1], keepdims: 0 });
  // out[:, -1, :H] and out[:, 0, H:], and h_n.view(1, 2, batch, H)[-1][0].
  const steps = f.node('Reshape', [y, f.longs('three', [0, 0, 2 * H])]);
  const step = (k: number, from: number, to: number): string => {
    const one = f.node('Gather', [steps, f.longs(`step${k}`, [k], [])], { axis: 1 });
    return f.node('Slice', [
      one,
      f.longs(`from${k}`, [from]),
      f.longs(`to${k}`, [to]),
      f.longs(`inner${k}`, [1]),
    ]);
  };
  const one = f.longs('one', [1]);
  const states = f.node('Reshape', [
    'Y_h',
    f.node('Concat', [one, f.longs('two', [2]), list(dim(0)), f.longs('units', [H])], { axis: 0 }),
  ]);
  const layer = f.node('Gather', [states, f.longs('last', [-1], [])], { axis: 0 });
  const forward = f.node('Gather', [layer, f.longs('first', [0], [])], { axis: 0 });
  const all = f.node('Concat', [mean, step(-1, 0, H), step(0, H, 2 ** 33), forward], { axis: 1 });
  head(f, w, all, V + 3 * H, 3);
  f.output('logits', FLOAT, ['batch', 3]);
  void zero;
  return { name: 'torch-views', file: f, input: { name: 'tokens' }, rows: ROWS };
}

/** States expanded from one zero, sizes compared and chosen: the newer exporter of PyTorch. */
export function torchDynamo(): Graph {
  const [f, w] = [new OnnxFile(18), new Weights()];
  const embedded = tokens(f, w);
  const batch = f.node('Shape', ['tokens'], { start: 0, end: 1 });
  const size = f.node('Concat', [f.longs('one', [1]), batch, f.longs('units', [H])], { axis: 0 });
  f.initializer('zero', tensor('zero', FLOAT, [], rawFloats([0])));
  const state = f.node('Expand', ['zero', size]);
  const x = f.node('Transpose', [embedded], { perm: [1, 0, 2] });
  f.node('LSTM', [x, ...weights(f, w, 'LSTM', 1, E), '', state, state], { hidden_size: H }, ['Y', 'Y_h']);
  const y = f.node('Transpose', [f.node('Squeeze', ['Y', f.longs('axis', [1])])], { perm: [1, 0, 2] });
  const [a, b] = ['left', 'right'];
  f.node('Split', [y, f.longs('sizes', [1, H - 1])], { axis: 2 }, [a, b]);
  const last = f.node('Squeeze', [
    f.node('Slice', [
      f.node('Concat', [b, a], { axis: 2 }),
      f.longs('minus', [-1]),
      f.longs('end', [2 ** 62]),
      f.longs('steps', [1]),
      'one',
    ]),
    'steps',
  ]);
  const gelu = f.node('LeakyRelu', [last], { alpha: { float: 0.2 } });
  f.node(
    'Gemm',
    [gelu, f.floats('fc', [3, H], w.list(3 * H)), f.floats('fc.bias', [3], w.list(3))],
    { transB: 1, beta: { float: 2 } },
    ['logits'],
  );
  f.output('logits', FLOAT, ['batch', 3]);
  return { name: 'torch-dynamo', file: f, input: { name: 'tokens' }, rows: ROWS };
}
