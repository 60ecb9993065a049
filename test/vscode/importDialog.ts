// The dialog of importing, from the explorer on, as people use it.
import { until } from './until.js';
import type { Workbench } from './workbench.js';

/** Chooses the entry of a file's menu in the explorer, which shows the folder of the open text. */
export async function importFromExplorer(workbench: Workbench, file: string): Promise<void> {
  const { page } = workbench;
  await workbench.runCommand('View: Show Explorer');
  const row = page.locator('.explorer-folders-view .monaco-list-row', { hasText: file }).first();
  const entry = page.locator('.monaco-menu .action-item', { hasText: 'Import Model…' });
  await row.click({ button: 'right' });
  await entry.waitFor();
  // A menu that has just opened takes no click.
  await until('the entry is chosen', async () => {
    await entry.click({ timeout: 1000 }).catch(() => undefined);
    return !(await entry.isVisible());
  });
}

/** Chooses a row of the dialog by its text. */
export async function choose(workbench: Workbench, label: RegExp): Promise<void> {
  const row = workbench.quickInput.rows.filter({ hasText: label }).first();
  await row.waitFor();
  await row.click();
}
