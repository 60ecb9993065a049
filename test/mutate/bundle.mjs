// Bundles the tests of `npm run mutate` in the copy of the project whose sources hold the mutants.
import { rmSync } from 'node:fs';
import { build } from 'esbuild';
import { kernels } from '../../src/kernel/compile.mjs';
import { TESTS } from './tests.mjs';

rmSync('out/test', { recursive: true, force: true });
await build({
  entryPoints: TESTS,
  bundle: true,
  platform: 'node',
  target: 'node20',
  format: 'esm',
  outbase: 'test',
  outdir: 'out/test',
  outExtension: { '.js': '.mjs' },
  packages: 'external',
  plugins: [kernels],
});
