// Model files of other frameworks are opened to look into, and run from there; nothing is read where there is no trust.
import assert from 'node:assert/strict';
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import type { Frame } from 'playwright-core';
import { until } from './until.js';
import { axeViolations, cspViolations } from './webview.js';
import { VsCode, type Workbench } from './workbench.js';

const folder = mkdtempSync(path.join(os.tmpdir(), 'rnn-lens-files-'));
let vscode: VsCode;
before(async () => {
  const sentiment = path.join('test', 'fixtures', 'import', 'keras', 'sentiment', 'sentiment.h5');
  cpSync(sentiment, path.join(folder, 'sentiment.h5'));
  const words = Array.from({ length: 29 }, (_, k) => [`w${k + 1}`, k + 1]);
  writeFileSync(path.join(folder, 'word_index.json'), JSON.stringify(Object.fromEntries(words)));
  writeFileSync(path.join(folder, 'review.txt'), 'w4 w7 w1 w19 w2\nw3 w3 w11 w5\n');
  writeFileSync(path.join(folder, 'damaged.keras'), Uint8Array.of(0x50, 0x4b, 3, 4, 0, 0, 0, 0));
  vscode = await VsCode.start();
});
after(async () => {
  await vscode.stop();
  rmSync(folder, { recursive: true });
});

/** Opens a file by its menu in the explorer; resolves to its page. */
async function lookInto(workbench: Workbench, file: string): Promise<Frame> {
  const { page } = workbench;
  await workbench.runCommand('View: Show Explorer');
  const row = page.locator('.explorer-folders-view .monaco-list-row', { hasText: file }).first();
  const entry = page.locator('.monaco-menu .action-item', { hasText: 'Look Into Model File…' });
  await row.click({ button: 'right' });
  await entry.waitFor();
  // A menu that has just opened takes no click.
  await until('the entry is chosen', async () => {
    await entry.click({ timeout: 1000 }).catch(() => undefined);
    return !(await entry.isVisible());
  });
  return until(`the page of ${file}`, async () => {
    const frame = await workbench.webviewFrame();
    return (await frame.locator('h1').innerText()) === file ? frame : undefined;
  });
}

/** Chooses a row of what was asked by its text. */
async function choose(workbench: Workbench, label: RegExp): Promise<void> {
  const row = workbench.quickInput.rows.filter({ hasText: label }).first();
  await row.waitFor();
  await row.click();
}

test('a Keras model is looked into: layers, tensors, what it says; from there it is run on an open text', () =>
  vscode.use({ folder, viewport: { width: 1500, height: 900 } }, async (workbench) => {
    await workbench.openFile('review.txt');
    const page = await lookInto(workbench, 'sentiment.h5');
    const text = (): Promise<string> => page.locator('main').innerText();
    const tensors = page.locator('.file-tensors tbody tr');
    await until(
      'layers and statistics',
      async () =>
        /LSTM of \d+ units/.test(await text()) && (await tensors.first().locator('.histogram').isVisible()),
    );
    assert.match(await text(), /Keras [\d.]+ \(HDF5\)/);
    assert.ok((await tensors.count()) >= 4);
    assert.match(
      (await tensors.first().innerText()).replaceAll('\n', ' '),
      /embedding.*float32.*\(\d+, \d+\).*−0\.\d+/,
    );
    assert.deepEqual(await axeViolations(page), []);
    assert.deepEqual(await cspViolations(page), []);
    await workbench.screenshot('model-file');
    await page.locator('vscode-button', { hasText: 'Run on a Text…' }).click();
    await choose(workbench, /review\.txt/);
    await choose(workbench, /word_index\.json/);
    await choose(workbench, /Where\?/);
    await until('what each answer does to the open text', async () => {
      const rows = await workbench.quickInput.rows.allInnerTexts();
      return (
        rows.length === 2 &&
        rows.every((row) => /p 0\.\d+, entropy \d\.\d+ bits: how certain, not how right/.test(row))
      );
    });
    await workbench.screenshot('model-file-measured');
    await choose(workbench, /After the text/);
    await choose(workbench, / as "sentiment"/);
    await workbench.statusBarItem(/^RNN Lens: .* · sentiment$/);
    const damaged = await lookInto(workbench, 'damaged.keras');
    await until('one sentence', async () =>
      /damaged\.keras/.test(await damaged.locator('[role=alert]').innerText()),
    );
    assert.deepEqual(workbench.consoleErrors, []);
  }));

test('in a workspace that is not trusted nothing is read until somebody says so', () =>
  vscode.use({ folder, trusted: false }, async (workbench) => {
    const page = await lookInto(workbench, 'sentiment.h5');
    await until('why nothing is shown', async () =>
      /not trusted/.test(await page.locator('main').innerText()),
    );
    assert.equal(await page.locator('table').count(), 0);
    await page.locator('vscode-button', { hasText: 'Read This File' }).click();
    await page.locator('.file-tensors table').waitFor();
    assert.deepEqual(workbench.consoleErrors, []);
  }));
