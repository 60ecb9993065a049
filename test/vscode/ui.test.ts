// What a person sees in VS Code.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { VsCode } from './workbench.js';

let vscode: VsCode;
before(async () => {
  vscode = await VsCode.start();
});
after(() => vscode.stop());

test('the palette offers the commands, and a sample text opens', () =>
  vscode.use({}, async (workbench) => {
    await workbench.openFile('lighthouse.txt');
    const entries = await workbench.paletteEntries('RNN Lens');
    assert.ok(entries.includes('RNN Lens: Tag Current Document'), entries.join(' | '));
    assert.deepEqual(workbench.consoleErrors, []);
  }));
