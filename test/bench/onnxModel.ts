// A stacked LSTM as an ONNX file, so that ONNX Runtime runs the same weights.
import { directionCount, layerInputSize, type RnnConfig } from '../../src/core/rnn/config.js';
import type { DirectionWeights, RnnWeights } from '../../src/core/rnn/weights.js';
import {
  bytes,
  concatBytes,
  integer,
  message,
  text,
  type Encoded,
} from '../../src/core/export/onnx/protobuf.js';

const FLOAT = 1;
const INT32 = 6;
const INT64 = 7;
const OPSET = 17;
const IR_VERSION = 8;
/** ONNX has the gates in the order i, o, f, c; PyTorch's is i, f, g, o. */
const GATES = [0, 3, 1, 2];

/**
 * An ONNX model with inputs `x` [T, B, input] and `lengths` [B] (int32) and the output `y` [T, D, B, hidden]: the
 * last LSTM node's own output.
 */
export function onnxModel(config: RnnConfig, weights: RnnWeights): Uint8Array {
  const graph: Encoded[] = [text(2, 'lstm')];
  const last = config.layers - 1;
  if (last > 0) graph.push(tensor('shape', INT64, [3], BigInt64Array.of(0n, 0n, -1n)));
  let input = 'x';
  weights.forEach((directions, layer) => {
    const output = layer === last ? 'y' : `y${layer}`;
    graph.push(...lstm(config, directions, layer, input, output));
    if (layer === last) return;
    // [T, D, B, H] → [T, B, D, H] → [T, B, D·H]
    graph.push(node('Transpose', [output], [`t${layer}`], integers('perm', [0, 2, 1, 3])));
    input = `x${layer + 1}`;
    graph.push(node('Reshape', [`t${layer}`, 'shape'], [input]));
  });
  graph.push(
    value(11, 'x', FLOAT, ['T', 'B', config.inputSize]),
    value(11, 'lengths', INT32, ['B']),
    value(12, 'y', FLOAT, ['T', directionCount(config), 'B', config.hiddenSize]),
  );
  return concatBytes([
    integer(1, IR_VERSION),
    text(2, 'rnn-lens-bench'),
    message(7, ...graph),
    message(8, text(1, ''), integer(2, OPSET)),
  ]);
}

/** One layer: its node and its weights as initializers. */
function lstm(
  config: RnnConfig,
  directions: readonly DirectionWeights[],
  layer: number,
  input: string,
  output: string,
): Encoded[] {
  const { hiddenSize: H } = config;
  const [D, I] = [directions.length, layerInputSize(config, layer)];
  const stacked = (part: (w: DirectionWeights) => Float32Array[]): Float32Array =>
    concatFloats(directions.flatMap(part));
  const name = (letter: string): string => `${letter}${layer}`;
  return [
    tensor(
      name('W'),
      FLOAT,
      [D, 4 * H, I],
      stacked(({ W_ih }) => [reordered(W_ih, H * I)]),
    ),
    tensor(
      name('R'),
      FLOAT,
      [D, 4 * H, H],
      stacked(({ W_hh }) => [reordered(W_hh, H * H)]),
    ),
    tensor(
      name('b'),
      FLOAT,
      [D, 8 * H],
      stacked(({ b_ih, b_hh }) => [reordered(b_ih!, H), reordered(b_hh!, H)]),
    ),
    node(
      'LSTM',
      [input, name('W'), name('R'), name('b'), 'lengths'],
      [output],
      message(5, text(1, 'hidden_size'), integer(3, H), integer(20, 2)),
      message(5, text(1, 'direction'), text(4, D === 2 ? 'bidirectional' : 'forward'), integer(20, 3)),
    ),
  ];
}

/** The four gates' blocks of `size` numbers in ONNX's order. */
function reordered(matrix: ArrayLike<number>, size: number): Float32Array {
  const source = Float32Array.from(matrix);
  return concatFloats(GATES.map((gate) => source.subarray(gate * size, (gate + 1) * size)));
}

function concatFloats(parts: readonly Float32Array[]): Float32Array {
  const out = new Float32Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}

function node(type: string, inputs: string[], outputs: string[], ...attributes: Encoded[]): Encoded {
  return message(
    1,
    ...inputs.map((name) => text(1, name)),
    ...outputs.map((name) => text(2, name)),
    text(4, type),
    ...attributes,
  );
}

function integers(name: string, values: readonly number[]): Encoded {
  return message(5, text(1, name), ...values.map((v) => integer(8, v)), integer(20, 7));
}

function tensor(
  name: string,
  type: number,
  dims: readonly number[],
  data: Float32Array | BigInt64Array,
): Encoded {
  const raw = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  return message(5, ...dims.map((d) => integer(1, d)), integer(2, type), text(8, name), bytes(9, raw));
}

/** An input or output of the graph; a dimension that is a name is open. */
function value(field: number, name: string, type: number, dims: readonly (number | string)[]): Encoded {
  const shape = dims.map((d) => message(1, typeof d === 'number' ? integer(1, d) : text(2, d)));
  return message(field, text(1, name), message(2, message(1, integer(1, type), message(2, ...shape))));
}
