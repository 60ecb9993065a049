// The VSIX as people get it: it is packed, installed from the file into a VS Code Server that knows nothing of this project,
// and reads a text there.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { pack } from '../vsix.mjs';
import { tagAndOpenPanel } from './panelPage.js';
import { until } from './until.js';
import { VsCode } from './workbench.js';

const MOST_MB = 16;

let vscode: VsCode;
let folder: string;
let vsix: string;

before(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'rnn-lens-vsix-'));
  vsix = path.join(folder, 'rnn-lens.vsix');
  await pack({ out: vsix });
  vscode = await VsCode.start('node', vsix);
});
after(async () => {
  await vscode?.stop();
  rmSync(folder, { recursive: true, force: true });
});

test('the VSIX is 16 MB at most', (context) => {
  const { size } = statSync(vsix);
  context.diagnostic(`${(size / 1e6).toFixed(2)} MB`);
  assert.ok(size <= MOST_MB * 1e6, `${size} bytes`);
});

test('installed from the file it reads a text, with marks, rows of the panel and a hover, and asks nobody anything', () =>
  vscode.use({ viewport: { width: 1500, height: 900 } }, async (workbench) => {
    // Nothing is open: nothing that acts on a text is offered.
    const offered = await workbench.paletteEntries('RNN Lens: Open');
    assert.ok(offered.includes('RNN Lens: Open Sample'), offered.join(' | '));
    for (const title of ['Tag Current Document', 'Stop Colouring', 'Pause Training', 'Clear Tags'])
      assert.ok(!offered.includes(`RNN Lens: ${title}`), title);
    const panel = await tagAndOpenPanel(workbench, 'lighthouse.txt');
    await until('marks in the editor', async () => (await workbench.decorationCount()) > 50);
    await until('the first word', async () => /The/.test(await panel.getByRole('row').nth(1).innerText()));
    await workbench.runCommand('View: Focus First Editor Group');
    assert.match(await workbench.hoverText(1, 2), /The[\s\S]*DET/);
    await workbench.screenshot('installed');
    assert.deepEqual(workbench.requestsElsewhere, []);
    assert.deepEqual(workbench.consoleErrors, []);
  }));
