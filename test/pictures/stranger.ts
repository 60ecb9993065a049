// A stranger's first five minutes, by clicks and typing only, with a picture and the time of each: `node test/pictures/run.mjs --program stranger`.
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { root } from '../project.mjs';
import { until } from '../vscode/until.js';
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
    const word = page.locator('.editor-instance .view-line span', { hasText: /kept/ }).last();
    const box = (await word.boundingBox())!;
    // What VS Code lays over the text is no obstacle to a pointer.
    await page.mouse.move(box.x + 190, box.y + box.height / 2);
    await seen(workbench, 'the pointer over a word');
    await item(/^RNN Lens: /).click();
    await row(/./).waitFor();
    await seen(workbench, 'the item again');
    await page.keyboard.press('Escape');
    const panel = await workbench.webviewFrame();
    await panel.getByRole('tab', { name: 'Hidden states' }).click();
    await seen(workbench, 'Hidden states');
    await panel.getByRole('button', { name: 'More actions' }).click();
    await seen(workbench, 'more actions');
    await page.keyboard.press('Escape');
    await page
      .locator('.statusbar-item', { hasText: /^RNN Lens/ })
      .first()
      .click();
    const quotations = row(/quotation/i);
    if (await quotations.isVisible().catch(() => false)) {
      await quotations.click();
      await workbench.statusBarItem(/tolstoy/);
      await seen(workbench, 'a unit that knows a quotation');
      const novel = await workbench.webviewFrame();
      const colour = novel.getByRole('button', { name: 'Colour the editor' });
      await until('the button', () => colour.isVisible());
      await colour.click();
      await workbench.statusBarItem(/unit 114/);
      await seen(workbench, 'the editor in its colours');
      await novel.getByRole('button', { name: 'More actions' }).click();
      await novel.getByText(/^Pin states/).click();
      await seen(workbench, 'pinned');
      const line = page.locator('.editor-instance .view-line', { hasText: /Count/ }).first();
      await line.click();
      await page.keyboard.press('End');
      await page.keyboard.type(' "Who is there?" he said.');
      await seen(workbench, 'typed a quotation');
    } else await seen(workbench, 'no quotation here');
  });
} finally {
  await vscode.stop();
}
