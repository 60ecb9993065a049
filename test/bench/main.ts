import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import plainModule from 'kernel:plain';
import relaxedModule from 'kernel:relaxed';
import { format, resolveConfig } from 'prettier';
import { describeMachine, hasTorch, nodeVersions } from './machine.js';
import { allPlans, olderNodePlan, runPlan, type PlanResult, type Stage } from './peers.js';
import { coldStart, growth, type Program } from './program.js';
import { pictureOf } from './picture.js';
import { reportOf } from './report.js';
import { goalsOf, type ModuleSize, type Results } from './results.js';
import { writeTorchData } from './torchData.js';

/** What to run; see run.mjs. */
export interface BenchOptions {
  readonly root: string;
  readonly only: readonly string[];
  readonly quick: boolean;
  readonly rounds: number;
  /** The Node program everything runs under. */
  readonly newestNode: string;
  /** Another Node that repeats the bulk workload; null for none. */
  readonly currentNode: string | null;
  /** The folder of the installed contenders. */
  readonly contenders: string;
  /** Whether the results go to docs/. */
  readonly complete: boolean;
}

/** Measures, prints and writes the report; throws where a contender computes something else. */
export async function bench(options: BenchOptions): Promise<void> {
  const results = await measure(options);
  const goals = goalsOf(results);
  const config = await resolveConfig(path.join(options.root, 'package.json'));
  const page = await format(reportOf(results), { ...config, parser: 'markdown' });
  const out = path.join(options.root, 'out', 'bench');
  writeFileSync(path.join(out, 'results.json'), JSON.stringify({ ...results, goals }, null, 1));
  const target = options.complete ? path.join(options.root, 'docs') : out;
  mkdirSync(target, { recursive: true });
  writeFileSync(path.join(target, 'benchmarks.md'), page);
  writeFileSync(path.join(target, 'speed.svg'), pictureOf(results));
  console.log(`\n${page}`);
}

async function measure(options: BenchOptions): Promise<Results> {
  const { only, quick, rounds, newestNode } = options;
  const machine = describeMachine();
  const stage = stageOf(options);
  const wanted = allPlans(quick).filter(({ name }) => only.includes(name.split(' ')[0]));
  const plans: Record<string, PlanResult> = {};
  for (const plan of wanted) plans[plan.name] = await runPlan(stage, plan);
  const program = programOf(options);
  return {
    date: new Date().toISOString().slice(0, 10),
    machine,
    node: nodeVersions(newestNode),
    rounds,
    plans,
    olderNode: only.includes('bulk') ? await olderNode(stage, options) : null,
    coldStart: only.includes('coldstart') ? coldStart(program, quick ? 11 : 31) : null,
    growth: only.includes('growth') ? growth(program, [1e3, 1e4, 1e5, 1e6], quick ? 15 : 1800) : [],
    sizes: only.includes('size') ? moduleSizes() : [],
  };
}

function stageOf({ root, newestNode, contenders, rounds }: BenchOptions): Stage {
  const bundle = path.join(root, 'out', 'bench');
  const data = path.join(bundle, 'torch');
  const torch = hasTorch()
    ? { program: 'python3', args: [path.join(root, 'test', 'bench', 'torch_peer.py'), data] }
    : null;
  if (torch) writeTorchData(data);
  return { node: newestNode, folder: contenders, bundle, torch, rounds, say: (line) => console.log(line) };
}

function programOf({ root, newestNode }: BenchOptions): Program {
  return {
    node: newestNode,
    cli: path.join(root, 'dist', 'cli.js'),
    folder: path.join(root, 'out', 'bench', 'documents'),
    manifest: path.join(root, 'media', 'models', 'english-pos', 'model.json'),
  };
}

async function olderNode(stage: Stage, { currentNode, quick }: BenchOptions): Promise<Results['olderNode']> {
  if (!currentNode) return null;
  const { node: version } = nodeVersions(currentNode);
  stage.say(`Node ${version}:`);
  return { version, bulk: await runPlan({ ...stage, node: currentNode, torch: null }, olderNodePlan(quick)) };
}

function moduleSizes(): ModuleSize[] {
  return Object.entries({ relaxed: relaxedModule, plain: plainModule }).map(([name, bytes]) => ({
    name,
    bytes: bytes.length,
    gzipBytes: gzipSync(bytes).length,
  }));
}
