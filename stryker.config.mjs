// A part of `npm run mutate` (test/mutate/run.mjs): small changes of the sources, one at a time, each of which some test
// should notice. What changes less often than it is read (sentences of errors) is left out.
import path from 'node:path';
import { GROUP } from './test/mutate/groups.mjs';

// Property tests run for every mutant: fewer random edits are tried each time.
process.env.RNN_LENS_EDIT_SCRIPTS = '10';
const folder = path.join('out', 'mutate', GROUP.name);

/** @type {import('@stryker-mutator/api/core').PartialStrykerOptions} */
export default {
  mutate: GROUP.mutate,
  mutator: { excludedMutations: ['StringLiteral'] },
  testRunner: 'tap',
  plugins: ['@stryker-mutator/tap-runner', './test/mutate/plugin.mjs'],
  checkers: ['drawn'],
  tap: {
    testFiles: GROUP.tests.map((file) => file.replace(/^test/, 'out/test').replace(/\.ts$/, '.mjs')),
    nodeArgs: ['--test-reporter=tap', '-r', '{{hookFile}}', '{{testFile}}'],
  },
  buildCommand: 'node test/mutate/bundle.mjs',
  disableTypeChecks: false,
  coverageAnalysis: 'perTest',
  ignorePatterns: ['.vscode-test', 'dist', 'out', 'docs', 'media/recipes', 'test/vscode', 'test/pictures'],
  tempDirName: path.join(folder, 'sandbox'),
  reporters: ['progress-append-only', 'results'],
  allowConsoleColors: false,
  // Mutants that loop for ever are stopped by a count, those that wait for ever by idle.mjs: this is for what they miss.
  timeoutMS: 20_000,
};
