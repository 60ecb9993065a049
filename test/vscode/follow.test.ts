// Typing in the real editor: the panel, the marks and a unit's colours follow; a unit is found and shown.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Frame, Locator } from 'playwright-core';
import { chooseMore, openView, selectedRow, tagAndOpenPanel } from './panelPage.js';
import { until } from './until.js';
import { axeViolations, cspViolations } from './webview.js';
import { VsCode, type Workbench } from './workbench.js';

let vscode: VsCode;
before(async () => {
  vscode = await VsCode.start();
});
after(() => vscode.stop());

test('every key is in the panel: rows, selection and states follow, undo restores them, nothing stays stale', (context) =>
  vscode.use({ viewport: { width: 1600, height: 900 } }, async (workbench) => {
    const panel = await tagAndOpenPanel(workbench, 'lighthouse.txt');
    await followItem(workbench, 'RNN Lens follows what you type: tags and panel').waitFor();
    const rows = await texts(panel);
    await workbench.goTo(3);
    const times: number[] = [];
    for (let end = 1; end <= 'Yesterday'.length; end++) {
      const seen = rowAppears(panel, 'Yesterday'.slice(0, end));
      const started = performance.now();
      // Before the first word: both are one until there is a blank.
      await workbench.type(end === 1 ? 'Y ' : 'Yesterday'[end - 1]);
      if (end === 1) await workbench.page.keyboard.press('ArrowLeft');
      await seen;
      times.push(performance.now() - started);
    }
    context.diagnostic(`from key to row, ms: ${times.map(Math.round).join(' ')}`);
    await until('the row of the typed word', async () => (await selectedRow(panel)) === 'Yesterday');
    await notStale(workbench, panel);
    await openView(panel, 'Hidden states');
    await until('its column', async () =>
      /“Yesterday”/.test(await panel.locator('.readout:visible').innerText()),
    );
    await openView(panel, 'Tags');
    await workbench.runCommand('View: Focus First Editor Group');
    await until('the rows as they were', async () => {
      if (sameRows(await texts(panel), rows)) return true;
      await workbench.page.keyboard.press('Control+z');
      return false;
    });
    await notStale(workbench, panel);
    assert.deepEqual(await cspViolations(panel), []);
    assert.deepEqual(workbench.consoleErrors, []);
  }));

test('where only tags follow the panel says that it is stale, and where nothing does everything does', () =>
  vscode.use({ settings: { 'rnnLens.follow': 'tags' } }, async (workbench) => {
    const panel = await tagAndOpenPanel(workbench, 'lighthouse.txt');
    const rows = await texts(panel);
    await workbench.goTo(3);
    await workbench.type('Yesterday ');
    await until('a stale panel', async () => (await panel.locator('.main[aria-busy="true"]').count()) === 1);
    assert.ok(sameRows(await texts(panel), rows));
    await workbench.statusBarItem(/^RNN Lens: [\d,]+ tokens · english-pos$/);
    await until('marks on new words', async () => (await workbench.decorationCount()) > 50);
    assert.ok(sameRows(await texts(panel), rows));
    await followItem(workbench, 'RNN Lens follows what you type: tags only').click();
    await followItem(workbench, 'RNN Lens does not follow').waitFor();
    await workbench.statusBarItem(/^RNN Lens does not follow what you type\.$/);
    await workbench.runCommand('View: Focus First Editor Group');
    await workbench.goTo(3);
    await workbench.type('Then ');
    await workbench.statusBarItem(/^RNN Lens: [\d,]+ tokens · english-pos · stale$/);
    assert.deepEqual(workbench.consoleErrors, []);
  }));

for (const theme of ['light', 'dark'] as const)
  test(`the unit of the panel colours the editor while one types, and stops (${theme})`, () =>
    vscode.use({ theme, viewport: { width: 1600, height: 900 } }, async (workbench) => {
      const panel = await tagAndOpenPanel(workbench, 'lighthouse.txt');
      await openView(panel, 'Hidden states');
      await chooseMore(panel, 'Colour the editor');
      await workbench.statusBarItem(/layer 1 → unit 0 \(h\)/);
      await until('colours', async () => (await backgrounds(workbench)).size > 3);
      await workbench.runCommand('View: Focus First Editor Group');
      await workbench.goTo(3);
      await workbench.type('Yesterday and today and tomorrow ');
      await until('colours under what was typed', () => isColoured(workbench, ['Yesterday', 'tomorrow']));
      await until('the column of the cursor', async () =>
        /“(tomorrow|Marta)”/.test(await panel.locator('.readout:visible').innerText()),
      );
      assert.deepEqual(await axeViolations(panel), []);
      await workbench.screenshot(`colours-${theme}`);
      await workbench.runCommand('RNN Lens: Colour by Unit');
      await workbench.page.locator('.quick-input-widget input').first().fill('1 backward 5');
      await workbench.page.keyboard.press('Enter');
      await workbench.statusBarItem(/layer 1 ← unit 5 \(h\)/);
      await until('the unit in the panel', async () =>
        /unit 5\b/.test(await panel.locator('.readout:visible').innerText()),
      );
      await chooseMore(panel, 'Stop colouring');
      await until('no unit', async () => !(await workbench.statusBar()).some((text) => /unit 5/.test(text)));
      assert.deepEqual(workbench.consoleErrors, []);
    }));

/** Whether the same rows are in sight: there is room for fewer when the legend or a message takes another line. */
function sameRows(now: string[], before: string[]): boolean {
  const both = Math.min(now.length, before.length);
  return both > 5 && now.slice(0, both).join() === before.slice(0, both).join();
}

/** The words of the rows that are drawn, once they are all there. */
async function texts(panel: Frame): Promise<string[]> {
  return until('rows with words', async () => {
    const words = await panel.locator('.tag-row .text').allInnerTexts();
    return words.length > 5 && !words.includes('…') ? words : undefined;
  });
}

/** The status bar item of follow mode: an icon with a name. */
function followItem(workbench: Workbench, name: string): Locator {
  return workbench.page.locator(`.statusbar-item [aria-label^="${name}"]`).first();
}

/** Resolves in the frame in which a row has this word. */
function rowAppears(panel: Frame, word: string): Promise<void> {
  return panel.evaluate(
    (wanted) =>
      new Promise<void>((resolve, reject) => {
        const end = performance.now() + 60_000;
        const look = (): void => {
          const cells = Array.from(document.querySelectorAll('.tag-row .text'));
          if (cells.some(({ textContent }) => textContent === wanted)) resolve();
          else if (performance.now() > end) reject(new Error(`No row has the word ${wanted}.`));
          else requestAnimationFrame(look);
        };
        look();
      }),
    word,
  );
}

async function notStale(workbench: Workbench, panel: Frame): Promise<void> {
  await workbench.statusBarItem(/^RNN Lens: [\d,]+ tokens · english-pos$/);
  await until('a current panel', async () => (await panel.locator('.main[aria-busy="true"]').count()) === 0);
}

/** Background colours of pieces of text in the editor. */
async function backgrounds(workbench: Workbench): Promise<Set<string>> {
  const colours = await decorations(workbench);
  return new Set(colours.map(({ colour }) => colour));
}

interface Decorated {
  readonly colour: string;
  readonly left: number;
  readonly right: number;
  readonly top: number;
}

/** What is painted behind the text: VS Code paints backgrounds as boxes of their own. */
async function decorations(workbench: Workbench): Promise<Decorated[]> {
  return workbench.page.evaluate(() =>
    Array.from(document.querySelectorAll('.editor-instance .view-overlays .cdr'), (element) => {
      const { left, right, top } = element.getBoundingClientRect();
      return { colour: getComputedStyle(element).backgroundColor, left, right, top };
    }).filter(({ colour }) => /rgba\(.*, 0\.\d+\)/.test(colour)),
  );
}

/** Whether one of some words has a colour behind it: a unit is near 0 at some of them. */
async function isColoured(workbench: Workbench, words: readonly string[]): Promise<boolean> {
  const boxes = await workbench.page.evaluate((wanted) => {
    const found: { x: number; y: number }[] = [];
    const lines = document.querySelector('.editor-instance .view-lines')!;
    const walker = document.createTreeWalker(lines, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode())
      for (const word of wanted) {
        const at = node.nodeValue?.indexOf(word) ?? -1;
        if (at < 0) continue;
        const range = document.createRange();
        range.setStart(node, at);
        range.setEnd(node, at + word.length);
        const { x, y, width, height } = range.getBoundingClientRect();
        found.push({ x: x + width / 2, y: y + height / 2 });
      }
    return found;
  }, words);
  const painted = await decorations(workbench);
  return boxes.some(({ x, y }) =>
    painted.some(({ left, right, top }) => left <= x && x <= right && top <= y && y <= top + 30),
  );
}
