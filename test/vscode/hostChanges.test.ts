// Reports each test of hostChangesSuite.ts as a test of its own.
import { reportHostSuite } from './hostReport.js';
import { VsCode } from './workbench.js';

const vscode = await VsCode.start();
try {
  await reportHostSuite(vscode, true, 'hostChangesSuite');
} finally {
  await vscode.stop();
}
