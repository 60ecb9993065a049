// `npm run mutate`: small changes of the sources below, one at a time, each of which some test should notice. It takes
// hours; `npm run mutate -- --mutate src/live/throttle.ts` is a part of it. What changes less often than it is read
// (sentences of errors) is left out.
import { TESTS } from './test/mutate/tests.mjs';

// Property tests run for every mutant: fewer random edits are tried each time.
process.env.RNN_LENS_EDIT_SCRIPTS = '8';

/** @type {import('@stryker-mutator/api/core').PartialStrykerOptions} */
export default {
  mutate: ['src/core/session/**/*.ts', 'src/live/**/*.ts', 'src/protocol/rpc.ts'],
  mutator: { excludedMutations: ['StringLiteral'] },
  testRunner: 'tap',
  plugins: ['@stryker-mutator/tap-runner'],
  tap: {
    testFiles: TESTS.map((file) => file.replace(/^test/, 'out/test').replace(/\.ts$/, '.mjs')),
    nodeArgs: ['--test-reporter=tap', '-r', '{{hookFile}}', '{{testFile}}'],
  },
  buildCommand: 'node test/mutate/bundle.mjs',
  checkers: [],
  coverageAnalysis: 'perTest',
  ignoreStatic: true,
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
  incrementalFile: 'out/mutate/incremental.json',
  tempDirName: 'out/mutate/sandbox',
  reporters: ['clear-text', 'progress-append-only', 'json', 'html'],
  jsonReporter: { fileName: 'out/mutate/report.json' },
  htmlReporter: { fileName: 'out/mutate/report.html' },
  clearTextReporter: { allowColor: false, allowEmojis: false, logTests: false, reportTests: false },
  allowConsoleColors: false,
  concurrency: 1,
  timeoutMS: 60_000,
  thresholds: { high: 90, low: 80, break: 80 },
};
