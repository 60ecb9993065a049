// Builds dist/: the extension, its engine worker, the webview, the command line and the pure core.
import { context, build } from 'esbuild';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { bundledPackages, licenceOf } from './licences/licences.mjs';
import { kernels } from './src/kernel/compile.mjs';
import { writeModelIndex } from './src/models/modelIndex.mjs';

const common = {
  bundle: true,
  sourcemap: true,
  target: 'es2022',
  mainFields: ['module', 'main'],
  logLevel: 'warning',
  // A dropped import of a TensorFlow.js backend would only show at run time.
  logOverride: { 'ignored-bare-import': 'error' },
  plugins: [kernels],
};
const node = { ...common, platform: 'node', target: 'node20' };
/** For browsers: a module of Node that is imported fails the build. */
const web = { ...common, platform: 'browser', minify: true };

/** What `npm run package` ships. */
const extensionTargets = [
  {
    ...node,
    format: 'cjs',
    entryPoints: ['src/extension.node.ts'],
    outfile: 'dist/extension.node.cjs',
    external: ['vscode', './host/activate.js'],
    // As `require`, which VS Code answers for `vscode`.
    supported: { 'dynamic-import': false },
  },
  // Loaded when the extension is used for the first time in a window.
  {
    ...node,
    format: 'cjs',
    entryPoints: ['src/host/activate.ts'],
    outfile: 'dist/host/activate.js',
    external: ['vscode'],
  },
  { ...node, format: 'cjs', entryPoints: ['src/worker/engine.node.ts'], outfile: 'dist/engine.node.cjs' },
  // With TensorFlow.js: loaded with the first training.
  {
    ...node,
    format: 'cjs',
    minify: true,
    entryPoints: ['src/worker/training/trainer.node.ts'],
    outfile: 'dist/trainer.node.cjs',
  },
  // The threads of training, in VS Code and of the command line.
  {
    ...node,
    format: 'cjs',
    minify: true,
    entryPoints: ['src/threads/engineThread.ts'],
    outfile: 'dist/engineThread.js',
  },
  // The same two for a browser's extension host, which runs scripts as functions of `require`.
  {
    ...web,
    format: 'cjs',
    entryPoints: ['src/extension.web.ts'],
    outfile: 'dist/extension.web.js',
    external: ['vscode'],
  },
  {
    ...web,
    format: 'cjs',
    entryPoints: ['src/host/activate.ts'],
    outfile: 'dist/host/activate.web.js',
    external: ['vscode'],
  },
  {
    ...web,
    format: 'iife',
    entryPoints: ['src/worker/engine.web.ts'],
    outfile: 'dist/engine.web.js',
  },
  {
    ...web,
    format: 'iife',
    entryPoints: ['src/worker/training/trainer.web.ts'],
    outfile: 'dist/trainer.web.js',
  },
  {
    ...web,
    format: 'iife',
    entryPoints: { webview: 'webview/main.ts', fileView: 'webview/file/main.ts' },
    outdir: 'dist',
  },
];

/**
 * The command line: scripts of the older module format, which Node starts 5 ms sooner, each a file of its own so that
 * a command loads no more than it needs.
 */
const programs = {
  cli: 'main',
  commands: 'commands',
  train: 'train',
  bulkThread: 'bulk/bulkThread',
};
const programTargets = Object.entries(programs).map(([name, source]) => ({
  ...node,
  format: 'cjs',
  minify: true,
  entryPoints: [`src/cli/${source}.ts`],
  outfile: `dist/${name}.js`,
  external: ['./commands.js', './train.js'],
  define: { 'import.meta.dirname': '__dirname' },
}));

const otherTargets = [
  ...programTargets,
  {
    ...common,
    platform: 'neutral',
    format: 'esm',
    entryPoints: ['src/core/index.ts'],
    outfile: 'dist/core.mjs',
  },
];

/** Writes the licences of the packages that were bundled, most of them ask for that, and which those are (for tests). */
function writeLicences(results) {
  const metafiles = results.map(({ metafile }) => metafile);
  const packages = bundledPackages(metafiles);
  const texts = packages.map(licenceOf);
  writeFileSync('dist/licences.txt', `RNN Lens contains these packages:\n\n${texts.join('\n')}`);
  mkdirSync('out', { recursive: true });
  writeFileSync('out/metafiles.json', JSON.stringify(metafiles));
}

/** Says with `done` that a target was built for the first time; a failed build is one, too: it is built again when mended. */
function firstBuild(done) {
  return { name: 'first build', setup: ({ onEnd }) => onEnd(() => done()) };
}

/** Builds everything and again what changes; says so once all is there. */
async function watch() {
  const targets = [...extensionTargets, ...otherTargets];
  const built = targets.map(async (target) => {
    const { promise, done } = waiting();
    const plugins = [...target.plugins, firstBuild(done)];
    await (await context({ ...target, plugins })).watch();
    return promise;
  });
  await Promise.all(built);
  console.log('Built; what changes is built again.');
}

function waiting() {
  let done;
  const promise = new Promise((resolve) => (done = resolve));
  return { promise, done };
}

async function buildAll() {
  const shipped = extensionTargets.map((target) => build({ ...target, metafile: true }));
  const others = otherTargets.map((target) => build(target));
  writeLicences(await Promise.all(shipped));
  await Promise.all(others);
}

const isWatching = process.argv.includes('--watch');
if (!isWatching) rmSync('dist', { recursive: true, force: true });
mkdirSync('dist', { recursive: true });
// The programs are scripts of the older module format, whatever the project's package.json says.
writeFileSync('dist/package.json', '{ "type": "commonjs" }\n');
writeModelIndex('.');
await (isWatching ? watch() : buildAll());
