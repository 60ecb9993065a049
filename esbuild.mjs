// Builds dist/: the extension, its engine worker, the webview, the command line and the pure core.
import { context, build } from 'esbuild';
import { rmSync } from 'node:fs';

const common = {
  bundle: true,
  sourcemap: true,
  target: 'es2022',
  mainFields: ['module', 'main'],
  logLevel: 'warning',
  // A dropped import of a TensorFlow.js backend would only show at run time.
  logOverride: { 'ignored-bare-import': 'error' },
};
const node = { ...common, platform: 'node', target: 'node20' };

const targets = [
  {
    ...node,
    format: 'cjs',
    entryPoints: ['src/extension.node.ts'],
    outfile: 'dist/extension.node.cjs',
    external: ['vscode'],
  },
  { ...node, format: 'cjs', entryPoints: ['src/worker/engine.node.ts'], outfile: 'dist/engine.node.cjs' },
  {
    ...node,
    format: 'esm',
    splitting: true,
    entryPoints: { cli: 'src/cli/main.ts' },
    outdir: 'dist',
    chunkNames: 'cli-[name]-[hash]',
    // TensorFlow.js asks for Node's util with require.
    banner: {
      js: "import { createRequire } from 'node:module';\nconst require = createRequire(import.meta.url);",
    },
  },
  {
    ...common,
    platform: 'neutral',
    format: 'esm',
    entryPoints: ['src/core/index.ts'],
    outfile: 'dist/core.mjs',
  },
  {
    ...common,
    platform: 'browser',
    format: 'iife',
    minify: true,
    entryPoints: { webview: 'webview/main.ts' },
    outdir: 'dist',
  },
];

if (process.argv.includes('--watch')) {
  for (const target of targets) await (await context(target)).watch();
} else {
  rmSync('dist', { recursive: true, force: true });
  await Promise.all(targets.map((target) => build(target)));
}
