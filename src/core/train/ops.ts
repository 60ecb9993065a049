import * as tf from '@tensorflow/tfjs';
import { readout } from '../heads/readout.js';
import type { HeadConfig } from '../heads/head.js';
import type { FloatArray } from '../math/matrix.js';
import { outputSize, type RnnConfig } from '../rnn/config.js';
import type { Offsets } from '../rnn/direction.js';
import { referenceEngine, type RecurrentEngine } from '../rnn/engine.js';
import { zeroState, type HiddenState } from '../rnn/state.js';
import { collectWeights, parametersOf, parameterSpecs, type RnnWeights } from '../rnn/weights.js';
import type { StepLayout } from '../tokens/steps.js';

/** A tensor's numbers. */
export function values(tensor: tf.Tensor): Float32Array {
  return tensor.dataSync<'float32'>();
}

/** What the recurrent op reads besides its tensors. */
export interface RecurrentOptions {
  readonly offsets: Offsets;
  /** Gets gradients of its own. */
  readonly initialState?: { readonly h: tf.Tensor; readonly c: tf.Tensor | null } | undefined;
  /** Where the rows go on from without a gradient: truncated backpropagation through time. */
  readonly carriedState?: HiddenState | undefined;
  /** Told the state after each row's last step. */
  readonly onState?: ((state: HiddenState) => void) | undefined;
  /** Dropout factors for the input of layers 1, 2, …, [N, D·P] each. */
  readonly layerMasks?: readonly Float32Array[] | undefined;
  readonly engine?: RecurrentEngine | undefined;
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
  const { offsets, layerMasks, engine = referenceEngine } = options;

  const op = tf.customGrad((...args: (tf.Tensor | tf.GradSaveFunc)[]) => {
    const inputs = args.slice(0, -1) as tf.Tensor[];
    const weights = weightsOf(config, inputs.slice(1, 1 + specs.length));
    const initialState =
      options.carriedState ?? stateOf(config, inputs.slice(1 + specs.length), offsets.length - 1);
    const run = { initialState, layerMasks, forTraining: true };
    const trace = engine.forward(config, weights, values(inputs[0]), offsets, run);
    options.onState?.(trace.hiddenState);
    const steps = offsets[offsets.length - 1];
    return {
      value: tf.tensor2d(trace.output as Float32Array, [steps, outputSize(config)]),
      gradFunc: (dOutput: tf.Tensor) => {
        const gradients = engine.backward(weights, trace, values(dOutput), { initialState, layerMasks });
        const flat = [gradients.x, ...parametersOf(gradients.weights), gradients.initialState.h];
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

/** One tensor in, one out, with a gradient of its own. */
function unary(input: tf.Tensor, compute: (input: Float32Array) => UnaryResult): tf.Tensor2D {
  const op = tf.customGrad((tensor: tf.Tensor | tf.GradSaveFunc) => {
    const { value, shape, backward } = compute(values(tensor as tf.Tensor));
    return {
      value: tf.tensor2d(value as Float32Array, shape),
      gradFunc: (dOut: tf.Tensor) => [tf.tensor(backward(values(dOut)) as Float32Array, input.shape)],
    };
  });
  return op(input) as tf.Tensor2D;
}

interface UnaryResult {
  readonly value: FloatArray;
  readonly shape: [number, number];
  backward(dOut: Float32Array): FloatArray;
}

/**
 * Rows of a table [V, E] by index → [N, E]. Its gradient adds up the rows in place, which TensorFlow.js's own
 * gather does not do on every backend and does in O(V · N) on the cpu one. `added` [N, E] are constants.
 */
export function gatherRows(table: tf.Tensor2D, indices: Uint32Array, added?: FloatArray): tf.Tensor2D {
  const [rows, width] = table.shape;
  return unary(table, (source) => {
    const out = new Float32Array(indices.length * width);
    indices.forEach((row, k) => out.set(source.subarray(row * width, (row + 1) * width), k * width));
    if (added) for (let k = 0; k < out.length; k++) out[k] += added[k];
    return {
      value: out,
      shape: [indices.length, width],
      backward(d) {
        const gradient = new Float32Array(rows * width);
        for (let k = 0; k < indices.length; k++) {
          const at = indices[k] * width;
          for (let j = 0; j < width; j++) gradient[at + j] += d[k * width + j];
        }
        return gradient;
      },
    };
  });
}

/** Some columns of x [N, E] that lie side by side: [N, width]. */
export function columns(x: tf.Tensor2D, { from, width }: { from: number; width: number }): tf.Tensor2D {
  const [rows, all] = x.shape;
  if (from === 0 && width === all) return x;
  return unary(x, (input) => {
    const out = new Float32Array(rows * width);
    for (let row = 0; row < rows; row++)
      out.set(input.subarray(row * all + from, row * all + from + width), row * width);
    return {
      value: out,
      shape: [rows, width],
      backward(d) {
        const gradient = new Float32Array(rows * all);
        for (let row = 0; row < rows; row++)
          gradient.set(d.subarray(row * width, (row + 1) * width), row * all + from);
        return gradient;
      },
    };
  });
}

/** The product with constant factors of the same size: dropout. */
export function masked(x: tf.Tensor2D, factors: Float32Array): tf.Tensor2D {
  const times = (a: Float32Array): Float32Array => {
    const out = new Float32Array(a.length);
    for (let k = 0; k < out.length; k++) out[k] = a[k] * factors[k];
    return out;
  };
  return unary(x, (input) => ({ value: times(input), shape: x.shape, backward: times }));
}

/** What a head reads from the output [N, D·P], differentiable: [R, D·P]. */
export function headInput(
  head: Pick<HeadConfig, 'level' | 'pooling'>,
  config: RnnConfig,
  output: tf.Tensor2D,
  layout: StepLayout,
): tf.Tensor2D {
  return unary(output, (numbers) => {
    const read = readout(head, config, numbers, layout);
    return { value: read.values, shape: [read.rows, outputSize(config)], backward: read.backward };
  });
}

/**
 * What a many-to-one head reads, [B, D·P]: the last layer's forward h at each row's last step and backward h at
 * its first; `output` is [N, D·P].
 */
export function lastHidden(config: RnnConfig, output: tf.Tensor2D, offsets: Offsets): tf.Tensor2D {
  const none = new Uint32Array(0);
  const layout = { offsets, tokenStarts: none, tokenEnds: none };
  return headInput({ level: 'segment', pooling: 'last' }, config, output, layout);
}
