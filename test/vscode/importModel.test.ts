// Model files of other frameworks are imported as people do: from the explorer, through the dialog, onto the open text,
// and the panel shows what their frameworks say of it. One window serves all of them.
import assert from 'node:assert/strict';
import { existsSync, rmSync } from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import type { Frame } from 'playwright-core';
import { choose as chooseIn, importFromExplorer as importIn } from './importDialog.js';
import { importFolder, type ImportFolder } from './importFolder.js';
import { bringToFront } from './panelPage.js';
import { until } from './until.js';
import { VsCode, type Workbench } from './workbench.js';

let vscode: VsCode;
let workbench: Workbench;
let expected: ImportFolder;
before(async () => {
  expected = await importFolder();
  vscode = await VsCode.start();
  workbench = await vscode.open({ folder: expected.folder, viewport: { width: 1500, height: 900 } });
});
after(async () => {
  await vscode.stop();
  rmSync(expected.folder, { recursive: true });
});

const importFromExplorer = (file: string) => importIn(workbench, file);
const choose = (label: RegExp) => chooseIn(workbench, label);

/** A test in the one window; a picture of it stays where it fails. */
function inWindow(name: string, body: () => Promise<void>): void {
  test(name, async () => {
    try {
      await body();
      assert.deepEqual(workbench.consoleErrors, []);
    } catch (error) {
      console.log(`A picture of the failure: ${await workbench.screenshot('failure-import')}`);
      throw error;
    }
  });
}

/** What the dialog says in the row of a question. */
async function waitForRow(row: RegExp): Promise<void> {
  await until(`the dialog says ${row}`, async () =>
    (await workbench.quickInput.rows.allInnerTexts()).some((text) => row.test(text)),
  );
}

/** The panel once the open text was read with a model. */
async function panelOf(model: string): Promise<Frame> {
  await workbench.statusBarItem(new RegExp(`^RNN Lens: .* · ${model}$`));
  await workbench.runCommand('RNN Lens: Open Panel');
  return workbench.webviewFrame();
}

async function waitForShares(panel: Frame, shares: readonly number[]): Promise<void> {
  await bringToFront(panel, 'Probabilities');
  let text = '';
  await until('the probabilities of the framework', async () => {
    text = await panel.locator('body').innerText();
    return shares.every((share) => text.includes(share.toFixed(3)));
  }).catch((error: Error) => {
    throw new Error(
      `${error.message} Expected ${shares.map((share) => share.toFixed(3)).join(' ')}: ${text}`,
    );
  });
}

inWindow(
  'a Keras model of sentiment, with the pickled tokenizer beside it; one choice is changed',
  async () => {
    await workbench.openFile('sentiment/review.txt');
    await importFromExplorer('sentiment.h5');
    await choose(/tokenizer\.pickle/);
    await choose(/Where\?/);
    await choose(/After the text/);
    await waitForRow(/Where\?[\s\S]*After the text/);
    await workbench.screenshot('import');
    await choose(/ as "sentiment"/);
    await waitForShares(await panelOf('sentiment'), [expected.sentiment, 1 - expected.sentiment]);
    await workbench.screenshot('import-panel');
  },
);

inWindow('a PyTorch tagger, with the words and labels of its folder: the tags of each word', async () => {
  await workbench.openFile('tagger/sentence.txt');
  await importFromExplorer('best.th');
  await choose(/vocabulary\/tokens\.txt/);
  await choose(/ as "best"/);
  const panel = await panelOf('best');
  await bringToFront(panel, 'Tags');
  let rows: string[] = [];
  await until('the tags of the framework', async () => {
    rows = await panel.locator('.tag-row').allInnerTexts();
    return (
      rows.length === expected.tags.length &&
      expected.tags.every(([word, tag], k) => rows[k].includes(word) && rows[k].includes(tag))
    );
  }).catch((error: Error) => {
    throw new Error(`${error.message} It shows: ${rows.join(' | ')}`);
  });
});

inWindow('a TensorFlow.js model of characters in windows: what follows the last of them', async () => {
  await workbench.openFile('character/text.txt');
  await importFromExplorer('model.json');
  await choose(/chars\.json/);
  await waitForRow(/What comes next/);
  await choose(/ as "model"/);
  const panel = await panelOf('model');
  await workbench.page.locator('.editor-instance .view-lines').first().click();
  await workbench.goTo(1, expected.length);
  await waitForShares(panel, expected.next);
  assert.match(await panel.locator('body').innerText(), /p\(next character \| …/);
  await bringToFront(panel, 'Network');
  await panel.getByText('Each of its predictions comes from a window of its own').waitFor();
});

inWindow('an ONNX classifier: the probabilities of its classes', async () => {
  await workbench.openFile('classifier/text.txt');
  await importFromExplorer('classifier.onnx');
  await choose(/words\.txt/);
  await choose(/ as "classifier"/);
  await waitForShares(await panelOf('classifier'), expected.classes);
});

inWindow('what is no model for text is refused with one sentence, and nothing in it is run', async () => {
  const refusals = {
    'malicious.pt': /"os\.system"/,
    'lstm_model.h5': /reads 60 steps of 1 numbers?[\s\S]*a series of measurements, not text/,
    'pointer.onnx': /Git LFS pointer[\s\S]*git lfs pull/,
  };
  for (const [file, sentence] of Object.entries(refusals)) {
    await importFromExplorer(file);
    await until(`the sentence about ${file}`, async () =>
      (await workbench.notifications()).some((text) => sentence.test(text)),
    );
    await workbench.runCommand('Notifications: Clear All Notifications');
    const made = path.join(workbench.folder, '.rnn-lens', 'models', path.parse(file).name);
    assert.ok(!existsSync(made), made);
  }
  assert.ok(!existsSync(expected.bait));
});
