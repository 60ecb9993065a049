// `npm run bench:attribution`: what one question of the view of attributions costs the engine. Prints.
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { exitOnSignals, root, run } from '../../project.mjs';

exitOnSignals();
const { build } = await import('esbuild');
const { kernels } = await import('../../../src/kernel/compile.mjs');
const outfile = path.join(root, 'out', 'bench', 'attribution', 'attribution.mjs');
mkdirSync(path.dirname(outfile), { recursive: true });
await build({
  absWorkingDir: root,
  entryPoints: ['test/bench/attribution/attribution.ts'],
  bundle: true,
  platform: 'node',
  target: 'node20',
  format: 'esm',
  packages: 'external',
  outfile,
  plugins: [kernels],
});
const { code } = await run(process.execPath, [outfile], { show: true });
process.exit(code);
