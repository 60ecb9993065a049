import assert from 'node:assert/strict';
import { test } from 'node:test';
import { quantitiesOf } from '../../src/core/rnn/config.js';
import { referenceEngine, type RecurrentEngine } from '../../src/core/rnn/engine.js';
import { quantityOf, type Trace } from '../../src/core/rnn/stack.js';
import { availableKernels, kernelEngine } from '../../src/kernel/load.js';
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
import { float32, float64 } from '../../src/core/math/matrix.js';

/** Every expected tensor of a case beside what the trace holds; padding of the expectation is left out. */
function differences(c: ReferenceCase, tensors: CaseTensors, trace: Trace, precise: boolean): string[] {
  const found: (string | null)[] = [];
  const sequence = (name: string, got: ArrayLike<number>) => {
    if (tensors.has(name))
      found.push(difference(name, got, unpad(tensors.get(name, precise), c.lengths, c.time), c));
  };
  sequence('output', trace.output);
  found.push(difference('h_n', trace.hiddenState.h, tensors.get('h_n'), c));
  if (tensors.has('c_n')) found.push(difference('c_n', trace.hiddenState.c ?? [], tensors.get('c_n'), c));
  for (let layer = 0; layer < c.layers; layer++)
    for (const direction of c.bidirectional ? (['forward', 'backward'] as const) : (['forward'] as const)) {
      const suffix = `l${layer}${direction === 'backward' ? '_reverse' : ''}`;
      for (const quantity of quantitiesOf(c.cell)) {
        const name =
          quantity === 'h' || quantity === 'c' ? `${quantity}_${suffix}` : `gate_${quantity}_${suffix}`;
        sequence(name, quantityOf(trace, layer, direction, quantity));
      }
    }
  return found.filter((x) => x !== null);
}

function run(engine: RecurrentEngine, c: ReferenceCase, tensors: CaseTensors, precise: boolean): Trace {
  const config = configOf(c);
  const initialState = tensors.has('h0')
    ? { h: tensors.get('h0', precise), c: tensors.has('c0') ? tensors.get('c0', precise) : null }
    : undefined;
  const x = unpad(tensors.get('x', precise), c.lengths, c.time);
  const allocate = precise ? float64 : float32;
  return engine.forward(config, tensors.weights(config, '', precise), x, offsetsOf(c.lengths), {
    initialState,
    allocate,
  });
}

const engines = [referenceEngine, ...availableKernels().map(kernelEngine)];

for (const folder of referenceFolders('forward'))
  for (const engine of engines) {
    const cases = readCases(folder);
    test(`forward, ${engine.name}: ${cases.length} PyTorch cases from ${folder}`, async (t) => {
      assert.ok(cases.length > 0);
      for (const c of cases)
        await t.test(c.file, () => {
          const tensors = new CaseTensors(folder, c.file);
          for (const precise of engine === referenceEngine ? [false, true] : [false])
            assert.deepEqual(differences(c, tensors, run(engine, c, tensors, precise), precise), []);
        });
    });
  }
