// Tests inside the extension host of every way a document can change, run by hostChanges.test.ts.
import { testChanges } from './hostChanges.js';
import { testLargeChanges } from './hostChangesLarge.js';
import { testPlaces } from './hostChangesPlaces.js';
import { runTests } from './hostRunner.js';

/** What VS Code calls, see `extensionTestsPath`. */
export const run = runTests;

testChanges();
testLargeChanges();
testPlaces();
