// TensorFlow.js on its wasm or cpu backend, on the same weights.
import { createRequire } from 'node:module';
import type * as TF from '@tensorflow/tfjs';
import { layerInputSize, outputSize, type RnnConfig } from '../../../src/core/rnn/config.js';
import type { FloatArray } from '../../../src/core/math/matrix.js';
import type { DirectionWeights, RnnWeights } from '../../../src/core/rnn/weights.js';
import {
  batchesOf,
  bulkRows,
  CHECKED_LOSSES,
  checkedBulkRows,
  checkedStreamRows,
  keystrokeRows,
  LEARNING_RATE,
  longest,
  MODEL_A,
  paddedInput,
  shareOf,
  streamModel,
  streamRows,
  timed,
  timedCalls,
  timedRuns,
  tokensIn,
  trainingSetup,
  weightsOf,
  type Batch,
  type Contender,
  type Rows,
  type Task,
  type Workload,
} from '../workloads.js';

type Tf = typeof TF;
/** A network ready to run: x [T, B, input] → [T, B, D·H]. */
type Network = (x: TF.Tensor3D) => TF.Tensor3D;

/** Batches have sentences of one length, so nothing is padded or masked. */
const STRATEGIES = ['one by one', 'equal lengths, up to 64', 'equal lengths, up to 64, tf.layers'];

/** The packages installed in `folder`, on one backend. */
export async function tfjsContender(folder: string, backend: 'wasm' | 'cpu'): Promise<Contender> {
  const require = createRequire(`${folder}/`);
  const tf = require('@tensorflow/tfjs') as Tf;
  if (backend === 'wasm') require('@tensorflow/tfjs-backend-wasm');
  // Otherwise it advertises its native package on every start.
  tf.env().set('PROD', true);
  await tf.setBackend(backend);
  await tf.ready();
  const { version } = require('@tensorflow/tfjs/package.json') as { version: string };
  return {
    versions: { '@tensorflow/tfjs': version },
    strategies: STRATEGIES,
    open: (task) => openTask(tf, task),
  };
}

async function openTask(tf: Tf, task: Task): Promise<Workload> {
  switch (task.kind) {
    case 'bulk':
      return openBulk(tf, task.strategy, task.share);
    case 'stream': {
      const config = streamModel(task.hidden);
      const network = stepNetwork(tf, config, weightsOf(config));
      return openSingle(tf, network, config, checkedStreamRows(task.hidden), (run) => async () => {
        const rows = streamRows(task.hidden, task.steps);
        return { ms: await timedRuns(() => run(rows)), units: task.steps };
      });
    }
    case 'keystroke': {
      const network = stepNetwork(tf, MODEL_A, weightsOf(MODEL_A));
      const rows = keystrokeRows();
      return openSingle(tf, network, MODEL_A, rows, (run) => () => timedCalls(task.calls, () => run(rows)));
    }
    case 'training':
      return openTraining(tf, task.steps);
  }
}

function openSingle(
  tf: Tf,
  network: Network,
  config: RnnConfig,
  checked: Rows,
  prepare: (run: (rows: Rows) => Float32Array) => Workload['round'],
): Workload {
  const run = ({ x, offsets }: Rows): Float32Array =>
    tf.tidy(() => network(tf.tensor3d(x, [offsets[1], 1, config.inputSize])).dataSync<'float32'>());
  return { check: () => Promise.resolve(run(checked).slice()), round: prepare(run) };
}

function openBulk(tf: Tf, strategy: string, share: number): Workload {
  const weights = weightsOf(MODEL_A);
  const network = strategy.endsWith('tf.layers')
    ? layersNetwork(tf, MODEL_A, weights)
    : stepNetwork(tf, MODEL_A, weights);
  const size = strategy === STRATEGIES[0] ? 1 : 64;
  const rows = bulkRows();
  const batches = shareOf(batchesOf(rows.offsets, size, true), share);
  const inputs = batches.map((batch) => inputOf(tf, rows, batch));
  const run = (x: TF.Tensor3D): Float32Array => tf.tidy(() => network(x).dataSync<'float32'>());
  return {
    check() {
      const checked = checkedBulkRows();
      const some = batchesOf(checked.offsets, size, true);
      const outputs = some.map((batch) => run(inputOf(tf, checked, batch)).slice());
      return Promise.resolve(unpad(checked.offsets, some, outputs));
    },
    round: async () => ({
      ms: await timedRuns(() => inputs.forEach(run)),
      units: tokensIn(rows.offsets, batches),
    }),
    close: () => Promise.resolve(tf.dispose(inputs)),
  };
}

function inputOf(tf: Tf, rows: Rows, batch: Batch): TF.Tensor3D {
  const { inputSize } = MODEL_A;
  const shape: [number, number, number] = [longest(rows.offsets, batch), batch.length, inputSize];
  return tf.tensor3d(paddedInput(rows, batch, inputSize), shape);
}

/** Outputs [T, B, D·H] of batches of equal lengths as [N, D·H]. */
function unpad(
  offsets: Uint32Array,
  batches: readonly Batch[],
  outputs: readonly Float32Array[],
): Float32Array {
  const width = outputSize(MODEL_A);
  const out = new Float32Array(offsets.at(-1)! * width);
  batches.forEach((batch, k) =>
    batch.forEach((row, b) => {
      for (let t = 0; t < offsets[row + 1] - offsets[row]; t++) {
        const from = (t * batch.length + b) * width;
        out.set(outputs[k].subarray(from, from + width), (offsets[row] + t) * width);
      }
    }),
  );
  return out;
}

/** The type of weights in single precision, which is what these are. */
function f32(array: FloatArray): Float32Array {
  return array as Float32Array;
}

/** Weights as TensorFlow.js multiplies fastest: [I, 4H], [H, 4H] and the sum of both biases, [4H]. */
interface DirectionTensors {
  readonly W: TF.Tensor2D;
  readonly U: TF.Tensor2D;
  readonly b: TF.Tensor1D;
}

function tensorsOf(
  tf: Tf,
  H: number,
  I: number,
  { W_ih, W_hh, b_ih, b_hh }: DirectionWeights,
): DirectionTensors {
  return tf.tidy(() => ({
    W: tf.transpose(tf.tensor2d(f32(W_ih), [4 * H, I])),
    U: tf.transpose(tf.tensor2d(f32(W_hh), [4 * H, H])),
    b: tf.tensor1d(Float32Array.from(b_ih!, (value, k) => value + b_hh![k])),
  }));
}

function stackTensors(tf: Tf, config: RnnConfig, weights: RnnWeights): DirectionTensors[][] {
  return weights.map((directions, layer) =>
    directions.map((w) => tensorsOf(tf, config.hiddenSize, layerInputSize(config, layer), w)),
  );
}

/** The fastest way in its core operations: the input projection of all steps at once, then step by step. */
function stepNetwork(tf: Tf, config: RnnConfig, weights: RnnWeights): Network {
  const tensors = stackTensors(tf, config, weights);
  return (x) => stackForward(tf, tensors, x);
}

function stackForward(
  tf: Tf,
  tensors: readonly (readonly DirectionTensors[])[],
  x: TF.Tensor3D,
): TF.Tensor3D {
  let input = x;
  for (const directions of tensors) {
    const outputs = directions.map((w, direction) => directionForward(tf, w, input, direction === 1));
    input = outputs.length === 1 ? outputs[0] : tf.concat(outputs, 2);
  }
  return input;
}

/** One layer and direction: [T, B, I] → [T, B, H]. */
function directionForward(
  tf: Tf,
  { W, U, b }: DirectionTensors,
  x: TF.Tensor3D,
  reverse: boolean,
): TF.Tensor3D {
  const [T, B, I] = x.shape;
  const H = U.shape[0];
  const projected = tf.add(tf.matMul(tf.reshape(x, [T * B, I]), W), b);
  const steps = tf.unstack(tf.reshape(projected, [T, B, 4 * H])) as TF.Tensor2D[];
  const out: TF.Tensor2D[] = new Array<TF.Tensor2D>(T);
  let h: TF.Tensor2D | undefined;
  let c: TF.Tensor2D | undefined;
  for (let k = 0; k < T; k++) {
    const t = reverse ? T - 1 - k : k;
    const sums: TF.Tensor2D = h ? tf.add(steps[t], tf.matMul(h, U)) : steps[t];
    const [i, f, g, o] = tf.split(sums, 4, 1);
    const kept: TF.Tensor2D | undefined = c && tf.mul<TF.Tensor2D>(tf.sigmoid(f), c);
    const fresh = tf.mul<TF.Tensor2D>(tf.sigmoid(i), tf.tanh(g));
    c = kept ? tf.add<TF.Tensor2D>(kept, fresh) : fresh;
    h = tf.mul<TF.Tensor2D>(tf.sigmoid(o), tf.tanh(c));
    out[t] = h;
  }
  return tf.stack(out) as TF.Tensor3D;
}

/** The same network by `tf.layers`, with the sigmoid that PyTorch uses. */
function layersNetwork(tf: Tf, config: RnnConfig, weights: RnnWeights): Network {
  const model = tf.sequential();
  for (let layer = 0; layer < config.layers; layer++) {
    const lstm = tf.layers.lstm({
      units: config.hiddenSize,
      recurrentActivation: 'sigmoid',
      returnSequences: true,
    }) as unknown as TF.RNN;
    model.add(
      tf.layers.bidirectional({
        layer: lstm,
        mergeMode: 'concat',
        batchInputShape: [null, null, layerInputSize(config, layer)],
      }),
    );
  }
  model.setWeights(
    stackTensors(tf, config, weights).flatMap((layer) => layer.flatMap(({ W, U, b }) => [W, U, b])),
  );
  return (x) => tf.transpose(model.predict(tf.transpose(x, [1, 0, 2])) as TF.Tensor3D, [1, 0, 2]);
}

/** Model A with a linear head, trained by Adam through TensorFlow.js's own gradients. */
function openTraining(tf: Tf, steps: number): Workload {
  let step = trainer(tf);
  return {
    check() {
      step = trainer(tf);
      return Promise.resolve(Float32Array.from({ length: CHECKED_LOSSES }, step));
    },
    round: async () => {
      const ms = await timed(() => {
        for (let k = 0; k < steps; k++) step();
      });
      return { ms: [ms], units: steps };
    },
  };
}

/** A function that takes one training step from the common start and answers with the loss before it. */
function trainer(tf: Tf): () => number {
  const { config, weights, classes, head, rows, batch, length, targets } = trainingSetup();
  const width = outputSize(config);
  // Both biases, as in PyTorch: Adam moves each, so their sum moves twice as far as one would.
  const tensors = stackTensors(tf, config, weights).map((layer, l) =>
    layer.map(({ W, U }, direction) => ({
      W: tf.variable(W),
      U: tf.variable(U),
      bIh: tf.variable(tf.tensor1d(f32(weights[l][direction].b_ih!))),
      bHh: tf.variable(tf.tensor1d(f32(weights[l][direction].b_hh!))),
    })),
  );
  const V = tf.variable(tf.transpose(tf.tensor2d(head.weight, [classes, width])));
  const d = tf.variable(tf.tensor1d(head.bias));
  const variables = [...tensors.flat().flatMap(({ W, U, bIh, bHh }) => [W, U, bIh, bHh]), V, d];
  const everyRow = Array.from({ length: batch }, (_, row) => row);
  const x = tf.tensor3d(paddedInput(rows, everyRow, config.inputSize), [length, batch, config.inputSize]);
  // Steps lie [T, B] here and row after row in the targets.
  const byStep = Int32Array.from(
    { length: batch * length },
    (_, k) => targets[(k % batch) * length + Math.floor(k / batch)],
  );
  const oneHot = tf.cast(tf.oneHot(tf.tensor1d(byStep, 'int32'), classes), 'float32');
  const optimizer = tf.train.adam(LEARNING_RATE, 0.9, 0.999, 1e-8);
  const loss = (): TF.Scalar => {
    const summed = tensors.map((layer) => layer.map(({ W, U, bIh, bHh }) => ({ W, U, b: tf.add(bIh, bHh) })));
    const output = stackForward(tf, summed as unknown as DirectionTensors[][], x);
    const logits = tf.add(
      tf.matMul(tf.reshape(output, [batch * length, width]), V as TF.Tensor as TF.Tensor2D),
      d,
    );
    return tf.div(tf.neg(tf.sum(tf.mul(tf.logSoftmax(logits), oneHot))), batch * length) as TF.Scalar;
  };
  return () =>
    tf.tidy(() => {
      const { value, grads } = tf.variableGrads(loss, variables);
      optimizer.applyGradients(Object.entries(grads).map(([name, tensor]) => ({ name, tensor })));
      return value.dataSync<'float32'>()[0];
    });
}
