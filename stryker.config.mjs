// A part of `npm run mutate` (test/mutate/run.mjs): small changes of the sources, one at a time, each of which some test
// should notice. What changes less often than it is read (sentences of errors) is left out.
import path from 'node:path';
import { GROUP } from './test/mutate/groups.mjs';

// Property tests run for every mutant: fewer random edits are tried each time.
process.env.RNN_LENS_EDIT_SCRIPTS = '10';
const isSample = process.env.RNN_LENS_MUTATE_SAMPLE !== undefined;
const folder = process.env.RNN_LENS_MUTATE_FOLDER ?? path.join('out', 'mutate', GROUP.name);

/** @type {import('@stryker-mutator/api/core').PartialStrykerOptions} */
export default {
  mutate: GROUP.mutate,
  mutator: { excludedMutations: ['StringLiteral'] },
  testRunner: 'tap',
  plugins: ['@stryker-mutator/tap-runner', ...(isSample ? ['./test/mutate/sample.mjs'] : [])],
  checkers: isSample ? ['sample'] : [],
  tap: {
    testFiles: GROUP.tests.map((file) => file.replace(/^test/, 'out/test').replace(/\.ts$/, '.mjs')),
    nodeArgs: ['--test-reporter=tap', '-r', '{{hookFile}}', '{{testFile}}'],
  },
  buildCommand: 'node test/mutate/bundle.mjs',
  disableTypeChecks: false,
  coverageAnalysis: 'perTest',
  ignorePatterns: [
    '.vscode-test',
    'dist',
    'out',
    'docs',
    'webview',
    'media/recipes',
    'test/vscode',
    'test/pictures',
  ],
  incremental: true,
  incrementalFile: path.join(folder, 'incremental.json'),
  tempDirName: path.join(folder, 'sandbox'),
  reporters: ['clear-text', 'progress-append-only', 'json'],
  jsonReporter: { fileName: path.join(folder, 'report.json') },
  clearTextReporter: { allowColor: false, allowEmojis: false, logTests: false, reportTests: false },
  allowConsoleColors: false,
  concurrency: Number(process.env.RNN_LENS_MUTATE_CONCURRENCY ?? 1),
  // Mutants that loop for ever are stopped by a count, those that wait for ever by idle.mjs: this is for what they miss.
  timeoutMS: 20_000,
};
