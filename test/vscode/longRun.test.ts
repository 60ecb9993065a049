// A text that takes long to tag: progress is shown, it can be cancelled, and the engine is free again at once.
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { until } from './until.js';
import { VsCode } from './workbench.js';

let vscode: VsCode;
before(async () => {
  vscode = await VsCode.start();
});
after(() => vscode.stop());

test('tagging 10 MB shows progress and is cancelled; the next document is tagged', () =>
  vscode.use({}, async (workbench) => {
    const sentence = 'The keeper climbed the old tower and lit the lamp before the storm came in.\n';
    const text = sentence.repeat(Math.ceil(10_000_000 / sentence.length));
    writeFileSync(path.join(workbench.folder, 'long.txt'), text);
    await workbench.openFile('long.txt');
    await workbench.runCommand('RNN Lens: Tag Current Document');
    await workbench.statusBarItem(/RNN Lens: \d+ %/);
    const progress = workbench.page.locator('.notification-list-item', { hasText: /Tagging … [1-9]\d* %/ });
    await progress.waitFor();
    await workbench.screenshot('long-run-progress');
    await progress.hover();
    await progress.getByRole('button', { name: 'Cancel' }).click();
    await progress.waitFor({ state: 'hidden' });
    await workbench.statusBarItem(/RNN Lens: .* · incomplete/);
    await until('marks of what was tagged', async () => (await workbench.decorationCount()) > 50);
    await workbench.openFile('lighthouse.txt');
    await workbench.runCommand('RNN Lens: Tag Current Document');
    await workbench.statusBarItem(/^RNN Lens: [\d,]+ tokens · english-pos$/);
    // On a busy machine also the short text has a progress notification for a moment.
    await until('no notification is left', async () => (await workbench.notifications()).length === 0);
    assert.deepEqual(workbench.consoleErrors, []);
  }));
