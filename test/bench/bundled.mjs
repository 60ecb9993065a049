// A benchmark or a tool in TypeScript as a program: bundled, run to its end with what it prints shown.
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { build } from 'esbuild';
import { kernels } from '../../src/kernel/compile.mjs';
import { exitOnSignals, root, run } from '../project.mjs';

/** Bundles `test/bench/NAME.ts`, runs it with these arguments, and ends the process with its exit status. */
export function runBench(name, ...args) {
  return runTypeScript(`test/bench/${name}.ts`, ...args);
}

/** The same of any file of the project. */
export async function runTypeScript(file, ...args) {
  exitOnSignals();
  const outfile = path.join(root, 'out', file.replace(/^test\//, '').replace(/\.ts$/, '.mjs'));
  mkdirSync(path.dirname(outfile), { recursive: true });
  await build({
    absWorkingDir: root,
    entryPoints: [file],
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'esm',
    packages: 'external',
    outfile,
    plugins: [kernels],
  });
  const { code } = await run(process.execPath, ['--enable-source-maps', outfile, ...args], { show: true });
  process.exit(code);
}
