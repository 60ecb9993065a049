// The test of what is kept of edits, run by hostLeak.test.ts in a window of its own.
import { testLeak } from './hostLeak.js';
import { runTests } from './hostRunner.js';

/** What VS Code calls, see `extensionTestsPath`. */
export const run = runTests;

testLeak();
