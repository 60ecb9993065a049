// Reports each test of hostSuite.ts as a test of its own, in a trusted and in an untrusted workspace.
import { reportHostSuite } from './hostReport.js';
import { VsCode } from './workbench.js';

const vscode = await VsCode.start('node');
try {
  for (const trusted of [true, false]) await reportHostSuite(vscode, trusted);
} finally {
  await vscode.stop();
}
