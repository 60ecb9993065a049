// A window that is loaded again: tags, panel and what was chosen in it are there as they were.
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
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

test('after a reload an untitled text and a cell of a notebook have their tags again, with the model chosen, and nothing pops up', () =>
  vscode.use({ viewport: { width: 1500, height: 900 } }, async (workbench) => {
    const { page } = workbench;
    writeFileSync(path.join(workbench.folder, 'notes.ipynb'), NOTEBOOK);
    const openNotebook = async () => {
      await workbench.quickInput.choose(path.join(workbench.folder, 'notes.ipynb'), 'notes.ipynb');
      await page.locator('.notebookOverlay .cell .view-lines').nth(1).waitFor();
    };
    await openNotebook();
    const cells = page.locator('.notebookOverlay .monaco-list-row.code-cell-row .monaco-editor');
    // Its number is another one than when it was made.
    await cells.first().click();
    await workbench.runCommand('Notebook: Insert Code Cell Above');
    await until('three cells', async () => (await cells.count()) === 3);
    await cells.nth(2).locator('.view-lines').click();
    await workbench.runCommand('RNN Lens: Tag Current Document');
    await workbench.statusBarItem(/^RNN Lens: 7 tokens · english-pos$/);
    await workbench.runCommand('File: Save');
    await until('it is saved', async () => (await page.locator('.tab.dirty').count()) === 0);
    await workbench.runCommand('File: New Untitled Text File');
    await page.locator('.editor-group-container.active .monaco-editor.focused').first().waitFor();
    await workbench.type('A dog barks at the moon.');
    await workbench.runCommand('RNN Lens: Select Model');
    await workbench.pick('War and Peace, letter by letter (GRU)');
    await workbench.runCommand('RNN Lens: Tag Current Document');
    const tagged = await workbench.statusBarItem(/^RNN Lens: 24 characters .* · tolstoy-gru$/);
    await reload(workbench, /^Untitled-1/);
    await workbench.statusBarItem(new RegExp(`^${tagged.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}$`));
    await openNotebook();
    const marks = () => cells.nth(2).locator(DECORATED).count();
    await until('marks in the cell', async () => (await marks()) > 3);
    assert.equal(await cells.nth(1).locator(DECORATED).count(), 0, 'and in no other');
    assert.deepEqual(await workbench.notifications(), []);
    await workbench.screenshot('notebook');
    assert.deepEqual(workbench.consoleErrors, []);
  }));

const DECORATED = '[class*="TextEditorDecorationType"]';

const cell = (text: string) => ({
  ...{ cell_type: 'code', execution_count: null, metadata: {}, source: [text] },
  outputs: [{ output_type: 'stream', name: 'stdout', text: ['What was printed stays.\n'] }],
});

const NOTEBOOK = JSON.stringify({
  cells: [cell('Nobody wrote to her in winter.'), cell('The keeper climbed the old tower.')],
  metadata: { language_info: { name: 'plaintext' } },
  ...{ nbformat: 4, nbformat_minor: 2 },
});

/** Loads the window again, as people do; a tab is in front then. */
async function reload(workbench: Workbench, tab: string | RegExp = 'lighthouse.txt'): Promise<void> {
  const loaded = workbench.page.waitForEvent('load');
  await workbench.runCommand('Developer: Reload Window');
  await loaded;
  await workbench.ready('light');
  if (typeof tab === 'string') await workbench.tab(tab).waitFor();
  else await workbench.page.locator('.tab.active', { hasText: tab }).first().waitFor();
}

async function readout(panel: Frame): Promise<string> {
  return (await panel.locator('.readout:visible').innerText()).replace(/\s+/g, ' ');
}
