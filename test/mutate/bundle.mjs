// Bundles the tests of a part of `npm run mutate` in the copy of the project whose sources hold the mutants.
import { rmSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { build } from 'esbuild';
import { kernels } from '../../src/kernel/compile.mjs';
import { GROUP } from './groups.mjs';

rmSync('out/test', { recursive: true, force: true });
await build({
  entryPoints: GROUP.tests,
  bundle: true,
  platform: 'node',
  target: 'node20',
  format: 'esm',
  outbase: 'test',
  outdir: 'out/test',
  outExtension: { '.js': '.mjs' },
  packages: 'external',
  inject: ['test/mutate/idle.mjs'],
  plugins: [kernels, propertiesFailAtOnce()],
});

/** Property tests try the same cases for every mutant, and do not look for a smaller one when one has failed. */
function propertiesFailAtOnce() {
  const preamble =
    "import mutateFc from 'fast-check';\nmutateFc.configureGlobal({ seed: 1, endOnFailure: true });\n";
  return {
    name: 'properties fail at once',
    setup({ onLoad }) {
      onLoad({ filter: /\.property\.test\.ts$/ }, async ({ path }) => ({
        contents: preamble + (await readFile(path, 'utf8')),
        loader: 'ts',
      }));
    },
  };
}
