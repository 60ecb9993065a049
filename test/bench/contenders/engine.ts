// RNN Lens itself on one thread, on one of its modules.
import type { RecurrentEngine } from '../../../src/core/rnn/engine.js';
import { outputSize, type RnnConfig } from '../../../src/core/rnn/config.js';
import type { RnnWeights } from '../../../src/core/rnn/weights.js';
import {
  availableKernels,
  kernelEngine,
  loadQuantisedEngine,
  type KernelName,
} from '../../../src/kernel/load.js';
import {
  bulkRows,
  checkedBulkRows,
  checkedStreamRows,
  firstRows,
  keystrokeRows,
  MODEL_A,
  streamModel,
  streamRows,
  timedRuns,
  timedCalls,
  weightsOf,
  type Contender,
  type Rows,
  type Task,
  type Workload,
} from '../workloads.js';

/** How RNN Lens computes: on one of its modules, or in its 8-bit mode. */
export type Arithmetic = KernelName | 'eight-bit';

/** An engine, by default the fastest exact one; also where this Node has no 8-bit mode. */
export function engineOf(arithmetic: Arithmetic = availableKernels()[0]): RecurrentEngine {
  if (arithmetic !== 'eight-bit') return kernelEngine(arithmetic);
  return loadQuantisedEngine() ?? engineOf();
}

/** RNN Lens on one thread. */
export function engineContender(arithmetic?: Arithmetic): Contender {
  const engine = engineOf(arithmetic);
  return {
    versions: { module: engine.name },
    strategies: ['as they come'],
    open: (task) => openTask(engine, task),
  };
}

async function openTask(engine: RecurrentEngine, task: Task): Promise<Workload> {
  const weights = weightsOf(MODEL_A);
  switch (task.kind) {
    case 'bulk': {
      const rows = firstRows(bulkRows(), task.share);
      return forwardWorkload(engine, MODEL_A, weights, checkedBulkRows(), async (run) => ({
        ms: await timedRuns(() => run(rows)),
        units: rows.offsets.at(-1)!,
      }));
    }
    case 'stream': {
      const config = streamModel(task.hidden);
      const rows = streamRows(task.hidden, task.steps);
      const checked = checkedStreamRows(task.hidden);
      return forwardWorkload(engine, config, weightsOf(config), checked, async (run) => ({
        ms: await timedRuns(() => run(rows)),
        units: task.steps,
      }));
    }
    case 'keystroke': {
      const rows = keystrokeRows();
      return forwardWorkload(engine, MODEL_A, weights, rows, (run) =>
        timedCalls(task.calls, () => run(rows)),
      );
    }
    case 'training': {
      // TensorFlow.js is loaded for training only.
      const { openTraining } = await import('./engineTraining.js');
      return openTraining(engine, task.steps);
    }
  }
}

function forwardWorkload(
  engine: RecurrentEngine,
  config: RnnConfig,
  weights: RnnWeights,
  checked: Rows,
  round: (run: (rows: Rows) => Float32Array) => ReturnType<Workload['round']>,
): Workload {
  const run = ({ x, offsets }: Rows): Float32Array =>
    engine.forward(config, weights, x, offsets, { outputOnly: true }).output as Float32Array;
  return {
    check: () => Promise.resolve(run(checked).slice(0, checked.offsets.at(-1)! * outputSize(config))),
    round: () => round(run),
  };
}
