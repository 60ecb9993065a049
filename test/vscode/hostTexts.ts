// Everything that is text, in the extension host: cells of notebooks, both sides of a difference, split editors, texts
// that are read-only or no files at all, and large ones.
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { test } from './hostRunner.js';
import { api, closeAll, longText, show, showNew, tag, untilMarked } from './hostSupport.js';
import { until } from './until.js';

const STORY = 'The keeper climbed the old tower.\n';
/** Some 1 MB: seconds of work, of which a screen is a moment. */
const LARGE_SENTENCES = 24_000;

/** Registers the tests of texts wherever VS Code shows them. */
export function testTexts(): void {
  testCells();
  testDifferences();
  testSplit();
  testWithoutFiles();
  testLarge();
}

function testCells(): void {
  test('each cell of a notebook is a document of its own; outputs and the other cells stay as they are', async () => {
    await closeAll();
    const { runOf } = await api();
    const output = [vscode.NotebookCellOutputItem.text('The output barks.')];
    const code = new vscode.NotebookCellData(vscode.NotebookCellKind.Code, STORY, 'plaintext');
    code.outputs = [new vscode.NotebookCellOutput(output)];
    const other = new vscode.NotebookCellData(vscode.NotebookCellKind.Code, 'A dog barks.', 'plaintext');
    const data = new vscode.NotebookData([code, other]);
    const notebook = await vscode.workspace.openNotebookDocument('jupyter-notebook', data);
    await vscode.window.showNotebookDocument(notebook);
    const [first, second] = notebook.getCells();
    const [before, isDirty] = [JSON.stringify(notebook.getCells().map(contentOf)), notebook.isDirty];
    await until('the first cell is edited', async () => {
      await vscode.commands.executeCommand('notebook.cell.edit');
      return (await api()).activeDocument === first.document.uri.toString();
    });
    const run = await tag(first.document);
    assert.deepEqual(run.texts, ['The', 'keeper', 'climbed', 'the', 'old', 'tower', '.']);
    await untilMarked(editorOf(first.document), run);
    assert.equal(runOf(second.document.uri), null);
    assert.equal(JSON.stringify(notebook.getCells().map(contentOf)), before);
    assert.match(before, /text\/plain/, 'there is an output');
    assert.equal(notebook.isDirty, isDirty);
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
  });
}

function contentOf(cell: vscode.NotebookCell): unknown {
  const { document, outputs } = cell;
  return { text: document.getText(), version: document.version, outputs };
}

function testDifferences(): void {
  test('both sides of a difference are tagged, and cleared; a side that is a version in a repository is one', async () => {
    await closeAll();
    const { runOf, marksOf } = await api();
    const provider = vscode.workspace.registerTextDocumentContentProvider('git', {
      provideTextDocumentContent: () => STORY.repeat(2),
    });
    const { document } = await showNew('changed.txt', `${STORY}A dog barks.\n`);
    await closeAll();
    const original = document.uri.with({ scheme: 'git', query: '{"ref":"HEAD"}' });
    try {
      await vscode.commands.executeCommand('vscode.diff', original, document.uri, 'Changes');
      const editors = await until('both sides', () => {
        const { visibleTextEditors } = vscode.window;
        return visibleTextEditors.length === 2 ? visibleTextEditors : undefined;
      });
      await until('one side is in front', async () => (await api()).activeDocument !== null);
      await vscode.commands.executeCommand('rnnLens.tagDocument');
      for (const editor of editors) {
        const run = await until(editor.document.uri.scheme, () => {
          const found = runOf(editor.document.uri);
          return found?.complete ? found : undefined;
        });
        await untilMarked(editor, run);
      }
      const schemes = editors.map((editor) => editor.document.uri.scheme);
      assert.ok(schemes.includes('git'), schemes.join());
      assert.equal(document.isDirty, false);
      await vscode.commands.executeCommand('rnnLens.clearTags');
      for (const editor of editors) {
        assert.equal(runOf(editor.document.uri), null);
        await until('no marks', () => marksOf(editor).length === 0);
      }
    } finally {
      await closeAll();
      provider.dispose();
    }
  });
}

function testSplit(): void {
  test('two editors of one document both have its marks, and the second has them as soon as it is there', async () => {
    await closeAll();
    const { document } = await showNew('split.txt', STORY);
    const run = await tag(document);
    await untilMarked(editorOf(document), run);
    await vscode.commands.executeCommand('workbench.action.splitEditor');
    const editors = await until('two editors', () => {
      const found = vscode.window.visibleTextEditors.filter((editor) => editor.document === document);
      return found.length === 2 ? found : undefined;
    });
    for (const editor of editors) await untilMarked(editor, run);
    await closeAll();
  });
}

function testWithoutFiles(): void {
  test('a text that an extension provides, and is no file, is tagged', async () => {
    await closeAll();
    const provider = vscode.workspace.registerTextDocumentContentProvider('rnn-lens-test', {
      provideTextDocumentContent: () => STORY,
    });
    try {
      const { document } = await show(vscode.Uri.parse('rnn-lens-test:/provided.txt'));
      const run = await tag(document);
      await untilMarked(editorOf(document), run);
      assert.equal(document.isDirty, false);
    } finally {
      await closeAll();
      provider.dispose();
    }
  });

  test('a file of a file system that cannot be written to is tagged', async () => {
    await closeAll();
    const files = vscode.workspace.registerFileSystemProvider('rnn-lens-files', new ReadOnlyFiles(), {
      isReadonly: true,
    });
    try {
      const editor = await show(vscode.Uri.parse('rnn-lens-files:/read-only.txt'));
      await untilMarked(editor, await tag(editor.document));
      assert.equal(vscode.workspace.fs.isWritableFileSystem('rnn-lens-files'), false);
      assert.equal(editor.document.isDirty, false);
    } finally {
      await closeAll();
      files.dispose();
    }
  });
}

/** A file system in which every file has the same text. */
class ReadOnlyFiles implements vscode.FileSystemProvider {
  private readonly changed = new vscode.EventEmitter<vscode.FileChangeEvent[]>();
  readonly onDidChangeFile = this.changed.event;
  private readonly bytes = new TextEncoder().encode(STORY);

  watch(): vscode.Disposable {
    return new vscode.Disposable(() => undefined);
  }

  stat(uri: vscode.Uri): vscode.FileStat {
    if (!uri.path.endsWith('.txt')) throw vscode.FileSystemError.FileNotFound(uri);
    return { type: vscode.FileType.File, ctime: 0, mtime: 0, size: this.bytes.length };
  }

  readFile(): Uint8Array {
    return this.bytes;
  }

  readDirectory(): [string, vscode.FileType][] {
    return [];
  }

  createDirectory(): never {
    throw vscode.FileSystemError.NoPermissions();
  }

  writeFile(): never {
    throw vscode.FileSystemError.NoPermissions();
  }

  delete(): never {
    throw vscode.FileSystemError.NoPermissions();
  }

  rename(): never {
    throw vscode.FileSystemError.NoPermissions();
  }
}

function testLarge(): void {
  test('of a large document the visible part is tagged first', async () => {
    await closeAll();
    // A machine that does much else may have read the start, too, before it is looked at.
    for (let k = 0; k < 6; k++) if (await isSeenFirst()) return;
    throw new Error('The start of every text was read before its middle could be looked at.');
  });
}

/** Tags a large text, looked at in its middle; whether there was a moment with tags there and none at the start. */
async function isSeenFirst(): Promise<boolean> {
  const { marksOf, runOf } = await api();
  const editor = await showNew('large.txt', longText(LARGE_SENTENCES));
  const { document } = editor;
  const middle = Math.floor(document.lineCount / 2);
  editor.revealRange(new vscode.Range(middle, 0, middle, 0), vscode.TextEditorRevealType.AtTop);
  await until('the middle is seen', () => editor.visibleRanges[0]?.contains(new vscode.Position(middle, 0)));
  const tagging = vscode.commands.executeCommand('rnnLens.tagDocument');
  // Between two messages of the engine: `until` waits longer.
  const end = Date.now() + 60_000;
  while (marksOf(editor).length === 0 && Date.now() < end) await new Promise((done) => setTimeout(done, 0));
  const [seen] = marksOf(editor);
  const isStartTagged = runOf(document.uri)?.labels[0] !== '';
  await vscode.commands.executeCommand('rnnLens.clearTags');
  await tagging;
  await closeAll();
  if (isStartTagged) return false;
  assert.ok(Math.abs(seen.range.start.line - middle) < 200, `line ${seen.range.start.line} of ${middle}`);
  return true;
}

function editorOf(document: vscode.TextDocument): vscode.TextEditor {
  const editor = vscode.window.visibleTextEditors.find((each) => each.document === document);
  assert.ok(editor, `${document.uri.path} is not seen`);
  return editor;
}
