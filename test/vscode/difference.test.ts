// A difference in VS Code, of a file and its version in a real repository: both sides are read, and nothing is asked of people.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { until } from './until.js';
import { VsCode } from './workbench.js';

let vscode: VsCode;
let folder: string;

before(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'rnn-lens-repository-'));
  const git = (...args: string[]) => execFileSync('git', args, { cwd: folder, stdio: 'ignore' });
  writeFileSync(path.join(folder, 'story.txt'), 'The keeper climbed the old tower.\nNobody wrote to her.\n');
  git('init');
  git('add', '.');
  git('-c', 'user.name=Test', '-c', 'user.email=test@localhost', 'commit', '-m', 'A story');
  appendFileSync(path.join(folder, 'story.txt'), 'A dog barks.\n');
  // The extension for git runs in Node only.
  vscode = await VsCode.start('node');
});
after(async () => {
  await vscode.stop();
  rmSync(folder, { recursive: true, force: true });
});

test('the changes of a file in a repository: both sides get their tags from one command', () =>
  vscode.use(
    { folder, viewport: { width: 1500, height: 700 }, settings: { 'git.enabled': true } },
    async (workbench) => {
      await workbench.openFile('story.txt');
      const sides = workbench.page.locator(
        '.monaco-diff-editor .editor.original, .monaco-diff-editor .editor.modified',
      );
      await until('its changes', async () => {
        await workbench.runCommand('Git: Open Changes');
        return (await sides.count()) === 2;
      });
      await sides.nth(1).locator('.view-line').first().click();
      await workbench.runCommand('RNN Lens: Tag Current Document');
      await workbench.statusBarItem(/^RNN Lens: [\d,]+ tokens · english-pos$/);
      for (const k of [0, 1]) {
        const marks = sides.nth(k).locator('[class*="TextEditorDecorationType"]');
        await until(`marks on side ${k}`, async () => (await marks.count()) > 8);
      }
      await workbench.screenshot('difference');
      // The progress of work that took long goes by itself.
      await until('no notification', async () => (await workbench.notifications()).length === 0);
      assert.deepEqual(workbench.consoleErrors, []);
    },
  ));
