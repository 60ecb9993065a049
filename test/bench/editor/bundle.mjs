import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { buildExtension } from '../../prepare.mjs';
import { root, run } from '../../project.mjs';

/** Builds the extension, bundles a benchmark of the editor and its part inside the extension host, and runs it. */
export async function runInEditor(entryPoint, ...args) {
  const { code, output } = await buildExtension();
  if (code !== 0) throw new Error(output);
  const { build } = await import('esbuild');
  const outdir = path.join(root, 'out', 'bench', 'editor');
  mkdirSync(outdir, { recursive: true });
  const common = { absWorkingDir: root, bundle: true, platform: 'node', target: 'node20', sourcemap: true };
  const outfile = path.join(outdir, `${path.basename(entryPoint, '.ts')}.mjs`);
  await build({ ...common, entryPoints: [entryPoint], format: 'esm', packages: 'external', outfile });
  // VS Code requires it.
  await build({
    ...common,
    entryPoints: ['test/bench/editor/host.ts'],
    format: 'cjs',
    external: ['vscode'],
    outfile: path.join(outdir, 'host.cjs'),
  });
  const node = ['--enable-source-maps', outfile, ...args];
  const bench = await run(process.execPath, node, { show: true, timeoutMs: 60 * 60_000 });
  return bench.code;
}
