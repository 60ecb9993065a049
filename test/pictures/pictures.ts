// The README's pictures: `pictures [NAME ...]` makes all or the named ones.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Frame as WebviewFrame } from 'playwright-core';
import { root } from '../project.mjs';
import { openView, tagAndOpenPanel } from '../vscode/panelPage.js';
import { until } from '../vscode/until.js';
import { VsCode, type OpenOptions, type Workbench } from '../vscode/workbench.js';
import { writeAnimation, type Frame } from './animation.js';

const PICTURES: Record<string, (vscode: VsCode) => Promise<void>> = {
  screenshot: (vscode) =>
    vscode.use({ viewport: { width: 1500, height: 900 } }, async (workbench) => {
      const panel = await tagAndOpenPanel(workbench, 'lighthouse.txt');
      await openView(panel, 'Hidden states');
      await workbench.runCommand('View: Focus First Editor Group');
      await workbench.goTo(3, 5);
      await settled(workbench);
      await workbench.page.screenshot({ path: media('screenshot.png') });
    }),
  'quotation-unit': (vscode) =>
    vscode.use(novel({ width: 1500, height: 950 }), async (workbench) => {
      await colourQuotations(workbench);
      await settled(workbench);
      await workbench.page.screenshot({ path: media('quotation-unit.png') });
    }),
  typing: (vscode) =>
    vscode.use(novel({ width: 1200, height: 640 }), async (workbench) => {
      await workbench.runCommand('View: Toggle Primary Side Bar Visibility');
      await workbench.openFile('novel.txt');
      await workbench.runCommand('RNN Lens: Open Panel');
      await workbench.runCommand('View: Focus First Editor Group');
      await colourQuotations(workbench);
      const panel = await workbench.webviewFrame();
      await panel.getByRole('tab', { name: 'Hidden states', exact: true }).click();
      await workbench.runCommand('View: Focus First Editor Group');
      writeAnimation(media('typing.gif'), await typed(workbench, panel));
    }),
  training: (vscode) =>
    vscode.use({ theme: 'dark', viewport: { width: 1200, height: 760 } }, async (workbench) => {
      await workbench.runCommand('View: Toggle Primary Side Bar Visibility');
      await workbench.runCommand('RNN Lens: Start a Training Lesson…');
      await workbench.quickInput.pick('Counting parentheses');
      writeAnimation(path.join(root, 'docs', 'training.gif'), await trained(workbench));
    }),
};

/** A lesson takes some ten seconds; on a busy machine many times that. */
const LESSON_MS = 300_000;
/** Of a training's picture. */
const MOST_FRAMES = 40;

/** What is typed after the novel's fourth paragraph: a quotation, then narration. */
const PLACE = { line: 19, column: 1 };
const SENTENCE = '"I am not afraid of them," he said.';

const wanted = process.argv.slice(2);
const vscode = await VsCode.start();
try {
  for (const [name, make] of Object.entries(PICTURES))
    if (wanted.length === 0 || wanted.includes(name)) {
      await make(vscode);
      console.log(`media: ${name}`);
    }
} finally {
  await vscode.stop();
}

function media(file: string): string {
  return path.join(root, 'media', file);
}

function novel(viewport: { width: number; height: number }): OpenOptions {
  // Suggestions would cover the text.
  const settings = { 'rnnLens.model': 'tolstoy-lstm', 'editor.quickSuggestions': 'off' };
  return { theme: 'dark', viewport, settings };
}

/** Opens the novel and colours it by the unit that knows quotations best, by the model's own scores. */
async function colourQuotations(workbench: Workbench): Promise<void> {
  await workbench.openFile('novel.txt');
  await workbench.runCommand('RNN Lens: Tag Current Document');
  await workbench.statusBarItem(/· tolstoy-lstm$/);
  await workbench.runCommand('RNN Lens: Colour by Unit');
  await workbench.page.locator('.quick-input-widget input').first().fill(`1 forward ${quotationUnit()} c`);
  await workbench.page.keyboard.press('Enter');
  await workbench.statusBarItem(/layer 1 → unit/);
}

function quotationUnit(): number {
  const manifest = readFileSync(media('models/tolstoy-lstm/model.json'), 'utf8');
  const { scores } = JSON.parse(manifest) as { scores: { quotations: { units: { unit: number }[] } } };
  return scores.quotations.units[0].unit;
}

/** A frame after each key. */
async function typed(workbench: Workbench, panel: WebviewFrame): Promise<Frame[]> {
  await workbench.goTo(PLACE.line, PLACE.column);
  await settled(workbench);
  const frames: Frame[] = [{ png: await workbench.page.screenshot(), delayMs: 900 }];
  for (const key of SENTENCE) {
    const before = await panel.locator('.readout:visible').innerText();
    await workbench.type(key);
    await until(
      'the panel follows',
      async () => (await panel.locator('.readout:visible').innerText()) !== before,
    );
    await workbench.page.waitForTimeout(250);
    frames.push({ png: await workbench.page.screenshot(), delayMs: 140 });
  }
  return [...frames.slice(0, -1), { ...frames[frames.length - 1], delayMs: 2500 }];
}

/** What is seen of a training until it is through, and then of its checkpoints, one after the other. */
async function trained(workbench: Workbench): Promise<Frame[]> {
  const panel = await workbench.webviewFrame();
  await panel.locator('.train-slider').waitFor({ timeout: LESSON_MS });
  const shots: Buffer[] = [];
  const status = panel.locator('.train-status');
  const end = Date.now() + LESSON_MS;
  while (/running|learning|preparing/i.test(await status.innerText()) && Date.now() < end) {
    shots.push(await workbench.page.screenshot());
    await workbench.page.waitForTimeout(300);
  }
  const some = shots.filter((_, k) => k % Math.ceil(shots.length / MOST_FRAMES) === 0);
  const frames: Frame[] = some.map((png) => ({ png, delayMs: 250 }));
  const slider = panel.locator('.train-slider');
  await slider.focus();
  const last = Number(await slider.getAttribute('max'));
  for (let at = 0; at <= last; at += Math.max(1, Math.floor(last / 8))) {
    await slider.fill(String(at));
    await settled(workbench);
    frames.push({ png: await workbench.page.screenshot(), delayMs: 700 });
  }
  return [...frames.slice(0, -1), { ...frames[frames.length - 1], delayMs: 2500 }];
}

/** Colours and pixels arrive after what the status bar says. */
function settled({ page }: Workbench): Promise<void> {
  return page.waitForTimeout(1500);
}
