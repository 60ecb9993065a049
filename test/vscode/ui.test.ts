// What a person sees in VS Code.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { cspViolations } from './webview.js';
import { until, VsCode } from './workbench.js';

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

test('a document is tagged from the palette: marks, rows, probabilities and states are there', () =>
  vscode.use({ theme: 'dark' }, async (workbench) => {
    await workbench.openFile('lighthouse.txt');
    await workbench.runCommand('RNN Lens: Tag Current Document');
    await workbench.statusBarItem(/RNN Lens: [\d,]+ tokens · english-pos/, 60_000);
    assert.ok((await workbench.decorationCount()) > 50);
    await workbench.runCommand('RNN Lens: Open Panel');
    const panel = await workbench.webviewFrame();
    await panel.getByRole('row').nth(3).waitFor();
    assert.ok((await panel.getByRole('row').count()) > 5);
    await panel.getByRole('row').nth(3).click();
    await panel.getByRole('tab', { name: 'Probabilities' }).click();
    await panel.getByText(/Sum of 17 classes: 1\.000/).waitFor();
    await workbench.screenshot('flow-probabilities-dark');
    await panel.getByRole('tab', { name: /hidden states/i }).click();
    await panel.locator('canvas').first().waitFor();
    await until('heatmap pixels', () => panel.evaluate(colours).then((n) => n > 20), 20_000);
    await workbench.screenshot('flow-states-dark');
    assert.deepEqual(await cspViolations(panel), []);
  }));

/** Different colours on the largest canvas of a page. */
function colours(): number {
  const canvases = [...document.querySelectorAll('canvas')].sort(
    (a, b) => b.width * b.height - a.width * a.height,
  );
  const data = canvases[0]?.getContext('2d')?.getImageData(0, 0, canvases[0].width, canvases[0].height).data;
  return data ? new Set(new Uint32Array(data.buffer)).size : 0;
}
