// ONNX files that cannot be run on a text, and those that are not what they say: the sentence that says why.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { concatBytes, integer, message, text } from '../../src/core/export/onnx/protobuf.js';
import { FLOAT, INT64, OnnxFile, rawFloats, tensor, Weights } from '../tools/onnxFile.js';
import { E, H, node, reasonOf, tagger } from '../tools/onnxReading.js';

test('ONNX: variants that cannot be run are refused by name', async () => {
  const P = (f: OnnxFile): void => {
    f.floats('P', [1, 3 * H], Array<number>(3 * H).fill(0.1));
    node({}, ['', '', '', 'P'])(f);
  };
  const cases: readonly (readonly [string, (f: OnnxFile, w: Weights) => void, RegExp])[] = [
    ['clip', node({ clip: { float: 0.5 } }), /LSTM "Y" cuts its sums off at ±0\.5 \(clip\)/],
    ['input_forget', node({ input_forget: 1 }), /one gate for input and forgetting/],
    ['peepholes', P, /LSTM "Y" has peepholes/],
    [
      'an activation',
      node({ activations: ['Sigmoid', 'ScaledTanh', 'Tanh'], activation_alpha: { floats: [2] } }),
      /activation ScaledTanh with alpha 2/,
    ],
    [
      'two activations',
      node({ activations: ['Sigmoid', 'Tanh', 'Relu'] }),
      /tanh for what it takes in and relu for what it puts out/,
    ],
    ['too few activations', node({ activations: ['Sigmoid'] }), /has 1 activations; it needs 3/],
    ['a direction', node({ direction: 'sideways' }), /direction "sideways"/],
    [
      'a normalisation',
      (f) => {
        f.node('LSTM', ['x', 'W', 'R', 'B'], { hidden_size: H }, ['Y']);
        f.node('LayerNormalization', ['Y', f.floats('s', [H], [1, 1, 1])], {}, ['answer']);
      },
      /LayerNormalization \("answer"\), which cannot be run/,
    ],
    [
      'an encoder and a decoder',
      (f) => {
        f.node('LSTM', ['x', 'W', 'R', 'B'], { hidden_size: H }, ['Y0', 'h0', 'c0']);
        f.node('LSTM', ['x', 'W', 'R', 'B', '', 'h0', 'c0'], { hidden_size: H }, ['Y']);
        f.node('Squeeze', ['Y', f.longs('one', [1])], {}, ['answer']);
      },
      /begins with a state that another layer gives: an encoder and a decoder/,
    ],
    [
      'a cell state',
      (f) => {
        f.node('LSTM', ['x', 'W', 'R', 'B'], { hidden_size: H }, ['Y', '', 'c']);
        f.node('Squeeze', ['c', f.longs('zero', [0])], {}, ['answer']);
      },
      /cell state c of LSTM "Y"/,
    ],
    [
      'two inputs of ids',
      (f) => {
        f.input('tags', INT64, ['batch', 'time']);
        const tags = f.node('Transpose', [f.node('Gather', ['table', 'tags'])], { perm: [1, 0, 2] });
        f.node('LSTM', [f.node('Add', ['x', tags]), 'W', 'R', 'B'], { hidden_size: H }, ['Y']);
        f.node('Squeeze', ['Y', f.longs('one', [1])], {}, ['answer']);
      },
      /two inputs of ids, "tokens" and "tags"/,
    ],
    [
      'an attention',
      (f) => {
        node({})(f);
        f.node('MatMul', ['answer', 'answer'], {}, ['again']);
        f.output('again', FLOAT, ['a', 'b']);
      },
      /It runs/,
    ],
    [
      'no layer',
      (f) => f.node('Relu', ['x'], {}, ['answer']),
      /no node RNN, GRU or LSTM: there is no recurrent layer/,
    ],
    [
      'a cell in pieces',
      (f) => {
        f.node('Mul', [f.node('Sigmoid', [f.node('MatMul', ['x', 'x'])]), f.node('Tanh', ['x'])], {}, [
          'answer',
        ]);
      },
      /a cell seems to be taken apart into single steps/,
    ],
    ['a loop', (f) => f.node('Loop', ['x'], {}, ['answer']), /a loop \(Loop or Scan\)/],
    [
      'a quantised layer',
      (f) => f.node('DynamicQuantizeLSTM', ['x'], {}, ['answer']),
      /DynamicQuantizeLSTM, an operator of one runtime/,
    ],
  ];
  for (const [name, change, meaning] of cases)
    assert.match(await reasonOf(tagger(change).bytes()), meaning, name);
});

test('ONNX: measurements and sound are refused with the shape of what is read', async () => {
  const series = (
    dims: readonly (number | string)[],
    change = (_: OnnxFile): string => 'series',
  ): Uint8Array => {
    const [f, w] = [new OnnxFile(14), new Weights()];
    f.input('series', FLOAT, dims);
    f.input('lengths', INT64, ['batch']);
    f.input('rate', INT64, []);
    const I = typeof dims[2] === 'number' ? dims[2] : 1;
    f.floats('W', [1, 4 * H, I], w.list(4 * H * I));
    f.floats('R', [1, 4 * H, H], w.list(4 * H * H));
    f.node('LSTM', [change(f), 'W', 'R', '', 'lengths'], { hidden_size: H }, ['Y', 'answer']);
    f.output('answer', FLOAT, [1, 'batch', H]);
    return f.bytes();
  };
  assert.match(
    await reasonOf(series(['batch', 30, E])),
    /the input "series" is \[batch, 30, 2\], a float sequence of width 2, and there is no token input/,
  );
  const wide = (f: OnnxFile): string => f.node('Unsqueeze', ['series', f.longs('two', [2])]);
  assert.match(
    await reasonOf(series(['batch', 512], wide)),
    /the float input "series" is \[batch, 512\], and there is no token input/,
  );
  // As wide as an alphabet, but what it gives is not.
  assert.match(await reasonOf(series(['batch', 'time', 40])), /float sequence of width 40/);
});

test('ONNX: a layer in a branch, and what is no network of nodes at all', async () => {
  const sound = new OnnxFile(16);
  sound.input('input', FLOAT, ['batch', 512]);
  sound.input('sr', INT64, []);
  const isFast = sound.node('Equal', ['sr', sound.longs('rate', [16000], [])]);
  const branches = [0, 1].map(() => {
    const [f, w] = [new OnnxFile(16), new Weights()];
    const W = f.floats('W', [1, 4 * H, 1], w.list(4 * H));
    const x = f.node('Unsqueeze', ['input', f.longs('axis', [2])], {}, ['x']);
    f.node('LSTM', [x, W, f.floats('R', [1, 4 * H, H], w.list(4 * H * H))], { hidden_size: H }, ['Y', 'h']);
    f.output('h', FLOAT, [1, 'batch', H]);
    return f;
  });
  sound.node('If', [isFast], { then_branch: { graph: branches[0] }, else_branch: { graph: branches[1] } }, [
    'out',
  ]);
  sound.output('out', FLOAT, [1, 'batch', H]);
  assert.match(
    await reasonOf(sound.bytes()),
    /float input "input" is \[batch, 512\], and there is no token input/,
  );
  const nothing = concatBytes([integer(1, 7), text(2, 'x'), message(7, ...tagger(node({})).parts())]);
  assert.match(await reasonOf(nothing), /it names no opset/);
  assert.match(
    await reasonOf(concatBytes([integer(1, 7), text(2, 'pytorch')])),
    /no graph: it is cut off, or no model/,
  );
});

test('ONNX: damage is named with the tensor, the node and the numbers', async () => {
  const cases: readonly (readonly [string, (f: OnnxFile, w: Weights) => void, RegExp])[] = [
    ['a missing weight', (f) => node({})(f), /It runs/],
    [
      'a name that is nowhere',
      (f) => {
        f.node('LSTM', ['x', 'W', 'nowhere'], { hidden_size: H }, ['answer']);
      },
      /LSTM reads "nowhere", which is neither stored/,
    ],
    [
      'units that do not fit',
      (f) => {
        f.node('LSTM', ['x', 'W', 'R', 'B'], { hidden_size: 7 }, ['answer']);
      },
      /weights W of node LSTM "answer" are \[1, 12, 2\]; with 7 units they must be \[1, 28, 2\]/,
    ],
    [
      'a short tensor',
      (f) => {
        f.initializer('short', tensor('short', FLOAT, [4, 4], rawFloats([1, 2])));
        node({})(f);
      },
      /Tensor "short" has 8 bytes of numbers; \[4, 4\] of float needs 64/,
    ],
    [
      'a size below zero',
      (f) => {
        f.initializer('odd', tensor('odd', FLOAT, [-4], rawFloats([1])));
        node({})(f);
      },
      /Tensor "odd" has no valid shape: \[-4\]/,
    ],
    [
      'sizes beyond all numbers',
      (f) => {
        f.initializer('huge', tensor('huge', FLOAT, [2 ** 31, 2 ** 31, 2 ** 31], rawFloats([1])));
        node({})(f);
      },
      /Tensor "huge" has 4 bytes of numbers/,
    ],
  ];
  for (const [name, change, meaning] of cases)
    assert.match(await reasonOf(tagger(change).bytes()), meaning, name);
});

test('ONNX: a graph that computes far more than it stores is given up', async () => {
  const f = tagger((file) => {
    let name = 'W';
    for (let k = 0; k < 40; k++) name = file.node('Concat', [name, name], { axis: 0 });
    file.node('LSTM', ['x', name, 'R'], { hidden_size: H }, ['answer']);
  });
  assert.match(await reasonOf(f.bytes()), /computes more numbers of its weights than can be kept/);
});

test('ONNX: promises that no memory could hold are refused', async () => {
  const huge = (f: OnnxFile): void => {
    const size = f.longs('size', [1, 4 * 2 ** 20, 2 ** 20]);
    const W = f.node('ConstantOfShape', [size], {
      value: { tensor: tensor('', FLOAT, [1], rawFloats([1])) },
    });
    const R = f.node('Expand', [f.floats('half', [1], [0.5]), f.longs('more', [1, 4 * 2 ** 20, 2 ** 20])]);
    const table = f.node('Expand', [f.floats('one', [1, 1], [1]), f.longs('rows', [2 ** 30, 2 ** 20])]);
    const x = f.node('Transpose', [f.node('Gather', [table, 'tokens'])], { perm: [1, 0, 2] });
    f.node('LSTM', [x, W, R], { hidden_size: 2 ** 20 }, ['Y', 'answer']);
  };
  assert.match(await reasonOf(tagger(huge).bytes()), /too many|can be kept/);
  const wide = (f: OnnxFile): void => {
    let name = 'x';
    for (let k = 0; k < 40; k++) name = f.node('Concat', [name, name], { axis: 2 });
    f.node('LSTM', [name, 'W', 'R'], { hidden_size: H }, ['Y', 'answer']);
  };
  assert.match(await reasonOf(tagger(wide).bytes()), /can be kept|too many/);
});

test('ONNX: sizes that do not fit one another are refused (found by fuzzing)', async () => {
  const f = tagger((file) => {
    const sizes = file.node('Add', [file.node('Shape', ['tokens']), file.longs('three', [1, 2, 3])]);
    file.node('LSTM', ['x', 'W', 'R'], { hidden_size: H }, ['Y']);
    file.node('Reshape', ['Y', sizes], {}, ['answer']);
  });
  assert.match(await reasonOf(f.bytes()), /Add "add_\d", which cannot be run as it is used there/);
  const chosen = tagger((file) => {
    const is = file.node('Equal', [file.longs('a', [1, 2, 3]), file.longs('b', [1, 2, 4])]);
    const sizes = file.node('Where', [is, file.node('Shape', ['tokens']), file.longs('c', [1])]);
    file.node('LSTM', ['x', 'W', 'R'], { hidden_size: H }, ['Y']);
    file.node('Reshape', ['Y', sizes], {}, ['answer']);
  });
  assert.match(await reasonOf(chosen.bytes()), /Where "where_\d", which cannot be run as it is used there/);
});

test('ONNX: a step that a list of no sizes picks is none (found by fuzzing)', async () => {
  const f = tagger((file) => {
    file.node('LSTM', ['x', 'W', 'R'], { hidden_size: H }, ['Y']);
    const steps = file.node('Squeeze', ['Y', file.longs('axis', [1])]);
    const none = file.node('Slice', [
      file.node('Shape', ['tokens']),
      file.longs('from', [0]),
      file.longs('to', [0]),
    ]);
    file.node('Gather', [steps, none], { axis: 0 }, ['answer']);
  });
  assert.match(
    await reasonOf(f.bytes()),
    /there is Gather "answer", which cannot be run as it is used there/,
  );
});
