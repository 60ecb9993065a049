// The extension in the browser's extension host, as people see it: Node's labels, hover and panel, and no request elsewhere.
import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { root, run } from '../project.mjs';
import { choose, importFromExplorer } from './importDialog.js';
import { importFolder } from './importFolder.js';
import { bringToFront, openView, tagAndOpenPanel } from './panelPage.js';
import { until } from './until.js';
import { axeViolations, cspViolations } from './webview.js';
import { VsCode } from './workbench.js';

/** Tokens whose rows are looked at. */
const LOOKED_AT = 12;

let vscode: VsCode;
before(async () => {
  vscode = await VsCode.start('web');
});
after(() => vscode.stop());

/** Token and label of the first tokens, as the command line says them in Node. */
async function labelsOfNode(file: string): Promise<string[]> {
  const args = ['tag', '--model', 'english-pos', '--format', 'tsv', '--no-positions', file];
  const { code, output } = await run(process.execPath, [path.join(root, 'dist', 'cli.js'), ...args]);
  assert.equal(code, 0, output);
  const lines = output.split('\n').filter((line) => line !== '');
  return lines.slice(1, LOOKED_AT + 1).map((line) => line.split('\t').slice(0, 2).join(' '));
}

test('in the browser a document is tagged as in Node, its hover and panel are there, and nothing is asked elsewhere', () =>
  vscode.use({ viewport: { width: 1500, height: 900 } }, async (workbench) => {
    const panel = await tagAndOpenPanel(workbench, 'lighthouse.txt');
    const expected = await labelsOfNode(path.join(workbench.folder, 'lighthouse.txt'));
    const rows = panel.locator('.tag-row');
    const shown = (await rows.allInnerTexts()).slice(0, LOOKED_AT).map((row) => row.replace(/\s+/g, ' '));
    for (const [k, label] of expected.entries()) assert.ok(shown[k].includes(label), `${shown[k]}: ${label}`);
    await until('marks in the editor', async () => (await workbench.decorationCount()) > 50);
    await workbench.runCommand('View: Focus First Editor Group');
    assert.match(await workbench.hoverText(1, 2), /The[\s\S]*DET/);
    for (const view of ['Tags', 'Probabilities', 'Hidden states'] as const) await openView(panel, view);
    await workbench.screenshot('web-host');
    assert.deepEqual(await axeViolations(panel), []);
    assert.deepEqual(await cspViolations(panel), []);
    assert.deepEqual(workbench.requestsElsewhere, []);
    assert.deepEqual(workbench.consoleErrors, []);
  }));

test('in the browser a model file is read through VS Code, imported, and says what its framework says', async () => {
  const { folder, sentiment } = await importFolder();
  try {
    await vscode.use({ folder, viewport: { width: 1500, height: 900 } }, async (workbench) => {
      await workbench.openFile('sentiment/review.txt');
      await importFromExplorer(workbench, 'sentiment.h5');
      await choose(workbench, /tokenizer\.pickle/);
      await choose(workbench, /Where\?/);
      await choose(workbench, /After the text/);
      await choose(workbench, / as "sentiment"/);
      await workbench.statusBarItem(/^RNN Lens: .* · sentiment$/);
      await workbench.runCommand('RNN Lens: Open Panel');
      const panel = await workbench.webviewFrame();
      await bringToFront(panel, 'Probabilities');
      await until('the probabilities of the framework', async () => {
        const text = await panel.locator('body').innerText();
        return [sentiment, 1 - sentiment].every((share) => text.includes(share.toFixed(3)));
      });
      assert.deepEqual(workbench.requestsElsewhere, []);
      assert.deepEqual(workbench.consoleErrors, []);
    });
  } finally {
    rmSync(folder, { recursive: true });
  }
});
