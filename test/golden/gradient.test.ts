import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as tf from '@tensorflow/tfjs';
import type { RnnConfig } from '../../src/core/rnn/config.js';
import { parameterSpecs } from '../../src/core/rnn/weights.js';
import { linear } from '../../src/core/heads/softmax.js';
import { headLoss } from '../../src/core/train/loss.js';
import { gatherRows, lastHidden, recurrent } from '../../src/core/train/ops.js';
import { createOptimizer, trainStep, type OptimizerConfig } from '../../src/core/train/optimizer.js';
import {
  CaseTensors,
  configOf,
  difference,
  offsetsOf,
  readCases,
  referenceFolders,
  unpad,
} from './reference.js';
import type { ReferenceCase } from './reference.js';

type Tensors = Map<string, tf.Tensor>;

/** Valid targets of a case: one a step, or one a row. */
function targetsOf(c: ReferenceCase, tensors: CaseTensors): Uint32Array {
  const all = tensors.get('targets');
  return Uint32Array.from(c.task === 'many_to_one' ? all : unpad(all, c.lengths, c.time));
}

/** What the head of a case reads, and its parameters. */
function headOf(c: ReferenceCase, config: RnnConfig, inputs: Tensors) {
  const offsets = offsetsOf(c.lengths);
  const h = inputs.get('h0');
  const initialState = h ? { h, c: inputs.get('c0') ?? null } : undefined;
  const output = recurrent(config, inputs, inputs.get('x')!, { offsets, initialState });
  const read = c.task === 'many_to_one' ? lastHidden(config, output, offsets) : output;
  const weight = inputs.get('head.weight') as tf.Tensor2D;
  const bias = inputs.get('head.bias') as tf.Tensor1D;
  return { read, weight, bias };
}

function inputsOf(c: ReferenceCase, config: RnnConfig, tensors: CaseTensors, prefix: string): Tensors {
  const inputs: Tensors = new Map();
  const names = [...parameterSpecs(config).map((spec) => spec.name), 'head.weight', 'head.bias'];
  for (const name of [...names, 'embedding.weight'])
    if (tensors.has(prefix + name))
      inputs.set(name, tf.tensor(tensors.get(prefix + name), [...tensors.shape(prefix + name)]));
  for (const name of ['h0', 'c0'])
    if (tensors.has(name)) inputs.set(name, tf.tensor(tensors.get(name), [...tensors.shape(name)]));
  if (tensors.has('x'))
    inputs.set(
      'x',
      tf.tensor2d(Float32Array.from(unpad(tensors.get('x'), c.lengths, c.time)), [
        offsetsOf(c.lengths).at(-1)!,
        c.input_size,
      ]),
    );
  return inputs;
}

function checkGradients(folder: string, c: ReferenceCase): void {
  const tensors = new CaseTensors(folder, c.file);
  const config = configOf(c);
  const inputs = inputsOf(c, config, tensors, '');
  const names = [...inputs.keys()];
  const tokens = tensors.has('tokens')
    ? Uint32Array.from(unpad(tensors.get('tokens'), c.lengths, c.time))
    : null;
  let logits: number[] = [];
  const loss = (...args: tf.Tensor[]): tf.Scalar => {
    const all: Tensors = new Map(names.map((name, k) => [name, args[k]]));
    if (tokens) all.set('x', gatherRows(all.get('embedding.weight') as tf.Tensor2D, tokens));
    const { read, weight, bias } = headOf(c, config, all);
    const head = { weight: weight.dataSync<'float32'>(), bias: bias.dataSync<'float32'>() };
    logits = [...linear(head, read.dataSync<'float32'>(), read.shape[0])];
    return headLoss(read, { weight, bias }, targetsOf(c, tensors), c.reduction!);
  };
  const { value, grads } = tf.valueAndGrads(loss)([...inputs.values()]);
  const perStep = c.task === 'many_to_many';
  const expectedLogits = perStep ? unpad(tensors.get('logits'), c.lengths, c.time) : tensors.get('logits');
  const found = [
    difference('loss', value.dataSync(), tensors.get('loss'), c),
    difference('logits', logits, expectedLogits, c),
    ...names.map((name, k) => {
      const expected = tensors.get(`grad.${name}`);
      return difference(
        name,
        grads[k].dataSync(),
        name === 'x' ? unpad(expected, c.lengths, c.time) : expected,
        c,
      );
    }),
  ];
  assert.deepEqual(
    found.filter((x) => x !== null),
    [],
  );
}

/** PyTorch's arguments as ours. */
function optimizerOf(c: ReferenceCase): Omit<OptimizerConfig, 'maxGradientNorm'> {
  const args = JSON.parse(c.optimizer_args ?? '{}') as {
    readonly betas?: [number, number];
    readonly eps?: number;
    readonly weight_decay?: number;
    readonly momentum?: number;
    readonly dampening?: number;
    readonly nesterov?: boolean;
  };
  const { betas, eps: epsilon, weight_decay: weightDecay, momentum, dampening, nesterov } = args;
  const given = { betas, epsilon, weightDecay, momentum, dampening, nesterov };
  return { kind: c.optimizer!, learningRate: c.lr!, ...given };
}

function checkTraining(folder: string, c: ReferenceCase): void {
  const tensors = new CaseTensors(folder, c.file);
  const config = configOf(c);
  const start = inputsOf(c, config, tensors, 'init.');
  const x = start.get('x')!;
  start.delete('x');
  const variables = new Map([...start].map(([name, tensor]) => [name, tf.variable(tensor, true)]));
  const maxGradientNorm = typeof c.clip_grad_norm === 'number' ? c.clip_grad_norm : null;
  const optimizer = createOptimizer({ ...optimizerOf(c), maxGradientNorm });
  const loss = () => {
    const head = headOf(c, config, new Map<string, tf.Tensor>([...variables, ['x', x]]));
    return headLoss(head.read, head, targetsOf(c, tensors), c.reduction!);
  };
  const losses = tensors.get('losses');
  const norms = tensors.get('grad_norms');
  const found: (string | null)[] = [];
  for (let step = 0; step < norms.length; step++) {
    const got = trainStep(optimizer, [...variables.values()], maxGradientNorm, loss);
    found.push(difference(`loss ${step}`, [got.loss], [losses[step]], c));
    found.push(difference(`norm ${step}`, [got.gradientNorm], [norms[step]], { atol: 1e-5, rtol: 1e-4 }));
    for (const [name, variable] of variables)
      found.push(
        difference(`step${step + 1}.${name}`, variable.dataSync(), tensors.get(`step${step + 1}.${name}`), c),
      );
  }
  found.push(difference('last loss', loss().dataSync(), [losses[norms.length]], c));
  assert.deepEqual(
    found.filter((x) => x !== null),
    [],
  );
}

for (const folder of referenceFolders('gradient')) {
  const cases = readCases(folder);
  test(`gradient: ${cases.length} PyTorch cases from ${folder}`, async (t) => {
    await tf.setBackend('cpu');
    assert.ok(cases.length > 0);
    for (const c of cases)
      await t.test(c.file, () =>
        c.kind === 'training' ? checkTraining(folder, c) : checkGradients(folder, c),
      );
  });
}
