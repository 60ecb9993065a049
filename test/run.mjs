// `npm test`: checks, tests, and the tests inside a real VS Code; ends with the line `N passed, N failed`.
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { buildExtension, bundleOf, bundleTests, installDependencies, testFiles } from './prepare.mjs';
import { ensureParallel } from './parallel.mjs';
import { exitOnSignals, root, run } from './project.mjs';
import { ensureBrowser } from './vscode/browser.mjs';
import { ensureServer } from './vscode/server.mjs';

const { values: options } = parseArgs({
  options: {
    /** Leaves VS Code out. */
    fast: { type: 'boolean', default: false },
    /** `vscode`: only the tests inside VS Code. */
    only: { type: 'string' },
    /** Where tests in VS Code run the extension if they do not say it themselves: `node`, or `web` for the browser. */
    host: { type: 'string', default: 'node' },
    /** `ko`: only the suites of the extension host, in Korean windows. */
    language: { type: 'string', default: 'en' },
    /** Only the tests of edited documents, with so many random edit scripts each: a long run. */
    edits: { type: 'string' },
    /** A folder with numbers computed by PyTorch, for the golden tests. */
    reference: { type: 'string', default: '../shared/reference' },
    /** A folder of model files of other people, with the values of their own frameworks. */
    realmodels: { type: 'string', default: '../shared/realmodels' },
  },
});
if (options.only !== undefined && options.only !== 'vscode') {
  console.error(`--only knows "vscode", not "${options.only}".`);
  process.exit(2);
}

if (!['node', 'web'].includes(options.host)) {
  console.error(`--host knows "node" and "web", not "${options.host}".`);
  process.exit(2);
}

if (!['en', 'ko'].includes(options.language)) {
  console.error(`--language knows "en" and "ko", not "${options.language}".`);
  process.exit(2);
}

/** Suites of the extension host, in whatever language its windows are. */
const SUITES = ['host', 'hostChanges', 'hostWeb'].map((name) =>
  path.join('test', 'vscode', `${name}.test.ts`),
);
/** Tests that read this variable make random edits, so many scripts of them. */
const EDIT_SCRIPTS = 'RNN_LENS_EDIT_SCRIPTS';
/** For one test file; several run beside one another, on whatever machine. */
const TEST_TIMEOUT_MS = 2_400_000;
const total = { passed: 0, failed: 0 };
/** Of each test: `{ ms, file, name }`. */
const times = [];
exitOnSignals();
await main().catch((error) => record('npm test', { failed: 1 }, error.stack));
writeTimes();
console.log(`${total.passed} passed, ${total.failed} failed`);
process.exit(total.failed > 0 ? 1 : 0);

async function main() {
  if (!(await check('packages', () => installDependencies(console.log), { counts: false }))) return;
  if (options.edits !== undefined) return testEdits(options.edits);
  const built = await check('build', () => mustSucceed(buildExtension()));
  const bundle = () => bundleTests(options.language);
  if (!(await check('bundle tests', bundle, { counts: false }))) return;
  // The webview's tests need the browser as well as those in VS Code: on a fresh machine it comes before both.
  const browser = await check('browser', () => ensureBrowser(console.log), { counts: false });
  await ensureParallel(console.log);
  const inVscode = (file) => file.startsWith(path.join('test', 'vscode'));
  const [tests, testsInVscode] = partition(testFiles(), (file) => !inVscode(file));
  const outside = async () => {
    if (options.only === 'vscode' || options.language !== 'en') return;
    await checkSources();
    // Those of the panel wait for the browser most of the time.
    await runTests('tests', tests, { concurrency: 3 });
  };
  const inside = async () => {
    if (options.fast || !built || !browser) return;
    if (await check('VS Code', () => ensureServer(console.log), { counts: false }))
      await runTests('tests in VS Code', options.language === 'en' ? testsInVscode : SUITES, {
        concurrency: 2,
      });
  };
  // One after the other: beside everything else windows of VS Code take many times as long, and tests wait in vain.
  await outside();
  await inside();
}

function partition(all, isFirst) {
  return [all.filter(isFirst), all.filter((one) => !isFirst(one))];
}

/** Property tests of edited documents, as long as they take. */
async function testEdits(scripts) {
  if (!(await check('bundle tests', bundleTests, { counts: false }))) return;
  const files = testFiles().filter((file) =>
    readFileSync(path.join(root, file), 'utf8').includes(EDIT_SCRIPTS),
  );
  const env = { [EDIT_SCRIPTS]: scripts };
  await runTests(`${scripts} edit scripts`, files, { concurrency: 2, env, timeoutMs: 24 * 3_600_000 });
}

/** The three do not depend on one another, and each leaves a core idle for part of the time. */
async function checkSources() {
  const tool = (name, ...args) => mustSucceed(run(process.execPath, [toolPath(name), ...args]));
  await Promise.all([
    check('lint', () => tool('eslint', '.')),
    check('format', () => tool('prettier', '--check', '--log-level', 'warn', '.')),
    check('types', () => tool('typescript', '-p', '.', '--noEmit')),
  ]);
}

function toolPath(name) {
  const folder = path.join(root, 'node_modules', name);
  const { bin } = JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8'));
  const program = typeof bin === 'string' ? bin : (bin[name] ?? bin.tsc);
  return path.join(folder, program);
}

/** Runs test files by node:test, and counts by a reporter's file: without it the runner crashed. */
async function runTests(title, files, { concurrency, env: more = {}, timeoutMs = TEST_TIMEOUT_MS }) {
  const [countsFile, timesFile] = ['counts', 'times'].map((what) =>
    path.join(root, 'out', `${what} of ${title}.json`),
  );
  mkdirSync(path.dirname(countsFile), { recursive: true });
  for (const file of [countsFile, timesFile]) rmSync(file, { force: true });
  const started = performance.now();
  const args = [
    '--enable-source-maps',
    '--test',
    `--test-concurrency=${concurrency}`,
    `--test-timeout=${timeoutMs}`,
  ];
  args.push('--test-reporter=./test/reporter.mjs', '--test-reporter-destination=stdout');
  const reference = path.resolve(root, options.reference);
  const env = {
    RNN_LENS_COUNTS: countsFile,
    RNN_LENS_TIMES: timesFile,
    RNN_LENS_HOST: options.host,
    RNN_LENS_LANGUAGE: options.language,
    ...more,
  };
  if (existsSync(reference)) env.RNN_LENS_REFERENCE = reference;
  const realModels = path.resolve(root, options.realmodels);
  if (existsSync(realModels)) env.RNN_LENS_REALMODELS = realModels;
  // Without files, node:test would look for some itself.
  const result =
    files.length > 0
      ? await run(process.execPath, [...args, ...files.map(bundleOf)], { env, timeoutMs: 3 * timeoutMs })
      : undefined;
  const counts = existsSync(countsFile)
    ? JSON.parse(readFileSync(countsFile, 'utf8'))
    : { passed: 0, failed: 1 };
  if (existsSync(timesFile)) times.push(...JSON.parse(readFileSync(timesFile, 'utf8')));
  let output = result?.output ?? '';
  if (result?.code && counts.failed === 0) counts.failed = 1;
  if (counts.passed + counts.failed === 0) counts.failed = 1;
  if (!existsSync(countsFile))
    output += result ? `The test runner crashed (code ${result.code}).` : 'There are none.';
  record(title, counts, output, started);
}

/** How long each test took, the longest first. */
function writeTimes() {
  if (times.length === 0) return;
  const lines = times
    .sort((a, b) => b.ms - a.ms)
    .map(({ ms, file, name }) => `${(ms / 1000).toFixed(1)} s  ${file}  ${name}\n`);
  writeFileSync(path.join(root, 'out', 'times.txt'), lines.join(''));
}

async function check(title, work, { counts = true } = {}) {
  const started = performance.now();
  try {
    await work();
    record(title, { passed: counts ? 1 : 0, failed: 0 }, '', started);
    return true;
  } catch (error) {
    record(title, { passed: 0, failed: 1 }, error.message, started);
    return false;
  }
}

async function mustSucceed(running) {
  const { code, output } = await running;
  if (code !== 0) throw new Error(output.trim() || `It ended with code ${code}.`);
}

function record(title, { passed = 0, failed = 0 }, output = '', started = performance.now()) {
  total.passed += passed;
  total.failed += failed;
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  const many = passed + failed > 1 ? `, ${passed} passed, ${failed} failed` : '';
  console.log(`${failed > 0 ? '✖' : '✔'} ${title} (${seconds} s${many})`);
  if (output.trim()) console.log(output.trimEnd().replace(/^/gm, '  '));
}
