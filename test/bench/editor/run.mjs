// `npm run bench:editor`: what typing costs in a real VS Code. Writes its part of docs/benchmarks-live.md.
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { buildExtension } from '../../prepare.mjs';
import { exitOnSignals, root, run } from '../../project.mjs';

const { values: options } = parseArgs({
  options: {
    /** One small document and few keys, to see that it works; docs/ stays as it is. */
    quick: { type: 'boolean', default: false },
    /** Edits over which memory is watched; 0 leaves that out. */
    edits: { type: 'string', default: '10000' },
  },
});
exitOnSignals();
const { code, output } = await buildExtension();
if (code !== 0) throw new Error(output);

const { build } = await import('esbuild');
const outdir = path.join(root, 'out', 'bench', 'editor');
mkdirSync(outdir, { recursive: true });
const common = { absWorkingDir: root, bundle: true, platform: 'node', target: 'node20', sourcemap: true };
await build({
  ...common,
  entryPoints: ['test/bench/editor/editor.ts'],
  format: 'esm',
  packages: 'external',
  outfile: path.join(outdir, 'editor.mjs'),
});
// VS Code requires it.
await build({
  ...common,
  entryPoints: ['test/bench/editor/host.ts'],
  format: 'cjs',
  external: ['vscode'],
  outfile: path.join(outdir, 'host.cjs'),
});
const args = [
  '--enable-source-maps',
  path.join(outdir, 'editor.mjs'),
  options.quick ? 'quick' : 'whole',
  options.edits,
];
const bench = await run(process.execPath, args, { show: true, timeoutMs: 60 * 60_000 });
process.exit(bench.code);
