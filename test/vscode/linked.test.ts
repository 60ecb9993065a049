// The editor and the panel follow each other, and what the editor itself tells of the tags.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import type { Frame } from 'playwright-core';
import { openView, selectedRow, tagAndOpenPanel } from './panelPage.js';
import { until } from './until.js';
import { VsCode, type Workbench } from './workbench.js';

let vscode: VsCode;
before(async () => {
  vscode = await VsCode.start();
});
after(() => vscode.stop());

test('a click in the editor selects row and column; a click on a row or a column moves the editor', () =>
  vscode.use({ viewport: { width: 1600, height: 900 } }, async (workbench) => {
    const panel = await tagAndOpenPanel(workbench, 'lighthouse.txt');
    await clickWord(workbench, 'kept');
    await until('the row of the clicked word', async () => (await selectedRow(panel)) === 'kept');
    await openView(panel, 'Hidden states');
    await until('its column', async () => /“kept”/.test(await readout(panel)));

    await openView(panel, 'Tags');
    await panel.locator('.tag-row', { hasText: /light/ }).first().click();
    await selected(workbench, 'light');

    await openView(panel, 'Hidden states');
    await panel.locator('.heatmap-canvas').click({ position: { x: 200, y: 200 } });
    const word = await until('another word under the pointer', async () => {
      const [, name] = /“(.+)”/.exec(await readout(panel)) ?? [];
      return name === 'light' ? undefined : name;
    });
    await selected(workbench, word);
    assert.deepEqual(workbench.consoleErrors, []);
  }));

test('Escape in the panel goes back to the text, with the token selected that keys chose', () =>
  vscode.use({ viewport: { width: 1600, height: 900 } }, async (workbench) => {
    const panel = await tagAndOpenPanel(workbench, 'lighthouse.txt');
    await panel.locator('.tag-row', { hasText: /light/ }).first().click();
    await panel.locator('[role=grid]').press('ArrowDown');
    const word = await until('the next row', async () => {
      const text = await selectedRow(panel);
      return text === 'light' ? undefined : text;
    });
    await panel.locator('[role=grid]').press('Escape');
    // The status bar tells of the selection only while the editor has the focus.
    await workbench.statusBarItem(new RegExp(`\\(${word.length} selected\\)`));
    await workbench.page.locator('.editor-instance .monaco-editor.focused').waitFor();
    assert.deepEqual(workbench.consoleErrors, []);
  }));

test('a hover tells the tag and its probabilities; "Clear Tags" takes the marks away', () =>
  vscode.use({}, async (workbench) => {
    await workbench.openFile('lighthouse.txt');
    await workbench.runCommand('RNN Lens: Tag Current Document');
    await workbench.statusBarItem(/^RNN Lens: [\d,]+ tokens/);
    const hover = await workbench.hoverText(3, 3);
    assert.match(hover, /Marta is PROPN/);
    assert.match(hover, /PROPN\s+█+\S*\s+>?\d+\.\d %/);
    await until('marks', async () => (await workbench.decorationCount()) > 50);
    await workbench.runCommand('RNN Lens: Clear Tags');
    await until('no marks', async () => (await workbench.decorationCount()) === 0);
    const text = readFileSync(path.join(workbench.folder, 'lighthouse.txt'), 'utf8');
    assert.match(text, /^The Keeper's Last Winter/);
  }));

test('a file opened from the explorer with the panel focused comes beside the panel; an unlocked group stays unlocked', () =>
  vscode.use({ viewport: { width: 1500, height: 900 } }, async (workbench) => {
    const { page } = workbench;
    await tagAndOpenPanel(workbench, 'lighthouse.txt');
    const groups = page.locator('.editor-group-container');
    const groupOfPanel = groups.filter({ has: page.locator('.tab', { hasText: 'RNN Lens' }) });
    const openBesideFocusedPanel = async (file: string): Promise<void> => {
      await groupOfPanel.locator('.tab', { hasText: 'RNN Lens' }).click();
      await page.locator('.explorer-folders-view .monaco-list-row', { hasText: file }).dblclick();
      await workbench.tab(file).waitFor();
    };
    await openBesideFocusedPanel('novel.txt');
    assert.deepEqual(await groupOfPanel.locator('.tab').allInnerTexts(), ['RNN Lens']);
    assert.equal(await groups.count(), 2);
    await groupOfPanel.locator('.tab', { hasText: 'RNN Lens' }).click();
    await workbench.runCommand('View: Toggle Editor Group Lock');
    await until('an unlocked group', async () => {
      const names = (await groupOfPanel.getAttribute('class')) ?? '';
      return !/\blocked\b/.test(names);
    });
    await openBesideFocusedPanel('comments.txt');
    assert.equal(await groupOfPanel.locator('.tab').count(), 2);
    // The text that covers it stays in sight.
    await workbench.runCommand('RNN Lens: Open Panel');
    await until('the panel beside the text', async () => (await groups.count()) === 3);
    assert.deepEqual(await groupOfPanel.locator('.tab').allInnerTexts(), ['RNN Lens']);
  }));

/** Clicks into the middle of a word that the editor shows. */
async function clickWord(workbench: Workbench, word: string): Promise<void> {
  const box = await workbench.page.evaluate((wanted) => {
    const lines = document.querySelectorAll('.editor-instance .view-lines');
    const walker = document.createTreeWalker(lines[0], NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const at = node.nodeValue?.indexOf(wanted) ?? -1;
      if (at < 0) continue;
      const range = document.createRange();
      range.setStart(node, at);
      range.setEnd(node, at + wanted.length);
      const { x, y, width, height } = range.getBoundingClientRect();
      return { x: x + width / 2, y: y + height / 2 };
    }
    return null;
  }, word);
  assert.ok(box, `the editor does not show "${word}"`);
  await workbench.page.mouse.click(box.x, box.y);
}

async function readout(panel: Frame): Promise<string> {
  return (await panel.locator('.readout:visible').innerText()).replace(/\s+/g, ' ');
}

/** Goes back to the editor and waits until it has a selection as long as a word. */
async function selected(workbench: Workbench, word: string): Promise<void> {
  // The status bar tells of the selection only while the editor has the focus.
  await workbench.runCommand('View: Focus First Editor Group');
  await workbench.statusBarItem(new RegExp(`\\(${word.length} selected\\)`));
}
