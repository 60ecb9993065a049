// Reports each test of hostSuite.ts as a test of its own, run in the browser's extension host.
import { reportHostSuite } from './hostReport.js';
import { VsCode } from './workbench.js';

const vscode = await VsCode.start('web');
try {
  await reportHostSuite(vscode, true);
} finally {
  await vscode.stop();
}
