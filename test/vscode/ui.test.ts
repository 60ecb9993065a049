// What a person sees in VS Code: the commands, the tags in the editor, and the three views of the panel.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { openView, tagAndOpenPanel } from './panelPage.js';
import { until } from './until.js';
import { axeViolations, cspViolations } from './webview.js';
import { VsCode } from './workbench.js';

let vscode: VsCode;
before(async () => {
  vscode = await VsCode.start();
});
after(() => vscode.stop());

test('the palette offers the commands, and "Select Model" lists the model', () =>
  vscode.use({}, async (workbench) => {
    await workbench.openFile('lighthouse.txt');
    const entries = await workbench.paletteEntries('RNN Lens');
    for (const title of ['Tag Current Document', 'Open Panel', 'Select Model'])
      assert.ok(entries.includes(`RNN Lens: ${title}`), entries.join(' | '));
    await workbench.runCommand('RNN Lens: Select Model');
    const { rows } = workbench.quickInput;
    const models = await until('models', async () => {
      const texts = await rows.allInnerTexts();
      return texts.some((text) => text.includes('english-pos')) ? texts : undefined;
    });
    assert.match(models.join('\n'), /LSTM[\s\S]*MB[\s\S]*%/);
    await workbench.quickInput.close();
    assert.deepEqual(workbench.consoleErrors, []);
  }));

for (const theme of ['dark', 'light'] as const)
  test(`a document is tagged from the palette: marks, rows, probabilities and states (${theme})`, () =>
    vscode.use({ theme }, async (workbench) => {
      const panel = await tagAndOpenPanel(workbench, 'lighthouse.txt');
      await until('marks in the editor', async () => (await workbench.decorationCount()) > 50);
      assert.ok((await panel.getByRole('row').count()) > 5);
      await panel.getByRole('row').nth(3).click();
      const problems: string[] = [];
      for (const view of ['Tags', 'Probabilities', 'Hidden states'] as const) {
        await openView(panel, view);
        await workbench.screenshot(`flow-${view.toLowerCase().replace(' ', '-')}-${theme}`);
        problems.push(...(await axeViolations(panel)).map((problem) => `${view}: ${problem}`));
      }
      assert.deepEqual(problems, []);
      assert.deepEqual(await cspViolations(panel), []);
      assert.deepEqual(workbench.consoleErrors, []);
      // The dot of an unsaved file.
      assert.equal(await workbench.page.locator('.tab.dirty').count(), 0);
    }));
