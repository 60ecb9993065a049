// What drives a prediction, in the real VS Code: its numbers are those of the command line.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { after, before, test } from 'node:test';
import type { Frame } from 'playwright-core';
import { bringToFront, tagAndOpenPanel } from './panelPage.js';
import { until } from './until.js';
import { VsCode, type Workbench } from './workbench.js';

let vscode: VsCode;
before(async () => {
  vscode = await VsCode.start();
});
after(() => vscode.stop());

/** What the command line says of a file as it lies on the disk: `Marta, +0.07 bits`. */
function commandLine({ folder }: Workbench, file: string, ...args: string[]): string[] {
  const whole = ['attribute', path.join(folder, file), '--model', 'english-pos', '--format', 'json', ...args];
  const { status, stdout, stderr } = spawnSync(process.execPath, ['dist/cli.js', ...whole], {
    encoding: 'utf8',
  });
  assert.equal(status, 0, stderr);
  const { tokens } = JSON.parse(stdout) as { tokens: { text: string; bits: number }[] };
  return tokens.map(({ text, bits }) => `${text}, ${bits}`);
}

/** The words of the view, with their bits. */
const words = (panel: Frame): Promise<string[]> =>
  panel
    .locator('.attribution-word')
    .evaluateAll((all) => all.map((word) => word.getAttribute('aria-label') ?? ''));

/** Whether the view says what the command line does, to two digits behind the point. */
function isSame(shown: readonly string[], expected: readonly string[]): boolean {
  if (shown.length !== expected.length) return false;
  return expected.every((word, k) => {
    const at = word.lastIndexOf(', ');
    const match = /^(.*), ([+−±]?)([\d.]+) bits/.exec(shown[k]);
    if (!match) return false;
    const bits = Number(match[3]) * (match[2] === '−' ? -1 : 1);
    // Two kernels of WebAssembly may differ in the last bits of single precision.
    return match[1] === word.slice(0, at) && Math.abs(bits - Number(word.slice(at + 2))) < 0.0105;
  });
}

async function agrees(panel: Frame, expected: readonly string[]): Promise<void> {
  let shown: string[] = [];
  await until('the numbers of the command line', async () => {
    shown = await words(panel);
    return isSame(shown, expected);
  }).catch((error: unknown) => {
    throw new Error(`${shown.join(' | ')} and not ${expected.join(' | ')}`, { cause: error });
  });
}

const title = (panel: Frame): Promise<string> => panel.locator('.attribution .view-title').innerText();

test('the view says what the command line says: by hiding, by gradient, of another word, after an edit', () =>
  vscode.use({ viewport: { width: 1600, height: 950 } }, async (workbench) => {
    const file = 'lighthouse.txt';
    const panel = await tagAndOpenPanel(workbench, file);
    await workbench.runCommand('View: Focus First Editor Group');
    await workbench.goTo(3, 13);
    await bringToFront(panel, 'Attribution');
    await until('the question', async () => (await title(panel)) === 'Why is “had” AUX?');
    await agrees(panel, commandLine(workbench, file, '--at', '3:13'));
    await workbench.screenshot('attribution');

    await panel.locator('.attribution-word', { hasText: 'light' }).click();
    await until('the question about it', async () => (await title(panel)) === 'Why is “light” NOUN?');
    await agrees(panel, commandLine(workbench, file, '--at', '3:26'));

    await panel.locator('vscode-dropdown[aria-label="Method"]').click();
    await panel.locator('vscode-option', { hasText: 'Gradient × input' }).click();
    await agrees(panel, commandLine(workbench, file, '--at', '3:26', '--method', 'gradient'));

    await workbench.runCommand('View: Focus First Editor Group');
    await workbench.statusBarItem(/Ln 3, Col (26|31)/);
    await workbench.goTo(3, 31);
    await workbench.type('house');
    await until('the new word', async () =>
      (await words(panel)).some((word) => word.startsWith('lighthouse,')),
    );
    await workbench.runCommand('File: Save');
    await until('the edited text', () =>
      commandLine(workbench, file, '--at', '3:26').some((word) => word.startsWith('lighthouse')),
    );
    await agrees(panel, commandLine(workbench, file, '--at', '3:26', '--method', 'gradient'));
    assert.deepEqual(workbench.consoleErrors, []);
  }));
