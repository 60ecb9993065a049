// What tests of the panel in VS Code share: a tagged document beside its panel, and what the panel shows.
import type { Frame } from 'playwright-core';
import { until } from './until.js';
import type { Workbench } from './workbench.js';

/**
 * Opens a file, tags it from the palette, which takes `taggedMs` at most, and opens the panel; resolves to the panel's
 * frame with its rows.
 */
export async function tagAndOpenPanel(workbench: Workbench, file: string, taggedMs?: number): Promise<Frame> {
  await workbench.openFile(file);
  await workbench.runCommand('RNN Lens: Tag Current Document');
  await workbench.statusBarItem(/^RNN Lens: [\d,]+ tokens · english-pos$/, taggedMs);
  await workbench.runCommand('RNN Lens: Open Panel');
  const panel = await workbench.webviewFrame();
  await panel.getByRole('row').nth(3).waitFor();
  return panel;
}

/** Chooses a line of the panel's menu of further actions. */
export async function chooseMore(panel: Frame, line: string | RegExp): Promise<void> {
  await panel.getByRole('button', { name: 'More actions' }).click();
  await panel.getByRole('menu', { name: 'More actions' }).getByText(line).click();
}

/** Brings a view to the front, whether there is room for its tab or not; what fits may change while one clicks. */
export async function bringToFront(panel: Frame, view: string): Promise<void> {
  const tab = panel.getByRole('tab', { name: view, exact: true });
  const menu = panel.locator('.more-tabs > .menu-button');
  const line = panel.locator('.more-tabs .menu button', { hasText: view });
  const click = async (): Promise<boolean> => {
    if (await tab.isVisible()) await tab.click({ timeout: 10_000 });
    else if (await line.isVisible()) await line.click({ timeout: 10_000 });
    else if (await menu.isVisible()) await menu.click({ timeout: 10_000 });
    return (await tab.isVisible()) && (await tab.getAttribute('aria-selected')) === 'true';
  };
  await until(`the view ${view}`, click, 90_000);
}

/** Goes to a view of the panel and waits for what it shows. */
export async function openView(
  panel: Frame,
  view: 'Tags' | 'Probabilities' | 'Hidden states',
): Promise<void> {
  await bringToFront(panel, view);
  if (view === 'Tags') await panel.getByRole('row').nth(3).waitFor();
  else if (view === 'Probabilities') await panel.getByText(/Sum of 17 classes: 1\.000/).waitFor();
  else await until('heatmap pixels', async () => (await panel.evaluate(colours)) > 20);
}

/** Different colours on the largest canvas of a page. */
function colours(): number {
  const canvases = [...document.querySelectorAll('canvas')].sort(
    (a, b) => b.width * b.height - a.width * a.height,
  );
  const data = canvases[0]?.getContext('2d')?.getImageData(0, 0, canvases[0].width, canvases[0].height).data;
  return data ? new Set(new Uint32Array(data.buffer)).size : 0;
}

/** The text of the selected row, null if none is drawn. */
export async function selectedRow(panel: Frame): Promise<string | null> {
  const row = panel.locator('.tag-row[aria-selected="true"] .text');
  return (await row.count()) > 0 ? row.first().textContent() : null;
}
