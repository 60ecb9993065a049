// The README's pictures: `pictures [NAME ...]` makes all or the named ones.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Frame as WebviewFrame } from 'playwright-core';
import { root } from '../project.mjs';
import { openView, tagAndOpenPanel } from '../vscode/panelPage.js';
import { until } from '../vscode/until.js';
import { VsCode, type OpenOptions, type Workbench } from '../vscode/workbench.js';
import { writeAnimation, type Frame } from './animation.js';

/** What the list of lessons calls them. */
const LESSON_TITLES = {
  parentheses: 'Counting parentheses',
  quotation: 'A unit for quotations',
  anbn: 'aⁿbⁿ: as many b as a',
  textbook: 'The four parameters of the textbook',
};

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
  ...Object.fromEntries(
    Object.entries(LESSON_TITLES).map(([lesson, title]) => [
      `lesson-${lesson}`,
      (vscode: VsCode) => lessonPicture(vscode, lesson, title),
    ]),
  ),
};

/** A lesson takes up to a minute; on a busy machine many times that. */
const LESSON_MS = 600_000;
/** A lesson's next network has begun by then. */
const BETWEEN_MS = 5000;
/** Of a lesson's picture. */
const MOST_FRAMES = 24;
/** Between two of them at least: taking one costs the network a good part of a second. */
const FRAME_MS = 2000;

/** What is typed after the novel's fourth paragraph: a quotation, then narration. */
const PLACE = { line: 19, column: 1 };
const SENTENCE = '"I am not afraid of them," he said.';

const wanted = process.argv.slice(2);
const vscode = await VsCode.start();
try {
  for (const [name, make] of Object.entries(PICTURES))
    if (wanted.length === 0 || wanted.some((one) => name === one || name.startsWith(`${one}-`))) {
      const begun = performance.now();
      await make(vscode);
      console.log(`made: ${name} (${Math.round((performance.now() - begun) / 1000)} s)`);
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

/** A lesson as it is begun from the palette, until its last network has learned. */
function lessonPicture(vscode: VsCode, lesson: string, title: string): Promise<void> {
  const viewport = { width: 1200, height: 860 };
  return vscode.use({ theme: 'dark', viewport }, async (workbench) => {
    await workbench.runCommand('View: Toggle Primary Side Bar Visibility');
    await workbench.runCommand('RNN Lens: Start a Training Lesson…');
    await workbench.quickInput.pick(title);
    const frames = await learned(workbench);
    writeAnimation(path.join(root, 'docs', `lesson-${lesson}.gif`), frames);
  });
}

async function learned(workbench: Workbench): Promise<Frame[]> {
  const panel = await workbench.webviewFrame();
  await panel.locator('.train-slider:visible').waitFor({ timeout: LESSON_MS });
  const status = panel.locator('.train-status');
  const shots: Buffer[] = [];
  const end = Date.now() + LESSON_MS;
  for (let rests = 0; rests < BETWEEN_MS && Date.now() < end;) {
    rests = /learning|preparing/i.test(await status.innerText()) ? 0 : rests + FRAME_MS;
    if (rests === 0) shots.push(await workbench.page.screenshot());
    await workbench.page.waitForTimeout(FRAME_MS);
  }
  await settled(workbench);
  const some = shots.filter((_, k) => k % Math.ceil(shots.length / MOST_FRAMES) === 0);
  return [
    ...some.map((png) => ({ png, delayMs: 250 })),
    { png: await workbench.page.screenshot(), delayMs: 3000 },
  ];
}

/** Colours and pixels arrive after what the status bar says. */
function settled({ page }: Workbench): Promise<void> {
  return page.waitForTimeout(1500);
}
