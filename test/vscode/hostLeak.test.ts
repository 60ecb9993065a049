// Reports each test of hostLeakSuite.ts as a test of its own.
import { reportHostSuite } from './hostReport.js';
import { LEAK_TIMEOUT_MS } from './leakEdits.js';
import { VsCode } from './workbench.js';

const vscode = await VsCode.start('node');
try {
  await reportHostSuite(vscode, true, 'hostLeakSuite', LEAK_TIMEOUT_MS);
} finally {
  await vscode.stop();
}
