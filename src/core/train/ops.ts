import * as tf from '@tensorflow/tfjs';
import { backward } from '../rnn/backward.js';
import { stateSize, type RnnConfig } from '../rnn/config.js';
import type { Offsets } from '../rnn/direction.js';
import { forward } from '../rnn/stack.js';
import { zeroState, type HiddenState } from '../rnn/state.js';
import { collectWeights, parameterSpecs, type RnnWeights } from '../rnn/weights.js';

function values(tensor: tf.Tensor): Float32Array {
  return tensor.dataSync<'float32'>();
}

/** What the recurrent op reads besides its tensors. */
export interface RecurrentOptions {
  readonly offsets: Offsets;
  readonly initialState?: { readonly h: tf.Tensor; readonly c: tf.Tensor | null } | undefined;
  /** Dropout factors for the input of layers 1, 2, …, [N, D·P] each. */
  readonly layerMasks?: readonly Float32Array[] | undefined;
}

/**
 * The whole stacked network as one differentiable operation: x [N, input] and parameters by PyTorch name →
 * output [N, D·P]. Forward and backward are the engine's own; TensorFlow.js only chains the gradients.
 */
export function recurrent(
  config: RnnConfig,
  parameters: ReadonlyMap<string, tf.Tensor>,
  x: tf.Tensor,
  options: RecurrentOptions,
): tf.Tensor2D {
  const specs = parameterSpecs(config);
  const weightTensors = specs.map(({ name }) => {
    const tensor = parameters.get(name);
    if (!tensor) throw new Error(`Parameter ${name} is missing.`);
    return tensor;
  });
  const start = options.initialState;
  const stateTensors = start ? (start.c ? [start.h, start.c] : [start.h]) : [];
  const { offsets, layerMasks } = options;

  const op = tf.customGrad((...args: (tf.Tensor | tf.GradSaveFunc)[]) => {
    const inputs = args.slice(0, -1) as tf.Tensor[];
    const weights = weightsOf(config, inputs.slice(1, 1 + specs.length));
    const initialState = stateOf(config, inputs.slice(1 + specs.length), offsets.length - 1);
    const trace = forward(config, weights, values(inputs[0]), offsets, {
      initialState,
      layerMasks,
      forTraining: true,
    });
    const steps = offsets[offsets.length - 1];
    return {
      value: tf.tensor2d(trace.output as Float32Array, [steps, trace.output.length / steps]),
      gradFunc: (dOutput: tf.Tensor) => {
        const gradients = backward(weights, trace, values(dOutput), { initialState, layerMasks });
        const flat = [gradients.x, ...flatten(gradients.weights), gradients.initialState.h];
        if (gradients.initialState.c) flat.push(gradients.initialState.c);
        return inputs.map((input, k) => tf.tensor(flat[k] as Float32Array, input.shape));
      },
    };
  });
  return op(x, ...weightTensors, ...stateTensors) as tf.Tensor2D;
}

function weightsOf(config: RnnConfig, tensors: tf.Tensor[]): RnnWeights {
  let next = 0;
  return collectWeights(config, () => values(tensors[next++]));
}

function stateOf(config: RnnConfig, tensors: tf.Tensor[], batch: number): HiddenState {
  if (tensors.length === 0) return zeroState(config, batch);
  return { h: values(tensors[0]), c: tensors[1] ? values(tensors[1]) : null };
}

/** Parameters in the order of `parameterSpecs`. */
function flatten(weights: RnnWeights) {
  return weights.flatMap((layer) =>
    layer.flatMap(({ W_ih, W_hh, b_ih, b_hh, W_hr }) =>
      [W_ih, W_hh, b_ih, b_hh, W_hr].filter((w) => w !== null),
    ),
  );
}

/**
 * Rows of a table [V, E] by index → [N, E]. Its gradient adds up the rows in place, which TensorFlow.js's own
 * gather does not do on every backend and does in O(V · N) on the cpu one.
 */
export function gatherRows(table: tf.Tensor2D, indices: Uint32Array): tf.Tensor2D {
  const [rows, width] = table.shape;
  const op = tf.customGrad((input: tf.Tensor | tf.GradSaveFunc) => {
    const source = values(input as tf.Tensor);
    const out = new Float32Array(indices.length * width);
    indices.forEach((row, k) => out.set(source.subarray(row * width, (row + 1) * width), k * width));
    return {
      value: tf.tensor2d(out, [indices.length, width]),
      gradFunc: (dOut: tf.Tensor) => {
        const d = values(dOut);
        const gradient = new Float32Array(rows * width);
        indices.forEach((row, k) => {
          for (let j = 0; j < width; j++) gradient[row * width + j] += d[k * width + j];
        });
        return [tf.tensor2d(gradient, [rows, width])];
      },
    };
  });
  return op(table) as tf.Tensor2D;
}

/**
 * What a many-to-one head reads, [B, D·P]: the last layer's forward h at each row's last step and backward h at
 * its first; `output` is [N, D·P], rows must not be empty.
 */
export function lastHidden(config: RnnConfig, output: tf.Tensor2D, offsets: Offsets): tf.Tensor2D {
  const P = stateSize(config);
  const lastRows = offsets.slice(1).map((end) => end - 1);
  if (!config.bidirectional) return gatherRows(output, lastRows);
  const last = tf.slice2d(gatherRows(output, lastRows), [0, 0], [-1, P]);
  const first = tf.slice2d(gatherRows(output, offsets.slice(0, -1)), [0, P], [-1, P]);
  return tf.concat2d([last, first], 1);
}
