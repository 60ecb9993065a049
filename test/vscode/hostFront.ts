// What is in front: the extension never acts on, or speaks of, a document that people do not see.
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { test } from './hostRunner.js';
import { api, closeAll, followed, loggedDuring, show, showNew, tag, workspaceFile } from './hostSupport.js';
import { until } from './until.js';

/** Registers the tests of what is in front: texts, binary files, notebooks, nothing. */
export function testFront(): void {
  test('a tagged empty document comes alive when something is typed', async () => {
    const editor = await showNew('typed.txt', '');
    await vscode.commands.executeCommand('rnnLens.tagDocument');
    assert.ok(await editor.edit((edit) => edit.insert(new vscode.Position(0, 0), 'A dog barks.')));
    const run = await followed(editor.document);
    assert.deepEqual(run.texts, ['A', 'dog', 'barks', '.']);
    await closeAll();
  });

  test('with a binary file in front there is nothing to tag, though a text is open behind it', async () => {
    await closeAll();
    const { document } = await showNew('behind.txt', 'A dog barks.');
    await tag(document);
    const uri = workspaceFile('front.bin');
    const bytes = Uint8Array.from({ length: 3000 }, (_, i) => (i * 7) % 256);
    await vscode.workspace.fs.writeFile(uri, bytes);
    await vscode.commands.executeCommand('vscode.open', uri, { preview: false });
    await activeIs(null);
    await show(document.uri);
    await activeIs(document.uri);
    await closeAll();
  });

  test('a notebook in front: its cell is what is tagged, not the text behind it; without a cell that is said', async () => {
    await closeAll();
    const { document } = await showNew('behind.txt', 'A dog barks.');
    const cell = new vscode.NotebookCellData(vscode.NotebookCellKind.Code, 'print(1)', 'python');
    const notebook = await showNotebook(cell);
    const [{ document: text }] = notebook.getCells();
    await until('the cell is edited', async () => {
      await vscode.commands.executeCommand('notebook.cell.edit');
      return (await api()).activeDocument === text.uri.toString();
    });
    await vscode.commands.executeCommand('rnnLens.tagDocument');
    assert.ok((await api()).runOf(text.uri));
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
    await showNotebook();
    await activeIs(null);
    const logged = await loggedDuring(() => vscode.commands.executeCommand('rnnLens.tagDocument'));
    assert.match(logged.join(), /info: A notebook is read cell by cell/);
    assert.equal((await api()).runOf(document.uri), null);
    await closeAll();
  });

  test('that there is no text to tag is said once, and is nothing that lasts', async () => {
    await closeAll();
    await activeIs(null);
    const logged = await loggedDuring(() => vscode.commands.executeCommand('rnnLens.tagDocument'));
    assert.equal(logged.length, 1);
    assert.match(logged[0], /^info: There is no text to tag/);
    assert.equal((await api()).problem, null);
  });
}

async function showNotebook(...cells: vscode.NotebookCellData[]): Promise<vscode.NotebookDocument> {
  const data = new vscode.NotebookData(cells);
  const notebook = await vscode.workspace.openNotebookDocument('jupyter-notebook', data);
  await vscode.window.showNotebookDocument(notebook);
  return notebook;
}

async function activeIs(uri: vscode.Uri | null): Promise<void> {
  const tests = await api();
  await until(
    `the active document is ${uri?.path}`,
    () => tests.activeDocument === (uri?.toString() ?? null),
  );
}
