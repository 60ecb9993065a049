// `npm run bench`: RNN Lens against its peers, all in one run on the same weights. Writes docs/benchmarks.md.
import { existsSync, readdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { buildExtension, installDependencies } from '../prepare.mjs';
import { exitOnSignals, root } from '../project.mjs';
import { ensureContenders } from './contenders.mjs';

const folder = path.join(root, 'out', 'bench');
const parts = ['bulk', 'stream', 'keystroke', 'training', 'size', 'coldstart', 'growth'];

const { values: options } = parseArgs({
  options: {
    /** Few rounds and small documents: to see that it works. Prints, but leaves docs/ as it is. */
    quick: { type: 'boolean', default: false },
    /** Some of the parts, with commas between. Prints, but leaves docs/ as it is. */
    only: { type: 'string', default: parts.join(',') },
    /** `both`: the newest Node, and one row for the running one; `newest`, `current`: one of them. */
    node: { type: 'string', default: 'both' },
    rounds: { type: 'string' },
    /** Takes dist/ as it is. */
    'no-build': { type: 'boolean', default: false },
  },
});
const only = options.only.split(',');
const unknown = only.filter((part) => !parts.includes(part));
if (unknown.length > 0 || !['both', 'newest', 'current'].includes(options.node)) {
  console.error(`--only knows ${parts.join(', ')}; --node knows both, newest, current.`);
  process.exit(2);
}

exitOnSignals();
process.on('uncaughtException', (error) => {
  console.error(error.message);
  process.exit(1);
});
await installDependencies(console.log);
const contenders = await ensureContenders(console.log);
if (!options['no-build']) {
  const { code, output } = await buildExtension();
  if (code !== 0) throw new Error(output);
}
await bundle();
const { bench } = await import(pathToFileURL(path.join(folder, 'main.mjs')).href);
await bench({
  root,
  only,
  quick: options.quick,
  rounds: options.rounds ? Number(options.rounds) : options.quick ? 2 : 7,
  newestNode: options.node === 'current' ? process.execPath : contenders.node,
  currentNode: options.node === 'both' ? process.execPath : null,
  contenders: contenders.folder,
  complete: !options.quick && only.length === parts.length,
});

/** What an earlier run bundled. */
function bundled() {
  return existsSync(folder) ? readdirSync(folder).filter((name) => /\.mjs(\.map)?$/.test(name)) : [];
}

/** The bench, and the processes and threads it starts. */
async function bundle() {
  const { build } = await import('esbuild');
  const { kernels } = await import('../../src/kernel/compile.mjs');
  for (const name of bundled()) rmSync(path.join(folder, name));
  await build({
    absWorkingDir: root,
    entryPoints: {
      main: 'test/bench/main.ts',
      contender: 'test/bench/contender.ts',
      engineWorker: 'test/bench/contenders/engineWorker.ts',
    },
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'esm',
    splitting: true,
    chunkNames: 'chunk-[name]-[hash]',
    packages: 'external',
    outdir: 'out/bench',
    outExtension: { '.js': '.mjs' },
    sourcemap: true,
    logLevel: 'silent',
    plugins: [kernels],
  });
}
