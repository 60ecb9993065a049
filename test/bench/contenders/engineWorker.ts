// One thread of RNN Lens in the bulk workload: takes some sentences after the other until there are no more.
import { parentPort, workerData } from 'node:worker_threads';
import { outputSize } from '../../../src/core/rnn/config.js';
import { MODEL_A, weightsOf } from '../workloads.js';
import { engineOf, type Arithmetic } from './engine.js';
import type { SharedRows } from './enginePool.js';

const engine = engineOf(workerData as Arithmetic | undefined);
const weights = weightsOf(MODEL_A);
const { inputSize } = MODEL_A;

parentPort!.on('message', ({ x, offsets, starts, next, output }: SharedRows) => {
  for (let chunk = 0; (chunk = Atomics.add(next, 0, 1)) < starts.length - 1;) {
    const [from, to] = [starts[chunk], starts[chunk + 1]];
    const [first, end] = [offsets[from], offsets[to]];
    const own = offsets.slice(from, to + 1).map((offset) => offset - first);
    const part = x.subarray(first * inputSize, end * inputSize);
    const trace = engine.forward(MODEL_A, weights, part, own, { outputOnly: true });
    output.set(trace.output, first * outputSize(MODEL_A));
  }
  parentPort!.postMessage('done');
});
