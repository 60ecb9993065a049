// Pin States in the real editor: what is typed is seen as a difference, and undone it is none.
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import type { Frame } from 'playwright-core';
import { chooseMore, tagAndOpenPanel } from './panelPage.js';
import { until } from './until.js';
import { axeViolations, cspViolations } from './webview.js';
import { VsCode, type Workbench } from './workbench.js';

let vscode: VsCode;
before(async () => {
  vscode = await VsCode.start();
});
after(() => vscode.stop());

const VIEWPORT = { width: 1700, height: 960 };

const TEXT = [
  'The keeper waits for the boat.',
  'Nobody wrote to her in winter.',
  'You light the lamp at dusk, and the ships come home.',
  'She reads until morning.',
  '',
].join('\n');

for (const theme of ['dark', 'light'] as const)
  test(`a word is typed after the states were pinned: where it differs, what has another tag, and undo (${theme})`, () =>
    vscode.use({ theme, viewport: VIEWPORT }, async (workbench) => {
      writeFileSync(path.join(workbench.folder, 'lamp.txt'), TEXT);
      const panel = await tagAndOpenPanel(workbench, 'lamp.txt');
      await chooseMore(panel, /^Pin states/);
      await panel.getByRole('tab', { name: 'Difference', selected: true }).waitFor();
      await firstLine(panel, /^Nothing differs: every token has the same states\.$/);
      assert.equal(await newColumns(panel), 0);
      await focusEditor(workbench);
      await workbench.goTo(3, 5);
      await workbench.type('see the ');
      await firstLine(panel, /^First difference: “see”, line 3 · Tokens: 2 new( ?Largest: .*)?$/);
      await until('the verb that became a noun', async () =>
        /“light”\s+3\s+VERB >?0\.\d+\s+→ NOUN >?0\.\d+/.test(await changes(panel)),
      );
      await until('hatched columns', async () => (await newColumns(panel)) > 0);
      assert.match(
        await panel.locator('.difference .legend').innerText(),
        /largest \|Δ\| in sight \d\.\d+ · hatched: new · ▼ first difference/,
      );
      await panel.getByRole('button', { name: 'First difference: “see”, line 3' }).click();
      await until('what is said of a new token', async () =>
        /“see” · → unit 0 · new: not in the pinned text/.test(await readout(panel)),
      );
      await panel.locator('.change-list').getByRole('button', { name: '“light”' }).first().click();
      await until('both values of a token that was there', async () =>
        /Δ h [+−]\d\.\d{3} · pinned −?\d\.\d{3}, now −?\d\.\d{3}/.test(await readout(panel)),
      );
      await until('both probabilities', async () =>
        /\d\.\d{3} → [<>]?\d\.\d{3}/.test(await panel.locator('.class-changes').innerText()),
      );
      assert.deepEqual(await axeViolations(panel), []);
      await workbench.screenshot(`difference-${theme}`);
      await undoAll(workbench, panel);
      await until('no hatched column', async () => (await newColumns(panel)) === 0);
      assert.match(await changes(panel), /No token has another tag/);
      await panel.getByRole('button', { name: 'Unpin states' }).click();
      await panel.getByRole('tab', { name: 'Hidden states', selected: true }).waitFor();
      assert.equal(await panel.getByRole('tab', { name: 'Difference' }).count(), 0);
      assert.deepEqual(await cspViolations(panel), []);
      assert.deepEqual(workbench.consoleErrors, []);
    }));

test('Korean, where several steps are a token: a word more, and everything deleted', () =>
  vscode.use({ viewport: VIEWPORT }, async (workbench) => {
    await workbench.openFile('korean.txt');
    await workbench.runCommand('RNN Lens: Pin States');
    const panel = await workbench.webviewFrame();
    await panel.getByRole('tab', { name: 'Difference', selected: true }).waitFor();
    await firstLine(panel, /^Nothing differs/);
    await focusEditor(workbench);
    await workbench.goTo(1);
    await workbench.page.keyboard.insertText('어제 ');
    await firstLine(panel, /^First difference: “어제”, line 1 · Tokens: 1 new( ?Largest: .*)?$/);
    await until('hatched columns', async () => (await newColumns(panel)) > 0);
    assert.deepEqual(await axeViolations(panel), []);
    await workbench.screenshot('difference-korean');
    await undoAll(workbench, panel);
    await workbench.page.keyboard.press('Control+a');
    await workbench.page.keyboard.press('Delete');
    await firstLine(panel, /^Everything was deleted\. Tokens: [\d,]+ gone\.$/);
    await undoAll(workbench, panel);
    assert.deepEqual(workbench.consoleErrors, []);
  }));

function focusEditor(workbench: Workbench): Promise<void> {
  return workbench.runCommand('View: Focus First Editor Group');
}

/** Undoes until the pinned text is back. */
async function undoAll(workbench: Workbench, panel: Frame): Promise<void> {
  await focusEditor(workbench);
  await until('the pinned text', async () => {
    if (/^Nothing differs/.test(await first(panel))) return true;
    await workbench.page.keyboard.press('Control+z');
    return false;
  });
}

async function first(panel: Frame): Promise<string> {
  return (await panel.locator('.difference .first').innerText()).replace(/\s+/g, ' ').trim();
}

async function firstLine(panel: Frame, pattern: RegExp): Promise<void> {
  await until(`the first line is ${pattern}`, async () => pattern.test(await first(panel)));
}

function changes(panel: Frame): Promise<string> {
  return panel.locator('.change-list').innerText();
}

function readout(panel: Frame): Promise<string> {
  return panel.locator('.difference .readout:visible').innerText();
}

/** Columns of the heatmap with the mark of a new token on their heads, found in its pixels. */
function newColumns(panel: Frame): Promise<number> {
  return panel.evaluate(() => {
    const canvas = document.querySelector<HTMLCanvasElement>('.difference .heatmap-canvas');
    const accent = getComputedStyle(document.body).getPropertyValue('--lens-accent').trim();
    const probe = document.createElement('canvas').getContext('2d');
    if (!canvas || !probe || canvas.width === 0) return 0;
    probe.fillStyle = accent;
    probe.fillRect(0, 0, 1, 1);
    const [r, g, b] = probe.getImageData(0, 0, 1, 1).data;
    const pixels = canvas.getContext('2d')!.getImageData(0, 0, canvas.width, canvas.height);
    const isAccent = (x: number, y: number): boolean => {
      const at = 4 * (y * canvas.width + x);
      return pixels.data[at] === r && pixels.data[at + 1] === g && pixels.data[at + 2] === b;
    };
    // A mark is 3 pixels high and some 14 wide; frames are thinner, and letters narrower.
    const isMark = (x: number, y: number): boolean =>
      [0, 1, 2].every((row) =>
        Array.from({ length: 10 }, (_, k) => k).every((k) => isAccent(x + k, y + row)),
      );
    let marks = 0;
    for (let y = 0; y + 3 <= canvas.height; y++)
      for (let x = 0; x + 10 <= canvas.width; x++)
        if (isMark(x, y)) {
          marks++;
          x += 10;
        }
    return marks;
  });
}
