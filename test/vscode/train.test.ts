// Networks are trained as people do: from the palette and the explorer, through the dialog, in the panel. One window serves
// all of them.
import assert from 'node:assert/strict';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import type { Frame } from 'playwright-core';
import { textbookSequences } from '../../src/core/data/lessons/textbook.js';
import { choose as chooseIn } from './importDialog.js';
import { until } from './until.js';
import { VsCode, type Workbench } from './workbench.js';

/** Short texts, so that the smallest time is more than enough. */
const FILES: Readonly<Record<string, string>> = {
  'numbers.txt': textbookSequences(30, 5),
  'reviews.csv': `text,stars\n${'lovely film,good\nawful film,bad\n'.repeat(20)}`,
  'oneclass.csv': `text,stars\n${'lovely film,good\nfine film,good\n'.repeat(10)}`,
  'tags.txt': 'the DET\ncat NOUN\nslept VERB\n\na DET\ndog NOUN\nbarked VERB\n\n'.repeat(12),
  'folder/one.txt': 'abc abd abe. '.repeat(60),
  'folder/two.txt': 'abd abe abc! '.repeat(60),
};

/** For a training from its first step to its model on a busy machine. */
const TRAINED_MS = 600_000;

let vscode: VsCode;
let workbench: Workbench;
let folder: string;
before(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'rnn-lens-train-'));
  for (const [name, text] of Object.entries(FILES)) {
    mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    writeFileSync(path.join(folder, name), text);
  }
  vscode = await VsCode.start();
  workbench = await vscode.open({ folder, viewport: { width: 1500, height: 900 } });
});
after(async () => {
  await vscode.stop();
  rmSync(folder, { recursive: true });
});

const choose = (label: RegExp) => chooseIn(workbench, label);

/**
 * Answers a question of the dialog: its row, then what it offers; by keys, because a click meets whatever list has come under
 * the mouse meanwhile.
 */
async function answer(...labels: readonly string[]): Promise<void> {
  for (const label of labels) await workbench.quickInput.pick(label);
}

/** A test in the one window; a picture of it stays where it fails. */
function inWindow(name: string, body: () => Promise<void>): void {
  test(name, async () => {
    try {
      await body();
      assert.deepEqual(workbench.consoleErrors, []);
    } catch (error) {
      console.log(`A picture of the failure: ${await workbench.screenshot('failure-train')}`);
      throw error;
    }
  });
}

/** What the dialog says in one of its rows. */
async function waitForRow(row: RegExp): Promise<void> {
  await until(`the dialog says ${row}`, async () =>
    (await workbench.quickInput.rows.allInnerTexts()).some((text) => row.test(text)),
  );
}

/** Opens a file and the dialog for it. */
async function dialogFor(file: string): Promise<void> {
  await workbench.openFile(file);
  await workbench.runCommand('RNN Lens: Train a Network…');
  await waitForRow(/What it learns/);
}

/** Gives the model another name, in the dialog. */
async function nameIt(name: string): Promise<void> {
  const widget = workbench.page.locator('.quick-input-widget');
  const input = widget.locator('input[type="text"]').first();
  await answer('Name');
  await until('the question for a name', async () =>
    (await widget.innerText()).includes('What the model is called'),
  );
  await input.fill(name);
  await workbench.quickInput.accept();
  await waitForRow(new RegExp(`as "${name}"`));
}

/** The panel with the training of this title in front, once it is over. */
async function finished(title: RegExp): Promise<Frame> {
  return until(
    `${title} is finished`,
    async () => {
      const panel = await workbench.webviewFrame();
      const text = await panel.locator('body').innerText({ timeout: 2000 });
      if (title.test(text) && text.includes('Finished')) return panel;
      // Reading all of a page that is drawn anew with each epoch takes time from those who train.
      await workbench.page.waitForTimeout(1000);
      throw new Error(text.slice(0, 600));
    },
    TRAINED_MS,
  );
}

/** A file of a model or training in the workspace. */
const made = (...parts: string[]): string => path.join(workbench.folder, '.rnn-lens', ...parts);

interface Manifest {
  readonly task: string;
  readonly heads: readonly { readonly name: string; readonly labels: readonly string[] }[];
  readonly rnn: { readonly cell: string; readonly hiddenSize: number };
  readonly training: {
    readonly data: { readonly loss?: string; readonly own?: { readonly columns?: unknown } };
  };
}

const manifest = (name: string): Manifest =>
  JSON.parse(readFileSync(made('models', name, 'model.json'), 'utf8')) as Manifest;

inWindow(
  'the textbook task: the loss of the last step is chosen, and it learns states from numbers',
  async () => {
    await dialogFor('numbers.txt');
    await waitForRow(/the numbers behind "=", as its states/);
    assert.ok(
      !(await workbench.quickInput.rows.allInnerTexts()).some((text) => /^(Units|Directions)/.test(text)),
    );
    await answer('Loss', 'of the last step');
    await waitForRow(/^Loss[\s\S]*of the last step/);
    await answer('Time', 'about 1 minute');
    await nameIt('states');
    await workbench.screenshot('train-dialog');
    await choose(/ as "states"/);
    const panel = await finished(/2 units on numbers\.txt/);
    assert.match(await panel.locator('body').innerText(), /Loss, mean squared error/);
    const { task, heads, rnn, training } = manifest('states');
    assert.deepEqual(
      [task, heads, rnn.cell, rnn.hiddenSize, training.data.loss],
      ['states', [], 'RNN_TANH', 2, 'last'],
    );
    await workbench.screenshot('train-states');
  },
);

inWindow('what was trained is trained further, beginning with the model that it made', async () => {
  const panel = await finished(/2 units on numbers\.txt/);
  await panel.getByRole('button', { name: 'Train Further' }).click();
  await until('the second training has begun', () =>
    existsSync(made('training', 'states-2', 'start', 'model.json')),
  );
  await panel.getByRole('button', { name: 'Stop', exact: true }).click();
  const isThere = (): boolean => existsSync(made('training', 'states-2', 'training.json'));
  await until('it is kept', isThere);
});

inWindow('a tagger of words and tags, with another cell: its head is called tag', async () => {
  await dialogFor('tags.txt');
  await answer('Cell', 'GRU');
  await waitForRow(/^Cell[\s\S]*GRU/);
  await answer('Units', '4');
  await answer('Directions', 'forward');
  await waitForRow(/^Directions[\s\S]*forward$/);
  await answer('Time', 'about 1 minute');
  await choose(/ as "tags"/);
  await finished(/GRU with 4 units on tags\.txt/);
  const { heads, rnn } = manifest('tags');
  assert.deepEqual(
    [rnn.cell, rnn.hiddenSize, heads.map(({ name, labels }) => [name, ...labels])],
    ['GRU', 4, [['tag', 'DET', 'NOUN', 'VERB']]],
  );
});

inWindow('the columns of a table are chosen, and the recipe is looked at before it is followed', async () => {
  await dialogFor('reviews.csv');
  await answer('Columns', 'text', 'stars');
  await waitForRow(/^Columns[\s\S]*text: text, label: stars/);
  await choose(/^Recipe …/);
  await workbench.tab('recipe.json').waitFor();
  const recipe = JSON.parse(
    readFileSync(made('training', 'reviews', 'recipe.json'), 'utf8'),
  ) as Manifest['training'];
  assert.deepEqual(recipe.data.own?.columns, { separator: ',', header: true, text: 0, label: 1 });
});

inWindow(
  'a folder is learned from, from the explorer; a language model refuses two directions, and says why',
  async () => {
    await workbench.runCommand('View: Show Explorer');
    const row = workbench.page
      .locator('.explorer-folders-view .monaco-list-row', { hasText: 'folder' })
      .first();
    const entry = workbench.page.locator('.monaco-menu .action-item', { hasText: 'Train a Network…' });
    await row.click({ button: 'right' });
    await entry.waitFor();
    await until('the entry is chosen', async () => {
      await entry.click({ timeout: 1000 }).catch(() => undefined);
      return !(await entry.isVisible());
    });
    await waitForRow(/^Directions[\s\S]*One only: read backward/);
    await answer('Cell', 'plain RNN');
    await answer('Units', '8');
    await answer('Time', 'about 1 minute');
    await choose(/ as "folder"/);
    await until('both files are learned from', () =>
      ['folder_one.txt', 'one.txt'].some((name) => existsSync(made('training', 'folder', 'data', name))),
    );
    const panel = await workbench.webviewFrame();
    await until('it is shown', async () => {
      const text = await panel.locator('body').innerText();
      return /plain RNN with 8 units on folder/.test(text) ? true : undefined;
    });
    await panel.getByRole('button', { name: 'Stop', exact: true }).click();
  },
);

inWindow('where all lines have one class, the dialog offers no classifier', async () => {
  await dialogFor('oneclass.csv');
  const rows = (await workbench.quickInput.rows.allInnerTexts()).join('\n');
  assert.match(rows, /to write: the next character/);
  await workbench.quickInput.close();
});
