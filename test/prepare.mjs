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

/**
 * Bundles the test files, and the suites that run inside VS Code's extension host. For a Korean window (`language` is
 * `ko`) the suites compare texts by their English.
 */
export async function bundleTests(language = process.env.RNN_LENS_LANGUAGE) {
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
    // The last one is used by the tests in desktop VS Code.
    entryPoints: [...testFiles(), 'test/vscode/testExtension.ts'],
    format: 'esm',
    outExtension: { '.js': '.mjs' },
    packages: 'external',
  });
  // VS Code requires them.
  await build({
    ...common,
    entryPoints: ['hostSuite', 'hostChangesSuite', 'hostFirstTagSuite', 'hostLeakSuite'].map(suiteFile),
    format: 'cjs',
    outExtension: { '.js': '.cjs' },
    external: ['vscode'],
    plugins: [
      ...common.plugins,
      ...(language === 'ko' ? [likes({ 'node:assert/strict': KOREAN_ASSERT })] : []),
    ],
  });
  await bundleWebSuites(build, common, language);
  const { writeHarness } = await import('./webview/harness.mjs');
  await writeHarness();
}

/** The suites that also run in a browser's extension host, where nothing of Node is. */
async function bundleWebSuites(build, common, language) {
  await build({
    ...common,
    entryPoints: ['hostSuite', 'hostChangesSuite', 'hostFirstTagSuite'].map(suiteFile),
    platform: 'browser',
    format: 'cjs',
    sourcemap: 'inline',
    outbase: 'test/vscode',
    outdir: 'out/test/vscode/web',
    external: ['vscode'],
    plugins: [
      ...common.plugins,
      likes({
        'node:assert/strict': language === 'ko' ? KOREAN_ASSERT : 'web/assert.ts',
        './hostProgram.js': 'web/hostProgram.ts',
      }),
    ],
  });
}

const KOREAN_ASSERT = 'korean/assert.ts';

/** Modules that suites import, each by its like beside the suites. */
function likes(files) {
  const pathOf = (file) => path.join(root, 'test', 'vscode', file);
  const setup = ({ onResolve }) => {
    for (const [name, file] of Object.entries(files))
      onResolve({ filter: new RegExp(`^${name.replaceAll('.', '\\.')}$`) }, () => ({ path: pathOf(file) }));
  };
  return { name: 'likes', setup };
}

function suiteFile(suite) {
  return `test/vscode/${suite}.ts`;
}
