// One thread of RNN Lens in the bulk workload: runs the sentences it is sent.
import { parentPort, workerData } from 'node:worker_threads';
import { kernelEngine, type KernelName } from '../../../src/kernel/load.js';
import { MODEL_A, weightsOf, type Rows } from '../workloads.js';

const engine = kernelEngine(workerData as KernelName);
const weights = weightsOf(MODEL_A);

parentPort!.on('message', ({ chunk, x, offsets }: Rows & { chunk: number }) => {
  const { output } = engine.forward(MODEL_A, weights, x, offsets, { outputOnly: true });
  parentPort!.postMessage({ chunk, output }, [output.buffer as ArrayBuffer]);
});
