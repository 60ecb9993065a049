// From a fresh clone to something that runs: packages, dist/, and the tests as JavaScript in out/test/.
import { readdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { dependenciesAreCurrent, root, run } from './project.mjs';

/** Installs the packages of package-lock.json unless they are there. Throws npm's own words. */
export async function installDependencies(say = () => {}) {
  if (dependenciesAreCurrent()) return;
  say('Installing packages (npm ci) ...');
  const { code, output } = await run('npm', ['ci']);
  if (code !== 0) throw new Error(`npm ci failed:\n${output}`);
}

/** Builds dist/; resolves to `{ code, output }`. */
export function buildExtension() {
  return run(process.execPath, ['esbuild.mjs']);
}

/** Paths of all test files, relative to the project, sorted. */
export function testFiles() {
  const entries = readdirSync(path.join(root, 'test'), { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile() && entry.name.endsWith('.test.ts'))
    .map((entry) => path.relative(root, path.join(entry.parentPath, entry.name)))
    .sort();
}

/** Where `bundleTests` puts the JavaScript of a test file. */
export function bundleOf(testFile) {
  return path.join('out', testFile.replace(/\.ts$/, '.mjs'));
}

/** Bundles the test files, and the suites that run inside VS Code's extension host. */
export async function bundleTests() {
  const { build } = await import('esbuild');
  const { kernels } = await import('../src/kernel/compile.mjs');
  rmSync(path.join(root, 'out', 'test'), { recursive: true, force: true });
  const common = {
    absWorkingDir: root,
    bundle: true,
    platform: 'node',
    target: 'node20',
    sourcemap: true,
    outbase: 'test',
    outdir: 'out/test',
    logLevel: 'silent',
    plugins: [kernels],
  };
  await build({
    ...common,
    entryPoints: testFiles(),
    format: 'esm',
    outExtension: { '.js': '.mjs' },
    packages: 'external',
  });
  // VS Code requires it, and this package's .js files are modules.
  await build({
    ...common,
    entryPoints: ['hostSuite', 'hostChangesSuite', 'hostLeakSuite'].map((suite) => `test/vscode/${suite}.ts`),
    format: 'cjs',
    outExtension: { '.js': '.cjs' },
    external: ['vscode'],
  });
}
