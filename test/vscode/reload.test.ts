// A window that is loaded again: tags, panel and what was chosen in it are there as they were.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Frame } from 'playwright-core';
import { openView, selectedRow, tagAndOpenPanel } from './panelPage.js';
import { until } from './until.js';
import { VsCode, type Workbench } from './workbench.js';

const TAGGED = /^RNN Lens: [\d,]+ tokens · english-pos$/;

let vscode: VsCode;
before(async () => {
  vscode = await VsCode.start();
});
after(() => vscode.stop());

test('after a reload of the window tags are back, and the panel with its view, layer, unit and token', () =>
  vscode.use({ viewport: { width: 2000, height: 900 } }, async (workbench) => {
    const panel = await tagAndOpenPanel(workbench, 'lighthouse.txt');
    await panel.locator('.tag-row').nth(9).click();
    const chosen = await until('the row', async () => {
      await panel.locator('[role=grid]').press('ArrowDown');
      const word = await selectedRow(panel);
      return /^\w{5,}$/.test(word ?? '') ? word : undefined;
    });
    await openView(panel, 'Hidden states');
    await panel.locator('.controls .segmented button', { hasText: /^c$/ }).click();
    for (let k = 0; k < 3; k++) await panel.locator('.heatmap').press('ArrowDown');
    const read = await until('its cell', async () => {
      const text = await readout(panel);
      return text.includes(`“${chosen}”`) && /unit 3\b/.test(text) ? text : undefined;
    });
    await reload(workbench);
    await workbench.statusBarItem(TAGGED);
    await until('marks in the editor', async () => (await workbench.decorationCount()) > 50);
    const again = await workbench.webviewFrame();
    await until('what it showed', async () => {
      const text = await readout(again);
      if (text === read) return true;
      throw new Error(`${text} instead of ${read}`);
    });
    assert.deepEqual(workbench.consoleErrors, []);
  }));

test('where nothing follows, nothing is run after a reload that nobody asked for; what was cleared stays so', () =>
  vscode.use({ settings: { 'rnnLens.follow': 'off' } }, async (workbench) => {
    const panel = await tagAndOpenPanel(workbench, 'lighthouse.txt');
    await reload(workbench);
    const again = await workbench.webviewFrame();
    await again.locator('.empty').waitFor();
    assert.equal(await workbench.decorationCount(), 0);
    // Following again means that what had tags has some.
    await workbench.runCommand('View: Focus First Editor Group');
    await workbench.runCommand('RNN Lens: Toggle Follow Mode (Everything, Tags, Off)');
    await workbench.statusBarItem(TAGGED);
    await workbench.runCommand('RNN Lens: Clear Tags');
    await until('no marks', async () => (await workbench.decorationCount()) === 0);
    await reload(workbench);
    await (await workbench.webviewFrame()).locator('.empty').waitFor();
    assert.ok(!(await workbench.statusBar()).some((text) => TAGGED.test(text)));
    assert.ok(panel.isDetached());
  }));

/** Loads the window again, as people do. */
async function reload(workbench: Workbench): Promise<void> {
  const loaded = workbench.page.waitForEvent('load');
  await workbench.runCommand('Developer: Reload Window');
  await loaded;
  await workbench.ready('light');
  await workbench.tab('lighthouse.txt').waitFor();
}

async function readout(panel: Frame): Promise<string> {
  return (await panel.locator('.readout:visible').innerText()).replace(/\s+/g, ' ');
}
