import type { Machine } from './machine.js';
import type { Measured, PlanResult } from './peers.js';
import type { ColdStart, Growth } from './program.js';

/** Bytes of a kernel module, and compressed by gzip. */
export interface ModuleSize {
  readonly name: string;
  readonly bytes: number;
  readonly gzipBytes: number;
}

/** Everything a run measured; parts that were left out are missing. */
export interface Results {
  readonly date: string;
  readonly machine: Machine;
  readonly node: { readonly node: string; readonly v8: string };
  readonly rounds: number;
  /** By the name of the workload. */
  readonly plans: Readonly<Record<string, PlanResult>>;
  /** The bulk workload under the Node that started the bench. */
  readonly olderNode: { readonly version: string; readonly bulk: PlanResult } | null;
  readonly coldStart: ColdStart | null;
  readonly growth: readonly Growth[];
  readonly sizes: readonly ModuleSize[];
}

/** A line of the table of goals. */
export interface Goal {
  readonly title: string;
  readonly must: number | null;
  readonly aim: number | null;
  /** Whether a larger value is better. */
  readonly larger: boolean;
  readonly unit: string;
  /** Null where it was not measured. */
  readonly measured: number | null;
  /** From the best rounds in place of the medians. */
  readonly best: number | null;
  /** From processor times: for a busy machine. */
  readonly cpu?: number | null;
}

type Time = 'medianMs' | 'bestMs' | 'leastCpuMs';

/** How many times faster `a` is than `b`. */
function speed(plan: PlanResult | undefined, a: string, b: string, time: Time): number | null {
  const [x, y]: (Measured | undefined)[] = [plan?.[a], plan?.[b]];
  const [own, other] = [x?.[time], y?.[time]];
  return own && other ? other / own : null;
}

function ratio(
  title: string,
  bars: readonly [number | null, number],
  plan: PlanResult | undefined,
  names: readonly [string, string],
): Goal {
  const [a, b] = names;
  const [measured, best] = [speed(plan, a, b, 'medianMs'), speed(plan, a, b, 'bestMs')];
  const cpu = speed(plan, a, b, 'leastCpuMs');
  return { title, must: bars[0], aim: bars[1], larger: true, unit: '', measured, best, cpu };
}

/** The goals of the project and how far they are met. */
export function goalsOf(results: Results): Goal[] {
  const { plans, olderNode } = results;
  const { bulk, keystroke, training } = plans;
  const { 'stream 256': stream256, 'stream 512': stream512 } = plans;
  const inverse = (value: number | null): number | null => (value === null ? null : 1 / value);
  const key = ratio('', [0.7, 0.55], keystroke, ['engine', 'ort-web']);
  const older = olderNode ? ` (Node ${olderNode.version.split('.')[0]})` : ' (older Node)';
  return [
    ratio('bulk A, speed / onnxruntime-web', [1.4, 1.6], bulk, ['engine', 'ort-web']),
    ratio('bulk A, speed / tfjs wasm', [5, 8], bulk, ['engine', 'tfjs-wasm']),
    ratio('bulk A, speed / onnxruntime-node', [0.36, 0.44], bulk, ['engine', 'ort-node']),
    ratio('bulk A, 8-bit, all cores, speed / onnxruntime-node on all cores', [null, 1], bulk, [
      'engine-8bit-all',
      'ort-node-all',
    ]),
    ratio('stream 512, speed / onnxruntime-node', [1.2, 1.4], stream512, ['engine', 'ort-node']),
    ratio('stream 256, speed / onnxruntime-node', [0.65, 0.75], stream256, ['engine', 'ort-node']),
    {
      ...key,
      title: 'keystroke p50, time / onnxruntime-web',
      larger: false,
      measured: inverse(key.measured),
      best: inverse(key.best),
      cpu: inverse(key.cpu ?? null),
    },
    ratio('training step, speed / tfjs wasm', [10, 20], training, ['engine', 'tfjs-wasm']),
    ratio(`bulk A, speed / onnxruntime-web${older}`, [1.1, 1.3], olderNode?.bulk, ['engine', 'ort-web']),
    ...programGoals(results),
  ];
}

const MILLION = 1e6;

function programGoals({ coldStart, growth, sizes }: Results): Goal[] {
  const million = growth.find(({ tokens }) => tokens > 0.9 * MILLION);
  const tenth = growth.find(({ tokens }) => tokens > 0.09 * MILLION && tokens < 0.2 * MILLION);
  const linear = million && tenth ? tenth.tokensPerSecond / million.tokensPerSecond : null;
  const kilobytes = sizes.length > 0 ? sizes.reduce((sum, { bytes }) => sum + bytes, 0) / 1024 : null;
  const smaller = { larger: false, best: null };
  return [
    {
      ...smaller,
      title: 'cold start to the first tagged sentence, over bare Node',
      must: 60,
      aim: 30,
      unit: ' ms',
      measured: coldStart?.overBareMs ?? null,
      best: coldStart?.bestOverBareMs ?? null,
    },
    {
      ...smaller,
      title: 'both WebAssembly modules together',
      must: 64,
      aim: 32,
      unit: ' KB',
      measured: kilobytes,
    },
    {
      ...smaller,
      title: 'peak memory, 1 M tokens',
      must: 400,
      aim: null,
      unit: ' MB',
      measured: million?.peakMb ?? null,
    },
    {
      ...smaller,
      title: 'time per token, 1 M / 100 k tokens (linear: 1)',
      must: 1.1,
      aim: null,
      unit: '',
      measured: linear,
    },
  ];
}

/** Whether a goal is reached; null where it was not measured or is not set. */
export function isMet(goal: Goal, bar: 'must' | 'aim'): boolean | null {
  const wanted = goal[bar];
  if (wanted === null || goal.measured === null) return null;
  return goal.larger ? goal.measured >= wanted : goal.measured <= wanted;
}
