// Follow mode and colouring in the extension host: whatever is edited, what is shown is what a full run would show.
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { test } from './hostRunner.js';
import {
  api,
  closeAll,
  followed,
  loggedDuring,
  longText,
  results,
  sameAsFullRun,
  show,
  showNew,
  tag,
  untilMarked,
  withModel,
  withSetting,
} from './hostSupport.js';
import { until } from './until.js';

const TEXT = 'The keeper climbed the old tower.\nNobody wrote to her in winter.\nThe lamp burned.\n';

/** Registers the tests. */
export function testFollow(): void {
  testEdits();
  testModes();
  testColours();
}

function testEdits(): void {
  test('typing is followed: tokens, labels and marks are those of a full run, and undo restores them', async () => {
    const editor = await showNew('typed.txt', TEXT);
    const { marksOf } = await api();
    const before = await tag(editor.document);
    await until('marks', () => marksOf(editor).length === before.tokenCount);
    for (const [k, letter] of [...'ancient '].entries())
      await editor.edit((edit) => edit.insert(new vscode.Position(0, 4 + k), letter));
    const after = await followed(editor.document);
    assert.equal(after.texts[1], 'ancient');
    assert.equal(after.tokenCount, before.tokenCount + 1);
    await untilMarked(editor, after);
    await vscode.commands.executeCommand('undo');
    while (editor.document.getText() !== TEXT) await vscode.commands.executeCommand('undo');
    assert.deepEqual(results(await followed(editor.document)), results(before));
    await vscode.commands.executeCommand('redo');
    await followed(editor.document);
    await sameAsFullRun(editor.document);
    await closeAll();
  });

  test('several cursors, replace-all, deletion of everything and a paste are followed', async () => {
    const text = longText(400);
    const editor = await showNew('replaced.txt', text);
    const { document } = editor;
    await tag(document);
    editor.selections = [0, 1, 2].map((line) => new vscode.Selection(line, 4, line, 4));
    await vscode.commands.executeCommand('type', { text: 'w' });
    await followed(document);
    await sameAsFullRun(document);
    await editor.edit((edit) => {
      for (const { index } of document.getText().matchAll(/winter/g))
        edit.replace(new vscode.Range(document.positionAt(index), document.positionAt(index + 6)), 'May. So');
    });
    await followed(document);
    await sameAsFullRun(document);
    await editor.edit((edit) => edit.delete(new vscode.Range(0, 0, document.lineCount, 0)));
    assert.equal((await followed(document)).tokenCount, 0);
    await editor.edit((edit) => edit.insert(new vscode.Position(0, 0), text.repeat(3)));
    await followed(document);
    await sameAsFullRun(document);
    await closeAll();
  });

  test('other line breaks, another editor of the document, and an untitled one are followed', async () => {
    const editor = await showNew('breaks.txt', TEXT);
    await tag(editor.document);
    await editor.edit((edit) => edit.setEndOfLine(vscode.EndOfLine.CRLF));
    await followed(editor.document);
    await editor.edit((edit) => edit.insert(new vscode.Position(1, 0), 'Yes.\n'));
    assert.equal((await followed(editor.document)).texts.filter((word) => word === 'Yes').length, 1);
    await sameAsFullRun(editor.document);
    const beside = await vscode.window.showTextDocument(editor.document, vscode.ViewColumn.Beside);
    await beside.edit((edit) => edit.insert(new vscode.Position(0, 0), 'Once '));
    const run = await followed(editor.document);
    for (const shown of vscode.window.visibleTextEditors) await untilMarked(shown, run);
    await closeAll();
    const untitled = await vscode.workspace.openTextDocument({ content: TEXT });
    const shown = await vscode.window.showTextDocument(untitled);
    await tag(untitled);
    await shown.edit((edit) => edit.insert(new vscode.Position(2, 0), 'And '));
    await followed(untitled);
    await sameAsFullRun(untitled);
    await closeAll();
  });

  test('a file that another program changed is followed', async () => {
    const { document } = await showNew('disk.txt', TEXT);
    await tag(document);
    const changed = TEXT.replace('winter', 'the long winter');
    await vscode.workspace.fs.writeFile(document.uri, new TextEncoder().encode(changed));
    await vscode.commands.executeCommand('workbench.action.files.revert');
    await until('the new text', () => document.getText() === changed);
    await followed(document);
    await sameAsFullRun(document);
    await closeAll();
  });

  test('edits while a document is being tagged are followed', async () => {
    const editor = await showNew('early.txt', longText(4_000));
    const { runOf } = await api();
    const tagging = vscode.commands.executeCommand('rnnLens.tagDocument');
    await editor.edit((edit) => edit.insert(new vscode.Position(0, 4), 'brave '));
    await until('the first tags', () => runOf(editor.document.uri));
    await editor.edit((edit) => edit.insert(new vscode.Position(0, 4), 'new '));
    await tagging;
    await followed(editor.document);
    await sameAsFullRun(editor.document);
    await closeAll();
  });

  test('a language model follows: surprisal of what comes after the edit is that of a full run', () =>
    withModel('tiny-lm', async () => {
      const editor = await showNew('prose.txt', TEXT);
      await tag(editor.document);
      await editor.edit((edit) => edit.replace(new vscode.Range(0, 4, 0, 10), 'woman'));
      await followed(editor.document);
      await sameAsFullRun(editor.document);
      await closeAll();
    }));
}

function testModes(): void {
  test('switched off, nothing follows; switched on again, what is stale is run again', async () => {
    const editor = await showNew('modes.txt', TEXT);
    const { runOf } = await api();
    await tag(editor.document);
    await withSetting('follow', 'off', async () => {
      await editor.edit((edit) => edit.insert(new vscode.Position(0, 0), 'Once '));
      // Longer than following takes.
      await new Promise((done) => setTimeout(done, 1_000));
      const run = runOf(editor.document.uri);
      assert.deepEqual([run?.stale, run?.texts[0]], [true, 'The']);
      assert.match((await api()).status ?? '', /stale/);
    });
    assert.equal((await followed(editor.document)).texts[0], 'Once');
    for (const mode of ['tags', 'off', 'everything']) {
      await vscode.commands.executeCommand('rnnLens.toggleFollow');
      assert.equal(vscode.workspace.getConfiguration('rnnLens').get('follow'), mode);
    }
    const configuration = vscode.workspace.getConfiguration('rnnLens');
    await configuration.update('follow', undefined, vscode.ConfigurationTarget.Global);
    await closeAll();
  });

  test('an engine that dies while following is started again, and the document is run again', async () => {
    const editor = await showNew('crash.txt', TEXT);
    const { crashEngine } = await api();
    await tag(editor.document);
    crashEngine();
    await editor.edit((edit) => edit.insert(new vscode.Position(0, 0), 'Once '));
    assert.equal((await followed(editor.document)).texts[0], 'Once');
    await sameAsFullRun(editor.document);
    await closeAll();
  });
}

function testColours(): void {
  test('a unit colours the visible text, follows what is typed, and stops', async () => {
    const editor = await showNew('coloured.txt', TEXT);
    const { coloursOf, marksOf } = await api();
    await tag(editor.document);
    const place = { layer: 0, direction: 'forward', quantity: 'h', unit: 3 };
    await vscode.commands.executeCommand('rnnLens.colourByUnit', place);
    const before = await until('colours', () =>
      coloursOf(editor).length > 3 ? coloursOf(editor) : undefined,
    );
    assert.ok(before.every(({ bucket }) => Math.abs(bucket) >= 1 && Math.abs(bucket) <= 7));
    await until('no marks under the colours', () => marksOf(editor).length === 0);
    assert.match((await api()).colouring ?? '', /layer 1 → unit 3 \(h\)$/);
    await editor.edit((edit) => edit.insert(new vscode.Position(0, 0), 'Once upon a time. '));
    await followed(editor.document);
    const live = await until('colours of the new text', () => {
      const found = coloursOf(editor);
      return found.some(({ range }) => range.start.isBefore(new vscode.Position(0, 17))) ? found : undefined;
    });
    // A run of the whole text again colours it alike.
    await vscode.commands.executeCommand('rnnLens.stopColouring');
    await until('no colours', () => coloursOf(editor).length === 0);
    await tag(editor.document);
    await vscode.commands.executeCommand('rnnLens.colourByUnit', place);
    await until('the same colours', () => {
      assert.deepEqual(coloursOf(editor), live);
      return true;
    });
    await vscode.commands.executeCommand('rnnLens.stopColouring');
    await until('marks again', () => marksOf(editor).length > 10);
    assert.equal((await api()).colouring, null);
    await closeAll();
  });

  test('a unit that is not there, and a selection that is not there, are said', async () => {
    const { document } = await show((await showNew('none.txt', TEXT)).document.uri);
    await tag(document);
    const place = { layer: 9, direction: 'forward', quantity: 'h', unit: 3 };
    const wrong = await loggedDuring(() => vscode.commands.executeCommand('rnnLens.colourByUnit', place));
    assert.match(wrong.join(), /info: This network has layers 1 to \d/);
    const empty = await loggedDuring(() => vscode.commands.executeCommand('rnnLens.findUnits'));
    assert.match(empty.join(), /info: Nothing is selected/);
    await closeAll();
  });

  test('the best unit for the selected words colours just these', () =>
    withModel('tiny-lm', async () => {
      const editor = await showNew('found.txt', TEXT);
      await tag(editor.document);
      editor.selections = [0, 1].map((line) => new vscode.Selection(line, 0, line, 6));
      const finding = vscode.commands.executeCommand('rnnLens.findUnits');
      // Nothing tells when the list is there.
      await new Promise((done) => setTimeout(done, 2_000));
      await vscode.commands.executeCommand('workbench.action.acceptSelectedQuickOpenItem');
      await finding;
      const tests = await api();
      await until('colours', () => tests.coloursOf(editor).length > 0);
      assert.match(tests.colouring ?? '', /layer \d → unit \d+ \((h|c)\)$/);
      await vscode.commands.executeCommand('rnnLens.stopColouring');
      await closeAll();
    }));
}
