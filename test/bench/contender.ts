// The process of one contender: opens tasks and runs rounds as it is told. Alone in its process, no contender
// shares a heap, a thread pool or a global registry with another.
import type { Contender, Round, Task, Workload } from './workloads.js';

/** What the bench may ask for. */
export type Request =
  | { readonly ask: 'describe' }
  | { readonly ask: 'open'; readonly task: Task }
  | { readonly ask: 'check' }
  | { readonly ask: 'round' };

const engine = () => import('./contenders/engine.js');
const pool = () => import('./contenders/enginePool.js');
const onnxRuntime = () => import('./contenders/onnxRuntime.js');
const tfjs = () => import('./contenders/tfjs.js');

/**
 * Contenders that run under Node, by name; the folder is where their packages are. Each is loaded alone: two copies
 * of TensorFlow.js in a process share one registry.
 */
const CONTENDERS: Record<string, (folder: string) => Promise<Contender>> = {
  engine: async () => (await engine()).engineContender(),
  'engine-plain': async () => (await engine()).engineContender('plain'),
  'engine-8bit': async () => (await engine()).engineContender('eight-bit'),
  'engine-all': async () => (await pool()).enginePoolContender(),
  'engine-8bit-all': async () => (await pool()).enginePoolContender('eight-bit'),
  'ort-node': async (folder) => (await onnxRuntime()).onnxRuntimeContender(folder, 'onnxruntime-node', 'one'),
  'ort-node-all': async (folder) =>
    (await onnxRuntime()).onnxRuntimeContender(folder, 'onnxruntime-node', 'all'),
  'ort-web': async (folder) => (await onnxRuntime()).onnxRuntimeContender(folder, 'onnxruntime-web', 'one'),
  'tfjs-wasm': async (folder) => (await tfjs()).tfjsContender(folder, 'wasm'),
  'tfjs-cpu': async (folder) => (await tfjs()).tfjsContender(folder, 'cpu'),
};

const [name, folder] = process.argv.slice(2);
const contender = await CONTENDERS[name](folder);
let open: Workload | undefined;

async function answer(request: Request): Promise<unknown> {
  if (request.ask === 'describe') {
    const { versions, strategies } = contender;
    return { versions: { node: process.versions.node, v8: process.versions.v8, ...versions }, strategies };
  }
  if (request.ask === 'open') {
    await open?.close?.();
    open = undefined;
    open = await contender.open(request.task);
    return undefined;
  }
  if (!open) throw new Error('Nothing is open.');
  return request.ask === 'check' ? open.check() : roundOf(open);
}

/** A round, and the processor time it took. */
async function roundOf(workload: Workload): Promise<Round> {
  const before = process.cpuUsage();
  const round = await workload.round();
  const { user, system } = process.cpuUsage(before);
  return { ...round, cpuMs: (user + system) / 1000 };
}

process.on('message', (request: Request) => {
  answer(request).then(
    (value) => process.send!({ value }),
    (error: Error) => process.send!({ error: error.stack ?? error.message }),
  );
});
process.once('disconnect', () => process.exit(0));
process.send!({ value: 'ready' });
