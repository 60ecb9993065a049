// Every view of the panel in a real VS Code, in four themes and at several sizes, to look at: `npm run pictures:views`.
// Arguments choose: views=States,Units themes=dark sizes=480,900 scenes=tags; all without.
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import type { Frame } from 'playwright-core';
import { root } from '../project.mjs';
import { bringToFront, chooseMore } from '../vscode/panelPage.js';
import { until } from '../vscode/until.js';
import { VsCode, type Theme, type Workbench } from '../vscode/workbench.js';

/** By name, the window, which is all panel: a column beside a text, half a screen, a screen, a projector. */
const SIZES: Readonly<Record<string, { width: number; height: number; presenting?: true }>> = {
  480: { width: 480, height: 950 },
  900: { width: 900, height: 950 },
  1920: { width: 1920, height: 1080 },
  projector: { width: 1000, height: 700 },
  presentation: { width: 1920, height: 1080, presenting: true },
};

/** A text, its model, where to look, and the views that this shows best. */
interface Scene {
  readonly file: string;
  readonly model: string;
  readonly at: readonly [line: number, column: number];
  readonly views: readonly string[];
}

const SCENES: Readonly<Record<string, Scene>> = {
  tags: {
    file: 'lighthouse.txt',
    model: 'english-pos',
    at: [3, 13],
    views: [
      'Tags',
      'Read',
      'Probabilities',
      'Hidden states',
      'Units',
      'Network',
      'Attribution',
      'Trajectory',
      'Train',
      'Difference',
    ],
  },
  novel: {
    file: 'novel.txt',
    model: 'tolstoy-lstm',
    at: [13, 3],
    views: ['Surprisal', 'Read', 'Probabilities', 'Hidden states', 'Units', 'Network', 'Trajectory'],
  },
  textbook: {
    file: 'textbook.txt',
    model: 'textbook-rnn',
    at: [1, 1],
    views: ['Hidden states', 'Network', 'Trajectory'],
  },
};

const chosen = new Map(
  process.argv.slice(2).map((one) => {
    const [name, values = ''] = one.split('=');
    return [name, values.split(',')] as const;
  }),
);
const wanted = (kind: string, name: string): boolean => chosen.get(kind)?.includes(name) ?? true;

const folder = path.join(root, 'out', 'views');
mkdirSync(folder, { recursive: true });
const vscode = await VsCode.start();
try {
  for (const [name, scene] of Object.entries(SCENES)) if (wanted('scenes', name)) await take(name, scene);
} finally {
  await vscode.stop();
}

async function take(name: string, { file, model, at, views }: Scene): Promise<void> {
  const settings = { 'rnnLens.model': model, 'workbench.activityBar.location': 'hidden' };
  await vscode.use({ settings, viewport: SIZES[1920] }, async (workbench) => {
    await workbench.openFile(file);
    await workbench.goTo(...at);
    await workbench.runCommand('RNN Lens: Tag Current Document');
    await workbench.statusBarItem(new RegExp(`· ${model}$`));
    await workbench.runCommand('RNN Lens: Open Panel');
    const panel = await workbench.webviewFrame();
    await until('tabs', () => panel.getByRole('tab').count());
    if (views.includes('Difference') && wanted('views', 'Difference')) await makeDifference(workbench, panel);
    await workbench.page.locator('.tab', { hasText: 'RNN Lens' }).first().click();
    await workbench.runCommand('View: Maximize Editor Group and Hide Side Bars');
    for (const theme of ['light', 'dark', 'high-contrast', 'high-contrast-light'] as const)
      if (wanted('themes', theme))
        await inTheme(
          workbench,
          panel,
          theme,
          name,
          views.filter((view) => wanted('views', view)),
        );
  });
}

/** A word more than was pinned. */
async function makeDifference(workbench: Workbench, panel: Frame): Promise<void> {
  await chooseMore(panel, /^Pin states/);
  await panel.getByRole('tab', { name: 'Difference', selected: true }).waitFor();
  await workbench.runCommand('View: Focus First Editor Group');
  await workbench.type('never ');
}

async function inTheme(
  workbench: Workbench,
  panel: Frame,
  theme: Theme,
  scene: string,
  views: readonly string[],
): Promise<void> {
  await workbench.page.setViewportSize(SIZES[1920]);
  await workbench.setTheme(theme);
  for (const [size, { presenting, ...viewport }] of Object.entries(SIZES)) {
    if (!wanted('sizes', size)) continue;
    await workbench.page.setViewportSize(viewport);
    if (presenting) await chooseMore(panel, /^Presentation/);
    for (const view of views) {
      await bringToFront(panel, view);
      // Only a picture is taken: nothing tells that all answers have come and are drawn.
      await workbench.page.waitForTimeout(1200);
      await workbench.page.screenshot({ path: path.join(folder, `${scene} ${view} ${theme} ${size}.png`) });
      console.log(`${scene} ${view} ${theme} ${size}`);
    }
    if (presenting) await chooseMore(panel, /presentation/i);
  }
}
