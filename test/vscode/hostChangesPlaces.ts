// Documents that are no files, or files under another name, and those that are not seen when the settings change.
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { twinModel } from './damagedModels.js';
import { test } from './hostRunner.js';
import {
  api,
  closeAll,
  followed,
  sameAsFullRun,
  show,
  showNew,
  tag,
  untilMarked,
  withModel,
  withSetting,
  workspaceFile,
} from './hostSupport.js';
import { selectModel } from './hostTasks.js';
import { until } from './until.js';

const TEXT = 'The keeper climbed the old tower.\nNobody wrote to her in winter.\n';

/** Registers the tests. */
export function testPlaces(): void {
  testNames();
  testNotebooks();
  testHidden();
}

function testNames(): void {
  test('a renamed file keeps its tags, follows edits, and keeps the model chosen for it', async () => {
    const { document } = await showNew('old-name.txt', TEXT);
    const { labels } = await tag(document);
    const renamed = await rename(document.uri, workspaceFile('new-name.txt'));
    const run = await followed(renamed);
    assert.deepEqual([run.model, run.labels], ['english-pos', labels]);
    const editor = await show(renamed.uri);
    await untilMarked(editor, run);
    await editor.edit((edit) => edit.insert(new vscode.Position(0, 4), 'ancient '));
    await followed(renamed);
    await sameAsFullRun(renamed);
    await closeAll();
  });

  test('a file in a renamed folder that is not seen gets its tags when it is seen', async () => {
    const uri = workspaceFile('letters/hidden.txt');
    await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(TEXT));
    const { document } = await show(uri);
    const { labels } = await tag(document);
    const { document: front } = await showNew('front.txt', TEXT);
    const target = workspaceFile('post');
    const edit = new vscode.WorkspaceEdit();
    edit.renameFile(workspaceFile('letters'), target, { overwrite: true });
    assert.ok(await vscode.workspace.applyEdit(edit));
    const renamed = vscode.Uri.joinPath(target, 'hidden.txt');
    await until('the old name is gone', () => document.isClosed);
    const { runOf } = await api();
    assert.deepEqual([runOf(uri), runOf(renamed), runOf(front.uri)], [null, null, null]);
    const editor = await show(renamed);
    assert.deepEqual((await followed(editor.document)).labels, labels);
    await closeAll();
  });

  test('a document that had no name keeps its tags and the model chosen for it when it is saved', async () => {
    await saveUntitled('first-name.txt');
    await saveUntitled('chosen-name.txt', twinModel);
  });

  test('a document without a name follows edits', async () => {
    const document = await vscode.workspace.openTextDocument({ content: TEXT });
    await vscode.window.showTextDocument(document);
    await tag(document);
    await vscode.commands.executeCommand('type', { text: 'Once ' });
    await followed(document);
    await sameAsFullRun(document);
    await closeAll();
  });
}

/** Tags a new document, perhaps with a model chosen by hand, saves it and looks at the file. */
async function saveUntitled(name: string, byHand?: string): Promise<void> {
  const file = workspaceFile(name);
  const untitled = await vscode.workspace.openTextDocument(file.with({ scheme: 'untitled' }));
  const editor = await vscode.window.showTextDocument(untitled);
  await editor.edit((edit) => edit.insert(new vscode.Position(0, 0), TEXT));
  const tagged = await tag(untitled);
  const { labels, model } = byHand ? await chosen(untitled, byHand) : tagged;
  assert.ok(await untitled.save());
  const { document: saved } = await show(file);
  const run = await followed(saved);
  const { modelFor } = await api();
  assert.deepEqual([run.model, run.labels, await modelFor(saved)], [model, labels, model]);
  await closeAll();
}

/** Chooses a model in the list; resolves to the run of it. */
async function chosen(document: vscode.TextDocument, name: string): ReturnType<typeof followed> {
  const { runOf } = await api();
  await selectModel(name);
  await until('tags of the other model', () => runOf(document.uri)?.model === name);
  return followed(document);
}

async function rename(oldUri: vscode.Uri, newUri: vscode.Uri): Promise<vscode.TextDocument> {
  const edit = new vscode.WorkspaceEdit();
  edit.renameFile(oldUri, newUri, { overwrite: true });
  assert.ok(await vscode.workspace.applyEdit(edit));
  return until('the new name', () =>
    vscode.workspace.textDocuments.find(({ uri }) => uri.toString() === newUri.toString()),
  );
}

function testNotebooks(): void {
  for (const model of ['english-pos', 'tiny-lm'] as const)
    test(`a notebook's cells are documents of their own: followed by ${model}, as a full run`, () =>
      withModel(model, async () => {
        const cells = [TEXT, 'The lamp burned.\n'].map(
          (text) => new vscode.NotebookCellData(vscode.NotebookCellKind.Markup, text, 'plaintext'),
        );
        const data = new vscode.NotebookData(cells);
        const notebook = await vscode.workspace.openNotebookDocument('jupyter-notebook', data);
        const shown = await vscode.window.showNotebookDocument(notebook);
        const [first, second] = notebook.getCells().map((cell) => cell.document);
        for (const [index, document] of [first, second].entries()) {
          await editCell(shown, index, document);
          await tag(document);
        }
        const edit = new vscode.WorkspaceEdit();
        edit.insert(first.uri, new vscode.Position(0, 4), 'ancient ');
        edit.insert(second.uri, new vscode.Position(0, 0), 'So. ');
        assert.ok(await vscode.workspace.applyEdit(edit));
        for (const document of [first, second]) await followed(document);
        await sameAsFullRun(second);
        await editCell(shown, 0, first);
        await vscode.commands.executeCommand('type', { text: 'Once ' });
        await followed(first);
        await sameAsFullRun(first);
        const removal = new vscode.WorkspaceEdit();
        const range = new vscode.NotebookRange(1, 2);
        removal.set(notebook.uri, [vscode.NotebookEdit.deleteCells(range)]);
        assert.ok(await vscode.workspace.applyEdit(removal));
        const { problem, runOf } = await api();
        await until('the cell is gone', () => runOf(second.uri) === null);
        assert.ok(runOf(first.uri));
        assert.equal(problem, null);
        await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
        await closeAll();
      }));
}

/** Puts the cursor into a cell. */
async function editCell(
  editor: vscode.NotebookEditor,
  index: number,
  document: vscode.TextDocument,
): Promise<void> {
  const tests = await api();
  editor.selections = [new vscode.NotebookRange(index, index + 1)];
  await until(`cell ${index} is the active document`, async () => {
    await vscode.commands.executeCommand('notebook.cell.edit');
    return tests.activeDocument === document.uri.toString();
  });
}

type Shown = readonly [model: string, stale: boolean];

function testHidden(): void {
  test('tags of a document that is not seen are stale after a change of the model, and run again when it is seen', async () => {
    const [one, other] = await twoTagged();
    const { labels } = await tag(other);
    await withSetting('models', { latin: twinModel }, async () => {
      await untilShown([one, other], [['english-pos', true], [twinModel, false]]); // prettier-ignore
      await show(one.uri);
      await untilShown([one, other], [[twinModel, false], [twinModel, false]]); // prettier-ignore
      assert.deepEqual((await followed(one)).labels, labels);
    });
    await untilShown([one, other], [['english-pos', false], [twinModel, true]]); // prettier-ignore
    await show(other.uri);
    await untilShown([one, other], [['english-pos', false], ['english-pos', false]]); // prettier-ignore
    // A setting that comes and goes unseen leaves nothing behind.
    const stale = () => untilShown([one, other], [['english-pos', true], [twinModel, false]]); // prettier-ignore
    await withModel(twinModel, stale);
    await untilShown([one, other], [['english-pos', false], ['english-pos', false]]); // prettier-ignore
    await closeAll();
  });

  test('a model that was chosen for a document by hand stays when the settings change', async () => {
    const [one, other] = await twoTagged();
    const { modelFor } = await api();
    await until('the chosen model', async () => {
      await selectModel(twinModel);
      return (await modelFor(other)) === twinModel;
    });
    await untilShown([one, other], [['english-pos', false], [twinModel, false]]); // prettier-ignore
    await show(one.uri);
    await withSetting('models', { latin: 'tiny-morphology' }, async () => {
      await untilShown([one, other], [['tiny-morphology', false], [twinModel, false]]); // prettier-ignore
      await show(other.uri);
      await untilShown([one, other], [['tiny-morphology', false], [twinModel, false]]); // prettier-ignore
    });
    const renamed = await rename(other.uri, workspaceFile('chosen.txt'));
    await untilShown([renamed], [[twinModel, false]]);
    await until('the automatic choice', async () => {
      await selectModel(null);
      return (await modelFor(renamed)) === 'english-pos';
    });
    await untilShown([renamed], [['english-pos', false]]);
    await closeAll();
  });
}

/** Two tagged documents in one group: the second is in front. */
async function twoTagged(): Promise<[vscode.TextDocument, vscode.TextDocument]> {
  const { document: one } = await showNew('hidden.txt', TEXT);
  await tag(one);
  const { document: other } = await showNew('seen.txt', TEXT);
  await tag(other);
  return [one, other];
}

async function untilShown(
  documents: readonly vscode.TextDocument[],
  expected: readonly Shown[],
): Promise<void> {
  const { progressOf } = await api();
  await until(JSON.stringify(expected), () => {
    const runs = documents.map(({ uri }) => progressOf(uri));
    assert.deepEqual(
      runs.map((run) => [run?.model, run?.stale]),
      expected,
    );
    return runs.every((run) => run?.complete);
  });
}
