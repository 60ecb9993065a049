// A stranger's first five minutes, by clicks and typing only, with a picture and the time of each: `node test/pictures/run.mjs --program stranger`.
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { root } from '../project.mjs';
import { VsCode, type Workbench } from '../vscode/workbench.js';

const pictures = path.join(root, 'out', 'stranger');
mkdirSync(pictures, { recursive: true });
const folder = mkdtempSync(path.join(tmpdir(), 'rnn-lens-stranger-'));
writeFileSync(path.join(folder, 'todo.md'), '# To do\n\nBuy milk.\n');

const began = Date.now();
let count = 0;
async function seen({ page }: Workbench, what: string): Promise<void> {
  await page.waitForTimeout(1500);
  const name = `${String(++count).padStart(2, '0')} ${what}`;
  await page.screenshot({ path: path.join(pictures, `${name}.png`) });
  console.log(`${((Date.now() - began) / 1000).toFixed(0)} s: ${name}`);
}

const vscode = await VsCode.start();
try {
  const settings = { 'workbench.startupEditor': 'welcomePage' };
  await vscode.use({ folder, settings, viewport: { width: 1500, height: 900 } }, async (workbench) => {
    const { page } = workbench;
    const item = (text: RegExp) => page.locator('.statusbar-item', { hasText: text }).first();
    const row = (text: RegExp) =>
      page.locator('.quick-input-list .monaco-list-row', { hasText: text }).first();
    await workbench.statusBarItem(/^RNN Lens$/);
    await seen(workbench, 'the window');
    await item(/^RNN Lens$/).click();
    await row(/./).waitFor();
    await seen(workbench, 'the item of the status bar');
    await row(/Parts of speech, English/).click();
    await workbench.statusBarItem(/^RNN Lens: [\d,]+ tokens/);
    await seen(workbench, 'a text with tags');
    const word = page.locator('.editor-instance .view-line span', { hasText: /laughed/ }).last();
    const box = (await word.boundingBox())!;
    // What VS Code lays over the text is no obstacle to a pointer.
    await page.mouse.move(box.x + 30, box.y + box.height / 2);
    await seen(workbench, 'the pointer over a word');
    const panel = await workbench.webviewFrame();
    await panel.getByRole('tab', { name: 'Hidden states' }).click();
    await seen(workbench, 'Hidden states');
    await panel.getByRole('button', { name: 'More actions' }).click();
    await seen(workbench, 'more actions');
    await page.keyboard.press('Escape');
    await item(/^RNN Lens: /).hover();
    const samples = page.locator('.monaco-hover:visible a', { hasText: /Open Sample/ }).first();
    await samples.waitFor();
    await seen(workbench, 'the pointer over the item');
    await samples.click();
    const quotations = row(/quotation/i);
    await quotations.waitFor();
    await seen(workbench, 'the samples again');
    await quotations.click();
    await workbench.statusBarItem(/tolstoy/);
    await seen(workbench, 'a unit that knows a quotation');
    const novel = await workbench.webviewFrame();
    // Beside a text there is no room for the card with its button.
    await novel.getByRole('button', { name: 'More actions' }).click();
    await novel.getByText(/^Colour the editor/).click();
    await workbench.statusBarItem(/unit 114/);
    await seen(workbench, 'the editor in its colours');
    await novel.getByRole('button', { name: 'More actions' }).click();
    await novel.getByText(/^Pin states/).click();
    await seen(workbench, 'pinned');
    const line = page.locator('.editor-instance .view-line', { hasText: /Count/ }).first();
    await line.click({ position: { x: 5, y: 5 } });
    await page.keyboard.press('Home');
    await page.keyboard.type('"Who is there?" he said. ');
    await seen(workbench, 'typed a quotation');
    await novel.getByText(/^First difference/).waitFor();
    await seen(workbench, 'a difference');
  });
} finally {
  await vscode.stop();
}
