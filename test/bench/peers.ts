// The workloads that are run against other engines: who takes part, and interleaved rounds of all of them.
import path from 'node:path';
import { referenceEngine } from '../../src/core/rnn/engine.js';
import type { RnnConfig } from '../../src/core/rnn/config.js';
import { ContenderProcess } from './contenderProcess.js';
import { leastCpuMs, median, msPerUnit } from './statistics.js';
import {
  checkedBulkRows,
  checkedStreamRows,
  keystrokeRows,
  MODEL_A,
  streamModel,
  weightsOf,
  type Round,
  type Rows,
  type Task,
} from './workloads.js';

/** A workload and the contenders that run it, with the size that suits the speed of each. */
export interface Plan {
  readonly name: string;
  readonly tasks: Readonly<Record<string, Task>>;
}

/** What one contender did in one workload. */
export interface Measured {
  /** How it batched the bulk workload; what else was tried is in `tried`, tokens/s each. */
  readonly strategy: string;
  readonly tried: Readonly<Record<string, number>>;
  /** Largest difference to the outputs (or losses) it was compared with. */
  readonly difference: number;
  readonly rounds: readonly Round[];
  /** Median and best of the rounds, ms a token, step or call. */
  readonly medianMs: number;
  readonly bestMs: number;
  /** Least processor time of all threads, ms a unit; null where it is not known. */
  readonly leastCpuMs: number | null;
  readonly versions: Readonly<Record<string, string>>;
}

export type PlanResult = Readonly<Record<string, Measured>>;

/** Outputs that differ by more are of another network: then nothing is timed. */
const LARGEST_DIFFERENCE = 1e-4;
/** The same for outputs computed with 8-bit numbers. */
const LARGEST_8_BIT_DIFFERENCE = 0.05;
/** Ways to run RNN Lens that not every Node has, and what they fall back to: the row would be the same twice. */
const FALLBACK: Readonly<Record<string, string>> = {
  'engine-plain': 'engine',
  'engine-8bit': 'engine',
  'engine-8bit-all': 'engine-all',
};

const bulk = (share: number): Task => ({ kind: 'bulk', strategy: '', share });
const stream = (hidden: number, steps: number): Task => ({ kind: 'stream', hidden, steps });
const keystroke = (calls: number): Task => ({ kind: 'keystroke', calls });
const training = (steps: number): Task => ({ kind: 'training', steps });

/** All workloads with all contenders. */
export function allPlans(quick: boolean): Plan[] {
  const streams = [128, 256, 512].map((hidden) => ({
    name: `stream ${hidden}`,
    tasks: {
      engine: stream(hidden, 1000),
      'ort-node': stream(hidden, 1000),
      'ort-web': stream(hidden, 1000),
      'tfjs-wasm': stream(hidden, quick ? 200 : 500),
      torch: stream(hidden, 1000),
    },
  }));
  const all = quick ? 0.25 : 1;
  return [
    {
      name: 'bulk',
      tasks: {
        engine: bulk(all),
        'engine-plain': bulk(all),
        'engine-8bit': bulk(all),
        'engine-all': bulk(all),
        'engine-8bit-all': bulk(all),
        'ort-node': bulk(all),
        'ort-node-all': bulk(all),
        'ort-web': bulk(all),
        'tfjs-wasm': bulk(quick ? 0.05 : 0.1),
        'tfjs-cpu': bulk(quick ? 0.005 : 0.01),
        torch: bulk(all),
      },
    },
    ...streams,
    {
      name: 'keystroke',
      tasks: {
        engine: keystroke(200),
        'ort-node': keystroke(200),
        'ort-web': keystroke(200),
        'tfjs-wasm': keystroke(20),
        torch: keystroke(200),
      },
    },
    {
      name: 'training',
      tasks: {
        engine: training(8),
        'tfjs-wasm': training(1),
        // Seconds a step.
        ...(quick ? {} : { 'tfjs-cpu': training(1) }),
        torch: training(8),
      },
    },
  ];
}

/** The bulk workload for a Node without the newest instructions. */
export function olderNodePlan(quick: boolean): Plan {
  const all = quick ? 0.25 : 1;
  return { name: 'bulk', tasks: { engine: bulk(all), 'ort-node': bulk(all), 'ort-web': bulk(all) } };
}

/** Where the contenders are and what runs them. */
export interface Stage {
  /** A Node program. */
  readonly node: string;
  /** The folder of the installed contenders. */
  readonly folder: string;
  /** The folder of the bundled bench. */
  readonly bundle: string;
  /** Starts PyTorch, where there is one. */
  readonly torch: { readonly program: string; readonly args: readonly string[] } | null;
  readonly rounds: number;
  say(line: string): void;
}

/** Runs one workload: compares outputs, finds each contender's best batching, then times rounds in turn. */
export async function runPlan(stage: Stage, plan: Plan): Promise<PlanResult> {
  const processes = new Map<string, ContenderProcess>();
  try {
    const prepared = new Map<string, Prepared>();
    let expected = expectedOf(Object.values(plan.tasks)[0]);
    for (const [name, task] of Object.entries(plan.tasks)) {
      const contender = await start(stage, name);
      if (!contender) continue;
      processes.set(name, contender);
      const ready = await prepare(stage, plan, contender, task, expected);
      expected ??= ready.values;
      if (ready.versions.module && ready.versions.module === prepared.get(FALLBACK[name])?.versions.module) {
        processes.delete(name);
        await contender.stop();
      } else prepared.set(name, ready);
    }
    const rounds = await interleaved(stage, plan, processes);
    return Object.fromEntries(
      [...prepared].map(([name, { strategy, tried, difference, versions }]) => {
        const own = rounds.get(name)!;
        const times = msPerUnit(own);
        const summary = { medianMs: median(times), bestMs: Math.min(...times), leastCpuMs: leastCpuMs(own) };
        return [name, { strategy, tried, difference, rounds: own, ...summary, versions }];
      }),
    );
  } finally {
    for (const contender of processes.values()) await contender.stop();
  }
}

function start({ node, folder, bundle, torch }: Stage, name: string): Promise<ContenderProcess | null> {
  if (name !== 'torch') return ContenderProcess.node(name, node, path.join(bundle, 'contender.mjs'), folder);
  if (!torch) return Promise.resolve(null);
  return ContenderProcess.program(name, torch.program, torch.args);
}

interface Prepared {
  readonly strategy: string;
  readonly tried: Readonly<Record<string, number>>;
  readonly difference: number;
  readonly values: Float32Array;
  readonly versions: Readonly<Record<string, string>>;
}

async function prepare(
  stage: Stage,
  plan: Plan,
  contender: ContenderProcess,
  task: Task,
  expected: Float32Array | null,
): Promise<Prepared> {
  const { versions, strategies } = await contender.describe();
  const tried: Record<string, number> = {};
  let strategy = strategies[0];
  if (task.kind === 'bulk' && strategies.length > 1) {
    for (const way of strategies) tried[way] = await rateOf(contender, { ...task, strategy: way });
    strategy = strategies.reduce((best, way) => (tried[way] > tried[best] ? way : best));
  }
  await contender.open(task.kind === 'bulk' ? { ...task, strategy } : task);
  const values = await contender.check();
  const difference = expected ? largestDifference(values, expected) : 0;
  const how = task.kind === 'bulk' ? `, ${strategy}` : '';
  stage.say(`${plan.name}: ${contender.name}, largest difference ${difference.toExponential(1)}${how}`);
  const allowed = contender.name.includes('8bit') ? LARGEST_8_BIT_DIFFERENCE : LARGEST_DIFFERENCE;
  if (!(difference <= allowed))
    throw new Error(`${plan.name}: ${contender.name} computes something else (difference ${difference}).`);
  return { strategy, tried, difference, values, versions };
}

/** Tokens a second after one round to warm up. */
async function rateOf(contender: ContenderProcess, task: Task): Promise<number> {
  await contender.open(task);
  await contender.round();
  return 1000 / msPerUnit([await contender.round()])[0];
}

/** Round after round of all contenders, one contender after the other within a round. */
async function interleaved(
  { rounds, say }: Stage,
  plan: Plan,
  processes: ReadonlyMap<string, ContenderProcess>,
): Promise<Map<string, Round[]>> {
  const results = new Map([...processes.keys()].map((name): [string, Round[]] => [name, []]));
  for (let round = -1; round < rounds; round++) {
    for (const [name, contender] of processes) {
      const result = await contender.round();
      // The first one warms up.
      if (round >= 0) results.get(name)!.push(result);
    }
    if (round >= 0) say(`${plan.name}: round ${round + 1} of ${rounds}`);
  }
  return results;
}

/** The reference's outputs; null for training, where the contenders are compared with the first of them. */
function expectedOf(task: Task): Float32Array | null {
  const run = (config: RnnConfig, { x, offsets }: Rows): Float32Array =>
    referenceEngine.forward(config, weightsOf(config), x, offsets).output as Float32Array;
  switch (task.kind) {
    case 'bulk':
      return run(MODEL_A, checkedBulkRows());
    case 'stream':
      return run(streamModel(task.hidden), checkedStreamRows(task.hidden));
    case 'keystroke':
      return run(MODEL_A, keystrokeRows());
    case 'training':
      return null;
  }
}

function largestDifference(a: Float32Array, b: Float32Array): number {
  if (a.length !== b.length) return Infinity;
  let largest = 0;
  for (let k = 0; k < a.length; k++) {
    const difference = Math.abs(a[k] - b[k]);
    // Not Math.max: NaN must not be lost.
    if (!(difference <= largest)) largest = difference;
  }
  return largest;
}
