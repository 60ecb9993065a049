// `npm run bench:page`: what a key costs the panel's page, by the length of the document. Writes its part of
// docs/benchmarks-live.md.
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { build } from 'esbuild';
import { exitOnSignals, root, run } from '../../project.mjs';

const { values: options } = parseArgs({
  options: {
    /** Few keys, to see that it works; docs/ stays as it is. */
    quick: { type: 'boolean', default: false },
  },
});
exitOnSignals();
const outfile = path.join(root, 'out', 'bench', 'page', 'keys.mjs');
mkdirSync(path.dirname(outfile), { recursive: true });
await build({
  absWorkingDir: root,
  entryPoints: ['test/bench/page/keys.ts'],
  bundle: true,
  platform: 'node',
  target: 'node20',
  format: 'esm',
  packages: 'external',
  outfile,
});
const args = ['--enable-source-maps', outfile, options.quick ? 'quick' : 'whole'];
const bench = await run(process.execPath, args, { show: true });
process.exit(bench.code);
