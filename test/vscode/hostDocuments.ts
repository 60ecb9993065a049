// Documents of all kinds in the extension host: tagging leaves the text alone, and no text is too strange for it.
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { test } from './hostRunner.js';
import {
  api,
  closeAll,
  loggedDuring,
  longText,
  show,
  showNew,
  tag,
  withSetting,
  workspaceFile,
} from './hostSupport.js';
import { until } from './until.js';

/** Long enough to be edited or closed before it is tagged. */
const LONG_SENTENCES = 4_000;

/** Registers the tests of an ordinary document. */
export function testDocument(): void {
  test('tagging changes neither the text, its version, its dirty flag nor the undo stack', async () => {
    const { document } = await show(workspaceFile('lighthouse.txt'));
    const before = { text: document.getText(), version: document.version };
    const run = await tag(document);
    assert.equal(run.complete, true);
    assert.equal(run.texts.join(''), before.text.replace(/\s/g, ''));
    // Something to undo would be undone by this.
    await vscode.commands.executeCommand('undo');
    await vscode.commands.executeCommand('redo');
    assert.deepEqual({ text: document.getText(), version: document.version }, before);
    assert.equal(document.isDirty, false);
  });

  test('"Clear Tags" takes all marks away', async () => {
    const editor = await show(workspaceFile('lighthouse.txt'));
    const { marksOf, runOf } = await api();
    await tag(editor.document);
    await until('marks', () => marksOf(editor).length > 50);
    await vscode.commands.executeCommand('rnnLens.clearTags');
    await until('no marks', () => marksOf(editor).length === 0);
    assert.equal(runOf(editor.document.uri), null);
  });
}

/** Registers the tests of documents that are empty, binary, one line, or not left alone while they are tagged. */
export function testStrangeDocuments(): void {
  testContents();
  testChanges();
}

function testContents(): void {
  for (const [what, text] of [
    ['empty', ''],
    ['blank', ' \n\t\n'],
  ] as const)
    test(`a document that is ${what} gets no tags and no error`, async () => {
      const { document } = await showNew(`${what}.txt`, text);
      const logged = await loggedDuring(() => vscode.commands.executeCommand('rnnLens.tagDocument'));
      const { runOf } = await api();
      assert.deepEqual((await until('its run', () => runOf(document.uri))).texts, []);
      assert.deepEqual(errorsIn(logged), []);
    });

  test('a binary file that no text editor shows is not tagged, and a text with NUL characters is', async () => {
    await closeAll();
    const uri = workspaceFile('picture.bin');
    await vscode.workspace.fs.writeFile(
      uri,
      Uint8Array.from({ length: 3000 }, (_, i) => (i * 7) % 256),
    );
    await vscode.commands.executeCommand('vscode.open', uri);
    const logged = await loggedDuring(() => vscode.commands.executeCommand('rnnLens.tagDocument'));
    assert.match(logged.join(), /There is no text to tag: open a document/);
    assert.deepEqual(errorsIn(logged), [], 'nothing is broken');
    const content = 'Head\0er \0\0\0 and\0\u0001\u0002 the rest \uFFFE.\0\n';
    const document = await vscode.workspace.openTextDocument({ content });
    await vscode.window.showTextDocument(document);
    const run = await tag(document);
    assert.equal(run.complete, true);
    assert.equal(document.getText(), content);
    await closeAll();
  });

  test('one line of 1 MB is tagged to its end', async () => {
    const text = `${'un'.repeat(24)} `.repeat(20_409).trimEnd();
    const { document } = await showNew('line.txt', text);
    const run = await tag(document);
    assert.equal(text.length, 1_000_040);
    assert.equal(run.tokenCount, 20_409);
    assert.equal(run.complete, true);
    assert.equal(document.getText(), text);
    await closeAll();
  });
}

function testChanges(): void {
  test('a document edited while it is tagged keeps its text, and its marks stay on their words', () =>
    withSetting('follow', 'off', async () => {
      const text = longText(LONG_SENTENCES);
      const editor = await showNew('edited.txt', text);
      const { document } = editor;
      const { marksOf, runOf } = await api();
      const tagging = vscode.commands.executeCommand('rnnLens.tagDocument');
      await until('the first tags', () => runOf(document.uri));
      assert.equal(runOf(document.uri)?.complete, false, 'it was tagged before it could be edited');
      await editor.edit((edit) => edit.insert(new vscode.Position(0, 4), 'brave new '));
      await tagging;
      assert.equal(document.getText(), `${text.slice(0, 4)}brave new ${text.slice(4)}`);
      assert.equal(runOf(document.uri)?.stale, true);
      const marks = await until('marks', () => {
        const found = marksOf(editor);
        return found.length > 20 ? found : undefined;
      });
      const words = new Set(runOf(document.uri)?.texts);
      for (const { range } of marks) {
        const word = document.getText(range);
        assert.ok(words.has(word) && !['brave', 'new'].includes(word), `a mark lies on "${word}"`);
      }
      await closeAll();
    }));

  test('a document closed while it is tagged is let go without an error', async () => {
    const { document } = await showNew('closed.txt', longText(LONG_SENTENCES));
    const { runOf } = await api();
    const logged = await loggedDuring(async () => {
      const tagging = vscode.commands.executeCommand('rnnLens.tagDocument');
      await until('the first tags', () => runOf(document.uri));
      assert.equal(runOf(document.uri)?.complete, false, 'it was tagged before it could be closed');
      await vscode.commands.executeCommand('workbench.action.closeActiveEditor');
      await tagging;
    });
    await until('the document is closed', () => document.isClosed);
    assert.equal(runOf(document.uri), null);
    assert.deepEqual(errorsIn(logged), []);
    const { document: next } = await show(workspaceFile('lighthouse.txt'));
    assert.equal((await tag(next)).complete, true);
  });
}

function errorsIn(logged: readonly string[]): string[] {
  return logged.filter((line) => line.startsWith('error: '));
}
