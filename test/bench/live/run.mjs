// `npm run bench:live`: what one typed character costs engine, messages and host, and the engine beside a full run by
// onnxruntime-node in the same run. Writes docs/benchmarks-live.md.
import { mkdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { ensureContenders } from '../contenders.mjs';
import { exitOnSignals, root, run } from '../../project.mjs';

const { values: options } = parseArgs({
  options: {
    /** Small documents and few keys, to see that it works; docs/ stays as it is. */
    quick: { type: 'boolean', default: false },
    /** `keys`: only a key all the way; `sequences`: only the character models; both without onnxruntime-node. */
    only: { type: 'string', default: '' },
  },
});
exitOnSignals();
const contenders = await ensureContenders(console.log);
let full = NaN;
if (options.only === '') {
  const bulk = [path.join('test', 'bench', 'run.mjs'), '--quick', '--only', 'bulk', '--node', 'newest'];
  const { code, output } = await run(process.execPath, bulk);
  if (code !== 0) throw new Error(output);
  const results = JSON.parse(readFileSync(path.join(root, 'out', 'bench', 'results.json'), 'utf8'));
  full = 1000 / results.plans.bulk['ort-node'].medianMs;
}

const { build } = await import('esbuild');
const { kernels } = await import('../../../src/kernel/compile.mjs');
const outfile = path.join(root, 'out', 'bench', 'live', 'live.mjs');
mkdirSync(path.dirname(outfile), { recursive: true });
await build({
  absWorkingDir: root,
  entryPoints: ['test/bench/live/live.ts'],
  bundle: true,
  platform: 'node',
  target: 'node20',
  format: 'esm',
  packages: 'external',
  outfile,
  plugins: [kernels],
});
const args = ['--expose-gc', outfile, String(full), options.quick ? 'quick' : 'whole', options.only];
const live = await run(contenders.node, args, { show: true });
process.exit(live.code);
