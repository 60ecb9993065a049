// Reports each test of hostSuite.ts as a test of its own, in a trusted and in an untrusted workspace.
import { test } from 'node:test';
import { runHostSuite } from './hostRun.js';
import { VsCode } from './workbench.js';

const vscode = await VsCode.start();
try {
  for (const trusted of [true, false]) {
    const where = trusted ? 'trusted workspace' : 'untrusted workspace';
    for (const { name, error, elapsedMs } of await runHostSuite(vscode, trusted)) {
      test(`${where}: ${name}`, (context) => {
        context.diagnostic(`${Math.round(elapsedMs)} ms in the extension host`);
        if (error !== null) throw Object.assign(new Error(error.split('\n', 1)[0]), { stack: error });
      });
    }
  }
} finally {
  await vscode.stop();
}
